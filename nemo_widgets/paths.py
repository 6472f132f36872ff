"""Paths as people are shown them: what is shown may be saved in a notebook, and need not tell whose machine it was."""

from __future__ import annotations

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

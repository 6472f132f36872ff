"""Processes of ours that outlive the one that starts them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO


class Detached(subprocess.Popen[bytes]):
    """`python -m MODULE ARGUMENTS` in a session of its own: no ■ and no closing terminal reaches it.

    It never inherits `NEMO_TOKEN`: a child's environment can be read by every process of the user.

    Args:
        module: One of this package's modules.
        arguments: Its command line; never a secret.
        directory: Where it works.
        stdin: As for `Popen`; nothing by default.
        output: Where its output goes; nowhere by default.
    """

    def __init__(
        self,
        module: str,
        arguments: list[str],
        directory: Path,
        *,
        stdin: int = subprocess.DEVNULL,
        output: int | IO[bytes] = subprocess.DEVNULL,
    ) -> None:
        super().__init__(
            [sys.executable, "-m", module, *arguments],
            stdin=stdin,
            stdout=output,
            stderr=output,
            env={name: value for name, value in os.environ.items() if name != "NEMO_TOKEN"},
            cwd=directory,
            start_new_session=True,
        )

    def __del__(self) -> None:
        """Leave it running: letting go of it is no mistake that Python should warn of."""

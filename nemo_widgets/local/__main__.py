"""`python -m nemo_widgets.local --home DIR`: the engine's process."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from nemo_widgets.local.engine import DISK_LIMIT, UPLOAD_LIMIT, Options
from nemo_widgets.local.process import run


def main() -> int:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m nemo_widgets.local", description="The local engine.")
    parser.add_argument("--home", type=Path, required=True, help="folder for its address, projects and films")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (a free one)")
    parser.add_argument("--idle", type=float, default=600.0, help="leave after so many seconds without work (600)")
    parser.add_argument("--open", action="store_true", help="give tokens to anonymous users")
    parser.add_argument("--delay-ms", type=float, default=30.0, help="pause between the words of an answer (30)")
    parser.add_argument("--upload-limit", type=int, default=UPLOAD_LIMIT, help="largest file, bytes (500 MB)")
    parser.add_argument(
        "--disk-limit", type=int, default=DISK_LIMIT, help="all uploads, films and their pieces, bytes (20 GB)"
    )
    parser.add_argument("--fetch", action="store_true", help="take files by their public web address")
    given = parser.parse_args()
    options = Options(
        home=given.home.absolute(),
        host=given.host,
        port=given.port,
        open=given.open,
        delay=given.delay_ms / 1000,
        idle=given.idle,
        upload_limit=given.upload_limit,
        disk_limit=given.disk_limit,
        fetch=given.fetch,
        token=os.environ.pop("NEMO_SERVE_TOKEN", ""),
    )
    return run(options)


if __name__ == "__main__":
    sys.exit(main())

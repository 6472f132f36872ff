"""The command line: `nemo-widgets demo` makes a first film in the terminal, `serve` runs an engine for a class."""

from __future__ import annotations

import argparse
import contextlib
import math
import sys
from collections.abc import Callable
from pathlib import Path

import nemo_widgets as nemo
from nemo_widgets.errors import NemoError
from nemo_widgets.serve import serve


def main(argv: list[str] | None = None) -> int:
    """Run a command; 0 when it worked, 1 with a message when it did not, 2 for a wrong one, 130 after Ctrl+C."""
    parser = _parser()
    chosen = parser.parse_args(argv)
    if chosen.command is None:
        parser.print_help(sys.stderr)
        return 2
    try:
        match chosen.command:
            case "demo":
                from nemo_widgets.demo import Screen, run_demo  # noqa: PLC0415 - an engine to serve needs no session

                run_demo(Screen(sys.stdout), photo=chosen.photo, clips=chosen.clips)
            case "doctor":
                report = nemo.doctor()
                print(report)
                return 0 if report.well else 1
            case _:
                limits = {"upload_mb": chosen.upload_mb, "disk_gb": chosen.disk_gb}
                serve(sys.stdout, home=chosen.home, host=chosen.host, port=chosen.port, fetch=chosen.fetch, **limits)
    except NemoError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nThe wait is over; what runs goes on.", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nemo-widgets", description="Nemo Studio: a video studio inside a notebook.")
    parser.add_argument("--version", action="version", version=f"nemo-widgets {nemo.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    told = "make a first film here, with the local engine: no account, no network"
    demo = commands.add_parser("demo", help=told, description=_sentence(told))
    demo.add_argument("--photo", type=Path, metavar="FILE", help="a photo of yours to put into the film")
    demo.add_argument("--clips", type=Path, metavar="FOLDER", default="nemo-clips", help="for the film (%(default)s)")
    told = "run a local engine for a class on this machine, until Ctrl+C"
    epilog = "With NEMO_SERVE_TOKEN set, only those who know that token come in."
    class_ = commands.add_parser("serve", help=told, description=_sentence(told), epilog=epilog)
    add = class_.add_argument
    add("--home", type=Path, metavar="FOLDER", default="nemo-class", help="for projects and films (%(default)s)")
    add("--host", metavar="ADDRESS", default="127.0.0.1", help="to listen on (%(default)s)")
    add("--port", type=_number(int, 0, 65_535), default=8871, help="to listen on (%(default)s); 0: a free one")
    add("--upload-mb", type=_number(int, 1), metavar="MB", default=200, help="largest file (%(default)s)")
    add(
        "--disk-gb",
        type=_number(float, 0.1),
        metavar="GB",
        default=20,
        help="for all uploads and films (%(default)s)",
    )
    add("--fetch", action="store_true", help="take files by their public web address too")
    told = "what works here, and what to do about the rest"
    commands.add_parser("doctor", help=told, description=_sentence(told))
    return parser


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _number(kind: Callable[[str], float], least: float, most: float = float("inf")) -> Callable[[str], float]:
    """Reads a number within limits."""

    def number(text: str) -> float:
        with contextlib.suppress(ValueError):
            if least <= (found := kind(text)) <= most and math.isfinite(found):
                return found
        limits = f"from {least:g} to {most:g}" if most < float("inf") else f"of at least {least:g}"
        raise argparse.ArgumentTypeError(f"not a number {limits}: {text!r}")

    return number


if __name__ == "__main__":
    sys.exit(main())

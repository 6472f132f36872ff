"""The command line: `nemo-widgets demo` makes a first film in the terminal, `serve` runs an engine for a class."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any, TextIO, TypeVar

import nemo_widgets as nemo
from nemo_widgets.errors import NemoError
from nemo_widgets.serve import serve
from nemo_widgets.session.jobs import Clip, Job, Turn
from nemo_widgets.session.progress import progress_words
from nemo_widgets.session.session import Session

PROMPTS = (
    "generate a 10-second cinematic clip of a futuristic city at night",
    "add the title 'Urban Dreams' for 3 seconds",
    "add lo-fi music at 35%",
)
PHOTO_PROMPT = "then add my photo for 4 seconds with a slow zoom"
AnyJob = TypeVar("AnyJob", bound=Job[Any])


def main(argv: list[str] | None = None) -> int:
    """Run a command; 0 when it worked, 1 with a message when it did not, 130 after Ctrl+C."""
    parser = argparse.ArgumentParser(prog="nemo-widgets", description="Nemo Studio: a video studio inside a notebook.")
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="make a first film here, with the local engine: no account, no network")
    demo.add_argument("--photo", type=Path, help="a photo of yours to put into the film")
    demo.add_argument("--clips", type=Path, default=Path("nemo-clips"), help="folder for the film")
    class_ = commands.add_parser(
        "serve",
        help="run a local engine for a class on this machine",
        epilog="With NEMO_SERVE_TOKEN set, only those who know that token come in.",
    )
    class_.add_argument("--home", type=Path, default=Path("nemo-class"), help="folder for projects and films")
    class_.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    class_.add_argument("--port", type=int, default=8871, help="port to listen on (8871); 0: a free one")
    class_.add_argument("--upload-mb", type=int, default=200, help="largest file, MB (200)")
    class_.add_argument("--disk-gb", type=float, default=20.0, help="room for all uploads and films, GB (20)")
    class_.add_argument("--fetch", action="store_true", help="take files by their public web address too")
    commands.add_parser("doctor", help="what works here, and what to do about the rest")
    chosen = parser.parse_args(argv)
    try:
        match chosen.command:
            case "demo":
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


class Screen:
    """A terminal, or a file: progress on one line where lines can be rewritten."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._last = ""

    def line(self, text: str = "") -> None:
        """Print a line that stays."""
        clear = "\r\x1b[K" if self._live and self._last else ""
        self._out.write(f"{clear}{text}\n")
        self._out.flush()
        self._last = ""

    def follow(self, job: AnyJob) -> AnyJob:
        """Show how far a job is until it is done."""
        began = time.monotonic()
        while not job._done.wait(0.1):  # noqa: SLF001 - ours
            text = progress_words(job)
            if self._live:
                self._out.write(f"\r\x1b[K  {text}  {time.monotonic() - began:.0f} s")
                self._out.flush()
            elif text.split("…")[0] != self._last:
                self._out.write(f"  {text}\n")
                self._out.flush()
            self._last = text.split("…")[0] or " "
        return job


def run_demo(screen: Screen, *, photo: Path | None, clips: Path) -> Clip:
    """From prompts (and a photo) to a film; a film made before from the same prompts is shown again."""
    session = nemo.connect("local", name="demo", clips=clips)
    prompts = PROMPTS if photo is None else (PROMPTS[0], PHOTO_PROMPT, *PROMPTS[1:])
    screen.line("Nemo Studio · local engine: no account, nothing leaves this machine, no cost")
    screen.line()
    clip = _made_before(session, prompts)
    if clip is None:
        for prompt in prompts:
            if prompt == PHOTO_PROMPT and photo is not None:
                media = screen.follow(session.upload(photo)).wait()
                screen.line(f"＋ {media[0].name} · {media[0].width}×{media[0].height}")
            _tell(screen, screen.follow(session.send(prompt)))
        clip = screen.follow(session.export("first-clip.mp4")).wait()
    else:
        for turn in session.turns[-len(prompts) :]:
            _tell(screen, turn)
        screen.line("(made before; shown again)")
    screen.line(str(session.draft))
    screen.line()
    screen.line(f"🎬 {clip}")
    return clip


def _tell(screen: Screen, turn: Turn) -> None:
    screen.line(f"› {turn.prompt}")
    turn.wait()
    for line in turn.summary().splitlines():
        screen.line(f"  {line}")
    screen.line()


def _made_before(session: Session, prompts: tuple[str, ...]) -> Clip | None:
    takes = list(session.takes.values())[-len(prompts) :]
    return takes[-1].clip if [take.prompt for take in takes] == list(prompts) else None


if __name__ == "__main__":
    sys.exit(main())

"""`nemo-widgets demo`: a first film in the terminal, with the local engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TextIO, TypeVar

import nemo_widgets as nemo
from nemo_widgets.errors import MissingFileError
from nemo_widgets.session import waiting
from nemo_widgets.session.jobs import Clip, Job, Turn
from nemo_widgets.session.progress import ProgressLine
from nemo_widgets.session.session import Session

PROMPTS = (
    "generate a 10-second cinematic clip of a futuristic city at night",
    "add the title 'Urban Dreams' for 3 seconds",
    "add lo-fi music at 35%",
)
PHOTO_PROMPT = "then add my photo for 4 seconds with a slow zoom"
AnyJob = TypeVar("AnyJob", bound=Job[Any])


class Screen:
    """A terminal, or a file: progress on one line where lines can be written over, else what came of it alone."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def line(self, text: str = "") -> None:
        """Print a line that stays."""
        self._out.write(f"{text}\n")
        self._out.flush()

    def follow(self, job: AnyJob) -> AnyJob:
        """Show how far a job is until it is done."""
        progress = ProgressLine(self._out, job)
        progress.begin()
        try:
            waiting.until(job.when_done)
        finally:
            progress.end()
        return job


def run_demo(screen: Screen, *, photo: Path | None, clips: Path) -> Clip:
    """From prompts (and a photo) to a film; a film made before from the same prompts is shown again."""
    if photo is not None and not photo.is_file():
        raise MissingFileError(f"There is no file {photo}.", "Check its name and folder.")
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

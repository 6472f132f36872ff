"""Small drafts, and a way to look at finished films."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Canvas, Draft, Meta, Segment, Track
from nemo_widgets.local.render import Rendered, render


@dataclass
class Film:
    """A film read back: every frame as RGB, all sound as 2 x samples."""

    made: Rendered
    frames: list[NDArray[np.uint8]]
    sound: NDArray[np.float32]
    fps: int

    def at(self, seconds: float) -> NDArray[np.float64]:
        return self.frames[int(seconds * self.fps)].astype(float)


@pytest.fixture
def segment() -> Callable[..., Segment]:
    """A segment by kind: `segment("title", 0, 1000, text="Go")`."""

    def make(kind: str, start: int, duration: int, **meta: object) -> Segment:
        return Segment(f"{kind}-{start}", start, duration, Meta(kind, **meta))  # type: ignore[arg-type]

    return make


@pytest.fixture
def draft() -> Callable[..., Draft]:
    """A draft of segments, each on a track of its own, on a small canvas."""

    def make(*segments: Segment, duration: int = 0, size: tuple[int, int] = (320, 180), fps: int = 12) -> Draft:
        types = {"title": TEXT, "music": AUDIO, "audio": AUDIO}
        tracks = [Track(f"t{i}", types.get(s.meta.kind, VIDEO), [s]) for i, s in enumerate(segments)]
        return Draft(duration or max(s.end for s in segments), Canvas("test", *size, fps), tracks)

    return make


@pytest.fixture
def film(tmp_path: Path) -> Callable[..., Film]:
    """Render a draft and read the file back."""

    def make(draft: Draft, media: dict[str, Path] | None = None, **how: object) -> Film:
        made = render(draft, media or {}, tmp_path / "film.mp4", **how)  # type: ignore[arg-type]
        with av.open(str(made.path)) as container:
            frames = [f.to_ndarray(format="rgb24") for f in container.decode(video=0)]
        with av.open(str(made.path)) as container:
            sound = np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)
        return Film(made, frames, sound, draft.canvas.fps)

    return make


@pytest.fixture
def alike() -> Callable[..., float]:
    """How much two pictures look alike: the correlation of their pixels, 1.0 for the same."""

    def measure(one: NDArray[np.generic], other: NDArray[np.generic]) -> float:
        return float(np.corrcoef(np.ravel(one).astype(float), np.ravel(other).astype(float))[0, 1])

    return measure


@pytest.fixture
def clip_of(tmp_path: Path) -> Callable[..., Path]:
    """A video file of pictures (height x width x 3), 12 a second unless told otherwise."""

    def make(pictures: list[NDArray[np.uint8]], name: str = "clip.mp4", **how: object) -> Path:
        path = tmp_path / name
        options = {"crf": "4", **how.pop("options", {})}  # type: ignore[dict-item]
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=how.pop("fps", 12), options=options)  # type: ignore[call-overload]
            stream.height, stream.width = pictures[0].shape[:2]
            stream.pix_fmt = how.pop("pix_fmt", "yuv420p")
            for picture in pictures:
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path

    return make


@pytest.fixture
def tone(tmp_path: Path) -> Callable[..., Path]:
    """A WAV file of a tone: pitch in Hz, length in s, and how many channels it has."""

    def make(pitch: float, seconds: float, layout: str = "mono", rate: int = 48_000, level: float = 0.5) -> Path:
        path = tmp_path / f"tone-{pitch}-{layout}.wav"
        wave = (level * 32767 * np.sin(2 * np.pi * pitch * np.arange(int(seconds * rate)) / rate)).astype(np.int16)
        with av.open(str(path), "w") as container:
            stream = container.add_stream("pcm_s16le", rate=rate, layout=layout)
            channels = stream.codec_context.channels
            frame = av.AudioFrame.from_ndarray(np.repeat(wave, channels)[None], format="s16", layout=layout)
            frame.sample_rate = rate
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path

    return make

"""The camera: how a picture moves during a segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nemo_widgets.local.render.frames import Window

CAMERAS = ("still", "drift", "zoom-in", "zoom-out", "pan-left", "pan-right", "tilt-up", "tilt-down")


@dataclass(frozen=True)
class Move:
    """A camera move over a picture that is `margin` times the canvas.

    Attributes:
        camera: One of `CAMERAS`.
        margin: Room around the canvas, so that a window can move or shrink without losing sharpness.
        parallax: Whether layers carry the sideways moves, instead of the window.
    """

    WHOLE: ClassVar[Window] = Window(0, 0, 1, 1)

    camera: str
    margin: float = 1.0
    parallax: bool = False

    @classmethod
    def scene(cls, camera: str) -> Move:
        """A move over a layered scene; unknown or empty: a drift."""
        camera = camera if camera in CAMERAS else "drift"
        return cls(
            camera, {"still": 1.0, "pan-left": 1.0, "pan-right": 1.0, "drift": 1.08}.get(camera, 1.14), parallax=True
        )

    @classmethod
    def photo(cls, camera: str) -> Move:
        """A move over a photo; unknown or empty: a slow zoom in."""
        camera = camera if camera in CAMERAS else "zoom-in"
        return cls(camera, 1.0 if camera == "still" else 1.15)

    def reach(self, seconds: float) -> float:
        """How far the nearest layer travels in a segment of that length, units of 1/1080 of the height."""
        pace = {"still": 0.0, "drift": 15.0, "pan-left": 46.0, "pan-right": 46.0}.get(self.camera, 5.0)
        return min(pace * seconds, pace * 14)

    def travel(self, part: float) -> float:
        """The layers' place, 0 … 1 of the reach, when `part` of the segment is over."""
        return 1 - part if self.camera == "pan-left" else part

    def window(self, part: float) -> Window | None:
        """What of the picture shows, when `part` of the segment is over; None: all of it."""
        inner = 1 / self.margin
        eased = ease(part)
        match self.camera:
            case "zoom-in":
                return _centered(1 + (inner - 1) * eased)
            case "drift":
                return _centered(1 + (inner - 1) * eased)
            case "zoom-out":
                return _centered(inner + (1 - inner) * eased)
            case "tilt-up" | "tilt-down":
                share = 1 - eased if self.camera == "tilt-up" else eased
                return _placed(inner, 0.5, share)
            case "pan-left" | "pan-right" if not self.parallax:
                share = 1 - eased if self.camera == "pan-left" else eased
                return _placed(inner, share, 0.5)
        return None


def ease(part: float) -> float:
    """Nearly even, with soft ends: 0 … 1."""
    smooth = part * part * (3 - 2 * part)
    return 0.55 * part + 0.45 * smooth


def _centered(side: float) -> Window:
    return _placed(side, 0.5, 0.46)


def _placed(side: float, x: float, y: float) -> Window:
    left, top = (1 - side) * x, (1 - side) * y
    return Window(left, top, left + side, top + side)

"""Fitting: a clip's frames, whatever their kind, brought to the canvas by one libav graph."""

from __future__ import annotations

from typing import Any

import av

from nemo_widgets.local.draft import Meta
from nemo_widgets.local.render.colour import Look, is_hdr
from nemo_widgets.local.render.frames import Pipe, Size, even, plain_frame
from nemo_widgets.local.render.shape import WHOLE, Crop, contain, contained, cover

_TURNS = {
    90: ("transpose=cclock",),
    -270: ("transpose=cclock",),
    -90: ("transpose=clock",),
    270: ("transpose=clock",),
    180: ("hflip", "vflip"),
    -180: ("hflip", "vflip"),
}
_MATRICES = {1: "bt709", 4: "fcc", 5: "bt601", 6: "bt601", 7: "smpte240m", 9: "bt2020", 10: "bt2020"}
_GROUND = (17, 18, 22)
_FULL_RANGE = 2
_TAIL = "out_color_matrix=bt709:out_range=tv"


class Fitting:
    """Upright, square pixels, BT.709, then cropped to the canvas, or whole on a blurred ground.

    Args:
        meta: Crop, fit and colour.
        size: The canvas, px.
        aspect: Width of the file's pixels over their height.
    """

    def __init__(self, meta: Meta, size: Size, aspect: float) -> None:
        self._size, self._fit, self._crop, self._look = size, meta.fit, Crop.of(meta.crop), Look.of(meta)
        self._aspect = aspect if 0.2 < aspect < 5 else 1.0
        self._pipe: Pipe | None = None
        self._shape: tuple[Any, ...] | None = None
        self._count = 0

    def run(self, frame: av.VideoFrame) -> av.VideoFrame:
        """A decoded frame as a yuv420p frame of the canvas's size."""
        # A file may change its size or format on the way.
        shape = (frame.width, frame.height, frame.format.name, frame.rotation)
        if self._pipe is None or shape != self._shape:
            self._shape, self._pipe, self._count = shape, self._graph(frame), 0
        self._count += 1
        return self._pipe.run(self._count, frame)

    def _graph(self, frame: av.VideoFrame) -> Pipe:
        pipe = Pipe(2)
        last: Any = pipe.input(Size(frame.width, frame.height), frame.format.name)
        width, height, aspect = frame.width, frame.height, self._aspect
        turns = _TURNS.get(round(frame.rotation / 90) * 90, ())
        for turn in turns:
            name, _, args = turn.partition("=")
            last = pipe.add(name, args, last)
        if len(turns) == 1:
            width, height, aspect = height, width, 1 / aspect
        if self._crop != WHOLE:
            left, top, across, down = self._crop
            cropped = Size(max(2, round(across * width)), max(2, round(down * height)))
            place = f"{cropped.width}:{cropped.height}:{round(left * width)}:{round(top * height)}:exact=1"
            last = pipe.add("crop", place, last)
            width, height = cropped
        ratio = width * aspect / height
        last = self._looked(pipe, last, frame, Size(width, height))
        # Once it has been coloured, it is in the film's own form.
        head = "" if is_hdr(frame) else _source(frame)
        last = pipe.add("setsar", "1", self._placed(pipe, last, ratio, head, clear=_clear(frame)))
        if not self._look.plain:
            last = self._look.filtered(pipe, last)
        pipe.end(pipe.add("format", "yuv420p", last))
        return pipe

    def _looked(self, pipe: Pipe, last: Any, frame: av.VideoFrame, size: Size) -> Any:
        """HDR brought to BT.709, no larger than the canvas needs."""
        transfer = is_hdr(frame)
        if not transfer:
            return last
        by = min(1.0, max(self._size.width / size.width, self._size.height / size.height))
        last = pipe.add("scale", f"{even(size.width * by)}:{even(size.height * by)}:flags=bicubic", last)
        return Look(transfer=transfer).filtered(pipe, last)

    def _placed(self, pipe: Pipe, last: Any, ratio: float, head: str, *, clear: bool) -> Any:
        width, height = self._size
        form = "yuva420p" if clear else "yuv420p"
        if not contained(ratio, self._size, self._fit):
            whole = cover(ratio, self._size)
            last = pipe.add("scale", f"{whole.width}:{whole.height}:flags=bicubic:{head}{_TAIL}", last)
            last = pipe.add("format", form, last)
            last = pipe.add("crop", f"{width}:{height}", last)
            if not clear:
                return last
            ground = pipe.constant(plain_frame(self._size, _GROUND), leading=True)
            # Told to be what it is, lest libav "convert" one to the other.
            ground = pipe.add("setparams", "colorspace=bt709:range=tv", ground)
            return pipe.add("overlay", "format=yuv420", ground, last)
        split = pipe.add("split", "2", last)
        small = Size(width // 8, height // 8).times(1)
        ground = cover(ratio, small)
        back = pipe.add("scale", f"{ground.width}:{ground.height}:flags=area:{head}{_TAIL}", (split, 0))
        back = pipe.add("format", "yuv420p", back)
        back = pipe.add("crop", f"{small.width}:{small.height}", back)
        back = pipe.add("gblur", "sigma=5", back)
        back = pipe.add("scale", f"{width}:{height}:flags=bicubic", back)
        back = pipe.add("lutyuv", "y='16+(val-16)*0.55'", back)
        inner = contain(ratio, self._size)
        fore = pipe.add("scale", f"{inner.width}:{inner.height}:flags=bicubic:{head}{_TAIL}", (split, 1))
        fore = pipe.add("format", form, fore)
        return pipe.add("overlay", "x=(W-w)/2:y=(H-h)/2:format=yuv420", back, fore)


def _clear(frame: av.VideoFrame) -> bool:
    """Whether something may show through the frame."""
    return frame.format.name.startswith(("yuva", "rgba", "bgra", "argb", "abgr", "gbrap", "ya8", "ya16", "pal8"))


def _source(frame: av.VideoFrame) -> str:
    """How `scale` is to read the frame's colours; untagged ones as players do, by their size."""
    if not frame.format.name.startswith("yuv"):
        return ""
    usual = "bt709" if min(frame.width, frame.height) >= 720 else "bt601"
    full = frame.format.name.startswith("yuvj") or int(frame.color_range or 0) == _FULL_RANGE
    return f"in_color_matrix={_MATRICES.get(int(frame.colorspace or 0), usual)}:in_range={'pc' if full else 'tv'}:"

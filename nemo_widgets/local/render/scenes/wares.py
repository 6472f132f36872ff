"""Wares: what may stand on the table; a phone, a watch and a box are drawn here."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes.paint import Easel, blend, polygon, ramp, screen, smooth
from nemo_widgets.local.render.scenes.palette import Color, mix
from nemo_widgets.local.render.scenes.turned import (
    GOLD,
    INK,
    PAPER,
    STEEL,
    Sheet,
    Studio,
    ellipse,
    matte,
    metal,
    stripe,
    turned,
)
from nemo_widgets.local.render.scenes.vessels import bottle, cup


def ware(kind: str, easel: Easel, sheet: Sheet, foot: float, studio: Studio) -> None:
    """Paint one standing at `foot` (units), in the middle of the sheet; an unknown kind is a bottle."""
    _KINDS.get(kind, bottle)(easel, sheet, foot, studio)


def _slab(x: Floats, y: Floats, size: tuple[float, float], corner: float) -> Floats:
    """Distance from the edge of a rounded rectangle around 0, units; negative inside."""
    dx, dy = np.abs(x) - size[0] / 2 + corner, np.abs(y) - size[1] / 2 + corner
    outside = np.sqrt(np.maximum(dx, 0) ** 2 + np.maximum(dy, 0) ** 2)
    edge: Floats = outside + np.minimum(np.maximum(dx, dy), 0) - corner
    return edge


def _phone(easel: Easel, sheet: Sheet, foot: float, studio: Studio) -> None:
    rng = easel.rng("phone")
    size = (222.0, 452.0)
    frame = (STEEL, GOLD, INK)[int(rng.integers(3))]
    here, x, y = sheet.window(-150, foot - 500, 150, foot + 34)
    # The stand behind it, which keeps it upright.
    stand = turned(x, y, sheet.unit, (foot - 26, foot), [(0, 92), (0.12, 96), (1, 96)])
    sheet.lay(here, matte(mix(studio.own, PAPER, 0.35), stand.across, studio.light, studio.shade), stand.cover)
    sheet.lay(here, mix(mix(studio.own, PAPER, 0.35), studio.light, 0.3), ellipse(x, y, sheet.unit, (0, foot - 26), 96))
    middle = foot - 20 - size[1] / 2
    u = sheet.unit
    for aside in (10, 8, 6, 4, 2):  # its thickness, turned a little away
        edge = _slab(x - aside, y - middle, size, 34)
        tone = mix(mix(frame, studio.shade, 0.55), studio.light, 0.5 if aside in (6, 8) else 0.06)
        sheet.lay(here, tone, np.clip(-edge * u + 0.5, 0, 1))
    edge = _slab(x, y - middle, size, 34)
    rim = ramp(
        [(0, mix(frame, studio.light, 0.8)), (0.5, frame), (1, mix(frame, studio.shade, 0.6))],
        np.clip((x + y - middle) / 500 + 0.5, 0, 1) * np.ones_like(edge),
    )
    sheet.lay(here, rim, np.clip(-edge * u + 0.5, 0, 1))
    sheet.lay(here, INK, np.clip(-(edge + 3) * u + 0.5, 0, 1))
    screen_ = np.clip(-(edge + 9) * u + 0.5, 0, 1)
    v, h = (y - middle) / size[1] + 0.5, x / size[0] + 0.5
    swing = float(rng.uniform(0, 6.28))
    field = np.clip(v * 0.75 + 0.16 * np.sin(h * 3.4 + swing) + 0.09 * np.sin(h * 6.1 + v * 4 + swing), 0, 1)
    glow = ramp(
        [(0, mix(studio.accent, (1, 1, 1), 0.45)), (0.35, studio.accent),
         (0.62, mix(studio.own, (0.16, 0.12, 0.42), 0.55)), (1, (0.05, 0.05, 0.16))], field
    )  # fmt: skip
    fold = np.sin((v + 0.10 * np.sin(h * 3.4 + swing)) * 16) ** 8
    sheet.lay(here, np.clip(screen(glow, fold[..., None] * np.float32(0.16)), 0, 1), screen_)
    island = _slab(x, y - middle + size[1] / 2 - 26, (58, 17), 8.5)
    sheet.lay(here, INK, np.clip(-island * u + 0.5, 0, 1))
    bar = _slab(x, y - middle - size[1] / 2 + 20, (76, 4), 2)
    sheet.lay(here, (0.96, 0.96, 0.98), np.clip(-bar * u + 0.5, 0, 1) * 0.8)
    slant = stripe(h + v * 0.35, 0.10, 0.40, 0.004) + stripe(h + v * 0.35, 0.43, 0.47, 0.004)
    sheet.light(here, studio.light, slant * np.clip(-(edge + 3) * u + 0.5, 0, 1) * 0.11)


def _watch(easel: Easel, sheet: Sheet, foot: float, studio: Studio) -> None:
    rng = easel.rng("watch")
    case = (STEEL, GOLD)[int(rng.integers(2))]
    strap: Color = ((0.30, 0.17, 0.10), (0.07, 0.075, 0.09), mix(studio.accent, INK, 0.45))[int(rng.integers(3))]
    face = (PAPER, (0.05, 0.07, 0.12))[int(rng.integers(2))]
    ink = mix(face, INK if face is PAPER else PAPER, 0.85)
    middle, radius = foot - 224.0, 112.0
    here, x, y = sheet.window(-170, foot - 450, 170, foot + 30)
    u = sheet.unit
    # The strap goes over a cushion: away from us at both ends.
    along = (y - middle) / 214
    width = 62 - 14 * along**2
    bend = np.sqrt(np.clip(1 - along * along, 0, 1))
    band = np.clip((width - np.abs(x)) * u + 0.5, 0, 1) * np.clip((1 - np.abs(along)) * 214 * u * 0.5 + 0.5, 0, 1)
    leather = (
        matte(strap, np.clip(x / width, -1, 1) * 0.8, studio.light, studio.shade) * (0.25 + 0.75 * bend)[..., None]
    )
    stitch = stripe(np.abs(x) - width, -9.5, -7.0, 0.6) * (np.sin(y * 0.52) > -0.2)
    sheet.lay(here, leather + (stitch * 0.22 * bend)[..., None], band)
    sheet.lay(
        here,
        *_round(
            x,
            y,
            u,
            (radius + 13, middle - 4),
            metal(
                case, np.broadcast_to(np.clip(x / 8 - radius / 8 - 1, -1, 1), band.shape), studio.light, studio.shade
            ),
            wide=9,
        ),
    )
    out = np.sqrt(x * x + (y - middle) ** 2)
    turn = np.arctan2(y - middle, x)
    # Polished steel mirrors the studio along its round.
    mirror = 0.5 + 0.5 * np.cos(2 * turn + 1.2) * np.cos(turn - 0.6)
    ring = blend(mix(case, studio.shade, 0.75), mix(case, studio.light, 0.80), mirror)
    sheet.lay(here, ring, np.clip((radius - out) * u + 0.5, 0, 1))
    bevel = blend(mix(case, studio.light, 0.7), mix(case, studio.shade, 0.7), mirror)
    sheet.lay(here, bevel, np.clip((radius - 10 - out) * u + 0.5, 0, 1))
    dial = np.clip((radius - 16 - out) * u + 0.5, 0, 1)
    sheet.lay(
        here,
        matte(face, np.clip(x / radius, -1, 1) * 0.5 - 0.2 + 0 * y, studio.light, mix(face, studio.shade, 0.4)),
        dial,
    )
    sheet.lay(here, (0, 0, 0), dial * smooth(out, radius - 34, radius - 14) * 0.28)
    for hour in range(12):
        way = hour / 12 * 2 * pi
        big = hour % 3 == 0
        sheet.lay(
            here, mix(ink, case, 0.25), _hand(x, y - middle, u, way, ((70 if big else 76), 88, 2.6 if big else 1.4))
        )
    for way, length, thick, tone in (
        (10.15 / 12, 48, 3.4, ink),
        (9 / 60, 72, 2.3, ink),
        (36 / 60, 80, 0.8, studio.accent),
    ):
        sheet.lay(here, tone, _hand(x, y - middle, u, way * 2 * pi, (-14 if thick < 1 else -8, length, thick)))
    sheet.lay(here, case, np.clip((4.5 - out) * u + 0.5, 0, 1))
    sheet.light(here, studio.light, dial * smooth(-x - (y - middle) * 0.8, -14, 70) * 0.16)


def _round(
    x: Floats, y: Floats, unit: float, at: tuple[float, float], rgb: Floats, *, wide: float
) -> tuple[Floats, Floats]:
    """A crown at the side of a watch."""
    edge = _slab(x - at[0] + 6, y - at[1], (wide * 2, 24), 4)
    return rgb, np.clip(-edge * unit + 0.5, 0, 1)


def _hand(x: Floats, y: Floats, unit: float, way: float, size: tuple[float, float, float]) -> Floats:
    """A bar from the middle outwards; `way` is 0 at twelve and turns with the clock."""
    begin, end, thick = size
    out, aside = x * sin(way) - y * cos(way), x * cos(way) + y * sin(way)
    bar: Floats = np.clip((thick - np.abs(aside)) * unit + 0.5, 0, 1)
    return bar * np.clip((out - begin) * unit + 0.5, 0, 1) * np.clip((end - out) * unit + 0.5, 0, 1)


def _box(easel: Easel, sheet: Sheet, foot: float, studio: Studio) -> None:
    rng = easel.rng("box")
    paper = mix(studio.own, PAPER, float(rng.uniform(0.45, 0.75)))
    ribbon = mix(studio.accent, PAPER, 0.05)
    front, side, high, lid, rise = 190.0, 96.0, float(rng.uniform(190, 230)), 62.0, 30.0
    left, corner, right = -front / 2 - side / 2, front / 2 - side / 2, front / 2 + side / 2
    top = foot - high
    here, x, y = sheet.window(left - 30, top - 110, right + 30, foot + 8)
    u = sheet.unit
    shape = (y.shape[0], x.shape[1])

    def quad(*corners: tuple[float, float]) -> Floats:
        return polygon(shape, [((cx - x[0, 0]) * u + 0.5, (cy - y[0, 0]) * u + 0.5) for cx, cy in corners])

    def block(grow: float, upper: float, lower: float, color: Color) -> None:
        a, b, c = left - grow, corner + grow * 0.2, right + grow
        down = np.clip((y - upper) / (lower - upper), 0, 1)
        lit = np.broadcast_to(np.clip((x - a) / (b - a), 0, 1) * 0.5 - 0.45, shape)
        wall = matte(color, lit, studio.light, studio.shade) * (1 - 0.14 * down)[..., None]
        sheet.lay(here, wall, quad((a, upper), (b, upper + 8), (b, lower + 8), (a, lower)))
        dim = matte(color, np.broadcast_to(0.55 + 0.2 * down, shape), studio.light, studio.shade)
        sheet.lay(here, dim, quad((b, upper + 8), (c, upper - rise + 8), (c, lower - rise + 8), (b, lower + 8)))

    def band(upper: float, lower: float, grow: float) -> None:
        m, n = (left + corner) / 2, (corner + right) / 2
        for shift, tone in ((-15.0, 0.92), (-11.0, 1.0), (11.0, 0.84)):
            width = {-15.0: 30.0, -11.0: 18.0, 11.0: 3.0}[shift]
            a, b = m + shift, m + shift + width
            ya, yb = (8 * (v - left) / front for v in (a, b))
            sheet.lay(
                here,
                mix((0, 0, 0), ribbon, tone),
                quad((a, upper + ya), (b, upper + yb), (b, lower + yb), (a, lower + ya)),
            )
        s = 8.0
        ya, yb = (8 - rise * (v - corner) / side for v in (n - s, n + s))
        sheet.lay(
            here,
            mix(ribbon, studio.shade, 0.5),
            quad((n - s + grow, upper + ya), (n + s + grow, upper + yb), (n + s, lower + yb), (n - s, lower + ya)),
        )

    block(0, top, foot - 8, paper)
    band(top, foot - 8, 0)
    block(7, top, top + lid, mix(paper, PAPER, 0.15))
    shadow = quad((left, top + lid), (corner, top + lid + 8), (corner, top + lid + 22), (left, top + lid + 12))
    sheet.lay(here, mix(studio.shade, INK, 0.4), shadow * 0.25)
    band(top, top + lid, 5)
    a, b, c, d = (left - 7, top), (corner + 1.4, top + 8), (right + 7, top - rise + 8), (right - front - 7, top - rise)
    sheet.lay(here, mix(mix(paper, PAPER, 0.25), studio.light, 0.5), quad(a, b, c, d))
    middle = ((a[0] + c[0]) / 2, (a[1] + c[1]) / 2)
    m, n = (a[0] + b[0]) / 2, (d[0] + c[0]) / 2
    sheet.lay(
        here,
        mix(ribbon, studio.light, 0.22),
        quad((m - 15, top + 3.5), (m + 15, top + 4.8), (n + 13, top - rise + 4.6), (n - 13, top - rise + 3.2)),
    )
    p, q = ((a[0] + d[0]) / 2, top - rise / 2), ((b[0] + c[0]) / 2, top - rise / 2 + 8)
    sheet.lay(
        here,
        mix(ribbon, studio.light, 0.14),
        quad((p[0] - 6, p[1] + 4.5), (p[0] + 6, p[1] - 4.5), (q[0] + 6, q[1] - 4.5), (q[0] - 6, q[1] + 4.5)),
    )
    _bow(sheet, middle, ribbon, studio)


def _bow(sheet: Sheet, at: tuple[float, float], ribbon: Color, studio: Studio) -> None:
    """Two loops and a knot."""
    here, x, y = sheet.window(at[0] - 110, at[1] - 90, at[0] + 110, at[1] + 30)
    for side in (-1, 1):
        dx, dy = (x - at[0]) * side, y - at[1] + 4
        turn_x, turn_y = dx * 0.88 - dy * 0.47, dx * 0.47 + dy * 0.88
        away = ((turn_x - 40) / 40) ** 2 + (turn_y / (6 + 15 * np.clip(turn_x / 60, 0, 1))) ** 2
        loop = np.clip((1 - away) * 9 * sheet.unit + 0.5, 0, 1)
        lit = np.clip(turn_y / 18, -1, 1) * 0.8
        sheet.lay(here, matte(ribbon, lit, studio.light, studio.shade), loop)
        hole = ((turn_x - 50) / 21) ** 2 + ((turn_y - 1) / 8.5) ** 2
        sheet.lay(here, mix(ribbon, studio.shade, 0.75), np.clip((1 - hole) * 6 * sheet.unit + 0.5, 0, 1) * 0.9)
    knot = _slab(x - at[0], y - at[1] + 5, (24, 20), 8)
    shade = matte(ribbon, np.clip((x - at[0]) / 14, -1, 1) + 0 * y, studio.light, studio.shade)
    sheet.lay(here, shade, np.clip(-knot * sheet.unit + 0.5, 0, 1))


_KINDS: dict[str, Callable[[Easel, Sheet, float, Studio], None]] = {
    "bottle": bottle,
    "cup": cup,
    "phone": _phone,
    "watch": _watch,
    "box": _box,
}

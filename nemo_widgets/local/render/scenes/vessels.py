"""Vessels: a bottle of scent and a cup of coffee, as a table-top photographer would light them."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes.paint import Easel, ramp, screen, smooth
from nemo_widgets.local.render.scenes.palette import Color, mix
from nemo_widgets.local.render.scenes.turned import (
    GOLD,
    INK,
    PAPER,
    STEEL,
    TILT,
    Sheet,
    Studio,
    ceramic,
    ellipse,
    glass,
    matte,
    metal,
    stripe,
    turned,
)


def bottle(easel: Easel, sheet: Sheet, foot: float, studio: Studio) -> None:
    """A scent or a lotion: glass with a heavy bottom, a paper label with nothing to read, a metal cap."""
    rng = easel.rng("bottle")
    wide, tall = float(rng.uniform(112, 132)), float(rng.uniform(268, 320))
    cap = (GOLD, INK, STEEL)[int(rng.integers(3))]
    liquid = mix(studio.accent, studio.own, float(rng.uniform(0.0, 0.35)))
    top, neck = foot - tall, foot - tall - 34
    here, x, y = sheet.window(-wide, neck - 130, wide, foot + wide * TILT + 2)
    shoulder = 0.16 + 0.14 * float(rng.random())
    curve = [(0.0, 40.0)] + [(shoulder * (1 - cos(a)), 40 + (wide - 40) * sin(a)) for a in np.linspace(0.1, pi / 2, 14)]
    body = turned(x, y, sheet.unit, (top, foot), [*curve, (0.96, wide), (1.0, wide - 7)])
    skin = glass(liquid, studio.behind, body.across, body.down, studio.light)
    # A thick bottom: the glass below the liquid is clearer, and catches the light.
    heel = smooth(body.down, 0.90, 0.93)[..., None]
    skin = skin * (1 - heel * 0.55) + np.asarray(mix(studio.behind, studio.light, 0.25), np.float32) * (heel * 0.55)
    level = stripe(body.down, shoulder + 0.02, shoulder + 0.03, 0.008)[..., None]
    air = (1 - smooth(body.down, shoulder + 0.02, shoulder + 0.03))[..., None] * 0.45
    skin = skin * (1 - air) + np.asarray(mix(studio.behind, studio.light, 0.15), np.float32) * air
    sheet.lay(here, np.clip(skin + level * 0.12, 0, 1), body.cover)
    angle = np.arcsin(body.across)
    label = stripe(angle, -0.78, 0.78, 0.006) * stripe(body.down, 0.42, 0.80, 0.003)
    paper = matte(PAPER, body.across, studio.light, studio.shade)
    sheet.lay(here, _printed(paper, angle / 0.78, (body.down - 0.42) / 0.38, studio), label * body.cover)
    # The softbox once more, over glass and paper alike.
    sheet.light(here, studio.light, stripe(body.across, -0.80, -0.68, 0.03) * body.cover * (1 - body.down) * 0.5)
    for upper, lower, radius, color in (
        (neck, top + 6, 36.0, GOLD if cap is INK else cap),
        (neck - 92, neck, 46.0, cap),
    ):
        ring = turned(x, y, sheet.unit, (upper, lower), [(0, radius - 1.5), (0.03, radius), (1, radius)])
        sheet.lay(here, metal(color, ring.across, studio.light, studio.shade), ring.cover)
    lid = ellipse(x, y, sheet.unit, (0, neck - 92), 44.5)
    sheet.lay(here, mix(cap, studio.light, 0.34), lid)


def _printed(paper: Floats, across: Floats, down: Floats, studio: Studio) -> Floats:
    """A label with nothing to read: a mark, two hairlines and a band of the accent."""
    ink = np.asarray(mix(studio.shade, INK, 0.6), np.float32)
    round_ = np.sqrt((across * 1.35) ** 2 + ((down - 0.34) * 1.1) ** 2)
    mark = stripe(round_, 0.15, 0.17, 0.008) + 0.9 * (1 - smooth(round_, 0.068, 0.080))
    lines = stripe(down, 0.640, 0.650, 0.004) * stripe(across, -0.42, 0.42, 0.01)
    lines += stripe(down, 0.715, 0.723, 0.004) * stripe(across, -0.26, 0.26, 0.01)
    printed = paper + (ink - paper) * np.clip(mark + lines * 0.8, 0, 1)[..., None] * 0.85
    band = smooth(down, 0.895, 0.902)[..., None]
    made: Floats = printed + (np.asarray(studio.accent, np.float32) * (0.35 + 0.65 * paper) - printed) * band
    return made


def cup(easel: Easel, sheet: Sheet, foot: float, studio: Studio) -> None:
    """Black coffee in a glazed cup, on its saucer, steaming."""
    rng = easel.rng("cup")
    glaze = (PAPER, mix(studio.accent, PAPER, 0.18), mix(studio.own, INK, 0.72))[int(rng.integers(3))]
    wide, tall = 118.0, float(rng.uniform(176, 206))
    rim = foot - 14 - tall
    here, x, y = sheet.window(-250, rim - 190, 250, foot + 240 * TILT + 2)
    unit = sheet.unit
    plate = turned(x, y, unit, (foot - 12, foot), [(0, 216), (0.35, 218), (1, 150)])
    sheet.lay(here, ceramic(glaze, plate.across, studio.light, studio.shade), plate.cover)
    dish = ellipse(x, y, unit, (0, foot - 12), 216)
    across = np.broadcast_to(np.clip(x / 216, -1, 1), dish.shape)
    sheet.lay(here, matte(glaze, across * 0.6 - 0.25, studio.light, studio.shade), dish)
    well = ellipse(x, y, unit, (0, foot - 9), 150)
    sheet.lay(here, matte(mix(glaze, studio.shade, 0.16), -across * 0.5, studio.light, studio.shade), well)
    away = np.sqrt(((x - 24) / 150) ** 2 + ((y - foot + 6) / (150 * TILT)) ** 2)
    sheet.lay(here, mix(studio.shade, INK, 0.5), np.clip(1.15 - away, 0, 1) * 0.5 * dish)
    _handle(sheet, (wide + 22, rim + tall * 0.43), glaze, studio)
    curve = [(0.0, wide), (0.45, wide * 0.975), (0.78, wide * 0.86), (0.93, wide * 0.70), (1.0, wide * 0.54)]
    body = turned(x, y, unit, (rim, foot - 14), curve)
    skin = ceramic(glaze, body.across, studio.light, studio.shade)
    sheet.lay(here, skin * (1 - 0.30 * smooth(body.down, 0.70, 1.0))[..., None], body.cover)
    lip = ellipse(x, y, unit, (0, rim), wide)
    sheet.lay(here, mix(glaze, studio.light, 0.45), lip)
    hollow = ellipse(x, y, unit, (0, rim + 0.6), wide - 6)
    inner = np.broadcast_to(np.clip(x / wide, -1, 1), hollow.shape)
    sheet.lay(here, matte(mix(glaze, studio.shade, 0.30), -inner, studio.light, studio.shade), hollow)
    coffee = ellipse(x, y, unit, (0, rim + 7), wide - 9) * hollow
    out = np.sqrt((x / (wide - 9)) ** 2 + ((y - rim - 7) / ((wide - 9) * TILT)) ** 2)
    crema = ramp(
        [(0, (0.23, 0.115, 0.05)), (0.80, (0.27, 0.14, 0.065)), (0.93, (0.62, 0.40, 0.20)), (1, (0.34, 0.19, 0.09))],
        out,
    )
    gleam = np.exp(-(((x + 40) / 38) ** 2) - ((y - rim - 4) / 3.2) ** 2)
    sheet.lay(here, screen(crema, gleam[..., None] * np.asarray(studio.light, np.float32) * 0.55), coffee)
    _steam(easel, sheet, rim, studio)


def _handle(sheet: Sheet, at: tuple[float, float], glaze: Color, studio: Studio) -> None:
    """A ring seen from the side, thick enough to be lit like a tube."""
    here, x, y = sheet.window(at[0] - 80, at[1] - 90, at[0] + 80, at[1] + 90)
    dx, dy = x - at[0], (y - at[1]) / 1.12
    out = np.sqrt(dx * dx + dy * dy)
    tube = (out - 46) / 13.5
    cover = np.clip((1 - np.abs(tube)) * 13.5 * sheet.unit + 0.5, 0, 1)
    facing = np.clip(tube * (dx - 0.9 * dy) / np.maximum(out, 1), -1, 1) * -0.4 + np.abs(tube) * 0.35
    sheet.lay(here, ceramic(glaze, np.clip(-facing, -1, 1), studio.light, studio.shade), cover)


def _steam(easel: Easel, sheet: Sheet, rim: float, studio: Studio) -> None:
    """Three wisps, hardly there."""
    rng = easel.rng("steam")
    here, x, y = sheet.window(-120, rim - 190, 120, rim)
    up = np.clip((rim - y) / 180, 0, 1)
    total = np.zeros((y.shape[0], x.shape[1]), np.float32)
    for start in (-42, 2, 40):
        a, b = rng.uniform(0, 6.28, 2)
        path = start + 20 * np.sin(up * 5.2 + a) * up + 9 * np.sin(up * 9.5 + b) * up
        thick = 5 + 20 * up
        total += np.exp(-(((x - path) / thick) ** 2)) * smooth(up, 0.02, 0.16) * (1 - up) ** 1.4
    sheet.lay(here, mix(studio.light, (1, 1, 1), 0.5), np.clip(total * 0.20, 0, 0.5))

"""The kerb: lamp posts and trees by turns, and how much light and wet there is about them."""

from __future__ import annotations

import numpy as np

from nemo_widgets.local.render.scenes.paint import Easel, Layer, bands, lamp, noise, screen, smooth
from nemo_widgets.local.render.scenes.palette import Color, Palette, mix
from nemo_widgets.local.render.scenes.wall import Wall

KERB = 838
"""Where the pavement ends, units."""
LAMPLIGHT: Color = (1.0, 0.80, 0.50)
LIT = {"night": 1.0, "dusk": 0.9, "dawn": 0.45, "day": 0.0}
_WET = {"night": 0.95, "dusk": 0.74, "dawn": 0.42, "day": 0.16}


def wet(colors: Palette) -> float:
    """How wet the stone is: of the dew at night, or of the rain."""
    return max(_WET[colors.time], colors.wet)


def pavement(easel: Easel) -> Layer:
    """Lamp posts and trees at the kerb, by turns."""
    colors = easel.colors
    depth = 0.62
    span = easel.span(depth)
    wall = Wall.blank(easel, span, 1080)
    rng = easel.rng("kerb")
    x = float(rng.uniform(60, 240))
    number = int(rng.integers(2))
    day = {"day": 1.0, "dawn": 0.78, "dusk": 0.42}.get(colors.time, 0.17)
    posts = []
    while x < span:
        if number % 2:
            _tree(wall, rng, x, day)
        else:
            posts.append(x)
            _post(wall, x, day)
        x += float(rng.uniform(265, 350))
        number += 1
    lit = LIT[colors.time]
    glow = np.zeros_like(wall.light)
    for at in posts if lit else ():
        for lantern in (at - 34, at + 34):
            here, xs, ys = wall.window(lantern - 190, 250, lantern + 190, 1080)
            away = np.sqrt((xs - lantern) ** 2 + (ys - 436) ** 2)
            air = 0.62 * np.exp(-((away / 26) ** 2)) + 0.34 * np.exp(-away / 60)
            pool = 0.26 * np.exp(-(((xs - lantern) / 130) ** 2) - ((ys - 822) / 20) ** 2)
            below = np.maximum(ys - KERB, 0)
            path = 0.42 * np.exp(-np.abs(xs - lantern) / (7 + 0.05 * below) - below / 110) * smooth(below, 0, 30)
            glow[here] += ((air + pool + path * wet(colors)) * lit)[..., None] * np.asarray(LAMPLIGHT, np.float32)
    tint, halo = lamp(glow)
    halo = np.minimum(halo, 0.8)
    cover = wall.mask
    for band in bands(cover.shape[0]):
        front = cover[band][..., None]
        solid = screen(wall.body[band], wall.light[band])
        total = cover[band] + halo[band] * (1 - cover[band])
        behind = tint[band] * (halo[band] * (1 - cover[band]))[..., None]
        lifted = screen(solid, tint[band] * (halo[band] * 0.8)[..., None])
        tint[band] = (lifted * front + behind) / np.maximum(total, 1e-4)[..., None]
        halo[band] = total
    return Layer(tint, halo, depth=depth)


def _post(wall: Wall, at: float, day: float) -> None:
    """A cast-iron post with two lanterns."""
    iron: Color = (0.16 * day + 0.02, 0.17 * day + 0.02, 0.20 * day + 0.03)
    bright = mix(iron, (1, 1, 1), 0.14 * day)
    wall.fill((at - 9, 806, at + 9, 832), iron)
    wall.fill((at - 6, 770, at + 6, 806), iron)
    wall.fill((at - 3.4, 400, at + 3.4, 772), iron)
    wall.fill((at - 2.6, 400, at - 1.2, 772), bright)
    wall.fill((at - 6, 640, at + 6, 646), iron)
    wall.fill((at - 36, 404, at + 36, 408), iron)
    wall.outline(iron, (at - 4, 402), (at, 380), (at + 4, 402))
    lit = LIT[wall.easel.colors.time]
    for lantern in (at - 34, at + 34):
        wall.outline(iron, (lantern - 13, 421), (lantern, 408), (lantern + 13, 421))
        here, x, y = wall.window(lantern - 14, 420, lantern + 14, 456)
        narrow = 12 - (y - 421) * 0.13
        cover = np.clip((narrow - np.abs(x - lantern)) * wall.easel.unit + 0.5, 0, 1) * wall.box(
            x, y, (lantern - 14, 421, lantern + 14, 452)
        )
        shine = np.exp(-(((x - lantern) / 9) ** 2) - ((y - 438) / 13) ** 2)[..., None]
        glass = np.asarray((0.80, 0.84, 0.86), np.float32) * (0.25 + 0.6 * day)
        wall.lay(here, glass, cover, np.asarray(LAMPLIGHT, np.float32) * (0.9 + 1.6 * shine) * lit)
        wall.fill((lantern - 12, 452, lantern + 12, 455), iron)
        for side in (-10.5, 10.5):
            wall.fill((lantern + side - 0.9, 421, lantern + side + 0.9, 452), iron)


def _tree(wall: Wall, rng: np.random.Generator, at: float, day: float) -> None:
    """A young tree: a trunk in a grating, a round crown lit from above."""
    colors = wall.easel.colors
    u = wall.easel.unit
    bark: Color = (0.26 * day + 0.01, 0.19 * day + 0.01, 0.14 * day + 0.02)
    sway = float(rng.uniform(-6, 6))
    wall.outline(bark, (at - 7, 830), (at - 4 + sway, 600), (at + 4 + sway, 600), (at + 7, 830))
    for side, up in ((-34, 590), (30, 575), (-16, 560)):
        wall.outline(
            bark, (at + sway - 2.5, 660), (at + sway + side - 1, up), (at + sway + side + 1, up), (at + sway + 2.5, 660)
        )
    wall.fill((at - 22, 828, at + 22, 832), (0.10 * day, 0.10 * day, 0.11 * day))
    leaf = ((0.20, 0.36, 0.17), (0.30, 0.42, 0.16), (0.52, 0.38, 0.14))[int(rng.choice(3, p=[0.5, 0.35, 0.15]))]
    here, x, y = wall.window(at - 150, 410, at + 150, 720)
    middle, round_ = at + sway, 98.0
    size = noise(wall.easel, f"crown/{at:.0f}", (y.size, x.size), (30, 30), 4)
    away = np.sqrt((x - middle) ** 2 + ((y - 560) / 1.12) ** 2)
    cover = smooth(round_ + (size - 0.5) * 120 - away, -2.2, 2.2 + 0.5 / u)
    holes = noise(wall.easel, f"holes/{at:.0f}", (y.size, x.size), (26, 26), 4)
    cover *= 1 - 0.85 * smooth(holes, 0.66, 0.72) * smooth(away, 30, 90)
    lit = np.clip(0.55 - (y - 560) / 190 - (x - middle) / 420, 0, 1) * (
        0.55 + 0.9 * (noise(wall.easel, f"leaf/{at:.0f}", (y.size, x.size), (14, 16), 3))
    )
    dark, bright = mix(leaf, (0.02, 0.05, 0.05), 0.62), mix(leaf, colors.light, 0.30)
    tone = (
        np.asarray(dark, np.float32)
        + (np.asarray(bright, np.float32) - np.asarray(dark, np.float32)) * np.clip(lit, 0, 1)[..., None]
    )
    lamps = (
        np.asarray(LAMPLIGHT, np.float32)
        * np.asarray(leaf, np.float32)
        * (0.45 * LIT[colors.time])
        * (1 - smooth(y, 470, 640) * 0.55)[..., None]
    )
    wall.lay(here, tone * day + 0.01, cover, lamps * (0.4 + 0.8 * size)[..., None])

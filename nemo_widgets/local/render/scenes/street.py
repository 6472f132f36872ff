"""A street: houses with shops, lamps and trees on the pavement, strings of lights, cars, and all of it on wet stone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes import sky
from nemo_widgets.local.render.scenes.cars import cars
from nemo_widgets.local.render.scenes.houses import terrace
from nemo_widgets.local.render.scenes.kerb import KERB, LIT, pavement, wet
from nemo_widgets.local.render.scenes.paint import Easel, Layer, bands, blur, lamp, noise, screen, smooth, spread
from nemo_widgets.local.render.scenes.palette import mix
from nemo_widgets.local.render.scenes.towers import Row, towers
from nemo_widgets.local.render.scenes.wall import FOOT, Wall


def paint(easel: Easel) -> Iterator[Layer]:
    """The layers, back to front."""
    colors = easel.colors
    yield _sky(easel)
    if colors.dark:
        yield sky.twinkling(easel, "twinkle", 420, 110)
    yield sky.clouds(easel, "clouds", (30, 420), cover=0.44, drift=8, strength=0.30 if colors.dark else 0.75)
    yield towers(easel, Row("beyond", 0.16, (420, 690), (60, 130), haze=0.74, cell=7.0, signs=0.0))
    yield _houses(easel)
    yield cars(easel, "far lane", 903, 0.80, -64.0)
    yield pavement(easel)
    yield cars(easel, "near lane", 1010, 1.12, 88.0)
    yield _lights(easel)


def _sky(easel: Easel) -> Layer:
    colors = easel.colors
    picture = sky.gradient(easel, 640)
    shape = picture.shape[:2]
    if colors.dark:
        upper = easel.px(520)
        picture[:upper] = screen(picture[:upper], sky.stars(easel, "stars", (upper, shape[1]), 420, 0.8))
        picture = sky.moon(easel, picture, (easel.width * 0.72, 118), 36)
    else:
        height = {"dusk": 330, "dawn": 300}.get(colors.time, 110)
        picture = sky.sun(easel, picture, (easel.width * 0.70, height), 40, 0.75)
    return Layer(picture)


def _houses(easel: Easel) -> Layer:
    """The row of houses, the pavement before them and both in the wet road."""
    depth = 0.5
    wall = terrace(easel, easel.span(depth))
    u = easel.unit
    _flags(wall)
    glow, wide = blur(wall.light, 7 * u), blur(wall.light, 42 * u)
    mask = wall.mask
    alpha = np.empty_like(mask)
    for band in bands(mask.shape[0]):
        glow[band] = glow[band] * 0.45 + wide[band] * 1.15
        cover = mask[band][..., None]
        solid = screen(wall.body[band], wall.light[band] * 1.55 + glow[band] * (0.30 + 1.5 * wall.body[band]))
        tint, halo = lamp(glow[band].copy())
        halo = np.minimum(halo * 1.1, 0.7) * (1 - mask[band])
        alpha[band] = mask[band] + halo
        glow[band] = (solid * cover + tint * halo[..., None]) / np.maximum(alpha[band], 1e-4)[..., None]
    del wall, mask, wide
    picture = spread(glow, alpha, 3 * u)
    del glow
    return _with_road(easel, picture, alpha, depth)


def _flags(wall: Wall) -> None:
    """Paving stones, lit by the shops."""
    easel = wall.easel
    here, x, y = wall.window(0, FOOT, 1e5, FOOT + 66)
    near = (y - FOOT) / (KERB - FOOT)
    joint = smooth(np.abs(((x - 900) / (0.8 + 0.4 * near) / 64 + 0.5 * np.floor(near * 3)) % 1 - 0.5), 0.470, 0.490)
    joint = np.maximum(joint, smooth(np.abs((near * 3) % 1 - 0.5), 0.44, 0.49)) * 0.35
    stone = mix((0.58, 0.56, 0.54), easel.colors.haze, 0.2)
    light = {"day": 1.0, "dawn": 0.8, "dusk": 0.46}.get(easel.colors.time, 0.17)
    tone = np.asarray(stone, np.float32) * (light * (1 - joint) * (0.84 + 0.20 * near))[..., None]
    spill = wall.light[max(0, here[0].start - easel.px(120)) : here[0].start].mean(axis=0)
    spill = blur(np.repeat(spill[None], 2, axis=0), 46 * easel.unit)[:1]
    wall.lay(
        here,
        tone,
        np.ones(joint.shape, np.float32),
        spill * (0.85 * (1 - 0.55 * near))[..., None] * (1 - joint)[..., None],
    )
    for top, foot, level in ((KERB - 13, KERB - 9, 1.25), (KERB - 9, KERB, 0.52)):
        wall.fill((0, top, 1e5, foot), tuple(min(1.0, c * light * level) for c in stone))  # type: ignore[arg-type]
    # The houses stand on it.
    wall.body[here] *= (1 - 0.45 * np.exp(-(y - FOOT) / 9))[..., None]


def _with_road(easel: Easel, picture: Floats, alpha: Floats, depth: float) -> Layer:
    """Below the kerb: asphalt that mirrors the houses, the more the wetter it is."""
    colors = easel.colors
    u = easel.unit
    kerb, cols = alpha.shape
    rows = easel.canvas(1)[0]
    deep = rows - kerb
    y = np.arange(deep, dtype=np.float32)
    source = np.clip(kerb - 2 - y * 2.1, 0, kerb - 1).astype(int)
    length = np.linspace(4, 56, deep, dtype=np.float32) * u
    taps = [np.clip(source + (length * k).astype(int), 0, kerb - 1) for k in np.linspace(-1, 1, 7)]
    seen = sum(picture[t] * alpha[t][..., None] for t in taps) / np.float32(7)
    grain = noise(easel, "asphalt", (deep, cols), (5, 34), 4)
    puddle = noise(easel, "puddles", (deep, cols), (70, 420), 4)
    shift = ((grain[:, : cols // 2].mean(axis=1) - 0.5) * 240 * u).astype(int)
    index = (np.arange(cols)[None, :] + shift[:, None]) % cols
    seen = blur(np.take_along_axis(seen, index[..., None], 1), 1.5 * u)
    light = {"day": 0.92, "dawn": 0.62, "dusk": 0.34}.get(colors.time, 0.085)
    down = np.linspace(0, 1, deep, dtype=np.float32)[:, None]
    asphalt = np.asarray(mix((0.36, 0.37, 0.40), colors.haze, 0.30), np.float32) * light
    sheen = np.asarray(mix(colors.horizon, colors.low, 0.5), np.float32) * (0.10 if colors.dark else 0.16)
    damp = wet(colors) * (0.40 + 0.75 * smooth(puddle, 0.36, 0.60)) * (1 - 0.45 * down)
    road = asphalt * (0.84 + 0.34 * grain)[..., None] * (1 - 0.25 * down)[..., None]
    road = road * (1 - 0.5 * damp)[..., None] + (seen * 1.25 + sheen) * damp[..., None]
    line = np.exp(-(((down * (1080 - KERB) - 112) / 3.0) ** 2))
    x = np.arange(cols, dtype=np.float32)[None, :] / u
    dashes = smooth(np.abs((x / 190) % 1 - 0.5), 0.20, 0.21) * line * 0.55
    road += dashes[..., None] * np.float32(light * 0.9)
    road *= (1 - 0.5 * np.exp(-y / (7 * u)))[:, None, None]
    return Layer(
        np.concatenate([picture, np.clip(road, 0, 1)]),
        np.concatenate([alpha, np.ones((deep, cols), np.float32)]),
        depth=depth,
    )


def _lights(easel: Easel) -> Layer:
    """Strings of lights across the street."""
    colors = easel.colors
    depth = 0.85
    wall = Wall.blank(easel, easel.span(depth), 400)
    rng = easel.rng("strings")
    day = {"day": 1.0, "dawn": 0.78, "dusk": 0.4}.get(colors.time, 0.12)
    lit = max(0.30, LIT[colors.time])
    span, u = easel.span(depth), easel.unit
    x = -float(rng.uniform(0, 300))
    height = float(rng.uniform(60, 120))
    while x < span:
        wide, following = float(rng.uniform(520, 760)), float(rng.uniform(50, 150))
        here, xs, ys = wall.window(x, 0, x + wide, 400)
        part = (xs - x) / wide
        sag = height + (following - height) * part + 110 * 4 * part * (1 - part)
        wall.lay(here, (0.05 * day + 0.01,) * 3, np.clip((1.0 - np.abs(ys - sag)) * u + 0.5, 0, 1) * 0.8)
        for bulb in np.arange(0.03, 0.99, 34 / wide):
            at, hang = x + bulb * wide, height + (following - height) * bulb + 440 * bulb * (1 - bulb) + 9
            spot, bx, by = wall.window(at - 12, hang - 14, at + 12, hang + 12)
            away = np.sqrt((bx - at) ** 2 + ((by - hang) * 0.86) ** 2)
            cover = np.clip((5.2 - away) * u + 0.5, 0, 1)
            wall.lay(
                spot, (0.92 * day, 0.86 * day, 0.70 * day), cover, np.asarray((1.0, 0.80, 0.46), np.float32) * 1.5 * lit
            )
        x, height = x + wide, following
    glow = blur(wall.light, 6 * u) * 0.8 + blur(wall.light, 24 * u) * 0.9
    tint, halo = lamp(glow)
    halo = np.minimum(halo * (0.4 + 0.6 * LIT[colors.time]), 0.8) * (1 - wall.mask)
    alpha = wall.mask + halo
    rgb = (screen(wall.body, wall.light) * wall.mask[..., None] + tint * halo[..., None]) / np.maximum(alpha, 1e-4)[
        ..., None
    ]
    return Layer(np.clip(rgb, 0, 1), alpha, depth=depth)

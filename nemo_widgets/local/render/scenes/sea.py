"""The sea: swell upon swell towards the viewer, a path of light to the horizon, clouds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes import sky
from nemo_widgets.local.render.scenes.paint import Easel, Layer, below, flat, noise, ramp, screen, smooth
from nemo_widgets.local.render.scenes.palette import Color, Palette, mix

_HORIZON = 560


def paint(easel: Easel) -> Iterator[Layer]:
    """The layers, back to front."""
    colors = easel.colors
    yield _sky(easel)
    if colors.dark:
        yield sky.twinkling(easel, "twinkle", 420, 160)
    yield sky.clouds(easel, "high clouds", (10, 340), cover=0.46, drift=6, strength=0.34 if colors.dark else 0.75)
    yield sky.clouds(easel, "low clouds", (330, 550), cover=0.50, drift=10, strength=0.34 if colors.dark else 0.85)
    yield _ripples(easel)
    places = (
        (634, 3, 0.08, 7),
        (664, 5, 0.12, -10),
        (702, 8, 0.18, 14),
        (752, 12, 0.28, -19),
        (816, 17, 0.42, 25),
        (892, 24, 0.66, -33),
        (985, 32, 1.0, 44),
    )
    for number, (y, high, depth, speed) in enumerate(places):
        yield _swell(easel, number, y, high, depth=depth, speed=speed)
    if not colors.clouded:
        yield _glitter(easel)


def _deep(colors: Palette) -> tuple[Color, Color]:
    """The water's colours far out and right in front."""
    green = {"day": (0.03, 0.30, 0.40), "dawn": (0.16, 0.30, 0.42), "dusk": (0.14, 0.10, 0.26)}.get(
        colors.time, (0.015, 0.045, 0.11)
    )
    return mix(mix(green, colors.low, 0.42), colors.high, 0.25), mix(
        mix(green, colors.zenith, 0.35), colors.ground, 0.40
    )


def _place(easel: Easel) -> float:
    return easel.width * 0.60


def _sky(easel: Easel) -> Layer:
    colors = easel.colors
    picture = sky.gradient(easel, _HORIZON)
    shape = picture.shape[:2]
    if colors.dark:
        upper = easel.px(_HORIZON)
        picture[:upper] = screen(picture[:upper], sky.stars(easel, "stars", (upper, shape[1]), 800, 0.9))
        picture = sky.moon(easel, picture, (_place(easel), 230), 44)
    else:
        height = {"dusk": 492, "dawn": 452}.get(colors.time, 190)
        picture = sky.sun(easel, picture, (_place(easel), height), 46, 0.95)
    start = easel.px(_HORIZON)
    rows = shape[0] - start
    far, near = _deep(colors)
    column = ramp(
        [(0, mix(far, colors.horizon, 0.45)), (0.10, far), (1, near)], np.linspace(0, 1, rows, dtype=np.float32)
    )
    y = np.arange(rows, dtype=np.float32)[:, None] / easel.unit
    x = np.arange(shape[1], dtype=np.float32)[None, :] / easel.unit
    # The light's path on the water widens towards the viewer.
    path = np.exp(-(((x - _place(easel)) / (60 + 0.5 * y)) ** 2)) * np.exp(-y / 420)
    water = np.repeat(column[:, None, :], shape[1], 1)
    strength = (0.34 if colors.dark else 0.62) * (0.2 if colors.clouded else 1.0)
    picture[start:] = screen(water, path[..., None] * np.asarray(colors.light, np.float32) * strength)
    edge = np.exp(-(((np.arange(shape[0], dtype=np.float32)[:, None] - start) / (5 * easel.unit)) ** 2))
    return Layer(screen(picture, edge[..., None] * np.asarray(colors.horizon, np.float32) * 0.16))


def _ripples(easel: Easel) -> Layer:
    """The far water's skin, sliding slowly."""
    colors = easel.colors
    shape = easel.canvas(easel.width * 1.5, 300)
    rows = np.arange(shape[0], dtype=np.float32)[:, None] / easel.unit
    field = (
        noise(easel, "far skin", shape, (5, 70), 3, periodic=True) * (1 - rows / 300)
        + noise(easel, "skin", shape, (12, 150), 3, periodic=True) * rows / 300
    )
    light, dark = smooth(field, 0.52, 0.74), smooth(1 - field, 0.52, 0.74)
    alpha = np.maximum(light, dark) * (0.22 if colors.dark else 0.30) * smooth(rows, 0, 24)
    tone = np.asarray(mix(colors.horizon, colors.light, 0.3), np.float32)
    shade = np.asarray(mix(_deep(colors)[1], colors.zenith, 0.3), np.float32)
    rgb = np.where((light > dark)[..., None], tone, shade)
    return Layer(rgb.astype(np.float32), alpha, top=easel.px(_HORIZON) // 2 * 2, depth=0.05, drift=8, period=shape[1])


def _glitter(easel: Easel) -> Layer:
    """The light's path: sparks on the water that come and go under the sun or the moon."""
    colors = easel.colors
    shape = easel.canvas(easel.span(0.02), 1080 - _HORIZON)
    rows = np.arange(shape[0], dtype=np.float32)[:, None] / easel.unit
    x = np.arange(shape[1], dtype=np.float32)[None, :] / easel.unit
    path = np.exp(-(((x - _place(easel)) / (46 + 0.62 * rows)) ** 2)) * np.exp(-rows / 300)
    share = smooth(rows, 10, 220)
    groups = []
    for number in range(4):
        far = noise(easel, f"glint/{number}", shape, (4, 22), 2)
        near = noise(easel, f"spark/{number}", shape, (9, 62), 3)
        field = far * (1 - share) + near * share
        groups.append(smooth(field, 0.60 - 0.10 * path, 0.74 - 0.10 * path) * path)

    def phases() -> Iterator[Floats]:
        for step in range(16):
            weights = [np.float32(max(0.0, np.sin(2 * np.pi * (step / 16 + k / 4)))) for k in range(4)]
            yield np.clip(sum(w * g for w, g in zip(weights, groups, strict=True)), 0, 0.95)

    rgb = flat(mix(colors.light, (1, 1, 1), 0.35), shape)
    return Layer(rgb, top=easel.px(_HORIZON) // 2 * 2, twinkle=phases())


def _swell(easel: Easel, number: int, y: float, high: float, *, depth: float, speed: float) -> Layer:
    """One wave from edge to edge: a bright crest, a glassy face, foam on the near ones."""
    colors = easel.colors
    cols = easel.canvas(easel.width * 1.6)[1]
    u = easel.unit
    top = easel.px(y - high * 2.2) // 2 * 2
    rows = (easel.size.height - top) // 2 * 2
    crest = _periodic(easel, f"swell/{number}", cols, 230 + high * 16) * high * 1.7 * u + high * 1.6 * u
    down = (np.arange(rows, dtype=np.float32)[:, None] - crest[None, :]) / u
    far, near = _deep(colors)
    share = (y - _HORIZON) / (1080 - _HORIZON)
    base = mix(far, near, min(1.0, share * 1.05))
    thin = mix(mix(base, colors.horizon, 0.30), colors.light, 0.10)
    ripple = noise(easel, f"skin/{number}", (rows, cols), (8 + high * 0.6, 60 + high * 5), 4, periodic=True)
    rgb = ramp([(0, thin), (0.22, mix(thin, base, 0.6)), (1, base)], np.clip(down / (high * 3.4), 0, 1))
    rgb = rgb * (0.80 + 0.40 * ripple)[..., None]
    glint = np.exp(-((down / (1.2 + high * 0.10)) ** 2)) * smooth(ripple, 0.44, 0.70)
    rgb = screen(rgb, glint[..., None] * np.asarray(colors.light, np.float32) * (0.30 if colors.dark else 0.75))
    sheen = smooth(ripple, 0.57, 0.70) * np.exp(-np.maximum(down, 0) / (high * 3))
    rgb = screen(rgb, sheen[..., None] * np.asarray(colors.horizon, np.float32) * (0.16 if colors.dark else 0.34))
    if high > 18:
        froth = noise(easel, f"froth/{number}", (rows, cols), (9, 26), 4, periodic=True)
        foam = (
            smooth(froth, 0.50, 0.68)
            * np.exp(-(((down - high * 0.12) / (high * 0.20)) ** 2))
            * smooth(_periodic(easel, f"where/{number}", cols, 420), -0.05, 0.28)[None, :]
        )
        rgb = screen(
            rgb,
            foam[..., None]
            * np.asarray(mix(colors.light, (1, 1, 1), 0.4), np.float32)
            * (0.35 if colors.dark else 1.1),
        )
    y_fade = smooth(down, 0, high * 7) * 0.25
    alpha = below(crest, rows) * (0.94 - y_fade)
    return Layer(np.clip(rgb, 0, 1), alpha, top=top, depth=depth * 0.5, drift=float(speed), period=cols)


def _periodic(easel: Easel, name: str, cols: int, cell: float) -> Floats:
    """A curve that meets itself after `cols` px, with rounded troughs and sharper crests; about ± 0.5."""
    rng = easel.rng(name)
    at = np.arange(cols, dtype=np.float32) / cols * 2 * np.pi
    waves = max(2, round(cols / easel.unit / cell))
    total = np.zeros(cols, np.float32)
    for k, level in ((1, 0.5), (0.43, 0.32), (1.9, 0.24), (3.7, 0.10), (7.3, 0.045)):
        total += level * np.sin(max(1, round(waves * k)) * at + rng.uniform(0, 6.28)).astype(np.float32)
    return (np.abs(total) ** 1.15 * np.sign(total) * 0.62).astype(np.float32)

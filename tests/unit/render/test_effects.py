"""Transitions, colour, crops, speed, fades and ducking are seen and heard as the draft says."""

import numpy as np
import pytest
from PIL import Image

from nemo_widgets.local.draft import AUDIO, VIDEO, Canvas, Draft, Track
from nemo_widgets.local.render.frames import Size, to_image
from nemo_widgets.local.render.mix import mixdown
from nemo_widgets.local.render.synth import RATE
from nemo_widgets.local.render.timeline import Timeline

RED, GREEN, BLUE = (200, 30, 30), (30, 180, 40), (30, 50, 200)


@pytest.fixture
def cards(tmp_path):
    """Plain pictures by colour, as media."""
    found = {}
    for name, color in {"red": RED, "green": GREEN, "blue": BLUE}.items():
        Image.new("RGB", (320, 180), color).save(tmp_path / f"{name}.png")
        found[name] = tmp_path / f"{name}.png"
    return found


@pytest.fixture
def shown():
    """Frames of a draft before encoding, as RGB."""

    def show(draft, media, *indices):
        timeline = Timeline(draft, media, Size(draft.canvas.width, draft.canvas.height))
        wanted = indices or range(timeline.frames)
        found = {i: np.asarray(to_image(timeline.frame(i))).astype(int) for i in sorted(wanted)}
        timeline.close()
        return [found[i] for i in wanted]

    return show


def row(*segments, size=(320, 180), fps=12):
    """A draft of segments on one picture track."""
    return Draft(max(s.end for s in segments), Canvas("", *size, fps), [Track("v", VIDEO, list(segments))])


def close(frame, color, by=6):
    return np.abs(frame.reshape(-1, 3).mean(axis=0) - color).max() < by


def pair(segment, kind, **meta):
    return row(
        segment("image", 0, 1000, media="red", camera="still"),
        segment("image", 1000, 2000, media="blue", camera="still", transition=kind, transition_ms=1000, **meta),
    )


def test_a_dissolve_goes_evenly_from_the_one_picture_to_the_other(shown, segment, cards):
    frames = shown(pair(segment, "dissolve"), cards)
    assert close(frames[11], RED)
    assert close(frames[24], BLUE)
    share = [(f[..., 2].mean() - RED[2]) / (BLUE[2] - RED[2]) for f in frames[12:24]]
    assert np.abs(np.array(share) - np.arange(1, 13) / 13).max() < 0.02


def test_a_fade_passes_through_black(shown, segment, cards):
    frames = shown(pair(segment, "fade"), cards)
    assert min(f.max() for f in frames[12:24]) < 20
    assert frames[13][..., 0].mean() > frames[15][..., 0].mean() > frames[17][..., 0].mean()
    assert frames[22][..., 2].mean() > frames[20][..., 2].mean()
    assert close(frames[24], BLUE)


def test_a_wipe_uncovers_from_the_left(shown, segment, cards):
    for part, frame in zip((0.31, 0.69), shown(pair(segment, "wipe"), cards, 15, 20), strict=True):
        edge = int(320 * part)
        assert close(frame[:, : edge - 25], BLUE)
        assert close(frame[:, edge + 25 :], RED)


def test_a_slide_pushes_the_old_picture_out_to_the_left(shown, segment, tmp_path):
    ramp = np.tile(np.linspace(0, 255, 320).astype(np.uint8), (180, 1))
    Image.fromarray(ramp).convert("RGB").save(tmp_path / "ramp.png")
    Image.new("RGB", (320, 180), BLUE).save(tmp_path / "blue.png")
    draft = pair(segment, "slide")
    media = {"red": tmp_path / "ramp.png", "blue": tmp_path / "blue.png"}
    (frame,) = shown(draft, media, 18)
    blue = np.flatnonzero(frame[90, :, 2] - frame[90, :, 0] > 100)
    assert blue.min() > 100
    assert blue.max() == 319
    assert frame[90, 5, 0] > 100, "what is left of the old picture is its right part"


def test_what_stood_before_a_transition_goes_on_moving(shown, segment, media):
    draft = row(
        segment("video", 0, 1000, media="c", offset=1000),
        segment("image", 1000, 1000, media="p", camera="still", transition="slide", transition_ms=1000),
    )
    frames = shown(draft, {"c": media / "waves.mp4", "p": media / "harbour.jpg"}, 11, 12, 13)
    alone = shown(row(segment("video", 0, 2000, media="c", offset=1000)), {"c": media / "waves.mp4"}, 12, 13)
    assert np.abs(frames[1][:, :250] - alone[0][:, 6:256]).mean() < 6
    assert np.abs(frames[2][:, 100:200] - frames[1][:, 100:200]).mean() > 1


def test_a_transition_from_nothing_comes_from_black_and_never_outlasts_its_segment(shown, segment, cards):
    lone = row(segment("image", 0, 500, media="red", camera="still", transition="dissolve", transition_ms=9000))
    frames = shown(lone, cards)
    assert len(frames) == 6
    means = [f[..., 0].mean() for f in frames]
    assert means == sorted(means)
    assert 20 < means[0] < 60


def test_a_transition_on_an_upper_track_comes_over_what_is_below(shown, segment, cards):
    below = segment("image", 0, 2000, media="red", camera="still")
    above = segment("image", 1000, 1000, media="blue", camera="still", transition="dissolve", transition_ms=1000)
    draft = Draft(2000, Canvas("", 320, 180, 12), [Track("a", VIDEO, [below]), Track("b", VIDEO, [above])])
    frame = shown(draft, cards, 17)[0]
    assert close(frame, (np.array(RED) + BLUE) / 2, by=12)


def test_pictures_fade_from_and_to_black(shown, segment, cards):
    frames = shown(row(segment("image", 0, 2000, media="red", camera="still", fade_in=500, fade_out=500)), cards)
    red = [f[..., 0].mean() for f in frames]
    assert red[:6] == sorted(red[:6])
    assert red[-6:] == sorted(red[-6:], reverse=True)
    assert red[0] < 45 > red[-1]
    assert all(close(f, RED) for f in frames[6:18])


@pytest.mark.parametrize("kind", ["image", "video", "scene"])
@pytest.mark.parametrize(
    ("meta", "seen"),
    [
        ({"brightness": 0.5}, lambda old, new: new.mean() > old.mean() + 8),
        ({"brightness": -0.5}, lambda old, new: new.mean() < old.mean() - 5),
        ({"contrast": -0.6}, lambda old, new: new.std() < 0.75 * old.std()),
        ({"contrast": 0.6}, lambda old, new: new.std() > 1.03 * old.std()),
        ({"saturation": 0.6}, lambda old, new: spread(new) > 1.25 * spread(old)),
        ({"saturation": -1.0}, lambda _, new: spread(new) < 4),
        ({"warmth": 0.6}, lambda old, new: tilt(new) > tilt(old) + 3),
        ({"warmth": -0.6}, lambda old, new: tilt(new) < tilt(old) - 3),
        ({"grade": "bw"}, lambda _, new: spread(new) < 4),
        ({"grade": "sepia"}, lambda _, new: (np.diff(new.mean(axis=(0, 1))) < -8).all()),
        ({"grade": "vintage"}, lambda old, new: new.min() > 12 and spread(new) < spread(old)),
        ({"grade": "cinematic"}, lambda old, new: np.abs(new - old).mean() > 3 and new.min() < 30),
    ],
    ids=lambda value: "-".join(f"{k}-{v}" for k, v in value.items()) if isinstance(value, dict) else "",
)
def test_colours_are_as_asked_for_on_photos_clips_and_scenes(shown, segment, media, kind, meta, seen):
    files = {"p": media / "harbour.jpg", "c": media / "waves.mp4"}
    source = {"image": {"media": "p"}, "video": {"media": "c"}, "scene": {"subject": "city", "time": "day"}}[kind]
    old, new = (shown(row(segment(kind, 0, 500, **source, **m)), files, 2)[0] for m in ({}, meta))
    assert seen(old, new)


def spread(frame):
    """How colourful: the mean distance between a pixel's strongest and weakest colour."""
    return (frame.max(axis=2) - frame.min(axis=2)).mean()


def tilt(frame):
    """How warm: red over blue."""
    return frame[..., 0].mean() - frame[..., 2].mean()


@pytest.mark.parametrize("kind", ["image", "video"])
def test_a_crop_shows_that_part_alone(shown, segment, tmp_path, kind, clip_of):
    picture = np.zeros((180, 320, 3), np.uint8)
    picture[:90, :160], picture[:90, 160:], picture[90:] = RED, GREEN, BLUE
    Image.fromarray(picture).save(tmp_path / "p.png")
    path = tmp_path / "p.png" if kind == "image" else clip_of([picture] * 12)
    parts = {(0.0, 0.0, 0.5, 0.5): RED, (0.5, 0.0, 0.5, 0.5): GREEN, (0.25, 0.5, 0.5, 0.5): BLUE}
    for crop, color in parts.items():
        frame = shown(row(segment(kind, 0, 500, media="m", crop=crop, camera="still")), {"m": path}, 2)[0]
        assert close(frame[10:170, 10:310], color, by=12)
    wild = segment(kind, 0, 500, media="m", crop=(0.99, -3.0, 7.0, 0.0), camera="still")
    assert shown(row(wild), {"m": path}, 2)[0].shape == (180, 320, 3)


@pytest.mark.parametrize("kind", ["image", "video"])
def test_fit_fills_the_canvas_or_shows_everything(shown, segment, tmp_path, kind, clip_of):
    picture = np.full((240, 240, 3), 128, np.uint8)
    picture[:24], picture[-24:] = RED, BLUE
    Image.fromarray(picture).save(tmp_path / "p.png")
    path = tmp_path / "p.png" if kind == "image" else clip_of([picture] * 12)
    whole, filled = (
        shown(row(segment(kind, 0, 500, media="m", fit=fit, camera="still")), {"m": path}, 2)[0]
        for fit in ("contain", "cover")
    )
    assert close(whole[4:12, 120:200], RED, by=20)
    assert close(whole[-12:-4, 120:200], BLUE, by=20)
    assert close(filled[20:160, :40], (128, 128, 128), by=14), "the sides are the picture itself"


def test_a_clip_plays_backwards_picture_by_picture(shown, segment, clip_of):
    clip = clip_of([np.full((120, 160, 3), 20 + 8 * i, np.uint8) for i in range(24)])
    forward = shown(row(segment("video", 0, 2000, media="c"), size=(160, 120)), {"c": clip})
    backward = shown(row(segment("video", 0, 2000, media="c", reverse=True), size=(160, 120)), {"c": clip})
    assert [round(f.mean()) for f in backward] == [round(f.mean()) for f in forward][::-1]
    part = segment("video", 0, 500, media="c", reverse=True, offset=500, speed=2.0)
    levels = [f.mean() for f in shown(row(part, size=(160, 120)), {"c": clip})]
    assert np.abs(np.array(levels) - [20 + 8 * (17 - 2 * i) for i in range(6)]).max() < 12


def test_a_clip_backwards_sounds_backwards(segment, media, tmp_path):
    path = {"c": media / "waves.mp4"}

    def sound(**meta):
        one = segment("audio", 0, 2000, media="c", offset=1000, **meta)
        # The film goes on for longer: a sound that its end cuts off dies away.
        return mixdown(Draft(3000, Canvas(), [Track("a", AUDIO, [one])]), path, 3 * RATE, tmp_path).read(0, 2 * RATE)

    forward, backward = sound(), sound(reverse=True)
    inner = slice(RATE // 10, -RATE // 10)
    assert np.allclose(forward[:, ::-1][:, inner], backward[:, inner], atol=1e-6)


def test_music_makes_way_for_other_sound_and_comes_back(segment, tmp_path, tone):
    path = tone(440, 1.0)
    voice = segment("audio", 2000, 1000, media="v", volume=0.5)

    def mix(*segments):
        draft = Draft(6000, Canvas(), [Track(s.id, AUDIO, [s]) for s in segments])
        return mixdown(draft, {"v": path}, 6 * RATE, tmp_path).read(0, 6 * RATE)

    music = segment("music", 0, 6000, genre="ambient")
    ducked = segment("music", 0, 6000, genre="ambient", duck=True)
    alone, spoken = mix(music), mix(voice)
    left = mix(ducked, voice) - spoken
    ratio = [float(np.sqrt((left[:, a:b] ** 2).mean() / (alone[:, a:b] ** 2).mean())) for a, b in thirds()]
    assert ratio[0] > 0.98
    assert ratio[1] < 0.35
    assert ratio[2] > 0.98
    assert np.array_equal(mix(ducked), alone), "with nothing else to hear it stays as it is"


def thirds():
    """Before the voice, under it, and long after it."""
    return [(0, int(1.7 * RATE)), (int(2.1 * RATE), int(2.9 * RATE)), (int(4.5 * RATE), 6 * RATE)]


@pytest.mark.parametrize(
    ("style", "rows", "columns"),
    [
        ("title", (0.35, 0.65), (0.2, 0.8)),
        ("caption", (0.75, 0.98), (0.1, 0.9)),
        ("lower-third", (0.6, 0.9), (0.05, 0.6)),
        ("watermark", (0.84, 1.0), (0.7, 1.0)),
    ],
)
def test_every_style_of_title_has_its_place(shown, segment, style, rows, columns):
    draft = row(segment("scene", 0, 1000, subject="stars"), size=(640, 360))
    bare = shown(draft, {}, 6)[0]
    draft.tracks.append(Track("t", 7, [segment("title", 0, 1000, style=style, text="Harbour\nnights")]))
    changed = np.abs(shown(draft, {}, 6)[0] - bare).max(axis=2) > 12
    down, across = (np.flatnonzero(changed.any(axis=axis)) / side for axis, side in ((1, 360), (0, 640)))
    assert rows[0] <= down.min() < down.max() <= rows[1]
    assert columns[0] <= across.min() < across.max() <= columns[1]


@pytest.mark.parametrize("position", ["top-left", "top-right", "bottom-left", "bottom-right"])
def test_titles_stand_in_corners(shown, segment, position):
    draft = row(segment("scene", 0, 1000, subject="stars"), size=(640, 360))
    bare = shown(draft, {}, 6)[0]
    title = segment("title", 0, 1000, text="Go", size="small", position=position)
    draft.tracks.append(Track("t", 7, [title]))
    changed = np.abs(shown(draft, {}, 6)[0] - bare).max(axis=2) > 40
    y, x = np.nonzero(changed)
    assert (y.mean() > 180) == position.startswith("bottom")
    assert (x.mean() > 320) == position.endswith("right")
    assert min(y.min(), 359 - y.max(), x.min(), 639 - x.max()) >= 6


def test_captions_are_readable_on_white_and_a_watermark_lets_the_film_through(shown, segment, tmp_path):
    Image.new("RGB", (640, 360), (255, 255, 255)).save(tmp_path / "white.png")

    def titled(style):
        draft = row(segment("image", 0, 1000, media="w", camera="still"), size=(640, 360))
        draft.tracks.append(Track("t", 7, [segment("title", 0, 1000, style=style, text="Harbour", color="#ff0000")]))
        return shown(draft, {"w": tmp_path / "white.png"}, 6)[0]

    assert (titled("caption").max(axis=2) < 110).sum() > 2000, "there is a dark panel"
    mark = titled("watermark")
    inked = mark[mark[..., 0] - mark[..., 1] > 60]
    assert inked[:, 1].min() > 90, "white shines through the red"

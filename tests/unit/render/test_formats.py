"""Whatever people have on their phones and disks is shown as it should look, within bounded memory."""

import subprocess
import sys
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from nemo_widgets.local.draft import AUDIO, VIDEO, Canvas, Draft, Track, encode
from nemo_widgets.local.render import probe
from nemo_widgets.local.render.frames import Size, to_image
from nemo_widgets.local.render.mix import mixdown
from nemo_widgets.local.render.synth import RATE
from nemo_widgets.local.render.timeline import Timeline

CORNERS = {"red": (200, 30, 30), "green": (30, 180, 40), "blue": (30, 50, 200), "white": (225, 225, 225)}
MEMORY_LIMIT = 700


@pytest.fixture
def quarters():
    """Red, green; blue, white: 240 x 160."""
    picture = np.zeros((160, 240, 3), np.uint8)
    for place, color in zip(((0, 0), (0, 120), (80, 0), (80, 120)), CORNERS.values(), strict=True):
        picture[place[0] : place[0] + 80, place[1] : place[1] + 120] = color
    return picture


@pytest.fixture
def shown(segment):
    """A file shown, at some frames of a film of 12 a second."""

    def show(kind, path, *frames, size=(240, 160), **meta):
        one = segment(kind, 0, 4000, media="m", camera="still", **meta)
        draft = Draft(4000, Canvas("", *size, 12), [Track("v", VIDEO, [one])])
        timeline = Timeline(draft, {"m": path}, Size(*size))
        found = [np.asarray(to_image(timeline.frame(i))).astype(int) for i in frames]
        timeline.close()
        return found

    return show


def is_upright(frame, by=14):
    height, width = frame.shape[:2]
    places = ((0.25, 0.25), (0.25, 0.75), (0.75, 0.25), (0.75, 0.75))
    found = [frame[int(y * height), int(x * width)] for y, x in places]
    return np.abs(np.array(found) - list(CORNERS.values())).max() < by


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_upright_however_the_phone_was_held(shown, quarters, tmp_path, orientation):
    stored = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    picture = Image.fromarray(quarters)
    for turn in stored.get(orientation, []):
        picture = picture.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    for name, large in (("p.jpg", 1), ("p.png", 1), ("large.jpg", 6), ("large.png", 6)):
        path = tmp_path / name
        picture.resize((picture.width * large, picture.height * large)).save(path, exif=exif, quality=95)
        assert is_upright(shown("image", path, 2)[0]), name
        assert (probe(path).width, probe(path).height) == (240 * large, 160 * large)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_clear_in_a_photo_is_dark(shown, tmp_path, mode):
    picture = Image.new("RGBA", (2400, 1600), (255, 255, 255, 0))
    picture.paste((240, 240, 240, 255), (1200, 0, 2400, 1600))
    picture.convert(mode).save(tmp_path / "p.png")
    (frame,) = shown("image", tmp_path / "p.png", 2)
    assert frame[:, :110].max() < 40
    assert frame[:, 130:].min() > 220


def test_what_is_clear_in_a_clip_is_dark(shown, tmp_path):
    with av.open(str(tmp_path / "clear.mov"), "w") as container:
        stream = container.add_stream("qtrle", rate=12)
        stream.width, stream.height, stream.pix_fmt = 240, 160, "argb"
        picture = np.full((160, 240, 4), 240, np.uint8)
        picture[:, :120, 3] = 0  # bright, but not to be seen
        for _ in range(6):
            frame = av.VideoFrame.from_ndarray(picture, format="rgba")
            container.mux(stream.encode(frame.reformat(format="argb")))
        container.mux(stream.encode(None))
    (frame,) = shown("video", tmp_path / "clear.mov", 2)
    assert frame[:, :110].max() < 40
    assert frame[:, 130:].min() > 220


def test_a_gif_that_moves_is_a_clip_and_starts_over(shown, tmp_path):
    cards = [Image.new("RGB", (240, 160), color).quantize(4) for color in list(CORNERS.values())[:3]]
    path = tmp_path / "m.gif"
    cards[0].save(path, save_all=True, append_images=cards[1:], duration=500, loop=0)
    info = probe(path)
    assert (info.kind, info.codec, info.width, info.height) == ("video", "gif", 240, 160)
    assert info.duration == pytest.approx(1.5, abs=0.06)
    middles = [frame[80, 120] for frame in shown("video", path, 3, 9, 15, 21, 27)]
    expected = [list(CORNERS.values())[i] for i in (0, 1, 2, 0, 1)]
    assert np.abs(np.array(middles) - expected).max() < 14
    cards[0].save(tmp_path / "s.gif")
    assert probe(tmp_path / "s.gif").kind == "image"


@pytest.mark.parametrize("size", [(241, 161), (239, 160), (321, 213)])
def test_odd_sizes_are_no_trouble(shown, quarters, tmp_path, clip_of, size):
    odd = np.asarray(Image.fromarray(quarters).resize(size, Image.Resampling.NEAREST))
    clip = clip_of([odd] * 4, pix_fmt="yuv444p")
    assert is_upright(shown("video", clip, 2)[0])
    Image.fromarray(odd).save(tmp_path / "odd.png")
    assert is_upright(shown("image", tmp_path / "odd.png", 2)[0])


def test_a_variable_frame_rate_keeps_its_moments(shown, tmp_path):
    """Pictures at 0, 0.1, 0.2, then 1.5 and 1.6 s, each brighter."""
    with av.open(str(tmp_path / "v.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 240, 160, "yuv420p"
        stream.codec_context.time_base = stream.time_base = Fraction(1, 1000)
        for level, at in zip((40, 80, 120, 160, 200), (0, 100, 200, 1500, 1600), strict=True):
            frame = av.VideoFrame.from_ndarray(np.full((160, 240, 3), level, np.uint8), format="rgb24")
            frame.pts, frame.time_base = at, stream.codec_context.time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    levels = [frame.mean() for frame in shown("video", tmp_path / "v.mp4", 0, 6, 16, 18, 24)]
    assert np.abs(np.array(levels) - (40, 120, 120, 160, 200)).max() < 12


@pytest.mark.parametrize("form", ["yuv420p10le", "yuv422p10le", "yuvj420p", "yuv444p"])
def test_ten_bits_full_range_and_full_colour_look_like_eight_bits(shown, quarters, clip_of, form):
    (plain,), (other,) = (
        shown("video", clip_of([quarters] * 4, f"{name}.mp4", pix_fmt=name), 2) for name in ("yuv420p", form)
    )
    assert is_upright(other, by=20)
    assert np.abs(plain[20:60, 20:100] - other[20:60, 20:100]).mean() < 4


def test_full_range_is_read_by_its_tag_where_the_format_does_not_tell(shown, tmp_path):
    with av.open(str(tmp_path / "full.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=12, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 240, 160, "yuv420p10le"
        stream.codec_context.color_range = 2
        gray = av.VideoFrame.from_ndarray(np.full((160, 240, 3), 230, np.uint8), format="rgb24")
        coded = gray.reformat(format="yuv420p10le", dst_color_range="JPEG")
        for number in range(4):
            coded.pts, coded.time_base = number, Fraction(1, 12)
            container.mux(stream.encode(coded))
        container.mux(stream.encode(None))
    (frame,) = shown("video", tmp_path / "full.mp4", 2)
    assert np.abs(frame.mean(axis=(0, 1)) - 230).max() < 4


@pytest.mark.parametrize(("tag", "name"), [(1, "bt709"), (5, "bt601")])
def test_colours_are_read_by_the_files_own_matrix(shown, tmp_path, quarters, tag, name):
    """Tagged BT.709 or BT.601, the same picture looks the same."""
    with av.open(str(tmp_path / "m.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=12, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 240, 160, "yuv444p"
        stream.codec_context.colorspace = tag
        stream.codec_context.color_range = 1
        frame = av.VideoFrame.from_ndarray(quarters, format="rgb24")
        matrix = {"bt709": "ITU709", "bt601": "ITU601"}[name]
        coded = frame.reformat(format="yuv444p", dst_colorspace=matrix, dst_color_range="MPEG")
        for _ in range(4):
            container.mux(stream.encode(coded))
        container.mux(stream.encode(None))
    assert is_upright(shown("video", tmp_path / "m.mp4", 2)[0], by=10)


def hdr(path, transfer, level):
    """A gray 10-bit BT.2020 clip at a signal level of 0 … 1."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=12, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 240, 160, "yuv420p10le"
        context = stream.codec_context
        context.color_trc, context.color_primaries, context.colorspace, context.color_range = transfer, 9, 9, 1
        frame = av.VideoFrame(240, 160, "yuv420p10le")
        for plane, value in zip(frame.planes, (64 + 876 * level, 512, 512), strict=True):
            np.frombuffer(memoryview(plane), np.uint16)[:] = round(value)
        for _ in range(4):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("transfer", "paper", "gray", "highlight"), [(16, 0.58, 0.38, 0.75), (18, 0.75, 0.38, 1.0)], ids=["PQ", "HLG"]
)
def test_hdr_is_brought_to_a_normal_screen(shown, tmp_path, transfer, paper, gray, highlight):
    """Paper is nearly white, gray is gray, and highlights still stand out from paper."""
    levels = [
        shown("video", hdr(tmp_path / f"{name}.mp4", transfer, level), 2)[0]
        for name, level in (("black", 0.0), ("gray", gray), ("paper", paper), ("highlight", highlight))
    ]
    means = [frame.mean() for frame in levels]
    assert means[0] < 4
    assert 60 < means[1] < 140
    assert 205 < means[2] < 250
    assert means[2] + 3 < means[3]
    assert all(np.ptp(frame.mean(axis=(0, 1))) < 4 for frame in levels), "gray stays gray"


@pytest.mark.parametrize("layout", ["mono", "stereo", "2.1", "quad", "5.1", "7.1"])
def test_sound_of_any_number_of_channels_is_heard_on_both_sides(segment, tone, tmp_path, layout):
    path = tone(440, 1.0, layout)
    draft = Draft(1000, Canvas(), [Track("a", AUDIO, [segment("audio", 0, 1000, media="s", volume=0.5)])])
    sound = mixdown(draft, {"s": path}, RATE, tmp_path).read(0, RATE)
    left, right = np.sqrt((sound[:, 4800:-4800] ** 2).mean(axis=1))
    assert left == pytest.approx(right, rel=0.2)
    assert 0.06 < left < 0.65
    assert probe(path).has_audio


@pytest.mark.parametrize("rate", [8000, 22_050, 44_100, 96_000])
def test_sound_of_any_rate_keeps_its_pitch(segment, tone, tmp_path, rate):
    draft = Draft(1000, Canvas(), [Track("a", AUDIO, [segment("audio", 0, 1000, media="s")])])
    sound = mixdown(draft, {"s": tone(440, 1.0, rate=rate)}, RATE, tmp_path).read(0, RATE)
    strongest = np.argmax(np.abs(np.fft.rfft(sound[0] * np.hanning(RATE))))
    assert strongest == pytest.approx(440, abs=2)


RENDER = """
import sys
from pathlib import Path
from nemo_widgets.local.draft import decode
from nemo_widgets.local.render import probe, render
draft, folder = decode(Path(sys.argv[1], "draft.json").read_bytes()), Path(sys.argv[1])
media = {p.name: p for p in folder.iterdir() if p.suffix in (".jpg", ".png", ".mp4")}
for path in media.values():
    probe(path)
render(draft, media, folder / "out.mp4")
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


def peak(folder, draft):
    """The peak memory of a process that looks into a folder's files and renders a draft of them, MB."""
    (folder / "draft.json").write_bytes(encode(draft))
    done = subprocess.run([sys.executable, "-c", RENDER, folder], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["huge.jpg", "huge.png"])
def test_a_photo_of_fifty_megapixels_needs_no_more_than_700_mb(tmp_path, segment, kind):
    tile = np.random.default_rng(1).integers(0, 255, (241, 289, 3), np.uint8)
    huge = Image.fromarray(np.tile(tile, (24, 30, 1))[:5774, :8660])
    if kind == "huge.png":
        huge.putalpha(200)
    huge.save(tmp_path / kind, quality=85, compress_level=1)
    del huge
    pictures = [segment("image", 0, 400, media=kind)]
    draft = Draft(400, Canvas("", 1920, 1080, 30), [Track("v", VIDEO, pictures)])
    assert peak(tmp_path, draft) <= MEMORY_LIMIT


@pytest.mark.slow
def test_clips_in_4k_forward_and_backward_need_no_more_than_700_mb(tmp_path, segment, clip_of):
    y, x = np.mgrid[0:2160, 0:3840]
    pictures = [((x + y + 40 * i) % 256).astype(np.uint8)[..., None].repeat(3, axis=2) for i in range(12)]
    clip = clip_of(pictures, "large.mp4", options={"preset": "ultrafast", "crf": "30"})
    del pictures
    pair = [
        segment("video", 0, 400, media=clip.name),
        segment("video", 400, 600, media=clip.name, reverse=True, transition="dissolve", transition_ms=300),
    ]
    draft = Draft(1000, Canvas("", 1920, 1080, 30), [Track("v", VIDEO, pair)])
    assert peak(tmp_path, draft) <= MEMORY_LIMIT


@pytest.mark.slow
@pytest.mark.parametrize("subject", ["city", "abstract"])
def test_a_photo_dissolving_into_a_scene_needs_no_more_than_700_mb(tmp_path, segment, media, subject):
    (tmp_path / "p.jpg").write_bytes((media / "harbour.jpg").read_bytes())
    pair = [
        segment("image", 0, 500, media="p.jpg"),
        segment("scene", 500, 500, subject=subject, transition="dissolve", transition_ms=300),
    ]
    draft = Draft(1000, Canvas("", 1920, 1080, 12), [Track("v", VIDEO, pair)])
    assert peak(tmp_path, draft) <= MEMORY_LIMIT


@pytest.mark.slow
def test_a_scene_dissolving_into_another_needs_no_more_than_700_mb(tmp_path, segment):
    """Two sets of layers, and their copies, are there at once."""
    pair = [
        segment("scene", 0, 500, subject="abstract"),
        segment("scene", 500, 500, subject="stars", transition="dissolve", transition_ms=300),
    ]
    draft = Draft(1000, Canvas("", 1920, 1080, 12), [Track("v", VIDEO, pair)])
    assert peak(tmp_path, draft) <= MEMORY_LIMIT

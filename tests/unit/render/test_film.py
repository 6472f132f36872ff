"""A draft becomes a film that plays everywhere."""

import resource
import struct
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from nemo_widgets.errors import DiskFullError, MediaError, RenderFailedError
from nemo_widgets.local.draft import Canvas, Draft
from nemo_widgets.local.render import SUBJECTS, poster, render
from nemo_widgets.local.render.frames import Size, view
from nemo_widgets.local.render.timeline import Timeline


def boxes(path: Path) -> list[bytes]:
    """The names of an MP4's outermost boxes, in order."""
    data, at, names = path.read_bytes(), 0, []
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        names.append(name)
        at += size
    return names


def test_a_film_is_h264_high_and_aac_in_a_faststart_mp4_with_bt709_colours(film, draft, segment):
    made = film(draft(segment("scene", 0, 1500, subject="city"))).made
    with av.open(str(made.path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, video.codec_context.profile) == ("h264", "High")
        assert video.codec_context.pix_fmt == "yuv420p"
        assert video.codec_context.color_primaries == video.codec_context.colorspace == 1
        assert audio.codec_context.name == "aac"
        assert (audio.rate, audio.channels) == (48_000, 2)
    names = boxes(made.path)
    assert names.index(b"moov") < names.index(b"mdat")
    assert made.size == made.path.stat().st_size


@pytest.mark.parametrize(("duration", "fps"), [(1000, 12), (1730, 12), (2040, 25), (510, 30)])
def test_picture_and_sound_are_as_long_as_the_draft_within_a_frame(film, draft, segment, duration, fps):
    made = film(draft(segment("scene", 0, duration, subject="desert"), fps=fps))
    frame = 1 / fps
    assert abs(len(made.frames) / fps - duration / 1000) <= frame
    assert made.made.duration == len(made.frames) / fps
    with av.open(str(made.made.path)) as container:
        for stream in container.streams:
            assert abs(float(stream.duration * stream.time_base) - duration / 1000) <= frame


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (200, 200), (160, 200), (321, 181)])
def test_the_canvas_is_met_exactly_and_odd_sides_become_even(film, draft, segment, size):
    made = film(draft(segment("scene", 0, 250, subject="sea"), size=size))
    height, width = made.frames[0].shape[:2]
    assert (made.made.width, made.made.height) == (width, height)
    assert abs(width - size[0]) <= 1
    assert abs(height - size[1]) <= 1
    assert width % 2 == height % 2 == 0


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_scene_moves_and_has_something_to_see(film, draft, segment, subject):
    made = film(draft(segment("scene", 0, 6000, subject=subject, seed=3), fps=4))
    early, late = made.at(1), made.at(5)
    assert np.abs(early - late).mean() > 2
    assert early.std() > 12
    # No frame is black, and none repeats the one before.
    assert all(f.mean() > 8 for f in made.frames)


@pytest.mark.parametrize(
    "camera", ["still", "drift", "zoom-in", "zoom-out", "pan-left", "pan-right", "tilt-up", "tilt-down"]
)
def test_the_camera_does_what_it_is_told(draft, segment, media, camera, alike):
    photo = segment("image", 0, 2000, media="p", camera=camera)
    timeline = Timeline(draft(photo, fps=6), {"p": media / "harbour.jpg"}, Size(320, 180))
    first, *_, last = (view(timeline.frame(index).planes[0]).copy() for index in range(timeline.frames))
    assert np.array_equal(first, last) if camera == "still" else alike(first, last) < 0.995


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_same_draft_makes_the_same_pictures_and_another_seed_makes_others(draft, segment, subject):
    def pictures(seed):
        timeline = Timeline(draft(segment("scene", 0, 500, subject=subject, seed=seed)), {}, Size(320, 180))
        return np.stack([view(timeline.frame(i).planes[0]).astype(int) for i in range(timeline.frames)])

    one, again, other = pictures(1), pictures(1), pictures(2)
    assert np.array_equal(one, again)
    assert np.abs(one - other).mean() > 2


def test_night_is_darker_than_day_and_moods_shift_the_colours(film, draft, segment):
    def look(**meta):
        return film(draft(segment("scene", 0, 250, subject="city", **meta))).at(0)

    day, night, warm, cool = (
        look(time="day"),
        look(time="night"),
        look(time="day", mood="warm"),
        look(time="day", mood="cool"),
    )
    assert night.mean() < day.mean() / 2
    assert warm[..., 0].mean() / warm[..., 2].mean() > cool[..., 0].mean() / cool[..., 2].mean()


def test_gaps_are_black_and_the_last_track_lies_on_top(film, draft, segment, media, alike):
    below = segment("scene", 500, 1500, subject="desert")
    above = segment("image", 1000, 500, media="p", camera="still")
    made = film(draft(below, above, duration=2500), {"p": media / "harbour.jpg"})
    assert made.at(0.2).max() < 8
    assert made.at(2.2).max() < 8
    assert made.at(0.7).mean() > 30
    photo = np.asarray(Image.open(media / "harbour.jpg").convert("RGB").resize((320, 213)))[14:194]
    assert alike(photo, made.at(1.2)) > 0.97
    assert alike(photo, made.at(1.7)) < 0.9


def test_a_preview_is_smaller_and_looks_the_same(film, draft, segment, alike):
    one = draft(segment("scene", 0, 200, subject="forest"), size=(1280, 720), fps=10)
    full, preview = film(one), film(one, quality="preview")
    assert (preview.made.width, preview.made.height) == (960, 540)
    shrunk = [np.asarray(Image.fromarray(f.frames[0]).resize((320, 180))) for f in (full, preview)]
    assert alike(*shrunk) > 0.97


def test_a_poster_is_the_films_own_frame(film, draft, segment, tmp_path, alike):
    one = draft(segment("scene", 0, 2000, subject="stars"), segment("title", 0, 2000, text="Far"), size=(640, 360))
    frame = film(one).at(1)
    poster(one, {}, tmp_path / "poster.jpg", at=1000, width=640)
    with Image.open(tmp_path / "poster.jpg") as picture:
        assert (picture.format, picture.size) == ("JPEG", (640, 360))
        assert alike(np.asarray(picture), frame) > 0.99
    assert [p.name for p in tmp_path.iterdir() if "part" in p.name] == []


def test_progress_grows_to_one(draft, segment, tmp_path):
    seen: list[float] = []
    long = draft(segment("scene", 0, 12_000, subject="abstract"), size=(640, 360))
    render(long, {}, tmp_path / "a.mp4", on_progress=seen.append)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    assert len(seen) > 10


def test_a_cancelled_render_stops_and_leaves_nothing_behind(draft, segment, tmp_path):
    class StopError(Exception):
        pass

    def stop(done: float) -> None:
        if done > 0.3:
            raise StopError

    with pytest.raises(StopError):
        render(draft(segment("scene", 0, 3000, subject="sea")), {}, tmp_path / "a.mp4", on_progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_an_older_film_stays_until_the_new_one_is_whole(draft, segment, tmp_path):
    out = tmp_path / "a.mp4"
    out.write_bytes(b"older")
    with pytest.raises(MediaError):
        render(draft(segment("image", 0, 500, media="gone", name="cat.jpg")), {}, out)
    assert out.read_bytes() == b"older"
    render(draft(segment("scene", 0, 500, subject="sea")), {}, out)
    assert boxes(out)[0] == b"ftyp"


def test_a_full_disk_is_told_and_leaves_nothing_behind(draft, segment, tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(DiskFullError, match="Free some space"):
            render(draft(segment("scene", 0, 4000, subject="sea"), size=(640, 360)), {}, tmp_path / "a.mp4")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (Draft(0), "empty"),
        (Draft(10_000_000), "longer"),
        (Draft(1000, Canvas("", 100_000, 100, 30)), "canvas"),
        (Draft(1000, Canvas("", 320, 180, 0)), "canvas"),
    ],
)
def test_drafts_that_cannot_be_films_are_refused_in_words(bad, said, tmp_path):
    with pytest.raises(RenderFailedError, match=said):
        render(bad, {}, tmp_path / "a.mp4")


def test_a_folder_that_is_not_there_is_no_foreign_error(draft, segment, tmp_path):
    with pytest.raises(RenderFailedError):
        render(draft(segment("scene", 0, 300, subject="sea")), {}, tmp_path / "nowhere" / "a.mp4")

"""A film is made in pieces, and nobody sees it; an edit makes only what it touches again."""

import os
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context

import av
import numpy as np
import pytest

from nemo_widgets.errors import RenderFailedError
from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Canvas, Draft, Track, decode, encode
from nemo_widgets.local.render import film as films
from nemo_widgets.local.render import render
from nemo_widgets.local.render.cache import Cache
from nemo_widgets.local.render.frames import Size, to_image, view
from nemo_widgets.local.render.pieces import pieces, sound_key
from nemo_widgets.local.render.timeline import Timeline


@pytest.fixture
def files(media):
    return {"p": media / "harbour.jpg", "c": media / "waves.mp4"}


@pytest.fixture
def reel(segment):
    """Photo, clip and scene with transitions, a title over a border, music: 9 s."""
    pictures = [
        segment("image", 0, 3000, media="p"),
        segment("video", 3000, 3000, media="c", offset=700, transition="dissolve", transition_ms=800, grade="sepia"),
        segment("scene", 6000, 3000, subject="sea", transition="slide", transition_ms=1000),
    ]
    title = segment("title", 5000, 2000, text="Out at sea")
    music = segment("music", 0, 9000, genre="lofi")
    return Draft(
        9000,
        Canvas("", 320, 180, 12),
        [Track("v", VIDEO, pictures), Track("t", TEXT, [title]), Track("a", AUDIO, [music])],
    )


def keys(draft, files):
    size = Size(draft.canvas.width, draft.canvas.height)
    return {p.key: (p.first, p.last) for p in pieces(draft, files, size, "high")}


def planes(frame):
    return [view(plane).copy() for plane in frame.planes]


def test_pieces_cover_the_film_without_gaps_and_are_short(reel, files):
    spans = sorted(keys(reel, files).values())
    assert [first for first, _ in spans] == [0, *(last for _, last in spans[:-1])]
    assert spans[-1][1] == 108
    assert all(6 <= last - first <= 30 for first, last in spans)


def test_a_hundred_cuts_make_no_tiny_pieces(segment, files):
    cuts = [segment("image", i * 100, 100, media="p") for i in range(100)]
    draft = Draft(10_000, Canvas("", 320, 180, 30), [Track("v", VIDEO, cuts)])
    assert all(last - first >= 15 for first, last in keys(draft, files).values())


def test_frames_before_encoding_are_those_of_a_film_in_one_piece(reel, files):
    whole = Timeline(reel, files, Size(320, 180))
    expected = [planes(whole.frame(i)) for i in range(whole.frames)]
    for first, last in keys(reel, files).values():
        piece = Timeline(reel, files, Size(320, 180))
        for index in range(first, last):
            found = planes(piece.frame(index))
            assert all(np.array_equal(a, b) for a, b in zip(found, expected[index], strict=True)), index
        piece.close()


def test_encoded_in_pieces_every_frame_is_the_one_that_was_drawn(reel, files, film):
    reel.canvas = Canvas("", 640, 360, 12)
    made = film(reel, files)
    whole = Timeline(reel, files, Size(640, 360))
    assert len(made.frames) == whole.frames == 108
    for index, found in enumerate(made.frames):
        drawn = np.asarray(to_image(whole.frame(index)))
        error = ((drawn.astype(float) - found).mean(axis=2) ** 2).mean()
        assert 10 * np.log10(255**2 / max(error, 1e-9)) > 40, index
    moved = [np.abs(b.astype(int) - a).mean() for a, b in pairwise(made.frames)]
    assert min(moved) > 0.01, "no frame is shown twice"
    assert all(frame.mean() > 15 for frame in made.frames), "none is black"


def test_every_piece_begins_with_a_keyframe_and_time_never_goes_back(reel, files, film):
    made = film(reel, files).made
    borders = {first for first, _ in keys(reel, files).values()}
    with av.open(str(made.path)) as container:
        packets = [p for p in container.demux(video=0) if p.pts is not None]
        at = [round(p.pts * p.time_base * 12) for p in packets]
        assert borders <= {moment for packet, moment in zip(packets, at, strict=True) if packet.is_keyframe}
        assert sorted(at) == list(range(108))
        assert all(a.dts < b.dts for a, b in pairwise(packets))


def test_another_title_touches_only_the_pieces_under_it(reel, files):
    before = keys(reel, files)
    reel.tracks[1].segments[0].meta.text = "Somewhere else"
    after = keys(reel, files)
    touched = {span for key, span in after.items() if key not in before}
    assert touched
    assert all(first < 84 and last > 60 for first, last in touched)
    assert sum(last - first for first, last in touched) == 24


def test_what_only_moves_on_the_timeline_stays(reel, files, segment):
    before = keys(reel, files)
    later = decode(encode(reel))
    for track in later.tracks:
        for one in track.segments:
            one.start += 2000
    later.tracks[0].segments.insert(0, segment("scene", 0, 2000, subject="desert"))
    later.duration += 2000
    assert set(before) <= set(keys(later, files))


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (lambda d: setattr(d.tracks[0].segments[0].meta, "name", "another name"), True),
        (lambda d: setattr(d.tracks[2].segments[0].meta, "volume", 0.2), True),
        (lambda d: setattr(d.tracks[0].segments[0].meta, "warmth", 0.2), False),
        (lambda d: setattr(d.tracks[0].segments[1].meta, "offset", 800), False),
        (lambda d: setattr(d.canvas, "fps", 10), False),
    ],
)
def test_only_what_is_seen_names_a_piece(reel, files, change, same):
    before = keys(reel, files)
    change(reel)
    assert (set(keys(reel, files)) == set(before)) is same


def test_another_file_under_the_same_name_is_another_piece(reel, files, tmp_path):
    before = keys(reel, files)
    swapped = tmp_path / "other.jpg"
    swapped.write_bytes(files["p"].read_bytes() + b"\0")
    assert set(keys(reel, {**files, "p": swapped})) != set(before)


def test_the_sound_is_made_again_only_when_it_changes(reel, files):
    before = sound_key(reel, files, "high")
    reel.tracks[1].segments[0].meta.text = "Somewhere else"
    reel.tracks[0].segments[0].meta.warmth = 0.5
    assert sound_key(reel, files, "high") == before
    reel.tracks[2].segments[0].meta.volume = 0.5
    assert sound_key(reel, files, "high") != before


@pytest.fixture
def made(monkeypatch):
    """The frames of pieces as they are made."""
    seen = []
    real = films.encoder.encode
    monkeypatch.setattr(
        films.encoder, "encode", lambda *args: (seen.append((args[1].first, args[1].last)), real(*args))
    )
    return seen


def test_an_edit_makes_only_what_it_touches_and_copies_the_rest(reel, files, tmp_path, made):
    render(reel, files, tmp_path / "one.mp4", cache=tmp_path / "pieces")
    assert sum(last - first for first, last in made) == 108
    made.clear()
    reel.tracks[1].segments[0].meta.text = "Somewhere else"
    render(reel, files, tmp_path / "two.mp4", cache=tmp_path / "pieces")
    assert sum(last - first for first, last in made) == 24
    render(reel, files, tmp_path / "fresh.mp4")
    assert (tmp_path / "two.mp4").read_bytes() == (tmp_path / "fresh.mp4").read_bytes()


def test_a_stopped_film_leaves_its_finished_pieces_to_the_next(reel, files, tmp_path, made):
    class StopError(Exception):
        pass

    def stop(done):
        if done > 0.5:
            raise StopError

    with pytest.raises(StopError):
        render(reel, files, tmp_path / "one.mp4", cache=tmp_path / "pieces", on_progress=stop)
    kept = {path.stem for path in (tmp_path / "pieces").glob("*.mp4")} & set(keys(reel, files))
    made.clear()
    render(reel, files, tmp_path / "one.mp4", cache=tmp_path / "pieces")
    assert kept
    assert not kept & {key for key, span in keys(reel, files).items() if span in made}


def test_a_damaged_piece_is_told_and_made_again(reel, files, tmp_path):
    render(reel, files, tmp_path / "one.mp4", cache=tmp_path / "pieces")
    first = next(iter(keys(reel, files)))
    piece = tmp_path / "pieces" / f"{first}.mp4"
    piece.write_bytes(piece.read_bytes()[:-2000])
    with pytest.raises(RenderFailedError, match="Export again"):
        render(reel, files, tmp_path / "two.mp4", cache=tmp_path / "pieces")
    render(reel, files, tmp_path / "two.mp4", cache=tmp_path / "pieces")
    assert (tmp_path / "two.mp4").read_bytes() == (tmp_path / "one.mp4").read_bytes()


def test_the_cache_drops_what_was_used_longest_ago(tmp_path):
    cache = Cache(tmp_path, limit=2500)
    for number, key in enumerate(("old", "used", "new")):
        (tmp_path / f"{key}.mp4").write_bytes(bytes(1000))
        os.utime(tmp_path / f"{key}.mp4", (number, number))
    stale = tmp_path / ".x.1.1.part"
    stale.write_bytes(bytes(10))
    os.utime(stale, (1, 1))
    fresh = cache.part("y")
    fresh.write_bytes(bytes(10))
    assert cache.has("old")
    assert not cache.has("never")
    cache.trim()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["old.mp4", "new.mp4", fresh.name])


@pytest.mark.slow
def test_processes_make_the_same_bytes_as_a_thread(reel, files, tmp_path):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        render(reel, files, tmp_path / "one.mp4", pool=pool)
    render(reel, files, tmp_path / "two.mp4")
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_picture_and_sound_meet_within_a_frame(film, segment, clip_of, tone):
    """A flash and a beep at the same moments, far from each other and across borders."""
    black, white = np.zeros((90, 160, 3), np.uint8), np.full((90, 160, 3), 255, np.uint8)
    flashes = [white if i % 60 == 30 else black for i in range(240)]
    pictures = segment("video", 0, 8000, media="f", volume=0.0)
    beeps = [segment("audio", int((30 + 60 * n) / 30 * 1000), 33, media="b") for n in range(4)]
    tracks = [Track("v", VIDEO, [pictures]), Track("a", AUDIO, beeps)]
    draft = Draft(8000, Canvas("", 160, 90, 30), tracks)
    made = film(draft, {"f": clip_of(flashes, fps=30), "b": tone(1000, 0.1)})
    seen = [i / 30 for i, frame in enumerate(made.frames) if frame.mean() > 128]
    loud = np.abs(made.sound).max(axis=0) > 0.1
    heard = [i / 48_000 for i in np.flatnonzero(loud) if not loud[max(0, i - 9600) : i].any()]
    assert len(seen) == len(heard) == 4
    assert np.abs(np.array(seen) - heard).max() < 1 / 30

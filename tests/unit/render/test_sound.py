"""Music and the mix."""

import subprocess
import sys
import wave

import numpy as np
import pytest

from nemo_widgets.local.draft import AUDIO, Canvas, Draft, Track, encode
from nemo_widgets.local.render import GENRES, genres, music
from nemo_widgets.local.render.limiter import CEILING, true_peaks
from nemo_widgets.local.render.mix import mixdown
from nemo_widgets.local.render.score import Score
from nemo_widgets.local.render.synth import RATE
from nemo_widgets.local.render.tape import BLOCK, Tape


@pytest.fixture
def compose(tmp_path):
    def play(genre, seed, seconds):
        with music.compose(genre, seed, seconds, tmp_path) as tape:
            return tape.read(0, tape.samples)

    return play


def rms(wave):
    return float(np.sqrt((wave.astype(float) ** 2).mean()))


@pytest.mark.parametrize("genre", GENRES)
def test_every_genre_is_music_of_the_exact_length_that_never_clips(compose, genre):
    wave = compose(genre, 5, 7.5)
    assert wave.shape == (2, round(7.5 * RATE))
    assert np.isfinite(wave).all()
    assert 0.06 < rms(wave) < 0.16, "genres are about equally loud"
    assert np.abs(wave).max() < 0.9
    # Something sounds in every second but the last, left and right differ, and it comes to an end.
    assert all(rms(wave[:, s * RATE : (s + 1) * RATE]) > 0.02 for s in range(6))
    assert np.corrcoef(wave)[0, 1] < 0.97
    assert rms(wave[:, -RATE // 50 :]) < 0.01


@pytest.mark.parametrize("genre", GENRES)
def test_no_genre_is_mostly_rumble_or_hiss_and_none_leans_to_one_side(compose, genre):
    wave = compose(genre, 5, 7.5).astype(float)
    power = (np.abs(np.fft.rfft(wave)) ** 2).sum(axis=0)
    hz = np.fft.rfftfreq(wave.shape[1], 1 / RATE)
    assert power[hz < 80].sum() / power.sum() < 0.48  # small speakers play nothing of it
    assert power[hz > 8000].sum() / power.sum() < 0.01
    assert np.abs(wave.mean(axis=1)).max() < 0.005
    assert rms(wave[0]) == pytest.approx(rms(wave[1]), rel=0.25)


@pytest.mark.parametrize("genre", GENRES)
def test_no_tune_grates_against_the_root_of_its_chord(genre):
    for seed in range(8):
        piece = Score(genres.GENRES[genre], seed, 20)
        for bar in range(piece.bars):
            root = piece.degree(piece.chords[bar % len(piece.chords)])
            assert all((piece.melody(bar) - root) % 12 != 1 for _ in range(12))


def test_the_same_seed_is_the_same_piece_and_another_is_another(compose):
    one = compose("lofi", 1, 4.0)
    assert np.array_equal(one, compose("lofi", 1, 4.0))
    assert not np.array_equal(one, compose("lofi", 2, 4.0))
    assert not np.array_equal(one, compose("jazz", 1, 4.0))


@pytest.mark.parametrize("seconds", [0.04, 0.5, 1.0])
def test_very_short_pieces_are_possible(compose, seconds):
    assert compose("cinematic", 1, seconds).shape == (2, round(seconds * RATE))


@pytest.mark.parametrize("genre", ["cinematic", "jazz"])
def test_what_is_played_block_by_block_has_no_seams(compose, genre, monkeypatch):
    whole = compose(genre, 3, 14.0)
    monkeypatch.setattr("nemo_widgets.local.render.tape.BLOCK", RATE // 2)
    assert whole.shape[1] > BLOCK, "it took more than one block before, too"
    assert np.abs(compose(genre, 3, 14.0) - whole).max() < 1e-4


@pytest.mark.slow
def test_the_memory_of_a_mix_does_not_grow_with_its_length(segment, tmp_path, tone):
    """Two minutes of music, and half a minute of sound backwards under it, in a process of their own."""
    tracks = [
        segment("music", 0, 120_000, genre="cinematic", duck=True),
        segment("audio", 0, 30_000, media="a", reverse=True),
    ]
    draft = Draft(120_000, Canvas(), [Track(s.id, AUDIO, [s]) for s in tracks])
    (tmp_path / "draft.json").write_bytes(encode(draft))
    path = tone(440, 30.0)
    done = subprocess.run(
        [sys.executable, "-c", MIX, tmp_path / "draft.json", path], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) / 1024 < 300, "all of it at once took 600"


MIX = """
import sys
from pathlib import Path
from nemo_widgets.local.draft import decode
from nemo_widgets.local.render.mix import mixdown
draft, sound = (Path(name) for name in sys.argv[1:])
mixdown(decode(draft.read_bytes()), {"a": sound}, 120 * 48_000, draft.parent)
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


def test_true_peaks_stay_under_the_ceiling_across_blocks(segment, tmp_path):
    loud = [segment("music", 0, 12_000, genre=g, seed=s, volume=2.0) for g in ("rock", "upbeat") for s in (1, 2)]
    draft = Draft(12_000, Canvas(), [Track(str(n), AUDIO, [s]) for n, s in enumerate(loud)])
    with mixdown(draft, {}, 12 * RATE, tmp_path) as tape:
        assert rms(tape.read(0, tape.samples)) > 0.15
        assert true_peaks(tape).max() <= CEILING * 1.03


def test_only_what_is_heard_of_a_sound_is_made(segment, tmp_path):
    """A day of music in a film of a second, from a seed of any kind."""
    draft = Draft(1000, Canvas(), [Track("a", AUDIO, [segment("music", 500, 86_400_000, genre="piano", seed=-7)])])
    with mixdown(draft, {}, RATE, tmp_path) as tape:
        wave = tape.read(0, RATE)
    assert np.abs(wave[:, : RATE // 2]).max() == 0 < rms(wave[:, RATE // 2 :])


def test_a_tape_is_turned_around_whole(tmp_path):
    wave = np.random.default_rng(1).random((2, 2 * BLOCK + 12_345), np.float32)
    tape = Tape(tmp_path, wave.shape[1])
    for first, last in tape.blocks():
        tape.write(first, wave[:, first:last])
    tape.write(tape.samples - 1, wave[:, -1:].repeat(9, axis=1))
    tape.reverse()
    assert np.array_equal(tape.read(0, tape.samples), wave[:, ::-1])
    assert not list(tmp_path.iterdir()), "its file has no name"


def test_the_music_follows_its_volume(film, draft, segment):
    def loud(volume):
        return rms(film(draft(segment("music", 0, 2000, genre="lofi", volume=volume))).sound)

    full, third = loud(1.0), loud(0.35)
    assert full > 0.05
    assert third == pytest.approx(0.35 * full, rel=0.08)
    assert loud(0.0) < 1e-4


def test_music_sounds_only_in_its_span_and_fades(film, draft, segment):
    sound = film(draft(segment("music", 1000, 3000, genre="piano", fade_in=1000, fade_out=1000), duration=5000)).sound
    second = [rms(sound[:, s * RATE : (s + 1) * RATE]) for s in range(5)]
    assert second[0] < 1e-4
    assert second[4] < 0.004
    assert second[1] < second[2]
    assert second[3] < second[2]


def test_loud_mixes_are_limited_below_full_scale(film, draft, segment):
    loud = [
        segment("music", 0, 2000, genre=g, seed=s, volume=1.0) for g in ("rock", "electronic", "upbeat") for s in (1, 2)
    ]
    sound = film(draft(*loud)).sound
    assert np.abs(sound).max() < 10 ** (-0.5 / 20)
    assert rms(sound) > 0.15


def test_a_users_own_sound_is_mixed_from_its_offset(film, draft, segment, media):
    path = {"a": media / "waves.mp4"}
    whole = film(draft(segment("audio", 0, 4000, media="a")), path).sound
    later = film(draft(segment("audio", 0, 2000, media="a", offset=2000)), path).sound
    n = RATE
    parts = whole[0, 2 * RATE + 4800 : 2 * RATE + 4800 + n], later[0, 4800 : 4800 + n]
    assert np.corrcoef(*parts)[0, 1] > 0.95


@pytest.mark.parametrize(("seconds", "last"), [(3, 0.25), (5, 1.0), (6, 1.0)])
def test_a_song_that_the_films_end_cuts_off_dies_away_and_one_that_ends_by_itself_does_not(
    seconds, last, segment, tmp_path
):
    tone = np.sin(np.arange(5 * RATE) * (2 * np.pi * 440 / RATE)) * 8000
    with wave.open(str(tmp_path / "tone.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(tone.astype("<i2").tobytes())
    song = segment("audio", 0, seconds * 1000, media="a")
    draft = Draft(song.duration, Canvas(), [Track("a", AUDIO, [song])])
    with mixdown(draft, {"a": tmp_path / "tone.wav"}, seconds * RATE, tmp_path) as tape:
        end = min(5, seconds) * RATE
        level = [rms(tape.read(at, at + RATE // 5)) for at in (RATE, end - RATE // 5)]
    assert level[1] / level[0] == pytest.approx(last, abs=0.2)


def test_a_fade_that_was_told_stays_as_it_was(segment, tmp_path, media):
    levels = []
    for fade in (0, 200):
        song = segment("audio", 0, 2000, media="a", fade_out=fade)
        draft = Draft(2000, Canvas(), [Track("a", AUDIO, [song])])
        with mixdown(draft, {"a": media / "waves.mp4"}, 2 * RATE, tmp_path) as tape:
            levels.append(rms(tape.read(int(1.65 * RATE), int(1.75 * RATE))))
    assert levels[0] < 0.9 * levels[1]


def test_a_faster_sound_is_shorter(film, draft, segment, media):
    sound = film(draft(segment("audio", 0, 4000, media="a", speed=2.0)), {"a": media / "waves.mp4"}).sound
    assert rms(sound[:, RATE : 2 * RATE]) > 0.004
    assert rms(sound[:, int(2.8 * RATE) :]) < 0.001

"""Music and the mix."""

import numpy as np
import pytest

from nemo_widgets.local.render import GENRES
from nemo_widgets.local.render.music import _STYLES, _Piece, compose
from nemo_widgets.local.render.synth import RATE


def rms(wave):
    return float(np.sqrt((wave.astype(float) ** 2).mean()))


@pytest.mark.parametrize("genre", GENRES)
def test_every_genre_is_music_of_the_exact_length_that_never_clips(genre):
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
def test_no_genre_is_mostly_rumble_or_hiss_and_none_leans_to_one_side(genre):
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
        piece = _Piece(_STYLES[genre], seed, 20)
        for bar in range(piece.bars):
            root = piece.degree(piece.chords[bar % len(piece.chords)])
            assert all((piece.melody(bar) - root) % 12 != 1 for _ in range(12))


def test_the_same_seed_is_the_same_piece_and_another_is_another():
    one = compose("lofi", 1, 4.0)
    compose.cache_clear()
    assert np.array_equal(one, compose("lofi", 1, 4.0))
    assert not np.array_equal(one, compose("lofi", 2, 4.0))
    assert not np.array_equal(one, compose("jazz", 1, 4.0))


@pytest.mark.parametrize("seconds", [0.04, 0.5, 1.0])
def test_very_short_pieces_are_possible(seconds):
    assert compose("cinematic", 1, seconds).shape == (2, round(seconds * RATE))


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


def test_a_faster_sound_is_shorter(film, draft, segment, media):
    sound = film(draft(segment("audio", 0, 4000, media="a", speed=2.0)), {"a": media / "waves.mp4"}).sound
    assert rms(sound[:, RATE : 2 * RATE]) > 0.004
    assert rms(sound[:, int(2.8 * RATE) :]) < 0.001

"""English requests on a film of four clips, each with the draft operations it must come to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nemo_widgets.local.director import Plan, Upload, direct
from nemo_widgets.local.draft import Draft

ENGLISH = [
    ("remove the second clip", ["RemoveClip(ids=[2], name='sea at dusk')"]),
    ("delete the last two clips", ["RemoveClip(ids=[3, 4])"]),
    ("remove the first and third clips", ["RemoveClip(ids=[1, 3])"]),
    ("keep only the first clip", ["RemoveClip(ids=[2, 3, 4])"]),
    ("split the first clip at 4 seconds", ["SplitClip(id=1, points=(4000,), name='city at night')"]),
    ("cut the second clip in half", ["SplitClip(id=2, points=(2500,), name='sea at dusk')"]),
    ("split the film at 12 seconds", ["SplitClip(id=2, points=(2000,), name='sea at dusk')"]),
    ("split the first clip into three parts", ["SplitClip(id=1, points=(3333, 6666), name='city at night')"]),
    ("trim the first 2 seconds", ["CutOut(start=0, end=2000)"]),
    ("cut the last 3 seconds", ["CutOut(start=22000, end=25000)"]),
    ("trim 1 second off the end of the second clip", ["CutOut(start=14000, end=15000, name='sea at dusk')"]),
    ("cut the first 2 seconds of the surfing clip", ["CutOut(start=19000, end=21000, name='surfing.mp4')"]),
    ("keep only the first 8 seconds", ["CutOut(start=8000, end=25000)"]),
    ("remove from 2 to 4 seconds", ["CutOut(start=2000, end=4000)"]),
    ("duplicate the second clip", ["DuplicateClips(ids=[2], name='sea at dusk')"]),
    ("copy the first clip to the end", ["DuplicateClips(ids=[1], place='end', name='city at night')"]),
    ("loop it twice", ["DuplicateClips(ids=[1, 2, 3, 4])"]),
    (
        "swap the first and second clips",
        ["ReorderClips(order=[2, 1, 3, 4], names=('sea at dusk', 'city at night', 'harbour.jpg', 'surfing.mp4'))"],
    ),
    (
        "move the last clip to the start",
        ["ReorderClips(order=[4, 1, 2, 3], names=('surfing.mp4', 'city at night', 'sea at dusk', 'harbour.jpg'))"],
    ),
    (
        "put the photo before the sea",
        ["ReorderClips(order=[1, 3, 2, 4], names=('city at night', 'harbour.jpg', 'sea at dusk', 'surfing.mp4'))"],
    ),
    (
        "move the third clip after the fourth",
        ["ReorderClips(order=[1, 2, 4, 3], names=('city at night', 'sea at dusk', 'surfing.mp4', 'harbour.jpg'))"],
    ),
    (
        "reverse the order",
        ["ReorderClips(order=[4, 3, 2, 1], names=('surfing.mp4', 'harbour.jpg', 'sea at dusk', 'city at night'))"],
    ),
    (
        "order the clips 3, 1, 2, 4",
        ["ReorderClips(order=[3, 1, 2, 4], names=('harbour.jpg', 'city at night', 'sea at dusk', 'surfing.mp4'))"],
    ),
    (
        "replace the second clip with a forest at dawn",
        [
            (
                "GenerateScene(name='forest at dawn', duration=5000, subject='forest', time='dawn', "
                "place='instead', anchor=2)"
            )
        ],
    ),
    (
        "swap the last clip for my beach photo",
        ["PlaceMedia(name='beach.png', kind='image', duration=6000, place='instead', anchor=4)"],
    ),
    (
        "add a 3-second clip of the desert after the first clip",
        ["GenerateScene(name='desert', duration=3000, subject='desert', place='after', anchor=1)"],
    ),
    (
        "insert my beach photo between the first and second clips",
        ["PlaceMedia(name='beach.png', kind='image', duration=5000, place='after', anchor=1)"],
    ),
    ("speed it up 2x", ["SetSpeed(speeds={1: 2.0, 2: 2.0, 3: 2.0, 4: 2.0}, total=12500)"]),
    ("speed up the last clip", ["SetSpeed(speeds={4: 1.5}, total=23000)"]),
    ("play the second clip at half speed", ["SetSpeed(speeds={2: 0.5}, total=30000)"]),
    ("make it a bit faster", ["SetSpeed(speeds={1: 1.25, 2: 1.25, 3: 1.25, 4: 1.25}, total=20000)"]),
    ("put the surfing clip in slow motion", ["SetSpeed(speeds={4: 0.5}, total=31000)"]),
    ("make the first clip twice as fast", ["SetSpeed(speeds={1: 2.0}, total=20000)"]),
    ("play it backwards", ["Reverse(ids=[1, 2, 3, 4])"]),
    ("reverse the last clip", ["Reverse(ids=[4])"]),
    ("dissolve between the clips", ["SetTransition(ids=[2, 3, 4], transition='dissolve', duration=800)"]),
    (
        "add a crossfade between the first and second clips",
        ["SetTransition(ids=[2], transition='dissolve', duration=800)"],
    ),
    ("wipe into the third clip for 1 second", ["SetTransition(ids=[3], transition='wipe', duration=1000)"]),
    ("slide transitions everywhere", ["SetTransition(ids=[2, 3, 4], transition='slide', duration=800)"]),
    ("fade through black between all clips", ["SetTransition(ids=[2, 3, 4], transition='fade', duration=800)"]),
    ("add a transition after the second clip", ["SetTransition(ids=[3], transition='dissolve', duration=800)"]),
    ("fade in from black", ["SetFade(ids=[1], target='film', fade_in=1000)"]),
    ("fade to black at the end over 2 seconds", ["SetFade(ids=[4], target='film', fade_out=2000)"]),
    (
        "fade in and out",
        ["SetFade(ids=[1], target='film', fade_in=1000)", "SetFade(ids=[4], target='film', fade_out=1000)"],
    ),
    ("make it warmer", ["AdjustColour(ids=[1, 2, 3, 4], warmth=0.25)"]),
    ("make the second clip cooler", ["AdjustColour(ids=[2], warmth=-0.25, name='sea at dusk')"]),
    ("brighter", ["AdjustColour(ids=[1, 2, 3, 4], brightness=0.25)"]),
    ("make it a bit darker", ["AdjustColour(ids=[1, 2, 3, 4], brightness=-0.12)"]),
    ("make it darker", ["AdjustColour(ids=[1, 2, 3, 4], brightness=-0.25)"]),
    ("more contrast and less saturation", ["AdjustColour(ids=[1, 2, 3, 4], contrast=0.25, saturation=-0.25)"]),
    ("increase the saturation by 30%", ["AdjustColour(ids=[1, 2, 3, 4], saturation=0.3)"]),
    ("black and white", ["AdjustColour(ids=[1, 2, 3, 4], grade='bw')"]),
    ("make the photo sepia", ["AdjustColour(ids=[3], grade='sepia', name='harbour.jpg')"]),
    ("give it a vintage look", ["AdjustColour(ids=[1, 2, 3, 4], grade='vintage')"]),
    ("cinematic look", ["AdjustColour(ids=[1, 2, 3, 4], grade='cinematic')"]),
    ("make everything more colorful", ["AdjustColour(ids=[1, 2, 3, 4], saturation=0.25)"]),
    ("the first clip is too dark", ["AdjustColour(ids=[1], brightness=0.25, name='city at night')"]),
    (
        "adjust the colors and swap the music",
        [
            "AdjustColour(ids=[1, 2, 3, 4], contrast=0.1, saturation=0.15)",
            "AddMusic(name='Cinematic', genre='cinematic', volume=0.35, replaced='Lo-fi')",
        ],
    ),
    ("crop 10% off the top of the photo", ["SetCrop(ids=[3], crop=(0.0, 0.1, 1.0, 0.9))"]),
    ("crop the left half of the last clip", ["SetCrop(ids=[4], crop=(0.5, 0.0, 0.5, 1.0))"]),
    ("crop to the center", ["SetCrop(ids=[3, 4], crop=(0.2, 0.2, 0.6, 0.6))"]),
    ("show the whole photo", ["SetFit(ids=[3, 4], fit='contain')"]),
    ("fill the frame", ["SetFit(ids=[3, 4], fit='cover')"]),
    (
        "add a caption 'Hello there' from 2 to 5 seconds",
        ["AddTitle(text='Hello there', start=2000, duration=3000, style='caption')"],
    ),
    (
        "add a lower third 'Ana, biologist' on the second clip",
        ["AddTitle(text='Ana, biologist', start=15000, duration=3000, style='lower-third')"],
    ),
    ("add the watermark '© Ana 2026'", ["AddTitle(text='© Ana 2026', start=0, duration=25000, style='watermark')"]),
    (
        "add a small yellow title 'Go' at the top left with a 2 second fade in",
        [
            (
                "AddTitle(text='Go', start=0, duration=3000, position='top-left', color='#fdd835', "
                "size='small', fade_in=2000)"
            )
        ],
    ),
    ("fade the title out over 1 second", ["SetFade(ids=['it'], target='title', fade_out=1000)"]),
    ("make the title blue and small", ["EditTitle(id='it', color='#1e88e5', size='small')"]),
    ("move the title to the top right corner", ["EditTitle(id='it', position='top-right')"]),
    ("fade out the music", ["SetFade(ids=['it'], target='music', fade_out=1000)"]),
    ("fade the music in over 3 seconds", ["SetFade(ids=['it'], target='music', fade_in=3000)"]),
    ("quieter at the start", ["SetFade(ids=['it'], target='music', fade_in=3000)"]),
    ("make the music softer for the first 5 seconds", ["SetFade(ids=['it'], target='music', fade_in=5000)"]),
    ("lower the music towards the end", ["SetFade(ids=['it'], target='music', fade_out=3000)"]),
    ("make the music quieter", ["SetLevel(target='music', volume=0.2)"]),
    (
        "add upbeat music at 40% with a 2 second fade out",
        ["AddMusic(name='Upbeat', genre='upbeat', volume=0.4, replaced='Lo-fi', fade_out=2000)"],
    ),
    ("duck the music", ["SetDuck()"]),
    ("lower the music when people talk", ["SetDuck()"]),
    ("use my song as the soundtrack", ["AddMusic(name='my-song.mp3', volume=0.35, replaced='Lo-fi')"]),
    ("mute the last clip", ["SetLevel(target='clips', volume=0.0, ids=[4])"]),
    ("mute everything", ["SetLevel(target='music', volume=0.0)", "SetLevel(target='clips', volume=0.0)"]),
    ("pan left on the second clip", ["SetCamera(ids=[2], camera='pan-left')"]),
    ("dolly in on the photo", ["SetCamera(ids=[3], camera='zoom-in')"]),
    ("add a parallax effect", ["SetCamera(ids=[1, 2, 3, 4], camera='pan-right')"]),
    ("keep the photo still", ["SetCamera(ids=[3], camera='still')"]),
    ("zoom out slowly on the last clip", ["SetCamera(ids=[4], camera='zoom-out')"]),
    ("make it vertical", ["SetCanvas(width=1080, height=1920, aspect='9:16')"]),
    (
        "make it 15 seconds, vertical, with an upbeat track and the title 'Go' at the end",
        [
            "SetLength(lengths={1: 6000, 2: 3000, 3: 2400, 4: 3600}, total=15000)",
            "SetCanvas(width=1080, height=1920, aspect='9:16')",
            "AddMusic(name='Upbeat', genre='upbeat', volume=0.35, replaced='Lo-fi')",
            "AddTitle(text='Go', start=12000, duration=3000)",
        ],
    ),
    ("make each clip 3 seconds", ["SetLength(lengths={1: 3000, 2: 3000, 3: 3000, 4: 3000}, total=12000)"]),
    (
        "make it 9:16 and 20 seconds",
        [
            "SetCanvas(width=1080, height=1920, aspect='9:16')",
            "SetLength(lengths={1: 8000, 2: 4000, 3: 3200, 4: 4800}, total=20000)",
        ],
    ),
    (
        "make it darker and vertical",
        ["AdjustColour(ids=[1, 2, 3, 4], brightness=-0.25)", "SetCanvas(width=1080, height=1920, aspect='9:16')"],
    ),
    (
        "then dissolve to a forest",
        [
            (
                "GenerateScene(name='forest', duration=5000, subject='forest', place='end', "
                "transition='dissolve', transition_ms=800)"
            )
        ],
    ),
    (
        "then a forest in the rain with a wipe",
        [
            (
                "GenerateScene(name='forest in the rain', duration=5000, subject='forest', weather='rain', "
                "place='end', transition='wipe', transition_ms=800)"
            )
        ],
    ),
    (
        "generate a black and white clip of a city, 6 seconds",
        ["GenerateScene(name='city', duration=6000, subject='city', grade='bw')"],
    ),
]


@pytest.mark.parametrize(("request_text", "expected"), ENGLISH)
def test_an_english_request_comes_to_these_operations(
    request_text: str,
    expected: list[str],
    reel: Draft,
    uploads: dict[str, Upload],
    operations: Callable[[Draft, Plan], list[str]],
) -> None:
    plan = direct(reel, request_text, list(uploads.values()))

    assert operations(reel, plan) == expected
    assert not plan.refused
    assert plan.reply.startswith("Done: ")


def test_there_are_phrasings_enough() -> None:
    assert len(ENGLISH) >= 60

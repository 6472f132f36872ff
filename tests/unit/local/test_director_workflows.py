"""The ways of working that the skills suggest, from the first words to the export, each skill's each way.

Each begins with the skill, the way and the uploads; then come the requests, each with the film afterwards, or `EXPORT`
where the film stays and is ready.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nemo_widgets.local.director import History, Upload, direct
from nemo_widgets.local.draft import Draft

EXPORT = ""
WAYS: list[tuple[str, str, list[tuple[str, str]]]] = [
    (
        "video-generative: quick edit",
        "",
        [
            (
                "generate a 10-second cinematic clip of a futuristic city at night",
                "city:futuristic city at night 10s night neon",
            ),
            ("export 1080p MP4", EXPORT),
        ],
    ),
    (
        "video-generative: batch",
        "harbour beach",
        [
            ("animate harbour.jpg with a slow zoom in", "harbour.jpg 5s zoom-in"),
            ("export 1080p MP4", EXPORT),
            ("turn beach.png into a vertical clip of 4 seconds", "1080x1920 | beach.png 4s"),
            ("export 1080p MP4", EXPORT),
        ],
    ),
    (
        "video-generative: iterative",
        "",
        [
            (
                "generate a 10-second cinematic clip of a futuristic city at night",
                "city:futuristic city at night 10s night neon",
            ),
            ("make it 6 seconds", "city:futuristic city at night 6s night neon"),
            ("slow zoom in", "city:futuristic city at night 6s zoom-in night neon"),
            (
                "add the title 'Tomorrow' at the start",
                "city:futuristic city at night 6s zoom-in night neon | 'Tomorrow' 0-3",
            ),
            (
                "add electronic music at 40%",
                "city:futuristic city at night 6s zoom-in night neon | electronic 40% | 'Tomorrow' 0-3",
            ),
            ("export 1080p MP4", EXPORT),
        ],
    ),
    (
        "kling-ai-video: from scratch",
        "",
        [
            ("a calm sea at sunset with a slow pan", "sea:calm sea at sunset 5s pan-right dusk calm"),
            ("make it warmer", "sea:calm sea at sunset 5s pan-right dusk calm"),
            (
                "then a forest at dawn for 3 seconds",
                "sea:calm sea at sunset 5s pan-right dusk calm | forest:forest at dawn 3s dawn",
            ),
            ("export at 1080p in MP4", EXPORT),
        ],
    ),
    (
        "kling-ai-video: polish",
        "harbour",
        [
            ("generate a 5-second cinematic video clip from this image", "harbour.jpg 5s"),
            ("adjust colors, swap music", "harbour.jpg 5s | lofi 50%"),
            ("export at 1080p in MP4", EXPORT),
        ],
    ),
    (
        "kling-ai-video: export ready",
        "surf",
        [
            ("use my clip for 5 seconds", "surfing.mp4 5s"),
            ("adjust colors", "surfing.mp4 5s"),
            ("swap music", "surfing.mp4 5s | lofi 50%"),
            ("export at 1080p in MP4", EXPORT),
        ],
    ),
    (
        "kling-ai-30: quick edit",
        "harbour",
        [
            (
                "generate a 30-second cinematic video from this image with slow camera movement",
                "harbour.jpg 30s zoom-in",
            ),
            ("download the MP4", EXPORT),
        ],
    ),
    (
        "kling-ai-30: batch",
        "harbour beach",
        [
            (
                "generate a 30-second cinematic video from harbour.jpg with slow camera movement",
                "harbour.jpg 30s zoom-in",
            ),
            ("export", EXPORT),
            ("generate a 5-second video from beach.png, black and white", "beach.png 5s"),
            ("export", EXPORT),
        ],
    ),
    (
        "kling-ai-30: iterative",
        "harbour",
        [
            ("generate a 5-second cinematic video from this image with slow camera movement", "harbour.jpg 5s zoom-in"),
            ("pan left instead", "harbour.jpg 5s pan-left"),
            ("make it 30 seconds", "harbour.jpg 30s pan-left"),
            ("fade to black at the end", "harbour.jpg 30s pan-left"),
            ("undo", "harbour.jpg 30s pan-left"),
            ("export", EXPORT),
        ],
    ),
    (
        "ai-video-editor-kling: quick edit",
        "harbour",
        [
            ("animate this image into a 5-second video with smooth motion", "harbour.jpg 5s zoom-in"),
            ("export", EXPORT),
        ],
    ),
    (
        "ai-video-editor-kling: batch",
        "harbour surf",
        [
            ("animate harbour.jpg into a 5-second video with smooth motion", "harbour.jpg 5s zoom-in"),
            ("export", EXPORT),
            ("use surfing.mp4, trim the first 2 seconds", "surfing.mp4 4s"),
            ("export", EXPORT),
        ],
    ),
    (
        "ai-video-editor-kling: iterative",
        "surf",
        [
            ("use my clip", "surfing.mp4 6s"),
            ("trim the first 2 seconds", "surfing.mp4 4s"),
            ("speed it up 2x", "surfing.mp4 2s"),
            ("add the caption 'Go' at the bottom", "surfing.mp4 2s | 'Go' 0-2 bottom"),
            ("export", EXPORT),
        ],
    ),
    (
        "openai-image-to-video: quick edit",
        "harbour",
        [
            ("turn this image into a 5-second animated video clip", "harbour.jpg 5s"),
            ("export 1080p MP4", EXPORT),
        ],
    ),
    (
        "openai-image-to-video: batch",
        "harbour beach",
        [
            ("convert my images into video clips", "harbour.jpg 5s | beach.png 5s"),
            ("export 1080p MP4", EXPORT),
        ],
    ),
    (
        "openai-image-to-video: one by one",
        "harbour beach",
        [
            ("turn harbour.jpg into a 5-second animated video clip", "harbour.jpg 5s"),
            ("export 1080p MP4", EXPORT),
            ("turn beach.png into a square clip", "1080x1080 | beach.png 5s"),
            ("export 1080p MP4", EXPORT),
        ],
    ),
    (
        "openai-image-to-video: iterative",
        "harbour",
        [
            ("turn this image into a 5-second animated video clip", "harbour.jpg 5s"),
            ("zoom out instead", "harbour.jpg 5s zoom-out"),
            ("make it vertical", "1080x1920 | harbour.jpg 5s zoom-out"),
            ("brighter", "1080x1920 | harbour.jpg 5s zoom-out"),
            ("export 1080p MP4", EXPORT),
        ],
    ),
]


@pytest.mark.parametrize(("way", "files", "steps"), WAYS, ids=[way for way, _, _ in WAYS])
def test_a_way_of_working_leads_to_its_film(
    way: str, files: str, steps: list[tuple[str, str]], told: Callable[[Draft], str], uploads: dict[str, Upload]
) -> None:
    there = [uploads[name] for name in files.split()]
    drafts, at = [Draft()], 0
    for request, film in steps:
        before = told(drafts[at])
        plan = direct(drafts[at], request, there, history=History(tuple(drafts), at))
        assert not plan.refused, plan.reply
        at += plan.move
        if plan.operations:
            drafts[at + 1 :] = [plan.draft]
            at += 1
        assert told(drafts[at]) == (film or before), request
        assert film or plan.reply.startswith("Your film is ready to export"), request
    assert steps[-1][1] == EXPORT, way


def test_each_skill_has_three_ways_at_least() -> None:
    skills = [way.split(":")[0] for way, _, _ in WAYS]

    assert len(set(skills)) == 5
    assert all(skills.count(skill) >= 3 for skill in skills)

"""The five skill texts, fact by fact."""

import pytest

from nemo_widgets.errors import UnknownNameError
from nemo_widgets.session.profiles import MB, PROFILES, profile

FACTS = {
    "kling-ai-video": (200, "MP4 JPG PNG WebM", (60, 180), "generate a 5-second cinematic video clip from this image"),
    "kling-ai-30": (
        *(200, "MP4 JPG PNG WebM", (60, 180)),
        "generate a 30-second cinematic video from this image with slow camera movement",
    ),
    "ai-video-editor-kling": (
        *(500, "MP4 MOV JPG PNG", (60, 120)),
        "animate this image into a 5-second video with smooth motion",
    ),
    "video-generative": (
        *(200, "MP4 MOV PNG JPG", (60, 180)),
        "generate a 10-second cinematic clip of a futuristic city at night",
    ),
    "openai-image-to-video": (
        *(200, "JPG PNG WEBP HEIC", (30, 60)),
        "turn this image into a 5-second animated video clip",
    ),
}


@pytest.mark.parametrize("skill", FACTS)
def test_a_profile_states_its_skills_facts(skill: str) -> None:
    limit, formats, usual, prompt = FACTS[skill]
    found = profile(skill)
    assert found.id == skill
    assert found.limit == limit * MB
    assert " ".join(found.formats) == formats
    assert found.usual == usual
    assert found.examples[0] == prompt


def test_there_are_those_five_and_no_others() -> None:
    assert PROFILES.keys() == FACTS.keys()
    with pytest.raises(UnknownNameError, match="Choose one of"):
        profile("sora")


@pytest.mark.parametrize("skill", FACTS)
def test_each_has_three_prompts_to_try_its_tips_and_its_workflows(skill: str) -> None:
    found = profile(skill)
    assert len(set(found.examples)) == 3
    assert not any(example.endswith((" of", "5-second", " or")) for example in found.examples)
    assert found.tips[0] == found.tip
    assert str(found.limit // MB) in " ".join(found.tips)
    assert len(found.workflows) == 3
    assert any(found.examples[0] in workflow.steps for workflow in found.workflows)


def test_long_clips_are_tried_short_first() -> None:
    assert "preview at 5 seconds first" in profile("kling-ai-30").tip

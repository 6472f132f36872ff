"""The five skill profiles: what each promises, takes and suggests.

The facts are the vendor's, from its five skill texts; example prompts that those cut off are completed.
"""

from __future__ import annotations

from dataclasses import dataclass

from nemo_widgets.errors import UnknownNameError

MB = 1024 * 1024

VIDEO_TYPES = ("mp4", "mov", "avi", "webm", "mkv")
IMAGE_TYPES = ("jpg", "jpeg", "png", "gif", "webp", "heic")
AUDIO_TYPES = ("mp3", "wav", "m4a", "aac")
FILE_TYPES = VIDEO_TYPES + IMAGE_TYPES + AUDIO_TYPES
"""File name endings that can be uploaded (protocol.md, Upload)."""


@dataclass(frozen=True)
class Workflow:
    """A way of working that a skill suggests: its name, and what to do."""

    name: str
    steps: str


@dataclass(frozen=True)
class Profile:
    """A skill: it is named on every request (`X-Skill-Source`), and frames what the studio offers."""

    id: str
    title: str
    limit: int
    """Largest upload, bytes."""
    formats: tuple[str, ...]
    """Formats that go smoothest."""
    usual: tuple[int, int]
    """Usual time of a generation, seconds, shortest and longest."""
    examples: tuple[str, ...]
    """"Try saying": complete sentences, the skill's own first."""
    tip: str
    """What is worth knowing of this skill."""
    workflows: tuple[Workflow, ...]
    """Ways of working, the plainest first."""

    @property
    def tips(self) -> tuple[str, ...]:
        """All that is worth knowing, its own first."""
        return (
            self.tip,
            f"Be specific. Instead of “make it look better”, try “{self.examples[0]}”.",
            f"Files have at most {self.limit // MB} MB. {', '.join(self.formats)} go most smoothly.",
            "Films are MP4, which plays on every social platform and device.",
        )


def _workflows(prompt: str, takes: str) -> tuple[Workflow, ...]:
    return (
        Workflow("Quick edit", f"Upload → “{prompt}” → export the MP4. Takes {takes} for a 30-second clip."),
        Workflow(
            "Batch style",
            "Upload several files in one session and work on them one by one, each with its own instruction. "
            "Each gets its own render.",
        ),
        Workflow(
            "Iterative",
            "Begin with a rough cut, look at it, then refine. The session keeps the timeline, so you can go on and on.",
        ),
    )


_VIDEO_GENERATIVE = "generate a 10-second cinematic clip of a futuristic city at night"
_KLING_30 = "generate a 30-second cinematic video from this image with slow camera movement"
_EDITOR_KLING = "animate this image into a 5-second video with smooth motion"
_IMAGE_TO_VIDEO = "turn this image into a 5-second animated video clip"
_KLING_VIDEO = "generate a 5-second cinematic video clip from this image"

PROFILES: dict[str, Profile] = {
    profile.id: profile
    for profile in (
        Profile(
            id="video-generative",
            title="Video generative",
            limit=200 * MB,
            formats=("MP4", "MOV", "PNG", "JPG"),
            usual=(60, 180),
            examples=(
                _VIDEO_GENERATIVE,
                "generate a video from my text prompts or images",
                "export 1080p MP4",
            ),
            tip="Shorter, more specific prompts give more accurate results.",
            workflows=_workflows(_VIDEO_GENERATIVE, "1 to 3 minutes"),
        ),
        Profile(
            id="kling-ai-video",
            title="Kling AI video",
            limit=200 * MB,
            formats=("MP4", "JPG", "PNG", "WebM"),
            usual=(60, 180),
            examples=(
                _KLING_VIDEO,
                "adjust the colors and swap the music",
                "export at 1080p in MP4",
            ),
            tip="Shorter prompts with a clear description of the motion give more predictable results.",
            # Its text has three ways of its own in the place of the others' quick, batch and iterative.
            workflows=(
                Workflow("From scratch", "Describe what you want, and the AI makes a draft. You refine from there."),
                Workflow(
                    "Polish existing content",
                    f"Upload your text or images and ask for changes: {_KLING_VIDEO}, adjust colors, swap music.",
                ),
                Workflow("Export ready", "Once you are happy, export at 1080p in MP4. The film lands in your folder."),
            ),
        ),
        Profile(
            id="kling-ai-30",
            title="Kling AI 30 seconds",
            limit=200 * MB,
            formats=("MP4", "JPG", "PNG", "WebM"),
            usual=(60, 180),
            examples=(
                _KLING_30,
                "generate a photo of a mountain landscape into a 1080p MP4",
                "generate 30-second AI videos from images or text prompts for content creators",
            ),
            tip="30-second clips use more credits than shorter ones: preview at 5 seconds first to check the motion.",
            workflows=_workflows(_KLING_30, "1 to 3 minutes"),
        ),
        Profile(
            id="ai-video-editor-kling",
            title="AI video editor Kling",
            limit=500 * MB,
            formats=("MP4", "MOV", "JPG", "PNG"),
            usual=(60, 120),
            examples=(
                _EDITOR_KLING,
                "generate a 10-second product clip or a single product photo into a 1080p MP4",
                "generate short AI videos from images or text prompts using Kling for content creators and marketers",
            ),
            tip="Shorter prompts with a clear description of the motion give more accurate results.",
            workflows=_workflows(_EDITOR_KLING, "1 to 2 minutes"),
        ),
        Profile(
            id="openai-image-to-video",
            title="OpenAI image to video",
            limit=200 * MB,
            formats=("JPG", "PNG", "WEBP", "HEIC"),
            usual=(30, 60),
            examples=(
                _IMAGE_TO_VIDEO,
                "convert my images into video clips",
                "export 1080p MP4",
            ),
            tip="Images of high contrast with a clear subject move more smoothly.",
            workflows=_workflows(_IMAGE_TO_VIDEO, "30 to 60 seconds"),
        ),
    )
}

DEFAULT_PROFILE = "video-generative"


def profile(skill: str) -> Profile:
    """The profile of that name.

    Raises:
        UnknownNameError: There is none; the message names those there are.
    """
    try:
        return PROFILES[skill]
    except KeyError:
        raise UnknownNameError(f"There is no skill {skill!r}.", f"Choose one of: {', '.join(PROFILES)}.") from None

"""Skills as the page offers them, in English and Chinese: the page may follow the browser's language."""

from __future__ import annotations

from typing import Any

from nemo_widgets.session.profiles import MB, PROFILES, Profile

_PREVIEW_FIRST = {"kling-ai-30"}
"""Skills whose long films cost so much that they advise a preview of five seconds."""

CHINESE = {
    "Video generative": "视频生成",
    "Kling AI video": "可灵 AI 视频",
    "Kling AI 30 seconds": "可灵 AI 30 秒",
    "AI video editor Kling": "可灵 AI 视频剪辑",
    "OpenAI image to video": "OpenAI 图生视频",
    "generate a 10-second cinematic clip of a futuristic city at night": "生成一段10秒的未来城市夜景，电影感",
    "generate a video from my text prompts or images": "用我的文字或图片生成一段视频",
    "export 1080p MP4": "导出1080p的MP4",
    "generate a 5-second cinematic video clip from this image": "用这张图片生成一段5秒的电影感视频",
    "adjust the colors and swap the music": "调整颜色，换一首音乐",
    "export at 1080p in MP4": "以1080p导出MP4",
    "generate a 30-second cinematic video from this image with slow camera movement": (
        "用这张图片生成一段30秒的电影感视频，镜头缓慢移动"
    ),
    "generate a photo of a mountain landscape into a 1080p MP4": "把一张山景照片做成1080p的MP4",
    "generate 30-second AI videos from images or text prompts for content creators": (
        "用图片或文字生成30秒的AI视频，给内容创作者使用"
    ),
    "animate this image into a 5-second video with smooth motion": "让这张图片动起来，做成一段5秒的流畅视频",
    "generate a 10-second product clip or a single product photo into a 1080p MP4": (
        "用一张产品照片生成10秒的产品视频，1080p MP4"
    ),
    "generate short AI videos from images or text prompts using Kling for content creators and marketers": (
        "用可灵把图片或文字生成AI短视频，给创作者和营销人员使用"
    ),
    "turn this image into a 5-second animated video clip": "把这张图片做成一段5秒的动态视频",
    "convert my images into video clips": "把我的图片做成视频片段",
    "Shorter, more specific prompts give more accurate results.": "提示词越短、越具体，结果越准确。",
    "Shorter prompts with a clear description of the motion give more predictable results.": (
        "提示词简短并说清楚怎样运动，结果更可预期。"
    ),
    "30-second clips use more credits than shorter ones: preview at 5 seconds first to check the motion.": (
        "30 秒的片段比短片消耗更多积分：先用 5 秒预览，看看动作是否满意。"
    ),
    "Shorter prompts with a clear description of the motion give more accurate results.": (
        "提示词简短并说清楚怎样运动，结果更准确。"
    ),
    "Images of high contrast with a clear subject move more smoothly.": "对比强、主体清楚的图片，动起来更流畅。",
}


def skill_item(skill: Profile) -> dict[str, Any]:
    """The `Profile` of `protocol.ts`."""
    return {
        "id": skill.id,
        "examples": {"en": list(skill.examples), "zh": [CHINESE[text] for text in skill.examples]},
        "limit_bytes": skill.limit,
        "limit": f"{skill.limit // MB} MB",
        "formats": list(skill.formats),
        "tip": _told(skill.tip),
        "preview_first": skill.id in _PREVIEW_FIRST,
    }


def skill_names() -> list[dict[str, Any]]:
    """Every skill that can be chosen."""
    return [{"id": skill.id, "name": _told(skill.title)} for skill in PROFILES.values()]


def _told(words: str) -> dict[str, str]:
    return {"en": words, "zh": CHINESE[words]}

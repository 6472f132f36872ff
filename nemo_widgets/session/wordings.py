"""The words for changes and for money, in English and Chinese."""

from __future__ import annotations

import re
from typing import Final

Words = dict[str, str]
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|《[^》]*》|(?<!\w)'[^']*'(?!\w)")

CHANGES: Final[dict[str, Words]] = {
    "en": {
        "title": "Title",
        "caption": "Caption",
        "lower-third": "Lower third",
        "watermark": "Watermark",
        "music": "Music",
        "clip": "Clip",
        "segment": "Segment",
        "added": "{what} added: {which}",
        "removed": "{what} removed: {which}",
        "replaced": "{what} replaced: {old} → {new}",
        "duplicated": "{what} duplicated: {which}",
        "split": "{who} split: {parts}",
        "renamed": "{what} changed: {old} → {new}",
        "moved": "{who} moved: {old} s → {new} s",
        "reordered": "{who} reordered: place {old} → {new}",
        "trimmed": "{who} trimmed: {old} s → {new} s",
        "extended": "{who} lengthened: {old} s → {new} s",
        "level": "{who}: {old} → {new}",
        "sound": "{who} sound: {old} → {new}",
        "speed": "{who} speed: {old} → {new}",
        "reversed": "{who}: plays backwards",
        "forwards": "{who}: plays forwards again",
        "transition": "{who} transition: {old} → {new}",
        "colour": "{who} colour: {keys}",
        "crop": "{who} crop: {old} → {new}",
        "redrawn": "{who}: drawn anew",
        "restyled": "{who} changed: {keys}",
        "other": "{who}: other settings changed{names}",
        "track": "{what} track: other settings changed{names}",
        "length": "Length: {old} s → {new} s",
        "canvas": "Format: {old} → {new}",
        "rate": "Frame rate: {old} → {new}",
        "project": "Project title: {old} → {new}",
        "whole": "Timeline: other settings changed{names}",
        "unreadable": "Timeline: it has changed, and cannot be read here",
        "names": " ({})",
        "unasked": "{} (not asked for)",
        "of": "{} {} ({})",
        "only": "{} {}",
        "joined": ", ",
        "seconds": "{} s",
    },
    "zh": {
        "title": "标题",
        "caption": "字幕",
        "lower-third": "下方字幕条",
        "watermark": "水印",
        "music": "音乐",
        "clip": "片段",
        "segment": "片段",
        "added": "已添加{what}：{which}",
        "removed": "已删除{what}：{which}",
        "replaced": "已替换{what}：{old} → {new}",
        "duplicated": "已复制{what}：{which}",
        "split": "{who}已分割：{parts}",
        "renamed": "{what}已修改：{old} → {new}",
        "moved": "{who}已移动：{old} 秒 → {new} 秒",
        "reordered": "{who}已调整顺序：第 {old} 位 → 第 {new} 位",
        "trimmed": "{who}已剪短：{old} 秒 → {new} 秒",
        "extended": "{who}已延长：{old} 秒 → {new} 秒",
        "level": "{who}：{old} → {new}",
        "sound": "{who}声音：{old} → {new}",
        "speed": "{who}速度：{old} → {new}",
        "reversed": "{who}：倒放",
        "forwards": "{who}：恢复正放",
        "transition": "{who}转场：{old} → {new}",
        "colour": "{who}调色：{keys}",
        "crop": "{who}裁剪：{old} → {new}",
        "redrawn": "{who}：已重新生成画面",
        "restyled": "{who}已修改：{keys}",
        "other": "{who}：其他设置已修改{names}",
        "track": "{what}轨道：其他设置已修改{names}",
        "length": "时长：{old} 秒 → {new} 秒",
        "canvas": "画幅：{old} → {new}",
        "rate": "帧率：{old} → {new}",
        "project": "项目标题：{old} → {new}",
        "whole": "时间线：其他设置已修改{names}",
        "unreadable": "时间线：已有变化，但这里无法读取",
        "names": "（{}）",
        "unasked": "{}（未要求）",
        "of": "{} {}（{}）",
        "only": "{}{}",
        "joined": "，",
        "seconds": "{} 秒",
    },
}

MONEY: Final[dict[str, Words]] = {
    "en": {
        "free": "Free (local engine)",
        "about": "About {credits:g} credits ({source})",
        "typical clip": "the vendor's typical figure for a clip, none of yours yet",
        "typical edit": "the vendor's typical figure for an edit, none of yours yet",
        "one clip": "the median of your one clip",
        "one edit": "the median of your one edit",
        "many clip": "the median of your {count} clips",
        "many edit": "the median of your {count} edits",
        "balance": "Credits: {available:g} available",
        "balance free": "Credits: free (local engine)",
        "frozen": ", {frozen:g} reserved by running work",
        "cost": " · {credits:g} credits",
    },
    "zh": {
        "free": "免费（本地引擎）",
        "about": "约 {credits:g} 积分（{source}）",
        "typical clip": "厂商给出的生成一段的常见费用，你还没有这类账单",
        "typical edit": "厂商给出的修改一次的常见费用，你还没有这类账单",
        "one clip": "按你生成过的 1 段计",
        "one edit": "按你修改过的 1 次计",
        "many clip": "你生成过的 {count} 段的中位数",
        "many edit": "你修改过的 {count} 次的中位数",
        "balance": "积分：可用 {available:g}",
        "balance free": "积分：免费（本地引擎）",
        "frozen": "，另有 {frozen:g} 被进行中的任务预留",
        "cost": " · {credits:g} 积分",
    },
}

SETTINGS_ZH: Final[Words] = {
    "camera": "运镜",
    "time of day": "时段",
    "mood": "氛围",
    "weather": "天气",
    "weather strength": "天气强度",
    "fit": "填充",
    "starts in its file at": "素材起点",
    "brightness": "亮度",
    "contrast": "对比度",
    "saturation": "饱和度",
    "warmth": "色温",
    "look": "风格",
    "fade in": "淡入",
    "fade out": "淡出",
    "under speech": "人声时",
    "style": "样式",
    "position": "位置",
    "colour": "颜色",
    "size": "字号",
    "speed": "速度",
}
"""The settings' names in Chinese."""

VALUES: Final[dict[str, tuple[str, str]]] = {
    "": ("as usual", "默认"),
    "-": ("–", "–"),
    "true": ("on", "开"),
    "false": ("off", "关"),
    "still": ("still", "静止"),
    "zoom-in": ("zoom-in", "推近"),
    "zoom-out": ("zoom-out", "拉远"),
    "pan-left": ("pan-left", "左移"),
    "pan-right": ("pan-right", "右移"),
    "tilt-up": ("tilt-up", "上摇"),
    "tilt-down": ("tilt-down", "下摇"),
    "cut": ("cut", "直切"),
    "fade": ("fade through black", "黑场过渡"),
    "dissolve": ("dissolve", "叠化"),
    "wipe": ("wipe", "擦除"),
    "slide": ("slide", "滑动"),
    "bw": ("black and white", "黑白"),
    "sepia": ("sepia", "棕褐色"),
    "vintage": ("vintage", "复古"),
    "cinematic": ("cinematic", "电影感"),
    "none": ("none", "无"),
    "cover": ("fills the frame", "铺满画面"),
    "contain": ("shown whole", "完整显示"),
    "whole": ("whole picture", "完整画面"),
    "day": ("day", "白天"),
    "dusk": ("dusk", "黄昏"),
    "night": ("night", "夜晚"),
    "dawn": ("dawn", "黎明"),
    "warm": ("warm", "温暖"),
    "cool": ("cool", "冷色"),
    "neon": ("neon", "霓虹"),
    "calm": ("calm", "平静"),
    "fair": ("fair", "晴"),
    "rain": ("rain", "雨"),
    "storm": ("storm", "暴风雨"),
    "snow": ("snow", "雪"),
    "fog": ("fog", "雾"),
    "overcast": ("overcast", "阴天"),
    "light": ("light", "较弱"),
    "heavy": ("heavy", "较强"),
    "top": ("top", "顶部"),
    "center": ("center", "居中"),
    "bottom": ("bottom", "底部"),
    "lower-third": ("lower third", "下三分之一"),
    "top-left": ("top left", "左上"),
    "top-right": ("top right", "右上"),
    "bottom-left": ("bottom left", "左下"),
    "bottom-right": ("bottom right", "右下"),
    "small": ("small", "小"),
    "medium": ("medium", "中"),
    "large": ("large", "大"),
    "title": ("title", "标题"),
    "caption": ("caption", "字幕"),
    "watermark": ("watermark", "水印"),
    "#ffffff": ("white", "白色"),
    "#111111": ("black", "黑色"),
    "#000000": ("black", "黑色"),
    "#e53935": ("red", "红色"),
    "#fb8c00": ("orange", "橙色"),
    "#fdd835": ("yellow", "黄色"),
    "#d4af37": ("gold", "金色"),
    "#43a047": ("green", "绿色"),
    "#00acc1": ("cyan", "青色"),
    "#1e88e5": ("blue", "蓝色"),
    "#8e24aa": ("purple", "紫色"),
    "#ec407a": ("pink", "粉色"),
    "#9e9e9e": ("grey", "灰色"),
}
"""What a setting's value is called, in English and Chinese; others are shown as they are."""


PHASES: Final[dict[str, Words]] = {
    "en": {
        "": "Working…",
        "setting-up": "Setting up…",
        "sending": "Sending…",
        "stopping": "Stopping…",
        "uploading": "Uploading…",
        "rendering": "Rendering…",
        "downloading": "Fetching the film…",
    },
    "zh": {
        "": "处理中…",
        "setting-up": "准备中…",
        "sending": "发送中…",
        "stopping": "停止中…",
        "uploading": "上传中…",
        "rendering": "渲染中…",
        "downloading": "下载影片…",
    },
}
"""What work is at."""

SESSION: Final[dict[str, Words]] = {
    "en": {"name": "Session {!r}", "local": "local engine, no cost"},
    "zh": {"name": "会话 {!r}", "local": "本地引擎，免费"},
}
STATES_ZH: Final[Words] = {
    "queued": "等待发送",
    "submitting": "发送中",
    "running": "进行中",
    "succeeded": "已完成",
    "failed": "失败",
    "cancelled": "已停止",
    "unknown": "结果未知",
}
KINDS_ZH: Final[Words] = {
    "Turn": "消息",
    "Upload": "上传",
    "Export": "导出",
    "CreditsJob": "积分",
    "Refresh": "时间线",
}

TIMELINE: Final[dict[str, Words]] = {
    "en": {
        "head": "Timeline · {} s",
        "0": "Video",
        "1": "BGM",
        "7": "Title",
        "other": "Track type {}",
        "none": "Timeline (empty)",
        "one": "Timeline (1 track): {rows}",
        "many": "Timeline ({count} tracks): {rows}",
        "row": "{}: {}",
        "joined": ", ",
    },
    "zh": {
        "head": "时间线 · {} 秒",
        "0": "视频",
        "1": "配乐",
        "7": "标题",
        "other": "轨道类型 {}",
        "none": "时间线（空）",
        "one": "时间线（1 条轨道）：{rows}",
        "many": "时间线（{count} 条轨道）：{rows}",
        "row": "{}：{}",
        "joined": "，",
    },
}
"""The timeline drawn and in a line, and its tracks by their types."""


def of_language(language: str) -> str:
    """`zh` for Chinese, else `en`."""
    return "zh" if language.casefold().startswith("zh") else "en"


def take_words(number: int, language: str) -> str:
    """A take, by its number."""
    return f"版本 {number}" if of_language(language) == "zh" else f"Take {number}"


def kind_words(kind: str, language: str) -> str:
    """A kind of work, as it is told."""
    return KINDS_ZH.get(kind, kind) if of_language(language) == "zh" else kind


def state_words(state: str, language: str) -> str:
    """A state of work, as it is told."""
    return STATES_ZH[state] if of_language(language) == "zh" else state


def language_of(message: str) -> str:
    """`zh` for a message in Chinese, else `en`; a title in quotes may be in any language.

    Example:
        >>> language_of("生成一个5秒的海边视频"), language_of("add the title '海边'")
        ('zh', 'en')
    """
    said = _QUOTED.sub("", message)
    return "zh" if re.search("[\u3400-\u9fff]", said) and not re.search("[\u3040-\u30ff]", said) else "en"

"""What the log, the records and the answers to a page say, in Chinese; English stands where it is said.

The pages' words stand in `js/src/lib/words.ts`, errors in `session/translations.py`.
"""

from __future__ import annotations

CHINESE = {
    "The connection was lost, and the work went on; the timeline shows what was done:": (
        "连接中断，但任务继续进行；时间线显示了结果："
    ),
    "The backend said nothing; the timeline changed:": "后端没有回复；时间线有了变化：",
    "The backend said nothing, and the timeline did not change.": "后端没有回复，时间线也没有变化。",
    "The stop came too late: this was done.": "停止得太晚：操作已完成。",
    "The stop came too late: this was done, and may have been charged.": "停止得太晚：操作已完成，可能已计费。",
    "Stopped. The timeline is as it was.": "已停止，时间线保持原样。",
    "Stopped before it was sent.": "发送前已停止。",
    "Reattach": "重新连接",
    "Send again": "再次发送",
    "Export again": "再次导出",
    "Undo": "撤销",
    "Take {}": "版本 {}",
    "{} s": "{} 秒",
    "{} credits": "{} 积分",
    "no cost": "免费",
    "Undo this change, which I did not ask for: {}": "请撤销这个我没有要求的改动：{}",
    "The disk of the kernel's machine refused: {}.": "内核所在机器的磁盘拒绝了操作：{}。",
    "Free some space or give access, then try again.": "请腾出空间或授予访问权限后重试。",
    "The page and the kernel do not fit together.": "页面与内核版本不匹配。",
    "Reload the page.": "请重新加载页面。",
    "Local engine": "本地引擎",
    "NemoVideo cloud": "NemoVideo 云端",
    "Backend": "后端",
    "about {} credits a clip, {} an edit": "每段约 {} 积分，每次修改约 {} 积分",
    "{}, by your own receipts": "{}（据你的账单）",
    "cap {}, {} left": "上限 {}，剩余 {}",
    "local engine": "本地引擎",
    "Nothing has been made yet.": "还没有任何内容。",
    "The first look is being drawn…": "首个画面正在绘制…",
    "Still of take {}: {}": "版本 {} 的画面：{}",
    "Turn · {}": "消息 · {}",
}


def say(words: str, language: str, *values: object) -> str:
    """A phrase in the reader's language, its holes filled in.

    Example:
        >>> say("Take {}", "zh-CN", 3)
        '版本 3'
    """
    chosen = CHINESE[words] if language.casefold().startswith("zh") else words
    return chosen.format(*values)

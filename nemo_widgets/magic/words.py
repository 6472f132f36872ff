"""What the magic says, in Chinese; English stands where it is said. Errors' words: `session/translations.py`."""

from __future__ import annotations

from nemo_widgets.session.wordings import of_language

CHINESE = {
    # What it did
    "recorded: nothing was sent, nothing was spent; --again does it anew": (
        "已有记录：没有发送，没有花费；--again 可重新执行"
    ),
    "an earlier take goes on here: %nemo is in session {!r} from now on": (
        "从较早的版本继续：%nemo 从现在起在会话 {!r} 中"
    ),
    "Session {!r}, as before. The notebook's own: %nemo --session {}": (
        "继续上次的会话 {!r}。笔记本自己的会话：%nemo --session {}"
    ),
    "Session {!r} on {}. %nemo goes on there.": "会话 {!r} 位于{}。%nemo 将在那里继续。",
    "the local engine, at no cost": "本地引擎（免费）",
    "Nothing runs.": "没有正在进行的任务。",
    "Stop requested: {}. How it ends will stand in its record.": "已请求停止：{}。结果会写在它的记录里。",
    # Tables
    "session": "会话",
    "engine": "引擎",
    "skill": "技能",
    "begun (UTC)": "开始时间（UTC）",
    "%nemo --session NAME goes on with one.": "用 %nemo --session 名称 继续其中一个。",
    "None yet.": "还没有。",
    "take": "版本",
    "prompt": "提示词",
    "what changed": "改动",
    "stars": "评分",
    "film": "影片",
    "Session {!r}": "会话 {!r}",
    # Lines that cannot be read
    "there is no flag {}": "没有标志 {}",
    "there is no skill {!r}": "没有技能 {!r}",
    "there is no command {!r}; did you mean {}? As a prompt: %nemo -- {} …": (
        "没有命令 {!r}，您是不是想用 {}？如果是提示词：%nemo -- {} …"
    ),
    "{} knows no {!r}": "{} 不认识 {!r}",
    "; did you mean {}?": "，您是不是想用 {}？",
    "; choose one of {}": "；请选择：{}",
    "{} is given twice": "{} 出现了两次",
    "{} needs a value: {}": "{} 需要一个值：{}",
    "{} needs a prompt behind it": "{} 后面需要提示词",
    "{} is written {}": "{} 的写法是 {}",
    "{} takes no value": "{} 不需要值",
    "; as a prompt: %nemo -- {}": "；如果是提示词：%nemo -- {}",
    "; a name with spaces stands in quotes": "；名称中有空格时要加引号",
    "{} does not go with {}": "{} 不能用于 {}",
    "--to needs the name of a variable, not {!r}": "--to 需要变量名，而不是 {!r}",
    "--cap needs a number of credits, not {!r}": "--cap 需要积分数，而不是 {!r}",
    "flags stand before the prompt: %nemo {} {} (as it is: %nemo -- {})": (
        "标志要写在提示词前面：%nemo {} {}（原样发送：%nemo -- {}）"
    ),
    ".": "。",
    " See %nemo help{}.": "参见 %nemo help{}。",
    # The help: commands
    "make the film; a name in use gets a number": "生成影片；名称已被使用时会加上编号",
    "give photos, clips or music to the backend; a file it has is not sent again": (
        "上传照片、片段或音乐；后端已有的文件不会再次发送"
    ),
    "the timeline as the backend has it now": "后端当前的时间线",
    "all takes with what made them, or one": "所有版本及其来由，或其中一个",
    "what is different in take B from take A": "版本 B 与版本 A 的不同",
    "what is left to spend": "剩余积分",
    "stop what runs in this session, and say how that ended": "停止本会话正在进行的任务，并说明结果",
    "all sessions that the journal knows": "日志中的所有会话",
    "take this session to another engine, from here on": "从现在起让本会话使用另一个引擎",
    "what works here, and what to do about the rest": "检查这里哪些可用，以及其余的如何解决",
    "this, or one command": "本帮助，或某个命令的帮助",
    # The help: flags
    "upload these first; -- ends them": "先上传这些文件；用 -- 结束",
    "the profile, from here on: {}": "从现在起使用的技能：{}",
    "another timeline, by its name, from here on": "从现在起使用另一条时间线（按名称）",
    "keep the handle in a variable of that name, as x = %nemo … does": "把句柄存入该变量，与 x = %nemo … 相同",
    "go on with the next cell at once; what needs the result waits for it": (
        "立即继续下一个单元格；需要结果的单元格会等待"
    ),
    "do it anew, although it is recorded": "即使已有记录也重新执行",
    "go on from the newest take, wherever the notebook stands": "无论笔记本停在哪里，都从最新版本继续",
    "agree that messages of this session may cost credits": "同意本会话的消息可能消耗积分",
    "the most credits that this session may spend, all together; it agrees to as much": (
        "本会话总共最多可用的积分，同时表示同意消耗这么多"
    ),
    "show nothing unless it fails": "除非失败，否则不显示任何内容",
    "Before a prompt, or after a command:": "写在提示词之前，或命令之后：",
}


def say(words: str, language: str, *values: object) -> str:
    """A phrase in the reader's language, its holes filled in.

    Example:
        >>> say("{} is given twice", "zh-CN", "--bg")
        '--bg 出现了两次'
    """
    chosen = CHINESE[words] if of_language(language) == "zh" else words
    return chosen.format(*values)

"""The help of `%nemo`, made of its grammar."""

from __future__ import annotations

from nemo_widgets.magic.grammar import COMMANDS, FLAGS, Flag
from nemo_widgets.magic.words import say
from nemo_widgets.session.profiles import PROFILES
from nemo_widgets.session.table import wrapped
from nemo_widgets.session.wordings import of_language

_LEFT = 25
_WIDE = 118
"""Columns of a terminal; a Chinese character takes two."""

_HEAD = {
    "en": """\
%nemo                    the studio: player, timeline, takes, log and prompt
%nemo PROMPT             make or change something, such as
                         %nemo generate a 5-second clip of the sea
                         {n} and other expressions are filled in; {{ }} are plain braces
%%nemo                   the same, with a prompt of several lines below it
x = %nemo PROMPT         and keep the handle: await x, x.take, x.cost
""",
    "zh": """\
%nemo                    工作室：播放器、时间线、版本、对话和输入框
%nemo 提示词             制作或修改，例如
                         %nemo 生成一个5秒的海边视频
                         {n} 等表达式会被填入；{{ }} 是普通花括号
%%nemo                   同上，提示词写在下面几行
x = %nemo 提示词         并保留句柄：await x、x.take、x.cost
""",
}
_TAIL = {
    "en": """\
A cell that has been run, and whose prompt, files and skill are the same, shows what is recorded and costs nothing. An
edited one goes on from the take of the cell before it. --again sends anew.
Which session: the notebook's own, until --session or connect names another, or the studio of a %nemo cell is switched
to another engine. It begins with the session that the notebook holds in a variable, if just one.
A prompt that begins with a command or a flag: %nemo -- export the mood of a rainy day
Stop, or the notebook's ■, stops the work itself, and says whether that was in time.
Defaults: %config NemoMagics
""",
    "zh": """\
运行过、且提示词、文件和技能都没有改变的单元格会显示记录，不花费任何积分。改动过的单元格从它前面的版本继续；
--again 会重新发送。
使用哪个会话：笔记本自己的会话，直到 --session 或 connect 指定另一个，或在 %nemo 打开的工作室中换了引擎。
如果笔记本恰好有一个变量保存着会话，就从那个会话开始。
以命令或标志开头的提示词：%nemo -- export 一个雨天的心情
“停止”和笔记本的 ■ 会停止任务本身，并说明是否来得及。
默认值：%config NemoMagics
""",
}


def help_text(topic: str = "", language: str = "en") -> str:
    """The help, whole or of one command or flag.

    Args:
        topic: A command or a flag; empty for all.
        language: `zh…` for Chinese, else English.
    """
    topic = topic.lstrip("-")
    if topic in COMMANDS:
        spec = COMMANDS[topic]
        flags = [_flag(FLAGS[name], language) for name in spec.flags]
        return "\n".join([f"{spec.usage}\n    {say(spec.help, language)}", *([""] if flags else []), *flags])
    if topic:
        flag = FLAGS[f"--{topic}"]
        return f"%nemo {flag.usage} PROMPT\n    {_help_of(flag, language)}"
    tongue = of_language(language)
    commands = [_row(spec.usage, say(spec.help, language)) for spec in COMMANDS.values()]
    flags = [_flag(flag, language) for flag in FLAGS.values()]
    where = say("Before a prompt, or after a command:", language)
    return "\n".join([_HEAD[tongue], *commands, "", where, *flags, "", _TAIL[tongue]])


def _flag(flag: Flag, language: str) -> str:
    return _row(flag.usage, _help_of(flag, language))


def _help_of(flag: Flag, language: str) -> str:
    return say(flag.help, language, ", ".join(PROFILES))


def _row(left: str, right: str) -> str:
    margin = " " * _LEFT
    first = f"{left:<{_LEFT}}" if len(left) < _LEFT else f"{left}\n{margin}"
    return first + f"\n{margin}".join(wrapped(right, _WIDE - _LEFT))

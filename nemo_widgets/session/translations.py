"""Errors in Chinese.

The texts stand in English where they are raised, and nowhere else; the journal keeps them so. Here is what each says
in Chinese, by its English form with `{}` for what was filled in, as gettext does it. A test finds every text in the
package and fails for one that is missing here. Words of the backend are passed on as they are.
"""

from __future__ import annotations

import functools
import re

from nemo_widgets import errors
from nemo_widgets.errors import NemoError
from nemo_widgets.session.diagnoses import CHINESE as DIAGNOSES
from nemo_widgets.session.wordings import STATES_ZH

USUAL_STEPS: dict[type[NemoError], tuple[str, str]] = {
    errors.RateLimitError: ("Wait a little, then try again.", "请稍等片刻再试。"),
    errors.ServerError: ("Try again in a moment.", "请稍后再试。"),
    errors.APIError: ("Try again; if it stays so, report it.", "请重试；如果仍然如此，请报告。"),
    errors.ProtocolError: ("Try again in a moment.", "请稍后再试。"),
    errors.BackendUnreachableError: ("Check the network, then try again.", "请检查网络后重试。"),
    errors.StreamInterruptedError: ("Look at its state before sending it again.", "再次发送前请先查看状态。"),
    errors.JobCancelledError: ("Send it again if you want it after all.", "如仍需要，请重新发送。"),
    errors.UnknownOutcomeError: ("Reattach to look again.", "请重新连接查看结果。"),
    NemoError: (
        "Try again; if it stays so, send a support bundle.",
        "请重试；如果仍然如此，请发送支持包。",
    ),
}
"""What can be done after an error that does not say so itself, by the nearest of its kinds."""


def told(error: NemoError, language: str = "en") -> tuple[str, str]:
    """What happened, and the next step, in the reader's language; the step is never empty.

    Args:
        error: The error.
        language: `zh…` for Chinese; all else is English.

    Example:
        >>> told(errors.PromptError("There is nothing to send."), "zh-CN")[0]
        '没有可发送的内容。'
    """
    chinese = language.casefold().startswith("zh")
    usual = next(steps for kind in type(error).__mro__ if (steps := USUAL_STEPS.get(kind)))
    if not chinese:
        return error.message, error.next_step or usual[0]
    step = translated(error.next_step) if error.next_step else usual[1]
    return translated(error.message) or error.message, step or usual[1]


def in_words(error: NemoError, language: str = "en") -> str:
    """An error as one text: `str(error)` in English."""
    return "".join(told(error, language)) if language.casefold().startswith("zh") else str(error)


def translated(text: str) -> str | None:
    """A text of ours in Chinese; None for one that is not known."""
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(text):
            return chinese.format(*(STATES_ZH.get(told, told) for told in found.groups()))
    # A refusal is told with the backend's reason: "Too many requests (slow down)."
    if reason := re.fullmatch(r"(.+?) \((.+)\)\.", text, re.DOTALL):
        headline = translated(f"{reason[1]}.")
        return None if headline is None else f"{headline.removesuffix('。')}（{reason[2]}）。"
    return None


@functools.cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The most literal first: "The prompt is empty." before "{} is empty."."""
    entries = sorted((DIAGNOSES | CHINESE).items(), key=lambda entry: len(entry[0].replace("{}", "")), reverse=True)
    return tuple(
        (re.compile("(.*)".join(map(re.escape, english.split("{}"))), re.DOTALL), chinese)
        for english, chinese in entries
    )


CHINESE: dict[str, str] = {
    # The film's address and its download
    "The film's address is no web address ({}://…).": "影片地址不是网址（{}://…）。",
    "The film's address is on this machine.": "影片地址指向本机。",
    "The film's address is in a private network.": "影片地址指向内部网络。",
    "The film's address cannot be read.": "无法识别影片地址。",
    "Nothing was fetched from there. Export again; if it stays so, report it to the backend's makers.": (
        "没有从那里下载任何内容。请重新导出；如果仍然如此，请向后端的开发者报告。"
    ),
    "The film could not be fetched: {}.": "无法下载影片：{}。",
    "The film is larger than {} MB, so it was not kept.": "影片超过 {} MB，没有保存。",
    "Export a shorter cut.": "请导出较短的版本。",
    "Export it again.": "请重新导出。",
    "Export again.": "请重新导出。",
    "Export it.": "请先导出。",
    "Export again later.": "请稍后再导出。",
    "{} cannot be written ({}).": "无法写入 {}（{}）。",
    "Choose another folder.": "请选择其他文件夹。",
    "There is no room for {} in {}.": "{1} 没有足够空间保存 {0}。",
    "Free some space, or choose another folder, then export again; the render itself is done.": (
        "请腾出空间或选择其他文件夹后重新导出；渲染本身已经完成。"
    ),
    "{} arrived, but it cannot be opened as a film ({}).": "{} 已下载，但无法作为影片打开（{}）。",
    "{} is no longer there.": "{} 已经不在了。",
    "That film is not known here any more.": "这里已没有该影片的记录。",
    "There is no film of it yet.": "还没有对应的影片。",
    "Choose the take again.": "请重新选择版本。",
    # Tokens and addresses
    "The backend gave no token.": "后端没有提供令牌。",
    "The backend gave no token that can be read.": "后端提供的令牌无法识别。",
    "The backend gives no token just now: {}": "后端暂时不提供令牌：{}",
    "The token is empty or has characters that no token has.": "令牌为空，或含有令牌中不会出现的字符。",
    "Copy it again, whole, or unset NEMO_TOKEN to go on anonymously.": (
        "请重新完整复制，或取消设置 NEMO_TOKEN 以匿名继续。"
    ),
    "Try again, or set NEMO_TOKEN to a token of your own.": "请重试，或将 NEMO_TOKEN 设为您自己的令牌。",
    "Anonymous tokens are rationed: try again later, or set NEMO_TOKEN to a token of your own.": (
        "匿名令牌数量有限：请稍后再试，或将 NEMO_TOKEN 设为您自己的令牌。"
    ),
    "The token is not valid or has expired.": "令牌无效或已过期。",
    "Connect again; a new anonymous token will be asked for.": "请重新连接，将申请新的匿名令牌。",
    "Check NEMO_TOKEN, or unset it to go on anonymously.": "请检查 NEMO_TOKEN，或取消设置以匿名继续。",
    "This session needs its own token, and none is at hand.": "此会话需要自己的令牌，但目前没有。",
    "Set NEMO_TOKEN and connect again.": "请设置 NEMO_TOKEN 后重新连接。",
    "That is not a backend's address.": "这不是后端地址。",
    "Give one such as https://mega-api-prod.nemovideo.ai.": "请使用类似 https://mega-api-prod.nemovideo.ai 的地址。",
    "{} would get your token unencrypted.": "{} 会以未加密方式收到您的令牌。",
    "Use its https:// address.": "请使用 https:// 地址。",
    "There is no backend {}.": "没有名为 {} 的后端。",
    'Use "local", "cloud", or an address such as https://host.': '请使用 "local"、"cloud" 或 https://host 这样的地址。',
    "The address holds more than a host and a path.": "地址中除主机和路径外还有其他内容。",
    "Give a token as token=…, never inside an address.": "请用 token=… 提供令牌，不要写在地址里。",
    "{} would be spoken to without encryption.": "与 {} 的通信不会加密。",
    "Use https; http is for this machine only.": "请使用 https；http 仅用于本机。",
    # The network
    "The backend cannot be reached ({}).": "无法连接后端（{}）。",
    "Check the network and the address, then try again.": "请检查网络和地址后重试。",
    "The backend did not answer to the end ({}).": "后端没有答复完整（{}）。",
    "The connection to the backend was lost ({}).": "与后端的连接已中断（{}）。",
    "The work may still be running; look at its state before sending it again.": (
        "任务可能仍在进行；再次发送前请先查看状态。"
    ),
    "Try again in a moment.": "请稍后再试。",
    "Try again; if it stays so, report it.": "请重试；如果仍然如此，请报告。",
    "Please report it.": "请报告此问题。",
    "Please report it, with the courier's log.": "请连同信使日志一起报告。",
    "Something went wrong here ({}).": "这里出了问题（{}）。",
    # The backend's answers
    "A web page came instead of a reply.": "收到的是网页，而不是答复。",
    "Check the backend's address, and whether the network wants a login.": "请检查后端地址，以及网络是否需要登录。",
    "The backend gave no link to its workspace.": "后端没有提供工作区链接。",
    "The backend's answer is larger than {} MB.": "后端的答复超过 {} MB。",
    "The backend's answer lacks the balance.": "后端的答复中没有余额。",
    "The backend's answer about the session cannot be read.": "无法识别后端关于会话的答复。",
    "The backend's answer lacks {}.": "后端的答复缺少 {}。",
    "The backend does not offer this.": "后端不提供此功能。",
    "Check the backend's address.": "请检查后端地址。",
    "The backend failed.": "后端出错。",
    "The backend refused the request.": "后端拒绝了请求。",
    "The backend's address leads elsewhere.": "后端地址已指向别处。",
    "Use the address it has now.": "请使用新的地址。",
    "The backend knows no render of that name.": "后端没有这个渲染任务。",
    "The backend no longer knows this session.": "后端已没有此会话。",
    "Start a new session.": "请开始新的会话。",
    "The backend no longer knows this session, so nothing was sent. Your takes are kept.": (
        "后端已没有此会话，因此没有发送任何内容。您的各个版本均已保留。"
    ),
    "Send it again to start a new timeline.": "再次发送将开始新的时间线。",
    "The backend does not allow this.": "后端不允许此操作。",
    "Check that the token may do it, and the address.": "请检查令牌的权限和地址。",
    "Too many requests.": "请求过多。",
    "Wait a little, then try again.": "请稍等片刻再试。",
    "The backend did not understand the request.": "后端无法理解请求。",
    "The backend waited too long for the request.": "后端等待请求超时。",
    "The backend has one of that name already.": "后端已有同名任务。",
    "Try again under another name.": "请换一个名称重试。",
    "The backend sent one event of more than {} MB.": "后端发送了一个超过 {} MB 的事件。",
    "{}, so nobody listens to it any more.": "{}，因此已停止接收。",
    "The turn took too long, so nobody listens to it any more.": "这一轮耗时过长，因此已停止接收。",
    "For long the backend gave nothing but signs of life, so nobody listens to it any more.": (
        "后端长时间只有心跳而没有内容，因此已停止接收。"
    ),
    "The backend's answer is packed in a way that was not asked for.": "后端答复的压缩方式并非所请求的方式。",
    "Look for a proxy in between that packs it.": "请检查中间是否有代理对其进行了压缩。",
    # Credits and plans
    "The credits are used up.": "积分已用完。",
    "Register to get more: {}": "注册以获得更多积分：{}",
    "Top up credits in your account.": "请在账户中充值积分。",
    "The plan of this account does not include export.": "此账户的套餐不包含导出。",
    "Register or upgrade your plan to unlock export. It is not about credits. (The backend says the same when a "
    "request does not name its skill: check SKILL_SOURCE.)": (
        "请注册或升级套餐以解锁导出。这与积分无关。（如果请求没有注明技能，后端也会这样答复：请检查 SKILL_SOURCE。）"
    ),
    "Not sent: on this backend a message can cost credits (about 100 for a clip, 50 for an edit).": (
        "未发送：在此后端，消息可能消耗积分（生成片段约 100，编辑约 50）。"
    ),
    "To agree for this session, send it with yes=True, or with %nemo --yes.": (
        "如同意本会话消耗积分，请用 yes=True 或 %nemo --yes 发送。"
    ),
    "Not sent: this session may spend {} credits, {} are spent or reserved, and this message may cost {}.": (
        "未发送：本会话最多可用 {} 积分，已用或已预留 {}，这条消息可能消耗 {}。"
    ),
    "Not sent: this session and its forks may spend {} credits together, {} are spent or reserved, and this message "
    "may cost {}.": "未发送：本会话及其分支合计最多可用 {} 积分，已用或已预留 {}，这条消息可能消耗 {}。",
    "Raise the cap with session.cap = …, or lift it with session.cap = None.": (
        "请用 session.cap = … 提高上限，或用 session.cap = None 取消上限。"
    ),
    "A cap is a number of credits, 0 or more, not {}.": "上限是积分数，须为 0 或以上，不能是 {}。",
    "Set it to None to lift it.": "设为 None 可取消上限。",
    "pandas is not installed here.": "这里没有安装 pandas。",
    "Install it with pip install pandas, then try again.": "请用 pip install pandas 安装后重试。",
    # Prompts
    "There is nothing to send.": "没有可发送的内容。",
    "Say what the video should show, or what to change.": "请说明视频要展示什么，或要修改什么。",
    "The prompt is empty.": "提示词为空。",
    "Say what to make, such as: generate a 5-second clip of a city at night.": (
        "请说明要做什么，例如：生成一个 5 秒的城市夜景。"
    ),
    "The prompt has {} characters.": "提示词有 {} 个字符。",
    "Keep it under {}.": "请少于 {}。",
    "The prompt holds your token; it was not sent.": "提示词中含有您的令牌，没有发送。",
    "Take it out.": "请将其删除。",
    "The prompt's {…} cannot be filled in: {}.": "提示词中的 {{…}} 无法填入：{}。",
    "Write {{ and }} for plain braces.": "如需普通花括号，请写 {{{{ 和 }}}}。",
    # Files
    "The backend does not take this file.": "后端不接受这个文件。",
    "The file is too large.": "文件太大。",
    "The limit is {} MB: compress or trim it.": "上限为 {} MB：请压缩或剪短。",
    "{} is not a kind of file the backend takes.": "后端不接受 {} 这类文件。",
    "Use {}.": "请使用 {}。",
    "{} was cut short while it was sent.": "{} 在发送过程中变短了。",
    "Send it again.": "请重新发送。",
    "There is no file {}.": "没有文件 {}。",
    "Check its name and folder.": "请检查名称和文件夹。",
    "{} is empty.": "{} 是空文件。",
    "Choose another file.": "请选择其他文件。",
    "{} cannot be read ({}).": "无法读取 {}（{}）。",
    "Check its permissions.": "请检查文件权限。",
    "{} can no longer be read ({}).": "{} 已无法读取（{}）。",
    "Put it back, then upload it again.": "请放回原处后重新上传。",
    "Which file?": "要上传哪个文件？",
    'Name one: session.upload("photo.jpg").': '请指定文件：session.upload("photo.jpg")。',
    "known already: not sent again": "已有此文件，没有重复发送",
    "{} is not there.": "{} 不存在。",
    "{} is no web address.": "{} 不是网址。",
    "Give one that begins with http:// or https://, or choose a file.": (
        "请给出以 http:// 或 https:// 开头的网址，或选择文件。"
    ),
    "{} is a folder.": "{} 是文件夹。",
    "Name a file in it.": "请指定其中的文件。",
    "Check the path and its spelling.": "请检查路径和拼写。",
    "{}: files of type {} cannot be used.": "{}：不能使用 {} 类型的文件。",
    "Convert it to one of: {}.": "请转换为以下格式之一：{}。",
    "{} is not what its name says: its content is {}.": "{} 与名称不符：内容是 {}。",
    "{} is not what its name says: its content is no picture.": "{} 与名称不符：内容不是图片。",
    "{} has {} MB; the skill {} takes {} MB.": "{} 有 {} MB；技能 {} 最多接受 {} MB。",
    "{} has {} MB; the limit is {} MB.": "{} 有 {} MB；上限为 {} MB。",
    "Compress or trim it, or connect with a skill that takes more.": "请压缩或剪短，或使用上限更高的技能连接。",
    "Compress or trim it.": "请压缩或剪短。",
    "{} cannot be used.": "不能使用 {}。",
    "Choose one of: {}.": "请从以下选择：{}。",
    "{} cannot be kept ({}).": "无法保存 {}（{}）。",
    "Free some space, then upload it again.": "请腾出空间后重新上传。",
    "Free some space, then add it again.": "请腾出空间后重新添加。",
    "Free some space, then try again.": "请腾出空间后重试。",
    "{} cannot be converted to JPEG ({}).": "{} 无法转换为 JPEG（{}）。",
    "Save it as JPEG or PNG yourself.": "请自行另存为 JPEG 或 PNG。",
    "The backend took the file and did not say what it made of it.": "后端接收了文件，但没有说明结果。",
    "Upload it again.": "请重新上传。",
    "Sent twice: the first try was lost. If it turns up, it is there twice, at no cost.": (
        "已发送两次：第一次中途丢失。若它之后出现，会话中会有两份，不产生费用。"
    ),
    "Whether {} arrived is not known: the session's state cannot be read.": "不确定 {} 是否已送达：无法读取会话状态。",
    "Upload it again; at worst the session then has it twice, which costs nothing.": (
        "请重新上传；最坏的情况是会话中有两份，不会产生费用。"
    ),
    "A piece of the file is too large.": "文件的一个分片太大。",
    "A piece of the file is missing.": "文件缺少一个分片。",
    "Add the file again.": "请重新添加文件。",
    "Add it again.": "请重新添加。",
    "{} did not arrive whole.": "{} 没有完整到达。",
    "This upload is not known here any more.": "这里已没有该上传的记录。",
    # Turns and waiting
    "Not sent: {} was not uploaded.": "未发送：{} 没有上传成功。",
    "Upload it again, then send the message.": "请重新上传，然后发送消息。",
    "The backend stopped with an error: {}": "后端因错误停止：{}",
    "The timeline is as it was. Try again, or say it in other words.": "时间线没有变化。请重试，或换一种说法。",
    "The timeline has changed, and credits may still be reserved: the work may be running and charged.": (
        "时间线已有变化，但仍有积分被预留：任务可能仍在进行并计费。"
    ),
    "It is not known whether the backend took the message, and the timeline has not changed: "
    "the work may be running and charged.": "无法确定后端是否收到了这条消息，时间线没有变化：任务可能仍在进行并计费。",
    "The connection was lost and the timeline has not changed: the work may be running and charged.": (
        "连接已中断，时间线没有变化：任务可能仍在进行并计费。"
    ),
    "Not sent: the message did not reach the backend, and nothing was done.": (
        "未发送：消息没有到达后端，什么都没有发生。"
    ),
    "Send it again: it cost nothing.": "请重新发送：没有产生费用。",
    "Reattach to look again; send it again only if you accept paying twice.": (
        "请重新连接查看结果；只有接受可能重复付费时才再次发送。"
    ),
    "Still {} after {} s; the work goes on.": "{1} 秒后仍为{0}；任务继续进行。",
    "Wait again, or stop it with cancel().": "请继续等待，或用 cancel() 停止。",
    "Stopped before it was done.": "在完成前已停止。",
    "Stopped before it was sent.": "在发送前已停止。",
    "Nothing runs any more.": "没有任务在运行。",
    "Stopped: the timeline is as it was.": "已停止：时间线没有变化。",
    "Stop requested.": "已请求停止。",
    "How it ends will stand in the record above.": "结果会显示在上方记录中。",
    "Stopped in time: nothing was changed.": "已及时停止：没有任何更改。",
    "Run the cell again to send it anew.": "再次运行单元格即可重新发送。",
    "The stop came too late: this was done.": "停止得太晚：操作已完成。",
    "The stop came too late: this was done, and may have been charged.": "停止得太晚：操作已完成，可能已计费。",
    "The connection was lost, and the work went on; the timeline shows what was done:": (
        "连接中断，但任务继续进行；时间线显示了结果："
    ),
    "The backend said nothing; the timeline changed:": "后端没有回复；时间线有了变化：",
    "The backend said nothing, and the timeline did not change.": "后端没有回复，时间线也没有变化。",
    "Nothing is open here any more.": "这里已没有进行中的任务。",
    "See the log.": "请查看日志。",
    # Exports
    "There is nothing to export yet.": "还没有可导出的内容。",
    "Send a prompt first, such as: generate a 5-second clip of the sea.": (
        "请先发送提示词，例如：生成一个 5 秒的大海片段。"
    ),
    "Not exported: the message before it ended as {}.": "未导出：前一条消息的结果是“{}”。",
    "See to that message, then export again.": "请先处理那条消息，然后重新导出。",
    "The export failed: {}.": "导出失败：{}。",
    "Export again; if it fails again, change the last edit.": "请重新导出；如果再次失败，请修改最后一次编辑。",
    "The export did not finish in time; the backend may still be at work.": "导出没有按时完成；后端可能仍在处理。",
    "The folder {} cannot be made ({}).": "无法创建文件夹 {}（{}）。",
    "Choose another with clips=…": "请用 clips=… 选择其他文件夹。",
    "{}: films are exported as MP4.": "{}：影片以 MP4 格式导出。",
    "Call it {}.mp4.": "请命名为 {}.mp4。",
    # Names
    "There is no skill {}.": "没有名为 {} 的技能。",
    "A rating is 1 to 5 stars, not {}.": "评分为 1 到 5 星，不能是 {}。",
    "Set it to None to take it back.": "设为 None 可撤回评分。",
    "There is no take {}.": "没有版本 {}。",
    "Takes are compared {} to {} at a time, not {}.": "一次可对比 {} 到 {} 个版本，不能是 {} 个。",
    "Name them: nemo.Compare([session.takes[1], session.takes[2]]).": (
        "请指明版本：nemo.Compare([session.takes[1], session.takes[2]])。"
    ),
    "There are takes 1 to {}.": "现有版本 1 到 {}。",
    "There is only take 1.": "现在只有版本 1。",
    "There are none yet.": "目前还没有版本。",
    "This backend cannot begin from an earlier take.": "此后端不能从较早的版本开始。",
    "Go on from the newest take with session.send(…), or begin anew with nemo.connect(name=…). "
    "Any take can still be exported.": (
        "请用 session.send(…) 从最新版本继续，或用 nemo.connect(name=…) 重新开始。任何版本都仍可导出。"
    ),
    "There is a session {} already.": "已有名为 {} 的会话。",
    "Choose another name for the fork.": "请为分支选择其他名称。",
    "This cell goes on from take {}, but the timeline is at take {} by now. Nothing was sent.": (
        "此单元格接在第 {} 版之后，而时间线已到第 {} 版。未发送任何内容。"
    ),
    "To go on from the newest take: %nemo --head …; for a timeline of its own: %nemo --session NAME …": (
        "从最新一版继续：%nemo --head …；另起一条时间线：%nemo --session 名称 …"
    ),
    # The journal, the engine and the support bundle
    "The directory {} cannot be made ({}).": "无法创建目录 {}（{}）。",
    "Set NEMO_HOME to a directory you can write to.": "请将 NEMO_HOME 设为可写入的目录。",
    "Set NEMO_HOME to another directory.": "请将 NEMO_HOME 设为其他目录。",
    "The journal {} cannot be used ({}).": "无法使用日志库 {}（{}）。",
    "The journal {} could not be written: {}.": "无法写入日志库 {}：{}。",
    "The journal {} is damaged.": "日志库 {} 已损坏。",
    "Nothing was changed. Move it aside ({}), restart the kernel, and go on with a new one; "
    "nemo.restore(folder) brings back the takes whose films are in a folder.": (
        "没有任何更改。请将其移开（{}），重启内核，然后使用新的日志库；"
        "nemo.restore(folder) 可找回影片所在文件夹中的版本。"
    ),
    "The journal {} can only be read here, so nothing was sent or kept.": (
        "日志库 {} 在此处只能读取，因此未发送或保存任何内容。"
    ),
    "Its history can be looked at. To go on, set NEMO_HOME to a directory you can write to.": (
        "历史记录可以查看。如要继续，请将 NEMO_HOME 设为可写入的目录。"
    ),
    "The journal {} cannot be written ({}).": "无法写入日志库 {}（{}）。",
    "The journal {} is held by another program.": "日志库 {} 正被其他程序占用。",
    "Close the program that has it open, such as a database viewer, and try again.": (
        "请关闭占用它的程序（例如数据库查看器）后重试。"
    ),
    "The journal {} cannot be opened ({}).": "无法打开日志库 {}（{}）。",
    "The journal {} was written by a newer nemo_widgets.": "日志库 {} 由更新版本的 nemo_widgets 写入。",
    "Upgrade with pip install -U nemo-widgets, or set NEMO_HOME to another directory.": (
        "请用 pip install -U nemo-widgets 升级，或将 NEMO_HOME 设为其他目录。"
    ),
    "The local engine did not start{}.": "本地引擎没有启动{}。",
    "More is in {}.": "详情见 {}。",
    "Its log is {}.": "日志见 {}。",
    "The engine ended by itself.": "引擎自行结束了。",
    "An engine already serves {}.": "{} 已有引擎在运行。",
    "The folder {} cannot be used ({}).": "文件夹 {} 无法使用（{}）。",
    "Name another: --home.": "请换一个：--home。",
    "Use that one, or another folder: --home.": "请使用该引擎，或用 --home 另选文件夹。",
    "The engine did not start{}.": "引擎没有启动{}。",
    "Is the port free, and the address ours?": "端口是否空闲？地址是否属于本机？",
    "The local engine could not be started ({}).": "无法启动本地引擎（{}）。",
    "The courier's lock in {} cannot be used ({}).": "无法使用 {} 中的信使锁（{}）。",
    "The bundle {} cannot be written ({}).": "无法写入支持包 {}（{}）。",
    "Choose another place for it.": "请选择其他位置。",
}

"""What the doctor says, in Chinese; `translations.py` finds it by its English form, as it does errors."""

from __future__ import annotations

CHINESE: dict[str, str] = {
    # The table
    "nemo_widgets here": "这里的 nemo_widgets",
    "part": "部分",
    "found": "情况",
    "what to do": "怎么办",
    "Everything that is needed works here.": "需要的一切在这里都能正常工作。",
    "{} to be looked after, marked ✗.": "有 {} 处需要处理，标有 ✗。",
    "host": "环境",
    "pages": "页面",
    "journal": "日志",
    "backend": "后端",
    "engine": "引擎",
    "courier": "信使",
    "films": "影片",
    "codecs": "编解码器",
    "fonts": "字体",
    "disk": "磁盘",
    "disk, state": "磁盘（状态）",
    "disk, films": "磁盘（影片）",
    # Where it runs
    "no notebook kernel: words instead of widgets. {}": "没有笔记本内核：用文字代替组件。{}",
    "ipykernel {}: cells block. {}": "ipykernel {}：单元格会阻塞。{}",
    "pip install -U ipykernel for a Stop that works in every cell.": (
        "请运行 pip install -U ipykernel，让“停止”在每个单元格都有效。"
    ),
    "a notebook kernel; Stop works while a cell runs. {}": "笔记本内核；单元格运行时“停止”有效。{}",
    "the studio's pages are not built": "工作室的页面尚未构建",
    "In a checkout: make pages. Else install the package anew.": "在源码目录中运行 make pages；否则请重新安装。",
    # What it keeps, and who works
    "none yet; it is made with the first session": "还没有；会随第一个会话创建",
    "sessions: {}, {} MB; under way: {}": "会话 {} 个，{} MB；进行中 {} 项",
    "the local engine: no account, no network, no cost (no NEMO_TOKEN)": (
        "本地引擎：无需账号和网络，免费（未设置 NEMO_TOKEN）"
    ),
    "the local engine: no account, no network, no cost (NEMO_TOKEN is set)": (
        "本地引擎：无需账号和网络，免费（已设置 NEMO_TOKEN）"
    ),
    "{} answers (no NEMO_TOKEN)": "{} 有应答（未设置 NEMO_TOKEN）",
    "{} answers (NEMO_TOKEN is set)": "{} 有应答（已设置 NEMO_TOKEN）",
    "{} cannot be reached ({})": "无法连接 {}（{}）",
    'Check the network; nemo.connect("local") needs none.': '请检查网络；nemo.connect("local") 不需要网络。',
    "not running; it starts when it is needed": "未运行；需要时会启动",
    "running": "正在运行",
    "a thread of this kernel: what runs ends with it": "本内核的一个线程：任务会随内核结束",
    "Unset NEMO_COURIER for one that outlives the kernel.": "取消设置 NEMO_COURIER，任务就不会随内核结束。",
    "this host lets no process be started": "此环境不允许启动进程",
    "Set NEMO_COURIER=thread.": "请设置 NEMO_COURIER=thread。",
    "a process of its own; work outlives the kernel": "独立进程；内核结束后任务继续",
    "a process of its own; work outlives the kernel; none started yet": "独立进程；内核结束后任务继续；尚未启动",
    # Films
    "files in nemo-clips; a notebook would show them": "nemo-clips 中的文件；在笔记本中可以播放",
    "by the Jupyter server's own route: a seek lands at once": "由 Jupyter 服务器直接提供：拖动立即响应",
    "through the kernel, whole, before they play": "经由内核，整段传完后播放",
    "Install nemo-widgets in the environment of the Jupyter server, and restart it.": (
        "请在 Jupyter 服务器的环境中安装 nemo-widgets 并重启服务器。"
    ),
    "H.264 and AAC (av {})": "H.264 和 AAC（av {}）",
    "no {} in av {}": "av {1} 中没有 {0}",
    "{} fonts for titles, Chinese among them": "{} 种标题字体，包括中文字体",
    "no font for Chinese titles": "没有可用于中文标题的字体",
    "no font for titles": "没有可用于标题的字体",
    "Install Noto Sans CJK (Debian: apt install fonts-noto-cjk).": (
        "请安装 Noto Sans CJK（Debian：apt install fonts-noto-cjk）。"
    ),
    "pip install --force-reinstall av": "请运行 pip install --force-reinstall av",
    "pip install --force-reinstall av pillow": "请运行 pip install --force-reinstall av pillow",
    # Room
    "cannot be written to": "无法写入",
    "Set NEMO_HOME, or clips=… of connect, to a folder of yours.": (
        "请把 NEMO_HOME 或 connect 的 clips=… 设为您自己的文件夹。"
    ),
    "{} GB free": "剩余 {} GB",
    "Make room; a minute of film takes about 50 MB, its drawing more.": (
        "请腾出空间；一分钟影片约占 50 MB，绘制时需要更多。"
    ),
    "See the log, or nemo.support_bundle().": "请查看日志，或使用 nemo.support_bundle()。",
}

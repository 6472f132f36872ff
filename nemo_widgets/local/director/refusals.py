"""What the director says when it does not do something: each refusal names what can be done instead."""

from __future__ import annotations

from typing import Final

CAN: Final = (
    (
        "I can draw scenes (city, mountains, sea, forest, stars, desert), animate your photos and "
        "clips, add titles and music, and change shape and length."
    ),
    "我能绘制场景（城市、山、海、森林、星空、沙漠），让你的照片和视频动起来，加标题和音乐，改画幅和时长。",
)

REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "upload-image": (
        "Which image? Nothing of that kind is uploaded yet: upload a photo, then say it again.",
        "还没有上传图片：请先上传一张照片，然后再说一遍。",
    ),
    "upload-video": (
        (
            "Which clip? No video is uploaded yet: upload one, or describe a scene, such as “generate a "
            "5-second clip of the sea at dusk”."
        ),
        "还没有上传视频：请先上传，或者描述一个画面，例如“生成一个5秒的海边黄昏视频”。",
    ),
    "upload-audio": (
        "There is no uploaded audio: upload a song, or say “add lo-fi music at 35%”.",
        "还没有上传音频：请先上传一首歌，或者说“加上35%的轻音乐”。",
    ),
    "upload-file": ("Nothing is uploaded yet: upload a photo or a clip first.", "还没有上传文件：请先上传照片或视频。"),
    "no-subject": (
        (
            "What should it show? Upload an image, or tell me, such as “generate a 10-second cinematic "
            "clip of a futuristic city at night”."
        ),
        "想看什么画面？请上传一张图片，或者告诉我，例如“生成一个10秒的未来城市夜景视频”。",
    ),
    "no-clip": (
        "The timeline is empty: start with “generate a 5-second clip of a forest at dawn”.",
        "时间线还是空的：先说“生成一个5秒的清晨森林视频”。",
    ),
    "no-clip-title": (
        "There is no clip yet to put “{0}” on: generate one first, such as “generate a 5-second clip of the sea”.",
        "还没有画面可以放“{0}”：请先生成一段，例如“生成一个5秒的大海视频”。",
    ),
    "no-clip-music": (
        "There is no clip yet to put music under: generate one first, such as “generate a 5-second clip of the sea”.",
        "还没有画面可以配乐：请先生成一段，例如“生成一个5秒的大海视频”。",
    ),
    "no-such-clip": ("There is no such clip on the timeline: {clips}.", "时间线上没有这一段：{clips}。"),
    "no-title": (
        "There is no title yet: say “add the title 'Urban Dreams' for 3 seconds”.",
        "还没有标题：可以说“添加标题“你好”，显示3秒”。",
    ),
    "no-music": ("There is no music yet: say “add lo-fi music at 35%”.", "还没有音乐：可以说“加上35%的轻音乐”。"),
    "no-clip-sound": (
        ("No clip on the timeline has sound of its own; I can set the music's level, such as “music at 30%”."),
        "时间线上没有带原声的片段；我可以调音乐的音量，例如“音乐音量30%”。",
    ),
    "title-text": (
        "What should the title say? Put it in quotes: add the title 'Urban Dreams'.",
        "标题写什么？请放在引号里：添加标题“城市之梦”。",
    ),
    "title-how": (
        (
            "How should the title change? I can set its words, time, position, colour and size, such as "
            "“change the title to 'Night Drive'”."
        ),
        "标题怎么改？可以改文字、时间、位置、颜色和大小，例如“标题改成“夜行””。",
    ),
    "title-long": ("That is too long for a title: 200 characters at most.", "标题太长了：最多200个字。"),
    "title-late": (
        "The film ends before {0} s; I can put the title earlier, or make the film longer first.",
        "影片在{0}秒之前就结束了；可以把标题放早一点，或先把影片加长。",
    ),
    "too-short": ("That is too short: each clip needs at least half a second.", "太短了：每段至少半秒。"),
    "too-long": ("That is too long for me: films of up to 10 minutes work here.", "太长了：这里最长10分钟。"),
    "clip-too-short": (
        "Your clip has only {0} s, so the film can't be longer; I can add a photo or a scene after it.",
        "你的视频只有{0}秒，没法更长；可以在后面接照片或场景。",
    ),
    "nothing-to-redraw": (
        ("There is no drawn scene to make anew; I can change the camera of your own clips, such as “slow zoom out”."),
        "没有可以重新生成的场景；可以换镜头运动，例如“慢慢拉远”。",
    ),
    "speed": (
        (
            "I can't change a clip's speed; I can change its length (“make it 8 seconds”) or its motion "
            "(“slow zoom in”)."
        ),
        "我不能改变播放速度；可以改时长（“改成8秒”）或镜头运动（“慢慢推近”）。",
    ),
    "reverse": (
        ("I can't play clips backwards; I can turn the camera around, such as “zoom out” instead of “zoom in”."),
        "我不能倒放；可以反转镜头，例如把推近改成拉远。",
    ),
    "rotate": (
        "I can't rotate or mirror the picture; I can change its shape, such as “make it vertical”.",
        "我不能旋转或翻转画面；可以改画幅，例如“改成竖屏”。",
    ),
    "crop": (
        "I can't crop or layer pictures; I can change the shape (16:9, 9:16, 1:1, 4:5) and zoom in.",
        "我不能裁切或叠加画面；可以改画幅（16:9、9:16、1:1、4:5）或推近镜头。",
    ),
    "transition": (
        ("I can't do transitions or fades yet: clips follow each other by cuts, and titles fade by themselves."),
        "我还不会做转场：片段直接相接，标题自带淡入淡出。",
    ),
    "split": (
        (
            "I can't split, copy or reorder clips; I can remove one (“remove the second clip”) or change "
            "its length (“make the first clip 3 seconds”)."
        ),
        "我不能分割、复制或调换片段；可以删掉一段（“删掉第二段”）或改时长（“第一段改成3秒”）。",
    ),
    "colour": (
        (
            "I can't grade colours of pictures; for a drawn scene I can change time and mood, such as "
            "“make it dusk” or “warmer”."
        ),
        "我不能给画面调色；对绘制的场景可以改时间和氛围，例如“改成黄昏”或“暖色”。",
    ),
    "captions": (
        (
            "I can't make captions from speech; I can add titles, such as “add the title 'Hello' at the "
            "bottom for 3 seconds”."
        ),
        "我不能自动生成字幕；可以加标题，例如“在底部添加标题“你好”，3秒”。",
    ),
    "voice": (
        "I can't speak or narrate; I can add music or a song of yours, and titles.",
        "我不能配音；可以加音乐、你自己的歌和标题。",
    ),
    "sound-effects": (
        "I can't make sound effects; I can add music, such as “add ambient music at 40%”.",
        "我没有音效；可以加音乐，例如“加上40%的氛围音乐”。",
    ),
    "watermark": (
        "I can't add logos or stickers; I can add a small title at the bottom.",
        "我不能加水印或贴纸；可以在底部加小号标题。",
    ),
    "background": (
        (
            "I can't cut out, replace or retouch things in a picture; I can set the whole photo in "
            "motion, such as “pan left”."
        ),
        "我不能抠图或换背景；可以让整张照片动起来，例如“向左平移”。",
    ),
    "effects": (
        "I have no special effects; I can move the camera (zoom, pan, tilt), add a title, or music.",
        "我没有特效；可以移动镜头（推、拉、摇、移）、加标题或音乐。",
    ),
    "resolution": (
        ("I render up to 1920×1080 at 30 fps in H.264; I can change the shape, such as “make it square”."),
        "我最高输出 1920×1080、30 帧、H.264；可以改画幅，例如“改成方形”。",
    ),
    "publish": (
        "I can't post anywhere: export the film as MP4, then share that file.",
        "我不能发布：请导出 MP4，再自己分享。",
    ),
    "fade-music": (
        "I can't fade or duck music yet; I can set its level, such as “music at 20%”.",
        "我还不会做音乐淡入淡出；可以调音量，例如“音乐音量20%”。",
    ),
    "too-many-words": ("That is too much at once: 4000 characters at most.", "一次太多了：最多4000个字。"),
    "nothing-to-undo": ("There is nothing to undo.", "没有可以撤销的了。"),
    "nothing-to-redo": ("There is nothing to redo.", "没有可以重做的了。"),
    "unknown": ("I didn't understand “{0}”. {can}", "我没明白“{0}”。{can}"),
    "empty": ("Tell me what to make. {can}", "告诉我要做什么。{can}"),
}
"""What is refused, each with what can be done instead, in English and Chinese."""

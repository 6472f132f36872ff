"""What the director says when it does not do something: each refusal names what can be done instead."""

from __future__ import annotations

from typing import Final

CAN: Final = (
    (
        "I can draw scenes (city, street, mountains, sea, forest, desert, sky, stars, space, a product on a table), "
        "animate your photos and clips; cut, reorder, "
        "speed up, reverse, crop and join them with transitions; change colours, shape and length; add titles, "
        "captions and music."
    ),
    "我能绘制场景（城市、街道、山、海、森林、沙漠、天空、星空、太空、桌上的产品），让你的照片和视频动起来；剪切、排序、变速、倒放、裁剪、加转场；调色，改画幅和时长；加标题、字幕和音乐。",
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
    "no-such-clip": ("There is no such clip; the timeline has {clips}.", "没有这一段；时间线上有{clips}。"),
    "no-title": (
        "There is no title yet: say “add the title 'Urban Dreams' for 3 seconds”.",
        "还没有标题：可以说“添加标题“你好”，显示3秒”。",
    ),
    "no-music": ("There is no music yet: say “add lo-fi music at 35%”.", "还没有音乐：可以说“加上35%的轻音乐”。"),
    "no-clip-sound": (
        ("There is no sound of its own in that clip; I can set the music's level, such as “music at 30%”."),
        "那里没有带原声的片段；我可以调音乐的音量，例如“音乐音量30%”。",
    ),
    "no-such-title": (
        "There are not so many titles; “remove the title” or “move the title to the top” mean the last one.",
        "没有那么多标题；“去掉标题”、“标题放到顶部”说的是最后一个。",
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
    "title-size": (
        "The letters are as large or small as they go; I can move them (“move the title to the top”) or recolour them.",
        "字号已经到头了；可以换位置（“标题放到顶部”）或换颜色。",
    ),
    "title-long": ("That is too long for a title: 200 characters at most.", "标题太长了：最多200个字。"),
    "title-late": (
        "The film ends before {0} s; I can put the title earlier, or make the film longer first.",
        "影片在{0}秒之前就结束了；可以把标题放早一点，或先把影片加长。",
    ),
    "title-room": (
        (
            "Titles stand everywhere at that time, so “{0}” would cover one: say another time for it, or “remove the "
            "title” first."
        ),
        "那个时间到处都有文字了，“{0}”会挡住它们：请给它换个时间，或者先“去掉标题”。",
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
    "speed-how": (
        "How fast? Say “speed it up 2x”, “a bit slower”, or “half speed”.",
        "多快？可以说“加速两倍”、“慢一点”或“0.5倍速”。",
    ),
    "speed-range": (
        "A clip can play from an eighth of its speed to 8 times as fast: try “speed it up 2x” or “half speed”.",
        "播放速度可以是0.125到8倍：试试“加速两倍”或“0.5倍速”。",
    ),
    "reverse-still": (
        "That picture stands still, so backwards looks the same; I can move the camera, such as “slow zoom out”.",
        "画面是静止的，倒放看不出区别；可以移动镜头，例如“慢慢拉远”。",
    ),
    "camera-speed": (
        (
            "The camera takes a clip's whole time for its move: a longer clip moves slower (“make it 8 seconds”), a "
            "shorter one faster."
        ),
        "镜头会用整段的时间完成运动：加长就慢（“改成8秒”），缩短就快。",
    ),
    "blank": (
        (
            "I have no blank clips; I can fade through black between clips (“fade through black between the clips”) "
            "or “fade to black”."
        ),
        "我没有空白片段；可以在片段之间过黑场（“黑场转场”）或结尾淡出。",
    ),
    "boomerang": (
        "I can't do that in one step: “duplicate the clip”, then “reverse the second clip” plays it there and back.",
        "一步做不到：先说“复制这一段”，再说“倒放第二段”，就能来回播放。",
    ),
    "freeze": (
        (
            "I can't freeze a frame; I can slow a clip down (“half speed”) or keep the camera still (“keep the "
            "camera still”)."
        ),
        "我不能定格某一帧；可以放慢（“0.5倍速”）或固定镜头（“固定镜头”）。",
    ),
    "rotate": (
        (
            "I can't rotate or mirror the picture; I can change its shape (“make it vertical”) or crop it (“crop the "
            "edges”)."
        ),
        "我不能旋转或翻转画面；可以改画幅（“改成竖屏”）或裁剪（“裁掉四周”）。",
    ),
    "stabilise": (
        "I can't repair or sharpen a picture; I can adjust it, such as “more contrast” or “brighter”.",
        "我不能修复或锐化画面；可以调整它，例如“对比度高一点”或“亮一点”。",
    ),
    "layers": (
        (
            "One clip shows at a time here; I can put them one after another, with a transition such as “dissolve "
            "between the clips”."
        ),
        "这里一次只显示一个画面；可以一段接一段，加转场，例如“加叠化转场”。",
    ),
    "crop-scene": (
        (
            "A drawn scene always fills the picture; I can zoom in (“slow zoom in”) or change the shape (“make it "
            "square”)."
        ),
        "绘制的场景总是铺满画面；可以推近（“慢慢推近”）或改画幅（“改成方形”）。",
    ),
    "crop-how": (
        "Which part? Say “crop 10% off the top”, “crop the left side”, or “crop to the center”.",
        "裁哪里？可以说“上面裁掉10%”、“裁掉左边”或“裁剪到中间”。",
    ),
    "crop-little": (
        (
            "That would leave too little of the picture; at least a tenth of each side must stay. “Remove the crop” "
            "shows all of it again."
        ),
        "这样剩下的画面太少了：每边至少留十分之一。说“取消裁剪”可以恢复。",
    ),
    "transition-one": (
        (
            "A transition needs two clips: add another (“then the sea at dusk”), or say “fade in from black”, “fade "
            "to black”."
        ),
        "转场需要两段：先再加一段（“再加一段海边黄昏”），或者说“开头淡入”、“结尾淡出”。",
    ),
    "not-adjacent": (
        (
            "Those clips don't follow each other, so no transition fits between them; the timeline has {clips}. Try "
            "“dissolve between "
            "all clips”."
        ),
        "这两段不相邻，中间加不了转场；时间线上有{clips}。可以说“所有片段之间加叠化”。",
    ),
    "split-where": (
        "{0} s is not inside a clip (each part needs half a second); the timeline has {clips}. Try “split it in half”.",
        "{0}秒不在片段里面（每部分至少半秒）；时间线上有{clips}。可以说“对半切开”。",
    ),
    "trim-which": (
        "Which clip? I cut one at a time, such as “trim the first 2 seconds of the second clip”.",
        "剪哪一段？一次剪一段，例如“剪掉第二段的前2秒”。",
    ),
    "cut-how": (
        "How much of it? Say “trim the first 2 seconds”, “cut the last 3 seconds” or “keep only the first 5 seconds”.",
        "剪多少？可以说“剪掉前2秒”、“去掉最后3秒”或“只保留前5秒”。",
    ),
    "vague": (
        (
            "Tell me what should change: the colours (“warmer”, “cinematic colours”), the pace (“slower”), the light "
            "(“make it dusk”), a title or music."
        ),
        "请告诉我改什么：颜色（“暖一点”、“电影色调”）、快慢（“慢一点”）、光线（“改成黄昏”）、标题或音乐。",
    ),
    "detail": (
        (
            "I can't change one thing in the picture by itself; I can change all of its colours (“warmer”), its time "
            "of day (“make it dusk”), its weather (“add light rain”), or draw it anew (“regenerate”)."
        ),
        "画面里的单个东西我改不了；可以改整个画面的颜色（“暖一点”）、时间（“改成黄昏”）、天气（“下小雨”），或者“重新生成”。",
    ),
    "stretch": (
        (
            "I change whole clips: split it there first (“split it at 2 seconds”), then say what to do with that "
            "clip, such as “make the second clip slower”."
        ),
        "我按整段来改：先在那里切开（“在2秒处切开”），再说那一段怎么改，例如“第二段慢一点”。",
    ),
    "half": (
        (
            "I work on whole clips: “split it in half” first, then say what to do with the second one, such as “make "
            "the second clip slower”."
        ),
        "我按整段来改：先说“对半切开”，再说后一段怎么改，例如“第二段慢一点”。",
    ),
    "cut-where": (
        "That time is not in it: it is {0} s long. Try “trim the first second”.",
        "那个时间不在里面：它长{0}秒。可以说“剪掉前1秒”。",
    ),
    "reorder-one": (
        (
            "There is only one clip, so there is nothing to reorder; I can split it (“split it in half”) or add "
            "another (“then the sea”)."
        ),
        "只有一段，没有可以调换的；可以切开（“对半切开”）或再加一段（“再加一段大海”）。",
    ),
    "reorder-how": (
        (
            "Which clip goes where? Say “swap the first and second clips” or “move the last clip to the start”. Now: "
            "{clips}."
        ),
        "哪一段放到哪里？可以说“交换第一段和第二段”或“把最后一段移到开头”。时间线上有{clips}。",
    ),
    "colour-limit": (
        "It is as far that way as it goes; I can go the other way, or “reset the colours”.",
        "已经到头了；可以往反方向调，或者说“恢复原色”。",
    ),
    "weather-limit": (
        "It is as far that way as it goes; I can take it away, or change it (“make it snow”).",
        "已经到头了；可以去掉它，也可以换一种（“下雪”）。",
    ),
    "weather-none": (
        "There is none of it in this scene; I can add it, such as “add light rain” or “make it foggy”.",
        "这个场景里没有；可以加上，例如“下小雨”或“加上雾”。",
    ),
    "colour": (
        (
            "Photos and clips keep their own time of day; I can change their colours, such as “warmer”, “darker” or "
            "“vintage”."
        ),
        "照片和视频的时间改不了；可以调色，例如“暖一点”、“暗一点”或“复古”。",
    ),
    "captions": (
        ("I can't hear what is said, so captions need your words: “add the caption 'Hello' from 2 to 5 seconds”."),
        "我听不出说了什么，字幕要你来写：“添加字幕“你好”，从2到5秒”。",
    ),
    "voice": (
        (
            "I can't speak or narrate; upload your own recording and say “use my recording”, or add a title, such as "
            "“add the title 'Hello'”."
        ),
        "我不能配音；可以上传你自己的录音再说“用我的音频”，或者加标题，例如“添加标题“你好””。",
    ),
    "sound-effects": (
        "I can't make sound effects; I can add music, such as “add ambient music at 40%”.",
        "我没有音效；可以加音乐，例如“加上40%的氛围音乐”。",
    ),
    "logo": (
        (
            "I can't place logos, stickers or frames; I can write a watermark, such as “add the watermark '© Ana' at "
            "the bottom right”."
        ),
        "我不能放标志、贴纸或边框；可以写文字水印，例如“在右下角加水印“小明””。",
    ),
    "no-watermark": (
        (
            "There is no watermark of mine to take off, and I can't remove one from a picture; I can crop it away "
            "(“crop 10% off the bottom”)."
        ),
        "没有可以去掉的文字水印，画面里自带的我也去不掉；可以裁掉它（“下面裁掉10%”）。",
    ),
    "background": (
        (
            "I can't cut out, replace or retouch things in a picture; I can set the whole photo in "
            "motion (“pan left”) or crop it (“crop the left side”)."
        ),
        "我不能抠图或换背景；可以让整张照片动起来（“向左平移”）或裁剪（“裁掉左边”）。",
    ),
    "effects": (
        (
            "I don't have that effect; I can do black and white, sepia, vintage and cinematic colours, and move the "
            "camera (“slow zoom in”)."
        ),
        "我没有这个效果；可以做黑白、泛黄、复古和电影色调，也可以移动镜头（“慢慢推近”）。",
    ),
    "resolution": (
        ("I render up to 1920×1080 at 30 fps in H.264; I can change the shape, such as “make it square”."),
        "我最高输出 1920×1080、30 帧、H.264；可以改画幅，例如“改成方形”。",
    ),
    "publish": (
        "I can't post anywhere: export the film as MP4, then share that file.",
        "我不能发布：请导出 MP4，再自己分享。",
    ),
    "schedule": (
        (
            "I only edit this film, with what is on this machine: upload a photo or clip of yours, or ask for a "
            "scene, such as “generate a clip of the sea”."
        ),
        "我只在这台电脑上剪这部影片：请上传你的照片或视频，或者说“生成一个大海视频”。",
    ),
    "music-tempo": (
        (
            "I can't change the music's tempo, pitch or sound; I can swap it (“upbeat music instead”), set its level "
            "or fade it out."
        ),
        "我不能改音乐的节奏、音调或音色；可以换一种（“换成欢快的音乐”）、调音量或淡出。",
    ),
    "music-start": (
        (
            "Music plays once through, from its beginning and from the film's; I can fade it in (“fade the music in "
            "over 3 seconds”), set its level or swap it (“swap the music for jazz”)."
        ),
        "音乐从头播放一遍，从影片开头开始；可以淡入（“音乐3秒淡入”）、调音量或换一种（“换成爵士音乐”）。",
    ),
    "which-edit": (
        (
            "The edit before stays as it is. Say “undo” first, then name the clip and its change together, "
            "such as “make the first clip darker”."
        ),
        "之前的修改还在。先说“撤销”，再把片段和要改的一起说，例如“第一段暗一点”。",
    ),
    "music-part": (
        (
            "The music has one level throughout (“music at 30%”); at the ends it can fade: “fade the music in over 3 "
            "seconds”, “fade the music out”."
        ),
        "音乐全程只有一个音量（“音乐音量30%”）；开头和结尾可以淡入淡出：“音乐3秒淡入”、“音乐淡出”。",
    ),
    "music-name": (
        (
            "I can't fetch songs or sing: upload yours and say “use my song”, or choose lo-fi, cinematic, upbeat, "
            "ambient, piano, electronic, rock or jazz."
        ),
        "我不能找歌或唱歌：可以上传你自己的歌再说“用我的歌”，或选轻音乐、史诗、欢快、氛围、钢琴、电子、摇滚、爵士。",
    ),
    "music-how": (
        (
            "How should the music change? Say “swap the music for jazz”, “music at 30%”, “fade out the music” or "
            "“remove the music”."
        ),
        "音乐怎么改？可以说“换成爵士音乐”、“音乐音量30%”、“音乐淡出”或“去掉音乐”。",
    ),
    "no-sound": (
        "The film is silent already; I can add music, such as “add lo-fi music at 35%”.",
        "影片本来就没有声音；可以加音乐，例如“加上35%的轻音乐”。",
    ),
    "too-many-words": (
        ("That is too much at once: say it in parts, each of 4000 characters and 60 wishes at most."),
        "一次太多了：请分几次说，每次最多4000个字、60个要求。",
    ),
    "nothing-to-undo": (
        "There is nothing to undo yet: this is how it began. Tell me what to change.",
        "没有可以撤销的了：一开始就是这样。请告诉我要改什么。",
    ),
    "nothing-to-redo": (
        "There is nothing to redo; “undo” takes the last change back.",
        "没有可以重做的了；“撤销”可以取消上一次修改。",
    ),
    "unknown": ("I didn't understand “{0}”. {can}", "我没明白“{0}”。{can}"),
    "empty": ("Tell me what to make. {can}", "告诉我要做什么。{can}"),
}
"""What is refused, each with what can be done instead, in English and Chinese."""

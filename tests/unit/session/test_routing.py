"""protocol.md, Message routing: whole messages, English and Chinese."""

import pytest

from nemo_widgets.session.routing import TABLE, route, wants_export_after

EXPORT = """
export
Export.
EXPORT!!!
ｅｘｐｏｒｔ
导出
导出。
导 出
export it
export the video
please export
Please export the video now.
can you export it please?
could you please export my video
let's export
I'd like to export the final video
ok, export
great, export it!
thanks, now export
then export
export again
export as MP4
export 1080p MP4
export at 1080p in MP4
download
download it
Download the video?
can I download the film
save the video
save the clip, please
send me the video
Send me the video!
give me the mp4
请导出
请帮我导出视频。
帮我导出一下
导出吧
导出视频，谢谢
我要导出
能不能导出
直接导出
把视频发给我
视频发我
发给我视频
下载
下载视频
下载影片吧
export 视频
请 export
导出 MP4
""".strip("\n").split("\n")

CREDITS = """
credits
my credits
show my credits
Credits?
check my balance
balance
What's my balance?
what’s my balance
how many credits
How many credits do I have left?
please show credits
积分
余额
我的积分
查看余额
查询积分
还有多少积分？
还剩多少余额
我还有多少积分呢
积分余额
""".strip().split("\n")

STATUS = """
status
Status?
show status
what's the status
show tracks
show the tracks
please show me the timeline
list tracks
状态
当前状态
查看状态
进度
显示轨道
查看时间线
""".strip().split("\n")

UPLOAD = """
upload
upload a file
upload photos
please upload my video
can I upload a photo?
上传
上传文件
我要上传图片
上传 照片
""".strip().split("\n")

CHAT = """
balance the colours
balance the sound
add the title 'Export'
add the title "Credits"
"Export"
‘导出’
标题写“导出”
generate a clip of the sea and send me the video
generate X and send me the video
export the first clip to the left
export it to the moon
don't export
do not download anything
how do I export without the title?
download the look of a 70s film
a file downloads on a screen
save
save the day
save the whales, a documentary
send me a postcard from Rome
give me the sun
give me more contrast
roll the credits at the end
add credits
end credits in white
credits: directed by Ana
a bank balance falling, as a chart
show a balance scale
status bar in the corner
status symbols in a rap video
show tracks in the snow
train tracks at night
show the timeline of the French revolution
upload speeds as an animation
upload a photo of a cat and animate it
upload my soul
状态栏加一个标题
状态不错，继续
把状态改成夜晚
导出之前加一个标题
导出按钮做成红色
不要导出
下载页面的动画
积分商城的广告片
余额不足的动画
上传按钮的特写
上传速度
regenerate
redo
重新生成
再来一个
add BGM
make it vertical
thanks
好的
ok
please

。
！！！
generate a 5-second clip of a city at night
export, credits
export and add a title
导出并加字幕
""".strip("\n").split("\n")


@pytest.mark.parametrize(
    ("said", "goes"),
    [
        *((said, "export") for said in (*EXPORT, "  export\t", "export\n")),
        *((said, "credits") for said in CREDITS),
        *((said, "status") for said in STATUS),
        *((said, "upload") for said in UPLOAD),
        *((said, "chat") for said in CHAT),
    ],
)
def test_whole_messages_are_routed_and_words_inside_them_are_not(said: str, goes: str) -> None:
    assert route(said) == goes


def test_there_are_more_than_a_hundred_phrasings() -> None:
    assert len({*EXPORT, *CREDITS, *STATUS, *UPLOAD, *CHAT}) > 100


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.route}-{row.verbs[0] or row.objects[0]}")
def test_each_row_of_the_table_goes_where_it_says(row) -> None:
    assert row.phrases
    assert {route(phrase) for phrase in row.phrases} == {row.route}
    assert {route(f"Please {phrase}!") for phrase in row.phrases} == {row.route}
    assert {route(f"{phrase} in the style of Vermeer") for phrase in row.phrases} == {"chat"}
    assert {route(f"add the title '{phrase}'") for phrase in row.phrases} == {"chat"}


@pytest.mark.parametrize(
    "said",
    [
        "generate a clip of the sea and send me the video",
        "make it vertical, then export it",
        "add lo-fi music and then export",
        "做一个海的视频然后导出",
        "加字幕，再下载",
        "加一个标题，导出",
    ],
)
def test_a_prompt_that_also_asks_for_the_film_gets_an_offer(said: str) -> None:
    assert route(said) == "chat"
    assert wants_export_after(said)


@pytest.mark.parametrize(
    "said",
    [
        "add the title 'Wait and export'",
        "加标题“然后导出”",
        "generate a clip of the sea",
        "slow down and save the day",
        "a hero rides in and saves it",
        "export",
    ],
)
def test_other_prompts_do_not(said: str) -> None:
    assert not wants_export_after(said)

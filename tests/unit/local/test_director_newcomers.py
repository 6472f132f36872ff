"""What newcomers typed, as they typed it, on a film of four clips: each with the draft operations it comes to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nemo_widgets.local.director import Plan, Upload, direct
from nemo_widgets.local.draft import Draft

TYPED = [
    ("make it look like an old movie", ["AdjustColour(ids=[1, 2, 3, 4], grade='vintage')"]),
    ("the video is too dark can you fix it", ["AdjustColour(ids=[1, 2, 3, 4], brightness=0.25)"]),
    ("i want it slower", ["SetSpeed(speeds={1: 0.667, 2: 0.667, 3: 0.667, 4: 0.667}, total=37482)"]),
    ("too fast", ["SetSpeed(speeds={1: 0.667, 2: 0.667, 3: 0.667, 4: 0.667}, total=37482)"]),
    ("too slow", ["SetSpeed(speeds={1: 1.5, 2: 1.5, 3: 1.5, 4: 1.5}, total=16667)"]),
    ("can you make the ocean part longer", ["SetLength(lengths={2: 8000}, total=28000)"]),
    ("make the city clip shorter", ["SetLength(lengths={1: 5000}, total=20000)"]),
    ("shorten the photo to 2 seconds", ["SetLength(lengths={3: 2000}, total=23000)"]),
    ("get rid of the surfing part", ["RemoveClip(ids=[4], name='surfing.mp4')"]),
    ("take out the photo", ["RemoveClip(ids=[3], name='harbour.jpg')"]),
    ("i don't want the photo anymore", ["RemoveClip(ids=[3], name='harbour.jpg')"]),
    (
        "put the sea first",
        ["ReorderClips(order=[2, 1, 3, 4], names=('sea at dusk', 'city at night', 'harbour.jpg', 'surfing.mp4'))"],
    ),
    (
        "start with the surfing clip",
        ["ReorderClips(order=[4, 1, 2, 3], names=('surfing.mp4', 'city at night', 'sea at dusk', 'harbour.jpg'))"],
    ),
    (
        "end with the city",
        ["ReorderClips(order=[2, 3, 4, 1], names=('sea at dusk', 'harbour.jpg', 'surfing.mp4', 'city at night'))"],
    ),
    (
        "can you swap the city and the sea",
        ["ReorderClips(order=[2, 1, 3, 4], names=('sea at dusk', 'city at night', 'harbour.jpg', 'surfing.mp4'))"],
    ),
    (
        "move the sea to the beginning",
        ["ReorderClips(order=[2, 1, 3, 4], names=('sea at dusk', 'city at night', 'harbour.jpg', 'surfing.mp4'))"],
    ),
    ("cut it in half", ["SplitClip(id=2, points=(2500,), name='sea at dusk')"]),
    ("cut off the first second", ["CutOut(start=0, end=1000)"]),
    ("skip the first 3 seconds", ["CutOut(start=0, end=3000)"]),
    ("make the beginning fade in", ["SetFade(ids=[1], target='film', fade_in=1000)"]),
    ("fade out at the end", ["SetFade(ids=[4], target='film', fade_out=1000)"]),
    ("smooth transitions please", ["SetTransition(ids=[2, 3, 4], transition='dissolve', duration=800)"]),
    ("add some transitions between the scenes", ["SetTransition(ids=[2, 3, 4], transition='dissolve', duration=800)"]),
    ("add a cool transition", ["SetTransition(ids=[2, 3, 4], transition='dissolve', duration=800)"]),
    ("make it dramatic", ["AdjustColour(ids=[1, 2, 3, 4], grade='cinematic')"]),
    ("make it more cinematic", ["AdjustColour(ids=[1, 2, 3, 4], grade='cinematic')"]),
    ("make it look warmer and a bit brighter", ["AdjustColour(ids=[1, 2, 3, 4], brightness=0.12, warmth=0.12)"]),
    ("the colors are too strong", ["AdjustColour(ids=[1, 2, 3, 4], saturation=-0.5)"]),
    ("make the colors pop", ["AdjustColour(ids=[1, 2, 3, 4], saturation=0.25)"]),
    ("more vivid please", ["AdjustColour(ids=[1, 2, 3, 4], saturation=0.25)"]),
    ("make the sky bluer", ["AdjustColour(ids=[1, 2, 3, 4], warmth=-0.25)"]),
    ("turn the photo black & white", ["AdjustColour(ids=[3], grade='bw', name='harbour.jpg')"]),
    ("zoom into the photo slowly", ["SetCamera(ids=[3], camera='zoom-in')"]),
    ("don't move the camera", ["SetCamera(ids=[1, 2, 3, 4], camera='still')"]),
    ("no camera movement on the photo", ["SetCamera(ids=[3], camera='still')"]),
    ("pan across the photo", ["SetCamera(ids=[3], camera='pan-right')"]),
    ("make it for tiktok", ["SetCanvas(width=1080, height=1920, aspect='9:16')"]),
    ("instagram story format", ["SetCanvas(width=1080, height=1920, aspect='9:16')"]),
    ("make it square for instagram", ["SetCanvas(width=1080, height=1080, aspect='1:1')"]),
    ('put my name at the bottom: "Ana"', ["AddTitle(text='Ana', start=0, duration=3000, position='bottom')"]),
    ('write "The End" at the end', ["AddTitle(text='The End', start=22000, duration=3000)"]),
    ('put "Chapter 1" in the corner', ["AddTitle(text='Chapter 1', start=0, duration=3000, position='bottom-right')"]),
    ("make the text smaller", ["EditTitle(id='it', size='medium')"]),
    ("change the text color to gold", ["EditTitle(id='it', color='#d4af37')"]),
    ("move the text up", ["EditTitle(id='it', position='top')"]),
    ("make the title stay longer", ["EditTitle(id='it', duration=4500)"]),
    ("title should fade in slowly", ["SetFade(ids=['it'], target='title', fade_in=1000)"]),
    ("add text saying Welcome", ["AddTitle(text='Welcome', start=3000, duration=3000, after='Urban Dreams')"]),
    ("delete all text", ["RemoveTitle(ids=['it'], text='Urban Dreams')"]),
    ("remove the words", ["RemoveTitle(ids=['it'], text='Urban Dreams')"]),
    ("add some chill music", ["AddMusic(name='Lo-fi', genre='lofi', volume=0.35, replaced='Lo-fi')"]),
    ("something more energetic", ["AddMusic(name='Upbeat', genre='upbeat', volume=0.35, replaced='Lo-fi')"]),
    ("turn the music down", ["SetLevel(target='music', volume=0.2)"]),
    ("music too loud", ["SetLevel(target='music', volume=0.2)"]),
    ("make the music fade at the end", ["SetFade(ids=['it'], target='music', fade_out=1000)"]),
    ("stop the music", ["RemoveMusic(name='Lo-fi')"]),
    ("add my song", ["AddMusic(name='my-song.mp3', volume=0.35, replaced='Lo-fi')"]),
    (
        "use my song and fade it out over 4 seconds",
        ["AddMusic(name='my-song.mp3', volume=0.35, replaced='Lo-fi', fade_out=4000)"],
    ),
    ("no sound", ["SetLevel(target='music', volume=0.0)", "SetLevel(target='clips', volume=0.0)"]),
    ("mute the video", ["SetLevel(target='clips', volume=0.0)"]),
    ("repeat the video 3 times", ["DuplicateClips(ids=[1, 2, 3, 4], copies=2)"]),
    ("play it twice", ["DuplicateClips(ids=[1, 2, 3, 4])"]),
    ("make a copy of the photo at the end", ["DuplicateClips(ids=[3], place='end', name='harbour.jpg')"]),
    ("loop", ["DuplicateClips(ids=[1, 2, 3, 4])"]),
    ("double the speed of the photo", ["SetSpeed(speeds={3: 2.0}, total=23000)"]),
    ("slow mo the surfing bit", ["SetSpeed(speeds={4: 0.5}, total=31000)"]),
    ("half speed", ["SetSpeed(speeds={1: 0.5, 2: 0.5, 3: 0.5, 4: 0.5}, total=50000)"]),
    ("make everything 2 seconds", ["SetLength(lengths={1: 500, 2: 500, 3: 500, 4: 500}, total=2000)"]),
    ("make it longer", ["SetLength(lengths={4: 6000, 1: 16842, 2: 8421, 3: 6737}, total=38000)"]),
    ("make it 1 minute", ["SetLength(lengths={4: 6000, 1: 28421, 2: 14211, 3: 11368}, total=60000)"]),
    ("add another photo", ["PlaceMedia(name='beach.png', kind='image', duration=5000, place='end')"]),
    (
        "add my beach photo at the end for 3 seconds with a dissolve",
        [
            (
                "PlaceMedia(name='beach.png', kind='image', duration=3000, place='end', "
                "transition='dissolve', transition_ms=800)"
            )
        ],
    ),
    ("add a sunset", ["GenerateScene(name='sunset', duration=5000, subject='sea', time='dusk', place='end')"]),
    (
        "what about a forest instead of the sea",
        ["GenerateScene(name='forest', duration=5000, subject='forest', place='instead', anchor=2)"],
    ),
    (
        "replace the city with mountains at dawn",
        [
            (
                "GenerateScene(name='mountains at dawn', duration=10000, subject='mountains', time='dawn', "
                "place='instead', anchor=1)"
            )
        ],
    ),
    (
        "change the second clip to a desert",
        ["GenerateScene(name='desert', duration=5000, subject='desert', place='instead', anchor=2)"],
    ),
    ("crop out the bottom", ["SetCrop(ids=[3, 4], crop=(0.0, 0.0, 1.0, 0.8))"]),
    ("zoom in on the left side", ["SetCamera(ids=[1, 2, 3, 4], camera='zoom-in')"]),
    ("show all of the photo", ["SetFit(ids=[3], fit='contain')"]),
    ("fit the photo to the screen", ["SetFit(ids=[3], fit='contain')"]),
    ("redo", ["Regenerate()"]),
    (
        "hi can you make the photo black and white and slow zoom on it",
        ["AdjustColour(ids=[3], grade='bw', name='harbour.jpg')", "SetCamera(ids=[3], camera='zoom-in')"],
    ),
    ("make the first two clips faster", ["SetSpeed(speeds={1: 1.5, 2: 1.5}, total=20000)"]),
    ("i want the first clip to be 3 seconds long", ["SetLength(lengths={1: 3000}, total=18000)"]),
    (
        "first clip 3 seconds, second clip 2 seconds",
        ["SetLength(lengths={1: 3000}, total=18000)", "SetLength(lengths={2: 2000}, total=15000)"],
    ),
    ("make the first clip 3 seconds and the second 2 seconds", ["SetLength(lengths={1: 3000, 2: 2000}, total=15000)"]),
    ("trim the surfing clip to 3 seconds", ["SetLength(lengths={4: 3000}, total=22000)"]),
    ("cut the surfing clip down to 2 seconds", ["SetLength(lengths={4: 2000}, total=21000)"]),
    ("only use the last 3 seconds of the surfing clip", ["CutOut(start=19000, end=22000, name='surfing.mp4')"]),
    ("cut out seconds 3 to 5", ["CutOut(start=3000, end=5000)"]),
    ("delete between 3s and 5s", ["CutOut(start=3000, end=5000)"]),
    ("take out the part from 12 to 14", ["CutOut(start=12000, end=14000)"]),
    (
        "swap clip 2 and clip 3",
        ["ReorderClips(order=[1, 3, 2, 4], names=('city at night', 'harbour.jpg', 'sea at dusk', 'surfing.mp4'))"],
    ),
    (
        "put clip 4 before clip 2",
        ["ReorderClips(order=[1, 4, 2, 3], names=('city at night', 'surfing.mp4', 'sea at dusk', 'harbour.jpg'))"],
    ),
    (
        "move clip 3 to position 1",
        ["ReorderClips(order=[3, 1, 2, 4], names=('harbour.jpg', 'city at night', 'sea at dusk', 'surfing.mp4'))"],
    ),
    (
        "put the photo between the city and the sea",
        ["ReorderClips(order=[1, 3, 2, 4], names=('city at night', 'harbour.jpg', 'sea at dusk', 'surfing.mp4'))"],
    ),
    ("fade between the city and the sea", ["SetTransition(ids=[2], transition='fade', duration=800)"]),
    ("crossfade everything, 1.5 seconds", ["SetTransition(ids=[2, 3, 4], transition='dissolve', duration=1500)"]),
    ("make the transitions 2 seconds long", ["SetTransition(ids=[2, 3, 4], transition='dissolve', duration=2000)"]),
    ("make the transitions slower", ["SetTransition(ids=[2, 3, 4], transition='dissolve', duration=1200)"]),
    (
        "fade in over 2s and fade out over 3s",
        ["SetFade(ids=[1], target='film', fade_in=2000)", "SetFade(ids=[4], target='film', fade_out=3000)"],
    ),
    ("black and white with high contrast", ["AdjustColour(ids=[1, 2, 3, 4], contrast=0.25, grade='bw')"]),
    ("make it less bright", ["AdjustColour(ids=[1, 2, 3, 4], brightness=-0.25)"]),
    ("tone down the colors", ["AdjustColour(ids=[1, 2, 3, 4], saturation=-0.25)"]),
    ("lower the brightness by 20%", ["AdjustColour(ids=[1, 2, 3, 4], brightness=-0.2)"]),
    ("set saturation to 150%", ["AdjustColour(ids=[1, 2, 3, 4], saturation=0.5)"]),
    ("set contrast to 80%", ["AdjustColour(ids=[1, 2, 3, 4], contrast=-0.2)"]),
    ("make the night scene brighter", ["AdjustColour(ids=[1], brightness=0.25, name='city at night')"]),
    ("warm it up", ["AdjustColour(ids=[1, 2, 3, 4], warmth=0.25)"]),
    ("make it colder", ["AdjustColour(ids=[1, 2, 3, 4], warmth=-0.25)"]),
    ("give it a retro vibe", ["AdjustColour(ids=[1, 2, 3, 4], grade='vintage')"]),
    ("noir style", ["AdjustColour(ids=[1, 2, 3, 4], grade='bw')"]),
    (
        'add a title "Trip" in red at the top for 4 seconds with fade in',
        ["AddTitle(text='Trip', start=0, duration=4000, position='top', color='#e53935', fade_in=1000)"],
    ),
    (
        'add captions "One" at 0s and "Two" at 5s',
        [
            "AddTitle(text='One', start=0, duration=3000, style='caption')",
            "AddTitle(text='Two', start=5000, duration=3000, style='caption')",
        ],
    ),
    (
        "add 'Hello' and 'World' as titles",
        [
            "AddTitle(text='Hello', start=3000, duration=3000, after='Urban Dreams')",
            "AddTitle(text='World', start=6000, duration=3000, after='Hello')",
        ],
    ),
    ("make all titles white", ["EditTitle(id='it', color='#ffffff')"]),
    ("remove the last title", ["RemoveTitle(ids=['it'], text='Urban Dreams')"]),
    ("title in the middle please", ["EditTitle(id='it', position='center')"]),
    ("smaller title", ["EditTitle(id='it', size='medium')"]),
    ('watermark "(c) me"', ["AddTitle(text='(c) me', start=0, duration=25000, style='watermark')"]),
    ('lower third: "Dr. Ana Li"', ["AddTitle(text='Dr. Ana Li', start=0, duration=3000, style='lower-third')"]),
    ("rename the title to Lisbon", ["EditTitle(id='it', text='Lisbon')"]),
    (
        "change music to rock and lower it to 20%",
        ["AddMusic(name='Rock', genre='rock', volume=0.35, replaced='Lo-fi')", "SetLevel(target='music', volume=0.2)"],
    ),
    ("add music at 200%", ["AddMusic(name='Cinematic', genre='cinematic', volume=1.0, replaced='Lo-fi')"]),
    (
        "piano, soft",
        ["AddMusic(name='Piano', genre='piano', volume=0.35, replaced='Lo-fi')", "SetLook(ids=[1, 2], mood='calm')"],
    ),
    ("some jazz would be nice", ["AddMusic(name='Jazz', genre='jazz', volume=0.35, replaced='Lo-fi')"]),
    ("fade the music in and out", ["SetFade(ids=['it'], target='music', fade_in=1000, fade_out=1000)"]),
    ("fade in the music for 3s", ["SetFade(ids=['it'], target='music', fade_in=3000)"]),
    ("mute clip 4", ["SetLevel(target='clips', volume=0.0, ids=[4])"]),
    ("lower the original sound to 30%", ["SetLevel(target='clips', volume=0.3)"]),
    ("make it 4:5", ["SetCanvas(width=1080, height=1350, aspect='4:5')"]),
    ("30 seconds please", ["SetLength(lengths={4: 6000, 1: 12631, 2: 6316, 3: 5053}, total=30000)"]),
    ("double the length", ["SetLength(lengths={4: 6000, 1: 23158, 2: 11579, 3: 9263}, total=50000)"]),
    ("3 more seconds for the photo", ["SetLength(lengths={3: 6000}, total=27000)"]),
    ("make it shorter", ["SetLength(lengths={1: 4800, 2: 2400, 3: 1920, 4: 2880}, total=12000)"]),
    ("2x", ["SetSpeed(speeds={1: 2.0, 2: 2.0, 3: 2.0, 4: 2.0}, total=12500)"]),
    ("speed 1.5", ["SetSpeed(speeds={1: 1.5, 2: 1.5, 3: 1.5, 4: 1.5}, total=16667)"]),
    ("at 150% speed", ["SetSpeed(speeds={1: 1.5, 2: 1.5, 3: 1.5, 4: 1.5}, total=16667)"]),
    ("reverse clip 4 and slow it down", ["Reverse(ids=[4])", "SetSpeed(speeds={4: 0.667}, total=27996)"]),
    ("rewind", ["Reverse(ids=[1, 2, 3, 4])"]),
    ("ken burns on the photo", ["SetCamera(ids=[3], camera='zoom-in')"]),
    (
        "pan right then zoom in",
        ["SetCamera(ids=[1, 2, 3, 4], camera='pan-right')", "SetCamera(ids=[1, 2, 3, 4], camera='zoom-in')"],
    ),
    ("tilt up on the city", ["SetCamera(ids=[1], camera='tilt-up')"]),
    ("still image please", ["SetCamera(ids=[1, 2, 3, 4], camera='still')"]),
    ("start over", ["RemoveClip(ids=[1, 2, 3, 4])"]),
    ("delete it all", ["RemoveClip(ids=[1, 2, 3, 4])"]),
    ("remove all clips except the city", ["RemoveClip(ids=[2, 3, 4])"]),
    (
        "another scene: mountains in snow",
        ["GenerateScene(name='mountains in snow', duration=5000, subject='mountains', weather='snow', place='end')"],
    ),
    (
        "add a second clip of a desert at noon, 4 sec",
        ["GenerateScene(name='desert at noon', duration=4000, subject='desert', time='day', place='end')"],
    ),
    ("generate a clip of a dog in a park", ["GenerateScene(name='dog in a park', duration=5000, subject='forest')"]),
    (
        "make a 5 sec video of rain in tokyo",
        ["GenerateScene(name='rain in tokyo', duration=5000, subject='city', weather='rain')"],
    ),
    ("replace the music with my song", ["AddMusic(name='my-song.mp3', volume=0.35, replaced='Lo-fi')"]),
    ("画面太亮了，帮我调一下", ["AdjustColour(ids=[1, 2, 3, 4], brightness=-0.25)"]),
    ("颜色再鲜艳点", ["AdjustColour(ids=[1, 2, 3, 4], saturation=0.25)"]),
    ("能不能把第一段弄短一点", ["SetLength(lengths={1: 5000}, total=20000)"]),
    ("把海那段删了", ["RemoveClip(ids=[2], name='sea at dusk')"]),
    ("不要照片了", ["RemoveClip(ids=[3], name='harbour.jpg')"]),
    ("照片不要了", ["RemoveClip(ids=[3], name='harbour.jpg')"]),
    (
        "先放大海",
        ["ReorderClips(order=[2, 1, 3, 4], names=('sea at dusk', 'city at night', 'harbour.jpg', 'surfing.mp4'))"],
    ),
    (
        "把城市放最后",
        ["ReorderClips(order=[2, 3, 4, 1], names=('sea at dusk', 'harbour.jpg', 'surfing.mp4', 'city at night'))"],
    ),
    (
        "城市和大海换一下位置",
        ["ReorderClips(order=[2, 1, 3, 4], names=('sea at dusk', 'city at night', 'harbour.jpg', 'surfing.mp4'))"],
    ),
    ("把视频剪短", ["SetLength(lengths={1: 4800, 2: 2400, 3: 1920, 4: 2880}, total=12000)"]),
    ("把前面3秒剪了", ["CutOut(start=0, end=3000)"]),
    ("从第5秒开始剪掉后面的", ["CutOut(start=5000, end=25000)"]),
    ("只要中间10秒", ["CutOut(start=17500, end=25000)", "CutOut(start=0, end=7500)"]),
    ("每张照片放3秒", ["SetLength(lengths={3: 3000}, total=24000)"]),
    ("照片停留2秒", ["SetLength(lengths={3: 2000}, total=23000)"]),
    ("加点转场效果", ["SetTransition(ids=[2, 3, 4], transition='dissolve', duration=800)"]),
    ("转场慢一点", ["SetTransition(ids=[2, 3, 4], transition='dissolve', duration=1200)"]),
    ("镜头别动", ["SetCamera(ids=[1, 2, 3, 4], camera='still')"]),
    ("照片放大一点", ["SetCamera(ids=[3], camera='zoom-in')"]),
    ("画面拉远", ["SetCamera(ids=[1, 2, 3, 4], camera='zoom-out')"]),
    ("做成抖音竖屏", ["SetCanvas(width=1080, height=1920, aspect='9:16')"]),
    ("适合朋友圈的正方形", ["SetCanvas(width=1080, height=1080, aspect='1:1')"]),
    ("右下角写上“小明作品”", ["AddTitle(text='小明作品', start=0, duration=3000, position='bottom-right')"]),
    (
        "开头写“我的假期”",
        ["AddTitle(text='我的假期', start=0, duration=3000, position='bottom', clear_of='Urban Dreams')"],
    ),
    ("片尾写“谢谢观看”", ["AddTitle(text='谢谢观看', start=22000, duration=3000)"]),
    ("字小一点", ["EditTitle(id='it', size='medium')"]),
    ("字换成金色", ["EditTitle(id='it', color='#d4af37')"]),
    ("字幕往上移", ["EditTitle(id='it', position='top')"]),
    ("标题多显示两秒", ["EditTitle(id='it', duration=5000)"]),
    ("把字去掉", ["RemoveTitle(ids=['it'], text='Urban Dreams')"]),
    ("来点欢快的音乐", ["AddMusic(name='Upbeat', genre='upbeat', volume=0.35, replaced='Lo-fi')"]),
    ("音乐太吵了", ["SetLevel(target='music', volume=0.2)"]),
    ("声音小一点", ["SetLevel(target='music', volume=0.2)"]),
    ("换首歌", ["AddMusic(name='Cinematic', genre='cinematic', volume=0.35, replaced='Lo-fi')"]),
    ("音乐慢慢变小", ["SetLevel(target='music', volume=0.2)"]),
    ("结尾音乐渐弱", ["SetFade(ids=['it'], target='music', fade_out=1000)"]),
    ("不要声音", ["SetLevel(target='music', volume=0.0)", "SetLevel(target='clips', volume=0.0)"]),
    ("视频静音，只留音乐", ["SetLevel(target='clips', volume=0.0)"]),
    ("再放一遍", ["DuplicateClips(ids=[1, 2, 3, 4])"]),
    ("重复三遍", ["DuplicateClips(ids=[1, 2, 3, 4], copies=2)"]),
    ("反过来放", ["Reverse(ids=[1, 2, 3, 4])"]),
    ("2倍速", ["SetSpeed(speeds={1: 2.0, 2: 2.0, 3: 2.0, 4: 2.0}, total=12500)"]),
    ("整体快一点", ["SetSpeed(speeds={1: 1.5, 2: 1.5, 3: 1.5, 4: 1.5}, total=16667)"]),
    ("视频改成一分钟", ["SetLength(lengths={4: 6000, 1: 28421, 2: 14211, 3: 11368}, total=60000)"]),
    ("缩短一半", ["SetLength(lengths={1: 5000, 2: 2500, 3: 2000, 4: 3000}, total=12500)"]),
    ("再加一张照片", ["PlaceMedia(name='beach.png', kind='image', duration=5000, place='end')"]),
    ("加一段日落", ["GenerateScene(name='日落', duration=5000, subject='sea', time='dusk', place='end')"]),
    ("把大海换成森林", ["GenerateScene(name='森林', duration=5000, subject='forest', place='instead', anchor=2)"]),
    ("把第一段和第三段都改成黑白", ["AdjustColour(ids=[1, 3], grade='bw')"]),
    ("第二段和第三段之间擦除", ["SetTransition(ids=[3], transition='wipe', duration=800)"]),
    ("前两段加速", ["SetSpeed(speeds={1: 1.5, 2: 1.5}, total=20000)"]),
    ("给照片加淡入", ["SetFade(ids=[3], target='clip', fade_in=1000)"]),
    ("第一段结尾淡出", ["SetFade(ids=[1], target='clip', fade_out=1000)"]),
    ("全部暖色", ["AdjustColour(ids=[1, 2, 3, 4], warmth=0.25)"]),
    ("怀旧一点", ["AdjustColour(ids=[1, 2, 3, 4], grade='vintage')"]),
    ("冷色调", ["AdjustColour(ids=[1, 2, 3, 4], warmth=-0.25)"]),
    (
        "generate a clip of the city, slow zoom in",
        ["GenerateScene(name='city', duration=5000, subject='city', camera='zoom-in')"],
    ),
    (
        "生成一个5秒的城市视频，镜头推近",
        ["GenerateScene(name='城市', duration=5000, subject='city', camera='zoom-in')"],
    ),
]


@pytest.mark.parametrize(("request_text", "expected"), TYPED)
def test_what_a_newcomer_types_comes_to_these_operations(
    request_text: str,
    expected: list[str],
    reel: Draft,
    uploads: dict[str, Upload],
    operations: Callable[[Draft, Plan], list[str]],
) -> None:
    plan = direct(reel, request_text, list(uploads.values()))

    assert operations(reel, plan) == expected
    assert not plan.refused
    assert plan.reply


@pytest.mark.parametrize("request_text", ["a 1-second video of this image", "a 1-second clip of this photo"])
def test_on_an_empty_timeline_this_photo_is_the_one_that_was_uploaded(
    request_text: str, uploads: dict[str, Upload], operations: Callable[[Draft, Plan], list[str]]
) -> None:
    photo = next(upload for upload in uploads.values() if upload.kind == "image")
    plan = direct(Draft(), request_text, [photo])
    (made,) = operations(Draft(), plan)
    assert made.startswith("PlaceMedia(")
    assert "duration=1000" in made
    assert not plan.refused

"""The language of a prompt."""

import pytest

from nemo_widgets.courier.languages import detect


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("generate a 10-second cinematic clip of a futuristic city at night", "en"),
        ("make it vertical", "en"),
        ("redo", "en"),
        ("sunset", "en"),
        ("生成一个十秒的未来城市夜景", "zh-CN"),
        ("再来一个", "zh-CN"),
        ("請幫我加上字幕和音樂", "zh-TW"),
        ("夜の東京の動画を作って", "ja"),
        ("밤의 도시 영상을 만들어 줘", "ko"),
        ("genera un video de una ciudad de noche", "es"),
        ("erstelle ein Video von einem Wald", "de"),
        ("faire une vidéo de la mer au coucher du soleil", "fr"),
        ("сделай видео моря на закате", "ru"),
        ("أنشئ فيديو للبحر", "ar"),
        ("add the title '你好世界'", "en"),
        ("给视频加标题“Hello World, how are you”", "zh-CN"),
        ("animate ciudad_de_noche.jpg slowly", "en"),
        ("我要一个 cyberpunk 风格的视频 with neon lights", "zh-CN"),
    ],
)
def test_a_prompts_language(said: str, language: str) -> None:
    assert detect(said) == language


@pytest.mark.parametrize("said", ["", "   ", "123", "12:30 !!!", "🌊🌊🌊"])
def test_where_nobody_can_say_nothing_is_told(said: str) -> None:
    assert detect(said) is None

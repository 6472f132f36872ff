"""Command lines of `%nemo`, each with how it is read or with the error it gets."""

from __future__ import annotations

import re
from typing import Any

import pytest
from IPython.core.error import UsageError

from nemo_widgets.magic import Command, parse
from nemo_widgets.magic.flags import LineError
from nemo_widgets.magic.grammar import COMMANDS, FLAGS
from nemo_widgets.magic.help import help_text

COMMAND_LINES: list[tuple[str, str, dict[str, Any]]] = [
    ("", "studio", {}),
    ("   ", "studio", {}),
    ("--session city", "studio", {"session": "city"}),
    ("--to film", "studio", {"to": "film"}),
    ("export", "export", {}),
    ("export city.mp4", "export", {"args": ("city.mp4",)}),
    ("export CITY.MP4", "export", {"args": ("CITY.MP4",)}),
    ("export 'my city.mp4'", "export", {"args": ("my city.mp4",)}),
    ('export "my city.mp4"', "export", {"args": ("my city.mp4",)}),
    ("export films/city.mp4", "export", {"args": ("films/city.mp4",)}),
    ("export {name}.mp4", "export", {"args": ("{name}.mp4",)}),
    ("export city.mp4 --bg", "export", {"args": ("city.mp4",), "background": True}),
    ("export --again city.mp4", "export", {"args": ("city.mp4",), "again": True}),
    ("--bg export city.mp4", "export", {"args": ("city.mp4",), "background": True}),
    ("--session b export", "export", {"session": "b"}),
    ("export --session=b", "export", {"session": "b"}),
    ("export --to film --quiet", "export", {"to": "film", "quiet": True}),
    ("credits", "credits", {}),
    ("credits --session b", "credits", {"session": "b"}),
    ("status", "status", {}),
    ("stop", "stop", {}),
    ("takes", "takes", {}),
    ("takes 2", "takes", {"args": ("2",)}),
    ("takes {n}", "takes", {"args": ("{n}",)}),
    ("diff 1 2", "diff", {"args": ("1", "2")}),
    ("diff 1 2 --session 'second try'", "diff", {"args": ("1", "2"), "session": "second try"}),
    ("sessions", "sessions", {}),
    ("connect local", "connect", {"args": ("local",)}),
    ("connect cloud --session city", "connect", {"args": ("cloud",), "session": "city"}),
    ("connect http://127.0.0.1:8123", "connect", {"args": ("http://127.0.0.1:8123",)}),
    ("connect https://studio.example/api --skill kling-ai-30", "connect", {"skill": "kling-ai-30"}),
    ("doctor", "doctor", {}),
    ("help", "help", {}),
    ("help export", "help", {"args": ("export",)}),
    ("help files", "help", {"args": ("files",)}),
    ("upload photo.jpg", "upload", {"args": ("photo.jpg",)}),
    ("upload a.jpg b.mp4", "upload", {"args": ("a.jpg", "b.mp4")}),
    ("upload 'my photo.jpg' --bg", "upload", {"args": ("my photo.jpg",), "background": True}),
    ("upload https://example.com/a.mp4", "upload", {"args": ("https://example.com/a.mp4",)}),
    ("upload media/harbour.jpg", "upload", {"args": ("media/harbour.jpg",)}),
    # What a person says, by the table of the prompt box.
    ("导出", "export", {}),
    ("export the video", "export", {}),
    ("Please download it.", "export", {}),
    ("show my credits", "credits", {}),
    ("积分", "credits", {}),
    ("show the timeline", "status", {}),
    ("停止", "stop", {}),
    ("Cancel!", "stop", {}),
    ("Stop!", "stop", {}),
    ("Takes", "takes", {}),
    ("HELP?", "help", {}),
    ("帮助", "help", {}),
    ("?", "help", {}),
    ("？", "help", {}),
    ("-h", "help", {}),
    ("--help", "help", {}),
    ("export --help", "help", {"args": ("export",)}),
    ("studio", "studio", {}),
    ("版本", "takes", {}),
    ("\u3000导出\u3000", "export", {}),
    ("upload {photo}", "upload", {"args": ("{photo}",)}),
    ("upload *.jpg", "upload", {"args": ("*.jpg",)}),
    # Comments, as Python has them.
    ("# the studio: player, timeline, takes", "studio", {}),
    ("export city.mp4  # at full size", "export", {"args": ("city.mp4",)}),
    ("export city.mp4 # at full size", "export", {"args": ("city.mp4",)}),
    ("stop  # enough", "stop", {}),
]

PROMPTS: list[tuple[str, dict[str, Any]]] = [
    ("generate a 5-second clip of a dog's day", {}),
    ("生成一个5秒的海边视频", {}),
    ("add the title 'It''s  late'  --loudly", {}),
    ("export the feeling of spring", {}),
    ("stop the camera at the end", {}),
    ("credits roll at the end", {}),
    ("status quo as a title", {}),
    ("help me make a clip of the sea", {}),
    ("upload day at the office, as a comedy", {}),
    ("takes a while to open: a slow flower", {}),
    ("diff the two colours", {}),
    ("connect the two clips with a fade", {}),
    ("sessions of a jazz band", {}),
    ("doctor who style titles", {}),
    ("Export", {"name": "export"}),
    ("add the title 'Export'", {}),
    ("add the title '--bg'", {}),
    ("a sea -- at dusk", {}),
    ("-5 degrees outside, snow", {}),
    ("- a list item", {}),
    ("{mood} city at night", {}),
    ("what is on the timeline?", {}),
    ("add the title 'Take  # 1'", {}),
    ("add the title “Take  # 1”", {}),
    ("make clip # 2 longer", {}),
    ("a #sunset, #nofilter", {}),
    ("'Dusk' as the title, then 'Dawn'", {}),
    ("“你好”和“再见”两个标题", {}),
    ("f is the first letter", {}),
    ("cancel the fade of the title", {}),
    ("停止镜头的移动", {}),
    ("a city – at night", {}),
    ("export the poster as a 3-second clip", {}),
]

QUOTED: list[tuple[str, str]] = [
    ('"make it 3 seconds"', "make it 3 seconds"),
    ("'a calm sea'", "a calm sea"),
    ('f"make it {n} seconds"', "make it {n} seconds"),
    ("“生成一个5秒的海边视频”", "生成一个5秒的海边视频"),
    ("a calm sea  # the first one", "a calm sea"),
    ("\u3000生成一个5秒的海边视频", "生成一个5秒的海边视频"),
]

WITH_FLAGS: list[tuple[str, str, dict[str, Any]]] = [
    ("--skill kling-ai-30 --session city --bg a calm sea", "a calm sea", {"session": "city", "background": True}),
    ("--skill=kling-ai-30 a calm sea", "a calm sea", {"skill": "kling-ai-30"}),
    ("--session 'second try' a calm sea", "a calm sea", {"session": "second try"}),
    ("--files a.jpg b.png -- fade.out slowly", "fade.out slowly", {"files": ("a.jpg", "b.png")}),
    ("--files a.jpg animate this image", "animate this image", {"files": ("a.jpg",)}),
    ('--files "my photo.jpg" b.png animate both', "animate both", {"files": ("my photo.jpg", "b.png")}),
    ("--files {photo} -- animate it", "animate it", {"files": ("{photo}",)}),
    ("--files a.jpg --bg animate it", "animate it", {"files": ("a.jpg",), "background": True}),
    ("--again --yes --quiet a sea", "a sea", {"again": True, "yes": True, "quiet": True}),
    ("--to x a sea", "a sea", {"to": "x"}),
    ("--cap 300 --head a sea", "a sea", {"cap": 300, "head": True}),
    ("--cap=12.5 a sea", "a sea", {"cap": 12.5}),
    ("-- export the mood of a rainy day", "export the mood of a rainy day", {}),
    ("-- export", "export", {}),
    ('-- "make it 3 seconds"', '"make it 3 seconds"', {}),
    ("-- a sea --bg", "a sea --bg", {}),
    ("--bg -- stop", "stop", {"background": True}),
]

ERRORS: list[tuple[str, str]] = [
    ("exprot city.mp4", "did you mean %nemo export city.mp4?"),
    ("exprot", "did you mean %nemo export?"),
    ("uplaod a.jpg", "did you mean %nemo upload a.jpg?"),
    ("statsu", "did you mean %nemo status?"),
    ("dif 1 2", "did you mean %nemo diff 1 2?"),
    ("docter", "did you mean %nemo doctor?"),
    ("connect clud", "did you mean cloud?"),
    ("help exprot", "did you mean export?"),
    ("--skil x a sea", "did you mean --skill?"),
    ("--agian a sea", "did you mean --again?"),
    ("--loud a sea", "there is no flag --loud. See %nemo help."),
    ("--skill nonsense a sea", "choose one of video-generative"),
    ("--skill kling-30 a sea", "did you mean kling-ai-30?"),
    ("--skill", "--skill needs a value: --skill NAME."),
    ("--session --bg a sea", "--session needs a value"),
    ("--to 1x a sea", "--to needs the name of a variable, not '1x'"),
    ("--to for a sea", "--to needs the name of a variable, not 'for'"),
    ("--cap much a sea", "--cap needs a number of credits, not 'much'"),
    ("--cap -3 a sea", "--cap needs a number of credits, not '-3'"),
    ("a calm sea --cap 3", "flags stand before the prompt: %nemo --cap 3 a calm sea"),
    ("--bg --bg a sea", "--bg is given twice"),
    ("--bg", "--bg needs a prompt behind it"),
    ("--", "-- needs a prompt behind it"),
    ("a calm sea --bg", "flags stand before the prompt: %nemo --bg a calm sea"),
    ("a calm sea --session b", "flags stand before the prompt: %nemo --session b a calm sea"),
    ("animate this --files a.jpg b.jpg", "flags stand before the prompt: %nemo --files a.jpg b.jpg animate this"),
    ("status --files a.jpg", "--files does not go with status. See %nemo help status."),
    ("credits --bg", "--bg does not go with credits"),
    ("--files a.jpg export", "--files does not go with export"),
    ("export --loud", "there is no flag --loud"),
    ("export a.mp4 b.mp4", "export is written %nemo export [NAME.mp4]. See %nemo help export."),
    ("upload", "upload is written %nemo upload FILE…. See %nemo help upload."),
    ("upload my photo", "upload is written %nemo upload FILE…"),
    ("diff", "diff is written %nemo diff A B"),
    ("diff 1", "diff is written %nemo diff A B"),
    ("connect", "connect is written %nemo connect cloud|local|URL"),
    ("connect local cloud", "connect is written %nemo connect cloud|local|URL"),
    (
        "connect nemovideo.com",
        "connect is written %nemo connect cloud|local|URL; as a prompt: %nemo -- connect nemovideo.com. See",
    ),
    ("connect Locla", "did you mean local?"),
    (
        "export city",
        "export is written %nemo export [NAME.mp4]; as a prompt: %nemo -- export city. See %nemo help export.",
    ),
    ("export city.mov", "export is written %nemo export [NAME.mp4]; as a prompt"),
    (
        "export my city.mp4",
        "export is written %nemo export [NAME.mp4]; a name with spaces stands in quotes; as a prompt",
    ),
    ("upload media", "upload is written %nemo upload FILE…; as a prompt"),
    ("takes all", "takes is written %nemo takes [N]; as a prompt"),
    ("diff one two", "diff is written %nemo diff A B; as a prompt"),
    ("help me", "help is written %nemo help [COMMAND]; as a prompt"),
    ("--bg=yes a sea", "--bg takes no value"),
    ("--session '' a sea", "--session needs a value"),
    ('--session=""', "--session needs a value"),
    ("-bg a sea", "there is no flag -bg; did you mean --bg?"),
    ("\u2013bg a sea", "did you mean --bg?"),
    ("\u2014\u2014bg 一片海", "did you mean --bg?"),
    ("\u2014skill=kling-ai-30 a sea", "did you mean --skill?"),
    ("export city.mp4 \u2014again", "did you mean --again?"),
]


def test_there_are_enough_of_them() -> None:
    assert len(COMMAND_LINES) + len(PROMPTS) + len(WITH_FLAGS) + len(ERRORS) >= 80


@pytest.mark.parametrize(("line", "name", "has"), COMMAND_LINES)
def test_a_command_is_read_as_one(line: str, name: str, has: dict[str, Any]) -> None:
    found = parse(line)
    assert found.name == name
    assert found.text == ""
    assert {key: getattr(found, key) for key in has} == has


@pytest.mark.parametrize(("line", "has"), PROMPTS)
def test_a_line_that_is_not_wholly_a_command_is_a_prompt_as_it_was_typed(line: str, has: dict[str, Any]) -> None:
    found = parse(line)
    assert found.name == has.get("name", "prompt")
    assert found.text == ("" if "name" in has else line)


@pytest.mark.parametrize(("line", "text"), QUOTED)
def test_quotes_around_it_all_and_a_comment_behind_it_are_no_part_of_a_prompt(line: str, text: str) -> None:
    assert parse(line) == Command("prompt", text=text)


@pytest.mark.parametrize(("line", "text", "has"), WITH_FLAGS)
def test_flags_stand_before_a_prompt(line: str, text: str, has: dict[str, Any]) -> None:
    found = parse(line)
    assert (found.name, found.text) == ("prompt", text)
    assert {key: getattr(found, key) for key in has} == has


@pytest.mark.parametrize(("line", "said"), ERRORS)
def test_what_is_wrong_with_a_line_is_said_with_what_was_meant(line: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(line)
    assert said in str(caught.value)
    assert str(caught.value).startswith("%nemo: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "cell", "text"),
    [
        ("", "a calm sea\nat dusk\n", "a calm sea\nat dusk"),
        ("--session city", "a calm sea", "a calm sea"),
        ("a title first,", "then a calm sea", "a title first,\nthen a calm sea"),
        ("", "export", "export"),
        ("", "--bg", "--bg"),
    ],
)
def test_a_cell_is_a_prompt_with_its_line_before_it(line: str, cell: str, text: str) -> None:
    found = parse(line, cell)
    assert (found.name, found.text) == ("prompt", text)


@pytest.mark.parametrize("line", [line for line, _ in ERRORS])
def test_it_is_said_in_chinese_too_with_the_same_words_to_type(line: str) -> None:
    with pytest.raises(LineError) as caught:
        parse(line)
    english, caught.value.language = str(caught.value), "zh-CN"
    chinese = str(caught.value)
    assert re.search("[\u4e00-\u9fff]", chinese)
    typed = re.findall(r"%nemo(?: [a-z]+)+|--[a-z]+", english)
    assert [words for words in typed if words not in chinese] == []


def test_the_help_names_each_command_and_each_flag() -> None:
    whole = help_text()
    assert all(spec.usage in whole for spec in COMMANDS.values())
    assert all(name in whole for name in FLAGS)
    assert max(map(len, whole.splitlines())) <= 120


@pytest.mark.parametrize("topic", [*COMMANDS, *FLAGS, *(name.removeprefix("--") for name in FLAGS)])
def test_each_topic_has_its_help(topic: str) -> None:
    told = help_text(topic)
    assert topic.removeprefix("--") in told.splitlines()[0]
    assert len(told.splitlines()) > 1


def test_the_help_is_there_in_chinese_with_all_that_can_be_typed() -> None:
    told = help_text(language="zh-CN")
    typed = [spec.usage for spec in COMMANDS.values()] + [flag.usage for flag in FLAGS.values()]
    assert all(re.search(f"{re.escape(usage)}\\s+[^\\n]*[\u4e00-\u9fff]", told) for usage in typed)
    assert max(sum(2 if ord(character) > 0x2E80 else 1 for character in line) for line in told.splitlines()) <= 120


@pytest.mark.parametrize("spec", COMMANDS.values(), ids=COMMANDS)
def test_what_the_help_says_of_a_command_can_be_typed(spec: Any) -> None:
    said = {"[NAME.mp4]": "a.mp4", "FILE…": "a.jpg", "[N]": "1", "A B": "1 2", "[COMMAND]": "export"}
    arguments = said.get(spec.arguments, spec.arguments.split("|", maxsplit=1)[0])
    assert parse(f"{spec.name} {arguments}").name == spec.name

"""protocol.md, Message routing: "The backend talks as if a GUI existed; its phrases become actions"."""

import pytest

from nemo_widgets.session.phrases import LABELS, PHRASES, translate


@pytest.mark.parametrize(
    ("reply", "shown", "kind"),
    [
        ("Done! Click the Export button.", "Done! Export it.", "export"),
        ("All set. Click the Export button to download.", "All set. Export it to download.", "export"),
        ("Press **Export** in the top right.", "Export it.", "export"),
        ("You will find it behind the Export button.", "You will find it behind export it.", "export"),
        ("已完成，点击导出按钮。", "已完成，导出。", "export"),
        ("点击右上角的“导出”按钮。", "导出。", "export"),
        ("You can preview it in the timeline.", "You can see the timeline below.", "summary"),
        ("Preview the clip in your timeline.", "See the timeline below.", "summary"),
        ("在时间线中预览效果。", "请看下方时间线。", "summary"),
        ("Please check your account.", "Please see your credits.", "credits"),
        ("Check your account/billing page.", "See your credits.", "credits"),
        ("请查看您的账户余额。", "请查看积分。", "credits"),
        ("请检查你的帐单。", "请查看积分。", "credits"),
        ("Open the Media panel to see it.", "See the timeline below to see it.", "summary"),
        ("Then open the 'Text & Titles' panel.", "Then see the timeline below.", "summary"),
        ("打开素材面板。", "请看下方时间线。", "summary"),
        ("Drag and drop the clip to the end.", "Say what should go where.", "send"),
        ("You can drag the clip onto the second track.", "You can say what should go where.", "send"),
        ("拖拽片段到轨道末尾。", "告诉我要放在哪里。", "send"),
        ("Click the Apply button.", "Just ask for it.", "send"),
        ("Click 'Apply'.", "Just ask for it.", "send"),
        ("Click [Apply].", "Just ask for it.", "send"),
        ("点击「应用」按钮。", "直接告诉我即可。", "send"),
        ("点击应用按钮。", "直接告诉我即可。", "send"),
    ],
)
def test_talk_of_a_screen_becomes_an_action_and_is_not_shown(reply: str, shown: str, kind: str) -> None:
    text, actions = translate(reply)
    assert (text, [action.kind for action in actions]) == (shown, [kind])


@pytest.mark.parametrize(
    "reply",
    [
        "Here is a city at night.",
        "The click of a shutter is at 3 s, and the door is open.",
        "I added a drag race.",
        "He opens a window over the sea.",
        "I used the export settings you asked for.",
        "已为您提高点击率。",
        "门打开了。",
        "导出设置没有变化。",
    ],
)
def test_a_reply_without_a_screen_stays_as_it_is(reply: str) -> None:
    assert translate(reply) == (reply, ())


def test_only_reading_may_happen_by_itself() -> None:
    """architecture.md, Rules of money: replies are untrusted."""
    assert {phrase.kind for phrase in PHRASES} == set(LABELS)
    _, actions = translate("Click Export. Check your account. Open the Media panel. Drag the clip to the end.")
    assert {action.kind: action.free for action in actions} == {
        "export": False,
        "credits": True,
        "summary": True,
        "send": False,
    }


def test_an_edit_that_was_left_to_the_user_becomes_a_message() -> None:
    _, (action,) = translate("Done. You can drag the clip onto the second track. Enjoy!")
    assert action.text == "Please do this for me: drag the clip onto the second track"
    _, (chinese,) = translate("完成。拖拽片段到轨道末尾。")
    assert chinese.text == "请直接帮我完成：拖拽片段到轨道末尾"


def test_each_action_has_a_name_for_its_button() -> None:
    (action,) = translate("Click Export")[1]
    assert (action.label(), action.label("zh-CN")) == ("Export", "导出")


def test_an_action_is_named_once() -> None:
    assert len(translate("Click Export. Or press the Export button.")[1]) == 1


def test_a_long_reply_is_read_quickly() -> None:
    """No pattern goes through a text more often than once for each place."""
    text = "open the " * 3000 + "drag the " * 3000 + "点击" * 3000
    assert translate(text)

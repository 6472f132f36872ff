"""Chat frames into events: all body shapes of protocol.md, in any mix.

Every frame is first put into the shape of an agent-development-kit event (a list of parts, an author, whole or
partial), so that one path reads them all. Frames that hold nothing but text, which is nearly all of a stream, are
decoded straight into that shape (`plaintext`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nemo_widgets.client.answer import Answer, parse_json
from nemo_widgets.client.events import (
    ChatEvent,
    Heartbeat,
    StreamError,
    TextDelta,
    TextFinal,
    Thought,
    ToolCall,
    ToolResult,
)
from nemo_widgets.client.plaintext import Voice, read_plain
from nemo_widgets.client.refusals import as_code
from nemo_widgets.errors import plain, repair

Json = Mapping[str, Any]

_STOCK_PHRASE = "i encountered a temporary issue"
_STOCK_LENGTH = len(_STOCK_PHRASE)
_BEGINNING = 200
_USER = "user"
_NO_ERROR = "MODEL_RETURNED_NO_CONTENT"
"""The turn ended without words, which says nothing of the edit (adk.md 3.4)."""
_CALLS, _RESULTS = ("tool_call", "function_call"), ("tool_result", "function_response")
_TOOL_KINDS = _CALLS + _RESULTS


@dataclass(slots=True)
class _Block:
    """A paragraph of the reply, as far as it is known."""

    beginning: str = ""
    """The first 200 characters."""
    ignore: bool = False
    """It is the stock phrase after a normal reply."""
    open: bool = True
    """Its first characters could still become the stock phrase."""
    held: str = ""
    """What was not told yet, for that reason."""

    @property
    def speaks(self) -> bool:
        """Whether it is a normal reply."""
        return bool(self.beginning.strip()) and not _is_stock(self.beginning)


class Reader:
    """Reads the frames of one chat.

    Args:
        redact: Blots secrets out of a text.

    Example:
        >>> Reader().read('{"type":"text","content":"Hello"}')
        [TextDelta(block=0, text='Hello', ignore=False)]
    """

    def __init__(self, redact: Callable[[str], str] = str) -> None:
        self._redact = redact
        self._blocks: list[_Block] = []
        self._open: dict[Voice, int] = {}
        self._thinking: set[Voice] = set()
        self._calls: set[str] = set()
        self._errors: list[tuple[StreamError, bool]] = []

    def read(self, data: str | bytes) -> list[ChatEvent]:
        """The events of a frame; a frame with nothing in it is a sign of life."""
        return self.read_all([data])

    def read_all(self, frames: Iterable[str | bytes]) -> list[ChatEvent]:
        """The events of some frames."""
        events: list[ChatEvent] = []
        redact, blocks, open_now = self._redact, self._blocks, self._open
        for data in frames:
            plainly = read_plain(data)
            if plainly is None:
                events += self._read_long(data)
                continue
            text, partial, voice = plainly
            text, number = redact(text), open_now.get(voice)
            if partial and number is not None:
                # Nearly every frame of a long reply: one more piece of a block that is under way.
                block = blocks[number]
                if not block.open and (len(text) < _STOCK_LENGTH or not _is_stock(text)):
                    events.append(TextDelta(number, text, block.ignore))
                    continue
            said = [] if voice[0] == _USER else list(self._say(voice, text, partial=partial))
            events += said or [Heartbeat()]
        return events

    def _read_long(self, data: str | bytes) -> list[ChatEvent]:
        text = data if isinstance(data, str) else data.decode("utf-8", "replace")
        value = parse_json(text)
        if value is None and "\n" in text:
            # Servers that forget the empty line between frames: one event in each line.
            return [event for line in text.split("\n") for event in self._frame(parse_json(line), line)]
        return self._frame(value, text)

    def end(self) -> list[ChatEvent]:
        """What was held back when the stream ended."""
        return [event for number in range(len(self._blocks)) for event in self._let_go(number)]

    def read_body(self, answer: Answer) -> list[ChatEvent]:
        """The events of a body that is no stream: one JSON event, a list of them, an envelope, or text."""
        frames = [line.removeprefix("data:") for line in answer.text.split("\n") if line.startswith("data:")]
        if frames:  # a stream after all, under a wrong name
            return [event for frame in frames for event in self.read(frame)]
        if answer.json is None:
            return self._whole(answer.text) if answer.text.strip() else [Heartbeat()]
        inner = answer.fields.get("data", answer.json)
        words = inner if isinstance(inner, str) else _pick(answer.data, "reply", "message", "response", "answer")
        events = self._frame(inner, "")
        silent = all(isinstance(event, Heartbeat) for event in events)
        return self._whole(words) if silent and isinstance(words, str) and words.strip() else events

    def _whole(self, text: str) -> list[ChatEvent]:
        return list(self._text(("", ""), text, partial=False))

    def _frame(self, value: Any, data: str) -> list[ChatEvent]:
        if isinstance(value, list):
            return [event for item in value for event in self._frame(item, "")]
        if not isinstance(value, Mapping):
            broken = data.lstrip().startswith('{"error"')
            return list(self._error(_unquoted(data), None, frame=True)) if broken else [Heartbeat()]
        return list(self._event(value)) or [Heartbeat()]

    def _event(self, event: Json) -> Iterator[ChatEvent]:
        voice = (str(event.get("author") or ""), str(event.get("branch") or ""))
        partial = event.get("partial")
        content = event.get("content")
        # Only the kit's own events come whole by default; the plain shapes are pieces of one text.
        is_partial = partial is True or (partial is not False and not isinstance(content, Mapping))
        if voice[0] != _USER:
            yield from self._parts(_parts(event), voice, is_partial, tentative=partial is True)
        yield from self._told_error(event)

    def _parts(self, parts: list[Json], voice: Voice, partial: bool, *, tentative: bool) -> Iterator[ChatEvent]:
        text = "".join(part["text"] for part in parts if _says(part) and not part.get("thought"))
        thought = "".join(part["text"] for part in parts if _says(part) and part.get("thought"))
        if thought:
            yield from self._thought(voice, thought, partial)
        if text:
            yield from self._text(voice, text, partial=partial)
        if tentative:
            return  # calls come again, complete, when the message is whole (adk.md 3.2)
        for part in parts:
            call, result = (
                _pick(part, "functionCall", "function_call"),
                _pick(part, "functionResponse", "function_response"),
            )
            if isinstance(call, Mapping) and self._is_new("call", call.get("id")):
                yield from self._close(voice)
                args = call.get("args")
                yield ToolCall(_name(call), dict(args) if isinstance(args, Mapping) else {}, _id(call))
            if isinstance(result, Mapping) and self._is_new("result", result.get("id")):
                yield from self._close(voice)
                yield ToolResult(_name(result), _id(result))

    def _is_new(self, kind: str, call_id: Any) -> bool:
        key = f"{kind} {call_id}"
        if call_id and key in self._calls:
            return False
        self._calls.add(key)
        return True

    def _thought(self, voice: Voice, text: str, partial: bool) -> Iterator[ChatEvent]:
        if partial:
            self._thinking.add(voice)
        elif voice in self._thinking:
            self._thinking.discard(voice)
            return
        yield Thought(self._clean(text))

    def _text(self, voice: Voice, text: str, *, partial: bool) -> Iterator[ChatEvent]:
        yield from self._say(voice, self._clean(text), partial=partial)

    def _say(self, voice: Voice, text: str, *, partial: bool) -> Iterator[ChatEvent]:
        number = self._open.get(voice)
        if number is None or (partial and _is_stock(text) and not _is_stock(self._blocks[number].beginning)):
            if number is not None:
                yield from self._let_go(number)
            number = self._open[voice] = len(self._blocks)
            self._blocks.append(_Block())
        block = self._blocks[number]
        if not partial:
            block.beginning, block.held, block.open = text[:_BEGINNING], "", False
            block.ignore = _is_stock(block.beginning) and self._spoken_before(number)
            del self._open[voice]
            yield TextFinal(number, text, block.ignore)
        elif not block.open:
            yield TextDelta(number, text, block.ignore)
        else:
            yield from self._begin(number, block, text)

    def _begin(self, number: int, block: _Block, text: str) -> Iterator[ChatEvent]:
        """More of a block that could still become the stock phrase: held back while nobody can tell."""
        block.beginning = (block.beginning + text)[:_BEGINNING]
        block.held += text
        start = block.beginning.lstrip().lower()
        if start != _STOCK_PHRASE and _STOCK_PHRASE.startswith(start) and self._spoken_before(number):
            return
        block.open = not start or _STOCK_PHRASE.startswith(start)
        block.ignore = _is_stock(block.beginning) and self._spoken_before(number)
        yield from self._let_go(number)

    def _let_go(self, number: int) -> Iterator[ChatEvent]:
        block = self._blocks[number]
        if block.held:
            text, block.held = block.held, ""
            yield TextDelta(number, text, block.ignore)

    def _spoken_before(self, number: int) -> bool:
        return any(block.speaks for block in self._blocks[:number])

    def _close(self, voice: Voice) -> Iterator[ChatEvent]:
        """What follows a tool's work is a new paragraph, even if the deltas before it were never confirmed."""
        number = self._open.pop(voice, None)
        if number is not None:
            yield from self._let_go(number)

    def _told_error(self, event: Json) -> Iterator[ChatEvent]:
        code = _pick(event, "errorCode", "error_code")
        if code is not None and code != _NO_ERROR:
            words = _pick(event, "errorMessage", "error_message")
            yield from self._error(_words(words) or str(code), str(code), frame=False)
        if event.get("type") in _TOOL_KINDS:
            return  # a tool that failed is the agent's to deal with
        error = event.get("error")
        if error:
            details = event.get("error_details")
            inner = error if isinstance(error, Mapping) else details if isinstance(details, Mapping) else {}
            yield from self._error(_words(error), _text_or_none(_pick(inner, "code", "error_type")), frame=True)
        elif event.get("type") == "error" or _is_refusal(event):
            yield from self._error(_words(event), _text_or_none(event.get("code")), frame=True)

    def _error(self, message: str, code: str | None, *, frame: bool) -> Iterator[ChatEvent]:
        """An error, unless it is the one just told: an exception comes as an event and once more as a frame."""
        error = StreamError(
            plain(self._clean(message), 300) or "no reason given", code and plain(self._clean(code), 80)
        )
        for earlier, was_frame in self._errors:
            twin = earlier.message in error.message or error.message in earlier.message
            if error == earlier or (twin and was_frame != frame):
                return
        self._errors.append((error, frame))
        yield error

    def _clean(self, text: str) -> str:
        return self._redact(repair(text))


def _parts(event: Json) -> list[Json]:
    """The event's content as the kit's parts."""
    content, kind = event.get("content"), event.get("type")
    if kind in _CALLS:
        return [{"functionCall": event}]
    if kind in _RESULTS:
        return [{"functionResponse": event}]
    if kind in ("heartbeat", "ping", "error"):
        return []
    if isinstance(content, Mapping):
        content = content.get("parts")
    if content is None:
        content = event.get("text")
    items = content if isinstance(content, list) else [content]
    parts = [{"text": item} if isinstance(item, str) else item for item in items]
    thought = kind in ("thought", "thinking")
    return [{**part, "thought": True} if thought else part for part in parts if isinstance(part, Mapping)]


def _is_refusal(event: Json) -> bool:
    """An envelope in place of an event: a code, and nothing said."""
    return as_code(event.get("code")) not in {None, 0, 200} and not ({"content", "text", "type"} & event.keys())


def _says(part: Json) -> bool:
    return isinstance(part.get("text"), str)


def _pick(fields: Json, *names: str) -> Any:
    return next((fields[name] for name in names if fields.get(name) is not None), None)


def _name(call: Json) -> str:
    return plain(repair(str(call.get("name") or "tool")), 120)


def _id(call: Json) -> str | None:
    return _text_or_none(call.get("id"))


def _text_or_none(value: Any) -> str | None:
    return None if value is None or isinstance(value, dict | list) else str(value)


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return _words(_pick(value, "message", "content", "detail", "reason", "error", "text"))
    return value if isinstance(value, str) else "" if value is None else str(value)


def _is_stock(text: str) -> bool:
    return text.lstrip()[:_STOCK_LENGTH].lower() == _STOCK_PHRASE


def _unquoted(data: str) -> str:
    """The words of an error frame that is no JSON (adk.md 2: versions up to 1.22 do not escape them)."""
    return data.strip().removeprefix('{"error"').lstrip(": ").removesuffix("}").strip().strip('"')

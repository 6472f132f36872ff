"""A chat: one message out, a stream of events back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from types import TracebackType
from typing import Self

from nemo_widgets.client.answer import Answer
from nemo_widgets.client.events import ChatEvent, Heartbeat
from nemo_widgets.client.http import Connection
from nemo_widgets.client.patience import Patience
from nemo_widgets.client.reader import Reader
from nemo_widgets.errors import StreamInterruptedError

EVENT_STREAM = "text/event-stream"
_LOOK_FIRST = "The work may still be running; look at its state before sending it again."


class ChatStream:
    """The events of one message: an async context manager to iterate over.

    Entering sends the message and returns once the backend has accepted it. Leaving closes the connection at once,
    wherever the stream stands. The end of the iteration is the end of the turn.

    Args:
        send: Sends the message; gives the accepted connection, or the whole answer if it is no event stream.
        reader: Makes events of frames.
        patience: How long a turn may take, and how long it may give nothing but signs of life.
    """

    def __init__(
        self,
        send: Callable[[], Awaitable[Connection | Answer]],
        reader: Reader,
        patience: Patience,
    ) -> None:
        self._send = send
        self._reader = reader
        self._patience = patience
        self._connection: Connection | None = None
        self._events: AsyncGenerator[ChatEvent, None] | None = None
        self._entered = False

    async def __aenter__(self) -> Self:
        if self._entered:
            raise RuntimeError("a chat is entered once: its message is sent by that")
        self._entered = True
        accepted = await self._send()
        if isinstance(accepted, Connection):
            self._connection = accepted
            self._events = self._follow(accepted)
        else:
            self._events = self._recount(accepted)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            await self._connection.aclose()
        if self._events is not None:
            await self._events.aclose()

    def __aiter__(self) -> AsyncIterator[ChatEvent]:
        if self._events is None:
            raise RuntimeError("enter the chat before reading it")
        return self._events

    async def _follow(self, connection: Connection) -> AsyncGenerator[ChatEvent, None]:
        read_all, clock = self._reader.read_all, asyncio.get_running_loop().time
        quiet, end = clock() + self._patience.quiet, clock() + self._patience.turn
        failure: StreamInterruptedError | None = None
        async with aclosing(connection.frames()) as batches:
            try:
                async for batch in batches:
                    content = False
                    for event in read_all(batch):
                        content = content or type(event) is not Heartbeat
                        yield event
                    now = clock()
                    if content:
                        quiet = now + self._patience.quiet
                    # Total silence ends by the connection's own limit.
                    if now > quiet or now > end:
                        raise _too_long(now > end)
            except StreamInterruptedError as error:
                failure = error
        for event in self._reader.end():
            yield event
        if failure is not None:
            raise failure

    async def _recount(self, answer: Answer) -> AsyncGenerator[ChatEvent, None]:
        for event in self._reader.read_body(answer):
            yield event


def _too_long(whole: bool) -> StreamInterruptedError:
    what = "The turn took too long" if whole else "For long the backend gave nothing but signs of life"
    return StreamInterruptedError(f"{what}, so nobody listens to it any more.", _LOOK_FIRST)

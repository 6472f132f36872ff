"""What pages send to widgets while a cell of ipykernel 6 waits.

That kernel takes one message after the other, and a cell is one of them: what comes meanwhile waits until the cell has
ended. Here the messages for widgets are taken out of the queue and handed on. All others stay in it, in their order,
so that the cells behind this one run after it, or are given up if it fails, as ever.

`jupyter_ui_poll` does something like it, but takes the cells behind out as well and runs them itself: measured on
ipykernel 6.31, a Run All went on after a cell that had failed, and sent what stood behind it. The parts used here are
ipykernel's own, and only version 6 has them.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

_COMMS = "comm_"
_PARTS = ("msg_queue", "shell_stream", "saved_sigint_handler", "_parents", "_parent_ident")


def waits(kernel: Any, loop: asyncio.AbstractEventLoop) -> bool:
    """Whether messages to this kernel wait while a cell runs in that loop."""
    its_own = getattr(getattr(kernel, "io_loop", None), "asyncio_loop", None)
    return its_own is loop and all(hasattr(kernel, name) for name in _PARTS)


def hand_on_now(kernel: Any) -> None:
    """The same for a cell that blocks: nobody else fetches the messages meanwhile.

    Args:
        kernel: One of which `waits` is true.
    """
    kernel.shell_stream.flush()
    handing_on = hand_on(kernel)
    with contextlib.suppress(StopIteration):
        while True:
            handing_on.send(None)  # the handlers of these messages have nothing to wait for


async def hand_on(kernel: Any) -> None:
    """Let widgets hear what pages have sent them so far, while a cell awaits.

    Args:
        kernel: One of which `waits` is true.
    """
    queue = kernel.msg_queue
    come = [queue.get_nowait() for _ in range(queue.qsize())]
    found = []
    for message in come:
        if _for_widgets(kernel.session, message):
            found.append(message)
        else:
            queue.put_nowait(message)
    try:
        while found:
            await _dispatch(kernel, found.pop(0))
    finally:
        for message in found:  # the cell was interrupted
            queue.put_nowait(message)


def _for_widgets(session: Any, message: Any) -> bool:
    try:
        _, _, (frames, *_) = message
        _, parts = session.feed_identities(frames, copy=False)
        header = json.loads(bytes(parts[1].buffer))  # a signature comes first; whether it is right is looked at later
        return str(header["msg_type"]).startswith(_COMMS)
    except (ValueError, TypeError, LookupError, AttributeError):
        return False  # the kernel will say what is wrong with it


async def _dispatch(kernel: Any, message: Any) -> None:
    """As the kernel does it, and then the cell is what outputs and interrupts belong to again."""
    _, dispatch, arguments = message
    cell = kernel._parent_ident["shell"], kernel._parents["shell"]
    on_interrupt = kernel.saved_sigint_handler
    try:
        await dispatch(*arguments)
    finally:
        kernel.saved_sigint_handler = on_interrupt
        kernel.set_parent(*cell, channel="shell")

"""A page without a browser: what a widget sends, understood as `js/src/lib/store.ts` understands it."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import comm
import pytest
from comm.base_comm import BaseComm

from nemo_widgets.session.connect import connect
from nemo_widgets.session.session import Session
from nemo_widgets.widgets.parts import Studio


class Wire(BaseComm):  # type: ignore[misc]
    """A comm whose messages are handed to a page."""

    page: Page | None = None

    def publish_msg(self, msg_type: str, data: Any = None, buffers: Any = None, **_: Any) -> None:
        if self.page is not None and msg_type == "comm_msg":
            self.page.receive(data, buffers or [])


class Page:
    """The page's half of the protocol."""

    def __init__(self, widget: Studio) -> None:
        self.widget = widget
        self.snapshot: dict[str, Any] = {}
        self.seq = -1
        self.deltas = 0
        self.bytes = 0
        self.snapshots = 0
        self.lose: Callable[[dict[str, Any]], bool] = lambda _: False
        self.gaps = 0
        self.acks: dict[str, tuple[dict[str, Any], list[Any]]] = {}
        self._count = 0
        self._lock = threading.Lock()
        self._resyncs: list[threading.Thread] = []
        self._take(widget.snapshot)
        widget.comm.page = self

    def receive(self, data: dict[str, Any], buffers: list[Any]) -> None:
        self.bytes += len(json.dumps(data, ensure_ascii=False).encode()) + sum(map(len, buffers))
        content = data.get("content", {})
        if data["method"] == "update" and "snapshot" in data["state"]:
            if not self.lose(data["state"]["snapshot"]):
                self.snapshots += 1
                self._take(data["state"]["snapshot"])
        elif content.get("kind") in ("delta", "patch", "latest") and self.lose(content):
            pass
        elif content.get("kind") == "ack":
            self.acks[content["id"]] = content, buffers
        elif content.get("kind") in ("delta", "patch"):
            self._grow(content)
        elif content.get("kind") == "latest" and content["seq"] > self.seq:
            self.resync()

    def _take(self, snapshot: dict[str, Any]) -> None:
        if snapshot["seq"] < self.seq:
            return
        self.snapshot, self.seq = copy.deepcopy(snapshot), snapshot["seq"]

    @property
    def texts(self) -> dict[str, list[str]]:
        """The replies by their turns."""
        return {entry["turn"]: entry["blocks"] for entry in self.snapshot["log"] if entry["kind"] == "reply"}

    def _grow(self, message: dict[str, Any]) -> None:
        if message["seq"] != self.seq + 1:
            if message["seq"] > self.seq:
                self.gaps += 1
                self.resync()
            return
        self.seq = message["seq"]
        if message["kind"] == "patch":
            self._patch(message)
            return
        self.deltas += 1
        blocks = self.texts[message["turn"]]
        blocks += [""] * (message["block"] + 1 - len(blocks))
        blocks[message["block"]] = (blocks[message["block"]] if message["op"] == "append" else "") + message["text"]

    def _patch(self, patch: dict[str, Any]) -> None:
        self.snapshot |= copy.deepcopy(patch.get("parts", {}))
        log = {entry["id"]: entry for entry in self.snapshot["log"]}
        for entry in copy.deepcopy(patch.get("entries", [])):
            if "blocks" in entry and entry["blocks"] is None:
                entry["blocks"] = log[entry["id"]]["blocks"]
            log[entry["id"]] = entry
        self.snapshot["log"] = [log[entry_id] for entry_id in patch.get("order", log)]

    def resync(self) -> None:
        """Ask for everything, from another thread, as a browser would."""
        thread = threading.Thread(target=self.send, args=({"kind": "resync"},))
        self._resyncs.append(thread)
        thread.start()

    def send(self, content: dict[str, Any], *buffers: bytes) -> None:
        self.widget._handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": buffers})

    def ask(self, kind: str, *buffers: bytes, **more: Any) -> tuple[dict[str, Any], list[Any]]:
        """A command and its acknowledgement, with its buffers."""
        with self._lock:
            self._count += 1
            command_id = f"c{self._count}"
        self.send({"kind": kind, "id": command_id, **more}, *buffers)
        return self.acks[command_id]

    def settle(self) -> None:
        """Wait for the questions asked meanwhile."""
        for thread in self._resyncs:
            thread.join(10)


@pytest.fixture
def session(home: Path) -> Session:
    return connect("local", name="test")


@pytest.fixture
def studio(session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    monkeypatch.setattr(comm, "create_comm", Wire)
    studio = Studio(session)
    yield studio
    studio.close()


@pytest.fixture
def page(studio: Studio) -> Page:
    return Page(studio)

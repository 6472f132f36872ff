"""What a page may ask for, each answered once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nemo_widgets.errors import (
    CapError,
    MissingFileError,
    NemoError,
    SpendingError,
    UnknownNameError,
    UnsupportedFileError,
    plain,
)
from nemo_widgets.session.connect import connect
from nemo_widgets.session.files import is_url
from nemo_widgets.session.jobs import Turn
from nemo_widgets.session.session import Session
from nemo_widgets.session.translations import told
from nemo_widgets.widgets.comparison import chosen, key_of, want_film
from nemo_widgets.widgets.films import Films
from nemo_widgets.widgets.intake import Intake, forget, piece_of
from nemo_widgets.widgets.thumbs import small, smaller
from nemo_widgets.widgets.view import THUMB_PX, Showing
from nemo_widgets.widgets.words import say

if TYPE_CHECKING:
    from nemo_widgets.widgets.bridge import SessionWidget

log = logging.getLogger(__name__)

_PICTURE_LIMIT = 256 * 1024

Answer = dict[str, Any]
Message = dict[str, Any]


class Commands:
    """Carries out a page's commands on a session."""

    def __init__(self, widget: SessionWidget, session: Session, showing: Showing) -> None:
        self._widget = widget
        self._session = session
        self._showing = showing
        self._intake = Intake()
        self._films = Films()
        self._takes_seen: int | None = None
        self._handlers: dict[str, Callable[[Message, list[Any]], Answer | None]] = {
            "send": self._send,
            "stop": self._stop,
            "export": self._export,
            "select-take": self._select_take,
            "compare": self._compare,
            "rate": self._rate,
            "note": self._note,
            "profile": self._profile,
            "reattach": self._reattach,
            "send-again": self._send_again,
            "upload-begin": self._upload_begin,
            "upload-chunk": self._upload_chunk,
            "upload-status": lambda m, _: {"received": self._intake.held(str(m["upload"]))},
            "upload-picture": self._upload_picture,
            "upload-end": self._upload_end,
            "upload-cancel": self._upload_cancel,
            "upload-url": self._upload_url,
            "connect": self._connect,
            "media": self._media,
        }

    def turn_to(self, session: Session, showing: Showing) -> None:
        """Work on another session from here on."""
        self._session, self._showing, self._takes_seen = session, showing, None

    def run(self, message: Message, buffers: list[Any]) -> tuple[Answer, list[bytes]]:
        """Do what a message says; the answer and its buffers. Whatever goes wrong becomes the answer: one must come."""
        kind, language = str(message.get("kind")), self._session.language
        try:
            if kind == "media-chunk":
                return {"ok": True}, [self._media_chunk(message)]
            answer = self._handlers[kind](message, buffers) or {}
        except NemoError as error:
            said, step = told(error, language)
            refusal = {"ok": False, "error": said, "next_step": step}
            if isinstance(error, SpendingError) and not isinstance(error, CapError):
                # The page puts the question, and sends again with `yes` if the person agrees.
                refusal["confirm"] = said
            return refusal, []
        except OSError as error:
            said = say("The disk of the kernel's machine refused: {}.", language, error.strerror)
            step = say("Free some space or give access, then try again.", language)
            return {"ok": False, "error": said, "next_step": step}, []
        except (KeyError, TypeError, ValueError) as error:
            log.warning("a page's message %r was not understood: %s", kind, type(error).__name__)
            said = say("The page and the kernel do not fit together.", language)
            return {"ok": False, "error": said, "next_step": say("Reload the page.", language)}, []
        return {"ok": True, **answer}, []

    def tend(self) -> None:
        """A take that is new here is chosen, and gets a small film for the player where that costs nothing."""
        if self._showing.only_compared:
            return
        count = len(self._session.takes)
        seen, self._takes_seen = self._takes_seen, count
        if count and (seen is None or count > seen):
            self._showing.take = None
            want_film(self._session.takes[count])

    def close(self) -> None:
        """Forget what was arriving; what is on its way to the backend goes on."""
        self._intake.close()

    # Turns and takes

    def _send(self, message: Message, _: list[Any]) -> None:
        self._session.ask(str(message["text"]), yes=message.get("yes") is True)

    def _stop(self, message: Message, _: list[Any]) -> None:
        export_id, turn_id = message.get("export"), message.get("turn")
        running = list(self._session.running)
        if export_id or turn_id:
            running = [job for job in running if job.id in (export_id, turn_id)]
        for job in running:
            job.cancel()

    def _export(self, message: Message, _: list[Any]) -> None:
        self._session.export(take=message.get("take") or self._chosen())

    def _select_take(self, message: Message, _: list[Any]) -> None:
        take = self._session.takes[int(message["take"])]
        self._showing.take = take.number
        want_film(take)

    def _compare(self, message: Message, _: list[Any]) -> None:
        """Puts takes side by side, or, of none, the player back."""
        numbers = [int(number) for number in message["takes"]]
        takes = chosen(self._session.takes[number] for number in numbers) if numbers else ()
        self._showing.compared = takes
        for take in takes:
            want_film(take)

    def _rate(self, message: Message, _: list[Any]) -> None:
        self._session.takes[int(message["take"])].rating = int(message["rating"]) or None

    def _note(self, message: Message, _: list[Any]) -> None:
        self._session.takes[int(message["take"])].note = str(message["text"])[:2000]

    def _profile(self, message: Message, _: list[Any]) -> None:
        self._session.use_skill(str(message["profile"]))

    def _connect(self, message: Message, _: list[Any]) -> None:
        self._widget.turn_to(connect(str(message["backend"]), name=self._session.name))

    def _reattach(self, message: Message, _: list[Any]) -> None:
        self._unknown(message).reattach()

    def _send_again(self, message: Message, _: list[Any]) -> None:
        self._session.send(self._unknown(message).prompt)

    def _unknown(self, message: Message) -> Turn:
        wanted = message.get("turn")
        turns = [turn for turn in self._session.turns if turn.state == "unknown" and wanted in (None, turn.id)]
        if not turns:
            raise UnknownNameError("Nothing is open here any more.", "See the log.")
        return turns[-1]

    def _chosen(self) -> int | None:
        takes = self._session.takes
        return self._showing.take or (max(takes) if takes else None)

    # Files

    def _upload_begin(self, message: Message, _: list[Any]) -> Answer:
        upload = str(message["upload"])
        receiving = self._intake.begin(upload, str(message["name"]), int(message["size"]), self._session.skill)
        item = {"id": upload, "also": [], "name": receiving.name, "size": receiving.size, "state": "receiving"}
        self._showing.files[upload] = item | {"progress": 0, "error": "", "thumb": None}
        return {"received": receiving.received, "route": receiving.route}

    def _upload_chunk(self, message: Message, buffers: list[Any]) -> Answer:
        return {"received": self._intake.add(str(message["upload"]), int(message["offset"]), piece_of(buffers))}

    def _upload_picture(self, message: Message, buffers: list[Any]) -> None:
        """What a clip shows: only the page can look into one. It may come before its file has arrived, or after."""
        upload, picture = str(message["upload"]), piece_of(buffers)
        drawn = smaller(picture, THUMB_PX) if len(picture) <= _PICTURE_LIMIT else None
        started = next((id_ for id_, page in self._showing.uploads.items() if page == upload), None)
        if drawn is not None and started is not None:
            self._showing.thumbs[f"file:{started}"] = drawn
        elif drawn is not None and upload in self._showing.files:
            self._showing.files[upload]["thumb"] = key = f"file:{upload}"
            self._showing.thumbs[key] = drawn

    def _upload_end(self, message: Message, _: list[Any]) -> None:
        upload = str(message["upload"])
        if upload in self._showing.uploads.values():
            return  # asked once more, because the answer was lost
        path = self._intake.end(upload)
        self._showing.files.pop(upload, None)
        started = self._session.upload(path)
        self._showing.uploads[started.id] = upload
        drawn = self._showing.thumbs.pop(f"file:{upload}", None)
        self._showing.thumbs[f"file:{started.id}"] = drawn or small(path, THUMB_PX)
        started.when_done(lambda: forget(path))

    def _upload_cancel(self, message: Message, _: list[Any]) -> None:
        upload = str(message["upload"])
        self._intake.cancel(upload)
        self._showing.files.pop(upload, None)
        uploads = self._session.uploads
        for started in uploads:
            if upload in (started.id, self._showing.uploads.get(started.id)):
                started.cancel()
                self._showing.dropped |= {other.id for other in uploads if other.contents == started.contents}

    def _upload_url(self, message: Message, _: list[Any]) -> None:
        url = str(message["url"])
        if not is_url(url):  # a page names no file of the kernel's machine
            step = "Give one that begins with http:// or https://, or choose a file."
            raise UnsupportedFileError(f"{plain(url, 80)} is no web address.", step)
        self._session.upload(url)

    # Films

    def _media(self, message: Message, _: list[Any]) -> Answer:
        if "compared" in message:
            shown = next((take for take in self._showing.compared if key_of(take) == message["compared"]), None)
            clip, key = shown.preview if shown is not None else None, f"compared:{message['compared']}"
        elif "export" in message:
            export = next((job for job in self._session.exports if job.id == message["export"]), None)
            clip = export.clip if export is not None else None
            key = f"export:{message['export']}"
        else:
            take = self._session.takes[int(message["take"])]
            clip, key = take.preview, f"take:{take.number}"
        if clip is None:
            raise MissingFileError("There is no film of it yet.", "Export it.")
        return {"media": self._films.info(f"{key}:{clip.path.name}:{clip.size}", clip)}

    def _media_chunk(self, message: Message) -> bytes:
        return self._films.piece(str(message["key"]), int(message["offset"]), int(message["length"]))

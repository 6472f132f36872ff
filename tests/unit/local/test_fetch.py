"""Files by their address: from public servers alone, wherever redirects lead."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from nemo_widgets.errors import UnsupportedFileError
from nemo_widgets.local.fetch import fetch, is_public

FILE = bytes(range(256)) * 4000


class Web(BaseHTTPRequestHandler):
    """Files, redirects and trouble."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        match self.path:
            case "/on":
                self.send_response(302)
                self.send_header("Location", "/films/a%20film.mp4?x=1")
            case "/round":
                self.send_response(302)
                self.send_header("Location", "/round")
            case "/private":
                self.send_response(302)
                self.send_header("Location", f"http://127.0.0.2:{self.server.server_port}/films/a.mp4")
            case "/file":
                self.send_response(200)
                self.send_header("Content-Type", "file/odd")
                self.send_header("Location", "file:///etc/passwd")
            case "/photo":
                self.send_response(200)
                self.send_header("Content-Type", "image/png")
            case "/short":
                self.send_response(200)
                self.send_header("Content-Length", str(len(FILE) + 1))
            case path if path.startswith("/films/"):
                self.send_response(200)
            case _:
                self.send_response(404)
        self.send_header("Connection", "close")
        self.end_headers()
        if not self.path.startswith(("/on", "/round", "/private")):
            self.wfile.write(FILE)

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@pytest.fixture
def web() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    server.asked = []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def take_all(got: bytearray):
    def take(piece: bytes) -> bool:
        got.extend(piece)
        return True

    return take


def here(number: str) -> bool:
    """A network in which this machine alone is public."""
    return number == "127.0.0.1"


def test_a_file_is_read_and_named_wherever_it_leads_on_to(web: ThreadingHTTPServer) -> None:
    at = f"http://127.0.0.1:{web.server_port}"
    got = bytearray()
    assert fetch(f"{at}/on", take_all(got), here) == "a film.mp4"
    assert got == FILE
    assert fetch(f"{at}/photo", take_all(bytearray()), here) == "photo.png"
    assert [path for path, _ in web.asked] == ["/on", "/films/a%20film.mp4?x=1", "/photo"]


def test_reading_ends_when_nobody_takes_more(web: ThreadingHTTPServer) -> None:
    pieces: list[int] = []
    fetch(f"http://127.0.0.1:{web.server_port}/films/a.mp4", lambda piece: pieces.append(len(piece)), here)
    assert len(pieces) == 1


def test_a_file_that_breaks_off_is_not_taken_for_whole(web: ThreadingHTTPServer) -> None:
    with pytest.raises(UnsupportedFileError, match="broke off"):
        fetch(f"http://127.0.0.1:{web.server_port}/short", take_all(bytearray()), here)


@pytest.mark.parametrize("path", ["/private", "/round", "/nothing"])
def test_what_leads_elsewhere_or_nowhere_is_refused(web: ThreadingHTTPServer, path: str) -> None:
    with pytest.raises(UnsupportedFileError, match=r"private network|on and on|answers with 404"):
        fetch(f"http://127.0.0.1:{web.server_port}{path}", take_all(bytearray()), here)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a.mp4",
        "http://localhost/a.mp4",
        "http://[::1]/a.mp4",
        "http://[::ffff:127.0.0.1]/a.mp4",
        "http://[2002:7f00:1::]/a.mp4",
        "http://[64:ff9b::10.0.0.1]/a.mp4",
        "http://10.0.0.1/a.mp4",
        "http://192.168.1.1/a.mp4",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/a.mp4",
        "http://2130706433/a.mp4",
        "ftp://example.com/a.mp4",
        "file:///etc/passwd",
        "http://user:secret@example.com/a.mp4",
        "http:///a.mp4",
        "http://example.com:99999/a.mp4",
        "no address",
    ],
)
def test_private_and_odd_addresses_are_refused_before_anything_is_asked(url: str) -> None:
    with pytest.raises(UnsupportedFileError) as refused:
        fetch(url, take_all(bytearray()))
    assert "secret" not in str(refused.value)


def test_public_is_what_everybody_can_reach() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")
    assert not any(map(is_public, ["10.1.2.3", "100.64.0.1", "fe80::1%eth0", "224.0.0.1", "fc00::1"]))

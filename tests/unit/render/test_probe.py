"""Files are looked into before they are trusted."""

import contextlib
import io
import random
import struct
import zlib

import av
import numpy as np
import pillow_heif
import pytest
from PIL import Image

from nemo_widgets.errors import MediaError, MissingFileError
from nemo_widgets.local.draft import Draft
from nemo_widgets.local.render import probe
from nemo_widgets.local.render.film import canvas


def test_a_photo_is_told(media):
    info = probe(media / "harbour.jpg")
    assert (info.kind, info.codec, info.width, info.height) == ("image", "jpeg", 1440, 960)
    assert (info.duration, info.has_audio) == (None, False)


def test_a_clip_is_told(media):
    info = probe(media / "waves.mp4")
    assert (info.kind, info.codec, info.width, info.height, info.fps) == ("video", "h264", 640, 360, 24)
    assert info.has_audio
    assert info.duration == pytest.approx(5, abs=0.05)


def test_a_sound_is_told(tmp_path):
    path = tmp_path / "a.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=44_100, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 44_100), np.int16), format="s16", layout="mono")
        frame.sample_rate = 44_100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    info = probe(path)
    assert (info.kind, info.width, info.has_audio) == ("audio", 0, True)
    assert info.duration == pytest.approx(1, abs=0.01)


def test_a_sideways_photo_is_told_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 30)).save(tmp_path / "a.jpg", exif=exif)
    info = probe(tmp_path / "a.jpg")
    assert (info.width, info.height) == (30, 40)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "HEIF"])
def test_pictures_of_all_kinds_are_taken_whatever_their_name(tmp_path, kind):
    picture = Image.new("RGB", (64, 48), (200, 40, 40))
    path = tmp_path / "upload.bin"
    if kind == "HEIF":
        pillow_heif.from_pillow(picture).save(path, format="HEIF")
    else:
        picture.save(path, kind)
    info = probe(path)
    assert (info.kind, info.width, info.height) == ("image", 64, 48)


def png(width, height, data=b""):
    """A PNG whose header says any size."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


HOSTILE = {
    "empty": b"",
    "text": b"just some words that are no picture at all" * 20,
    "zeros": bytes(5000),
    "html": b"<html><script>alert(1)</script></html>",
    "bomb.png": png(30_000, 30_000),
    "line.png": png(100_000, 1, bytes(300_001)),
    "dot.png": png(1, 1, bytes(4)),
    "cut.png": png(400, 400, bytes(1000)),
    "jpeg-head": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "heic-head": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1",
    "mp4-head": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2",
    "playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
    "concat": b"ffconcat version 1.0\nfile /etc/hostname\n",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/hostname"/></svg>',
    "pdf": b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n",
    "zip": b"PK\x03\x04" + bytes(200),
    "gif-lie": b"GIF89a\xff\xff\xff\xff\x80\x00\x00" + bytes(50),
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_a_reason(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    with pytest.raises(MediaError) as caught:
        probe(path)
    assert name in caught.value.message
    assert caught.value.next_step


def test_mutated_files_are_taken_or_refused_and_nothing_else(tmp_path, media):
    rng = random.Random(5)  # noqa: S311 a repeatable one
    buffer = io.BytesIO()
    Image.open(media / "harbour.jpg").resize((120, 80)).save(buffer, "JPEG")
    for number, whole in enumerate([buffer.getvalue(), (media / "waves.mp4").read_bytes()] * 30):
        data = bytearray(whole[: rng.randrange(1, len(whole))] if number % 3 == 0 else whole)
        for _ in range(rng.randrange(1, 40)):
            data[rng.randrange(min(len(data), 4000))] = rng.randrange(256)
        path = tmp_path / "mutant"
        path.write_bytes(data)
        with contextlib.suppress(MediaError):
            probe(path)


def test_a_missing_file_and_a_folder_are_told_apart_from_damage(tmp_path):
    for path in (tmp_path / "none.mp4", tmp_path):
        with pytest.raises(MissingFileError):
            probe(path)


def test_a_preview_of_an_upright_canvas_is_measured_by_its_width():
    upright = Draft(1000)
    upright.canvas.width, upright.canvas.height = 1080, 1920
    assert canvas(upright, "preview") == (540, 960)

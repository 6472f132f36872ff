"""Hostile and damaged files: refused with a reason or used, by a worker that lives on within its memory."""

import json
import struct
import subprocess
import sys
import zlib

import av
import numpy as np
import pillow_heif
import pytest
from PIL import Image

from nemo_widgets.errors import MediaError
from nemo_widgets.local.render import probe
from nemo_widgets.local.render.picture import open_photo

MUTANTS = 40
"""Of each of six kinds."""
MEMORY_LIMIT = 700

LOOK = """
import json, random, sys
from pathlib import Path
from nemo_widgets.errors import MediaError
from nemo_widgets.local.draft import AUDIO, VIDEO, Canvas, Draft, Meta, Segment, Track
from nemo_widgets.local.render import poster, probe
from nemo_widgets.local.render.mix import mixdown

folder, count = Path(sys.argv[1]), int(sys.argv[2])
told = {}
for path in sorted(folder.iterdir()):
    whole = path.read_bytes()
    taken = refused = 0
    for number in range(count):
        rng = random.Random(f"{path.name}/{number}")
        data = bytearray(whole[: rng.randrange(1, len(whole))] if number % 4 == 0 else whole)
        reach = len(data) if number % 2 else min(len(data), 600)
        for _ in range(rng.choice((1, 3, 12, 60))):
            data[rng.randrange(reach)] = rng.choice((0, 255, 128, rng.randrange(256)))
        mutant = folder.parent / "mutant"
        mutant.write_bytes(data)
        try:
            info = probe(mutant)
            kind = info.kind
            track = Track("t", AUDIO if kind == "audio" else VIDEO, [Segment("s", 0, 500, Meta(kind, media="m"))])
            draft = Draft(500, Canvas("", 160, 90, 10), [track])
            if kind != "audio":
                poster(draft, {"m": mutant}, folder.parent / "poster.jpg", at=300)
            if kind != "image":
                mixdown(draft, {"m": mutant}, 24000, folder.parent)
            taken += 1
        except MediaError as error:
            assert error.message and error.next_step
            refused += 1
    told[path.name] = [taken, refused]
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
print(json.dumps({"told": told, "peak": int(peak) / 1024}))
"""


@pytest.mark.slow
def test_mutated_files_never_end_the_worker_nor_fill_the_memory(tmp_path, clip_of, tone):
    """Two hundred and more, each looked into and, where it is taken, shown and heard."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    y, x = np.mgrid[0:60, 0:80]
    picture = np.stack([x * 3, y * 4, (x + y) * 2], axis=-1).astype(np.uint8)
    for name in ("a.jpg", "b.png", "c.webp"):
        Image.fromarray(picture).save(folder / name)
    Image.fromarray(picture).save(folder / "d.gif", save_all=True, append_images=[Image.fromarray(255 - picture)])
    clip_of([np.roll(picture, i, axis=1) for i in range(8)]).rename(folder / "e.mp4")
    tone(440, 0.3).rename(folder / "f.wav")
    done = subprocess.run(
        [sys.executable, "-c", LOOK, folder, str(MUTANTS)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout)
    assert sum(map(sum, answer["told"].values())) == 6 * MUTANTS >= 200
    assert all(taken and refused for name, (taken, refused) in answer["told"].items() if name != "f.wav"), answer
    assert answer["peak"] <= MEMORY_LIMIT


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb():
    """A PNG of 9,000 x 9,000 px in 80 kB, with text that unpacks to 64 MB."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 9000, 9000, 8, 0, 0, 0, 0))
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(64_000_000), 9))
    rows = zlib.compressobj(9)
    data = b"".join(rows.compress(bytes(9001 * 100)) for _ in range(90)) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + head + text + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.slow
def test_a_bomb_is_refused_or_read_within_the_memory(tmp_path):
    (tmp_path / "bomb.png").write_bytes(bomb())
    script = (
        "import sys; from pathlib import Path; from nemo_widgets.errors import MediaError\n"
        "from nemo_widgets.local.render import probe\n"
        "try:\n probe(Path(sys.argv[1]))\nexcept MediaError as error:\n assert error.next_step\n"
        "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "bomb.png"], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) / 1024 <= MEMORY_LIMIT


def looked_into(path):
    """What a file is; None where it is refused in words."""
    try:
        return probe(path)
    except MediaError as error:
        if not error.next_step:
            raise
        return None


def refused(path):
    with pytest.raises(MediaError) as caught:
        probe(path)
    assert caught.value.next_step
    return caught.value.message


def test_a_video_that_claims_a_giant_picture_is_refused(tmp_path, clip_of):
    clip = clip_of([np.zeros((64, 64, 3), np.uint8)] * 3, "giant.avi", options={"bf": "0"})
    data = bytearray(clip.read_bytes())
    at = data.index(b"strf") + 8
    data[at + 4 : at + 12] = struct.pack("<ii", 100_000, 100_000)
    wide = tmp_path / "wide.avi"
    wide.write_bytes(data)
    info = looked_into(wide)
    assert info is None or (info.width, info.height) == (64, 64), "the pictures' own header counts"


@pytest.mark.parametrize("size", [(100_000, 1), (1, 100_000), (1, 1), (20_000, 20)])
def test_pictures_of_no_shape_are_refused(tmp_path, size):
    Image.new("L", size).save(tmp_path / "line.png")
    assert "line.png" in refused(tmp_path / "line.png")
    with pytest.raises(MediaError, match=r"line\.png"):
        open_photo(tmp_path / "line.png", "line.png")


def test_polyglots_are_what_they_begin_with_or_refused(tmp_path, media):
    picture = (media / "harbour.jpg").read_bytes()
    script = b"<script>alert(1)</script>"
    cases = {
        "jpeg+zip": (picture + b"PK\x03\x04" + bytes(100), "image"),
        "jpeg+html": (picture + script, "image"),
        "html+jpeg": (script + picture, None),
        "zip+jpeg": (b"PK\x03\x04" + picture, None),
        "gif+js": (b"GIF89a/*" + script + b"*/=1;", None),
        "pdf+mp4": (b"%PDF-1.4\n" + (media / "waves.mp4").read_bytes(), None),
    }
    for name, (data, kind) in cases.items():
        path = tmp_path / name
        path.write_bytes(data)
        info = looked_into(path)
        assert (info and info.kind) == kind if kind else info is None or info.codec in ("h264", "mjpeg", "mp3"), name


@pytest.mark.parametrize(
    "name", ["..\u2215x.jpg", "a\tb.jpg", "line\nbreak.jpg", "\u202egpj.exe", "x" * 200 + ".jpg", "-rf .jpg"]
)
def test_strange_names_are_told_without_harm(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"nothing")
    assert refused(path)
    Image.new("RGB", (40, 30)).save(path, "JPEG")
    assert probe(path).kind == "image"


def test_a_cut_heic_is_refused(tmp_path):
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), (9, 99, 199))).save(tmp_path / "p.heic")
    data = (tmp_path / "p.heic").read_bytes()
    (tmp_path / "p.heic").write_bytes(data[: len(data) // 2])
    refused(tmp_path / "p.heic")


def test_a_sound_that_lies_about_its_length_is_no_longer_than_it_is(tmp_path, tone, segment):
    path = tone(440, 0.5)
    data = bytearray(path.read_bytes())
    data[4:8] = struct.pack("<I", 0x7FFFFFFF)
    at = data.index(b"data") + 4
    data[at : at + 4] = struct.pack("<I", 0x7FFFFFF0)
    path.write_bytes(data)
    info = looked_into(path)
    assert info is None or info.duration < 6 * 3600
    with av.open(str(path)) as container:
        assert sum(frame.samples for frame in container.decode(audio=0)) <= 24_001

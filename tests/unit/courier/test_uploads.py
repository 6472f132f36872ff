"""Files on their way: side by side, made fit, and never twice."""

from __future__ import annotations

import asyncio
import hashlib
import io
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image

from nemo_widgets.courier.photos import is_heic, to_jpeg
from nemo_widgets.errors import MediaError
from nemo_widgets.journal import State

BIG = 3 * 1024 * 1024


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (64, 48), "teal").save(path)
    return path


def files(tmp_path: Path, count: int, size: int = 1000) -> list[Path]:
    made = [tmp_path / f"{number}.mp4" for number in range(count)]
    for number, path in enumerate(made):
        path.write_bytes(bytes([number]) * size)
    return made


async def test_a_file_arrives_whole_and_under_its_name(desk: Any, backend: Any, photo: Path) -> None:
    intent = desk.file(photo, "my photo.jpg")
    await desk.work()
    row = desk.row(intent)
    assert row.state is State.SUCCEEDED
    assert row.result["file"]["filename"] == "my photo.jpg"
    assert hashlib.sha256(backend.content[0]).hexdigest() == row.result["sha256"]
    assert row.receipt["remote_id"] == "5529798706024415231"
    assert row.receipt["sent_at"] < row.receipt["settled_at"]


async def test_many_files_go_three_at_a_time_into_one_session(desk: Any, backend: Any, tmp_path: Path) -> None:
    busy, go_on, looked, inside = asyncio.Event(), asyncio.Event(), asyncio.Event(), 0

    async def slow(request: Any) -> None:
        nonlocal inside
        inside += 1
        if inside == 3:
            busy.set()
        await go_on.wait()
        await backend.on_upload(request)

    def balance(request: Any) -> None:
        looked.set()
        backend.on_credits(request)

    backend.do = {"upload": [slow] * 7, "credits": [balance]}
    intents = [desk.file(path) for path in files(tmp_path, 7)]
    working = asyncio.create_task(desk.work())
    await busy.wait()
    desk.add("credits")  # that the courier sees this means that it looked for a fourth file too
    await looked.wait()
    assert inside == 3
    go_on.set()
    await working
    assert [desk.row(intent).state for intent in intents] == [State.SUCCEEDED] * 7
    assert backend.sessions == 1


async def test_the_same_file_twice_at_once_is_sent_once(desk: Any, backend: Any, photo: Path) -> None:
    one, two = desk.file(photo), desk.file(photo)
    await desk.work()
    assert desk.row(one).result["file"] == desk.row(two).result["file"]
    assert backend.count("upload") == 1


async def test_an_address_is_handed_over(desk: Any, backend: Any) -> None:
    intent = desk.add("upload", url="https://example.com/a.mp4", name="a.mp4")
    await desk.work()
    assert desk.row(intent).result["file"]["filename"] == "a.mp4"
    request = next(request for name, request in backend.seen if name == "upload")
    assert request.json == {"urls": ["https://example.com/a.mp4"], "source_type": "url"}


async def test_a_file_cut_off_halfway_is_sent_again(desk: Any, backend: Any, tmp_path: Path) -> None:
    """It never arrived whole, so it cannot double."""

    async def cut(request: Any) -> None:
        await request.read(1000)
        request.writer.transport.abort()

    backend.do["upload"] = [cut]
    (path,) = files(tmp_path, 1, BIG * 8)
    intent = desk.file(path)
    await desk.work()
    assert desk.row(intent).state is State.SUCCEEDED
    assert backend.count("upload") == 2
    assert len(backend.files) == 1


async def test_a_file_whose_answer_was_lost_is_found_in_the_state(desk: Any, backend: Any, photo: Path) -> None:
    async def take_and_say_nothing(request: Any) -> None:
        await backend.keep(request)
        request.writer.transport.abort()

    backend.do["upload"] = [take_and_say_nothing]
    intent = desk.file(photo)
    await desk.work()
    row = desk.row(intent)
    assert (row.state, row.result["file"]["cdn_url"]) == (State.SUCCEEDED, "https://cdn/0")
    assert backend.count("upload") == 1


async def lose(request: Any) -> None:
    """Take it in, and then neither list it nor answer."""
    await request.read()
    request.writer.transport.abort()


async def test_a_whole_file_that_does_not_turn_up_is_sent_once_more_and_says_so(
    desk: Any, backend: Any, photo: Path
) -> None:
    """It costs nothing, and a person who looks at the state could do no better."""
    backend.do["upload"] = [lose]
    intent = desk.file(photo)
    await desk.work()
    row = desk.row(intent)
    assert (row.state, row.result["again"], len(backend.files)) == (State.SUCCEEDED, True, 1)
    assert backend.count("upload") == 2


async def test_a_whole_file_is_not_sent_a_third_time(desk: Any, backend: Any, photo: Path) -> None:
    backend.do["upload"] = [lose, lose]
    intent = desk.file(photo)
    await desk.work()
    assert desk.row(intent).error["type"] == "StreamInterruptedError"
    assert backend.count("upload") == 2


async def test_where_files_are_kept_by_content_nobody_waits_and_nothing_is_twice(
    desk: Any, backend: Any, photo: Path
) -> None:
    def state(request: Any) -> None:
        told = {"state": {"draft": None, "video_infos": backend.files}, "_nemo": {"content_addressed": True}}
        request.answer({"code": 0, "data": told})

    backend.do = {"upload": [lose], "state": [state] * 3}
    intent = desk.file(photo)
    await desk.work(listing=3600.0)
    row = desk.row(intent)
    assert row.state is State.SUCCEEDED
    assert "again" not in row.result
    assert backend.count("upload") == 2


async def test_a_courier_that_finds_a_file_half_sent_sends_it_again(desk: Any, backend: Any, tmp_path: Path) -> None:
    async def half(request: Any) -> None:
        await request.read(1000)
        await backend.hold(request)

    backend.do["upload"] = [half]
    (path,) = files(tmp_path, 1, BIG * 8)
    intent = desk.file(path)
    await desk.work_until(backend.reached)
    assert desk.row(intent).state is State.SENDING
    await desk.work()
    assert desk.row(intent).state is State.SUCCEEDED
    assert len(backend.files) == 1


async def test_a_courier_that_finds_a_file_wholly_sent_looks_for_it(desk: Any, backend: Any, photo: Path) -> None:
    async def take(request: Any) -> None:
        await backend.keep(request)
        await backend.hold(request)

    backend.do["upload"] = [take]
    intent = desk.file(photo)
    await desk.work_until(backend.reached)
    await desk.work()
    assert desk.row(intent).state is State.SUCCEEDED
    assert backend.count("upload") == 1


@pytest.fixture
async def wholly_sent(desk: Any, backend: Any, photo: Path) -> Any:
    """A file of which the last piece had been sent when the courier was killed; an older one has its name."""
    backend.files.append({"filename": "photo.jpg", "cdn_url": "https://cdn/old"})

    async def take(request: Any) -> None:
        await request.read()
        await backend.hold(request)

    backend.do["upload"] = [take]
    intent = desk.file(photo)
    await desk.work_until(backend.reached)
    return intent


async def test_an_older_file_of_the_same_name_is_not_taken_for_it(desk: Any, backend: Any, wholly_sent: Any) -> None:
    await desk.work()
    row = desk.row(wholly_sent)
    assert (row.state, row.result["again"]) == (State.SUCCEEDED, True)
    assert row.result["file"]["cdn_url"] == "https://cdn/1"
    assert backend.count("upload") == 2


async def test_a_file_that_is_listed_late_is_waited_for(desk: Any, backend: Any, wholly_sent: Any) -> None:
    looks = 0

    def state(request: Any) -> None:
        nonlocal looks
        looks += 1
        if looks == 4:
            backend.files.append({"filename": "photo.jpg", "cdn_url": "https://cdn/late"})
        backend.on_state(request)

    backend.do["state"] = [state] * 4
    await desk.work(listing=3600.0)
    row = desk.row(wholly_sent)
    assert row.result["file"]["cdn_url"] == "https://cdn/late"
    assert backend.count("upload") == 1


async def test_nobody_waits_for_a_file_that_had_all_night_to_be_listed(
    desk: Any, backend: Any, wholly_sent: Any
) -> None:
    with desk.journal.transaction() as db:
        db.execute("UPDATE intents SET updated_at = '2020-01-01T00:00:00.000+00:00'")
    await desk.work(listing=3600.0)
    assert desk.row(wholly_sent).state is State.SUCCEEDED
    assert backend.count("upload") == 2


async def test_without_a_look_at_the_state_nothing_is_sent_again(desk: Any, backend: Any, wholly_sent: Any) -> None:
    def broken(request: Any) -> None:
        request.answer({"code": 500}, 500)

    # The first reading opens the session.
    backend.do["state"] = [backend.on_state, *[broken] * 1000]
    await desk.work()
    row = desk.row(wholly_sent)
    assert row.state is State.FAILED
    assert "Whether photo.jpg arrived is not known" in row.error["message"]
    assert "Upload it again" in row.error["next_step"]
    assert backend.count("upload") == 1


async def test_a_backend_that_is_busy_is_asked_again(desk: Any, backend: Any, tmp_path: Path) -> None:
    async def busy(request: Any) -> None:
        request.answer({"code": 503}, 503)
        await request.writer.drain()

    backend.do["upload"] = [busy]
    (path,) = files(tmp_path, 1, BIG * 8)
    intent = desk.file(path)
    await desk.work()
    assert desk.row(intent).state is State.SUCCEEDED
    assert len(backend.files) == 1


async def test_a_refused_file_is_not_sent_again(desk: Any, backend: Any, photo: Path) -> None:
    async def refuse(request: Any) -> None:
        await request.read()
        request.answer({"code": 4001, "message": "no"})

    backend.do["upload"] = [refuse, refuse]
    intent = desk.file(photo)
    await desk.work()
    assert desk.row(intent).error["code"] == 4001
    assert backend.count("upload") == 1


async def test_a_stop_ends_an_upload(desk: Any, backend: Any, photo: Path) -> None:
    backend.do["upload"] = [backend.hold]
    intent = desk.file(photo)
    working = asyncio.create_task(desk.work())
    await backend.reached.wait()
    desk.journal.request_cancel(intent.id)
    await working
    assert desk.row(intent).state is State.CANCELLED


async def test_a_backends_name_for_a_file_leads_nowhere(desk: Any, backend: Any, photo: Path) -> None:
    async def name_it(request: Any) -> None:
        await backend.keep(request)
        request.answer({"code": 0, "data": {"files": [{"filename": "../../.ssh/\x07keys.jpg"}]}})

    backend.do["upload"] = [name_it]
    intent = desk.file(photo)
    await desk.work()
    assert desk.row(intent).result["file"]["filename"] == "keys.jpg"


async def test_the_first_messages_language_is_told_where_a_file_makes_the_session(
    desk: Any, backend: Any, photo: Path
) -> None:
    desk.file(photo, said="把这张照片变成五秒的视频")
    await desk.work()
    request = next(request for name, request in backend.seen if name == "session")
    assert request.json == {"task_name": "project", "language": "zh-CN"}


def heic(path: Path, orientation: int = 1) -> Path:
    """A photo, left half red and right half blue, as a phone stores it."""
    picture = Image.new("RGB", (64, 32), "blue")
    picture.paste("red", (0, 0, 32, 32))
    exif = Image.Exif()
    exif[0x0112] = orientation
    pillow_heif.from_pillow(picture).save(path, exif=exif.tobytes(), quality=90)
    return path


async def test_heic_becomes_jpeg_on_the_way(desk: Any, backend: Any, tmp_path: Path) -> None:
    intent = desk.file(heic(tmp_path / "IMG_1.HEIC"))
    await desk.work()
    assert desk.row(intent).result["file"]["filename"] == "IMG_1.jpg"
    with Image.open(io.BytesIO(backend.content[0])) as sent:
        assert (sent.format, sent.size) == ("JPEG", (64, 32))
    request = next(request for name, request in backend.seen if name == "upload")
    assert b"Content-Type: image/jpeg" in request.body
    assert not list(desk.home.root.glob("heic-*"))


@pytest.mark.parametrize(("orientation", "size"), [(1, (64, 32)), (3, (64, 32)), (6, (32, 64)), (8, (32, 64))])
def test_a_turned_photo_is_upright_in_its_jpeg(tmp_path: Path, orientation: int, size: tuple[int, int]) -> None:
    made = to_jpeg(heic(tmp_path / "a.heic", orientation), tmp_path / "a.jpg")
    with Image.open(made) as jpeg:
        assert jpeg.size == size
        assert jpeg.getexif().get(0x0112, 1) == 1
        places = {1: (8, 16), 3: (56, 16), 6: (16, 8), 8: (16, 56)}
        red, _, blue = jpeg.convert("RGB").getpixel(places[orientation])
        assert red > 150 > blue


def test_heic_is_told_by_its_content(tmp_path: Path, photo: Path) -> None:
    assert is_heic(heic(tmp_path / "renamed.jpg"))
    assert not is_heic(photo)
    assert not is_heic(tmp_path / "nowhere.heic")


def test_a_damaged_photo_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "a.heic"
    broken.write_bytes(heic(tmp_path / "b.heic").read_bytes()[:200])
    with pytest.raises(MediaError, match="cannot be converted"):
        to_jpeg(broken, tmp_path / "a.jpg")

"""200 MB from the browser to the engine in a JupyterLab with its default limits, over each route, the line cut once."""

from __future__ import annotations

import hashlib
import os
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Locator, expect

from tests.benchmarks.conftest import Watched
from tests.benchmarks.watch import Line, Memory, bearing, kernel_of
from tests.browser.test_films import LONG_MS, MB, add_file, sums

SIZE = 200 * MB
LONG_TASK_MS = 200
GROWTH_MB = 32
SETUP = "import nemo_widgets as nemo\nsession = nemo.connect('local', name='files')\nstudio = session.show(); studio"
PART = "(bar) => Number(bar.getAttribute('aria-valuenow')) >= 30"
PEER_WAIT_S = 20
PEER_SIZES = {"small.mp4": 5 * MB, "large.mp4": 40 * MB}
"""At 200 MB a peer's one message takes the browser's driver with it."""


@pytest.fixture(scope="module")
def film(media: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of 200 MB: a small one, and noise in a box that players pass over."""
    clip = (media / "waves.mp4").read_bytes()
    noise = os.urandom(SIZE - len(clip) - 8)
    path = tmp_path_factory.mktemp("large") / "large.mp4"
    path.write_bytes(clip + struct.pack(">I4s", len(noise) + 8, b"free") + noise)
    return path


@pytest.fixture(scope="module")
def media() -> Path:
    return Path(__file__).parents[2] / "notebooks" / "media"


@pytest.fixture
def line(labs: Callable[..., Any], request: pytest.FixtureRequest) -> Iterator[tuple[Any, Line]]:
    """A Lab, with or without our server extension, that pages reach by a line which can be broken."""
    lab = labs(extension=request.param)
    line = Line(lab.port)
    lab.port = line.port
    yield lab, line
    line.close()


def begun(row: Locator) -> None:
    """Wait until a part of the file has arrived."""
    bar = row.get_by_role("progressbar")
    expect(bar).to_be_visible(timeout=LONG_MS)
    row.page.wait_for_function(PART, arg=bar.element_handle(), timeout=LONG_MS)


@pytest.mark.parametrize("line", [True, False], indirect=True, ids=["server extension", "comm"])
def test_200_mb_arrive_whole_and_neither_page_nor_kernel_feels_it(
    line: tuple[Any, Line], watched: Watched, film: Path
) -> None:
    lab, wire = line
    notebook = watched(lab, "files", SETUP)
    wanted = hashlib.sha256(film.read_bytes()).hexdigest()
    puts: list[str] = []
    notebook.page.on("request", lambda asked: puts.append(asked.url) if asked.method == "PUT" else None)
    with Memory(kernel_of(lab, "files.ipynb")) as memory, bearing(notebook.page) as found:
        started = time.monotonic()
        row = add_file(notebook, film)
        begun(row)
        cut = wire.cut_websockets()
        expect(row).to_contain_text("ready", timeout=LONG_MS)
        seconds = time.monotonic() - started
    (borne,) = found
    route = "server extension" if any("/nemo-widgets/upload/" in url for url in puts) else "comm"
    print(
        f"\n{route}: 200 MB to the engine in {seconds:.1f} s, {cut} websocket cut; "
        f"kernel +{memory.growth:.1f} MB; {borne}"
    )
    assert cut >= 1
    assert (route == "server extension") is lab.extension
    assert list(sums(lab.home / "engine", SIZE).values()) == [wanted]
    assert memory.growth <= GROWTH_MB
    assert borne.longest <= LONG_TASK_MS
    notebook.page.close()


def test_what_file_upload_of_ipywidgets_makes_of_them(lab: Any, watched: Watched, film: Path, tmp_path: Path) -> None:
    notebook = watched(lab, "peer", "from ipywidgets import FileUpload\nupload = FileUpload(); upload")
    small, large = cut(film, tmp_path)
    arrived = {}
    for path in (small, large):
        with Memory(kernel_of(lab, "peer.ipynb")) as memory, bearing(notebook.page) as found:
            with notebook.page.expect_file_chooser() as chooser:
                notebook.page.locator(".widget-upload").click()
            chooser.value.set_files(path)
            notebook.page.wait_for_timeout(1000 * PEER_WAIT_S / (1 if path is large else 5))
            notebook.run("print('arrived:', sum(one.size for one in upload.value))")
        told = notebook.page.locator(".jp-OutputArea-output", has_text="arrived:").last.inner_text()
        arrived[path] = int(told.split(":")[1])
        print(
            f"\nFileUpload, {path.stat().st_size / MB:.0f} MB: {arrived[path] / MB:.0f} MB arrived; "
            f"kernel +{memory.growth:.1f} MB; {found[0]}"
        )
    assert arrived[small] == small.stat().st_size
    assert arrived[large] != large.stat().st_size
    notebook.page.close()


def test_what_file_dropper_of_panel_makes_of_them(
    lab: Any, watched: Watched, panel: str, film: Path, tmp_path: Path
) -> None:
    dropper = (
        "import panel as pn\npn.extension('filedropper', inline=True)\n"
        "dropper = pn.widgets.FileDropper(max_file_size='300MB'); dropper"
    )
    notebook = watched(lab, "dropper", dropper, kernel=panel)
    small, large = cut(film, tmp_path)
    box = notebook.page.locator(".jp-OutputArea-output input[type=file]")
    if not appears(box):
        shown = notebook.page.locator(".jp-OutputArea-output").all_inner_texts()
        print(f"\nFileDropper shows no field for files; outputs {shown}; the console: {notebook.errors[:3]}")
        return
    for path in (small, large):
        with Memory(kernel_of(lab, "dropper.ipynb")) as memory, bearing(notebook.page) as found:
            box.set_input_files(path)
            notebook.page.wait_for_timeout(1000 * PEER_WAIT_S / (1 if path is large else 4))
            notebook.run("print('arrived:', sum(map(len, dropper.value.values())))")
        told = notebook.page.locator(".jp-OutputArea-output", has_text="arrived:").last.inner_text()
        print(
            f"\nFileDropper, {path.stat().st_size / MB:.0f} MB: {int(told.split(':')[1]) / MB:.0f} MB arrived; "
            f"kernel +{memory.growth:.1f} MB; {found[0]}"
        )
    notebook.page.close()


def cut(film: Path, folder: Path) -> list[Path]:
    """The beginnings of a film that the peers are given."""
    paths = [folder / name for name in PEER_SIZES]
    with film.open("rb") as file:
        for path in paths:
            file.seek(0)
            path.write_bytes(file.read(PEER_SIZES[path.name]))
    return paths


def appears(locator: Locator) -> bool:
    try:
        locator.wait_for(state="attached", timeout=15_000)
    except Error:
        return False
    return True

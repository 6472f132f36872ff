"""Pieces of a film on a Dask cluster: the same bytes, and a cluster that is away is told in words."""

import asyncio
import os

import pytest
from distributed import LocalCluster

from nemo_widgets.errors import EngineError
from nemo_widgets.local.draft import AUDIO, VIDEO, Canvas, Draft, Meta, Segment, Track, encode
from nemo_widgets.local.renders import join_film, make_piece, make_sound, plan_film
from nemo_widgets.local.workers import Workers

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Dask closes some of its sockets late
]


@pytest.fixture
def scheduler(tmp_path):
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        local_directory=str(tmp_path / "dask"),
        silence_logs=50,
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def draft():
    photo = Segment("p", 0, 4000, Meta("image", media="p"))
    music = Segment("m", 0, 4000, Meta("music", genre="piano"))
    return Draft(4000, Canvas("", 320, 180, 12), [Track("v", VIDEO, [photo]), Track("a", AUDIO, [music])])


async def film(workers, draft, photo, folder):
    """A film made as the engine makes it."""
    folder.mkdir()
    work = folder / "work"
    plan = await workers.run(plan_film, encode(draft), {"p": photo}, "high", folder / "pieces", work)
    work.mkdir()
    await workers.run(make_sound, plan)
    for piece in plan.missing:
        await workers.run(make_piece, plan, piece)
    await workers.run(join_film, plan, folder / "film.mp4", 10**9)
    return (folder / "film.mp4").read_bytes()


async def test_a_cluster_makes_the_same_film_as_this_machine(scheduler, draft, media, tmp_path):
    cluster, here = Workers(scheduler=scheduler), Workers()
    photo = media / "harbour.jpg"
    far, near = await film(cluster, draft, photo, tmp_path / "far"), await film(here, draft, photo, tmp_path / "near")
    assert far == near
    assert await cluster.run(os.getpid) != await here.run(os.getpid) != os.getpid()
    cluster.close()
    here.close()


async def test_a_scheduler_that_is_away_is_told_and_holds_nobody_else_up(monkeypatch):
    monkeypatch.setattr("nemo_widgets.local.workers._REACH_S", 1)
    turns = 0

    async def others():
        nonlocal turns
        while True:
            await asyncio.sleep(0.01)
            turns += 1

    going_on = asyncio.create_task(others())
    with pytest.raises(EngineError, match="cannot be reached"):
        await Workers(scheduler="tcp://127.0.0.1:9").run(os.getpid)
    going_on.cancel()
    assert turns > 3

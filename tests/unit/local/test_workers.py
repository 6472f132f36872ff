"""Whose turn it is: so many at a time, the lowest rank first, and nobody's turn is lost; and workers that rest."""

import asyncio
import os

from nemo_widgets.local.workers import Queue, Workers


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_lowest_rank_goes_first_and_equals_in_order():
    queue, order = Queue(), []

    async def work(name, rank):
        async with queue.turn(rank):
            order.append(name)

    ranks = {"film 1": 2, "film 2": 2, "preview": 1, "poster": 0}
    async with queue.turn(9):
        works = [asyncio.create_task(work(name, rank)) for name, rank in ranks.items()]
        await settle()
        assert not order
    await asyncio.gather(*works)
    assert order == ["poster", "preview", "film 1", "film 2"]


async def test_no_more_are_inside_than_there_is_room():
    queue, inside, most = Queue(2), 0, 0

    async def work():
        nonlocal inside, most
        async with queue.turn():
            inside += 1
            most = max(most, inside)
            await settle()
            inside -= 1

    await asyncio.gather(*(work() for _ in range(7)))
    assert most == 2


async def test_who_is_cancelled_loses_nobody_a_turn():
    """While it waits, when it has just been called, and while it works."""
    queue, done = Queue(), []

    async def work(name, holding):
        async with queue.turn():
            await holding.wait()
            done.append(name)

    holding, free = asyncio.Event(), asyncio.Event()
    free.set()
    first = asyncio.create_task(work("first", holding))
    await settle()
    waiting, called = asyncio.create_task(work("waiting", free)), asyncio.create_task(work("called", free))
    await settle()
    waiting.cancel()
    await settle()
    first.cancel()
    await asyncio.sleep(0)  # the turn has just gone to `called`, which does not know yet
    called.cancel()
    await settle()
    await asyncio.wait_for(work("last", free), 30)
    assert done == ["last"]


async def test_without_a_bound_nobody_waits():
    queue, together = Queue(None), asyncio.Barrier(5)

    async def work():
        async with queue.turn():
            await together.wait()

    await asyncio.wait_for(asyncio.gather(*(work() for _ in range(5))), 30)


async def test_workers_that_rest_long_end_and_others_come(monkeypatch, until):
    monkeypatch.setattr("nemo_widgets.local.workers.REST_S", 0.05)
    workers = Workers()
    first = await workers.run(os.getpid)
    await asyncio.to_thread(until, lambda: not alive(first))
    assert await workers.run(os.getpid) != first
    workers.close()


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True

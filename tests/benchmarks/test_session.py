"""What a session's own work costs: the differences of two long timelines in words."""

from __future__ import annotations

import gc
import json
import statistics
import time

from nemo_widgets.session.changes import changes
from nemo_widgets.session.draft import Draft

RUNS = 15
SEGMENTS = 10_000
LIMIT = 5.0
"""× `json.loads` of the two drafts, which takes 20 ms on an idle machine of 2 cores: 100 ms there."""


def timeline(segments: int, *, trimmed: int = -1) -> bytes:
    """Clips, music and titles as the local engine writes them; one clip may be trimmed, and all behind it follow."""
    rows: dict[int, list[dict[str, object]]] = {0: [], 1: [], 7: []}
    clock = 0
    for n in range(segments * 8 // 10):
        length = 600 if n == trimmed else 1000
        meta = {"kind": "scene", "name": f"clip {n % 500}", "prompt": f"a city {n}", "seed": n, "subject": "city"}
        rows[0].append({"id": f"clip_{n:08x}", "s": clock, "d": length, "m": meta})
        clock += length
    for n in range(segments // 10):
        sound = {"kind": "music", "name": f"Lo-fi {n}", "volume": 0.35}
        rows[1].append({"id": f"music_{n:08x}", "s": n * 1000, "d": 1000, "m": sound})
        rows[7].append({"id": f"title_{n:08x}", "s": n * 1000, "d": 800, "m": {"kind": "title", "text": f"Title {n}"}})
    tracks = [{"id": str(kind), "tt": kind, "sg": row} for kind, row in rows.items()]
    return json.dumps({"d": clock, "m": {"width": 1920, "height": 1080}, "t": tracks}).encode()


def altered(draft: bytes) -> bytes:
    """The same timeline with another level for all that sounds, and other words for all that is read."""
    data = json.loads(draft)
    for track in data["t"]:
        for segment in track["sg"]:
            if track["tt"] == 7:
                segment["m"]["text"] += "!"
            else:
                segment["m"]["volume"] = 0.5
    return json.dumps(data).encode()


def milliseconds(old: bytes, new: bytes) -> tuple[float, int]:
    """From two drafts as the journal has them, unread, to their differences."""
    gc.collect()
    began = time.perf_counter()
    found = changes(Draft(old), Draft(new))
    return (time.perf_counter() - began) * 1000, len(found)


def test_the_differences_of_two_timelines_of_10000_segments_take_at_most_100_ms() -> None:
    old = timeline(SEGMENTS)
    cases = {
        "nothing changed": old,
        "written otherwise": old.replace(b", ", b","),
        "other ids": old.replace(b'"clip_', b'"scene_'),
        "one clip trimmed": timeline(SEGMENTS, trimmed=3),
        "every one changed": altered(old),
        "all are gone": b"{}",
    }
    assert all(measured(name, old, new) <= LIMIT for name, new in cases.items())


def test_the_differences_cost_as_much_for_each_segment_of_a_long_timeline_as_of_a_short_one() -> None:
    ratios = []
    for segments in (100, 1_000, SEGMENTS):
        old = timeline(segments)
        ratios.append(measured(f"every one of {segments:,}", old, altered(old)))
    assert max(ratios) <= 2 * min(ratios)


def measured(name: str, old: bytes, new: bytes) -> float:
    """How often the drafts could have been read, without a look, in the time that their differences take."""
    ours, peers = [], []
    for _ in range(RUNS):
        spent, told = milliseconds(old, new)
        ours.append(spent)
        began = time.perf_counter()
        json.loads(old), json.loads(old)
        peers.append((time.perf_counter() - began) * 1000)
    ratio = statistics.median(one / peer for one, peer in zip(ours, peers, strict=True))
    print(
        f"{name:22} {told:6} changes  best {min(ours):6.1f} ms  median {statistics.median(ours):6.1f} ms"
        f"  {ratio:.1f} × json.loads of both (best {min(peers):.1f} ms)"
    )
    return ratio

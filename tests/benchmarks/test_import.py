"""What importing costs, as a ratio to `import anywidget` in the same run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 9
LIMIT = 1.3

STATEMENTS = {
    "anywidget": "import anywidget",
    "nemo_widgets": "import nemo_widgets",
    "nemo_widgets.connect": "import nemo_widgets; nemo_widgets.connect",
    "nemo_widgets.Studio": "import nemo_widgets; nemo_widgets.Studio",
}


def seconds(statement: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - began


def test_importing_costs_at_most_1_3_times_anywidget() -> None:
    times: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for _ in range(RUNS):
        for name, statement in STATEMENTS.items():
            times[name].append(seconds(statement))
    medians = {name: statistics.median(found) for name, found in times.items()}
    peer = medians["anywidget"]
    for name, found in medians.items():
        print(f"{name:24} {found * 1000:7.0f} ms  {found / peer:5.2f} × anywidget")
    assert medians["nemo_widgets"] <= LIMIT * peer

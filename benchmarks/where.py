"""Where the time of each operation goes: engine, SDK, program, provider, wire, or nowhere.

The clock on the wall is cut into slices of a tenth of a second. What the parts used of the processor in a slice
divides it; where they used less than there was, the rest is the wire's while calls were under way, and waiting
otherwise. So the parts of an operation add up to its seconds. Reads /proc, so it needs Linux.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pulumi_bland
from benchmarks.contenders import CONTENDERS, GROWING, OPERATIONS, Contender
from benchmarks.stack import Measured, Stack

PARTS = ("engine", "SDK", "program", "provider", "wire", "waiting")
SAMPLED = Path(__file__).parent / "sampled"
Sample = tuple[float, dict[str, float]]


def measured(resources: int, latency: float) -> dict[str, Any]:
    """Seconds by contender, operation and part."""
    seconds = {name: _of_each_operation(CONTENDERS[name], resources, latency) for name in GROWING}
    return {"resources": resources, "latency": latency, "seconds": seconds}


def _of_each_operation(contender: Contender, resources: int, latency: float) -> dict[str, dict[str, float]]:
    found = {}
    with TemporaryDirectory() as folder:
        environment = {"PYTHONPATH": str(SAMPLED), "BENCH_SAMPLES": folder}
        with Stack(contender, resources, latency, environment) as stack:
            package = str(Path(pulumi_bland.__file__).parent)
            stack.environment["BENCH_OWN"] = os.pathsep.join([package, str(stack.folder)])
            for operation in OPERATIONS:
                for old in Path(folder).iterdir():
                    old.unlink()
                cost = stack.measure(operation)
                found[operation] = divided(cost, samples(Path(folder)))
    return found


def samples(folder: Path) -> list[Sample]:
    """What the Python processes noted, in the order of time, with `own` under the name of the process' part."""
    noted = []
    for file in folder.iterdir():
        kind = file.name.partition("-")[0]
        for line in file.read_text().splitlines():
            try:
                when, used = json.loads(line)
            except ValueError:
                continue  # it was killed while it wrote
            noted.append((when, {kind if who == "own" else who: seconds for who, seconds in used.items()}))
    return sorted(noted, key=lambda each: each[0])


def divided(cost: Measured, noted: Sequence[Sample]) -> dict[str, float]:
    """The seconds of an operation by part."""
    parts = dict.fromkeys(PARTS, 0.0)
    times = [when for when, _ in noted]
    for (begin, engine_before), (end, engine) in pairwise(cost.looks):
        used = dict.fromkeys(PARTS, 0.0) | {"engine": engine - engine_before}
        for _, seconds in noted[bisect_left(times, begin) : bisect_left(times, end)]:
            for part, each in seconds.items():
                used[part] += each
        slice_, busy = end - begin, sum(used.values())
        scale = min(1.0, slice_ / busy) if busy else 0.0
        rest = max(0.0, slice_ - busy)
        on_the_wire = min(rest, _under_way(cost.traffic.spans, begin, end))
        for part, each in used.items():
            parts[part] += each * scale
        parts["wire"] += on_the_wire
        parts["waiting"] += rest - on_the_wire
    parts["waiting"] += max(0.0, cost.seconds - sum(parts.values()))
    return {part: round(parts[part], 3) for part in PARTS}


def _under_way(spans: Sequence[tuple[float, float]], begin: float, end: float) -> float:
    """Seconds of a slice in which a call was under way."""
    covered, until = 0.0, begin
    for first, last in sorted(spans):
        if last > until and first < end:
            covered += max(0.0, min(last, end) - max(first, until))
            until = max(until, last)
    return covered

"""`make bench-quick`: what must not grow, against its limit. Counts, bytes and a ratio; never seconds.

Usage: `python -m benchmarks.limits`; the tests in tests/performance take the same measures.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.contenders import CHANGE, CONTENDERS, OPERATIONS
from benchmarks.stack import Stack, python_environment

RESOURCES = 40
KINDS = 2
"""Lists that looking at everything takes: of the pools, and of the numbers of one channel."""
FRESH = 30
"""Seconds for which a list counts."""
STATE = {"dynamic": 2500, "native": 2100}
"""Bytes of a resource in the state, through each of the doors."""
PACE = 20
"""Calls a second of an account with a limit."""
REFUSED = 10
"""Calls in a hundred that such an account may refuse while resources are made: each is a call more."""
IMPORT = 1.25
"""Processor time of `import pulumi_bland` over that of `import pulumi`. 1.15 is meant; a busy machine is noisy."""
TRIES = 7


@dataclass(frozen=True)
class Measure:
    """One value and its limit."""

    what: str
    value: float
    limit: float

    @property
    def holds(self) -> bool:
        """Whether it is within the limit."""
        return self.value <= self.limit


def allowed(operation: str, resources: int, seconds: float) -> int:
    """Calls that an operation may make: one for each write, a list for each kind, and again when a list is too old."""
    pools, agents = resources // 2, resources - resources // 2
    writes = {"create": resources, CHANGE: -(-pools // 10) - (-agents // 10), "destroy": resources}
    if operation == "preview, nothing to do":
        return 0
    # Before the first write to a number it is asked for among those of iMessage too; a preview looks where `up` does.
    lists = KINDS + (operation in ("create", "preview, all new"))
    return writes.get(operation, 0) + lists * (1 + int(seconds / FRESH))


def calls_and_state(door: str, resources: int = RESOURCES) -> list[Measure]:
    """Calls of every operation on a stack of so many resources, and the most that a resource took in the state."""
    measures, state = [], 0.0
    with Stack(CONTENDERS[door], resources, 0, {}) as stack:
        for operation in OPERATIONS:
            measured = stack.measure(operation)
            state = max(state, measured.state or 0)
            limit = allowed(operation, resources, measured.seconds)
            measures.append(Measure(f"{door}, {operation}: calls", sum(measured.traffic.calls.values()), limit))
    return [*measures, Measure(f"{door}, state: bytes of a resource", state, STATE[door])]


def refused(door: str, resources: int = RESOURCES) -> Measure:
    """Calls that an account with a limit refuses while resources are made, in a hundred of those needed."""
    with Stack(CONTENDERS[door], resources, 0, {}, PACE) as stack:
        traffic = stack.measure("create").traffic
    needed = sum(traffic.calls.values()) - traffic.refused
    what = f"{door}, create at {PACE} calls a second: refused, %"
    return Measure(what, round(100 * traffic.refused / needed, 1), REFUSED)


def import_ratio() -> Measure:
    """What importing this package costs a program, over what importing Pulumi costs it anyway; both in turn."""
    least = dict.fromkeys(("pulumi", "pulumi_bland"), float("inf"))
    for _ in range(TRIES):
        for module in least:
            least[module] = min(least[module], _seconds(module))
    return Measure("import pulumi_bland / import pulumi", round(least["pulumi_bland"] / least["pulumi"], 2), IMPORT)


def _seconds(module: str) -> float:
    """Processor time of a Python that imports one module."""
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-c", f"import {module}"], env=python_environment())
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"`import {module}` failed")
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Measure and print; the exit code is 1 if a limit is exceeded."""
    measures = [each for door in STATE for each in (*calls_and_state(door), refused(door))]
    measures.append(import_ratio())
    table = Table("measured", "value", "limit", "")
    for each in measures:
        table.add_row(each.what, f"{each.value:g}", f"{each.limit:g}", "" if each.holds else "[red]over[/red]")
    Console().print(table)
    return 0 if all(each.holds for each in measures) else 1


if __name__ == "__main__":
    sys.exit(main())

"""The measuring: every contender does every operation, in turn, round after round, and each result is kept at once."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.contenders import CHECKPOINTED, CONTENDERS, FLOOR, GROWING, GROWTH, OPERATIONS, Contender
from benchmarks.stack import FailedError, Stack

Cell = dict[str, Any]
MOST_CHECKPOINTED = 1000
"""Resources beyond which writing the state at each step takes many minutes, and shows nothing new."""


@dataclass(frozen=True)
class Round:
    """All contenders once, on one size and latency."""

    resources: int
    latency: float
    number: int
    contenders: tuple[Contender, ...]

    @property
    def cells(self) -> int:
        """How many results it gives."""
        return sum(len(each.operations) for each in self.contenders)

    @property
    def seconds(self) -> float:
        """How long it will take, by what two cores took: only its proportion to the others matters after the first."""
        each = 1.5 + self.resources * (0.012 + self.latency / 8)
        written = sum(self.resources**2 / 8000 for one in self.contenders if one.checkpoints)
        return self.cells * each + written


def planned(
    sizes: Sequence[int], latencies: Sequence[float], rounds: int, grown: Sequence[int], contenders: Sequence[Contender]
) -> list[Round]:
    """The rounds to do; first those of all contenders, then how the cost of a few grows."""
    plan = [
        Round(size, latency, number, _turned(tuple(contenders), number))
        for number in range(1, rounds + 1)
        for size in sizes
        for latency in latencies
    ]
    measured = sizes if 0 in latencies else ()
    for size in grown:
        growing = (each for each in contenders if each.name in GROWING and size not in measured)
        once = tuple(replace(each, operations=GROWTH) for each in growing)
        stepwise = tuple(CHECKPOINTED.values()) if size <= MOST_CHECKPOINTED else ()
        plan.append(Round(size, 0, 1, (*once, *stepwise)))
    return [each for each in plan if each.contenders]


def _turned(contenders: tuple[Contender, ...], number: int) -> tuple[Contender, ...]:
    """Another contender begins in each round: what the machine does meanwhile hits each of them alike."""
    first = number % len(contenders)
    return contenders[first:] + contenders[:first]


class Results:
    """The file with all that was measured, written anew after each result."""

    def __init__(self, file: Path, *, anew: bool) -> None:
        self._file = file
        self.content: dict[str, Any] = {"about": about(), "cells": []} if anew else json.loads(file.read_text())

    def add(self, cell: Cell) -> None:
        """Keep one more."""
        self.content["cells"].append(cell)
        self.write()

    def write(self) -> None:
        """Under another name first: an interruption leaves the old file or the new one."""
        beside = self._file.with_suffix(".new")
        beside.write_text(json.dumps(self.content, indent=1) + "\n")
        beside.replace(self._file)


def about() -> dict[str, Any]:
    """What was measured, when, and on what kind of machine."""
    engine = subprocess.run(["pulumi", "version"], capture_output=True, text=True, check=True).stdout.strip()
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "engine": engine,
        "sdk": version("pulumi"),
        "package": version("pulumi-bland"),
    }


def run(plan: Iterable[Round], results: Results) -> bool:
    """Do all rounds, or as many as there is patience for; whether it came to the end."""
    plan = list(plan)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f} %"))
    with Progress(*columns, TimeRemainingColumn(elapsed_when_finished=True)) as progress:
        task = progress.add_task("", total=sum(each.seconds for each in plan))
        try:
            for each in plan:
                for cell in _measured(each):
                    what = f"{each.resources} resources, {each.latency * 1000:g} ms, round {each.number}"
                    progress.update(
                        task,
                        description=f"{what}: {cell['contender']}, {cell['operation']}",
                        advance=each.seconds / each.cells,
                    )
                    results.add(cell)
        except KeyboardInterrupt:
            progress.console.print("interrupted: what was measured is kept")
            return False
    return True


def _measured(each: Round) -> Iterator[Cell]:
    """The results of a round. A contender that fails is out for the rest of it, and its failure is a result too."""
    with ExitStack() as opened:
        stacks = [opened.enter_context(Stack(one, each.resources, each.latency, {})) for one in each.contenders]
        for operation in OPERATIONS:
            for stack in list(stacks):
                if operation not in stack.contender.operations:
                    continue
                where = {"contender": stack.contender.name, "resources": each.resources, "latency": each.latency}
                cell = {**where, "round": each.number, "operation": operation, "load": round(os.getloadavg()[0], 1)}
                try:
                    yield cell | stack.measure(operation).shown()
                except FailedError as error:
                    stacks.remove(stack)
                    yield cell | {"failed": str(error)}


def selected(names: Sequence[str]) -> list[Contender]:
    """The contenders of these names; the floor is always among them, because all others are compared with it."""
    return [each for each in CONTENDERS.values() if each.name in {FLOOR.name, *names}]

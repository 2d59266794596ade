"""A process with all that it starts: the processor time that each part of it used, and the memory of the whole."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

import psutil

_PROVIDERS = ("pulumi.dynamic", "resource-pulumi-python", "pulumi_bland.plugin", "pulumi-resource-")
_EVERY = 0.1
"""Seconds between two looks: what a process uses after the last one before its end is missed."""


class Tree:
    """Watched from another thread while it runs.

    Attributes:
        cpu: seconds by part: `engine` (with its language host), `program`, `provider`.
        memory: MiB, the sum of what is resident; pages that processes share count in each.
        looks: when it was looked at (monotonic clock), and the processor time of the engine up to then.
    """

    def __init__(self, pid: int) -> None:
        self.memory = 0.0
        self.looks: list[tuple[float, float]] = []
        self._pid = pid
        self._parts: dict[psutil.Process, str] = {}
        self._used: dict[psutil.Process, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def cpu(self) -> dict[str, float]:
        """What each part used as far as it was seen."""
        parts = dict.fromkeys(self._parts.values(), 0.0)
        for process, used in self._used.items():
            if process in self._parts:
                parts[self._parts[process]] += used
        return parts

    def _watch(self) -> None:
        try:
            root = psutil.Process(self._pid)
        except psutil.NoSuchProcess:
            return
        while True:
            self._look(root)
            if self._ended.wait(_EVERY):
                return

    def _look(self, root: psutil.Process) -> None:
        try:
            processes = [root, *root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        memory = 0
        for process in processes:
            try:
                with process.oneshot():
                    memory += process.memory_info().rss
                    times = process.cpu_times()
                    self._used[process] = times.user + times.system
                    if command := process.cmdline():  # one that has ended and is not yet waited for has none
                        self._parts[process] = part(command)
            except psutil.Error:
                continue  # it ended meanwhile
        self.memory = max(self.memory, memory / 2**20)
        self.looks.append((time.monotonic(), self.cpu.get("engine", 0.0)))


def part(command: list[str]) -> str:
    """The part that a process plays, by its command line."""
    line = " ".join(command)
    if any(each in line for each in _PROVIDERS):
        return "provider"
    if "language-python-exec" in line:
        return "program"
    return "engine" if command and command[0].rpartition("/")[2].startswith("pulumi") else "program"

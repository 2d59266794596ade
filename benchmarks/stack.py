"""One contender's stack: a project in a folder of its own, its account, and what each operation on it costs."""

from __future__ import annotations

import compileall
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from types import TracebackType
from typing import Any, Self

import pulumi_bland
from benchmarks.contenders import CHANGE, OPERATIONS, Contender
from benchmarks.service import Service, Traffic
from benchmarks.tree import Tree

_LAST = 30
"""Lines of a failed command that are shown."""
PROGRAMS = Path(__file__).parent / "programs"
ROOT = PROGRAMS.parents[1]


class FailedError(Exception):
    """A command that did not succeed, with what it said."""


@dataclass
class Measured:
    """What one operation cost.

    Attributes:
        seconds: by the clock on the wall.
        cpu: seconds of processor time of the whole tree of processes, by the part that each process plays.
        memory: the most that the tree held at once, in MiB (resident; what processes share counts in each).
        state: bytes of a resource in the state afterwards; None where there is none.
        traffic: what reached the account.
        looks: see `Tree`.
    """

    seconds: float
    cpu: dict[str, float] = field(default_factory=dict)
    memory: float = 0
    state: float | None = None
    traffic: Traffic = field(default_factory=Traffic)
    looks: list[tuple[float, float]] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        """As the results keep it."""
        busy = _covered(self.traffic.spans)
        in_calls = sum(end - begin for begin, end in self.traffic.spans)
        traffic = {key: value for key, value in vars(self.traffic).items() if key != "spans"}
        mean = round(in_calls / busy, 2) if busy else 0
        return {
            "seconds": round(self.seconds, 3),
            "cpu": {part: round(seconds, 2) for part, seconds in sorted(self.cpu.items())},
            "memory_mib": round(self.memory),
            "state_bytes": self.state,
            **traffic,
            "in_flight_mean": mean,
        }


class Stack:
    """A contender with an account of its own, from the first preview to destroy."""

    def __init__(
        self,
        contender: Contender,
        resources: int,
        latency: float,
        environment: dict[str, str],
        calls_per_second: int = 0,
    ) -> None:
        self.contender, self.resources = contender, resources
        self._folder = TemporaryDirectory(prefix="bland-bench-")
        self.folder = Path(self._folder.name)
        self.service = Service(resources, latency, calls_per_second)
        kept = {key: value for key, value in python_environment().items() if not key.startswith(("PULUMI_", "BLAND_"))}
        # Beside the program the modules of its folder are found; from anywhere the benchmark's own.
        self.environment = kept | {
            "PULUMI_BACKEND_URL": f"file://{self.folder}",
            "PULUMI_CONFIG_PASSPHRASE": "bench",
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_SKIP_CHECKPOINTS": "false" if contender.checkpoints else "true",
            "BLAND_API_KEY": self.service.key,
            "BLAND_BASE_URL": self.service.url,
            "BENCH_RESOURCES": str(resources),
            "BENCH_CHANGED": "0",
            "BENCH_IMPORTS": " ".join(contender.imports),
            **environment,
        }
        if contender.program is not None:
            shutil.copytree(PROGRAMS / contender.program, self.folder, dirs_exist_ok=True)
            shutil.copy(PROGRAMS / "wanted.py", self.folder)
            (self.folder / "Pulumi.yaml").write_text("name: bench\nruntime: python\n" + self._plugin())
            self.pulumi("stack", "init", "bench")
            for key, value in contender.config:
                self.pulumi("config", "set", key, value)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take everything away."""
        self.service.__exit__(kind, error, trace)
        self._folder.cleanup()

    def measure(self, operation: str) -> Measured:
        """Carry out one operation and say what it cost.

        Raises:
            FailedError: it did not succeed.
        """
        if operation == CHANGE:
            self.environment["BENCH_CHANGED"] = "1"
        self.service.taken()
        if self.contender.program is None:
            # Without Pulumi nothing else brings the environment of the package along.
            measured = self._run(
                [sys.executable, "-m", "benchmarks.threads", operation, str(self.folder / "ids.json")], ROOT
            )
        else:
            measured = self.pulumi(*OPERATIONS[operation])
            measured.state = self._state()
        measured.traffic = self.service.taken()
        return measured

    def pulumi(self, *args: str) -> Measured:
        """Run a command of the engine."""
        return self._run(["pulumi", *args, "--non-interactive", "--color=never"], self.folder)

    def _run(self, command: list[str], folder: Path) -> Measured:
        # Into a file: a program may outlive the command for some seconds, and would hold a pipe.
        with TemporaryFile("w+") as said:
            began = time.monotonic()
            process = subprocess.Popen(
                command, cwd=folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                start_new_session=True,
            )  # fmt: skip
            with Tree(process.pid) as tree:
                try:
                    code = process.wait()
                except BaseException:
                    os.killpg(process.pid, signal.SIGKILL)
                    raise
            seconds = time.monotonic() - began
            if code:
                said.seek(0)
                raise FailedError("\n".join([f"$ {' '.join(command)}", *said.read().splitlines()[-_LAST:]]))
        return Measured(seconds, tree.cpu, tree.memory, looks=tree.looks)

    def _plugin(self) -> str:
        """The lines of the project by which the engine finds the plugin, which is put beside the program."""
        if not self.contender.plugin:
            return ""
        starter = self.folder / "plugin" / "pulumi-resource-bland"
        starter.parent.mkdir()
        starter.write_text(f'#!/bin/sh\nexec {sys.executable} -m pulumi_bland.plugin "$@"\n')
        starter.chmod(0o755)
        return "plugins: {providers: [{name: bland, path: plugin}]}\n"

    def _state(self) -> float | None:
        """Bytes of a resource in the state, where the backend keeps it in a file.

        The engine keeps the stack trace of each resource, with the paths of this machine: the folder of this project
        counts as one of eight letters.
        """
        file = self.folder / ".pulumi" / "stacks" / "bench" / "bench.json"
        if not file.exists():
            return None
        kept = json.loads(file.read_text())["checkpoint"]["latest"] or {}
        ours = [each for each in kept.get("resources", ()) if not each["type"].startswith("pulumi:")]
        text = json.dumps(ours, separators=(",", ":")).replace(str(ROOT), "/project")
        return round(len(text) / len(ours), 1) if ours else None


@functools.cache
def python_environment() -> dict[str, str]:
    """The environment for Pythons that start as those of an installed package do: from bytecode.

    Where it may not be written (`PYTHONDONTWRITEBYTECODE`), a package that is installed from its source folder would be
    compiled anew by each process, which takes as long as its import.
    """
    compileall.compile_dir(Path(pulumi_bland.__file__).parent, quiet=2)
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def _covered(spans: list[tuple[float, float]]) -> float:
    """Seconds in which at least one of the spans was under way."""
    covered, until = 0.0, float("-inf")
    for begin, end in sorted(spans):
        covered += max(0.0, end - max(begin, until))
        until = max(until, end)
    return covered

"""1,100 resources in one program: what each operation costs, in calls of the API above all.

Runs the real engine on a sandbox in this process, prints each count against its limit, and fails above it. Seconds and
memory are printed for people: machines differ, so they have no limit.

Usage: `make bench`, or with the engine on PATH `.venv/bin/python benchmarks/many_resources.py [numbers] [pools]`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bland_sandbox import Sandbox

PROGRAM = """\
import pulumi_bland as bland

for index in range({numbers}):
    prompt = "changed" if index < {changed} else "as it was"
    bland.SmsNumberConfig(f"agent-{{index}}", phone_number=f"+1415{{2000000 + index}}", objective=prompt, time_out=600)
for index in range({pools}):
    last = 5 if index < {changed_pools} else 4
    numbers = [f"+1206{{2000000 + index * 10 + n}}" for n in range(last)]
    bland.CustomDialingPool(f"pool-{{index}}", phone_numbers=numbers)
"""
HANDFUL = 8
AGAIN = 30 / 2
"""Seconds for each further call: what was listed counts for 30 seconds, and there are two lists."""


def main(numbers: int, pools: int) -> int:
    """Measure every operation once; return the exit code."""
    with Sandbox() as box, tempfile.TemporaryDirectory() as folder:
        for index in range(numbers):
            box.add_number(f"+1415{2000000 + index}")
        bench = Bench(box, Path(folder))
        bench.program(numbers, pools, changed=0)
        total, tenth = numbers + pools, numbers // 10 + pools // 10
        bench.pulumi("stack", "init", "bench")
        bench.measure("preview of everything new", 0, "preview")
        bench.measure("up", total + HANDFUL, "up", "--yes", "--skip-preview")
        bench.measure("preview, nothing to do", 0, "preview", "--expect-no-changes")
        bench.measure("refresh", HANDFUL, "refresh", "--yes", "--skip-preview")
        bench.program(numbers, pools, changed=10)
        bench.measure("preview of a tenth", 0, "preview")
        bench.measure("up of a tenth", tenth + HANDFUL, "up", "--yes", "--skip-preview")
        bench.measure("destroy", total + HANDFUL, "destroy", "--yes", "--skip-preview")
    Console().print(bench.table)
    return 1 if bench.over else 0


class Bench:
    """A project, its measurements, and the table they go into."""

    def __init__(self, box: Sandbox, folder: Path) -> None:
        self.box, self.folder, self.over = box, folder, False
        (folder / "state").mkdir()
        (folder / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PULUMI_", "BLAND_"))}
        self.environment = kept | {
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "bench",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "BLAND_API_KEY": box.key,
            "BLAND_BASE_URL": box.url,
        }
        self.table = Table("operation", "API calls", "limit", "ratio", "seconds", "provider MiB")

    def program(self, numbers: int, pools: int, *, changed: int) -> None:
        """Write the program; one in `changed` of the resources differs from the first version."""
        text = PROGRAM.format(
            numbers=numbers,
            pools=pools,
            changed=numbers // changed if changed else 0,
            changed_pools=pools // changed if changed else 0,
        )
        (self.folder / "__main__.py").write_text(text)

    def pulumi(self, *args: str) -> None:
        """Run a command, or end the benchmark with what it said."""
        command = ["pulumi", *args, "--non-interactive", "--color=never"]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")

    def measure(self, name: str, limit: int, *args: str) -> None:
        """Run a command and add a row."""
        self.box.journal.clear()
        started, memory = time.monotonic(), ProviderMemory(self.environment["PULUMI_HOME"])
        with memory:
            self.pulumi(*args)
        seconds = time.monotonic() - started
        limit += int(seconds / AGAIN) if limit else 0
        calls = self.box.calls("*", "*")
        self.over = self.over or calls > limit
        ratio = f"{calls / limit:.2f}" if limit else "-" if calls == 0 else "over"
        mebibytes = f"{memory.most / 1024:.0f}" if memory.most else "-"
        self.table.add_row(name, str(calls), str(limit), ratio, f"{seconds:.1f}", mebibytes)


class ProviderMemory:
    """The most memory that a provider process of this benchmark held, in KiB; 0 where there is no /proc to tell it."""

    def __init__(self, home: str) -> None:
        self.most = 0
        self._home = home.encode()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.2):
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    ours = self._home in (process / "environ").read_bytes()
                    if ours and b"pulumi.dynamic" in (process / "cmdline").read_bytes():
                        status = (process / "status").read_text()
                        self.most = max(self.most, int(status.split("VmHWM:")[1].split()[0]))
                except (OSError, IndexError):
                    continue  # it ended meanwhile, or it is somebody else's


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:3]]
    sys.exit(main(*(given or [1000, 100])))

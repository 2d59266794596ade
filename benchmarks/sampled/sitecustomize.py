"""Python imports this first where its folder is on PYTHONPATH: it notes who uses the processor in this process.

A hundred times a second, what each thread has used since the last look goes to whoever's code it is in: the SDK (with
gRPC, pickling and the interpreter's own start) or this process' own part (`BENCH_OWN` names its folders). Pulumi kills
its providers, so each look is written at once, as a line of JSON: the monotonic clock, then seconds by owner.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType

_EVERY = 0.01
_SDK = ("/site-packages/pulumi/", "/site-packages/grpc/", "/site-packages/google/", "/site-packages/dill/")


def _owner(frame: FrameType | None, own: list[str]) -> str:
    """Whose code a thread is in: the innermost of its frames that is somebody's."""
    while frame is not None:
        name = frame.f_code.co_filename
        if any(part in name for part in _SDK):
            return "SDK"
        if any(name.startswith(folder) for folder in own):
            return "own"
        frame = frame.f_back
    return "SDK"


def _watch(file: Path, own: list[str]) -> None:
    before: dict[str, int] = {}
    tasks, me = Path("/proc/self/task"), str(threading.get_native_id())
    with file.open("w", buffering=1) as out:
        while True:
            frames = sys._current_frames()  # noqa: SLF001 - documented, for debuggers
            threads = {str(each.native_id): each.ident for each in threading.enumerate()}
            used: Counter[str] = Counter()
            for task in tasks.iterdir():
                try:
                    nanoseconds = int((task / "schedstat").read_text().split()[0])
                except OSError:
                    continue  # the thread has ended
                if task.name != me:
                    owner = _owner(frames.get(threads.get(task.name) or -1), own)
                    used[owner] += nanoseconds - before.get(task.name, 0)
                before[task.name] = nanoseconds
            del frames
            out.write(json.dumps([time.monotonic(), {who: each / 1e9 for who, each in used.items()}]) + "\n")
            time.sleep(_EVERY)


if folder := os.environ.get("BENCH_SAMPLES"):
    kind = "provider" if {"pulumi.dynamic", "pulumi_bland.plugin"} & {*sys.orig_argv} else "program"
    arguments = (Path(folder) / f"{kind}-{os.getpid()}", os.environ["BENCH_OWN"].split(os.pathsep))
    threading.Thread(target=_watch, args=arguments, daemon=True).start()

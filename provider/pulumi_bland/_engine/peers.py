"""What the provider processes of one `pulumi` command tell each other: which objects at Bland they hold.

Pulumi starts a process for each provider. A resource that gets another name and another provider is set by the new
process, and then the old one is told to delete it: without a word from the new one it would undo what was just done.

Each process has a file in Pulumi's own folder, named after the engine that it works for. A file counts while its writer
lives, which keeps a lock beside it; the operating system gives up the lock of a process that was killed. No number, no
pool and no key can be read in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout


class Peers:
    """The other provider processes of the engine at this address. Where files cannot be had, there are none."""

    def __init__(self, engine: str) -> None:
        self._prefix = engine.replace(":", "-") + "-"
        try:
            self._folder = Path(os.environ.get("PULUMI_HOME") or "~/.pulumi", "pulumi-bland").expanduser()
        except RuntimeError:  # a user without a home
            self._folder = Path(os.devnull)
        self._own = self._folder / f"{self._prefix}{os.getpid()}"
        self._lock: FileLock | None = None
        self._writing = threading.Lock()

    def tell(self, what: object, holder: str) -> None:
        """Say that this process holds an object, as the resource of this URN."""
        with self._writing, contextlib.suppress(OSError):
            if self._lock is None:
                self._open()
            with self._own.open("a", encoding="utf-8") as file:
                file.write(f"{_digest(what)} {holder}\n")

    def holder(self, what: object) -> str | None:
        """The URN of the resource as which another process of this engine holds an object."""
        wanted, found = _digest(what), None
        with contextlib.suppress(OSError):
            for path in self._alive():
                for line in path.read_text(encoding="utf-8").splitlines():
                    digest, _, urn = line.partition(" ")
                    found = urn if digest == wanted else found
        return found

    def _open(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(f"{self._own}.lock")
        lock.acquire(timeout=0)
        self._lock = lock
        list(self._alive())  # Pulumi kills its providers: somebody has to clear up after them

    def _alive(self) -> Iterator[Path]:
        """The files of the engine's other processes that live. What dead ones of any engine left is removed."""
        for lock in self._folder.glob("*.lock"):
            path = lock.with_suffix("")
            if path == self._own:
                continue
            try:
                with FileLock(lock, timeout=0):
                    pass
            except Timeout:
                if path.name.startswith(self._prefix) and path.exists():
                    yield path
            else:
                path.unlink(missing_ok=True)
                lock.unlink(missing_ok=True)


def _digest(what: object) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()

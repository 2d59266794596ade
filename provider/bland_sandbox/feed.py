"""What the pages that watch are told: a queue for each of them, filled from whichever thread something happens in."""

import asyncio
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# A page that falls this far behind is told everything anew, which is less.
_FAR_BEHIND = 2_000


class Watcher:
    """One page that watches. `take` waits for what there is to tell it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._told: deque[tuple[str, Any]] = deque(maxlen=_FAR_BEHIND)

    def tell(self, kind: str, what: Any) -> None:
        """Say something, from any thread."""
        self._told.append((kind, what))
        self.wake()

    def wake(self) -> None:
        """Let it look for itself, from any thread."""
        self._loop.call_soon_threadsafe(self._woken.set)

    async def take(self) -> list[tuple[str, Any]] | None:
        """All that was said since the last time; None when it was too much."""
        await self._woken.wait()
        self._woken.clear()
        told = [self._told.popleft() for _ in range(len(self._told))]
        return None if len(told) == _FAR_BEHIND else told


class Feed:
    """Tells all pages that watch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watchers: list[Watcher] = []

    def tell(self, kind: str, what: Any) -> None:
        """Say something of a kind to all of them."""
        with self._lock:
            for watcher in self._watchers:
                watcher.tell(kind, what)

    def wake(self) -> None:
        """Let them look for what is not said: switches, faults and snapshots."""
        with self._lock:
            for watcher in self._watchers:
                watcher.wake()

    @contextmanager
    def watched(self) -> Iterator[Watcher]:
        """One more page, for as long as it watches. In the loop that serves it."""
        watcher = Watcher()
        with self._lock:
            self._watchers.append(watcher)
        try:
            yield watcher
        finally:
            with self._lock:
                self._watchers.remove(watcher)

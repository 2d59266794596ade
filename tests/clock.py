"""Time that passes only for the thread that sleeps, and at once: no test waits for a retry."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pulumi_bland._http import client as _client
from pulumi_bland._http import retry as _retry
from pulumi_bland._http import transport as _transport

if TYPE_CHECKING:
    import pytest


class Clock:
    """In place of the module `time`, as far as the client uses it."""

    def __init__(self) -> None:
        self._own = threading.local()

    @property
    def slept(self) -> list[float]:
        """What this thread has slept."""
        own: list[float] = self._own.__dict__.setdefault("slept", [])
        return own

    def monotonic(self) -> float:
        return 1000.0 + float(getattr(self._own, "total", 0.0))

    def time(self) -> float:
        return self.monotonic()

    def sleep(self, seconds: float) -> None:
        # Less is how floats add up; but who waits for a moment must come to it.
        self._own.total = getattr(self._own, "total", 0.0) + max(seconds, 1e-9)
        if seconds > 1e-6:
            self.slept.append(seconds)

    def event(self) -> threading.Event:
        """An event whose waits sleep on this clock."""
        return _Event(self)

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Be the client's time."""
        for module in (_client, _retry, _transport):
            monkeypatch.setattr(module, "time", self)
        monkeypatch.setattr(_client, "Event", self.event)


class _Event(threading.Event):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        if not self.is_set():
            self._clock.sleep(timeout or 0)
        return self.is_set()

"""How fast an account may be called: as fast as one likes, until it says no; from then on as fast as it let pass.

Bland does not document its limits, so they are learned. What is under way when a limit is reached is refused, all of
it; so at first only few requests are under way at once, and more the more have passed.
"""

from __future__ import annotations

import threading

SLOWEST = 1.0
"""Seconds between two requests at most, where a refusal tells little; a longer pause is what the service asks for."""
RECOVERY = 1.0
"""By how many requests a second the pace goes up in each second that none is refused."""

FEW = 4
"""Requests under way at once that need no proof."""
SHARE = 8
"""One more may be under way for each so many that passed: what a limit refuses stays below that share."""


class Pace:
    """The pace of one account, for all threads of a process. Every `now` and `sent` is a reading of one clock."""

    def __init__(self) -> None:
        self.spacing = 0.0
        """Seconds from one request to the next."""
        self._lock = threading.Lock()
        self._next = self._limited = self._last = float("-inf")
        self._passed, self._busy, self._total = 0, 0.0, 0

    @property
    def room(self) -> int:
        """How many requests may be under way at once."""
        return max(FEW, self._total // SHARE)

    def left(self, now: float) -> float:
        """Seconds until the next request may go out."""
        return max(0.0, self._next - now)

    def went(self, now: float) -> None:
        """Note that a request goes out."""
        with self._lock:
            # Time in which nothing was asked says nothing about the limit.
            self._busy += min(now - self._last, SLOWEST) if self._passed else 0.0
            self._last = now
            self._next = max(self._next, now + self.spacing)

    def passed(self) -> None:
        """Note that a request was not refused for its number."""
        with self._lock:
            self._passed += 1
            self._total += 1
            if self.spacing:
                self.spacing = 1 / (1 / self.spacing + RECOVERY * self.spacing)

    def limited(self, sent: float, now: float, pause: float) -> None:
        """Note that a request that went out at `sent` was refused: none may follow before the pause is over.

        As many as passed since the last pause may pass in the same time again, this pause included.
        """
        with self._lock:
            self._next = max(self._next, now + pause)
            if sent <= self._limited:
                return  # it was under way when another one was refused: nothing new
            window = self._busy + min(now - self._last, SLOWEST) + pause
            self.spacing = min(window / max(self._passed, 1), SLOWEST)
            self._limited, self._passed, self._busy = now, 0, 0.0

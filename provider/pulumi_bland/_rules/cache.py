"""One list for many: what the account holds, fetched once for all resources of a process.

A refresh of a thousand numbers asks for one list, not for a thousand. A list is at most 30 seconds old, and what this
process wrote since is already in it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from pulumi_bland._rules.errors import ServiceError

OLDEST = 30.0
Row = Mapping[str, Any]


class SharedList:
    """The rows of one list endpoint by key; fetched by one thread while the others wait for it."""

    def __init__(self, fetch: Callable[[], Mapping[str, Row]], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch, self._clock = fetch, clock
        self._fetching = threading.Lock()
        self._changing = threading.Lock()
        self._rows: dict[str, Row] = {}
        self._asked = self._doubted = float("-inf")
        self._written: dict[str, tuple[float, Row | None]] = {}
        self._failed: tuple[float, ServiceError] | None = None

    def rows(self, newer_than: float | None = None) -> dict[str, Row]:
        """All rows, asked for after `newer_than` (a reading of the clock), else in the last 30 seconds.

        Raises:
            ServiceError: the list could not be had. All who waited for it hear so; the next to come asks again.
        """
        came = self._clock()
        with self._fetching:
            if self._failed and self._failed[0] >= came:
                raise self._failed[1]
            oldest = self._clock() - OLDEST if newer_than is None else newer_than
            if self._asked < oldest or self._asked <= self._doubted:
                asked = self._clock()
                try:
                    fetched = dict(self._fetch())
                except ServiceError as error:
                    self._failed = (self._clock(), error)
                    raise
                self._failed = None
                with self._changing:
                    self._rows, self._asked = fetched, asked
                    # An answer that crossed a write of ours may not show it yet.
                    self._written = {key: each for key, each in self._written.items() if each[0] >= asked}
                    for key, (_, row) in self._written.items():
                        self._set(key, row)
        with self._changing:
            return dict(self._rows)

    def known(self, key: str) -> Row:
        """The row of this key as it was last heard of, at whatever age; empty when it never was."""
        with self._changing:
            return self._rows.get(key, {})

    @property
    def was_read(self) -> bool:
        """Whether the list was ever had: a key that it does not hold is known to be nothing."""
        return self._asked > float("-inf")

    def now(self) -> float:
        """A reading of the clock, for `newer_than`."""
        return self._clock()

    def wrote(self, key: str, row: Row | None) -> None:
        """Correct the list by a write of our own; None is a deletion."""
        with self._changing:
            self._written[key] = (self._clock(), row)
            self._set(key, row)

    def forget(self) -> None:
        """Let the next reader ask again: a write ended in doubt, and a list that is under way may not show it."""
        with self._changing:
            self._doubted = self._clock()

    def _set(self, key: str, row: Row | None) -> None:
        if row is None:
            self._rows.pop(key, None)
        else:
            self._rows[key] = row

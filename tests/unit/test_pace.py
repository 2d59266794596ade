"""How fast an account is called once it has refused: pure arithmetic, and what services with a limit make of it."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from typing import Any

import pytest

from pulumi_bland._http.pace import FEW, RECOVERY, SHARE, SLOWEST, Pace

PASSED, REFUSED = "passed", "refused"
Told = tuple[float, str]


def paced(told: list[Told], pause: float = 1.0) -> Pace:
    """A pace after requests that were answered at once."""
    pace = Pace()
    for at, how in told:
        pace.went(at)
        if how == PASSED:
            pace.passed()
        else:
            pace.limited(at, at, pause)
    return pace


BURST: list[Told] = [(each / 100, PASSED) for each in range(20)]
SPACINGS: dict[str, tuple[list[Told], float]] = {
    "nothing was refused": (BURST, 0.0),
    "as many as passed in that time, with the pause": ([*BURST, (0.2, REFUSED)], 1.2 / 20),
    "time in which nothing was asked counts for a second": ([*BURST, (3600.2, REFUSED)], (0.19 + 1 + 1) / 20),
    "the first of all was refused": ([(0.0, REFUSED)], SLOWEST),
    "a slow account is asked once a second": ([(0.0, PASSED), (0.1, REFUSED)], SLOWEST),
}


@pytest.mark.parametrize("case", SPACINGS)
def test_the_spacing_is_learned_from_what_passed(case: str) -> None:
    told, spacing = SPACINGS[case]
    assert paced(told).spacing == pytest.approx(spacing)


def test_nothing_goes_before_the_pause_is_over_and_then_one_after_another() -> None:
    pace = paced([*BURST, (0.2, REFUSED)], pause=7)
    assert pace.left(0.2) == pytest.approx(7)
    assert pace.left(7.2) == 0
    pace.went(7.2)
    assert pace.left(7.2) == pytest.approx(pace.spacing)


def test_a_longer_pause_is_not_cut_by_a_shorter_one() -> None:
    pace = paced([(0.0, REFUSED)], pause=60)
    pace.limited(1.0, 1.0, 1.0)
    assert pace.left(1.0) == pytest.approx(59)


def test_requests_that_were_under_way_at_a_refusal_teach_nothing_when_they_are_refused_too() -> None:
    pace = paced(BURST)
    for sent in (0.2, 0.21, 0.22):
        pace.went(sent)
    pace.limited(0.2, 0.3, 1.0)
    spacing = pace.spacing
    pace.limited(0.21, 0.31, 1.0)
    pace.limited(0.22, 0.32, 1.0)
    assert pace.spacing == spacing
    assert pace.left(0.32) == pytest.approx(1.0)


def test_the_pace_recovers_by_a_request_a_second_each_second() -> None:
    pace = paced([*BURST, (0.2, REFUSED)])
    before, seconds = 1 / pace.spacing, 0.0
    while seconds < 5:
        seconds += pace.spacing
        pace.passed()
    assert 1 / pace.spacing == pytest.approx(before + RECOVERY * seconds, rel=0.02)


def test_one_more_may_be_under_way_for_each_so_many_that_passed() -> None:
    pace, rooms = Pace(), []
    for _ in range(SHARE * (FEW + 2)):
        pace.passed()
        rooms.append(pace.room)
    assert rooms[: SHARE * (FEW + 1) - 1] == [FEW] * (SHARE * (FEW + 1) - 1)
    assert rooms[-1] == FEW + 2


class Bucket:
    """A service that lets `rate` requests pass a second, and `burst` at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst, self._tokens, self._at = rate, burst, burst, 0.0

    def refuses(self, now: float) -> float | None:
        """Seconds until it lets another one pass; None when it lets this one."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            return (1 - self._tokens) / self._rate
        self._tokens -= 1
        return None


class Window:
    """A service that lets so many requests pass in each period."""

    def __init__(self, most: int, period: float) -> None:
        self._most, self._period, self._began, self._count = most, period, 0.0, 0

    def refuses(self, now: float) -> float | None:
        if now // self._period != self._began:
            self._began, self._count = now // self._period, 0
        self._count += 1
        return None if self._count <= self._most else (self._began + 1) * self._period - now


SERVICES: dict[str, Callable[[], Any]] = {
    "20 a second, 20 at once": lambda: Bucket(20, 20),
    "20 a second, 5 at once": lambda: Bucket(20, 5),
    "20 a second, never two at once": lambda: Bucket(20, 1),
    "20 in each second": lambda: Window(20, 1),
    "100 in each ten seconds": lambda: Window(100, 10),
    "100 in each minute": lambda: Window(100, 60),
}


@pytest.mark.parametrize("threads", [4, 8, 32])
@pytest.mark.parametrize("calls", [43, 300])
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_with_a_limit_refuses_at_most_a_tenth(name: str, calls: int, threads: int) -> None:
    """Whatever its limit, as long as it says for how many whole seconds; and no request twice."""
    crowd = Crowd(SERVICES[name](), calls, threads)
    crowd.run()
    assert crowd.refused <= calls / 10
    assert crowd.again == 0


class Crowd:
    """Threads that make so many calls of a service, in a time that passes by itself."""

    LATENCY = 0.05

    def __init__(self, service: Any, calls: int, threads: int) -> None:
        self._service, self._pace, self._to_do = service, Pace(), calls - min(threads, calls)
        self._events: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._waiting: list[int] = []
        self._under_way = self._order = 0
        self.refused = self.again = 0
        """How many requests were refused, and how many of them for the second time."""
        for thread in range(min(threads, calls)):
            self._soon(thread / 2000, self._wants, 0)

    def run(self) -> None:
        while self._events:
            now, _, happens, facts = heapq.heappop(self._events)
            happens(now, *facts)

    def _soon(self, at: float, happens: Callable[..., None], *facts: Any) -> None:
        self._order += 1
        heapq.heappush(self._events, (at, self._order, happens, facts))

    def _wants(self, now: float, attempts: int) -> None:
        if self._under_way >= self._pace.room:
            self._waiting.append(attempts)
        elif left := self._pace.left(now):
            self._soon(now + left, self._wants, attempts)
        else:
            self._pace.went(now)
            self._under_way += 1
            self._soon(now + self.LATENCY / 2, self._arrives, attempts, now)

    def _arrives(self, now: float, attempts: int, sent: float) -> None:
        self._soon(now + self.LATENCY / 2, self._is_answered, attempts, sent, self._service.refuses(now))

    def _is_answered(self, now: float, attempts: int, sent: float, wish: float | None) -> None:
        self._under_way -= 1
        if wish is not None:
            self.refused, self.again = self.refused + 1, self.again + bool(attempts)
            self._pace.limited(sent, now, math.ceil(wish))
            self._soon(now, self._wants, attempts + 1)
        else:
            self._pace.passed()
            if self._to_do:
                self._to_do -= 1
                self._soon(now, self._wants, 0)
        while self._waiting:
            self._soon(now, self._wants, self._waiting.pop(0))

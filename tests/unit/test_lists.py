"""One list for many: fetched once, corrected by own writes, at most 30 seconds old. Time is what the tests say."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pulumi_bland._rules.cache import OLDEST, Row, SharedList
from pulumi_bland._rules.errors import ServiceError

THREADS = 8


class Clock:
    """A clock that moves a little each time somebody looks, and further when it is told to."""

    def __init__(self) -> None:
        self._looks = 0
        self._looked = threading.Condition()
        self.passed = 0.0

    def __call__(self) -> float:
        with self._looked:
            self._looks += 1
            self._looked.notify_all()
            return self.passed + self._looks / 1_000_000

    def wait_for_looks(self, looks: int) -> None:
        with self._looked:
            assert self._looked.wait_for(lambda: self._looks >= looks, timeout=30)


class Service:
    """What a list would answer, counting how often it was asked; `meanwhile` happens while an answer is under way."""

    def __init__(self) -> None:
        self.live: dict[str, Row] = {"a": {"value": 1}}
        self.asked = 0
        self.fails: BaseException | None = None
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self) -> Mapping[str, Row]:
        self.asked += 1
        answer = dict(self.live)
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        if self.fails:
            raise self.fails
        return answer


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rows(service: Service, clock: Clock) -> SharedList:
    return SharedList(service, clock)


def at_once(calls: int, call: Callable[[], Any]) -> list[Any]:
    """The outcome of as many calls, all under way before the first one ends; errors as values."""
    together = threading.Barrier(calls)

    def one(_: int) -> Any:
        together.wait(timeout=30)
        try:
            return call()
        except ServiceError as error:
            return error

    with ThreadPoolExecutor(calls) as pool:
        return list(pool.map(one, range(calls)))


def test_a_list_is_asked_for_when_somebody_wants_it_and_not_again(rows: SharedList, service: Service) -> None:
    assert service.asked == 0
    assert rows.rows() == rows.rows() == {"a": {"value": 1}}
    assert service.asked == 1


def test_a_list_is_asked_for_again_after_thirty_seconds(rows: SharedList, service: Service, clock: Clock) -> None:
    rows.rows()
    service.live = {"b": {}}
    clock.passed = OLDEST - 1
    assert rows.rows() == {"a": {"value": 1}}
    clock.passed = OLDEST + 1
    assert rows.rows() == {"b": {}}
    assert service.asked == 2


def test_somebody_who_needs_a_newer_list_gets_one(rows: SharedList, service: Service) -> None:
    rows.rows()
    now = rows.now()
    service.live = {}
    assert rows.rows(newer_than=now) == {}
    assert rows.rows(newer_than=now) == {}
    assert service.asked == 2


def test_threads_share_one_request(service: Service, clock: Clock) -> None:
    inside, others_wait = threading.Event(), threading.Event()
    shared = SharedList(service, clock)

    def slow() -> None:
        inside.set()
        assert others_wait.wait(timeout=30)

    service.meanwhile = slow
    with ThreadPoolExecutor(THREADS) as pool:
        first = pool.submit(shared.rows)
        assert inside.wait(timeout=30)
        others = [pool.submit(shared.rows) for _ in range(THREADS - 1)]
        others_wait.set()
        assert all(each.result(timeout=30) == first.result(timeout=30) for each in others)
    assert service.asked == 1


def test_threads_that_all_come_at_once_share_one_request(rows: SharedList, service: Service) -> None:
    assert at_once(THREADS, rows.rows) == [{"a": {"value": 1}}] * THREADS
    assert service.asked == 1


def test_all_who_wait_hear_of_a_failure_and_the_next_to_come_asks_again(service: Service, clock: Clock) -> None:
    shared = SharedList(service, clock)
    failure = service.fails = ServiceError("list", "unavailable", status=503)
    # Each looks at the clock once when it comes, and the one that asks twice more.
    service.meanwhile = lambda: clock.wait_for_looks(THREADS + 2)
    assert at_once(THREADS, shared.rows) == [failure] * THREADS
    assert service.asked == 1

    service.fails = None
    assert shared.rows() == {"a": {"value": 1}}
    assert service.asked == 2


def test_a_failure_is_forgotten_once_the_list_was_had(service: Service) -> None:
    """Also for who came before that failure, and gets its turn only now."""
    readings = iter([10.0, 10.1, 10.2, 10.3, 11.0, 11.1, 11.2, 9.0, 12.0])
    shared = SharedList(service, lambda: next(readings))
    service.fails = ServiceError("list", "unavailable", status=503)
    with pytest.raises(ServiceError):
        shared.rows()
    service.fails = None
    assert shared.rows() == {"a": {"value": 1}}
    assert shared.rows() == {"a": {"value": 1}}


def test_a_failure_that_is_no_answer_is_nobody_elses(rows: SharedList, service: Service) -> None:
    service.fails = RuntimeError("a bug")
    with pytest.raises(RuntimeError):
        rows.rows()
    service.fails = None
    assert rows.rows() == {"a": {"value": 1}}


def test_own_writes_correct_the_list(rows: SharedList, service: Service) -> None:
    rows.rows()
    rows.wrote("b", {"value": 2})
    assert rows.rows() == {"a": {"value": 1}, "b": {"value": 2}}
    rows.wrote("a", None)
    assert rows.rows() == {"b": {"value": 2}}
    rows.wrote("a", None)
    assert rows.known("b") == {"value": 2}
    assert rows.known("a") == {}
    assert service.asked == 1


def test_a_write_before_the_first_list_is_forgotten_for_the_lists_own_word(rows: SharedList, service: Service) -> None:
    """The list was asked for after the write was answered, so it knows better."""
    rows.wrote("a", {"value": "ours"})
    assert rows.known("a") == {"value": "ours"}
    assert rows.rows() == {"a": {"value": 1}}
    assert service.asked == 1


@pytest.mark.parametrize(("written", "expected"), [({"value": 2}, {"a": {"value": 2}}), (None, {})])
def test_a_list_that_crosses_a_write_does_not_undo_it(
    written: Row | None, expected: dict[str, Row], rows: SharedList, service: Service
) -> None:
    service.meanwhile = lambda: rows.wrote("a", written)
    assert rows.rows() == expected


def test_a_crossed_write_counts_until_a_list_was_asked_for_after_it(
    rows: SharedList, service: Service, clock: Clock
) -> None:
    service.meanwhile = lambda: rows.wrote("a", {"value": 2})
    rows.rows()
    service.live = {"a": {"value": 3}}
    clock.passed = OLDEST + 1
    assert rows.rows() == {"a": {"value": 3}}


def test_after_a_write_in_doubt_the_list_is_asked_for_again(rows: SharedList, service: Service) -> None:
    rows.rows()
    rows.forget()
    service.live = {}
    assert rows.rows() == {}
    assert service.asked == 2


def test_a_list_under_way_when_a_write_ends_in_doubt_is_not_believed(rows: SharedList, service: Service) -> None:
    service.meanwhile = rows.forget
    rows.rows()
    service.live = {"a": {"value": "written after all"}}
    assert rows.rows() == {"a": {"value": "written after all"}}


def test_what_is_done_to_a_returned_list_stays_with_the_caller(rows: SharedList) -> None:
    rows.rows().clear()
    assert rows.rows() == {"a": {"value": 1}}

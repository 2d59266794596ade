"""Many threads, one account: how many requests are under way, and what each thread may share."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pulumi_bland._http.pace import FEW, SHARE
from pulumi_bland._rules.errors import ServiceError
from tests.client.conftest import BusyClock, Serve, client, in_thread
from tests.client.servers import Request, reply


class Crowd:
    """A server where each answer waits until as many requests are under way as ever will be."""

    def __init__(self, serve: Serve, limit: int) -> None:
        self.most = self._now = 0
        self._limit, self._lock, self._full = limit, threading.Lock(), threading.Event()
        self.server = serve(self._answer)

    def _answer(self, _: Request) -> bytes:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            if self._now == self._limit:
                self._full.set()
        self._full.wait(30)
        with self._lock:
            self._now -= 1
        return reply()


@pytest.mark.parametrize("limit", [1, 3])
def test_no_more_requests_are_under_way_than_the_owner_allows(limit: int, serve: Serve) -> None:
    """And as many as that."""
    crowd = Crowd(serve, limit)
    made = client(crowd.server, max_requests=limit)
    assert in_thread(*[made.list_pools] * 9) == [[]] * 9
    assert crowd.most == limit


@pytest.mark.parametrize(("passed", "expected"), [(0, FEW), (SHARE * (FEW + 3), FEW + 3)])
def test_at_first_few_requests_are_under_way_and_more_the_more_have_passed(
    passed: int, expected: int, serve: Serve
) -> None:
    """What is under way when a limit is reached is refused, all of it."""
    crowd = Crowd(serve, expected)
    made = client(crowd.server)
    for _ in range(passed):
        made._pace.passed()
    assert in_thread(*[made.list_pools] * expected) == [[]] * expected
    assert crowd.most == expected


def test_each_thread_has_a_session_of_its_own(serve: Serve) -> None:
    """And uses it, and its connection, again: requests does not promise that threads may share one."""
    here, server = threading.Barrier(3), serve(reply())
    made = client(server)

    def twice() -> set[int]:
        sessions = set()
        for _ in range(2):
            here.wait(30)
            made.list_pools()
            sessions.add(id(made._session()))
        here.wait(30)  # until all have theirs, none ends
        return sessions

    sessions = [found for found in in_thread(*[twice] * 3) if isinstance(found, set)]
    assert [len(found) for found in sessions] == [1, 1, 1]
    assert len(set.union(*sessions)) == 3
    assert Counter(request.connection for request in server.requests) == {1: 2, 2: 2, 3: 2}


def test_a_request_that_waited_its_turn_heeds_a_429(serve: Serve, clock: BusyClock) -> None:
    """The whole account was told to slow down while it stood in line."""
    slept: dict[str, float] = {}
    waiting = threading.Event()

    def answer(_: Request) -> Iterator[bytes]:
        first = len(server.requests) == 1
        assert waiting.wait(30)
        yield reply(429, "", retry_after="5") if first else reply()

    def call() -> None:
        made.list_pools()
        slept[threading.current_thread().name] = sum(clock.slept)

    class Places(threading.Condition):
        def wait(self, timeout: float | None = None) -> bool:
            waiting.set()
            return super().wait(timeout)

    server = serve(answer)
    made = client(server, max_requests=1)
    made._places = Places()
    in_thread(call, call)
    assert len(slept) == 2
    assert min(slept.values()) >= 5


def test_standing_in_line_is_not_taken_for_a_slow_service(serve: Serve) -> None:
    """The limit on requests is ours: an answer that comes in time is no time-out because others came before it."""

    def answer(_: Request) -> Iterator[bytes]:
        server.ended.wait(0.5)
        yield reply()

    server = serve(answer)
    made = client(server, max_requests=1, deadline=1.2)
    assert in_thread(*[made.list_pools] * 4) == [[]] * 4


def test_an_error_gives_the_place_back(serve: Serve) -> None:
    server = serve([reply(400, '{"errors":["no"]}'), None, b"nonsense\r\n\r\n", reply(302, "", location="http://[bad")])
    made = client(server, max_requests=1, deadline=0.1)
    in_thread(*[made.list_pools] * 4)
    server._answer = lambda _: reply()
    assert made.list_pools() == []


def test_a_call_whose_next_turn_comes_after_its_deadline_is_not_made_again(serve: Serve, clock: BusyClock) -> None:
    """It ends as its last attempt did."""
    server = serve([reply(503, "", retry_after="1")])
    made = client(server, max_requests=1, deadline=3)

    class Places(threading.Condition):
        def wait_for(self, predicate: Callable[[], Any], timeout: float | None = None) -> Any:
            clock.sleep(4 * len(server.requests))  # stands in line for so long
            return super().wait_for(predicate, timeout)

    made._places = Places()
    with pytest.raises(ServiceError, match="HTTP 503"):
        made.list_pools()
    assert len(server.requests) == 1

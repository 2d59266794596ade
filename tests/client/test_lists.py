"""One list for many: fetched once for all threads, corrected by own writes, never taken from an older moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bland_sandbox import Sandbox
from pulumi_bland._http.access import settings
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.cache import OLDEST, SharedList
from pulumi_bland._rules.errors import ServiceError
from tests.client.conftest import BusyClock, Serve, client, in_thread
from tests.client.servers import reply

OLD, NEW = {"id": "a", "n": 1}, {"id": "a", "n": 2}
POOLS, NUMBERS = "/v1/custom-dialing-pools", "/v1/sms/numbers"


class Source:
    """A list endpoint: what it holds, how often it was asked, and what happens meanwhile."""

    def __init__(self, *answers: Mapping[str, Any] | Exception) -> None:
        self.answers, self.asked = list(answers), 0
        self.meanwhile: Callable[[], object] = threading.Event().is_set
        self.clock = BusyClock()
        self.list = SharedList(self._fetch, self.clock.monotonic)

    def _fetch(self) -> Mapping[str, Any]:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        self.meanwhile()
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_many_threads_cost_one_list() -> None:
    source = Source({"a": OLD})
    assert in_thread(*[source.list.rows] * 20) == [{"a": OLD}] * 20
    assert source.asked == 1


def test_a_list_is_asked_for_again_when_it_is_old() -> None:
    source = Source({"a": OLD}, {"a": NEW})
    assert source.list.rows() == {"a": OLD}
    source.clock.sleep(OLDEST - 1)
    assert source.list.rows() == {"a": OLD}
    source.clock.sleep(2)
    assert source.list.rows() == {"a": NEW}


def test_an_own_write_is_in_the_list_at_once() -> None:
    source = Source({"a": OLD})
    source.list.rows()
    source.list.wrote("a", NEW)
    source.list.wrote("b", OLD)
    assert source.list.rows() == {"a": NEW, "b": OLD}
    source.list.wrote("b", None)
    assert source.list.rows() == {"a": NEW}
    assert source.asked == 1


def test_a_write_during_the_fetch_is_not_lost() -> None:
    """The answer may have been written before the service knew of it."""
    source = Source({"a": OLD, "b": OLD})

    def writes() -> None:
        source.clock.sleep(1)
        source.list.wrote("a", NEW)
        source.list.wrote("b", None)

    source.meanwhile = writes
    assert source.list.rows() == {"a": NEW}


def test_a_write_before_the_fetch_does_not_hide_what_came_later() -> None:
    source = Source({"a": OLD}, {"a": {"id": "a", "n": 3}})
    source.list.rows()
    source.list.wrote("a", NEW)
    source.clock.sleep(OLDEST + 1)
    assert source.list.rows() == {"a": {"id": "a", "n": 3}}


def test_a_reader_who_needs_a_later_list_gets_one() -> None:
    source = Source({"a": OLD}, {"a": NEW})
    source.list.rows()
    source.clock.sleep(1)
    asked = source.list.now()
    source.clock.sleep(1)
    assert source.list.rows(newer_than=asked) == {"a": NEW}
    assert source.list.rows(newer_than=asked) == {"a": NEW}
    assert source.asked == 2


def test_a_list_in_doubt_is_asked_for_again() -> None:
    source = Source({"a": OLD}, {"a": NEW})
    source.list.rows()
    source.list.forget()
    assert source.list.known("a") == OLD
    assert source.list.rows() == {"a": NEW}


def test_a_failed_list_is_not_remembered_for_long() -> None:
    source = Source(ServiceError("list", "no"), {"a": OLD})
    with pytest.raises(ServiceError):
        source.list.rows()
    source.clock.sleep(OLDEST)
    assert source.list.rows() == {"a": OLD}


def test_those_who_waited_for_a_list_that_failed_do_not_ask_one_after_the_other() -> None:
    """A service that is down would cost each of a thousand resources its whole deadline, in a row."""
    source = Source(ServiceError("list", "no"))
    waiting = threading.Event()

    def until_all_wait() -> None:
        while len(source.clock.looks) < 8 and source.asked == 1 and not waiting.wait(0.01):
            if threading.active_count() >= before + 8:
                waiting.wait(0.05)  # they are about to look at the list
                waiting.set()

    before = threading.active_count()
    source.meanwhile = until_all_wait
    assert all(isinstance(each, ServiceError) for each in in_thread(*[source.list.rows] * 8))
    assert source.asked == 1


def account(box: Sandbox) -> Account:
    return Account(client(box))


def test_an_account_lists_each_kind_and_channel_once(box: Sandbox) -> None:
    made = account(box)
    in_thread(*[made.pools.rows, made.sms["sms"].rows, made.sms["whatsapp"].rows] * 5)
    assert (box.calls("GET", POOLS), box.calls("GET", NUMBERS)) == (1, 2)


def test_two_accounts_share_no_list(box: Sandbox) -> None:
    account(box).pools.rows()
    pool_id = box.add_pool("+14155550101")
    assert list(account(box).pools.rows()) == [pool_id]


@pytest.mark.parametrize(
    "body",
    ['{"data":{}}', '{"data":"none"}', '{"data":[1]}', '{"data":[{}]}', '{"data":[{"id":null}]}', '{"data":null}'],
)
def test_a_list_of_another_form_is_an_error_and_not_an_empty_account(body: str, serve: Serve) -> None:
    made = Account(client(serve(reply(200, body))))
    with pytest.raises(ServiceError, match="do not have the documented form"):
        made.pools.rows()
    with pytest.raises(ServiceError, match="do not have the documented form"):
        made.sms["sms"].rows()


def test_the_limits_of_an_account_are_its_owners() -> None:
    made = settings({"bland:apiKey": "a-key", "bland:deadline": "7.5", "bland:maxRequests": "3"}, {})
    assert (made.deadline, made.max_requests) == (7.5, 3)

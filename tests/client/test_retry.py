"""What is tried again, after how long, and what never is."""

from __future__ import annotations

import email.utils
import random
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bland_sandbox import Sandbox
from pulumi_bland._http.access import Settings
from pulumi_bland._http.client import ENOUGH, Client
from pulumi_bland._http.retry import ATTEMPTS, FIRST_PAUSE, LONGEST_PAUSE, pause, retries, retry_after
from pulumi_bland._rules.errors import ServiceError
from tests.client.conftest import BusyClock, Serve, client, in_thread
from tests.client.servers import Request, reply

POOLS = "/v1/custom-dialing-pools"
NUMBERS = ["+14155550101"]
SMS = {"phone_number": "+15550001111", "objective": "Be kind."}
NEVER = (False, False)
ALWAYS = (True, True)
REPEATABLE_ONLY = (True, False)


def answered(status: int, code: str | None = None) -> ServiceError:
    return ServiceError("try", "", status=status, code=code, enveloped=code is not None)


POLICY: dict[str, tuple[BaseException, tuple[bool, bool]]] = {
    "never sent": (ServiceError("try", "", sent=False, transient=True), ALWAYS),
    "sent, and no answer": (ServiceError("try", "", transient=True), REPEATABLE_ONLY),
    "a certificate that is not accepted": (ServiceError("try", "", sent=False), NEVER),
    "429": (answered(429), ALWAYS),
    "502": (answered(502), REPEATABLE_ONLY),
    "503": (answered(503), REPEATABLE_ONLY),
    "503 with a code": (answered(503, "BUSY"), REPEATABLE_ONLY),
    "504": (answered(504), REPEATABLE_ONLY),
    "500": (answered(500), NEVER),
    "500 with a code": (answered(500, "ERROR_UPDATING_SMS_CONFIG"), NEVER),
    "501": (answered(501), NEVER),
    "401": (answered(401, "UNAUTHORIZED"), NEVER),
    "403": (answered(403, "ENTERPRISE_REQUIRED"), NEVER),
    "404": (answered(404, "POOL_NOT_FOUND"), NEVER),
    "400": (answered(400, "INVALID_PHONE_NUMBERS"), NEVER),
    "302": (answered(302), NEVER),
    "200 that is an error": (answered(200, "INVALID_CREDENTIALS"), NEVER),
    "a bug of ours": (KeyError("x"), NEVER),
    "Ctrl-C": (KeyboardInterrupt(), NEVER),
}


@pytest.mark.parametrize("case", POLICY)
def test_the_policy(case: str) -> None:
    error, expected = POLICY[case]
    assert (retries(error, repeatable=True), retries(error, repeatable=False)) == expected


@given(st.integers(1, ATTEMPTS), st.floats(0, 1))
def test_pauses_double_with_jitter_up_to_a_limit(attempt: int, jitter: float) -> None:
    ceiling = min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)
    assert ceiling / 2 <= pause(attempt, None, jitter) <= ceiling


@given(st.integers(1, ATTEMPTS), st.floats(-1e9, 1e9), st.floats(0, 1))
def test_a_wish_of_the_service_is_met_in_full(attempt: int, asked: float, jitter: float) -> None:
    assert max(asked, 0) <= pause(attempt, asked, jitter) <= max(asked, 0) + FIRST_PAUSE


NOW = 1_767_225_600.0
WISHES = {
    "7": 7.0,
    " 7 ": 7.0,
    "0": 0.0,
    email.utils.formatdate(NOW + 90, usegmt=True): 90.0,
    email.utils.formatdate(NOW - 90, usegmt=True): 0.0,
    "Thu, 01 Jan 2026 01:00:30 +0100": 30.0,
    "": None,
    "soon": None,
    "-5": None,
    "1.5": None,
    "Wed, 99 Foo 2026 25:61:61 GMT": None,
}


@pytest.mark.parametrize("header", WISHES)
def test_a_retry_after_header_is_seconds_or_a_date(header: str) -> None:
    assert retry_after(header, now=NOW) == WISHES[header]


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=255)) | st.integers().map(str) | st.from_regex(r"\A\s*[\d¹²³]+\s*\Z"))
def test_no_retry_after_header_is_too_strange(header: str) -> None:
    """Headers are bytes, which become Latin-1 text."""
    assert retry_after(header, now=NOW) is None or retry_after(header, now=NOW) >= 0  # type: ignore[operator]


Call = Callable[[Client, Sandbox], Any]
REPEATABLE: dict[str, tuple[str, str, Call]] = {
    "list of pools": ("GET", POOLS, lambda made, _: made.list_pools()),
    "list of numbers": ("GET", "/v1/sms/numbers", lambda made, _: made.list_sms("sms")),
    "read of a pool": ("GET", f"{POOLS}/{{id}}", lambda made, box: made.get_pool(pool(box))),
    "update of a pool": (
        "POST",
        f"{POOLS}/{{id}}/update",
        lambda made, box: made.update_pool(pool(box), {"phone_numbers": NUMBERS}),
    ),
    "delete of a pool": ("DELETE", f"{POOLS}/{{id}}", lambda made, box: made.delete_pool(pool(box))),
    "update of a number": ("POST", "/v1/sms/number/update", lambda made, _: made.update_sms(SMS)),
}
PASSING: dict[str, dict[str, Any]] = {
    "drop": {"action": "drop"},
    "truncation": {"action": "truncate", "status": 200, "body": {"data": [], "errors": None}},
    "429": {"status": 429},
    "502 HTML": {"status": 502, "body": "<html>Bad gateway</html>"},
    "503": {"status": 503},
    "504": {"status": 504, "body": ""},
}
LASTING: dict[str, dict[str, Any]] = {
    "500": {"status": 500, "body": ""},
    "500 with a code": {"status": 500, "body": {"errors": [{"error": "ERROR_UPDATING_SMS_CONFIG", "message": "no"}]}},
    "401": {"status": 401, "body": {"errors": [{"error": "UNAUTHORIZED", "message": "no"}]}},
    "403": {"status": 403, "body": {"errors": [{"error": "ENTERPRISE_REQUIRED", "message": "no"}]}},
    "404": {"status": 404, "body": "<html>Not found</html>"},
    "400": {"status": 400, "body": {"errors": [{"error": "INVALID_PHONE_NUMBERS", "message": "no"}]}},
}


def pool(box: Sandbox) -> str:
    return next(iter(box.org().pools), None) or box.add_pool(*NUMBERS)


@pytest.mark.parametrize("trouble", PASSING)
@pytest.mark.parametrize("call", REPEATABLE)
def test_what_is_the_same_twice_is_tried_again(call: str, trouble: str, box: Sandbox, clock: BusyClock) -> None:
    method, path, run = REPEATABLE[call]
    box.fault(method, path, calls="1-2", **PASSING[trouble])
    run(client(box), box)
    assert box.calls(method, path) == 3
    assert len(clock.slept) == 2


@pytest.mark.parametrize("trouble", LASTING)
@pytest.mark.parametrize("call", REPEATABLE)
def test_what_will_not_change_is_not_tried_again(call: str, trouble: str, box: Sandbox, clock: BusyClock) -> None:
    method, path, run = REPEATABLE[call]
    box.fault(method, path, calls="first", **LASTING[trouble])
    with pytest.raises(ServiceError):
        run(client(box), box)
    assert box.calls(method, path) == 1
    assert clock.slept == []


@pytest.mark.parametrize("phase", ["before", "after"])
@pytest.mark.parametrize("trouble", [*PASSING, *LASTING])
def test_a_create_in_doubt_is_not_tried_again(trouble: str, phase: str, box: Sandbox, clock: BusyClock) -> None:
    """Whether the service made the pool or not: the client cannot know. A 429 says that it did not."""
    box.fault("POST", POOLS, calls="first", phase=phase, **(PASSING | LASTING)[trouble])
    if trouble == "429":
        client(box).create_pool({"phone_numbers": NUMBERS})
    else:
        with pytest.raises(ServiceError):
            client(box).create_pool({"phone_numbers": NUMBERS})
        assert clock.slept == []
        assert len(box.org().pools) == (1 if phase == "after" else 0)
    assert box.calls("POST", POOLS) == (2 if trouble == "429" else 1)


def test_a_create_that_was_never_sent_is_tried_again(clock: BusyClock) -> None:
    with pytest.raises(ServiceError, match="cannot be reached"):
        client("http://127.0.0.1:1").create_pool({"phone_numbers": NUMBERS})
    assert len(clock.slept) == ATTEMPTS - 1


@pytest.mark.parametrize("trouble", PASSING)
def test_trying_again_ends_before_the_deadline(trouble: str, box: Sandbox, clock: BusyClock) -> None:
    box.fault("GET", POOLS, **PASSING[trouble])
    with pytest.raises(ServiceError):
        client(box, deadline=3).list_pools()
    assert 1 <= len(clock.slept) < ATTEMPTS
    assert sum(clock.slept) <= 3


@pytest.mark.parametrize(("deadline", "jitter"), [(2, 0.0), (4, 1.0), (8, 1.0)])
def test_no_attempt_is_made_that_has_no_time_to_be_answered(
    deadline: int, jitter: float, serve: Serve, clock: BusyClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would end without an answer, and hide the one before: "in doubt" in place of what the service said.

    One more pause would end half a second or less before each of these deadlines.
    """
    monkeypatch.setattr(random, "random", lambda: jitter)
    server = serve(lambda _: reply(502, "<html></html>"))
    with pytest.raises(ServiceError, match="HTTP 502"):
        client(server, deadline=deadline).list_pools()
    begun = sum(clock.slept)  # the last attempt: time passes in pauses only
    assert deadline - begun >= min(ENOUGH, deadline / 4)
    assert len(server.requests) > 1


@pytest.mark.parametrize("wish", ["4", email.utils.formatdate(1004, usegmt=True)])
def test_the_service_says_how_long_to_wait(wish: str, serve: Serve, clock: BusyClock) -> None:
    client(serve([reply(503, "", retry_after=wish), reply()])).list_pools()
    assert [round(seconds) for seconds in clock.slept] == [4]


@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_longer_than_the_deadline_is_not_begun(status: int, serve: Serve, clock: BusyClock) -> None:
    server = serve([reply(status, "", retry_after="3600")])
    said = rf"HTTP {status}, .*; Bland asks to wait 3600 s: .* more than 10 s with bland:deadline"
    with pytest.raises(ServiceError, match=said):
        client(server, deadline=10).list_pools()
    assert clock.slept == []


def test_no_request_goes_out_before_the_time_that_the_service_asked_for(serve: Serve, clock: BusyClock) -> None:
    """However long that is: those who come later are told at once, without asking the service."""
    server = serve([reply(429, "", retry_after="3600")])
    made = client(server)
    with pytest.raises(ServiceError, match="HTTP 429"):
        made.list_pools()
    said = r"limit of requests is used up; Bland asks to wait 3600 s: .* more than 30 s with bland:deadline"
    with pytest.raises(ServiceError, match=said) as caught:
        made.create_pool({"phone_numbers": NUMBERS})
    assert caught.value.refused
    assert len(server.requests) == 1
    clock.sleep(3601)
    server._answer = lambda _: reply()
    assert made.list_pools() == []


def test_a_long_wait_is_kept_to_where_the_deadline_allows_it(serve: Serve, clock: BusyClock) -> None:
    client(serve([reply(429, "", retry_after="90"), reply()]), deadline=120).list_pools()
    assert 90 <= sum(clock.slept) <= 90 + FIRST_PAUSE


def test_a_429_on_one_thread_makes_the_others_wait(serve: Serve, clock: BusyClock) -> None:
    """Each thread has a time of its own here, which stands still until it sleeps."""
    made, others = client(serve([reply(429, "", retry_after="5"), reply(), reply()])), []

    def other() -> None:
        made.list_sms("sms")
        others.extend(clock.slept)

    made.list_pools()
    in_thread(other)
    assert sum(others) >= 5
    assert sum(clock.slept) >= 5


def cancelling(cancelled: Event) -> Callable[[Request], bytes]:
    """A service that is too busy, while somebody presses Ctrl-C."""

    def answer(_: Request) -> bytes:
        cancelled.set()
        return reply(503, "", retry_after="20")

    return answer


def test_a_cancelled_client_waits_for_nothing_and_begins_no_write(serve: Serve) -> None:
    cancelled = Event()
    server = serve(cancelling(cancelled))
    made = Client(Settings("a-key", base_url=server.url), cancelled)
    for call in (made.list_pools, lambda: made.update_sms(SMS)):
        with pytest.raises(ServiceError, match=r"^could not .*: it was cancelled$") as caught:
            call()
        assert caught.value.refused is (call != made.list_pools)
    assert [request.method for request in server.requests] == ["GET"]


def test_a_write_that_may_have_been_carried_out_when_it_was_cancelled_is_no_refusal(serve: Serve) -> None:
    cancelled = Event()
    server = serve(cancelling(cancelled))
    with pytest.raises(ServiceError, match="it was cancelled") as caught:
        Client(Settings("a-key", base_url=server.url), cancelled).update_sms(SMS)
    assert not caught.value.refused


def test_a_cancelled_client_can_still_read_what_became_of_a_write(serve: Serve) -> None:
    cancelled = Event()
    cancelled.set()
    assert Client(Settings("a-key", base_url=serve(reply()).url), cancelled).list_pools() == []


def test_a_503_on_one_thread_is_its_own_affair(serve: Serve, clock: BusyClock) -> None:
    made, others = client(serve([reply(503, ""), reply(), reply()])), [-1.0]

    def other() -> None:
        made.list_sms("sms")
        others[:] = clock.slept

    clock.meanwhile = other
    made.list_pools()
    assert others == []


def test_a_refusal_after_an_attempt_in_doubt_is_no_refusal(box: Sandbox, clock: BusyClock) -> None:
    """The first attempt was carried out; the refusal is only about the second."""
    box.fault("POST", "/v1/sms/number/update", calls="first", phase="after", action="drop")
    box.fault("POST", "/v1/sms/number/update", calls=2, **LASTING["400"])
    with pytest.raises(ServiceError) as caught:
        client(box).update_sms(SMS)
    assert len(clock.slept) == 1
    assert not caught.value.refused

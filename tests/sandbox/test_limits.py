"""The switches `read_only`, `latency` and `calls_per_second`: what a key and a service may do at all."""

from collections.abc import Callable

import pytest

from bland_sandbox import Sandbox, Settings
from bland_sandbox.rate import Rate
from tests.reference import NUMBER, POOL_NUMBERS

from .api import POOLS, Api, connect, data, error, received

Start = Callable[..., Api]
LONGER_THAN_ANY_TEST = 3600


@pytest.mark.parametrize("generation", ["old", "new"])
def test_a_key_that_may_only_read_is_refused_each_write_in_an_envelope(start: Start, generation: str) -> None:
    """ "A read-only test key is enough" can be tested."""
    api = start(generation=generation, read_only=True)
    pool_id = api.box.add_pool(*POOL_NUMBERS)
    api.box.edit_sms(NUMBER, objective="x")
    before = api.get("/_sandbox/state").json()
    writes = [api.create(), api.update(pool_id, phone_numbers=POOL_NUMBERS), api.sms(objective="y")]
    if generation == "new":
        writes.append(api.delete(pool_id))
    assert {error(answer) for answer in writes} == {(403, "UNAUTHORIZED")}
    assert data(api.pool(pool_id))["phone_numbers"] == POOL_NUMBERS
    assert len(data(api.numbers())) == len(data(api.get(POOLS))) == 1
    assert api.get("/_sandbox/state").json() == before


def test_more_calls_than_a_second_has_are_refused_and_say_when_to_come_again(start: Start) -> None:
    """429 with Retry-After, and nothing is carried out."""
    api = start(calls_per_second=1)
    answers = [api.create() for _ in range(10)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused, "ten calls to this machine take less than nine seconds"
    assert {error(answer) for answer in refused} == {(429, "RATE_LIMITED")}
    assert {answer.headers["retry-after"] for answer in refused} == {"1"}
    assert len(api.box.org().pools) == len(answers) - len(refused)
    assert [entry.error for entry in api.box.journal.entries()].count("RATE_LIMITED") == len(refused)
    api.box.settings.calls_per_second = 0
    assert data(api.create())


def test_the_limit_is_one_of_the_last_second() -> None:
    """With a clock of its own: the call after a full second is carried out."""
    now = [0.0]
    rate = Rate(lambda: now[0])
    assert [rate.wait(2) for _ in range(3)] == [0, 0, 1]
    now[0] = 0.5
    assert rate.wait(2) == 1
    now[0] = 1.0
    assert [rate.wait(2) for _ in range(3)] == [0, 0, 1]
    assert rate.wait(0) == 0


def test_latency_is_waited_before_a_call_is_carried_out() -> None:
    """A sandbox that ends while a call waits carries nothing out."""
    with Sandbox(latency=LONGER_THAN_ANY_TEST) as box:
        waiting = connect(box, "POST", POOLS, '{"phone_numbers": ["+14155550101"]}')
        while not box.calls("POST", POOLS):
            continue
        assert box.journal.entries()[0].status is None
    with waiting:
        assert received(waiting) == b""
    assert box.org().pools == {}


@pytest.mark.parametrize("switch", [{"latency": -1}, {"latency": float("nan")}, {"calls_per_second": 0.5}])
def test_a_limit_that_cannot_be_is_refused(switch: dict[str, float]) -> None:
    """Like any other value of a switch."""
    with pytest.raises(ValueError, match=next(iter(switch))):
        Settings(**switch)

"""Faults on demand, seen by a client that reads the bytes."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests
from pydantic import ValidationError

from bland_sandbox import Fault, Sandbox, SeedError, read_faults
from tests.reference import NUMBER

from .api import NUMBERS, POOLS, SMS_UPDATE, Api, connect, data, error, received

Start = Callable[..., Api]
LONGER_THAN_ANY_TEST = 3600


def statuses(api: Api, count: int) -> list[int]:
    return [api.get(POOLS).status_code for _ in range(count)]


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ("all", [503] * 6),
        ("first", [503, 200, 200, 200, 200, 200]),
        (2, [200, 503, 200, 200, 200, 200]),
        ([1, 4], [503, 200, 200, 503, 200, 200]),
        ("every 3", [200, 200, 503, 200, 200, 503]),
        ("2-4", [200, 503, 503, 503, 200, 200]),
        ("5-", [200, 200, 200, 200, 503, 503]),
    ],
)
def test_a_fault_is_due_at_the_calls_that_it_names(new: Api, calls: Any, expected: list[int]) -> None:
    """Counted from 1 since it was set."""
    new.numbers()
    new.box.fault("GET", POOLS, calls=calls, status=503)
    new.numbers()
    assert statuses(new, 6) == expected


@pytest.mark.parametrize(
    ("method", "path", "matches"),
    [
        ("*", "*", True),
        ("GET", "/v1/custom-dialing-pools/{id}", True),
        ("get", "/v1/custom-*", True),
        ("GET", "/v1/custom-dialing-pools", False),
        ("GET", "/v1/{id}", False),
        ("POST", "*", False),
        ("GET", "/v1/sms/*", False),
    ],
)
def test_a_fault_matches_by_method_and_glob_or_route(new: Api, method: str, path: str, *, matches: bool) -> None:
    """`{…}` is one part of a path, `*` is anything."""
    pool_id = new.box.add_pool("+14155550101")
    new.box.fault(method, path, status=503)
    assert (new.pool(pool_id).status_code == 503) is matches


def test_a_fault_answers_with_what_it_gives(new: Api) -> None:
    """Status, headers, and a body as text or as JSON."""
    new.box.fault(calls=1, status=429, headers={"retry-after": "7"}, body={"status": "error", "message": "slow"})
    new.box.fault(calls=2, status=502, body="<html>bad gateway</html>")
    new.box.fault(calls=3, body="not json")
    new.box.fault(calls=4, status=503)
    new.box.fault(calls=5, status=204)
    new.box.fault(calls=6, headers={"x-request-id": "7"})
    as_json, as_html, as_text, short, empty, true = [new.get(POOLS) for _ in range(6)]
    assert (as_json.status_code, as_json.headers["retry-after"]) == (429, "7")
    assert as_json.json() == {"status": "error", "message": "slow"}
    assert (as_html.status_code, as_html.text) == (502, "<html>bad gateway</html>")
    assert as_html.headers["content-type"].startswith("text/html")
    assert (as_text.status_code, as_text.text) == (200, "not json")
    assert error(short) == (503, "SANDBOX_FAULT")
    assert (empty.status_code, empty.text) == (204, "")
    assert (true.headers["x-request-id"], data(true)) == ("7", [])


def test_the_status_of_a_fault_is_its_own_even_if_errors_come_inside_a_200(start: Start) -> None:
    """Switch `error_status` is about the API's own errors."""
    api = start(generation="old", error_status="200")
    api.box.fault(status=503)
    assert api.get(POOLS).json()["status"] == "error"
    assert api.get(POOLS).status_code == 503


@pytest.mark.parametrize(("phase", "made"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize("fault", [{"status": 500}, {"action": "drop"}, {"action": "truncate", "status": 200}])
def test_before_nothing_is_done_and_after_it_is_done(new: Api, phase: str, made: int, fault: dict[str, Any]) -> None:
    """A lost answer is not a lost call."""
    new.box.fault("POST", POOLS, phase=phase, **fault)
    try:
        new.create()
    except requests.RequestException:
        assert "status" not in fault or fault["action"] == "truncate"
    assert len(new.box.org().pools) == made


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_dropped_connection_ends_without_a_byte(new: Api, phase: str) -> None:
    """Not an empty answer: no answer."""
    new.box.fault(action="drop", phase=phase)
    with connect(new.box) as connection:
        assert received(connection) == b""
    (entry,) = new.box.journal.entries()
    assert (entry.status, entry.fault) == (None, f"drop, {phase} the call")


def test_after_a_drop_the_next_request_is_answered(new: Api) -> None:
    """Only the one connection is closed."""
    new.box.fault(calls="first", action="drop")
    with pytest.raises(requests.ConnectionError):
        new.get(POOLS)
    assert data(new.get(POOLS)) == []


def test_a_truncated_answer_promises_more_than_it_sends(new: Api) -> None:
    """The client sees the end of the connection in the middle of the body."""
    new.box.fault(action="truncate")
    with connect(new.box) as connection:
        head, _, body = received(connection).partition(b"\r\n\r\n")
    whole = b'{"data":[],"errors":null}'
    assert head.startswith(b"HTTP/1.1 200")
    assert f"content-length: {len(whole)}".encode() in head
    assert body == whole[: len(whole) // 2]


def test_an_answer_without_a_body_is_truncated_too(new: Api) -> None:
    """It promises one byte then."""
    new.box.fault(action="truncate", status=200)
    with connect(new.box) as connection:
        head, _, body = received(connection).partition(b"\r\n\r\n")
    assert (b"content-length: 1" in head, body) == (True, b"")


def test_a_trickled_answer_comes_byte_by_byte(start: Start) -> None:
    """Each byte is sent alone, then the server waits: here until the sandbox ends."""
    api = start()
    with Sandbox() as box:
        box.fault(action="trickle", delay=LONGER_THAN_ANY_TEST)
        connection = connect(box)
        read = b""
        while not read.endswith(b"\r\n\r\n{"):
            read += connection.recv(1)
    with connection:
        assert received(connection) == b""
    api.box.fault(action="trickle", delay=0.0001)
    assert data(api.get(POOLS)) == []


@pytest.mark.parametrize(("phase", "made"), [("before", 0), ("after", 1)])
def test_a_delayed_answer_keeps_nobody_else_waiting(phase: str, made: int) -> None:
    """`delay` waits before or after the call is carried out; the end of the sandbox cuts it short."""
    with Sandbox() as box, closing(Api(box)) as api:
        box.fault("POST", POOLS, phase=phase, delay=LONGER_THAN_ANY_TEST)
        waiting = connect(box, "POST", POOLS, '{"phone_numbers": ["+14155550101"]}')
        while not box.calls("POST", POOLS) or len(data(api.get(POOLS))) < made:
            continue
        assert box.journal.entries("POST")[0].status is None
    with waiting:
        assert received(waiting) == b""
    assert len(box.org().pools) == made


def test_a_late_write_happens_although_its_client_has_gone(new: Api) -> None:
    """The lost call that arrives after all."""
    new.box.fault("POST", POOLS, delay=0.05)
    connect(new.box, "POST", POOLS, '{"phone_numbers": ["+14155550101"]}').close()
    assert any(data(new.get(POOLS)) for _ in range(10_000))


def test_faults_that_are_due_together_happen_in_the_order_set(new: Api) -> None:
    """Each counts every call that it matches."""
    new.box.fault(calls="first", status=500)
    new.box.fault(calls="1-2", status=502)
    assert statuses(new, 3) == [500, 502, 200]


def test_faults_are_set_read_and_cleared_over_http(new: Api) -> None:
    """GET, POST and DELETE /_sandbox/faults."""
    set_fault = new.post("/_sandbox/faults", {"method": "GET", "path": POOLS, "calls": "first", "status": 503})
    assert set_fault.status_code == 201
    assert new.get("/_sandbox/faults").json() == [set_fault.json()]
    assert statuses(new, 2) == [503, 200]
    new.post("/_sandbox/faults", {"status": 503})
    assert new.request("DELETE", "/_sandbox/faults").status_code == 204
    assert statuses(new, 1) == [200]


@pytest.mark.parametrize(
    "wrong",
    [
        {"calls": "sometimes"},
        {"calls": "every 0"},
        {"status": 99},
        {"action": "explode"},
        {"action": "drop", "status": 500},
        {"phase": "during"},
        {"delay": -1},
        {"statsu": 500},
    ],
)
def test_a_fault_that_cannot_be_is_refused(new: Api, wrong: dict[str, Any]) -> None:
    """With the name of the field."""
    with pytest.raises(ValidationError):
        Fault(**wrong)
    answer = new.post("/_sandbox/faults", wrong)
    assert answer.status_code == 400
    (problem,) = answer.json()["errors"]
    assert problem.split(":")[0] in {*wrong, "a drop has no status, headers or body"}


def test_faults_come_from_a_file(tmp_path: Path) -> None:
    """`--faults FILE`: an array."""
    file = tmp_path / "faults.json"
    file.write_text(json.dumps([{"method": "POST", "path": SMS_UPDATE, "status": 503}]))
    with Sandbox(faults=read_faults(file)) as box:
        assert Api(box).sms(NUMBER).status_code == 503
        assert Api(box).get(NUMBERS).status_code == 200
    file.write_text('[{"status": "x"}]')
    with pytest.raises(SeedError, match=r"faults\.json: 0\.status: "):
        read_faults(file)
    file.write_text("[")
    with pytest.raises(SeedError, match="not JSON"):
        read_faults(file)
    with pytest.raises(SeedError, match="No such file"):
        read_faults(tmp_path / "none.json")

"""The journal: what was asked, without secrets."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.reference import CREDENTIALS, NUMBER, POOL_NUMBERS

from .api import NUMBERS, POOLS, SMS_UPDATE, Api, data

SECRET = "the webhook's own secret"


def test_a_request_is_noted_with_its_fields_and_answer(api: Api) -> None:
    """Tests ask which fields were sent and which were null."""
    api.sms(objective=SECRET, webhook=None, time_out=600)
    (entry,) = api.box.journal.entries()
    assert (entry.method, entry.path, entry.status, entry.error) == ("POST", SMS_UPDATE, 200, None)
    assert entry.fields == ["phone_number", "objective", "webhook", "time_out"]
    assert entry.nulls == ["webhook"]


def test_an_error_is_noted_by_its_code(api: Api) -> None:
    """The page shows it."""
    api.create(["x"])
    assert api.box.journal.entries()[0].error == "INVALID_PHONE_NUMBERS"


def test_what_the_journal_shows_holds_no_secret(api: Api) -> None:
    """People watch the page: no key, no credentials, no prompt, webhook or value of an unknown field."""
    secrets: dict[str, Any] = {
        "objective": SECRET,
        "tools": [{"token": SECRET}],
        "request_data": {"token": SECRET},
        "persona": SECRET,
    }
    api.sms(**secrets)
    api.create(["+14155550101"], encrypted_key=CREDENTIALS)
    api.create([SECRET])
    api.create(SECRET)
    api.sms(SECRET, channel=SECRET)
    api.get(NUMBERS, params={"channel": "sms", "token": SECRET})
    api.request("POST", POOLS, data=SECRET, headers={"content-type": "application/json"})
    for shown in (api.get("/_sandbox/journal").text, api.get("/").text, api.get("/_sandbox/state").text):
        assert api.box.key not in shown
    for shown in (api.get("/_sandbox/journal").text, api.get("/").text):
        assert SECRET not in shown.replace("&#x27;", "'")
        assert CREDENTIALS not in shown
    first, second, *_ = api.box.journal.entries()
    assert first.body == {
        "phone_number": NUMBER,
        "objective": "<string, length 24>",
        "tools": "<array, length 1>",
        "request_data": "<object, length 1>",
        "persona": "<string, length 24>",
    }
    assert second.body == {"phone_numbers": ["+14155550101"], "encrypted_key": "<string, length 36>"}


def test_exact_bodies_stay_in_the_process(api: Api) -> None:
    """`Sandbox.bodies`: a test may know what was sent."""
    api.sms(objective=SECRET)
    api.create()
    assert api.box.bodies("POST", SMS_UPDATE) == [{"phone_number": NUMBER, "objective": SECRET}]


def test_calls_are_counted_by_route(api: Api) -> None:
    """A route, a glob or nothing at all says which calls."""
    pool_id = api.box.add_pool("+14155550101")
    api.pool(pool_id)
    api.update(pool_id, phone_numbers=["+12065550102"])
    api.numbers()
    assert api.box.calls("GET", f"{POOLS}/{{pool_id}}") == 1
    assert api.box.calls("POST", f"{POOLS}/{{pool_id}}/update") == 1
    assert api.box.calls("get", "/v1/sms/*") == 1
    assert api.box.calls("DELETE") == 0
    assert api.box.calls() == 3


def test_looking_at_the_sandbox_itself_is_not_noted(api: Api) -> None:
    """The journal is about the API."""
    for path in ("/", "/_sandbox/journal", "/_sandbox/state", "/openapi.json"):
        assert api.get(path).status_code == 200
    assert api.box.calls() == 0


def test_the_journal_can_be_read_and_cleared_over_http(api: Api) -> None:
    """GET and DELETE /_sandbox/journal."""
    api.numbers()
    api.get(POOLS)
    (entry,) = api.get("/_sandbox/journal", params={"path": POOLS}).json()
    assert entry["sequence"] == 2
    assert api.request("DELETE", "/_sandbox/journal").status_code == 204
    assert api.get("/_sandbox/journal").json() == []
    api.numbers()
    assert api.get("/_sandbox/journal").json()[0]["sequence"] == 3


def test_requests_to_nowhere_are_noted_too(api: Api) -> None:
    """Otherwise nobody would find the wrong route."""
    api.get("/v1/calls", params={"limit": "7"})
    (entry,) = api.box.journal.entries()
    assert (entry.path, entry.status, entry.error) == ("/v1/calls", 501, "NOT_IN_SANDBOX")
    assert json.loads(entry.model_dump_json())["query"] == {"limit": "<string, length 1>"}


def test_a_request_tells_what_it_changed_in_the_account(api: Api) -> None:
    """Nothing for a read, a refusal, and a write of what is there already."""
    pool_id = data(api.create())["id"]
    api.pool(pool_id)
    api.update(pool_id, phone_numbers=["x"])
    api.sms(objective="x")
    api.sms(objective="x")
    changed = [entry.changed for entry in api.box.journal.entries()]
    assert changed == [[pool_id], [], [], [f"{NUMBER}/sms"], []]
    (change,) = api.get("/_sandbox/journal/4").json()["changes"]
    assert (change["kind"], change["before"], change["after"]) == ("config", None, {"objective": "x"})


def test_one_request_is_told_with_body_and_answer(new: Api) -> None:
    """GET /_sandbox/journal/{sequence}: what the page shows on a click; never the credentials."""
    new.create(encrypted_key=CREDENTIALS)
    told = new.get("/_sandbox/journal/1").json()
    assert told["entry"]["status"] == 201
    assert told["body"] == {"phone_numbers": POOL_NUMBERS, "encrypted_key": "<string, length 36>"}
    assert told["answer"]["data"]["phone_numbers"] == POOL_NUMBERS
    assert CREDENTIALS not in json.dumps(told["answer"])


def test_the_journal_as_har_has_what_was_said_and_no_key(new: Api) -> None:
    """GET /_sandbox/journal.har, and `box.har()`: HAR 1.2."""
    new.create(encrypted_key=CREDENTIALS)
    new.numbers("whatsapp")
    new.box.fault(calls="first", action="drop")
    with pytest.raises(requests.ConnectionError):
        new.numbers()
    har = new.get("/_sandbox/journal.har").json()
    assert har == new.box.har()
    first, second, dropped = har["log"]["entries"]
    assert (first["request"]["method"], first["request"]["url"]) == ("POST", new.box.url + POOLS)
    assert json.loads(first["request"]["postData"]["text"])["phone_numbers"] == POOL_NUMBERS
    assert json.loads(first["response"]["content"]["text"])["data"]["phone_numbers"] == POOL_NUMBERS
    assert (first["response"]["status"], first["response"]["statusText"]) == (201, "Created")
    assert second["request"]["queryString"] == [{"name": "channel", "value": "whatsapp"}]
    assert (dropped["response"]["status"], dropped["comment"]) == (0, "fault: drop, before the call")
    for secret in (new.box.key, CREDENTIALS):
        assert secret not in json.dumps(har)
    only = new.get("/_sandbox/journal.har", params={"method": "POST"}).json()
    assert only["log"]["entries"] == [first]


def test_in_private_no_text_is_told(start: Callable[..., Api]) -> None:
    """`--private`: for a page that others see."""
    api = start(private=True)
    api.sms(objective=SECRET, time_out=600)
    told = api.get("/_sandbox/journal/1")
    assert told.json()["body"]["objective"] == f"<string, length {len(SECRET)}>"
    assert told.json()["body"]["time_out"] == 600
    for answer in (told, api.get("/_sandbox/journal.har")):
        assert SECRET not in answer.text


def test_old_answers_make_room_for_new_ones(new: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sandbox may run for weeks; what was sent stays, tests ask for it."""
    monkeypatch.setattr("bland_sandbox.journal._KEPT_BYTES", 2_000)
    for turn in range(10):
        new.sms(objective=str(turn) * 400)
    first, last = (new.get(f"/_sandbox/journal/{sequence}").json() for sequence in (1, 10))
    assert (first["answer"], last["answer"]["data"]["sms_config"]["objective"]) == (None, "9" * 400)
    assert first["body"]["objective"] == "0" * 400

"""The journal: what was asked, without secrets."""

import json
from typing import Any

from tests.reference import CREDENTIALS, NUMBER

from .api import NUMBERS, POOLS, SMS_UPDATE, Api

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

"""Edits behind the API's back over HTTP, as somebody in Bland's dashboard would make them, and snapshots."""

from typing import Any

import pytest

from tests.reference import CREDENTIALS, NUMBER

from .api import NOBODYS_ID, POOLS, Api, data

SF, SEATTLE, DENVER = "+14155550101", "+12065550102", "+13035550123"


def test_a_pool_is_made_edited_and_deleted(api: Api) -> None:
    """POST, PATCH and DELETE /_sandbox/pools: the API sees it, and its journal does not."""
    made = api.post("/_sandbox/pools", {"phone_numbers": [SF]})
    pool_id = made.json()["id"]
    assert (made.status_code, data(api.pool(pool_id))["phone_numbers"]) == (201, [SF])
    edit = {"add": [SEATTLE, DENVER], "remove": [SF], "encrypted_key": CREDENTIALS}
    edited = api.request("PATCH", f"/_sandbox/pools/{pool_id}", edit).json()
    assert (edited["phone_numbers"], edited["encrypted_key"]) == ([SEATTLE, DENVER], CREDENTIALS)
    assert api.request("PATCH", f"/_sandbox/pools/{pool_id}", {}).json() == edited
    cleared = api.request("PATCH", f"/_sandbox/pools/{pool_id}", {"encrypted_key": None}).json()
    assert cleared == {**edited, "encrypted_key": None}
    assert api.request("DELETE", f"/_sandbox/pools/{pool_id}").status_code == 204
    assert data(api.get(POOLS)) == []
    assert {entry.method for entry in api.box.journal.entries()} == {"GET"}


def test_a_pool_of_another_organisation_is_made_by_its_id(new: Api) -> None:
    """Nobody who looks at the page knows its key."""
    other = new.box.add_org("other-key")
    made = new.post("/_sandbox/pools", {"phone_numbers": [SF], "org": other.id}).json()
    assert [*new.box.org("other-key").pools] == [made["id"]]


def test_settings_of_a_number_are_edited_and_taken_away(api: Api) -> None:
    """PATCH and DELETE /_sandbox/numbers/{number}/{channel}; null clears a field."""
    path = f"/_sandbox/numbers/{NUMBER}/sms"
    assert api.request("PATCH", path, {"objective": "x", "time_out": 600}).json() == {"objective": "x", "time_out": 600}
    assert api.request("PATCH", path, {"objective": None}).json() == {"time_out": 600}
    assert api.box.sms(NUMBER) == {"time_out": 600}
    assert api.request("DELETE", path).status_code == 204
    assert api.box.sms(NUMBER) is None


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "problem"),
    [
        ("POST", "/_sandbox/pools", {"phone_numbers": ["x"]}, 400, "phone_numbers.0: must be a number in E.164"),
        ("POST", "/_sandbox/pools", {"numbers": []}, 400, "numbers: Extra inputs"),
        ("POST", "/_sandbox/pools", {"encrypted_key": NOBODYS_ID}, 400, "a pool's encrypted_key is none of"),
        ("POST", "/_sandbox/pools", {"org": NOBODYS_ID}, 404, "the sandbox has no organisation"),
        ("PATCH", f"/_sandbox/pools/{NOBODYS_ID}", {}, 404, "the sandbox has no pool"),
        ("PATCH", f"/_sandbox/numbers/{NUMBER}/sms", {"objectif": "x"}, 400, "objectif: Extra inputs"),
        ("PATCH", f"/_sandbox/numbers/{NUMBER}/sms", {"time_out": "x"}, 400, "time_out."),
        ("PATCH", "/_sandbox/numbers/+15559999999/sms", {}, 404, "the sandbox has no number"),
        ("POST", "/_sandbox/snapshots/none/restore", {}, 404, "the sandbox has no snapshot none"),
        ("GET", "/_sandbox/journal/7", None, 404, "the journal has no request 7"),
    ],
)
def test_an_edit_that_cannot_be_says_why_and_changes_nothing(
    new: Api, method: str, path: str, body: Any, status: int, problem: str
) -> None:
    """400 for what is wrong in it, 404 for what is not there."""
    before = new.get("/_sandbox/state").json()
    answer = new.request(method, path, body)
    assert (answer.status_code, answer.json()["errors"][0][: len(problem)]) == (status, problem)
    assert new.get("/_sandbox/state").json() == before


def test_a_snapshot_is_gone_back_to_and_the_start_is_one(api: Api) -> None:
    """PUT a snapshot by name, POST its restore; `start` is as it began. Keys stay."""
    api.sms(objective="first")
    assert api.request("PUT", "/_sandbox/snapshots/mine").status_code == 204
    api.sms(objective="second")
    pool_id = api.box.add_pool(SF)
    assert api.get("/_sandbox/snapshots").json() == ["start", "mine"]
    assert api.post("/_sandbox/snapshots/mine/restore").status_code == 204
    assert (api.box.sms(NUMBER), pool_id in api.box.org().pools) == ({"objective": "first"}, False)
    api.sms(objective="third")
    api.box.go_back("mine")
    assert api.box.sms(NUMBER) == {"objective": "first"}, "what came later is not in the snapshot"
    assert api.post("/_sandbox/snapshots/start/restore").status_code == 204
    assert api.box.sms(NUMBER) is None
    assert data(api.numbers()) == []

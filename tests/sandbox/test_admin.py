"""The sandbox's own routes and its page."""

from collections.abc import Callable
from typing import Any

import pytest

from bland_sandbox import Settings
from tests.reference import CREDENTIALS, NUMBER

from .api import POOLS, Api, data

Start = Callable[..., Api]


def test_the_state_can_be_changed_behind_the_apis_back(api: Api) -> None:
    """GET and PUT /_sandbox/state: what a colleague does in the dashboard."""
    pool_id = api.box.add_pool("+14155550101")
    state = api.get("/_sandbox/state").json()
    state["orgs"][0]["pools"][pool_id]["phone_numbers"].append("+12065550102")
    state["orgs"][0]["configs"] = {NUMBER: {"sms": {"objective": "x", "webhook": None}}}
    assert api.request("PUT", "/_sandbox/state", state).status_code == 200
    assert data(api.pool(pool_id))["phone_numbers"] == ["+14155550101", "+12065550102"]
    assert api.box.sms(NUMBER) == {"objective": "x"}


def test_the_state_that_is_shown_has_no_key_and_does_not_need_one(api: Api) -> None:
    """A key that is not given stays; a new organisation needs one."""
    state = api.get("/_sandbox/state").json()
    assert "key" not in state["orgs"][0]
    state["orgs"].append({"id": CREDENTIALS})
    answer = api.request("PUT", "/_sandbox/state", state)
    assert (answer.status_code, answer.json()) == (400, {"errors": ["state: orgs.1.key: Field required"]})
    state["orgs"][1]["key"] = "other-key"
    assert api.request("PUT", "/_sandbox/state", state).status_code == 200
    assert data(api.get(POOLS, headers={"authorization": "other-key"})) == []
    assert data(api.get(POOLS)) == []


@pytest.mark.parametrize("body", [{}, {"orgs": []}, {"orgs": [7]}, {"orgs": {}}, {"orgs": [{}], "x": 1}])
def test_a_state_that_cannot_be_changes_nothing(api: Api, body: Any) -> None:
    """All problems at once, each with its path."""
    before = api.get("/_sandbox/state").json()
    answer = api.request("PUT", "/_sandbox/state", body)
    assert answer.status_code == 400
    assert all(problem.startswith("state: ") for problem in answer.json()["errors"])
    assert api.get("/_sandbox/state").json() == before


def test_switches_can_be_turned_while_it_runs(new: Api) -> None:
    """GET and PATCH /_sandbox/settings."""
    pool_id = new.box.add_pool("+14155550101")
    assert new.get("/_sandbox/settings").json() == Settings().model_dump()
    turned = new.request("PATCH", "/_sandbox/settings", {"generation": "old", "write": "replace"})
    assert turned.json() == Settings(generation="old", write="replace").model_dump()
    assert new.pool(pool_id).json()["status"] == "success"
    assert new.delete(pool_id).status_code == 404
    assert new.get("/openapi.json").json()["info"]["title"].startswith("Bland AI, old reference")


@pytest.mark.parametrize("body", [{"order": "reversed", "write": "replace"}, {"oder": "kept"}])
def test_a_switch_that_does_not_exist_turns_nothing(new: Api, body: Any) -> None:
    """All or nothing."""
    answer = new.request("PATCH", "/_sandbox/settings", body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0].startswith(next(iter(body)))
    assert new.box.settings == Settings()


def test_switches_can_be_turned_from_the_process_too(new: Api) -> None:
    """`box.settings.write = …`, checked like everything else."""
    new.box.settings.write = "replace"
    assert new.get("/_sandbox/settings").json()["write"] == "replace"
    with pytest.raises(ValueError, match="write"):
        new.box.settings.write = "nonsense"  # type: ignore[assignment]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "10.0.0.1"])
@pytest.mark.parametrize("path", ["/", "/_sandbox/state", "/_sandbox/journal", "/_sandbox/faults"])
def test_the_own_routes_are_for_this_machine_only(new: Api, path: str, host: str) -> None:
    """A page on the web can point a name of its own at 127.0.0.1, and would read along."""
    assert new.get(path, headers={"host": host}).status_code == 403
    for own in ("localhost", "127.0.0.1:80", "[::1]:80", "0.0.0.0:80"):
        assert new.get(path, headers={"host": own}).status_code == 200


def test_a_form_on_a_web_page_changes_nothing(new: Api) -> None:
    """A browser sends `text/plain` without asking; JSON it would have to ask for."""
    answer = new.request("POST", "/_sandbox/faults", data='{"status": 503}', headers={"content-type": "text/plain"})
    assert answer.status_code == 400
    assert new.box.faults.all() == []


def test_the_page_shows_pools_by_number_configurations_and_requests(new: Api) -> None:
    """GET /."""
    pool_id = data(new.create(["+14155550101", "+12065550102"], encrypted_key=CREDENTIALS))["id"]
    new.sms(objective="x", time_out=600, persona_id="y")
    new.create(["x"])
    new.box.fault("GET", "/v1/sms/*", status=503)
    new.numbers()
    answer = new.get("/")
    assert answer.headers["content-type"].startswith("text/html")
    for shown in (
        pool_id,
        "+14155550101",
        "+12065550102",
        "AC00000000000000000000000000000001",
        NUMBER,
        "time_out",
        "600",
        "INVALID_PHONE_NUMBERS",
        "ignored: persona_id",
        "answer 503, before the call",
        "new reference",
    ):
        assert shown in answer.text


def test_the_page_of_an_empty_sandbox_says_so_and_shows_turned_switches(start: Start) -> None:
    """GET /."""
    page = start(generation="old", write="replace").get("/").text
    for shown in ("No pool yet", "No number is configured yet", "Nothing has been asked yet", "write: replace"):
        assert shown in page
    assert "order: kept" not in page


def test_the_page_asks_nobody_else_for_anything(new: Api) -> None:
    """No external assets: it works without a network."""
    assert "http://" not in new.get("/").text
    assert "https://" not in new.get("/").text


def test_what_others_send_cannot_become_part_of_the_page(new: Api) -> None:
    """Everything shown is escaped."""
    new.get("/v1/<script>alert(1)</script>", params={"<b>": "sms"})
    new.post("/v1/sms/number/update", {"<i>": None})
    new.box.fault("GET", "/<u>", status=500)
    page = new.get("/").text
    for tag in ("<script>alert", "<b>=", "<i>", "<u>"):
        assert tag not in page

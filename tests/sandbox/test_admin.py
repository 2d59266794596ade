"""The sandbox's own routes: who may use them, the whole state, and the switches."""

import asyncio
import json
from typing import Any

import pytest
from fastapi.routing import APIRoute

from bland_sandbox import Sandbox, Settings
from bland_sandbox.admin import own_routes
from bland_sandbox.watching import _events
from tests.reference import CREDENTIALS, NUMBER

from .api import NOBODYS_ID, POOLS, Api, data


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


OWN = [
    (method, route.path.format(name="start", pool_id=NOBODYS_ID, number=NUMBER, channel="sms", sequence=1))
    for route in own_routes().routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:3000", "https://127.0.0.1"])
@pytest.mark.parametrize(("method", "path"), OWN)
def test_no_other_page_may_use_an_own_route(new: Api, method: str, path: str, origin: str) -> None:
    """Also one from another port of this machine, or from a file; and whatever the route would have said."""
    assert new.request(method, path, {}, headers={"origin": origin}).status_code == 403
    assert new.box.settings == Settings()
    assert data(new.get(POOLS)) == []


def test_the_sandboxes_own_page_may_use_them(new: Api) -> None:
    """A browser sends the origin with each change, whichever way it calls this machine."""
    for name in (new.box.url, new.box.url.replace("127.0.0.1", "localhost")):
        own = {"origin": name, "host": name.removeprefix("http://")}
        turned = new.request("PATCH", "/_sandbox/settings", {"order": "sorted"}, headers=own)
        assert turned.json()["order"] == "sorted"


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


def test_the_page_may_load_and_be_shown_by_nobody_else(new: Api) -> None:
    """Its policy is the strictest that it works under; the browser test sees that it does."""
    page = new.get("/")
    policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert (policy["default-src"], policy["script-src"]) == ("'none'", "'self'")
    assert policy["frame-ancestors"] == policy["trusted-types"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'", "'script'"}
    assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("name", ["none.js", "..%2Fadmin.py", "demo.json", "..", "index.html/x"])
def test_no_other_file_is_served(new: Api, name: str) -> None:
    """The page's own folder only, and only what a page consists of."""
    assert new.get(f"/_sandbox/page/{name}").status_code == 404


def test_the_stream_of_events_begins_with_all_there_is(new: Api) -> None:
    """GET /_sandbox/events: server-sent events, each of them JSON; keys are not among what is told."""
    new.box.add_pool("+14155550101")
    with new.get("/_sandbox/events", stream=True) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = (line for line in answer.iter_lines() if line.startswith(b"data: "))
        first = json.loads(next(lines).removeprefix(b"data: "))
        assert (first["orgs"], first["settings"]) == (new.box.state.shown()["orgs"], new.box.settings.model_dump())
        new.box.edit_sms(NUMBER, objective="x")
        (change,) = json.loads(next(lines).removeprefix(b"data: "))["changes"]
        assert (change["id"], change["before"], change["after"]) == (f"{NUMBER}/sms", None, {"objective": "x"})
        assert new.box.key not in json.dumps(first)


def test_a_page_that_falls_behind_is_told_everything_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would never catch up by itself. In a loop of its own, so that nothing is taken between the changes."""
    monkeypatch.setattr("bland_sandbox.feed._FAR_BEHIND", 3)
    box = Sandbox()

    async def told() -> Any:
        events = _events(box._server._make_front()._world)
        await anext(events)
        for turn in range(4):
            box.edit_sms(NUMBER, objective=str(turn))
        return json.loads((await anext(events)).removeprefix("data: "))

    assert asyncio.run(told())["orgs"][0]["configs"][NUMBER]["sms"] == {"objective": "3"}

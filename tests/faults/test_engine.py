"""One cell of the matrix for each class of outcome, through the real engine: what the user reads, and what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.engine.project import DENVER, POOL, POOLS, SEATTLE, SF, SMS_LIST, SMS_UPDATE, SUPPORT

if TYPE_CHECKING:
    from bland_sandbox import Sandbox
    from tests.engine.project import Project

HTML = "<html><body>Not found</body></html>"
NO_OBJECT: dict[str, Any] = {"data": None, "errors": None}
ENTERPRISE: dict[str, Any] = {"data": None, "errors": [{"error": "ENTERPRISE_REQUIRED", "message": "Enterprise plan"}]}
TAKEN_OVER = ("lost", "refused", "failed", "unfinished")
PROGRAM = """
    for name, pool_id in {pools!r}.items():
        bland.CustomDialingPool(name, pool_id=pool_id, phone_numbers={numbers!r})
    bland.CustomDialingPool("made", phone_numbers={numbers!r})
    bland.SmsNumberConfig("agent", phone_number={number!r}, objective={objective!r})
"""


def declare(project: Project, pools: dict[str, str], numbers: list[str], objective: str) -> None:
    project.program(PROGRAM.format(pools=pools, numbers=numbers, number=SUPPORT, objective=objective))


def update(pool_id: str) -> str:
    return f"{POOLS}/{pool_id}/update"


def members(box: Sandbox) -> dict[str, list[str]]:
    return {pool_id: sorted(pool.phone_numbers) for pool_id, pool in box.org().pools.items()}


def unfinished(state: dict[str, Any]) -> set[str]:
    return {name for name, resource in state.items() if resource.get("initErrors")}


def shown(state: dict[str, Any]) -> dict[str, Any]:
    """What a state says, but for the values of secrets, which are encrypted anew each time."""
    return {name: (each["id"], each["inputs"], sorted(each["outputs"])) for name, each in state.items()}


def test_each_class_of_outcome_is_what_the_user_reads_and_the_state_keeps(project: Project, box: Sandbox) -> None:
    project.config("bland:deadline", "5")
    pools = {name: box.add_pool(SF, SEATTLE) for name in TAKEN_OVER}
    box.edit_sms(SUPPORT, objective="As it was", webhook="https://theirs.example/")
    original, settings = members(box), box.sms(SUPPORT)
    declare(project, pools, [SF], "First")

    box.fault("POST", update(pools["lost"]), phase="after", action="drop")
    box.fault("POST", update(pools["refused"]), status=403, body=ENTERPRISE)
    box.fault("POST", update(pools["failed"]), status=500, body="")
    box.fault("POST", update(pools["unfinished"]), status=200, body=NO_OBJECT)
    box.fault("POST", POOLS, calls="first", phase="after", action="drop")
    box.fault("POST", SMS_UPDATE, calls="first", status=503, headers={"retry-after": "0"})
    project.up("--continue-on-error").refuses(
        f"could not update dialing pool {pools['refused']}: Bland answered HTTP 403, ENTERPRISE_REQUIRED",
        f"could not update dialing pool {pools['failed']}: Bland answered HTTP 500",
        f"dialing pool {pools['unfinished']} was updated",
    )
    state = project.state()
    assert state.keys() == {"lost", "unfinished", "made", "agent"}
    assert unfinished(state) == {"unfinished"}
    kept = [pools[name] for name in ("refused", "failed", "unfinished")]
    assert members(box) == original | {
        pool_id: [SF] for pool_id in (pools["lost"], state["made"]["id"]) if pool_id not in kept
    }
    assert (box.sms(SUPPORT) or {})["objective"] == "First"

    box.faults.clear()
    project.up().expect()
    assert set(map(tuple, members(box).values())) == {(SF,)}
    assert len(members(box)) == len(original) + 1
    project.expect_quiet()

    declare(project, pools, [SF, DENVER], "Second")
    box.fault("POST", update(pools["lost"]), status=401, body=HTML)
    box.fault("POST", update(state["made"]["id"]), phase="after", status=500, body=ENTERPRISE)
    box.fault("POST", update(pools["failed"]), calls="first", status=429, headers={"retry-after": "0"})
    box.fault("POST", SMS_UPDATE, phase="after", status=404, body=HTML)
    box.fault("GET", SMS_LIST, calls="2-", status=404, body=HTML)
    project.up("--continue-on-error").refuses("the API key was not accepted", f"{SUPPORT}/sms was updated in part")
    assert unfinished(project.state()) == {"agent"}
    assert [pool_id for pool_id, numbers in members(box).items() if DENVER not in numbers] == [pools["lost"]]

    box.faults.clear()
    project.up().expect()
    assert set(map(tuple, members(box).values())) == {tuple(sorted([SF, DENVER]))}
    before = shown(project.state())
    box.fault("GET", "*", status=404, body=HTML)
    project.refresh().refuses("HTTP 404", "check bland:baseUrl")
    assert shown(project.state()) == before

    box.faults.clear()
    box.fault("DELETE", POOL, phase="after", action="drop")
    box.fault("POST", update(pools["refused"]), status=403, body=ENTERPRISE)
    project.destroy("--continue-on-error").refuses(pools["refused"], "ENTERPRISE_REQUIRED")
    assert "refused" in project.state()
    box.faults.clear()
    project.destroy().expect()
    assert members(box) == original
    assert box.sms(SUPPORT) == settings

"""No orphan: whatever gets lost after the service has committed, one object exists and the state knows it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from bland_sandbox import Sandbox
from tests.engine.project import CHICAGO, DENVER, POOL, POOL_UPDATE, POOLS, SEATTLE, SF, SMS_UPDATE, SUPPORT, Project

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_create_whose_answer_is_lost_makes_exactly_one_pool(project: Project, box: Sandbox) -> None:
    theirs = box.add_pool(SF)
    box.fault("POST", POOLS, calls=1, phase="after", action="drop")
    box.fault("POST", POOLS, calls=2, phase="before", action="drop")
    box.fault("POST", POOLS, calls=4, phase="after", status=500, body="<html>Internal Server Error</html>")
    box.fault("POST", POOLS, calls=5, phase="after", action="truncate")
    project.program(f"""
        for name, number in dict(one={SF!r}, twin={SF!r}, other={SEATTLE!r}, fourth={DENVER!r}).items():
            bland.CustomDialingPool(name, phone_numbers=[number])
    """)
    project.up().expect("+ 5 created")
    pools = box.org().pools
    assert sorted(pool.phone_numbers for key, pool in pools.items() if key != theirs) == [
        [SEATTLE],
        [DENVER],
        [SF],
        [SF],
    ]
    assert {each["id"] for each in project.state().values()} == set(pools) - {theirs}
    box.faults.clear()
    project.expect_quiet()
    project.destroy().expect()
    assert list(box.org().pools) == [theirs]


def test_a_lost_create_with_two_candidates_stops_and_names_them(project: Project, box: Sandbox) -> None:
    earlier = box.add_pool(SF)
    # The list before the create is behind the times: the earlier pool seems as new as our own.
    box.fault("GET", POOLS, calls=1, body={"data": [], "errors": None})
    box.fault("POST", POOLS, phase="after", action="drop")
    project.program(f'bland.CustomDialingPool("west", phone_numbers=[{SF!r}])')
    refused = project.up().refuses("may be the one that was made", earlier, "pool_id")
    (ours,) = set(box.org().pools) - {earlier}
    refused.expect(ours, fails=True)
    assert box.calls("POST", POOLS) == 1
    assert project.state() == {}

    box.faults.clear()
    project.program(f'bland.CustomDialingPool("west", phone_numbers=[{SF!r}], pool_id={ours!r}, on_delete="delete")')
    project.up().expect()
    project.destroy().expect()
    assert list(box.org().pools) == [earlier]


def test_ctrl_c_during_a_create_leaves_no_second_pool(
    start: Callable[[Sandbox], Project],
) -> None:
    running: list[Project] = []

    def committed() -> datetime:
        for project in running:
            project.interrupt()
        return datetime.now(UTC)

    with Sandbox(clock=committed) as box:
        project = start(box)
        project.program(f'bland.CustomDialingPool("west", phone_numbers=[{SF!r}])')
        running.append(project)
        project.up().expect(fails=True)
        running.clear()
        project.up().expect()
        assert len(box.org().pools) == 1
        project.destroy().expect()
        assert not box.org().pools


@pytest.mark.parametrize("start", ["native"], indirect=True)
def test_ctrl_c_ends_a_wait_of_the_plugin_and_what_was_made_is_kept(start: Callable[[Sandbox], Project]) -> None:
    """Without an end to the wait, the command would last for as long as the account asked."""
    committed = Event()

    def made_at() -> datetime:
        committed.set()
        return datetime.now(UTC)

    with Sandbox(clock=made_at) as box, ThreadPoolExecutor() as threads:
        project = start(box)
        project.config("bland:deadline", "3600")
        box.fault("POST", POOLS, calls=2, status=429, headers={"retry-after": "3000"}, body={"status": "error"})
        project.program(f"""
            for name, number in dict(one={SF!r}, other={SEATTLE!r}).items():
                bland.CustomDialingPool(name, phone_numbers=[number])
        """)
        up = threads.submit(project.up)
        assert committed.wait(300)
        while box.calls("POST") < 2:
            assert not up.done(), up.result()
        project.interrupt()
        up.result().refuses("it was cancelled")
        assert box.calls("POST") == 2
        (made,) = box.org().pools
        assert [each["id"] for each in project.state().values()] == [made]
        box.faults.clear()
        project.up().expect("+ 1 created")
        project.destroy().expect()
        assert not box.org().pools


def test_a_half_done_update_of_a_pool_goes_on_with_the_next_up(project: Project, box: Sandbox) -> None:
    pool_id = box.add_pool(SF, CHICAGO)
    taken_over = f'bland.CustomDialingPool("west", pool_id="{pool_id}", phone_numbers={[SF, SEATTLE, DENVER]!r})'
    half = {"id": pool_id, "owner_id": box.org().id, "phone_numbers": [SF, SEATTLE, CHICAGO], "encrypted_key": None}
    box.fault("POST", POOL_UPDATE, calls=1, body={"data": half, "errors": None})
    project.program(taken_over)
    project.up().refuses(pool_id, DENVER, CHICAGO, "pulumi up")
    box.edit_pool(pool_id, add=[SEATTLE])
    assert project.state()["west"]["id"] == pool_id
    project.preview("--refresh").expect(
        project.member("+", DENVER, "Colorado"), project.member("-", CHICAGO, "Chicago, IL")
    )
    project.up().expect("~ 1 updated")
    assert set(box.pool(pool_id).phone_numbers) == {SF, SEATTLE, DENVER}
    project.expect_quiet()
    project.destroy().expect()
    assert set(box.pool(pool_id).phone_numbers) == {SF, CHICAGO}
    assert box.calls("DELETE", POOL) == 0


def test_a_take_over_of_a_number_that_ends_in_doubt_keeps_what_was_there(project: Project, box: Sandbox) -> None:
    before: dict[str, Any] = {"objective": "Before", "timezone": "America/Denver"}
    box.edit_sms(SUPPORT, **before)
    # The service does not report timeout_action, so nothing tells whether it arrived.
    box.fault("POST", SMS_UPDATE, phase="after", status=500, body={"data": None, "errors": [{"error": "UNEXPECTED"}]})
    program = f"""
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours", timeout_action="send_sms")
    """
    project.program(program)
    project.up().refuses("timeout_action", SUPPORT, "pulumi up").hides("Before", "Ours")
    kept = project.state()["support"]
    assert kept["id"] == f"{SUPPORT}/sms"
    assert kept["initErrors"]
    box.faults.clear()
    project.up().expect("~ 1 updated")
    project.expect_quiet()
    project.destroy().expect()
    assert box.sms(SUPPORT) == before


def test_destroy_after_a_take_over_in_doubt_restores(project: Project, box: Sandbox) -> None:
    before: dict[str, Any] = {"objective": "Before", "webhook": "https://before.example/hook"}
    box.edit_sms(SUPPORT, **before)
    box.fault("POST", SMS_UPDATE, phase="after", status=500, body={"data": None, "errors": [{"error": "UNEXPECTED"}]})
    project.program(f"""
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours", timeout_message="Bye", time_out=60)
    """)
    project.up().expect(fails=True)
    box.faults.clear()
    project.destroy().expect()
    assert box.sms(SUPPORT) == before


def test_a_write_that_the_service_refuses_leaves_nothing_behind(project: Project, box: Sandbox) -> None:
    box.org().numbers.pop(SUPPORT)
    project.program(f'bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours")')
    project.up().refuses("INBOUND_NUMBER_NOT_FOUND", SUPPORT, "must be on this Bland account").hides("Ours")
    assert project.state() == {}

"""What destroy gives back: what we did is undone, what others did since stays, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bland_sandbox import Sandbox
from tests.engine.project import (
    CHICAGO,
    DENVER,
    POOL,
    POOL_UPDATE,
    SALES,
    SEATTLE,
    SF,
    SMS_LIST,
    SMS_UPDATE,
    SUPPORT,
    Project,
)
from tests.reference import CREDENTIALS

if TYPE_CHECKING:
    from collections.abc import Callable


def test_destroy_takes_back_what_we_did_to_a_pool_and_nothing_else(project: Project, box: Sandbox) -> None:
    kinds = ("restored", "retained", "deleted", "untouched", "vanished")
    ids = {kind: box.add_pool(SF, CHICAGO) for kind in kinds}
    box.edit_pool(ids["restored"], encrypted_key=CREDENTIALS)
    settings = {"retained": "retain", "deleted": "delete", "restored": "restore"}
    numbers = {kind: [SF, CHICAGO] if kind == "untouched" else [SF, DENVER] for kind in kinds}
    project.program(f"""
        for kind, pool_id in {ids!r}.items():
            bland.CustomDialingPool(kind, pool_id=pool_id, phone_numbers={numbers!r}[kind],
                                    on_delete={settings!r}.get(kind))
        bland.CustomDialingPool("made", phone_numbers=[{SF!r}], on_delete="restore")
        bland.CustomDialingPool("kept", phone_numbers=[{SEATTLE!r}], on_delete="retain")
    """)
    project.up().expect("takes over", f"adds {DENVER}, removes {CHICAGO}").hides(
        f"takes over dialing pool {ids['untouched']}"
    )
    project.expect_quiet()
    made = {name: each["id"] for name, each in project.state().items()}
    assert box.pool(ids["restored"]).encrypted_key == CREDENTIALS

    box.edit_pool(ids["restored"], add=[SEATTLE])
    box.edit_pool(ids["untouched"], add=[SEATTLE], remove=[SF])
    box.drop_pool(ids["vanished"])
    project.destroy().expect("- 8 deleted")
    left = {pool_id: set(pool.phone_numbers) for pool_id, pool in box.org().pools.items()}
    assert left == {
        ids["restored"]: {SF, CHICAGO, SEATTLE},
        ids["retained"]: {SF, DENVER},
        ids["untouched"]: {CHICAGO, SEATTLE},
        made["kept"]: {SEATTLE},
    }
    assert box.pool(ids["restored"]).encrypted_key == CREDENTIALS


def test_destroy_returns_a_number_to_what_was_there_before(project: Project, box: Sandbox) -> None:
    cleared, retained = SALES, "+14155550101"
    before: dict[str, Any] = {"objective": "Before", "webhook": "https://before.example/hook", "temperature": 0.3}
    for number in (SUPPORT, cleared, retained):
        box.edit_sms(number, **before, summary_prompt="Never ours")
    project.program(f"""
        for number, on_delete in [({SUPPORT!r}, None), ({cleared!r}, "clear"), ({retained!r}, "retain")]:
            bland.SmsNumberConfig(number, phone_number=number, objective="Ours", webhook="https://ours.example/hook",
                                  time_out=20, tools=[{{"name": "x"}}], temperature=0.7, on_delete=on_delete)
    """)
    project.up().expect("takes over", "replaces objective, webhook and temperature")
    assert box.calls("GET", SMS_LIST) == 1
    project.expect_quiet()
    # Changed in the program later: what was there before the first up is what counts.
    project.program(f"""
        for number, on_delete in [({SUPPORT!r}, None), ({cleared!r}, "clear"), ({retained!r}, "retain")]:
            bland.SmsNumberConfig(number, phone_number=number, objective="Ours, second", time_out=900,
                                  webhook="https://ours.example/hook", on_delete=on_delete)
    """)
    project.up().expect("~ 3 updated")
    assert box.sms(SUPPORT) == {
        "objective": "Ours, second",
        "webhook": "https://ours.example/hook",
        "time_out": 900,
        "summary_prompt": "Never ours",
        "tools": [],
    }
    for number in (SUPPORT, cleared, retained):
        box.edit_sms(number, webhook="https://theirs.example/hook", timezone="Europe/Paris")
    project.destroy().expect()
    theirs = {
        "webhook": "https://theirs.example/hook",
        "timezone": "Europe/Paris",
        "summary_prompt": "Never ours",
        "tools": [],
    }
    assert box.sms(SUPPORT) == {"objective": "Before", "temperature": 0.3, **theirs}
    assert box.sms(retained) == {"objective": "Ours, second", "time_out": 900, **theirs}
    assert box.sms(cleared) == {key: value for key, value in theirs.items() if key != "webhook"}


def test_a_hand_edit_that_a_refresh_has_seen_is_still_not_ours_to_undo(project: Project, box: Sandbox) -> None:
    pool_id = box.add_pool(SF, CHICAGO)
    box.edit_sms(SUPPORT, objective="Before", webhook="https://before.example/hook")
    project.program(f"""
        bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers=[{SF!r}, {DENVER!r}])
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours", webhook="https://ours.example/hook")
    """).up().expect()
    box.edit_pool(pool_id, add=[SEATTLE, CHICAGO], remove=[DENVER])
    box.edit_sms(SUPPORT, objective="Theirs")
    project.refresh().expect("~ 2 updated")
    project.destroy().expect()
    assert set(box.pool(pool_id).phone_numbers) == {SF, CHICAGO, SEATTLE}
    assert box.sms(SUPPORT) == {"objective": "Theirs", "webhook": "https://before.example/hook"}


def test_a_restore_that_fails_keeps_the_resource_and_says_how_to_go_on(project: Project, box: Sandbox) -> None:
    pool_id = box.add_pool(SF)
    box.edit_sms(SUPPORT, objective="Before")
    project.program(f"""
        bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers=[{DENVER!r}])
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours")
    """).up().expect()
    plan = {"data": None, "errors": [{"error": "ENTERPRISE_REQUIRED", "message": "Not on this plan"}]}
    for path in (POOL_UPDATE, SMS_UPDATE):
        box.fault("POST", path, status=403, body=plan)
    project.destroy("--continue-on-error").refuses(
        "ENTERPRISE_REQUIRED", "plan of this Bland account", 'on_delete="retain"', pool_id, SUPPORT
    ).hides("Before")
    assert set(project.state()) == {"west", "support"}
    box.faults.clear()
    # The service says success and does nothing.
    box.settings.nulls = "ignored"
    box.fault("POST", "/v1/*", body={"data": {"message": "updated"}, "errors": None})
    project.destroy("--continue-on-error").refuses("could not restore", "could not hand back", "objective", DENVER)
    assert set(project.state()) == {"west", "support"}
    box.faults.clear()
    project.destroy().expect()
    assert box.pool(pool_id).phone_numbers == [SF]
    assert box.sms(SUPPORT) == {"objective": "Before"}


def test_a_service_without_a_route_to_delete_pools_says_what_to_do(start: Callable[[Sandbox], Project]) -> None:
    with Sandbox(generation="old") as box:
        project = start(box)
        made = 'bland.CustomDialingPool("west", phone_numbers=["+14155550101"]{})'
        project.program(made.format("")).up().expect()
        project.destroy().refuses("no route to delete pools", 'on_delete="retain"')
        assert "west" in project.state()
        project.program(made.format(', on_delete="retain"')).up().expect("~ 1 updated")
        assert box.calls("POST", POOL_UPDATE) == 0
        project.destroy().expect()
        assert len(box.org().pools) == 1
        assert box.calls("DELETE", POOL) == 1

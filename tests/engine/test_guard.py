"""The drift guard: what somebody else changed is never overwritten before a preview showed it."""

from __future__ import annotations

from bland_sandbox import Sandbox
from tests.engine.project import (
    CHICAGO,
    DENVER,
    POOL_UPDATE,
    POOLS,
    SALES,
    SEATTLE,
    SF,
    SMS_LIST,
    SMS_UPDATE,
    SUPPORT,
    Project,
)


def pool(numbers: list[str], more: str = "") -> str:
    return f'bland.CustomDialingPool("west", phone_numbers={numbers!r}{more})'


def test_an_update_of_a_pool_stops_before_it_loses_what_others_did(project: Project, box: Sandbox) -> None:
    project.program(pool([SF, SEATTLE])).up().expect()
    (pool_id,) = box.org().pools
    box.edit_pool(pool_id, add=[CHICAGO], remove=[SEATTLE])
    project.program(pool([SF, SEATTLE, DENVER]))
    project.up().refuses(CHICAGO, SEATTLE, "changed outside Pulumi", "pulumi refresh").hides(DENVER, SF)
    assert box.calls("POST", POOL_UPDATE) == 0

    project.preview("--refresh").expect(
        project.member("-", CHICAGO, "Chicago, IL"),
        project.member("+", SEATTLE, "Washington State"),
        project.member("+", DENVER, "Colorado"),
    )
    project.up("--refresh").expect("~ 1 updated")
    assert set(box.pool(pool_id).phone_numbers) == {SF, SEATTLE, DENVER}
    project.expect_quiet()

    (key,) = box.org().credentials
    box.edit_pool(pool_id, add=[CHICAGO], encrypted_key=key)
    project.program(pool([SF], ', on_drift="overwrite"'))
    project.up().expect(CHICAGO, "overwrites").hides(key)
    assert (box.pool(pool_id).phone_numbers, box.pool(pool_id).encrypted_key) == ([SF], key)
    project.expect_quiet()


def test_the_guard_never_shows_numbers_that_are_secret(project: Project, box: Sandbox) -> None:
    def secret(*numbers: str) -> str:
        return f"""
            numbers = pulumi.Output.secret({numbers!r}).apply(list)
            bland.CustomDialingPool("west", phone_numbers=numbers)
        """

    project.program(secret(SF)).up().expect()
    (pool_id,) = box.org().pools
    box.edit_pool(pool_id, add=[CHICAGO])
    shown = project.program(secret(SF, DENVER)).up()
    shown.refuses("1 of its numbers", pool_id).hides(SF, CHICAGO, DENVER)
    project.refresh().expect().hides(SF, CHICAGO, DENVER)
    project.preview().expect("1 to update").hides(SF, CHICAGO, DENVER)
    assert not any(number in project.export() for number in (SF, CHICAGO, DENVER))


def test_an_update_of_a_number_guards_the_fields_that_it_changes(project: Project, box: Sandbox) -> None:
    def program(objective: str, more: str = "") -> str:
        return f"""
            bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective={objective!r}, {more}
                                  webhook="https://ours.example/hook", time_out=600)
        """

    project.program(program("Ours, first")).up().expect()
    box.edit_sms(SUPPORT, objective="Theirs", webhook="https://theirs.example/hook", timezone="Europe/Paris")
    project.program(program("Ours, second"))
    refused = project.up().refuses("objective", "changed outside Pulumi", "pulumi refresh")
    refused.hides("Theirs", "Ours", "theirs.example", "timezone", "webhook")
    assert box.calls("POST", SMS_UPDATE) == 1

    project.program(program("Ours, second", 'on_drift="overwrite",'))
    project.up().expect('(on_drift="overwrite"): objective', "webhook").hides("Theirs", "theirs.example")
    kept = box.sms(SUPPORT)
    assert kept is not None
    assert (kept["objective"], kept["timezone"]) == ("Ours, second", "Europe/Paris")
    # The program did not change the webhook now, so somebody else's stays until a refresh has shown it.
    assert kept["webhook"] == "https://theirs.example/hook"

    project.refresh().expect()
    project.preview().expect('"https://theirs.example/hook" => "https://ours.example/hook"').hides("timezone")
    project.up().expect("~ 1 updated")
    project.expect_quiet()
    assert (box.sms(SUPPORT) or {})["webhook"] == "https://ours.example/hook"


def test_an_update_that_was_applied_but_not_answered_is_not_drift(project: Project, box: Sandbox) -> None:
    def program(*numbers: str, objective: str) -> str:
        sms = f'bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective={objective!r})'
        return "\n".join([pool([*numbers]), sms])

    project.program(program(SF, objective="First")).up().expect()
    (pool_id,) = box.org().pools
    # The writes arrive; their answers do not, nor any read after them.
    for path in (POOL_UPDATE, SMS_UPDATE):
        box.fault("POST", path, phase="after", status=500, body="")
    for path in (f"{POOLS}*", SMS_LIST):
        box.fault("GET", path, calls="2-", status=500, body="")
    project.program(program(SF, DENVER, objective="Second"))
    project.up("--continue-on-error").refuses("could not update", pool_id, SUPPORT)
    assert set(box.pool(pool_id).phone_numbers) == {SF, DENVER}
    box.faults.clear()
    project.up().expect().hides("changed outside Pulumi")
    project.expect_quiet()
    assert box.sms(SUPPORT) == {"objective": "Second"}


def test_refresh_shows_drift_as_live_and_declared_and_up_heals_it(project: Project, box: Sandbox) -> None:
    box.edit_sms(SALES, temperature=0.5)
    project.program(f"""
        bland.CustomDialingPool("west", phone_numbers={[SF, SEATTLE]!r})
        bland.SmsNumberConfig("sales", phone_number={SALES!r}, objective="Sell", time_out=10,
                              timeout_message="Bye", request_data={{"shop": {{"id": 7, "open": True}}}})
    """).up().expect()
    (pool_id,) = box.org().pools
    project.refresh("--expect-no-changes").expect()

    box.edit_pool(pool_id, add=[DENVER], remove=[SEATTLE])
    box.edit_sms(SALES, time_out=120, request_data={"shop": {"id": 8, "open": True}}, temperature=0.9)
    project.refresh().expect("~ 2 updated")
    shown = project.preview().expect(
        project.member("-", DENVER, "Colorado"),
        project.member("+", SEATTLE, "Washington State"),
        ": 120 => 10",
        "8 => 7",
    )
    shown.hides("temperature", "timeout_message", "objective")
    project.up().expect("~ 2 updated")
    project.expect_quiet()
    assert set(box.pool(pool_id).phone_numbers) == {SF, SEATTLE}
    healed = box.sms(SALES) or {}
    assert (healed["time_out"], healed["request_data"], healed["temperature"]) == (
        30,
        {"shop": {"id": 7, "open": True}},
        0.9,
    )
    box.edit_sms(SALES, objective="Theirs")
    project.up("--refresh").expect("~ 1 updated")
    assert (box.sms(SALES) or {})["objective"] == "Sell"

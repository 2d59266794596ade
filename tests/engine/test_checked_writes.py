"""Success is never reported on the strength of a 200: every answer is compared with what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bland_sandbox import Sandbox
from tests.engine.project import DENVER, POOLS, SF, SMS_UPDATE, SUPPORT, Project

if TYPE_CHECKING:
    from collections.abc import Callable

THEIRS: dict[str, Any] = {"timezone": "America/Denver", "tools": [{"name": "lookup"}], "summary_prompt": "Sum up"}


def agent(fields: str) -> str:
    return f'bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, {fields})'


@pytest.mark.parametrize("switches", [{}, {"generation": "old", "echo": "absent"}], ids=["new", "old, no echo"])
def test_what_a_write_wipes_is_put_back(switches: dict[str, Any], start: Callable[[Sandbox], Project]) -> None:
    with Sandbox(write="replace", **switches) as box:
        project = start(box)
        box.edit_sms(SUPPORT, **THEIRS, objective="Before")
        project.program(agent('objective="Ours", time_out=60')).up().expect()
        assert box.sms(SUPPORT) == {**THEIRS, "objective": "Ours", "time_out": 60}
        project.expect_quiet()
        project.program(agent('objective="Ours, second"')).up().expect()
        assert box.sms(SUPPORT) == {**THEIRS, "objective": "Ours, second"}
        project.destroy().expect()
        assert box.sms(SUPPORT) == {**THEIRS, "objective": "Before"}


def test_what_could_not_be_put_back_is_owed_until_it_is(start: Callable[[Sandbox], Project]) -> None:
    with Sandbox(write="replace") as box:
        project = start(box)
        box.edit_sms(SUPPORT, **THEIRS)
        box.fault("POST", SMS_UPDATE, calls=2, status=500, body="")
        project.program(agent('objective="Ours"'))
        project.up().refuses("timezone", "tools", "summary_prompt", "does not declare").hides("Denver", "lookup", "Sum")
        assert box.sms(SUPPORT) == {"objective": "Ours"}
        project.up().expect("~ 1 updated")
        assert box.sms(SUPPORT) == {**THEIRS, "objective": "Ours"}
        project.expect_quiet()
        project.destroy().expect()
        assert box.sms(SUPPORT) == THEIRS


def test_a_field_that_cannot_be_cleared_is_named_until_it_is(start: Callable[[Sandbox], Project]) -> None:
    with Sandbox(nulls="ignored") as box:
        project = start(box)
        project.program(agent('objective="Ours", webhook="https://ours.example/hook", time_out=60')).up().expect()
        project.program(agent('objective="Ours, second"'))
        project.up().refuses("webhook", "could not be cleared", SUPPORT).hides(
            "time_out could", "time_out and", "ours.example"
        )
        assert (box.sms(SUPPORT) or {})["objective"] == "Ours, second"
        project.up().refuses("webhook", "could not be cleared")
        # Declaring it again is one way out,
        project.program(agent('objective="Ours, second", webhook="https://ours.example/hook"')).up().expect()
        project.expect_quiet()
        # a service that comes to honour null the other.
        box.settings.nulls = "honoured"
        project.program(agent('objective="Ours, second"')).up().expect("~ 1 updated")
        assert box.sms(SUPPORT) == {"objective": "Ours, second"}


def test_a_field_that_does_not_take_is_an_error(project: Project, box: Sandbox) -> None:
    answered = {"sms_config": {"objective": None, "time_out": 60, "webhook": None}}
    box.fault("POST", SMS_UPDATE, calls=1, phase="after", body={"data": answered, "errors": None})
    project.program(agent('objective="Ours", time_out=60'))
    project.up().refuses("objective did not take", SUPPORT).hides("Ours")
    kept = project.state()["support"]
    assert kept["initErrors"]
    project.up().expect("~ 1 updated")
    project.expect_quiet()


def test_what_bland_makes_of_a_value_is_said_once_and_taken_for_it(project: Project, box: Sandbox) -> None:
    box.edit_sms(SUPPORT, objective="Before")
    kept = {"objective": "ours", "time_out": 300, "webhook": None}
    box.fault("POST", SMS_UPDATE, calls=1, phase="after", body={"data": {"sms_config": kept}, "errors": None})
    box.fault("POST", SMS_UPDATE, calls=1, phase="before", body={"data": {"sms_config": kept}, "errors": None})
    project.program(agent('objective="Ours", time_out=6000'))
    project.up().expect("Bland keeps something else than was asked for objective and time_out")
    box.edit_sms(SUPPORT, objective="ours", time_out=300)
    project.expect_quiet()
    project.refresh().expect("unchanged")
    project.expect_quiet()
    box.faults.clear()
    project.destroy().expect()
    assert box.sms(SUPPORT) == {"objective": "Before"}


def test_a_made_pool_that_lacks_a_number_is_kept_and_mended(project: Project, box: Sandbox) -> None:
    made: list[str] = []
    box.fault("POST", POOLS, calls=1, phase="after", body={"data": None, "errors": None})
    project.program(f'bland.CustomDialingPool("west", phone_numbers={[SF, DENVER]!r})')
    # The answer holds no pool; the list does: it is the one that was made.
    project.up().expect()
    made += box.org().pools
    assert len(made) == 1
    box.edit_pool(made[0], remove=[DENVER])
    project.up("--refresh").expect("~ 1 updated")
    assert set(box.pool(made[0]).phone_numbers) == {SF, DENVER}


def test_a_null_that_a_service_does_not_take_for_credentials_is_told(start: Callable[[Sandbox], Project]) -> None:
    with Sandbox(null_key="ignored") as box:
        project = start(box)
        declared = f'bland.CustomDialingPool("west", phone_numbers=["{SF}"]{{}})'
        (key,) = box.org().credentials
        project.program(declared.format(f', encrypted_key="{key}"')).up().expect()
        project.program(declared.format(""))
        project.up().refuses("encrypted_key").hides(key)
        box.settings.null_key = "honoured"
        project.up().expect("~ 1 updated")
        (pool,) = box.org().pools.values()
        assert pool.encrypted_key is None
        project.expect_quiet()

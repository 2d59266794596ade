"""A test of a program: the real Pulumi runs it, and Bland is a sandbox in this process."""

from collections.abc import Callable
from pathlib import Path

from bland_sandbox import Sandbox
from bland_sandbox.testing import Asked, Project

PROGRAM = Path(__file__).parents[1] / "quickstart"


def test_the_account_is_as_the_program_says_and_drift_is_seen(
    bland_project: Callable[[Path], Project], bland_sandbox: Sandbox, bland_asked: Asked
) -> None:
    project = bland_project(PROGRAM)  # a copy of its folder

    project.up().expect("+ 3 created")
    assert [pool.phone_numbers for pool in bland_sandbox.org().pools.values()] == [["+12065550102", "+14155550101"]]
    assert bland_sandbox.sms("+15550001111") == {"objective": "Answer questions about opening hours. Be brief."}
    bland_asked.expect_writes(pools_created=1, sms=1)

    bland_asked.forget()
    project.expect_quiet()
    bland_asked.expect_no_writes()

    # Somebody edits the prompt in the dashboard: a refresh notices, the preview shows it, destroy leaves it.
    bland_sandbox.edit_sms("+15550001111", objective="Say that we are closed.")
    project.refresh().expect("~ 1 updated")
    project.preview().expect("Say that we are closed.")

    project.destroy().expect("- 3 deleted")
    assert bland_sandbox.org().pools == {}
    assert bland_sandbox.sms("+15550001111") == {"objective": "Say that we are closed."}

"""Nothing is replaced that no preview showed: a preview with a key at hand looks at the account."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bland_sandbox import Sandbox
from tests.engine.project import CHICAGO, DENVER, SALES, SF, SUPPORT, Project


def take_overs(pool_id: str) -> str:
    return f"""
        bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers=[{SF!r}, {DENVER!r}])
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours")
        bland.SmsNumberConfig("sales", phone_number={SALES!r}, objective="Ours")
    """


@pytest.mark.parametrize("read_only", [False, True])
def test_a_preview_says_what_a_take_over_replaces(
    start: Callable[[Sandbox], Project],
    read_only: bool,  # noqa: FBT001
) -> None:
    with Sandbox(read_only=read_only) as box:
        project = start(box)
        pool_id = box.add_pool(SF, CHICAGO)
        box.edit_sms(SUPPORT, objective="Theirs", webhook="https://theirs.example")
        box.journal.clear()
        shown = (
            project.program(take_overs(pool_id))
            .run("preview")
            .expect(
                f"takes over dialing pool {pool_id}: adds {DENVER}, removes {CHICAGO}",
                f"takes over {SUPPORT}/sms: replaces objective",
            )
        )
        shown.hides("Theirs", f"takes over {SALES}")
        # One list for each kind and channel, whatever the number of resources; nothing is written.
        assert (box.calls(), box.calls("POST")) == (3, 0)
        if not read_only:
            up = project.up().expect(f"takes over {SUPPORT}/sms: replaces objective")
            assert up.stderr.count(f"takes over {SUPPORT}/sms") <= 1
            box.journal.clear()
            project.expect_quiet()
            assert box.calls() == 0


def test_a_preview_supposes_that_what_it_does_not_know_yet_replaces_what_is_there(
    project: Project, box: Sandbox
) -> None:
    box.edit_sms(SUPPORT, objective="Theirs")
    project.program(f"""
        west = bland.CustomDialingPool("west", phone_numbers=[{SF!r}])
        objective = pulumi.Output.concat("Call from ", west.pool_id)
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective=objective)
    """)
    project.preview().expect(f"takes over {SUPPORT}/sms: replaces objective")


def test_a_preview_says_what_an_update_would_empty_or_be_refused_for(project: Project, box: Sandbox) -> None:
    def program(objective: str, more: str = "") -> Project:
        return project.program(
            f'bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective={objective!r}{more})'
        )

    box.edit_sms(SUPPORT, webhook="https://theirs.example")
    program("Ours").up().expect()
    program("Ours", ", authoritative=True").preview().expect(f"takes over {SUPPORT}/sms: empties webhook")
    box.edit_sms(SUPPORT, objective="Theirs")
    refused = program("Ours, second").preview()
    refused.expect("up would be refused", "changed outside Pulumi (objective)").hides("Theirs")
    project.up().refuses("changed outside Pulumi (objective)")


def test_a_preview_never_shows_numbers_that_are_secret(project: Project, box: Sandbox) -> None:
    pool_id = box.add_pool(CHICAGO)
    project.program(f"""
        numbers = pulumi.Output.secret([{SF!r}])
        bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers=numbers)
    """)
    project.preview().expect("adds 1 of its numbers, removes 1 of its numbers").hides(SF, CHICAGO)


def test_a_preview_that_cannot_look_says_so_in_one_line_and_does_not_fail(project: Project, box: Sandbox) -> None:
    project.program(take_overs(box.add_pool(SF)))
    address, key = project.environment["BLAND_BASE_URL"], project.environment.pop("BLAND_API_KEY")
    line = "the account was not looked at, so what is replaced there does not show"
    diagnostics = project.run("preview", "--json").expect("no Bland API key").json["diagnostics"]
    assert len([each for each in diagnostics if line in each["message"]]) == 1
    project.environment |= {"BLAND_API_KEY": key, "BLAND_BASE_URL": "http://127.0.0.1:9"}
    project.run("preview").expect(line, "cannot be reached")
    project.environment["BLAND_BASE_URL"] = address
    project.config("bland:look", "false")
    box.journal.clear()
    project.run("preview").expect("to create").hides(line)
    assert box.calls() == 0

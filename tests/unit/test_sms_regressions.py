"""Sequences of one number's settings that once broke a promise, each by what must be true."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reference import NUMBER
from tests.unit.agent import Start


def test_a_value_from_before_the_rules_is_put_back_in_the_form_that_they_give_it(agent: Start) -> None:
    number = agent({"time_out": 10}, write="replace")
    number.settles(objective="Be kind.")
    assert number.live == {"objective": "Be kind.", "time_out": 30}


def test_numbers_that_are_read_as_texts_are_written_as_numbers(agent: Start) -> None:
    number = agent({"time_out": 600, "temperature": 0.5}, numbers_as="strings", write="replace")
    number.settles(time_out=45)
    assert number.live == {"time_out": 45, "temperature": 0.5}
    number.hands_back(time_out=600, temperature=0.5)


@pytest.mark.parametrize("error_status", ["documented", "200"])
@pytest.mark.parametrize(("generation", "version"), [("new", 4), ("old", "4")])
def test_a_version_is_put_back_in_the_type_that_the_service_takes(
    agent: Start, generation: str, version: int | str, error_status: str
) -> None:
    switches = {"generation": generation, "error_status": error_status}
    number = agent({"pathway_version": version}, numbers_as="strings", write="replace", **switches)
    number.settles(objective="Be kind.")
    assert number.live == {"objective": "Be kind.", "pathway_version": version}


def test_what_the_service_made_of_a_field_does_not_fail_the_update_of_another(agent: Start) -> None:
    number = agent(values="tidied")
    number.settles(objective="Be kind.\n", tools=[{"name": "look"}])
    number.settles(objective="Be kind.\n", tools=[{"name": "look"}], webhook="https://a.example/x")


def test_a_default_that_is_there_already_is_no_write_that_did_not_take(agent: Start) -> None:
    found = [{"name": "look", "timeout": 10}]
    number = agent({"tools": found, "objective": "Be kind."}, values="tidied")
    number.settles(objective="Be kind.\n", tools=[{"name": "look"}])
    number.hands_back(tools=found, objective="Be kind.")


def test_an_authoritative_number_is_quiet_after_it_cleared_what_a_refresh_showed(agent: Start) -> None:
    number = agent(unset="absent")
    program = {"objective": "Be kind.", "authoritative": True}
    number.settles(**program)
    number.edit(webhook="https://a.example/x")
    assert number.stack.refresh().error is None
    assert number.preview(**program) == {"webhook"}
    number.settles(**program)


def test_giving_up_authority_clears_nothing(agent: Start) -> None:
    number = agent()
    number.settles(objective="Be kind.", authoritative=True)
    number.edit(webhook="https://a.example/x")
    assert number.stack.refresh().error is None
    number.settles(objective="Be kind.")
    assert number.live["webhook"] == "https://a.example/x"


def test_a_field_that_is_named_again_is_taken_over_again(agent: Start) -> None:
    number = agent()
    number.settles(objective="Be kind.", webhook="https://a.example/x")
    number.settles(objective="Be kind.")
    number.edit(webhook="https://theirs.example/x")
    number.settles(objective="Be kind.", webhook="https://a.example/x")


def test_a_field_that_only_an_answer_shows_is_not_cleared_while_the_answer_shows_it(agent: Start) -> None:
    number = agent(nulls="ignored")
    number.settles(timeout_message="Bye.")
    assert "timeout_message could not be cleared" in str(number.up().error)


@pytest.mark.parametrize("refreshed", [True, False])
@pytest.mark.parametrize("more", [{}, {"webhook": "https://a.example/x"}])
def test_what_the_program_came_to_agree_with_is_ours_whether_or_not_a_refresh_ran(
    agent: Start,
    refreshed: bool,  # noqa: FBT001
    more: dict[str, str],
) -> None:
    number = agent({"objective": "Old.", "webhook": "https://old.example/x"})
    number.settles(objective="One.")
    number.edit(objective="X.")
    assert not refreshed or number.stack.refresh().error is None
    writes = number.box.calls("POST")
    number.settles(objective="X.", **more)
    assert more or number.box.calls("POST") == writes, "an account that is as declared is not written to"
    number.hands_back(objective="Old.", webhook="https://old.example/x")


def test_a_killed_update_that_a_refresh_saw_is_ours_once_the_program_says_so_again(agent: Start) -> None:
    number = agent({"objective": "Old."})
    number.settles(objective="One.")
    number.edit(objective="Two.")  # as if by an `up` that was killed before it could tell
    assert number.stack.refresh().error is None
    number.settles(objective="Two.")
    number.hands_back(objective="Old.")


def test_a_write_whose_command_was_killed_is_ours_to_undo(agent: Start) -> None:
    number = agent({"objective": "Old."})
    number.settles(objective="Be kind.")
    number.edit(objective="Be brief.")  # as if by an `up` that ended before it could tell
    number.settles(objective="Be brief.", webhook="https://a.example/x")
    number.hands_back(objective="Old.")


def test_a_drift_to_zero_is_shown_by_a_service_that_leaves_out_what_is_not_set(agent: Start) -> None:
    number = agent(unset="absent")
    number.settles(time_out=10)
    number.edit(time_out=0)
    assert number.stack.refresh().error is None
    assert number.preview(time_out=10) == {"time_out"}


@pytest.mark.parametrize("live", [{}, {"objective": "Old."}])
def test_defaults_of_the_service_are_not_held_against_an_authoritative_number(
    agent: Start, live: dict[str, Any]
) -> None:
    number = agent(live, unset="defaults")
    program = {"objective": "Be kind.", "authoritative": True}
    number.settles(**program)
    number.edit(timezone="Europe/London")
    assert number.stack.refresh().error is None
    assert number.preview(**program) == {"timezone"}
    number.settles(**program)
    number.settles(**{**program, "objective": "Be brief."})
    assert number.stack.destroy().error is None


def test_a_field_that_has_no_default_and_stays_is_told(agent: Start) -> None:
    number = agent({"webhook": "https://a.example/x"}, nulls="ignored")
    assert "webhook could not be cleared" in str(number.up(objective="Be kind.", authoritative=True).error)


def test_a_default_in_place_of_nothing_is_handed_back(agent: Start) -> None:
    number = agent(unset="defaults")
    number.settles(objective="Be kind.", timezone="Europe/London", restart_after_end_call=True)
    number.settles(objective="Be kind.", timezone="Europe/London")
    number.hands_back()


def test_what_could_not_be_overwritten_is_not_called_overwritten(agent: Start) -> None:
    number = agent({"webhook": "https://a.example/x"}, nulls="ignored", write="merge")
    program = {"objective": "Be kind.", "on_drift": "overwrite"}
    number.settles(webhook="https://b.example/y", **program)
    number.edit(webhook="https://c.example/z")
    outcome = number.up(**program)
    assert "webhook could not be cleared" in outcome.text
    assert "overwrites" not in outcome.text


@pytest.mark.parametrize(
    ("declared", "by_hand"),
    [
        ({"a": 1}, {"a": 2, "b": None}),
        ({"a": 1}, {"a": None}),
        ({"a": 1}, {"a": 2**53 + 1}),
        ([{"a": 1}], [{"a": 2, "headers": None}]),
    ],
)
def test_a_hand_edit_that_pulumi_cannot_carry_exactly_can_be_changed_back_after_a_refresh(
    agent: Start, declared: Any, by_hand: Any
) -> None:
    number = agent()
    number.settles(request_data=declared)
    number.edit(request_data=by_hand)
    assert number.stack.refresh().error is None
    assert number.preview(request_data=declared) == {"request_data"}
    number.settles(request_data=declared)
    number.hands_back()


def test_what_the_service_cuts_is_said_once_and_handed_back(agent: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bland_sandbox.sms._tidied", lambda name, value: value[:9] if name == "objective" else value)
    number = agent({"objective": "Before."}, values="tidied")
    for objective in ("Be kind and brief.", "Be clear and brief."):
        assert "Bland keeps something else than was asked for objective" in number.up(objective=objective).text
        number.quiet(objective=objective)
    number.edit(objective="By hand")
    assert number.stack.refresh().error is None
    assert number.preview(objective=objective) == {"objective"}
    assert number.up(objective=objective).error is None
    number.hands_back(objective="Before.")


def test_a_field_that_is_taken_up_again_has_its_first_before(agent: Start) -> None:
    number = agent({"objective": "First."})
    number.settles(objective="Ours.")
    number.settles()
    number.edit(objective="Second.")
    told = number.up(objective="Ours, again.").text
    assert "destroy hands back what was there before it was first managed" in told
    number.hands_back(objective="First.")


def test_a_field_that_was_empty_before_is_empty_again_however_often_it_was_dropped(agent: Start) -> None:
    number = agent()
    number.settles(objective="Ours.")
    number.settles()
    number.edit(objective="Second.")
    number.settles(objective="Ours, again.")
    number.hands_back()


def test_a_default_in_the_place_of_an_undeclared_value_is_no_value_that_nobody_lost(agent: Start) -> None:
    number = agent({"timezone": "UTC"}, write="replace", unset="defaults")
    number.settles(objective="Be kind.")
    assert number.live["timezone"] == "UTC"


def test_authority_that_comes_back_empties_what_was_ours_once(agent: Start) -> None:
    number = agent()
    number.settles(objective="Be kind.", webhook="https://ours.example/x")
    number.settles(objective="Be kind.")
    number.edit(webhook="https://hand.example/x")
    number.settles(objective="Be kind.", authoritative=True)
    assert "webhook" not in number.live


def test_a_0_that_was_set_by_hand_is_seen_and_emptied_where_everything_else_is_held_empty(agent: Start) -> None:
    number = agent()
    number.settles(objective="Be kind.", authoritative=True)
    number.edit(time_out=0)
    assert number.stack.refresh().error is None
    assert number.preview(objective="Be kind.", authoritative=True) == {"time_out"}
    number.settles(objective="Be kind.", authoritative=True)
    assert number.live == {"objective": "Be kind."}
    number.hands_back(time_out=0)


def test_a_0_is_emptied_and_handed_back_by_who_holds_everything_else_empty(agent: Start) -> None:
    number = agent({"time_out": 0})
    assert "empties time_out; destroy puts that back" in number.up(objective="Be kind.", authoritative=True).text
    assert number.live == {"objective": "Be kind."}
    number.quiet(objective="Be kind.", authoritative=True)
    number.hands_back(time_out=0)


def test_what_nobody_reports_is_sent_as_declared_while_it_is_ignored(agent: Start) -> None:
    number = agent()
    program = {"timeout_message": "Bye.", "objective": "Be kind."}
    number.settles(**program)
    number.stack.up({"phone_number": NUMBER, **program, "objective": "Be brief."}, ["timeout_message"])
    assert number.live == {"objective": "Be brief.", "timeout_message": "Bye."}


def test_what_we_failed_to_empty_and_somebody_emptied_since_is_not_put_back(agent: Start) -> None:
    number = agent({"objective": "Old.", "webhook": "https://a.example/x"}, nulls="ignored")
    assert "webhook could not be cleared" in number.up(objective="Be kind.", authoritative=True).text
    number.edit(webhook=None)
    assert number.stack.refresh().error is None
    number.hands_back(objective="Old.")


@pytest.mark.parametrize("unset", ["absent", "null", "defaults"])
def test_a_field_that_is_left_out_of_an_answer_has_no_default_there(agent: Start, unset: str) -> None:
    number = agent({"webhook": "https://a.example/before"}, unset=unset)
    number.settles(timezone="UTC", restart_after_end_call=True)
    number.settles(webhook="https://a.example/ours", authoritative=True)
    assert number.stack.destroy().error is None
    assert number.live["webhook"] == "https://a.example/before"


@pytest.mark.parametrize("refreshed", [True, False])
def test_a_field_that_was_given_up_is_taken_over_again_whatever_became_of_it(agent: Start, *, refreshed: bool) -> None:
    number = agent({"temperature": 0.2})
    number.settles(objective="Be kind.", temperature=0.7)
    number.settles(objective="Be kind.")
    number.edit(temperature=0.9)
    assert not refreshed or number.stack.refresh().error is None
    number.settles(objective="Be kind.", temperature=0.5)
    number.hands_back(temperature=0.2)


def test_what_a_given_up_hold_had_shown_is_in_no_state_and_in_no_way(agent: Start) -> None:
    number = agent()
    number.settles(objective="Be kind.", authoritative=True)
    number.edit(webhook="https://a.example/one")
    assert number.stack.refresh().error is None
    number.settles(objective="Be kind.")
    assert number.stack.kept
    assert "webhook" not in number.stack.kept.outputs
    number.edit(webhook="https://a.example/two")
    number.settles(objective="Be kind.", webhook="https://a.example/ours")
    number.hands_back(webhook="https://a.example/two")


def test_what_another_channel_held_is_put_back_where_it_is_known_and_else_left_for_a_person_to_look_at(
    agent: Start,
) -> None:
    number = agent()
    number.settles(objective="Be kind.")
    number.box.org().numbers[NUMBER].channel = "imessage"
    number.box.edit_sms(NUMBER, "imessage", objective="Theirs", time_out=900, webhook="https://a.example/theirs")
    error = str(number.up(objective="Be brief.").error)
    assert "look at objective of those in the dashboard" in error
    assert "put back" not in error
    there = number.box.sms(NUMBER, "imessage") or {}
    assert (there["time_out"], there["webhook"]) == (900, "https://a.example/theirs")


@pytest.mark.parametrize("switches", [{"write": "replace"}, {"write": "merge"}])
def test_what_was_there_on_another_channel_comes_back_whole(agent: Start, switches: dict[str, str]) -> None:
    before = {"objective": "By text.", "webhook": "https://a.example/before", "timezone": "UTC"}
    number = agent(before, generation="old", **switches)
    error = str(number.up(channel="whatsapp", objective="Ours.", temperature=0.7).error)
    assert "which were put back as they were" in error
    assert number.box.sms(NUMBER) == before


def test_what_did_not_come_back_on_another_channel_is_named(agent: Start) -> None:
    number = agent({"webhook": "https://a.example/before"}, generation="old", nulls="ignored")
    error = str(number.up(channel="whatsapp", objective="Ours.").error)
    assert "look at objective of those in the dashboard" in error
    assert "put back" not in error

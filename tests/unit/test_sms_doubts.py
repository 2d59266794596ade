"""Writes of one number's settings that ended in doubt, and once broke a promise, each by what must be true."""

from __future__ import annotations

import pytest

from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle
from tests.unit.agent import UPDATE, Start


def test_a_time_out_whose_write_was_lost_is_undone_in_the_form_that_the_service_gave_it(agent: Start) -> None:
    number = agent({"time_out": 600})
    number.box.fault(status=500, phase="after", calls="2-")
    assert number.up(time_out=10).partial
    number.box.faults.clear()
    number.hands_back(time_out=600)


def test_a_refresh_does_not_make_a_lost_write_somebody_elses(agent: Start) -> None:
    number = agent({"time_out": 600})
    number.settles(time_out=45)
    number.box.fault(status=500, phase="after", calls="2-")
    assert number.up(time_out=10).partial
    number.box.faults.clear()
    assert number.stack.refresh().error is None
    number.hands_back(time_out=600)


def test_a_lost_write_is_known_again_by_what_it_asked_though_the_service_added_to_it(agent: Start) -> None:
    number = agent({"objective": "Be kind."}, values="tidied", echo="absent")
    number.box.fault("GET", "*", calls="2-", status=503)
    assert number.up(tools=[{"name": "look"}]).partial
    number.box.faults.clear()
    assert number.stack.refresh().error is None
    number.settles(tools=[{"name": "look"}])
    number.hands_back(objective="Be kind.")


def test_a_lost_write_is_undone_though_the_service_added_to_it(agent: Start) -> None:
    number = agent(values="tidied", echo="absent")
    number.box.fault("GET", "*", calls="3-", status=503)
    assert number.up(tools=[{"name": "look"}], objective="Be kind. ").partial
    number.box.faults.clear()
    number.hands_back()


def test_a_key_of_ours_that_stays_in_an_object_is_a_write_that_did_not_take(agent: Start) -> None:
    number = agent()
    number.settles(request_data={"a": 1, "b": 2})
    number.box.fault(*UPDATE, status=200, body={"data": {"message": "ok"}, "errors": None}, phase="before")
    assert "request_data" in str(number.up(request_data={"a": 1}).error)


def test_a_refresh_does_not_forget_what_must_be_put_back(agent: Start) -> None:
    number = agent({"webhook": "https://a.example/x"}, write="replace")
    number.box.fault(*UPDATE, calls="2-", status=500)
    assert number.up(objective="Be kind.").partial
    assert "webhook" not in number.live
    number.box.faults.clear()
    assert number.stack.refresh().error is None
    number.settles(objective="Be kind.")
    assert number.live["webhook"] == "https://a.example/x"
    number.hands_back(webhook="https://a.example/x")


def test_what_bland_links_by_itself_is_put_back_for_an_authoritative_number_too(agent: Start) -> None:
    number = agent({"messaging_service_sid": "MG1"}, write="replace")
    program = {"objective": "Be kind.", "authoritative": True}
    number.box.fault(calls=3, status=500)
    assert number.up(**program).partial
    number.box.faults.clear()
    number.settles(**program)
    assert number.live == {"objective": "Be kind.", "messaging_service_sid": "MG1"}


def test_a_lost_write_of_what_nobody_reports_stays_in_the_state(agent: Start) -> None:
    number = agent(echo="absent")
    number.box.fault(*UPDATE, action="drop", phase="after")
    assert number.up(timeout_message="Bye.").partial
    number.box.faults.clear()
    number.settles(timeout_message="Bye.")
    number.hands_back()


def test_a_doubt_about_what_nobody_reports_ends_with_the_next_up(agent: Start) -> None:
    number = agent(echo="absent")
    number.box.fault("GET", "*", calls="2-", status=500)
    number.up(use_candidate_model=True, objective="Be kind.")
    number.box.faults.clear()
    number.settles(use_candidate_model=True, objective="Be kind.")


def test_a_zero_that_did_not_take_is_told(agent: Start) -> None:
    number = agent({"time_out": 30})
    number.box.fault(*UPDATE, status=200, body={"data": {"message": "ok"}, "errors": None}, phase="before")
    assert "time_out did not take" in str(number.up(time_out=0).error)
    assert number.live == {"time_out": 30}


def test_an_error_in_a_success_is_looked_after(agent: Start) -> None:
    number = agent({"objective": "Old."})
    answer = {"data": None, "errors": [{"error": "ERROR_UPDATING_SMS_CONFIG", "message": "no"}]}
    number.box.fault(*UPDATE, status=200, body=answer, phase="after")
    outcome = number.up(objective="Be kind.")
    assert outcome.error is None or outcome.partial
    number.box.faults.clear()
    number.settles(objective="Be kind.")
    number.hands_back(objective="Old.")


def test_what_a_lost_write_put_back_is_not_called_undone(agent: Start) -> None:
    number = agent(
        {"time_out": 30, "pathway_version": 3},
        write="replace",
        echo="absent",
        values="tidied",
    )
    number.up()
    program = {"webhook": "https://a.example/x", "tools": [{"name": "look"}]}
    number.box.fault(action="truncate", phase="after", calls="3-8")
    assert number.up(**program).partial
    number.box.faults.clear()
    number.box.fault(action="drop", phase="after", calls="2-7")
    outcome = number.up(**program)
    assert outcome.error is None, outcome.text
    number.box.faults.clear()
    number.quiet(**program)
    number.hands_back(time_out=30, pathway_version=3)


def test_a_field_that_was_edited_after_it_seemed_lost_is_handed_back_as_edited(agent: Start) -> None:
    number = agent({"webhook": "https://a.example/x"})
    number.up()
    number.box.fault(status=200, body="", phase="after", calls="2-")
    assert number.up(objective="Be kind.").partial
    number.box.faults.clear()
    number.edit(webhook="https://b.example/y")
    number.settles(objective="Be kind.", webhook="https://a.example/x")
    number.hands_back(webhook="https://b.example/y")


def test_a_refresh_that_finds_what_seemed_wiped_leaves_nothing_to_do(agent: Start) -> None:
    number = agent({"webhook": "https://a.example/x"})
    number.box.fault(status=500, phase="after", calls="3-")
    number.box.fault(status=200, body="", calls="2-", phase="after")
    assert number.up(objective="Be kind.").partial
    number.box.faults.clear()
    assert number.stack.refresh().error is None
    assert number.preview(objective="Be kind.") == set()
    number.hands_back(webhook="https://a.example/x")


def test_a_first_write_that_is_carried_out_late_is_still_ours(agent: Start) -> None:
    number = agent({"objective": "Before."})
    number.box.fault(action="drop", calls="2-7")
    assert number.up(objective="Ours.").partial
    number.box.faults.clear()
    number.edit(objective="Ours.")  # the service, after all
    number.settles(objective="Ours.")
    number.hands_back(objective="Before.")


@pytest.mark.parametrize("then", [500, 503])
def test_a_first_write_of_which_a_later_attempt_was_answered_may_still_come(agent: Start, then: int) -> None:
    """What is answered to the second attempt does not end the first, which no answer came to."""
    number = agent({"objective": "Before."})
    number.box.fault(*UPDATE, calls="first", action="drop")
    number.box.fault(*UPDATE, calls="2-", status=then)
    assert number.up(objective="Ours.").partial
    number.box.faults.clear()
    number.edit(objective="Ours.")
    number.settles(objective="Ours.")
    number.hands_back(objective="Before.")


def test_a_version_that_was_taken_as_text_though_the_answer_was_lost_is_handed_back(agent: Start) -> None:
    number = agent({"objective": "Before."}, generation="old")
    program = {"objective": "Ours.", "pathway_id": "p", "pathway_version": 3}
    boom = {"data": None, "errors": [{"error": "INTERNAL_ERROR", "message": "boom"}]}
    number.box.fault(*UPDATE, calls=2, phase="after", status=500, body=boom)
    number.up(**program)
    number.box.faults.clear()
    number.settles(**program)
    number.hands_back(objective="Before.")


def test_an_answer_with_something_else_that_is_called_a_config_is_read_back(agent: Start) -> None:
    number = agent({"objective": "Before."})
    body = {"data": {"number_config": {"objective": "Ours."}}, "errors": None}
    number.box.fault(*UPDATE, calls="first", phase="after", status=200, body=body)
    number.settles(objective="Ours.")
    number.hands_back(objective="Before.")


def test_an_update_that_is_carried_out_late_is_not_called_somebody_elses(agent: Start) -> None:
    number = agent({"objective": "Before."})
    number.settles(objective="Ours.")
    number.box.fault("POST", "*", action="drop")
    assert number.up(objective="Ours, second.").partial
    number.box.faults.clear()
    number.edit(objective="Ours, second.")  # the service, after all
    number.settles(objective="Ours, third.")
    number.hands_back(objective="Before.")


def test_a_create_in_doubt_that_was_carried_out_is_undone_though_the_program_gave_the_field_up(agent: Start) -> None:
    number = agent({"webhook": "https://before.example/x"})
    number.up(objective="Be kind.")
    number.box.fault(status=500, phase="after", calls="2-")
    assert number.up(objective="Be kind.", webhook="https://ours.example/x").partial
    number.box.faults.clear()
    number.settles(objective="Be kind.")
    number.hands_back(webhook="https://before.example/x")


def test_authority_in_doubt_goes_on_where_the_service_has_defaults(agent: Start) -> None:
    number = agent({"webhook": "https://a.example/x"}, unset="defaults")
    number.settles(objective="Be kind.")
    number.box.fault(status=500, phase="after", calls="2-")
    assert number.up(objective="Be kind.", authoritative=True).partial
    number.box.faults.clear()
    number.settles(objective="Be kind.", authoritative=True)


def test_a_0_of_ours_that_stays_is_not_handed_back(agent: Start) -> None:
    number = agent()
    number.settles(time_out=0)
    number.box.fault("POST", "*", action="drop")
    assert "time_out not as before" in number.stack.destroy().text
    number.box.faults.clear()
    number.hands_back()


def test_a_rename_that_forgets_names_what_must_be_put_back_too(agent: Start) -> None:
    number = agent({"webhook": "https://a.example/x", "objective": "Theirs."}, write="replace")
    number.box.fault(*UPDATE, calls="2-", status=500)
    assert number.up(objective="Ours.").partial
    assert number.stack.kept
    assert SmsNumberConfigLifecycle().forgotten(number.stack.kept.outputs, {}) == ["objective", "webhook"]

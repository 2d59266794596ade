"""Sequences that once broke a promise, each by what must be true: found by the machines, or by people who tried.

They run as the machines do: the real lifecycle, over HTTP, against the sandbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from bland_sandbox import Sandbox
from pulumi_bland._http.client import Client
from pulumi_bland._pool.lifecycle import CustomDialingPoolLifecycle
from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle
from tests.unit.stack import Outcome, Stack

NUMBER = "+15550001111"
ONE, TWO, THREE = "+12065550102", "+13035550123", "+14155550101"
UPDATE = ("POST", "/v1/sms/number/update")
Start = Callable[..., "Agent"]


class Agent:
    """A number of an account that behaves as given, and the stack that has its settings."""

    def __init__(self, box: Sandbox, live: dict[str, Any]) -> None:
        self.box, self.stack = box, Stack(SmsNumberConfigLifecycle(), box)
        if live:
            self.edit(**live)

    @property
    def live(self) -> dict[str, Any]:
        return self.box.sms(NUMBER) or {}

    def edit(self, **fields: Any) -> None:
        self.box.edit_sms(NUMBER, "sms", **fields)

    def up(self, **program: Any) -> Outcome:
        return self.stack.up({"phone_number": NUMBER, **program})

    def preview(self, **program: Any) -> set[str]:
        return set(self.stack.preview({"phone_number": NUMBER, **program}))

    def settles(self, **program: Any) -> None:
        """Bring the program up without a problem, and see that nothing is left to do."""
        outcome = self.up(**program)
        assert outcome.error is None, outcome.text
        self.quiet(**program)

    def quiet(self, **program: Any) -> None:
        assert self.preview(**program) == set()
        assert self.stack.refresh().error is None
        assert self.preview(**program) == set()

    def hands_back(self, **expected: Any) -> None:
        outcome = self.stack.destroy()
        assert outcome.error is None, outcome.text
        live = self.live
        assert {key: value for key, value in live.items() if value not in (None, [], "")} == expected


@pytest.fixture
def agent() -> Iterator[Start]:
    with ExitStack() as running:

        def start(live: dict[str, Any] | None = None, **switches: Any) -> Agent:
            return Agent(running.enter_context(Sandbox(**switches)), live or {})

        yield start


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


def test_a_pool_can_be_made_where_the_list_is_refused() -> None:
    with Sandbox() as box:
        box.fault(
            "GET", "/v1/custom-dialing-pools", status=403, body={"data": None, "errors": [{"error": "FORBIDDEN"}]}
        )
        stack = Stack(CustomDialingPoolLifecycle(), box)
        outcome = stack.up({"phone_numbers": [ONE]})
        assert outcome.error is None, outcome.text


def test_a_delete_whose_answer_was_lost_is_done() -> None:
    with Sandbox() as box:
        stack = Stack(CustomDialingPoolLifecycle(), box)
        assert stack.up({"phone_numbers": [ONE]}).error is None
        box.fault("DELETE", "*", calls="first", action="drop", phase="after")
        outcome = stack.destroy()
        assert outcome.error is None, outcome.text
        assert box.org().pools == {}


@pytest.mark.parametrize("refreshed", [True, False])
def test_a_number_that_the_program_gave_up_after_somebody_removed_it_returns(refreshed: bool) -> None:  # noqa: FBT001
    with Sandbox() as box:
        pool = box.add_pool(ONE, TWO)
        stack = Stack(CustomDialingPoolLifecycle(), box)
        assert stack.up({"pool_id": pool, "phone_numbers": [ONE, TWO]}).error is None
        box.edit_pool(pool, remove=[TWO])
        assert not refreshed or stack.refresh().error is None
        assert stack.up({"pool_id": pool, "phone_numbers": [ONE]}).error is None
        assert stack.destroy().error is None
        assert box.pool(pool).phone_numbers == [ONE, TWO]


@pytest.mark.parametrize("refreshed", [True, False])
def test_a_number_that_somebody_added_and_the_program_names_then_is_ours(refreshed: bool) -> None:  # noqa: FBT001
    with Sandbox() as box:
        pool = box.add_pool(ONE)
        stack = Stack(CustomDialingPoolLifecycle(), box)
        assert stack.up({"pool_id": pool, "phone_numbers": [ONE]}).error is None
        box.edit_pool(pool, add=[TWO])
        assert not refreshed or stack.refresh().error is None
        assert stack.up({"pool_id": pool, "phone_numbers": [ONE, TWO]}).error is None
        assert stack.destroy().error is None
        assert box.pool(pool).phone_numbers == [ONE]


def test_a_removal_in_doubt_that_is_found_undone_is_undone_no_further() -> None:
    with Sandbox() as box:
        pool = box.add_pool(ONE)
        stack = Stack(CustomDialingPoolLifecycle(), box)
        program = {"pool_id": pool, "phone_numbers": [ONE, TWO]}
        assert stack.up(program).error is None
        box.fault(calls="2-", status=500, phase="after")
        assert stack.up({**program, "phone_numbers": [ONE]}).partial
        box.faults.clear()
        assert stack.destroy().error is None
        assert box.pool(pool).phone_numbers == [ONE]


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


def test_a_pool_whose_first_write_is_carried_out_late_is_handed_back() -> None:
    with Sandbox() as box:
        pool = box.add_pool(ONE, TWO)
        stack = Stack(CustomDialingPoolLifecycle(), box)
        program = {"pool_id": pool, "phone_numbers": [ONE, THREE]}
        box.fault("POST", "*", action="drop")
        assert stack.up(program).partial
        box.faults.clear()
        box.edit_pool(pool, add=[THREE], remove=[TWO])  # the service, after all
        assert stack.up(program).error is None
        assert stack.destroy().error is None
        assert set(box.pool(pool).phone_numbers) == {ONE, TWO}


def test_an_update_that_is_carried_out_late_is_not_called_somebody_elses(agent: Start) -> None:
    number = agent({"objective": "Before."})
    number.settles(objective="Ours.")
    number.box.fault("POST", "*", action="drop")
    assert number.up(objective="Ours, second.").partial
    number.box.faults.clear()
    number.edit(objective="Ours, second.")  # the service, after all
    number.settles(objective="Ours, third.")
    number.hands_back(objective="Before.")


def test_a_create_that_is_carried_out_late_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    create, attempts = Client.create_pool, list[str]()

    def create_pool(client: Client, body: Any) -> Any:
        attempts.append(box.add_pool(ONE) if attempts else "")  # the service carries out the first with the second
        return create(client, body)

    monkeypatch.setattr(Client, "create_pool", create_pool)
    with Sandbox() as box:
        box.fault("POST", "*", calls="first", action="drop")
        outcome = Stack(CustomDialingPoolLifecycle(), box).up({"phone_numbers": [ONE]})
        assert outcome.error is None, outcome.text
        assert f"carried out late: {attempts[1]} has the same numbers" in outcome.text


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


def test_a_member_that_is_no_known_number_is_read() -> None:
    with Sandbox() as box:
        pool = box.add_pool(ONE)
        stack = Stack(CustomDialingPoolLifecycle(), box)
        program = {"pool_id": pool, "phone_numbers": [ONE]}
        assert stack.up(program).error is None
        box.edit_pool(pool, add=["+99912345678"])
        assert stack.refresh().error is None
        assert set(stack.preview(program)) == {"phone_numbers", "members"}


def test_a_number_that_came_back_by_hand_and_that_we_removed_again_returns() -> None:
    with Sandbox() as box:
        pool = box.add_pool(ONE, TWO)
        stack = Stack(CustomDialingPoolLifecycle(), box)
        program = {"pool_id": pool, "on_drift": "overwrite"}
        assert stack.up({**program, "phone_numbers": [ONE, TWO]}).error is None
        box.edit_pool(pool, remove=[TWO])
        assert stack.refresh().error is None
        box.edit_pool(pool, add=[TWO])
        assert stack.up({**program, "phone_numbers": [ONE, THREE]}).error is None
        assert stack.destroy().error is None
        assert set(box.pool(pool).phone_numbers) == {ONE, TWO}


@pytest.mark.parametrize(
    "lacking", [{"phone_numbers": [ONE]}, {"encrypted_key": "550e8400-e29b-41d4-a716-446655440009"}]
)
def test_what_a_made_pool_lacks_is_set_by_the_next_up(lacking: dict[str, Any]) -> None:
    with Sandbox() as box:
        key = next(iter(box.org().credentials))
        stack = Stack(CustomDialingPoolLifecycle(), box)
        program = {"phone_numbers": [ONE, TWO], "encrypted_key": key}
        pool = {"id": "550e8400-e29b-41d4-a716-446655440001", "owner_id": "o", "created_at": "", **program, **lacking}
        box.fault("POST", "/v1/custom-dialing-pools", phase="before", status=200, body={"data": pool, "errors": None})
        assert f"{TWO if 'phone_numbers' in lacking else 'encrypted_key'} did not take" in stack.up(program).text
        assert stack.kept
        assert stack.kept.unfinished
        assert CustomDialingPoolLifecycle().diff(stack.kept.outputs, stack.kept.inputs | program).changes


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


def test_a_create_in_doubt_that_was_carried_out_is_undone_though_the_program_gave_the_field_up(agent: Start) -> None:
    number = agent({"webhook": "https://before.example/x"})
    number.up(objective="Be kind.")
    number.box.fault(status=500, phase="after", calls="2-")
    assert number.up(objective="Be kind.", webhook="https://ours.example/x").partial
    number.box.faults.clear()
    number.settles(objective="Be kind.")
    number.hands_back(webhook="https://before.example/x")


def test_a_default_in_the_place_of_an_undeclared_value_is_no_value_that_nobody_lost(agent: Start) -> None:
    number = agent({"timezone": "UTC"}, write="replace", unset="defaults")
    number.settles(objective="Be kind.")
    assert number.live["timezone"] == "UTC"


def test_authority_in_doubt_goes_on_where_the_service_has_defaults(agent: Start) -> None:
    number = agent({"webhook": "https://a.example/x"}, unset="defaults")
    number.settles(objective="Be kind.")
    number.box.fault(status=500, phase="after", calls="2-")
    assert number.up(objective="Be kind.", authoritative=True).partial
    number.box.faults.clear()
    number.settles(objective="Be kind.", authoritative=True)


def test_authority_that_comes_back_empties_what_was_ours_once(agent: Start) -> None:
    number = agent()
    number.settles(objective="Be kind.", webhook="https://ours.example/x")
    number.settles(objective="Be kind.")
    number.edit(webhook="https://hand.example/x")
    number.settles(objective="Be kind.", authoritative=True)
    assert "webhook" not in number.live

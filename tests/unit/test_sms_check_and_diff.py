"""What check makes of a number's settings, and what diff says of a change: offline tables."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_bland._rules.values import UNKNOWN
from pulumi_bland._sms.inputs import FIELDS, SmsNumberConfigInputs
from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle
from tests.reference import NUMBER

SMS = SmsNumberConfigLifecycle()
IDENTITY = {"phone_number": NUMBER, "channel": "sms"}

CANONICAL: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"channel": "sms"}),
    ({"phone_number": "+1 (555) 000-1111"}, {"phone_number": NUMBER}),
    ({"channel": "whatsapp"}, {"channel": "whatsapp"}),
    ({"time_out": 600.0}, {"time_out": 600}),
    ({"time_out": 10}, {"time_out": 10}),
    ({"temperature": 0.0}, {"temperature": 0}),
    ({"pathway_version": 3.0}, {"pathway_version": 3}),
    ({"pathway_version": "3"}, {"pathway_version": "3"}),
    ({"disposition_ids": ["b", "a", "b"]}, {"disposition_ids": ["a", "b"]}),
    ({"citation_schema_ids": ["b", "a"]}, {"citation_schema_ids": ["a", "b"]}),
    ({"tools": [{"b": 1.0}, {"a": 2}]}, {"tools": [{"b": 1}, {"a": 2}]}),
    ({"request_data": {"a": [1.0, 2.5]}}, {"request_data": {"a": [1, 2.5]}}),
    ({"request_data": []}, {"request_data": []}),
    ({"objective": ""}, {"objective": ""}),
    ({"restart_after_end_call": False}, {"restart_after_end_call": False}),
]

PROBLEMS: list[tuple[dict[str, Any], list[str]]] = [
    ({"phone_number": "5550001111"}, ["phone_number: must begin with +"]),
    ({"phone_number": 15550001111}, ["phone_number: must be a text"]),
    ({"channel": "rcs"}, ["channel: must be 'sms', 'whatsapp' or 'imessage'"]),
    ({"time_out": "600"}, ["time_out: must be a number"]),
    ({"time_out": True}, ["time_out: must be a number"]),
    ({"tools": {"a": 1}}, ["tools: must be a list"]),
    ({"request_data": "x"}, ["request_data: must be an object or a list"]),
    ({"disposition_ids": ["a", 1]}, ["disposition_ids[1]: must be a text"]),
    ({"prompt": "x"}, ["prompt: is not an input of this resource"]),
    ({"use_candidate_model": "yes"}, ["use_candidate_model: must be true or false"]),
    ({"authoritative": "yes"}, ["authoritative: must be true or false"]),
    ({"on_delete": "delete"}, ["on_delete: must be 'restore', 'clear' or 'retain'"]),
    ({"warning_time": 600, "time_out": 600}, ["warning_time: must be below time_out, where less than 30 s counts"]),
    ({"warning_time": 30, "time_out": 10}, ["warning_time: must be below time_out, where"]),
    (
        {"webhook": 1, "tools": 2, "timezone": 3, "warning_time": 9, "time_out": 8},
        ["webhook: must be a text", "tools: must be a list", "timezone: must be a text"],
    ),
]

FINE: list[dict[str, Any]] = [
    {"warning_time": 29, "time_out": 10},
    {"warning_time": 599, "time_out": 600},
    {"warning_time": 600},
    {"warning_time": 600, "time_out": 0},
    {"warning_time": UNKNOWN, "time_out": 10},
    {"warning_time": 600, "time_out": UNKNOWN},
    {"temperature": -5},
    {"timezone": "Nowhere/Nothing"},
    {"webhook": "not a url"},
    {"timeout_action": "anything"},
    {"phone_number": "+4930901820"},
]


@pytest.mark.parametrize(("given", "expected"), CANONICAL)
def test_inputs_have_one_spelling(given: dict[str, Any], expected: dict[str, Any]) -> None:
    checked = SMS.check({}, {"phone_number": NUMBER, **given})
    assert checked.problems == []
    assert {key: checked.inputs[key] for key in expected} == expected
    assert set(checked.inputs) == {"phone_number", "channel", *given}
    assert SMS.check(checked.inputs, checked.inputs).inputs == checked.inputs


@pytest.mark.parametrize(("given", "problems"), PROBLEMS)
def test_all_problems_are_told_at_their_paths(given: dict[str, Any], problems: list[str]) -> None:
    found = SMS.check({}, {"phone_number": NUMBER, **given}).problems
    assert [one for one in problems if not any(other.startswith(one) for other in found)] == []


@pytest.mark.parametrize("given", FINE)
def test_check_is_never_stricter_than_the_service(given: dict[str, Any]) -> None:
    checked = SMS.check({}, {"phone_number": NUMBER, **given})
    assert checked.problems == checked.warnings == []


def test_what_imessage_ignores_is_a_warning() -> None:
    checked = SMS.check({}, {"phone_number": NUMBER, "channel": "imessage", "messaging_service_sid": "MG1"})
    assert checked.problems == []
    assert [each.partition(":")[0] for each in checked.warnings] == ["messaging_service_sid"]


@pytest.mark.parametrize("key", SmsNumberConfigInputs.model_fields)
def test_every_input_may_be_unknown_in_a_preview(key: str) -> None:
    checked = SMS.check({}, {"phone_number": NUMBER, key: UNKNOWN})
    assert checked.problems == []
    assert checked.inputs[key] is UNKNOWN


@pytest.mark.parametrize(
    ("inputs", "identity"),
    [
        (IDENTITY, f"{NUMBER}/sms"),
        ({"phone_number": NUMBER, "channel": "whatsapp"}, f"{NUMBER}/whatsapp"),
        ({"phone_number": UNKNOWN, "channel": "sms"}, None),
        ({"phone_number": NUMBER, "channel": UNKNOWN}, None),
        ({}, None),
    ],
)
def test_a_configuration_is_known_by_number_and_channel(inputs: dict[str, Any], identity: str | None) -> None:
    assert SMS.identity(inputs) == identity


def state(**outputs: Any) -> dict[str, Any]:
    return {**IDENTITY, **outputs}


OBJECTIVE = state(objective="Be kind.")
RAISED = state(time_out=10, written='{"time_out":[10,30]}')
DIFFERENCES: dict[str, tuple[dict[str, Any], dict[str, Any], bool, list[str]]] = {
    "nothing at all": (state(), {}, False, []),
    "nothing": (OBJECTIVE, {"objective": "Be kind."}, False, []),
    "another value": (OBJECTIVE, {"objective": "Be brief."}, True, []),
    "white space is part of a prompt": (OBJECTIVE, {"objective": "Be kind. "}, True, []),
    "a field more": (OBJECTIVE, {"objective": "Be kind.", "webhook": "https://a.example"}, True, []),
    "a field dropped": (OBJECTIVE, {}, True, []),
    "an empty field more": (OBJECTIVE, {"objective": "Be kind.", "webhook": ""}, True, []),
    "30.0 for 30": (state(time_out=30), {"time_out": 30.0}, False, []),
    "a number for its text": (state(pathway_version="3"), {"pathway_version": 3}, False, []),
    "another version": (state(pathway_version="3"), {"pathway_version": "latest"}, True, []),
    "10, which the service made 30": (RAISED, {"time_out": 10}, False, []),
    "30 in place of the 10 that became 30": (RAISED, {"time_out": 30}, False, []),
    "20, which the service would make 30 too": (RAISED, {"time_out": 20}, False, []),
    "600 in place of the 10 that became 30": (RAISED, {"time_out": 600}, True, []),
    "0 for a time-out": (RAISED, {"time_out": 0}, True, []),
    "False for True": (state(restart_after_end_call=True), {"restart_after_end_call": False}, True, []),
    "False for nothing": (state(), {"restart_after_end_call": False}, True, []),
    "temperature 0 for nothing": (state(), {"temperature": 0}, True, []),
    "temperature 0 dropped": (state(temperature=0), {}, True, []),
    "tools in another order": (state(tools=["a", "b"]), {"tools": ["b", "a"]}, True, []),
    "keys in another order": (state(request_data={"a": 1, "b": 2}), {"request_data": {"b": 2, "a": 1}}, False, []),
    "another number": (OBJECTIVE, {"phone_number": "+15550002222", "objective": "Be kind."}, True, ["phone_number"]),
    "another channel": (OBJECTIVE, {"channel": "whatsapp", "objective": "Be kind."}, True, ["channel"]),
    "a number that is not known yet": (OBJECTIVE, {"phone_number": UNKNOWN, "objective": "Be kind."}, True, []),
    "a value that is not known yet": (OBJECTIVE, {"objective": UNKNOWN}, True, []),
    "a part that is not known yet": (state(tools=[{"a": 1}]), {"tools": [{"a": UNKNOWN}]}, True, []),
    "on_delete alone": (OBJECTIVE, {"objective": "Be kind.", "on_delete": "clear"}, True, []),
    "on_drift alone": (OBJECTIVE, {"objective": "Be kind.", "on_drift": "refuse"}, True, []),
    "authoritative alone": (OBJECTIVE, {"objective": "Be kind.", "authoritative": True}, True, []),
    "authoritative=False is the default": (OBJECTIVE, {"objective": "Be kind.", "authoritative": False}, False, []),
    "drift that a refresh has seen": (
        state(objective="By hand", written='{"objective":["Be kind.","Be kind."]}'),
        {"objective": "Be kind."},
        True,
        [],
    ),
    "drift that the program now wants": (
        state(objective="By hand", written='{"objective":["Be kind.","Be kind."]}'),
        {"objective": "By hand"},
        True,
        [],
    ),
    "emptied by hand, as a refresh has seen": (
        state(written='{"objective":["Be kind.","Be kind."]}'),
        {"objective": "Be kind."},
        True,
        [],
    ),
}


@pytest.mark.parametrize("case", DIFFERENCES)
def test_a_difference_is_one_of_meaning(case: str) -> None:
    before, inputs, changes, replaces = DIFFERENCES[case]
    found = SMS.diff(before, {**IDENTITY, **inputs})
    assert (found.changes, found.replaces) == (changes, replaces)
    assert found.beyond_inputs is (case == "drift that the program now wants"), "no comparison of inputs shows it"


def test_what_is_owed_is_a_difference_that_no_comparison_of_inputs_shows() -> None:
    assert SMS.diff(state(owed='{"webhook":"https://a.example"}'), IDENTITY).beyond_inputs


@pytest.mark.parametrize("key", FIELDS)
def test_every_field_of_the_update_endpoint_is_an_input_and_nothing_else_is(key: str) -> None:
    """The table of the reference, both generations, beside what says how to manage."""
    ours = {"phone_number", "channel", "authoritative", "on_delete", "on_drift", "secret_inputs"}
    assert key in SmsNumberConfigInputs.model_fields
    assert set(SmsNumberConfigInputs.model_fields) - ours == set(FIELDS)

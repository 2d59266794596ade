"""What check makes of a pool's inputs, and what diff says of a change: offline tables."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_bland._pool.inputs import CustomDialingPoolInputs
from pulumi_bland._pool.lifecycle import CustomDialingPoolLifecycle
from pulumi_bland._rules.values import UNKNOWN
from tests.reference import CREDENTIALS

POOL = CustomDialingPoolLifecycle()
ID = "550e8400-e29b-41d4-a716-446655440001"
OTHER_ID = "550e8400-e29b-41d4-a716-446655440009"
ONE, TWO, THREE = "+12065550102", "+13035550123", "+14155550101"
LABELS = {ONE: "Washington State", TWO: "Colorado", THREE: "San Francisco, CA"}

CANONICAL: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"phone_numbers": [THREE, ONE, THREE]}, {"phone_numbers": [ONE, THREE]}),
    ({"phone_numbers": ["+1 (415) 555-0101", "+1.206.555.0102"]}, {"phone_numbers": [ONE, THREE]}),
    ({"phone_numbers": [THREE, "+1 415 555 0101"]}, {"phone_numbers": [THREE]}),
    ({"phone_numbers": []}, {"phone_numbers": []}),
    ({"phone_numbers": [ONE], "encrypted_key": CREDENTIALS.upper()}, {"encrypted_key": CREDENTIALS}),
    ({"phone_numbers": [ONE], "encrypted_key": "Not-A-Uuid"}, {"encrypted_key": "Not-A-Uuid"}),
    ({"phone_numbers": [ONE], "pool_id": ID.upper()}, {"pool_id": ID}),
    ({"phone_numbers": [ONE], "on_delete": "restore", "on_drift": "overwrite"}, {"on_delete": "restore"}),
]

PROBLEMS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["phone_numbers: is required"]),
    ({"phone_numbers": ONE}, ["phone_numbers: must be a list"]),
    ({"phone_numbers": [ONE, "4155550101", 3]}, ["phone_numbers[1]: must begin", "phone_numbers[2]: must be a text"]),
    ({"phone_numbers": ["+4930901820"]}, ["phone_numbers[0]: must be a US (+1) or UK (+44)"]),
    ({"phone_numbers": [ONE], "pool_id": "west"}, ["pool_id: must be a UUID"]),
    ({"phone_numbers": [ONE], "pool_id": ID.replace("-", "")}, ["pool_id: must be a UUID"]),
    ({"phone_numbers": [ONE], "encrypted_key": 7}, ["encrypted_key: must be a text"]),
    ({"phone_numbers": [ONE], "on_delete": "clear"}, ["on_delete: must be 'delete', 'restore' or 'retain'"]),
    ({"phone_numbers": [ONE], "on_drift": "ask"}, ["on_drift: must be 'refuse' or 'overwrite'"]),
    ({"phone_numbers": [ONE], "phone_number": ONE}, ["phone_number: is not an input"]),
    (
        {"phone_numbers": ["x"], "pool_id": "y", "on_drift": "z"},
        ["phone_numbers[0]: must begin", "pool_id: must be a UUID", "on_drift: must be"],
    ),
]

WARNINGS: list[tuple[dict[str, Any], list[str]]] = [
    ({"phone_numbers": [ONE]}, []),
    ({"phone_numbers": []}, ["phone_numbers: empty"]),
    ({"phone_numbers": [ONE, "+1 (999) 555-0101"]}, ["phone_numbers[1] (+19995550101): in no assigned number range"]),
    (
        {"phone_numbers": [ONE, "+19995550101"], "secret_inputs": ["phone_numbers"]},
        ["phone_numbers[1]: in no assigned number range"],
    ),
    ({"phone_numbers": [ONE], "encrypted_key": "opaque-text"}, ["encrypted_key: not a UUID"]),
    ({"phone_numbers": [ONE], "encrypted_key": UNKNOWN}, []),
]


@pytest.mark.parametrize(("given_", "expected"), CANONICAL)
def test_inputs_have_one_spelling(given_: dict[str, Any], expected: dict[str, Any]) -> None:
    checked = POOL.check({}, given_)
    assert checked.problems == []
    assert {key: checked.inputs[key] for key in expected} == expected
    assert POOL.check(checked.inputs, checked.inputs).inputs == checked.inputs


@pytest.mark.parametrize(("given_", "problems"), PROBLEMS)
def test_all_problems_are_told_at_their_paths(given_: dict[str, Any], problems: list[str]) -> None:
    found = POOL.check({}, given_).problems
    assert len(found) == len(problems)
    assert all(one.startswith(other) for one, other in zip(found, problems, strict=True)), found


@pytest.mark.parametrize(("given_", "warnings"), WARNINGS)
def test_what_the_service_might_take_is_a_warning(given_: dict[str, Any], warnings: list[str]) -> None:
    checked = POOL.check({}, given_)
    assert checked.problems == []
    assert len(checked.warnings) == len(warnings)
    assert all(one.startswith(other) for one, other in zip(checked.warnings, warnings, strict=True))


def test_members_are_what_people_review() -> None:
    assert POOL.check({}, {"phone_numbers": [THREE, ONE], "members": {}}).inputs["members"] == {
        ONE: "Washington State",
        THREE: "San Francisco, CA",
    }


def test_a_label_that_is_shown_already_is_kept() -> None:
    old = {"phone_numbers": [ONE], "members": {ONE: "A name from an older release"}}
    assert POOL.check(old, {"phone_numbers": [ONE, THREE]}).inputs["members"] == {
        ONE: "A name from an older release",
        THREE: "San Francisco, CA",
    }


@pytest.mark.parametrize("numbers", [UNKNOWN, [ONE, UNKNOWN], [UNKNOWN]])
def test_members_are_unknown_while_a_number_is(numbers: Any) -> None:
    checked = POOL.check({}, {"phone_numbers": numbers, "members": UNKNOWN})
    assert checked.problems == []
    assert checked.inputs["members"] is UNKNOWN


def test_a_number_that_is_not_known_comes_last_and_moves_no_other() -> None:
    assert POOL.check({}, {"phone_numbers": [TWO, UNKNOWN, ONE, TWO]}).inputs["phone_numbers"] == [ONE, TWO, UNKNOWN]


def test_a_number_that_is_known_is_checked_beside_one_that_is_not() -> None:
    assert POOL.check({}, {"phone_numbers": [UNKNOWN, "415"]}).problems[0].startswith("phone_numbers[1]: ")


@pytest.mark.parametrize("key", [key for key in CustomDialingPoolInputs.model_fields if key != "phone_numbers"])
def test_every_input_may_be_unknown_in_a_preview(key: str) -> None:
    assert POOL.check({}, {"phone_numbers": [ONE], key: UNKNOWN}).problems == []


@given(st.lists(st.sampled_from([ONE, TWO, THREE, "+1 (415) 555-0101"]), max_size=6).flatmap(
    lambda numbers: st.tuples(st.just(numbers), st.permutations(numbers))
))  # fmt: skip
def test_order_and_repeats_mean_nothing(both: tuple[list[str], list[str]]) -> None:
    one, other = (POOL.check({}, {"phone_numbers": numbers}).inputs for numbers in both)
    assert one == other


@pytest.mark.parametrize(
    ("inputs", "identity"),
    [({"pool_id": ID}, f"dialing pool {ID}"), ({"pool_id": UNKNOWN}, None), ({"phone_numbers": []}, None)],
)
def test_a_pool_is_known_by_its_id(inputs: dict[str, Any], identity: str | None) -> None:
    assert POOL.identity(inputs) == identity


MADE: dict[str, Any] = {
    "phone_numbers": [ONE, TWO],
    "members": {ONE: LABELS[ONE], TWO: LABELS[TWO]},
    "pool_id": ID,
    "owner_id": "o",
    "created_at": "2024-01-15T10:30:00Z",
    "credentials_name": "",
}
TAKEN = {**MADE, "baseline": "{}"}
KEYED = {**MADE, "encrypted_key": CREDENTIALS}
DRIFTED = {**MADE, "phone_numbers": [ONE, TWO, THREE], "written": f'{{"{THREE}":[null,null]}}'}
SAME = {"phone_numbers": [ONE, TWO], "members": MADE["members"]}

DIFFERENCES: dict[str, tuple[dict[str, Any], dict[str, Any], bool, list[str]]] = {
    "nothing": (MADE, SAME, False, []),
    "nothing, taken over": (TAKEN, {**SAME, "pool_id": ID}, False, []),
    "labels alone": (MADE, {**SAME, "members": {ONE: "Elsewhere", TWO: "Nowhere"}}, False, []),
    "a number more": (MADE, {"phone_numbers": [ONE, TWO, THREE]}, True, []),
    "a number less": (MADE, {"phone_numbers": [ONE]}, True, []),
    "none at all": (MADE, {"phone_numbers": []}, True, []),
    "a number for another": (MADE, {"phone_numbers": [ONE, THREE]}, True, []),
    "the id it has, added": (MADE, {**SAME, "pool_id": ID}, False, []),
    "the id it has, dropped": (TAKEN, SAME, False, []),
    "another id": (MADE, {**SAME, "pool_id": OTHER_ID}, True, ["pool_id"]),
    "another id, taken over": (TAKEN, {**SAME, "pool_id": OTHER_ID}, True, ["pool_id"]),
    "an id that is not known yet": (MADE, {**SAME, "pool_id": UNKNOWN}, True, []),
    "credentials added": (MADE, {**SAME, "encrypted_key": CREDENTIALS}, True, []),
    "credentials dropped": (KEYED, SAME, True, []),
    "the same credentials": (KEYED, {**SAME, "encrypted_key": CREDENTIALS}, False, []),
    "other credentials": (KEYED, {**SAME, "encrypted_key": OTHER_ID}, True, []),
    "credentials that are not known yet": (KEYED, {**SAME, "encrypted_key": UNKNOWN}, True, []),
    "numbers that are not known yet": (MADE, {"phone_numbers": UNKNOWN, "members": UNKNOWN}, True, []),
    "one number that is not known yet": (MADE, {"phone_numbers": [ONE, UNKNOWN], "members": UNKNOWN}, True, []),
    "on_delete alone": (MADE, {**SAME, "on_delete": "retain"}, True, []),
    "on_delete dropped": ({**MADE, "on_delete": "retain"}, SAME, True, []),
    "on_drift alone": (MADE, {**SAME, "on_drift": "overwrite"}, True, []),
    "drift that a refresh has seen": (DRIFTED, SAME, True, []),
    "drift that the program now wants": (DRIFTED, {"phone_numbers": [ONE, TWO, THREE]}, True, []),
}


@pytest.mark.parametrize("case", DIFFERENCES)
def test_a_difference_is_one_of_meaning(case: str) -> None:
    state, inputs, changes, replaces = DIFFERENCES[case]
    found = POOL.diff(state, inputs)
    assert (found.changes, found.replaces) == (changes, replaces)
    assert found.beyond_inputs is (case == "drift that the program now wants"), "no comparison of inputs shows it"


def test_the_letter_case_of_credentials_and_ids_is_no_difference() -> None:
    typed = {"phone_numbers": [ONE, TWO], "encrypted_key": CREDENTIALS.upper(), "pool_id": ID.upper()}
    assert not POOL.diff({**KEYED, "baseline": "{}"}, POOL.check({}, typed).inputs).changes

"""What a program declares, checked offline: all problems at once, at the path that was typed, without a value."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_bland._rules.inputs import (
    Inputs,
    JsonList,
    Number,
    NumberOrText,
    ObjectOrList,
    OnDrift,
    validate,
)
from pulumi_bland._rules.travel import travelling
from pulumi_bland._rules.values import EXACT, UNKNOWN


class Thing(Inputs):
    """One field of each kind that the resources have."""

    name: str
    size: Number | None = None
    version: NumberOrText | None = None
    data: ObjectOrList | None = None
    items: JsonList | None = None
    tags: list[str] | None = None
    on: bool | None = None
    on_drift: OnDrift | None = None


PROBLEMS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["name: is required"]),
    ({"name": None}, ["name: is required"]),
    ({"name": 3}, ["name: must be a text"]),
    ({"name": "x", "size": "3"}, ["size: must be a number"]),
    ({"name": "x", "size": True}, ["size: must be a number"]),
    ({"name": "x", "version": []}, ["version: must be a text or a number"]),
    ({"name": "x", "version": True}, ["version: must be a text or a number"]),
    ({"name": "x", "data": "{}"}, ["data: must be an object or a list"]),
    ({"name": "x", "items": {}}, ["items: must be a list"]),
    ({"name": "x", "tags": "a"}, ["tags: must be a list"]),
    ({"name": "x", "tags": ["a", 1, None]}, ["tags[1]: must be a text", "tags[2]: must be a text"]),
    ({"name": "x", "on": "yes"}, ["on: must be true or false"]),
    ({"name": "x", "on": 1}, ["on: must be true or false"]),
    ({"name": "x", "on_drift": "ask"}, ["on_drift: must be 'refuse' or 'overwrite'"]),
    ({"name": "x", "colour": "red"}, ["colour: is not an input of this resource"]),
    (
        {"size": "big", "items": 1, "colour": "red"},
        ["name: is required", "size: must be a number", "items: must be a list", "colour: is not an input"],
    ),
]

LOST_ON_THE_WAY: list[tuple[Any, str]] = [
    (EXACT + 1, "data: an integer beyond 2**53 loses digits in Pulumi; pass a text"),
    (-EXACT - 1, "data: an integer beyond"),
    (1e22, "data: an integer beyond"),
    (math.inf, "data: JSON has no such number"),
    (math.nan, "data: JSON has no such number"),
    ({"a": None}, "data.a: None inside an object is dropped by Pulumi"),
    ([{"a": {"b": None}}], "data[0].a.b: None inside an object"),
    ({"a": {1, 2}}, "data.a: a set is not a JSON value"),
    ({"a": dt.date(2026, 1, 1)}, "data.a: a date is not a JSON value"),
    ({"a": b"x"}, "data.a: a bytes is not a JSON value"),
    ({1: "a"}, "data: the keys of an object must be texts"),
    ([1, EXACT + 1], "data[1]: an integer beyond"),
]

FLOATS = st.floats(allow_nan=False, allow_infinity=False).filter(lambda each: abs(each) <= EXACT)
"""Beyond that every one is an integer."""
TRAVELS = st.recursive(
    st.booleans() | st.integers(-EXACT, EXACT) | FLOATS | st.text(),
    lambda inside: st.lists(inside | st.none(), max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(("given_", "problems"), PROBLEMS)
def test_every_problem_is_told_at_its_path(given_: dict[str, Any], problems: list[str]) -> None:
    found = validate(Thing, given_).problems
    assert len(found) == len(problems)
    assert all(one.startswith(other) for one, other in zip(found, problems, strict=True)), found


@given(st.text(min_size=4).filter(lambda text: text not in "must be a number"))
def test_a_problem_never_repeats_a_value(secret: str) -> None:
    found = validate(Thing, {"name": 1, "size": f"<{secret}>", "tags": {"x": f"<{secret}>"}, "on_drift": f"<{secret}>"})
    assert len(found.problems) == 4
    assert not any(f"<{secret}>" in problem for problem in found.problems)


def test_only_what_was_declared_comes_back_in_its_one_spelling() -> None:
    given_ = {"name": "x", "size": 30.0, "data": {"a": [1.0, {"b": 2.0}]}, "on": None, "items": ()}
    checked = validate(Thing, given_)
    assert checked.inputs == {"name": "x", "size": 30, "data": {"a": [1, {"b": 2}]}, "items": []}
    assert type(checked.inputs["size"]) is int
    assert checked.problems == checked.warnings == []


@pytest.mark.parametrize("key", Thing.model_fields)
def test_what_a_preview_does_not_know_yet_passes(key: str) -> None:
    assert validate(Thing, {"name": "x", key: UNKNOWN}).problems == []


def test_what_a_preview_does_not_know_yet_passes_inside_json_too() -> None:
    checked = validate(Thing, {"name": "x", "data": {"a": [UNKNOWN]}, "items": [UNKNOWN, 1.0]})
    assert checked.problems == []
    assert checked.inputs["items"] == [UNKNOWN, 1]


@pytest.mark.parametrize(("value", "problem"), LOST_ON_THE_WAY)
def test_what_pulumi_would_lose_or_choke_on_is_told_instead(value: Any, problem: str) -> None:
    found = validate(Thing, {"name": "x", "data": travelling(value)}).problems
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_what_would_be_lost_is_told_beside_other_problems() -> None:
    found = validate(Thing, {"data": travelling({"a": None, "b": EXACT + 1}), "size": "x"}).problems
    assert sorted(each.partition(":")[0] for each in found) == ["data.a", "data.b", "name", "size"]


@given(TRAVELS)
def test_every_json_value_that_arrives_whole_sets_out_as_it_is(value: Any) -> None:
    assert travelling(value) == value


def test_none_in_a_list_and_at_the_top_travels() -> None:
    assert travelling([None]) == [None]
    assert travelling(None) is None

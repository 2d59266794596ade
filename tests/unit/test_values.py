"""When two JSON values are the same setting, and what each is called."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_bland._rules.values import (
    UNKNOWN,
    as_number,
    canonical,
    equivalent,
    has_unknown,
    same,
    spelt_like,
    texts,
    unset,
)

SAME: list[tuple[Any, Any, bool]] = [
    ("a", "a", True),
    ("a", "A", False),
    ("a", "a ", False),
    (600, 600.0, True),
    (600, "600", True),
    (600.5, "600.5", True),
    (3, "latest", False),
    ("3", "3.0", False),
    (0, None, False),
    (0, "", False),
    (0, False, False),
    (1, True, False),
    (False, None, False),
    (False, False, True),
    (True, "true", False),
    (None, "", True),
    (None, [], True),
    ("", {}, True),
    ([], {}, True),
    (None, [None], False),
    (None, " ", False),
    ([1, 2], [1.0, 2.0], True),
    ([1, 2], [2, 1], False),
    ([1], [1, 1], False),
    ({"a": 1, "b": 2}, {"b": 2.0, "a": 1}, True),
    ({"a": 1}, {"a": 1, "b": None}, True),
    ([{"a": 1, "b": None}], [{"a": 1}], True),
    ({"a": None}, {}, True),
    ({"a": None}, None, True),
    ({"a": [None]}, {"a": []}, False),
    ({"a": 2**53 + 1}, {"a": float(2**53 + 1)}, True),
    ({"a": 2**53}, {"a": 2**53 - 1}, False),
    ({"a": 10**400}, {"a": 1}, False),
    ({"a": "1"}, {"a": 1}, False),
    ({"a": None}, {"a": ""}, False),
    ({"a": []}, {"a": {}}, False),
    ({"a": True}, {"a": 1}, False),
    ({"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1.0, {"c": 2.0}]}}, True),
    ([{"a": 1}], {"a": 1}, False),
    (2**53, float(2**53), True),
    (float("inf"), "inf", False),
    ("nan", float("nan"), False),
]

EQUIVALENT: list[tuple[Any, Any, bool]] = [
    ("Be kind.", "Be kind.", True),
    ("Be kind.\n", "Be kind.", True),
    ("a\r\nb", "a\nb", True),
    ("a\r\nb \n", "a\nb", True),
    (" a", "a", True),
    ("Be Kind.", "be kind.", False),
    ("https://a.example", "https://a.example/", False),
    ("Be kind.", "Be brief.", False),
    ("Be kind.", "", False),
    ("Be kind.", None, False),
    (10, 30, False),
    (10, "10", True),
    (6000, 300, False),
    (10, None, False),
    (10, 0, False),
    (10, True, False),
    (True, False, False),
    (True, None, False),
    (0, None, False),
    ("", [], True),
    ("", 0, False),
    ({}, {"a": 1}, False),
    ({"a": 1}, {"a": 1.0, "b": 2}, True),
    ([{"a": {"b": []}}, "c"], [{"a": {"b": [], "d": 0}}, "c"], True),
    ({"a": [1]}, {"a": [1, 2]}, False),
    ({"a": 1}, {"b": 1}, False),
    ({"a": 1}, {"a": 1, "type": "x"}, True),
    ({"a": 1, "b": 2}, {"a": 1}, False),
    ({"a": {"b": "x "}}, {"a": {"b": "x", "c": 1}}, True),
    ([{"a": 1}, 2], [{"a": 1, "b": 2}, 2], True),
    ([1, 2], [1], False),
    ([1], {"0": 1}, False),
]

CANONICAL: list[tuple[Any, Any]] = [
    (30.0, 30),
    (30.5, 30.5),
    (-0.0, 0),
    (True, True),
    ("30.0", "30.0"),
    (None, None),
    ({"a": [1.0, {"b": 2.0}]}, {"a": [1, {"b": 2}]}),
    ((1.0, "x"), [1, "x"]),
    (float(2**53), 2**53),
    (float(2**60), float(2**60)),
]

EMPTY: list[Any] = [None, "", [], {}]
FULL: list[Any] = [0, 0.0, False, True, " ", 1, -1, [None], [[]], {"a": None}, "0"]

NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(("one", "other", "expected"), SAME)
def test_the_same_setting_in_either_order(one: Any, other: Any, expected: bool) -> None:  # noqa: FBT001
    assert same(one, other) is expected
    assert same(other, one) is expected


@given(JSON)
def test_a_value_is_the_same_as_itself_after_any_journey(value: Any) -> None:
    assert same(value, value)
    assert same(value, canonical(value))
    assert canonical(canonical(value)) == canonical(value)


@given(JSON, JSON)
def test_sameness_has_no_order_and_what_is_the_same_is_equivalent(one: Any, other: Any) -> None:
    assert same(one, other) is same(other, one)
    if same(one, other):
        assert equivalent(one, other)


@pytest.mark.parametrize(("asked", "answer", "expected"), EQUIVALENT)
def test_what_says_the_same_in_an_answer(asked: Any, answer: Any, expected: bool) -> None:  # noqa: FBT001
    assert equivalent(asked, answer) is expected


@pytest.mark.parametrize(("value", "expected"), CANONICAL)
def test_numbers_have_one_spelling_at_every_depth(value: Any, expected: Any) -> None:
    found = canonical(value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("value", EMPTY)
def test_the_ways_to_say_that_nothing_is_set(value: Any) -> None:
    assert unset(value)


@pytest.mark.parametrize("value", FULL)
def test_what_is_a_setting_although_it_looks_like_nothing(value: Any) -> None:
    assert not unset(value)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        *((3, 3), (3.5, 3.5), ("3", 3), ("3.5", 3.5), (" 3 ", 3)),
        *(("x", None), ("inf", None), ("", None), ("1" * 400, None)),
        *((None, None), (True, None), ([3], None), ({}, None)),
    ],
)
def test_a_text_that_says_a_number_is_one(value: Any, number: float | None) -> None:
    assert as_number(value) == number


@pytest.mark.parametrize(
    ("value", "example", "expected"),
    [
        (3, "latest", "3"),
        ("3", 4, 3),
        ("3.5", 4, 3.5),
        ("latest", 4, "latest"),
        (True, "x", True),
        ("3", "4", "3"),
        (3, 4, 3),
        ("3", None, "3"),
        (None, "x", None),
    ],
)
def test_a_value_goes_back_in_the_type_that_the_service_took(value: Any, example: Any, expected: Any) -> None:
    found = spelt_like(value, example)
    assert found == expected
    assert type(found) is type(expected)


def test_unknown_values_are_found_at_every_depth() -> None:
    assert has_unknown(UNKNOWN)
    assert has_unknown([1, {"a": [UNKNOWN]}])
    assert not has_unknown([1, {"a": ["unknown", None]}])


def test_texts_are_found_at_every_depth_and_keys_are_none() -> None:
    assert list(texts({"k": ["a", {"x": "b"}, 1, None], "l": ("c",)})) == ["a", "b", "c"]

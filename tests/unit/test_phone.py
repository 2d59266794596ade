"""One spelling for a number, and what a pool may hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_bland._rules.phone import e164, from_wire, is_assigned, place, pool_number

SPELLINGS = [
    ("+14155550101", "+14155550101"),
    ("+1 (415) 555-0101", "+14155550101"),
    ("+1.415.555.0101", "+14155550101"),
    ("+1\u2011415\u2011555\u20110101", "+14155550101"),
    (" +1 415/555 0101 ", "+14155550101"),
    ("+44 20 7946 0123", "+442079460123"),
    ("+44 (0)20 7946 0123", "+442079460123"),
    ("+49 30 901820", "+4930901820"),
]

REFUSED = [
    ("2065550102", "must begin with +"),
    ("(206) 555-0102", "must begin with +"),
    ("", "must begin with +"),
    ("0014155550101", "must begin with +"),
    ("+1415555O101", "E.164"),
    ("+0415555010", "E.164"),
    ("+1415", "E.164"),
    ("+1415555010112345", "E.164"),
    ("+14155550101;ext=3", "E.164"),
    ("++14155550101", "E.164"),
    ("+9991234567", "country code that exists"),
]

NOT_FOR_POOLS = [
    ("+4930901820", "US (+1) or UK (+44)"),
    ("+1415555010", "+1 and 10 digits"),
    ("+141555501011", "+1 and 10 digits"),
    ("+442079460123456", "for +44"),
]

PLACES = [
    ("+14155550101", "San Francisco, CA"),
    ("+442079460123", "London"),
    ("+18005550101", "United States"),
    ("+447700900123", "United Kingdom"),
]


@pytest.mark.parametrize(("typed", "number"), SPELLINGS)
def test_formatting_is_dropped(typed: str, number: str) -> None:
    assert e164(typed) == number


@pytest.mark.parametrize(("typed", "said"), REFUSED)
def test_what_is_no_number_is_refused_without_being_repeated(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^(must|has) ") as caught:
        e164(typed)
    assert said in str(caught.value)
    assert not typed or typed not in str(caught.value)


@pytest.mark.parametrize(("typed", "said"), [*REFUSED, *NOT_FOR_POOLS])
def test_what_no_pool_takes_is_refused_without_being_repeated(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^(must|has) ") as caught:
        pool_number(typed)
    assert said in str(caught.value)
    assert not typed or typed not in str(caught.value)


@pytest.mark.parametrize(("typed", "number"), SPELLINGS[:-1])
def test_a_pool_takes_numbers_of_both_countries(typed: str, number: str) -> None:
    assert pool_number(typed) == number


@given(st.from_regex(r"\+1[2-9][0-9]{9}", fullmatch=True))
def test_every_number_that_the_older_reference_allows_is_taken_as_it_is(number: str) -> None:
    """Its rule: +1 and 10 digits, exactly 12 characters. Assigned or not is for the service to say."""
    assert pool_number(number) == number


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    try:
        number = pool_number(text)
    except ValueError:
        return
    assert pool_number(number) == number


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ("+14155550101", "+14155550101"),
        ("14155550101", "+14155550101"),
        (14155550101, "+14155550101"),
        ("+1 (415) 555-0101", "+14155550101"),
        ("unknown", "unknown"),
    ],
)
def test_an_answer_may_spell_a_number_in_its_own_way(answer: object, number: str) -> None:
    assert from_wire(answer) == number


def test_a_range_that_nobody_has_is_told_from_one_in_use() -> None:
    assert is_assigned("+14155550101")
    assert not is_assigned("+19995550101")


@pytest.mark.parametrize(("number", "shown"), PLACES)
def test_a_number_belongs_to_a_place_or_at_least_to_a_country(number: str, shown: str) -> None:
    assert place(number) == shown

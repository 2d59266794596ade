"""One spelling for a number, and what a pool may hold."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import geocoder
from phonenumbers.geodata import GEOCODE_DATA

from pulumi_bland._rules import phone
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


TABLE = Path(phone.__file__).with_name("places.txt")


def from_the_library() -> str:
    """The table that tools/places.py makes of the library that is installed."""
    spec = importlib.util.spec_from_file_location("places", Path(__file__).parents[2] / "tools" / "places.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return str(tool.table())


def numbers() -> list[str]:
    """Numbers of a quarter of the prefixes that have a name, and others at random, of all kinds and lengths."""
    dice = random.Random(44)  # noqa: S311 - the same ones each time

    def filled(prefix: str, length: int) -> str:
        return f"+{prefix}" + "".join(dice.choice("0123456789") for _ in range(length - len(prefix)))

    ours = [prefix for prefix in GEOCODE_DATA if prefix.startswith(("1", "44"))]
    assert len(ours) > 30_000
    named = [filled(prefix, 11 if prefix.startswith("1") else 12) for prefix in dice.sample(ours, len(ours) // 4)]
    others = [filled("1", 11) for _ in range(1_000)] + [filled("44", dice.choice((9, 11, 12))) for _ in range(1_000)]
    return [*named, *others, *(filled(code, 12) for code in ("49", "33", "81", "353", "61") for _ in range(50))]


def test_every_place_reads_as_the_library_says_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "places.txt").write_text(from_the_library(), encoding="utf-8")
    monkeypatch.setattr(phone, "__file__", str(tmp_path / "phone.py"))
    phone._places.cache_clear()

    def said(number: str) -> str:
        parsed = phonenumbers.parse(number)
        found = geocoder.description_for_number(parsed, "en")
        return found or {1: "United States", 44: "United Kingdom"}.get(parsed.country_code or 0, "")

    different = [number for number in numbers() if place(number) != said(number)]
    phone._places.cache_clear()
    assert different == []


def test_the_table_of_places_is_the_library_s() -> None:
    of_version = f"phonenumbers {phonenumbers.__version__},"
    if of_version not in TABLE.read_text(encoding="utf-8"):
        pytest.skip(f"the table is not of {of_version} names change between releases")
    assert TABLE.read_text(encoding="utf-8") == from_the_library()


def test_a_number_of_no_country_has_no_place() -> None:
    assert place("+9991234567") == ""

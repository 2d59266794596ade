"""Phone numbers: one spelling (E.164), and the place a number belongs to.

`phonenumbers` takes 30 ms to import, so each function that needs it imports it when a number is first looked at: a
program never does, nor does a refresh or a destroy.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import phonenumbers

_FORMATTING: Final = re.compile(r"[\s().\-\u2010-\u2015/]+")
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
US, UK = 1, 44
US_DIGITS = 10
_LONGEST_PREFIX = 9


@functools.cache
def _parsed(e164_number: str) -> phonenumbers.PhoneNumber:
    """A number taken apart: a program with thousands of them has each looked at several times."""
    import phonenumbers

    return phonenumbers.parse(e164_number)


def bare_number(text: str) -> str:
    """A number without its formatting: what is to be had of it without a numbering plan."""
    return _FORMATTING.sub("", text)


@functools.cache
def e164(text: str) -> str:
    """A number in E.164, formatting dropped: `+1 (415) 555-0101` is `+14155550101`.

    Raises:
        ValueError: it is not a phone number with a country code. The text never repeats the number: it may be secret.
    """
    import phonenumbers

    bare = bare_number(text)
    if not bare.startswith("+"):
        problem = "must begin with + and the country code, like +14155550101"
        raise ValueError(problem)
    if not _E164.fullmatch(bare):
        problem = "must be a phone number in E.164: + and 7 to 15 digits"
        raise ValueError(problem)
    try:
        number = _parsed(bare)
    except phonenumbers.NumberParseException:
        problem = "must be a phone number with a country code that exists"
        raise ValueError(problem) from None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def pool_number(text: str) -> str:
    """A number that a dialing pool may hold, in E.164: US (+1 and 10 digits) or UK (+44).

    Source: custom-dialing-pools, create and update, both generations (the older one allows US numbers only).

    Raises:
        ValueError: as `e164`, or the number is of another country, or too short or long for its country.
    """
    import phonenumbers

    number = _parsed(e164(text))
    if number.country_code not in (US, UK):
        problem = "must be a US (+1) or UK (+44) number: a dialing pool takes no others"
        raise ValueError(problem)
    if not phonenumbers.is_possible_number(number) or (
        number.country_code == US and len(str(number.national_number)) != US_DIGITS
    ):
        problem = "must be +1 and 10 digits" if number.country_code == US else "has too few or too many digits for +44"
        raise ValueError(problem)
    return e164(text)


def is_assigned(number: str) -> bool:
    """Whether a national numbering plan has given out this range; the service may refuse a number without."""
    import phonenumbers

    return phonenumbers.is_valid_number(_parsed(number))


def from_wire(value: object) -> str:
    """A number as an answer writes it, in E.164 where it can be told: a plus may be missing, formatting present."""
    bare = bare_number(str(value))
    return bare if bare.startswith("+") or not bare.isdigit() else f"+{bare}"


def place(number: str) -> str:
    """Where a number belongs, in English: `San Francisco, CA`, or its country; a comment for people, not a fact."""
    import phonenumbers

    try:
        parsed = _parsed(number)
    except phonenumbers.NumberParseException:
        return ""  # somebody else put it there, and the service took it
    if parsed.country_code in (US, UK):
        return _place_of_ours(parsed) or {US: "United States", UK: "United Kingdom"}[parsed.country_code]
    # 0.4 s and 98 MiB for the names of the whole world; a pool takes no such numbers.
    from phonenumbers import geocoder

    return geocoder.description_for_number(parsed, "en")


def _place_of_ours(number: phonenumbers.PhoneNumber) -> str:
    """What the library's `geocoder` says of a US or UK number, in its three steps, from a table of those alone."""
    import phonenumbers

    kind, code = phonenumbers.number_type(number), number.country_code or 0
    if kind == phonenumbers.PhoneNumberType.UNKNOWN:
        return ""
    if phonenumbers.is_number_type_geographical(kind, code):
        digits = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[1:]
        for length in range(_LONGEST_PREFIX, 0, -1):
            if name := _places().get(digits[:length]):
                return name
    regions = [
        region
        for region in phonenumbers.region_codes_for_country_code(code)
        if phonenumbers.is_valid_number_for_region(number, region)
    ]
    return _places()[regions[0]] if len(regions) == 1 else ""


@functools.cache
def _places() -> dict[str, str]:
    """Names by prefix, and by region for those that have no nearer one."""
    text = Path(__file__).with_name("places.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {prefix: name for name, prefixes in rows for prefix in prefixes.split()}

"""JSON values on their way between a program, the state and Bland: one spelling, and three notions of sameness.

The API writes one thing in several ways (`null`, `""` and `[]` for "not set"; `600`, `600.0` and `"600"`), and Pulumi
carries every number as a float. Comparing raw values would show changes that are none. So two values are compared in
one of three ways, and in no other: both are `unset`; they are the `same` value in two spellings; or an answer is
`equivalent` to what was asked.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final

Json = Any
"""A value that `json` can write: None, bool, int, float, str, list or dict with string keys."""

EXACT: Final = 2**53
"""Pulumi carries numbers as IEEE doubles: beyond this an integer loses digits."""


class _Unknown(Enum):
    """A value that Pulumi does not know yet: the output of a resource that a preview has not created."""

    UNKNOWN = "unknown"


UNKNOWN: Final = _Unknown.UNKNOWN


def has_unknown(value: Json) -> bool:
    """Whether a value is not known yet, or holds something that is not."""
    if isinstance(value, Mapping):
        return any(has_unknown(each) for each in value.values())
    if isinstance(value, list):
        return any(has_unknown(each) for each in value)
    return value is UNKNOWN


def canonical(value: Json) -> Json:
    """The one spelling of a value: 30.0 is 30 at every depth. Everything else stays as it is."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= EXACT:
        return int(value)
    if isinstance(value, Mapping):
        return {key: canonical(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [canonical(each) for each in value]
    return value


def as_set(values: list[Json]) -> list[Json]:
    """Texts among which order and repeats mean nothing, sorted; what is not known yet comes last."""
    unknown = [each for each in values if each is UNKNOWN]
    return sorted({each for each in values if each is not UNKNOWN}) + unknown


def unset(value: Json) -> bool:
    """Whether a value means "not set": null, or an empty text, list or object. Zero and false are values."""
    return value is None or value in ("", [], {})


def cleared(value: Json) -> bool:
    """Whether an answer to a request to empty a field did so: the service may show an emptied number as 0."""
    return unset(value) or (value == 0 and not isinstance(value, bool))


def same(one: Json, other: Json) -> bool:
    """Whether two values are one, in two spellings.

    A number and its text are the same (the two generations disagree about `pathway_version`), and so are all that is
    `unset`.
    """
    one, other = _carried(one), _carried(other)
    if unset(one) or unset(other):
        return unset(one) and unset(other)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping | list) or isinstance(other, Mapping | list):
        return same_inside(one, other)
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    number, counterpart = as_number(one), as_number(other)
    return number is not None and counterpart is not None and _double(number) == _double(counterpart)


def same_inside(one: Json, other: Json) -> bool:
    """Like `same`, below the top of a JSON value: there a text is never a number, and empty things differ by kind.

    What Pulumi does not carry is no difference: nulls in objects, digits beyond a double. Else a value that somebody
    put there by hand would never be the one that a refresh has seen.
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        one, other = _carried(one), _carried(other)
        return one.keys() == other.keys() and all(same_inside(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_inside, one, other))
    if isinstance(one, bool | str) or isinstance(other, bool | str) or one is None or other is None:
        return type(one) is type(other) and bool(one == other)
    return isinstance(one, int | float) and isinstance(other, int | float) and _double(one) == _double(other)


def equivalent(asked: Json, answer: Json) -> bool:
    """Whether an answer says what was asked, outer white space, line ends and more keys in objects aside."""
    return same(asked, answer) or (not unset(asked) and _equivalent_inside(asked, answer))


def _equivalent_inside(asked: Json, answer: Json) -> bool:
    if isinstance(asked, Mapping) and isinstance(answer, Mapping):
        return all(key in answer and _equivalent_inside(each, answer[key]) for key, each in _carried(asked).items())
    if isinstance(asked, list) and isinstance(answer, list):
        return len(asked) == len(answer) and all(map(_equivalent_inside, asked, answer))
    if isinstance(asked, str) and isinstance(answer, str):
        return _lines(asked) == _lines(answer)
    return same_inside(asked, answer)


def spelt_like(value: Json, example: Json) -> Json:
    """A number as a text or a text as a number, as the example has it: what the service took once, it takes again."""
    if isinstance(example, str) and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and not isinstance(example, str) and as_number(example) is not None:
        return value if as_number(value) is None else canonical(as_number(value))
    return value


def texts(value: Json) -> Iterator[str]:
    """Every text in a value, at any depth: what must not be repeated in an error."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def as_number(value: Json) -> float | int | None:
    """A number, or a text that says one; None for everything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _carried(value: Json) -> Json:
    """What of an object Pulumi keeps: nulls in it are gone after a refresh."""
    return {key: each for key, each in value.items() if each is not None} if isinstance(value, Mapping) else value


def _double(number: float) -> float:
    """A number as Pulumi carries it."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _lines(text: str) -> str:
    return "\n".join(text.split("\r\n")).strip()

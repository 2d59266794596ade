"""JSON values on their way between a program, the state and Bland: one spelling, and what is equal or empty.

The API writes the same thing in several ways (`null`, `""` and `[]` for "not set"; `600`, `600.0` and `"600"`), and
Pulumi carries every number as a float. Comparing raw values would show changes that are none.
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


def is_empty(value: Json) -> bool:
    """Whether an answer means "not set": the API writes null, "", 0, [] or {} for it. `False` is a setting."""
    return value is not False and value in (None, "", 0, [], {})


def same(one: Json, other: Json) -> bool:
    """Whether two values mean the same setting.

    A number and its text are the same (the two generations disagree about `pathway_version`). The empty text, list and
    object are the same as nothing. Zero is not: temperature 0 is a setting, no temperature is the service's choice.
    """
    one, other = _carried(one), _carried(other)
    if one in (None, "", [], {}) or other in (None, "", [], {}):
        return one in (None, "", [], {}) and other in (None, "", [], {})
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


def normalises(asked: Json, answer: Json) -> bool:
    """Whether `answer` can be the service's own form of what was asked, as against something else altogether.

    Services trim texts, raise or cap numbers (Bland makes a `time_out` of 10 into 30) and add defaults inside objects.
    They do not turn one prompt into another.
    """
    if same(asked, answer) or (is_empty(asked) and is_empty(answer)):
        return True
    if isinstance(asked, Mapping) and isinstance(answer, Mapping):
        return all(key in answer and normalises(each, answer[key]) for key, each in _carried(asked).items())
    if isinstance(asked, list) and isinstance(answer, list):
        return len(asked) == len(answer) and all(map(normalises, asked, answer))
    if as_number(asked) is not None and as_number(answer) is not None:
        return not is_empty(answer)
    if isinstance(asked, str) and isinstance(answer, str):
        return _plain(asked) == _plain(answer)
    return False


def extends(asked: Json, answer: Json) -> bool:
    """Whether an answer has all that was asked, as it was asked; its objects may have more keys."""
    if isinstance(asked, Mapping) and isinstance(answer, Mapping):
        return all(key in answer and extends(each, answer[key]) for key, each in _carried(asked).items())
    if isinstance(asked, list) and isinstance(answer, list):
        return len(asked) == len(answer) and all(map(extends, asked, answer))
    return same_inside(asked, answer)


def tidied(asked: Json, answer: Json) -> bool:
    """Whether a text differs in line ends and outer white space only."""
    return isinstance(asked, str) and isinstance(answer, str) and _lines(asked) == _lines(answer)


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


def _plain(text: str) -> str:
    """A text without what services tidy up: white space at the ends, line ends, case, a slash at the end of a URL."""
    return _lines(text).rstrip("/").casefold()


def _lines(text: str) -> str:
    return "\n".join(text.split("\r\n")).strip()

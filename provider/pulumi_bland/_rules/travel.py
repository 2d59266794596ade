"""Inputs on their way from a program to the provider's process: what Pulumi would lose, and what it does not tell.

A program imports this with its resources, so it stands on nothing but the standard library.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_bland._rules.values import EXACT, Json

# https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go
SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key that marks an object, on the wire and in a state, as the envelope of a secret or of another special value."""
ENVELOPE_OF_A_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark, the same everywhere
"""What the envelope of a secret has there."""
UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What stands in the place of a value that is known after `up` only."""
LOOK = "look"
"""An input that only a preview has: that the account may be looked at. It is in no state."""
SECRET_INPUTS = "secret_inputs"  # noqa: S105 - a property's name
"""The names of the inputs that the program made secret: the provider process cannot tell."""
_MARK = "\0cannot travel: "


def travelling(value: Any) -> Any:
    """A value as it can travel through Pulumi; in place of what would be lost on the way, a mark for `lost`.

    Pulumi drops None inside objects, digits of integers beyond 2**53, and refuses other types with a stack trace.
    """
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):  # the wire has no integers
        return value if abs(value) <= EXACT else f"{_MARK}an integer beyond 2**53 loses digits in Pulumi; pass a text"
    if isinstance(value, float):
        return value if math.isfinite(value) else f"{_MARK}JSON has no such number"
    if isinstance(value, list | tuple):
        return [travelling(each) for each in value]
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            return f"{_MARK}the keys of an object must be texts"
        dropped = f"{_MARK}None inside an object is dropped by Pulumi; leave the key out"
        return {key: dropped if each is None else travelling(each) for key, each in value.items()}
    return f"{_MARK}a {type(value).__name__} is not a JSON value"


def lost(value: Json, path: str) -> Iterator[str]:
    """What of a value could not travel, each with its path and the reason."""
    if isinstance(value, str) and value.startswith(_MARK):
        yield f"{path}: {value.removeprefix(_MARK)}"
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from lost(each, f"{path}.{key}")
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from lost(each, f"{path}[{index}]")

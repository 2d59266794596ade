"""What Pulumi writes in the place of a value: of a secret, and of one that is known after `up` only."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

SECRET_TEXT: Final = "[secret]"  # noqa: S105 - it stands where one was
"""Printed in the place of a secret."""
UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Printed in the place of a value that is known after `up`."""
SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
"""The key that marks an object of the state as the envelope of a secret or of another special value."""
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - what the envelope of a secret has there


def has_secret(value: Any) -> bool:
    """Whether there is a secret in a value: blinded by Pulumi, or in an envelope of the state."""
    if isinstance(value, Mapping) and SIGNATURE in value:
        return True
    return _any(value, has_secret) or value == SECRET_TEXT


def has_unknown(value: Any) -> bool:
    """Whether there is something in a value that is known after `up` only."""
    return _any(value, has_unknown) or value == UNKNOWN_TEXT


def opened(value: Any) -> Any:
    """A value of the state out of its envelopes; None for one that cannot be opened."""
    if isinstance(value, Mapping):
        if SIGNATURE in value:
            return opened(json.loads(value["plaintext"])) if "plaintext" in value else None
        return {key: opened(each) for key, each in value.items()}
    return [opened(each) for each in value] if isinstance(value, list) else value


def sealed(value: Any) -> dict[str, str]:
    """A value in the envelope that Pulumi encrypts."""
    return {SIGNATURE: _SECRET, "plaintext": json.dumps(value)}


def _any(value: Any, test: Callable[[Any], bool]) -> bool:
    if isinstance(value, Mapping):
        return any(map(test, value.values()))
    return isinstance(value, list) and any(map(test, value))

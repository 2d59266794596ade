"""What Pulumi writes in the place of a value: of a secret, and of one that is known after `up` only."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from pulumi_bland._rules.travel import ENVELOPE_OF_A_SECRET, SIGNATURE, UNKNOWN_TEXT

SECRET_TEXT: Final = "[secret]"  # noqa: S105 - it stands where one was
"""Printed in the place of a secret."""


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
    return {SIGNATURE: ENVELOPE_OF_A_SECRET, "plaintext": json.dumps(value)}


def _any(value: Any, test: Callable[[Any], bool]) -> bool:
    if isinstance(value, Mapping):
        return any(map(test, value.values()))
    return isinstance(value, list) and any(map(test, value))

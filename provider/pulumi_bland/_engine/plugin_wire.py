"""Properties on the wire of a native plugin, and the plain data that the lifecycles take.

The wire marks each secret, at any depth, and each value that a preview does not know yet. The lifecycles are told of
secrets by name (`SECRET_INPUTS`). Outputs have these names too: what is secret of the past is in no input.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format, struct_pb2

from pulumi_bland._rules.travel import ENVELOPE_OF_A_SECRET, SECRET_INPUTS, SIGNATURE, UNKNOWN_TEXT, travelling
from pulumi_bland._rules.values import UNKNOWN, Json, canonical

_UNKNOWNS = {
    UNKNOWN_TEXT,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # a truth value
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # a number
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # a list
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # an object
}
_NOT_OURS = "__provider"
"""What the state of a dynamic resource has besides."""


@dataclass(frozen=True)
class Bag:
    """Properties in plain data.

    Attributes:
        values: by name.
        secret: the names of those that are, or have inside, a secret.
        told_of: the names of those that were stored as secrets of the program.
    """

    values: dict[str, Json]
    secret: frozenset[str]
    told_of: frozenset[str] = frozenset()

    def told(self, names: Collection[str]) -> dict[str, Json]:
        """The values, with the names of those secrets that are among `names`, as the lifecycles are told them."""
        secret = sorted(self.secret.intersection(names))
        return {**self.values, SECRET_INPUTS: secret} if secret else dict(self.values)


def declared(value: Json) -> Json:
    """What a program declares, with a mark in place of each integer that may have lost digits on the wire."""
    if isinstance(value, Mapping):
        return {key: declared(each) for key, each in value.items()}
    if isinstance(value, list):
        return [declared(each) for each in value]
    return travelling(value) if isinstance(value, float) else value


def unpacked(properties: struct_pb2.Struct) -> Bag:
    """Properties off the wire."""
    wire = json_format.MessageToDict(properties)
    told_of, values, secret = wire.pop(SECRET_INPUTS, None), {}, set()
    for key, value in wire.items():
        if key != _NOT_OURS:
            plain, has_secret = _plain(value)
            values[key] = canonical(plain)
            if has_secret:
                secret.add(key)
    return Bag(values, frozenset(secret), frozenset(_plain(told_of)[0] or ()))


def packed(values: Mapping[str, Json], secret: Collection[str]) -> struct_pb2.Struct:
    """Properties for the wire, those of the names in `secret` marked as a whole: one may get a key beside it later."""
    struct = struct_pb2.Struct()
    for key, value in values.items():
        wired = _wired(value)
        struct.update({key: {SIGNATURE: ENVELOPE_OF_A_SECRET, "value": wired} if key in secret else wired})
    return struct


def _plain(value: Any) -> tuple[Json, bool]:
    if isinstance(value, dict):
        if value.get(SIGNATURE) == ENVELOPE_OF_A_SECRET:
            return _plain(value.get("value"))[0], True
        inside = {key: _plain(each) for key, each in value.items()}
        return {key: each for key, (each, _) in inside.items()}, any(secret for _, secret in inside.values())
    if isinstance(value, list):
        items = [_plain(each) for each in value]
        return [each for each, _ in items], any(secret for _, secret in items)
    return UNKNOWN if isinstance(value, str) and value in _UNKNOWNS else value, False


def _wired(value: Json) -> Any:
    if isinstance(value, Mapping):
        return {key: _wired(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_wired(each) for each in value]
    return UNKNOWN_TEXT if value is UNKNOWN else value

"""What becomes of one pool or one agent, in plain data: what a review and a drift report are made of.

An *agent* is what answers on a number and channel: an `SmsNumberConfig`. A change compares two sets of inputs: the
program's with the state's (a preview), or the account's with the state's (drift). Values that must not be shown are
taken out here, so that nothing after this module holds a secret.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Literal

import phonenumbers

from pulumi_bland._lifecycle import SECRET_INPUTS
from pulumi_bland._phone import place
from pulumi_bland._pools import KEY
from pulumi_bland._values import Json, canonical, same
from pulumi_bland.dialing_pool import CustomDialingPoolInputs
from pulumi_bland.sms_number import SmsNumberConfigInputs

Kind = Literal["pool", "agent"]
Action = Literal["create", "update", "replace", "delete", "gone"]
Ending = Literal["delete", "restore", "clear", "retain"]
"""What becomes of the object at Bland: deleted, handed back as it was, its fields emptied, or left as it is."""

KINDS: Final[Mapping[str, Kind]] = {
    "pulumi-python:dynamic/bland:CustomDialingPool": "pool",
    "pulumi-python:dynamic/bland:SmsNumberConfig": "agent",
}
_NOT_FIELDS = ("phone_numbers", "members", SECRET_INPUTS)
FIELDS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "pool": tuple(name for name in CustomDialingPoolInputs.model_fields if name not in _NOT_FIELDS),
    "agent": tuple(name for name in SmsNumberConfigInputs.model_fields if name not in _NOT_FIELDS),
}
"""The inputs that are compared one by one, in the order of the reference."""
ALWAYS_SECRET: Final = frozenset({KEY})

SECRET_TEXT: Final = "[secret]"  # noqa: S105 - it stands where one was
"""What Pulumi prints in the place of a secret."""
UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What Pulumi prints in the place of a value that is known after `up`."""
SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
"""The key that marks an object of the state as the envelope of a secret or of another special value."""


class Hidden(Enum):
    """Why a value cannot be shown."""

    SECRET = "secret"  # noqa: S105 - the word
    UNKNOWN = "unknown"


Value = Json | Hidden
"""A value as it may be shown; None: not set."""


@dataclass(frozen=True, slots=True)
class Field:
    """One input that changes."""

    name: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Members:
    """What becomes of the numbers of a pool, each with the place it belongs to.

    Attributes:
        added: numbers that join.
        removed: numbers that leave.
        before: how many there were.
        after: how many there will be.
        hidden: why the numbers cannot be compared; the rest is then empty, except for what is certain.
    """

    added: Mapping[str, str] = field(default_factory=dict)
    removed: Mapping[str, str] = field(default_factory=dict)
    before: int = 0
    after: int = 0
    hidden: Hidden | None = None

    @property
    def share(self) -> float:
        """The share of the pool that leaves."""
        return len(self.removed) / self.before if self.before else 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """One resource that does not stay as it is.

    Attributes:
        object: the pool's id, or number and channel; None where a preview cannot know it.
        members: for a pool whose numbers change.
        ending: what becomes of the object that is let go (delete and replace).
        takes_over: whether an object that exists at Bland comes under management.
        renamed_from: the name in the program that the same object had until now.
        takes_back: whether this undoes what somebody changed outside Pulumi.
        unfinished: whether the last `up` was carried out in part.
        detailed: whether it is known what changes.
    """

    kind: Kind
    action: Action
    name: str
    object: str | None = None
    members: Members | None = None
    fields: tuple[Field, ...] = ()
    ending: Ending | None = None
    takes_over: bool = False
    renamed_from: str | None = None
    takes_back: bool = False
    unfinished: bool = False
    detailed: bool = True

    def field(self, name: str) -> Field | None:
        """The change of this input."""
        return next((each for each in self.fields if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that Pulumi or the service said; `about` names a resource."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All that is to be said about one stack.

    Attributes:
        stack: project and stack, `shop/dev`; empty where nothing names them.
        view: whether the changes are still to be made (`plan`), or were made outside Pulumi (`drift`).
        changes: what changes, in the order it was found.
        errors: why this may be incomplete.
        warnings: what was said about our resources.
        accounts: names of the `Account` providers that change.
        others: how many resources of other kinds are created, updated, replaced, deleted.
        watched: how many pools and agents were compared (drift only).
        remarks: what else a reader must know.
    """

    stack: str = ""
    view: Literal["plan", "drift"] = "plan"
    changes: tuple[Change, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    accounts: tuple[str, ...] = ()
    others: Mapping[str, int] = field(default_factory=dict)
    watched: Mapping[Kind, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def compare_fields(
    kind: Kind,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    secret: Collection[str] = (),
    changed: Collection[str] = (),
) -> tuple[Field, ...]:
    """The inputs that differ. `changed` names those that Pulumi says change: it compares secrets, which we cannot."""
    found = []
    for name in FIELDS[kind]:
        if same(canonical(old.get(name)), canonical(new.get(name))) and name not in changed:
            continue
        hide = name in secret or name in ALWAYS_SECRET or any(_secret_inside(each.get(name)) for each in (old, new))
        before, after = (_shown(each.get(name), hide=hide) for each in (old, new))
        if hide or not same(before, after):
            found.append(Field(name, before, after))
    return tuple(found)


def compare_members(
    old: Mapping[str, Any], new: Mapping[str, Any], *, secret: Collection[str] = (), changed: Collection[str] = ()
) -> Members | None:
    """What becomes of the numbers; None when they stay."""
    before, after = (_numbers(each, secret) for each in (old, new))
    if isinstance(before, Hidden) or isinstance(after, Hidden):
        differ = old.get("phone_numbers") != new.get("phone_numbers")
        moved = differ or "phone_numbers" in changed or "members" in changed
        hidden = Hidden.SECRET if Hidden.SECRET in (before, after) else Hidden.UNKNOWN
        added = {each: _label(each, new, old) for each in _known(new) - _known(old)} if hidden is Hidden.UNKNOWN else {}
        count = 0 if isinstance(before, Hidden) else len(before)
        return Members(added=dict(sorted(added.items())), before=count, hidden=hidden) if moved else None
    if before == after:
        return None
    return Members(
        added={each: _label(each, new, old) for each in sorted(after - before)},
        removed={each: _label(each, old, new) for each in sorted(before - after)},
        before=len(before),
        after=len(after),
    )


def _numbers(inputs: Mapping[str, Any], secret: Collection[str]) -> frozenset[str] | Hidden:
    given = inputs.get("phone_numbers") or []
    if "phone_numbers" in secret or _secret_inside(given):
        return Hidden.SECRET
    if not isinstance(given, list) or UNKNOWN_TEXT in given:
        return Hidden.UNKNOWN
    return frozenset(str(each) for each in given)


def _known(inputs: Mapping[str, Any]) -> frozenset[str]:
    given = inputs.get("phone_numbers")
    return frozenset(str(each) for each in given if each != UNKNOWN_TEXT) if isinstance(given, list) else frozenset()


def _label(number: str, *inputs: Mapping[str, Any]) -> str:
    for each in inputs:
        labels = each.get("members")
        if isinstance(labels, Mapping) and isinstance(labels.get(number), str):
            return str(labels[number])
    try:
        return place(number)
    except phonenumbers.NumberParseException:
        return ""


def _shown(value: Any, *, hide: bool) -> Value:
    if value is None:
        return None
    if hide:
        return Hidden.SECRET
    return Hidden.UNKNOWN if _unknown_inside(value) else canonical(value)


def _secret_inside(value: Any) -> bool:
    """Whether there is a secret in a value: blinded by Pulumi, or in an envelope of the state."""
    if isinstance(value, Mapping):
        return SIGNATURE in value or any(_secret_inside(each) for each in value.values())
    return any(_secret_inside(each) for each in value) if isinstance(value, list) else value == SECRET_TEXT


def _unknown_inside(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_unknown_inside(each) for each in value.values())
    return any(_unknown_inside(each) for each in value) if isinstance(value, list) else value == UNKNOWN_TEXT

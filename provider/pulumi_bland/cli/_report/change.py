"""What becomes of pools and agents, in plain data: what a review and a drift report are made of.

An *agent* is what answers on a number and channel: an `SmsNumberConfig`. Nothing here holds a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from pulumi_bland._rules.values import Json
from pulumi_bland.cli._kind import Ending, Kind

Action = Literal["create", "update", "replace", "delete", "gone"]


class Hidden(Enum):
    """Why a value cannot be shown, in words that stand in its place."""

    SECRET = "secret"  # noqa: S105 - the word
    OTHER_SECRET = "another secret"  # noqa: S105
    SECRET_NOW = "secret from now on"  # noqa: S105
    SECRET_NO_MORE = "no longer secret"  # noqa: S105
    UNKNOWN = "known after up"
    UNMANAGED = "not managed until now"
    UNREPORTED = "not reported"


Value = Json | Hidden
"""A value as it may be shown; None: not set."""


def is_known_nothing(value: Value) -> bool:
    """Whether it is known that nothing was set before, or that nothing was managed."""
    return value is None or value is Hidden.UNMANAGED


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
        declares: fields of the object that the program names, from now on.
        on_delete: what it says destroy is to do.
        renamed_from: the name in the program that the same object had until now.
        takes_back: whether this undoes what somebody changed outside Pulumi.
        unfinished: whether the last `up` was carried out in part.
        unprotected: options that protected it until now, and no longer do.
        ignores: inputs whose changes are ignored from now on (`ignore_changes`).
        heeds: and those whose changes are no longer ignored.
        urn: the resource in the engine's words.
        declared: fields of the object that the program named until now.
        foretold: what a dry run found; None without one.
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
    declares: tuple[str, ...] = ()
    on_delete: Ending | None = None
    renamed_from: str | None = None
    takes_back: bool = False
    unfinished: bool = False
    unprotected: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()
    heeds: tuple[str, ...] = ()
    urn: str = ""
    declared: tuple[str, ...] = ()
    foretold: Foretold | None = None
    detailed: bool = True

    def field(self, name: str | None) -> Field | None:
        """The change of this input."""
        return next((each for each in self.fields if each.name == name), None)

    @property
    def changes(self) -> bool:
        """Whether anything changes in what is declared: a rename or another option alone changes nothing at Bland."""
        return bool(self.action != "update" or self.fields or self.members or not self.detailed)

    @property
    def replaces(self) -> tuple[str, ...]:
        """What the account holds and nobody managed until now, and a dry run sees replaced."""
        found = []
        new = set(self.comes_under_management)
        for write in self.foretold.writes if self.foretold else ():
            if write.lets_go:
                continue
            if self.takes_over and write.members and (write.members.before or write.members.hidden):
                found.append("its numbers")
            found += [each.name for each in write.fields if each.name in new and each.before is not None]
        return tuple(found)

    @property
    def empties(self) -> tuple[str, ...]:
        """What the account holds, the program neither names nor named, and a dry run sees emptied."""
        named = {*self.declares, *self.declared}
        return tuple(
            each.name
            for write in (self.foretold.writes if self.foretold else ())
            for each in write.fields
            if not write.lets_go and each.name not in named and each.before is not None and each.after is None
        )

    @property
    def comes_under_management(self) -> tuple[str, ...]:
        """Fields that were not managed until now: whatever the account holds in them is replaced."""
        if self.takes_over:
            return self.declares
        return tuple(each.name for each in self.fields if each.before is Hidden.UNMANAGED)


@dataclass(frozen=True, slots=True)
class Write:
    """One request that a dry run foretells.

    Attributes:
        method: `POST` or `DELETE`.
        route: with what stands in it.
        sent: the fields of its body.
        fields: what it changes: the value that the account has, and the one that it gets.
        members: and which numbers.
        lets_go: whether it is about the object that is let go: deleted, or handed back.
    """

    method: str
    route: str
    sent: Mapping[str, Value]
    fields: tuple[Field, ...] = ()
    members: Members | None = None
    lets_go: bool = False


@dataclass(frozen=True, slots=True)
class Foretold:
    """What a dry run found of one resource.

    Attributes:
        writes: the requests, in their order.
        refused: why the update would stop before it writes anything.
        untold: why it cannot be foretold.
        remarks: what `up` would say.
    """

    writes: tuple[Write, ...] = ()
    refused: str | None = None
    untold: str | None = None
    remarks: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether the requests are all that goes out."""
        return self.refused is None and self.untold is None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that Pulumi or the service said; `about` names a resource."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Names that a reader may want to know, such as the pools that nobody manages."""

    title: str
    names: tuple[str, ...]


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
        listings: what else a reader must know.
    """

    stack: str = ""
    view: Literal["plan", "drift"] = "plan"
    changes: tuple[Change, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    accounts: tuple[str, ...] = ()
    others: Mapping[str, int] = field(default_factory=dict)
    watched: Mapping[Kind, int] = field(default_factory=dict)
    listings: tuple[Listing, ...] = ()

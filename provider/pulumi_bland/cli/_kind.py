"""A kind of resources: everything that the command line must know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pulumi_bland._rules.account import Account
from pulumi_bland._rules.lifecycle import Lifecycle
from pulumi_bland._rules.travel import SECRET_INPUTS
from pulumi_bland._rules.values import as_number, unset

Ending = Literal["delete", "restore", "clear", "retain"]
"""What becomes of the object at Bland: deleted, handed back as it was, its fields emptied, or left as it is."""
_NOT_COMPARED = ("phone_numbers", "members", SECRET_INPUTS)
_HOW_MANAGED = ("authoritative", "on_delete", "on_drift")


@dataclass(frozen=True, eq=False, repr=False)
class Kind:
    """One kind of resource.

    Attributes:
        rank: where it stands among the kinds: the lowest first.
        word: what people call one of them.
        words: and several.
        formal: the word where a reader has no other at hand.
        name: of its class in a program.
        lifecycle: how it is checked, made, read, changed and let go.
        identity: inputs that say which object at Bland it is; another value is another object.
        begins: what happens to a new one.
        takes_over: whether a create comes upon an object that is there already, from the inputs.
        called: the object as a title shows it, from its id.
        listed: the ids of all objects in one part of the account.
        parts: the parts of an account that are listed one by one: channels.
        settings: what an object holds, field by field as the account lists it; None where that cannot be said of it.
        label: what a person calls the object in the dashboard, where the service tells.
        has_members: whether it is a set of numbers (`phone_numbers`, and `members` with their places).
        prompt: the input that says how an agent talks.
        addresses: inputs that say where messages go.
        credentials: inputs that say whose account is behind it.
        always_secret: inputs that are secret whatever the program says.
        numbers: fields that the service may show as 0 when nothing is set.
    """

    rank: int
    word: str
    words: str
    formal: str
    name: str
    lifecycle: Lifecycle
    identity: tuple[str, ...]
    begins: str
    takes_over: Callable[[Mapping[str, Any]], bool]
    called: Callable[[str], str]
    listed: Callable[[Account, str], list[str]]
    parts: tuple[str, ...] = ("",)
    settings: Callable[[Account, str], Mapping[str, Any] | None] = lambda _account, _id: None
    label: Callable[[Account, str], str] = lambda _account, _id: ""
    has_members: bool = False
    prompt: str | None = None
    addresses: frozenset[str] = frozenset()
    credentials: frozenset[str] = frozenset()
    always_secret: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    @property
    def types(self) -> tuple[str, str]:
        """Its types in Pulumi: as a dynamic resource, and as one of the plugin."""
        return f"pulumi-python:dynamic/bland:{self.name}", f"bland:index:{self.name}"

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs that are compared one by one, in the order of the reference."""
        return tuple(name for name in self.lifecycle.model.model_fields if name not in _NOT_COMPARED)

    @property
    def fields(self) -> tuple[str, ...]:
        """Those of them that the object has at Bland: not what names it, and not how it is managed."""
        return tuple(name for name in self.inputs if name not in (*self.identity, *_HOW_MANAGED))

    def __repr__(self) -> str:
        return self.word

    def count(self, number: int) -> str:
        """`1 pool`, `2 pools`."""
        return f"{number} {self.word if number == 1 else self.words}"

    def are_set(self, values: Mapping[str, Any]) -> list[str]:
        """The fields that certainly have a value among these: an unset number may be shown as 0."""
        return [name for name in self.fields if not unset(values.get(name)) and name not in self.zeros(values)]

    def zeros(self, values: Mapping[str, Any]) -> list[str]:
        """The fields that are shown as 0, so that they may be set or not."""
        return [name for name in self.fields if name in self.numbers and as_number(values.get(name)) == 0]

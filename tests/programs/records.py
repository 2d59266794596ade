"""What a program declares, what the state keeps, and what became of a command."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.programs.world import Object, View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.programs.process import Answer

NOISE = {"created_at", "credentials_name", "owner_id", "members"}
"""Outputs that a failing sequence is read without."""


@dataclass(frozen=True)
class Declared:
    """A resource of a program."""

    name: str
    kind: str
    inputs: Mapping[str, Any]
    account: str = "main"
    alias: str = ""
    """The name that it had."""
    deleted_first: bool = False
    replaced_on: tuple[str, ...] = ()

    def __str__(self) -> str:
        options = [f"aliases={self.alias}"] * bool(self.alias) + ["deleted first"] * self.deleted_first
        options += [f"replaced on {each}" for each in self.replaced_on]
        return f"{self.name} ({self.account}): {self.inputs} {', '.join(options)}".rstrip()


@dataclass(frozen=True)
class Kept:
    """A resource in the state."""

    name: str
    kind: str
    account: str
    id: str
    outputs: dict[str, Any]
    inputs: dict[str, Any]
    unfinished: bool = False
    condemned: bool = False
    """It was replaced, and its deletion is still due."""

    def __str__(self) -> str:
        marks = " unfinished" * self.unfinished + " condemned" * self.condemned
        beyond = {key: each for key, each in self.outputs.items() if self.inputs.get(key) != each and key not in NOISE}
        inputs = {key: each for key, each in self.inputs.items() if key != "members"}
        return f"{self.name} ({self.account} {self.id}){marks}: {inputs}; {beyond}"

    @property
    def object(self) -> Object:
        return Object(self.account, self.kind, self.id)  # type: ignore[arg-type] # one of the two


@dataclass(frozen=True)
class Options:
    """How an update is run.

    Attributes:
        refresh: `--refresh`.
        go_on: `--continue-on-error`.
        together: writes begin only when all resources are registered.
        forced: names of `--replace`.
        refused: names whose write the service refuses.
        killed_at: the write after which Pulumi is killed, counted from 1; 0 for none.
    """

    refresh: bool = False
    go_on: bool = False
    together: bool = False
    forced: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    killed_at: int = 0


@dataclass(frozen=True)
class Call:
    """One call of a provider, with both accounts before and after it.

    Attributes:
        resource: the name and the kind.
        olds: what the state had, where the call tells the provider.
        inputs: what is wanted, where the call tells the provider.
        id: of the object: the old one, or what create returned.
        killed: its result never reached the state.
        replacing: it is a deletion, and what replaces the object is yet to be created.
        held: all that the state has, as a preview shows it.
    """

    method: str
    name: str
    kind: str
    account: str
    olds: Kept | None
    inputs: dict[str, Any] | None
    id: str
    before: dict[Object, View]
    after: dict[Object, View]
    answer: Answer
    killed: bool = False
    replacing: bool = False
    held: tuple[Kept, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join([self.answer.error, *self.answer.warnings])


@dataclass
class Outcome:
    """How a command ended."""

    calls: list[Call] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    killed: bool = False

    @property
    def ok(self) -> bool:
        return not self.failed and not self.killed

    @property
    def text(self) -> str:
        return "\n".join(each.text for each in self.calls if each.text.strip())

"""A stack with one resource: what the engine does with it, command by command, each command as a new process would."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from tests.faults.host import Failed, Log
from tests.faults.provider import Kept, Provider, clear

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager


class Door(Protocol):
    """Where the providers of commands come from.

    Attributes:
        log: what they say at the resources.
        types: what comes before the name of a kind in its type token.
    """

    log: Log
    types: str

    def command(self, kind: str, config: Mapping[str, str]) -> AbstractContextManager[Provider]:
        """A provider for one command."""


@dataclass
class Outcome:
    """How a command ended.

    Attributes:
        message: the error; empty when there is none.
        partial: the resource was kept, marked as unfinished.
        warnings: what was shown besides.
    """

    message: str = ""
    partial: bool = False
    warnings: list[str] = field(default_factory=list)


class Stack:
    """One resource, the program that declares it, and what the state has of it."""

    def __init__(self, kind: str, urn: str) -> None:
        self.kind, self.urn = kind, urn
        self.kept: Kept | None = None

    @property
    def outputs(self) -> dict[str, Any] | None:
        """The outputs in the state, with their secrets in the clear; None without a resource."""
        found: dict[str, Any] | None = clear(self.kept.outputs) if self.kept else None
        return found

    def up(self, door: Door, config: Mapping[str, str], program: Mapping[str, Any]) -> Outcome:
        def up(provider: Provider) -> None:
            inputs = provider.check(self.urn, self.kept, program)
            if self.kept is None:
                self.kept = provider.create(self.urn, inputs)
            elif self.kept.unfinished or provider.changes(self.urn, self.kept, inputs):
                self.kept = provider.update(self.urn, self.kept, inputs)
            else:
                self.kept = Kept(self.kept.id, self.kept.outputs, inputs)

        return self._run(door, config, up)

    def changes(self, door: Door, config: Mapping[str, str], program: Mapping[str, Any]) -> bool:
        """Whether a preview would show anything."""
        with door.command(self.kind, config) as provider:
            inputs = provider.check(self.urn, self.kept, program)
            return self.kept is None or self.kept.unfinished or provider.changes(self.urn, self.kept, inputs)

    def refresh(self, door: Door, config: Mapping[str, str]) -> Outcome:
        def refresh(provider: Provider) -> None:
            assert self.kept
            self.kept = provider.read(self.urn, self.kept)

        return self._run(door, config, refresh)

    def look_up(self, door: Door, config: Mapping[str, str], id_: str) -> tuple[Outcome, dict[str, Any] | None]:
        """A `.get`: what it found; nothing of it is kept here."""
        found: list[dict[str, Any]] = []
        outcome = self._run(door, config, lambda provider: found.append(clear(provider.look_up(self.urn, id_))))
        return outcome, found[0] if found else None

    def destroy(self, door: Door, config: Mapping[str, str]) -> Outcome:
        def destroy(provider: Provider) -> None:
            if self.kept is not None:
                provider.delete(self.urn, self.kept)
                self.kept = None

        return self._run(door, config, destroy)

    def _run(self, door: Door, config: Mapping[str, str], command: Callable[[Provider], None]) -> Outcome:
        before = len(door.log.lines[self.urn])
        outcome = Outcome()
        with door.command(self.kind, config) as provider:
            try:
                command(provider)
            except Failed as failed:
                outcome.message = failed.message
                if failed.kept is not None:
                    outcome.partial = True
                    self.kept = provider.unfinished(failed.kept)
        outcome.warnings = door.log.lines[self.urn][before:]
        return outcome

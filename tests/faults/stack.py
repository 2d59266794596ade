"""A stack with one resource: what the engine does with it, command by command, each command as a new process would."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi.dynamic.dynamic import serialize_provider

from pulumi_bland.dialing_pool import CustomDialingPoolProvider
from pulumi_bland.sms_number import SmsNumberConfigProvider
from tests.faults.host import PROVIDER, Failed, Host

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TEXTS = {
    "pool": serialize_provider(CustomDialingPoolProvider()),
    "sms": serialize_provider(SmsNumberConfigProvider()),
}


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


@dataclass
class Kept:
    """The resource in the state."""

    id: str
    outputs: dict[str, Any]
    inputs: dict[str, Any]
    unfinished: bool = False


class Stack:
    """One resource, the program that declares it, and what the state has of it."""

    def __init__(self, kind: str, urn: str) -> None:
        self.kind, self.urn = kind, urn
        self.kept: Kept | None = None

    def up(self, host: Host, config: Mapping[str, str], program: Mapping[str, Any]) -> Outcome:
        provider = host.provider(TEXTS[self.kind], config)
        inputs = self._checked(host, provider, program)
        return self._run(host, lambda: self._up(host, provider, inputs))

    def changes(self, host: Host, config: Mapping[str, str], program: Mapping[str, Any]) -> bool:
        """Whether a preview would show anything."""
        provider = host.provider(TEXTS[self.kind], config)
        inputs = self._checked(host, provider, program)
        return self.kept is None or self.kept.unfinished or self._differs(host, provider, inputs)

    def refresh(self, host: Host, config: Mapping[str, str]) -> Outcome:
        provider = host.provider(TEXTS[self.kind], config)
        return self._run(host, lambda: self._refresh(host, provider))

    def look_up(self, host: Host, config: Mapping[str, str], id_: str) -> tuple[Outcome, dict[str, Any] | None]:
        """A `.get`: what it found; nothing of it is kept here."""
        provider = host.provider(TEXTS[self.kind], config)
        found: list[dict[str, Any]] = []

        def read() -> None:
            read_id, outputs, _ = host.read(self.urn, id_, {PROVIDER: provider})
            assert read_id == id_
            found.append(outputs)

        return self._run(host, read), found[0] if found else None

    def destroy(self, host: Host, config: Mapping[str, str]) -> Outcome:
        provider = host.provider(TEXTS[self.kind], config)

        def delete() -> None:
            if self.kept is not None:
                host.delete(self.urn, self.kept.id, {**self.kept.outputs, PROVIDER: provider})
                self.kept = None

        return self._run(host, delete)

    def _run(self, host: Host, command: Callable[[], None]) -> Outcome:
        before = len(host.warnings(self.urn))
        outcome = Outcome()
        try:
            command()
        except Failed as failed:
            outcome.message = failed.message
            if failed.outputs is not None and failed.inputs is not None:
                outcome.partial = True
                self.kept = Kept(failed.id, failed.outputs, failed.inputs, unfinished=True)
        outcome.warnings = host.warnings(self.urn)[before:]
        return outcome

    def _checked(self, host: Host, provider: str, program: Mapping[str, Any]) -> dict[str, Any]:
        olds = {**self.kept.inputs, PROVIDER: provider} if self.kept else {}
        return host.check(self.urn, olds, {**program, PROVIDER: provider})

    def _differs(self, host: Host, provider: str, inputs: dict[str, Any]) -> bool:
        assert self.kept
        olds = {**self.kept.outputs, PROVIDER: provider}
        # Where the provider leaves it to the engine, the inputs decide.
        return host.diff(self.urn, self.kept.id, olds, inputs) and _plain(inputs) != _plain(self.kept.inputs)

    def _up(self, host: Host, provider: str, inputs: dict[str, Any]) -> None:
        if self.kept is None:
            id_, outputs = host.create(self.urn, inputs)
        elif self.kept.unfinished or self._differs(host, provider, inputs):
            id_, olds = self.kept.id, {**self.kept.outputs, PROVIDER: provider}
            outputs = host.update(self.urn, id_, olds, inputs)
        else:
            id_, outputs = self.kept.id, self.kept.outputs
        self.kept = Kept(id_, outputs, inputs)

    def _refresh(self, host: Host, provider: str) -> None:
        assert self.kept
        id_, outputs, inputs = host.read(self.urn, self.kept.id, {**self.kept.outputs, PROVIDER: provider})
        self.kept = Kept(id_, outputs, inputs) if id_ else None


def _plain(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if key != PROVIDER}

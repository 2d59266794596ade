"""An engine in this process for programs of several resources: its previews as Pulumi prints them, and its updates.

It asks the lifecycles in the order in which the engine asks them: all creates and updates of a program, then the
deletes, the last first. Values that a preview masks or does not know yet are masked and unknown here too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bland_sandbox import Sandbox
from pulumi_bland._engine.door import Call
from pulumi_bland._engine.run import Run
from pulumi_bland._http.access import Settings
from pulumi_bland._http.client import Client
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import BlandError, PartialFailure
from pulumi_bland._rules.values import canonical
from pulumi_bland.cli._kind import Kind
from pulumi_bland.cli._read.stack import Managed, Stack

from .previews import UNKNOWN, document

Program = Mapping[str, tuple[Kind, dict[str, Any]]]
"""Resources by name. A value that is a `Later` is known after `up` only."""


@dataclass(frozen=True)
class Later:
    """A value that a preview does not know."""

    value: Any


@dataclass
class Kept:
    """A resource in the state."""

    kind: Kind
    name: str
    id: str
    inputs: dict[str, Any]
    state: dict[str, Any]
    unfinished: bool = False
    retained: bool = False

    @property
    def urn(self) -> str:
        return f"urn:pulumi:dev::try::{self.kind.types[0]}::{self.name}"


@dataclass
class Planned:
    """One step: what it does to which resource, and the inputs with their values and as a preview has them."""

    op: str
    kind: Kind
    name: str
    old: Kept | None = None
    inputs: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """What one call of a lifecycle did: the writes that the service saw, and how it ended."""

    urn: str
    does: str
    writes: tuple[tuple[str, str, Any], ...]
    error: BlandError | None = None


class Engine:
    """A stack with several resources, and the sandbox that they are in."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.kept: dict[str, Kept] = {}

    def client(self, _access: str = "") -> Client:
        return Client(Settings(self.box.key, self.box.url))

    def stack(self) -> Stack:
        """The state as `pulumi stack export --show-secrets` tells it."""
        managed = tuple(
            Managed(each.kind, each.name, each.id, "", each.state, _secrets(each), each.urn, each.inputs)
            for each in self.kept.values()
        )
        return Stack("try/dev", managed, {"": {"bland:apiKey": self.box.key, "bland:baseUrl": self.box.url}})

    def refresh(self) -> None:
        account = Account(self.client())
        for kept in [*self.kept.values()]:
            try:
                found = kept.kind.lifecycle.read(lambda: account, kept.id, dict(kept.state), lambda _: None)
            except BlandError:
                continue  # it could not be read, and stays as it is in the state
            if found is None:
                del self.kept[kept.name]
            else:
                kept.state, kept.inputs, kept.unfinished = found.state, dict(found.inputs or {}), False

    def plan(self, program: Program) -> list[Planned] | None:
        """The steps of an update; None where the program is refused."""
        steps = []
        for name, (kind, given) in program.items():
            old = self.kept.get(name)
            if old is not None and old.kind is not kind:
                return None
            before = old.inputs if old else {}
            known = kind.lifecycle.check(before, {key: _value(each) for key, each in given.items()})
            if known.problems:
                return None
            inputs = travelled(known.inputs)
            shown = {key: UNKNOWN if isinstance(given.get(key), Later) else each for key, each in inputs.items()}
            if isinstance(given.get("phone_numbers"), Later):
                shown["members"] = UNKNOWN
            steps.append(Planned(_operation(kind, old, inputs, shown), kind, name, old, inputs, shown))
        gone = [each for each in self.kept.values() if each.name not in program]
        return steps + [Planned("delete", each.kind, each.name, each) for each in gone]

    def preview(self, steps: list[Planned]) -> str:
        """What `pulumi preview --json` prints of them."""
        return json.dumps(document(*(_step(each) for each in steps if each.op != "same")))

    def up(self, steps: list[Planned]) -> Iterator[Done]:
        """Carry them out as `pulumi up --continue-on-error` does, through the door of the providers."""
        run, account = Run(), Account(self.client())
        calls = {each.name: self._call(run, account, each) for each in steps}
        for each in steps:
            call = calls[each.name]
            if each.op != "delete":
                call.check(each.old.inputs if each.old else {}, each.inputs)
            if each.op != "delete" and each.old is not None:
                call.diff(dict(each.old.state), each.inputs)
        failed = set()
        for each in steps:
            if each.op in ("create", "replace"):
                yield (done := self._create(calls[each.name], each))
                failed |= {each.name} if done.error else set()
            elif each.op == "update":
                yield self._update(calls[each.name], each)
        for each in reversed(steps):
            if each.op in ("delete", "replace") and each.old and not each.old.retained:
                if each.op == "replace" and each.name in failed:
                    continue
                yield self._delete(calls[each.name], each, each.old)

    def _call(self, run: Run, account: Account, step: Planned) -> Call:
        class ToSandbox(Call):
            def account(self) -> Account:
                return account

        config = {"bland:apiKey": self.box.key}
        return ToSandbox(step.kind.lifecycle, _urn(step), config, run, lambda _: None, lambda _: None)

    def _create(self, call: Call, step: Planned) -> Done:
        def create() -> None:
            id_, state = call.create(dict(step.inputs))
            self.kept[step.name] = Kept(step.kind, step.name, id_, step.inputs, state)

        return self._called(step, "create", create)

    def _update(self, call: Call, step: Planned) -> Done:
        def update() -> None:
            old = self.kept[step.name]
            state = call.update(old.id, dict(old.state), dict(step.inputs))
            self.kept[step.name] = Kept(step.kind, step.name, old.id, step.inputs, state)

        return self._called(step, "update", update)

    def _delete(self, call: Call, step: Planned, old: Kept) -> Done:
        def delete() -> None:
            call.delete(old.id, dict(old.state))
            if step.op == "delete":
                del self.kept[step.name]

        return self._called(step, "delete", delete)

    def _called(self, step: Planned, does: str, call: Any) -> Done:
        first = self.box.journal.calls()
        error: BlandError | None = None
        try:
            call()
        except PartialFailure as failure:
            self.kept[step.name] = Kept(
                step.kind, step.name, failure.id, failure.inputs, failure.state, unfinished=True
            )
            error = failure
        except BlandError as refusal:
            error = refusal
        entries = self.box.journal.entries()[first:]
        bodies = self.box.journal.bodies()[first:]
        asked = [(each.method, each.path, body) for each, body in zip(entries, bodies, strict=True)]
        return Done(_urn(step), does, tuple(each for each in asked if each[0] != "GET"), error)


def _urn(step: Planned) -> str:
    return f"urn:pulumi:dev::try::{step.kind.types[0]}::{step.name}"


def travelled(value: Any) -> Any:
    """A value after its way through Pulumi: nulls in objects are gone."""
    if isinstance(value, Mapping):
        return {key: travelled(each) for key, each in value.items() if each is not None}
    return [travelled(each) for each in value] if isinstance(value, list) else canonical(value)


def _value(given: Any) -> Any:
    return given.value if isinstance(given, Later) else given


def _operation(kind: Kind, old: Kept | None, inputs: dict[str, Any], shown: dict[str, Any]) -> str:
    if old is None:
        return "create"
    found = kind.lifecycle.diff(dict(old.state), inputs)
    if found.replaces:
        return "replace"
    return "update" if found.changes or found.beyond_inputs or old.unfinished or shown != inputs else "same"


def _secrets(kept: Kept) -> frozenset[str]:
    return frozenset(kept.kind.lifecycle.secrets(kept.state))


def _step(planned: Planned) -> dict[str, Any]:
    urn = _urn(planned)
    made: dict[str, Any] = {"op": planned.op, "urn": urn}
    if planned.old is not None:
        secret = _secrets(planned.old)
        made["oldState"] = {
            "urn": urn,
            "type": planned.kind.types[0],
            "id": planned.old.id,
            "inputs": _masked(planned.old.inputs, secret),
            "outputs": _masked(planned.old.state, secret),
            **({"initErrors": ["in part"]} if planned.old.unfinished else {}),
            **({"retainOnDelete": True} if planned.old.retained else {}),
        }
    if planned.op != "delete":
        secret = frozenset(planned.kind.lifecycle.secrets(planned.inputs))
        made["newState"] = {"urn": urn, "type": planned.kind.types[0], "inputs": _masked(planned.shown, secret)}
    before = planned.old.inputs if planned.old else {}
    differ = [key for key in {**before, **planned.shown} if before.get(key) != planned.shown.get(key)]
    made["detailedDiff"] = {key: {"kind": "update"} for key in differ} if planned.old and planned.shown else None
    return made


def _masked(values: Mapping[str, Any], secret: frozenset[str]) -> dict[str, Any]:
    return {key: "[secret]" if key in secret and each != UNKNOWN else each for key, each in values.items()}

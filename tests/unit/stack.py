"""An engine with one resource, in this process: what Pulumi does with a lifecycle, step by step, over real HTTP.

Every command is a process of its own (a new account, so new lists), and everything that is kept between two commands
has travelled as Pulumi makes it travel: integers come back as floats, and None inside objects is gone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pulumi_bland._engine.dynamic import _decoded
from pulumi_bland._http.access import Settings
from pulumi_bland._http.client import Client
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import BlandError, PartialFailure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bland_sandbox import Sandbox
    from pulumi_bland._rules.lifecycle import Found, Lifecycle


@dataclass(frozen=True)
class Kept:
    """A resource in the state."""

    id: str
    outputs: dict[str, Any]
    inputs: dict[str, Any]
    unfinished: bool = False
    """It has init errors: the next up calls update whatever diff says."""


@dataclass
class Outcome:
    """How a command ended, and what it warned of."""

    error: BlandError | None = None
    warnings: list[str] = field(default_factory=list)
    asked: bool = False
    """Whether the lifecycle was asked to create, update or delete anything."""

    @property
    def partial(self) -> bool:
        return isinstance(self.error, PartialFailure)

    @property
    def text(self) -> str:
        return "\n".join([str(self.error or ""), *self.warnings])


class Stack:
    """A stack whose program has at most one resource."""

    def __init__(self, lifecycle: Lifecycle, box: Sandbox) -> None:
        self.lifecycle, self.box = lifecycle, box
        self.kept: Kept | None = None
        self.doomed: list[Kept] = []
        """Replaced resources whose delete is still due."""

    def checked(self, program: Mapping[str, Any]) -> dict[str, Any]:
        """The inputs that the engine keeps for this program."""
        old = self.kept.inputs if self.kept else {}
        checked = self.lifecycle.check(_decoded(old), _decoded(travelled(program)))
        assert not checked.problems, checked.problems
        return travelled(checked.inputs)

    def preview(self, program: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        """The inputs that would change, old and new; all of them for a new resource."""
        inputs = self.checked(program)
        if self.kept is None:
            return {key: (None, value) for key, value in inputs.items()}
        found = self.lifecycle.diff(_decoded(self.kept.outputs), _decoded(inputs))
        unseen = {"": (None, None)} if found.beyond_inputs else {}
        return unseen | self._differences(inputs) if found.changes else unseen

    def up(self, program: Mapping[str, Any], ignored: Sequence[str] = ()) -> Outcome:
        """Bring the program up; `ignored` is what `ignore_changes` names."""
        inputs, outcome, reach = self.checked(program), Outcome(), self._process()
        if self.kept is None:
            self._create(reach, inputs, outcome)
        else:
            found = self.lifecycle.diff(_decoded(self.kept.outputs), _decoded(inputs), ignored)
            changes = found.beyond_inputs or (found.changes and bool(self._differences(inputs)))
            if found.replaces and changes:
                old = self.kept
                self._create(reach, inputs, outcome)
                if self.kept is not old:
                    self.doomed.append(old)
            elif self.kept.unfinished or changes:
                self._update(reach, inputs, outcome, ignored)
            else:
                self.kept = replace(self.kept, inputs=inputs)
        if outcome.error is None:
            self._delete_doomed(reach, outcome)
        return outcome

    def refresh(self) -> Outcome:
        outcome = Outcome()
        if self.kept is None:
            return outcome
        reach, state = self._process(), _decoded(self.kept.outputs)
        try:
            found = self.lifecycle.read(reach, self.kept.id, state, outcome.warnings.append)
        except BlandError as error:
            outcome.error = error
        else:
            self.kept = None if found is None else self._found(self.kept.id, found)
        return outcome

    def destroy(self) -> Outcome:
        outcome, reach = Outcome(), self._process()
        if self.kept is not None:
            self.doomed.append(self.kept)
            self.kept = None
            self._delete_doomed(reach, outcome)
            if self.doomed:
                self.kept = self.doomed.pop()
        return outcome

    def _process(self) -> Any:
        return cache(lambda: Account(Client(Settings(api_key=self.box.key, base_url=self.box.url))))

    def _differences(self, inputs: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        """What the engine finds by itself when diff says that something changes: it compares the inputs."""
        old = self.kept.inputs if self.kept else {}
        keys = sorted(old.keys() | inputs.keys())
        return {key: (old.get(key), inputs.get(key)) for key in keys if old.get(key) != inputs.get(key)}

    @staticmethod
    def _found(id_: str, found: Found) -> Kept:
        assert found.inputs is not None, "only what is not managed has none"
        return Kept(id_, travelled(found.state), travelled(found.inputs))

    def _create(self, reach: Any, inputs: dict[str, Any], outcome: Outcome) -> None:
        outcome.asked = True
        try:
            id_, state = self.lifecycle.create(reach, _decoded(inputs), {}, outcome.warnings.append)
        except PartialFailure as failure:
            outcome.error = failure
            self.kept = Kept(failure.id, travelled(failure.state), travelled(failure.inputs), unfinished=True)
        except BlandError as error:
            outcome.error = error
        else:
            self.kept = Kept(id_, travelled(state), inputs)

    def _update(self, reach: Any, inputs: dict[str, Any], outcome: Outcome, ignored: Sequence[str]) -> None:
        assert self.kept is not None
        id_, state, outcome.asked = self.kept.id, _decoded(self.kept.outputs), True
        try:
            after = self.lifecycle.update(reach, id_, state, _decoded(inputs), outcome.warnings.append, ignored)
        except PartialFailure as failure:
            outcome.error = failure
            self.kept = Kept(failure.id, travelled(failure.state), travelled(failure.inputs), unfinished=True)
        except BlandError as error:
            outcome.error = error
        else:
            self.kept = Kept(id_, travelled(after), inputs)

    def _delete_doomed(self, reach: Any, outcome: Outcome) -> None:
        for each in list(self.doomed):
            outcome.asked = True
            try:
                self.lifecycle.delete(reach, each.id, _decoded(each.outputs), outcome.warnings.append)
            except BlandError as error:
                outcome.error = error
                return
            self.doomed.remove(each)


def travelled(props: Mapping[str, Any]) -> dict[str, Any]:
    """Properties after a way through Pulumi's wire format and the state file."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(each) for key, each in value.items() if each is not None}
        return [walk(each) for each in value] if isinstance(value, list) else value

    arrived: dict[str, Any] = json.loads(json.dumps(walk(dict(props))), parse_int=float)
    return arrived

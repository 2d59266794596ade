"""What Pulumi's engine does with a program of several resources: which calls it makes, in which order, what it keeps.

As measured with the real one: registrations are checked and diffed in the order of the program, each before the
next; what they lead to may run at once or later; replacements are created before anything is deleted, unless the
resource says otherwise; what left the program is deleted at the end, latest first. A command has one provider process
for the stack's own account and one for each explicit provider.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.programs.process import Answer, Process, urn
from tests.programs.records import Call, Declared, Kept, Options, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.programs.world import World

Step = Callable[[], None]


class Killed(Exception):
    """Pulumi was killed."""


class Stopped(Exception):
    """Something failed, and nothing else is begun."""


class Engine:
    """A stack of two accounts and its state."""

    def __init__(self, world: World) -> None:
        self.world, self.state = world, list[Kept]()

    def up(self, program: Sequence[Declared], options: Options) -> Outcome:
        return _Command(self, options).up(program)

    def refresh(self) -> Outcome:
        return _Command(self, Options()).refresh()

    def destroy(self, options: Options) -> Outcome:
        return _Command(self, options).up(())

    def preview(self, program: Sequence[Declared]) -> dict[str, set[str]]:
        """The resources that something would happen to, each with the inputs that would change."""
        return _Command(self, Options()).preview(program)


class _Command:
    """One run of `pulumi`."""

    def __init__(self, engine: Engine, options: Options) -> None:
        self._engine, self._options, self._world = engine, options, engine.world
        self._processes: dict[str, Process] = {}
        self._outcome, self._writes = Outcome(), 0
        self._registered: list[Kept] = []
        """Resources of the state that the program still has."""

    # Commands

    def preview(self, program: Sequence[Declared]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for declared in program:
            old = self._old(declared)
            answer = self._check(declared, old)
            if answer.error:
                found[declared.name] = {answer.error}
            elif old is None:
                found[declared.name] = {"+"}
            elif old.unfinished:
                found[declared.name] = {"unfinished"}
            else:
                changed, replaces = self._diff(declared, old, answer.value)
                if changed or replaces:
                    found[declared.name] = {f"{key}" for key in _differences(old.inputs, answer.value)} or {"beyond"}
        olds = [self._old(each) for each in program]
        gone = [each for each in self._engine.state if not any(each is old for old in olds)]
        return found | {f"-{each.name}": {"-"} for each in gone}

    def refresh(self) -> Outcome:
        with suppress(Stopped):
            self._refresh()
        return self._outcome

    def up(self, program: Sequence[Declared]) -> Outcome:
        """Also a destroy: that is an update to nothing, in which nobody is registered."""
        with suppress(Stopped):
            self._up(program)
        return self._outcome

    def _up(self, program: Sequence[Declared]) -> None:
        try:
            if self._options.refresh:
                self._refresh()
            deferred: list[Step] = []
            for declared in program:
                for step in self._planned(declared):
                    if self._options.together:
                        deferred.append(step)
                    else:
                        step()
            for step in deferred:
                step()
            self._delete_the_rest()
        except Killed:
            self._outcome.killed = True

    # Steps

    def _planned(self, declared: Declared) -> list[Step]:
        """What a registration leads to."""
        old = self._old(declared)
        if old is not None:
            self._registered.append(old)
        checked = self._check(declared, old)
        if checked.error:
            self._failed(declared.name)
            return []
        inputs = checked.value
        if old is None:
            return [partial(self._create, declared, inputs)]
        if declared.name in self._options.forced:
            return self._replacement(declared, old)
        changed, replaces = self._diff(declared, old, inputs)
        if not changed and not old.unfinished:
            return [partial(self._same, declared, old, inputs)]
        if replaces or set(declared.replaced_on) & _differences(old.inputs, inputs).keys():
            return self._replacement(declared, old)
        return [partial(self._update, declared, old, inputs)]

    def _replacement(self, declared: Declared, old: Kept) -> list[Step]:
        checked = self._check(declared, None)
        assert not checked.error, checked.error
        if declared.deleted_first:
            return [partial(self._delete, old, replacing=True), partial(self._create, declared, checked.value)]
        return [partial(self._create, declared, checked.value, old)]

    def _same(self, declared: Declared, old: Kept, inputs: dict[str, Any]) -> None:
        self._swap(old, replace(old, name=declared.name, inputs=inputs))

    def _create(self, declared: Declared, inputs: dict[str, Any], old: Kept | None = None) -> None:
        def create() -> Answer:
            return self._process(declared.account).create(urn(declared.kind, declared.name), declared.kind, inputs)

        call = self._write("create", declared, None, inputs, create)
        if call.answer.error and call.answer.kept is None:
            return self._failed(declared.name)
        if old is not None:
            self._swap(old, replace(old, condemned=True))
        id_, outputs, inputs = call.answer.kept or (*call.answer.value, inputs)
        unfinished = bool(call.answer.kept)
        made = Kept(declared.name, declared.kind, declared.account, id_, outputs, inputs, unfinished)
        self._engine.state.append(made)
        self._registered.append(made)
        return self._failed(declared.name) if call.answer.error else None

    def _update(self, declared: Declared, old: Kept, inputs: dict[str, Any]) -> None:
        def update() -> Answer:
            name = urn(declared.kind, declared.name)
            return self._process(declared.account).update(name, declared.kind, old.id, old.outputs, inputs)

        call = self._write("update", declared, old, inputs, update)
        if call.answer.kept:
            _, outputs, inputs = call.answer.kept
            self._swap(old, replace(old, name=declared.name, outputs=outputs, inputs=inputs, unfinished=True))
        elif not call.answer.error:
            outputs = call.answer.value
            self._swap(old, replace(old, name=declared.name, outputs=outputs, inputs=inputs, unfinished=False))
        if call.answer.error:
            self._failed(declared.name)

    def _delete_the_rest(self) -> None:
        if self._outcome.failed and not self._options.go_on:
            return
        for old in reversed(list(self._engine.state)):
            if old.condemned or not self._is_registered(old):
                self._delete(old)

    def _delete(self, old: Kept, *, replacing: bool = False) -> None:
        def delete() -> Answer:
            return self._process(old.account).delete(urn(old.kind, old.name), old.kind, old.id, old.outputs)

        call = self._write("delete", old, old, None, delete, replacing=replacing)
        if call.answer.error:
            self._failed(old.name)
            if replacing:
                raise Stopped
        else:
            self._drop(old)

    def _refresh(self) -> None:
        for old in list(self._engine.state):
            if old.condemned:
                continue
            process, name = self._process(old.account), urn(old.kind, old.name)
            call = self._called("read", old, old, None, partial(process.read, name, old.kind, old.id, old.outputs))
            if call.answer.error:
                self._failed(old.name)
                continue
            id_, outputs, inputs = call.answer.value
            if not id_:
                self._drop(old)
                continue
            # The engine asks for the difference between what it knew and what it found.
            self._called("diff", old, old, old.inputs, partial(process.diff, name, old.kind, id_, outputs, old.inputs))
            self._swap(old, replace(old, outputs=outputs, inputs=inputs, unfinished=False))

    # Calls

    def _check(self, declared: Declared, old: Kept | None) -> Answer:
        process, name = self._process(declared.account), urn(declared.kind, declared.name)
        olds = old.inputs if old else {}
        check = partial(process.check, name, declared.kind, olds, declared.inputs)
        return self._called("check", declared, old, dict(declared.inputs), check).answer

    def _diff(self, declared: Declared, old: Kept, inputs: dict[str, Any]) -> tuple[bool, bool]:
        process, name = self._process(declared.account), urn(declared.kind, declared.name)
        diff = partial(process.diff, name, declared.kind, old.id, old.outputs, inputs)
        call = self._called("diff", declared, old, inputs, diff)
        assert not call.answer.error, call.answer.error
        changes, replaces = call.answer.value
        changed = bool(_differences(old.inputs, inputs)) if changes is None else changes
        return changed, changed and replaces

    def _write(
        self,
        method: str,
        resource: Declared | Kept,
        old: Kept | None,
        inputs: dict[str, Any] | None,
        call: Callable[[], Answer],
        *,
        replacing: bool = False,
    ) -> Call:
        if self._outcome.failed and not self._options.go_on:
            raise Stopped
        self._writes += 1
        if resource.name in self._options.refused and method != "delete":
            self._world.box.fault("POST", "*", status=400, body=REFUSED)
        killed = self._writes == self._options.killed_at
        try:
            made = self._called(method, resource, old, inputs, call, killed=killed, replacing=replacing)
        finally:
            self._world.box.faults.clear()
        if killed:
            raise Killed
        return made

    def _called(
        self,
        method: str,
        resource: Declared | Kept,
        old: Kept | None,
        inputs: dict[str, Any] | None,
        call: Callable[[], Answer],
        **how: bool,
    ) -> Call:
        before, held = self._world.views(), tuple(self._engine.state)
        answer = call()
        id_ = old.id if old else answer.value[0] if method == "create" and answer.value else ""
        id_ = id_ or (answer.kept[0] if answer.kept else "")
        made = Call(
            method,
            resource.name,
            resource.kind,
            resource.account,
            old,
            inputs,
            id_,
            before,
            self._world.views(),
            answer,
            **how,
            held=held,
        )
        self._outcome.calls.append(made)
        return made

    def _failed(self, name: str) -> None:
        self._outcome.failed.add(name)
        if not self._options.go_on and not self._options.together:
            raise Stopped

    def _process(self, account: str) -> Process:
        if account not in self._processes:
            self._processes[account] = Process(self._world.config(account))
        return self._processes[account]

    # The state

    def _old(self, declared: Declared) -> Kept | None:
        """What the state has of a resource: under its name, else under the one that it had."""
        same_kind = {
            each.name: each for each in self._engine.state if each.kind == declared.kind and not each.condemned
        }
        return same_kind.get(declared.name) or same_kind.get(declared.alias)

    def _swap(self, old: Kept, new: Kept) -> None:
        state = self._engine.state
        state[next(index for index, each in enumerate(state) if each is old)] = new
        if self._is_registered(old):
            self._registered.append(new)

    def _drop(self, old: Kept) -> None:
        self._engine.state[:] = [each for each in self._engine.state if each is not old]

    def _is_registered(self, kept: Kept) -> bool:
        return any(each is kept for each in self._registered)


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    keys = sorted(old.keys() | new.keys())
    return {key: (old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)}


REFUSED = {"data": None, "errors": [{"error": "INVALID_BODY", "message": "the service does not want this"}]}

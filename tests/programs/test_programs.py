"""Random programs of several resources, and all that people do with them, against the promises, object by object.

The machine drives the provider processes in the engine's order against the sandbox. In the suite it runs for seconds;
by hand as long as you like (tests/unit/machines.py): `BLAND_MACHINE_EXAMPLES=5000 pytest tests/programs`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.programs.draws import FIELDS, NAMES, SWITCHES, WRITES, Resource, holdings, members
from tests.programs.engine import Engine
from tests.programs.records import Declared, Options, Outcome
from tests.programs.witness import CHANGED_OUTSIDE, Witness, declared_of
from tests.programs.world import CREDENTIALS, KEY, MEMBERS, Object, World, alike
from tests.unit.machines import run

if TYPE_CHECKING:
    from collections.abc import Sequence


class ProgramMachine(RuleBasedStateMachine):
    """One stack of two accounts."""

    @initialize(
        switches=st.fixed_dictionaries({name: st.sampled_from(values) for name, values in SWITCHES.items()}),
        write=st.sampled_from(WRITES),
        found=st.lists(st.tuples(st.integers(0, 20), FIELDS), max_size=4),
        pools=st.lists(members, min_size=4, max_size=4),
        key=st.sampled_from([None, CREDENTIALS[0]]),
        first=st.lists(st.tuples(st.integers(0, 12), holdings, members), min_size=2, max_size=4),
    )
    def start(
        self,
        switches: dict[str, str],
        write: tuple[str, str],
        found: list[tuple[int, tuple[str, Any]]],
        pools: list[list[str]],
        key: str | None,
        first: list[tuple[int, dict[str, Any], list[str]]],
    ) -> None:
        self.switches = switches
        self.world = World(**switches, write=write[0], nulls=write[1])
        self.world.box.__enter__()
        self.engine, self.witness = Engine(self.world), Witness()
        self.program: dict[str, Resource] = {}
        for index, numbers in enumerate(pools):
            account = "other" if index == 3 else "main"
            self.world.box.add_pool(*numbers, key=self._key(account), encrypted_key=key if index == 0 else None)
        for index, (name, value) in found:
            numbers_ = [each for each in self._objects() if each.kind == "sms"]
            self.world.edit(numbers_[index % len(numbers_)], name, value)
        for name, (index, fields, numbers) in zip(NAMES, first, strict=False):
            self._add(name, [None, *self._free()][index % len(self._free())], fields, numbers)
        self._up(Options())

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.box.__exit__(None, None, None)

    # What people write

    @precondition(lambda self: len(self.program) < 5)
    @rule(data=st.data(), fields=holdings, numbers=members)
    def add(self, data: st.DataObject, fields: dict[str, Any], numbers: list[str]) -> None:
        where = data.draw(st.sampled_from([None, *self._free()]))
        of = ("pool", "main") if where is None else (where.kind, where.account)
        self._add(data.draw(st.sampled_from(self._names(*of))), where, fields, numbers)

    def _add(self, name: str, where: Object | None, fields: dict[str, Any], numbers: list[str]) -> None:
        """A resource for an object, or for a pool to be made."""
        kind, account, target = ("pool", "main", "") if where is None else (where.kind, where.account, where.id)
        self.program[name] = Resource(kind, account, target, fields if kind == "sms" else {"phone_numbers": numbers})

    @precondition(lambda self: self.program)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        del self.program[self._one(data)]

    @precondition(lambda self: self.program)
    @rule(data=st.data(), declared=FIELDS, number=st.sampled_from(MEMBERS), key=st.sampled_from([None, *CREDENTIALS]))
    def edit(self, data: st.DataObject, declared: tuple[str, Any], number: str, key: str | None) -> None:
        name = self._one(data)
        resource = self.program[name]
        holds = dict(resource.holds)
        if resource.kind == "sms":
            holds[declared[0]] = declared[1]
        elif data.draw(st.integers(0, 3)):
            holds["phone_numbers"] = sorted({*holds["phone_numbers"]} ^ {number})
        else:
            holds.pop(KEY, None)
            holds |= {KEY: key} if key else {}
        self.program[name] = replace(resource, holds=holds)

    @precondition(lambda self: self._of("sms"))
    @rule(data=st.data())
    def undeclare(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self._of("sms")))
        holds = dict(self.program[name].holds)
        if holds:
            del holds[data.draw(st.sampled_from(sorted(holds)))]
        self.program[name] = replace(self.program[name], holds=holds)

    @precondition(lambda self: len(self._of("sms")) > 1 or len(self._of("pool")) > 1)
    @rule(data=st.data())
    def swap(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from([kind for kind in ("sms", "pool") if len(self._of(kind)) > 1]))
        one, other = data.draw(st.lists(st.sampled_from(self._of(kind)), unique=True, min_size=2, max_size=2))
        first, second = self.program[one], self.program[other]
        if first.target and second.target and first.account == second.account:
            self.program[one] = replace(first, target=second.target)
            self.program[other] = replace(second, target=first.target)

    @precondition(lambda self: self.program)
    @rule(data=st.data(), alias=st.booleans())
    def rename(self, data: st.DataObject, *, alias: bool) -> None:
        old = self._one(data)
        new = data.draw(st.sampled_from(self._names(self.program[old].kind, self.program[old].account)))
        resource = self.program.pop(old)
        self.program[new] = replace(resource, alias=(resource.alias or old) if alias else "")
        # A pool of our making is kept under another name only where the program says which one it is.
        if not alias and not resource.target and (kept := self._made(old)) and data.draw(st.booleans()):
            self.program[new] = replace(self.program[new], target=kept)

    @precondition(lambda self: self.program)
    @rule(data=st.data())
    def retarget(self, data: st.DataObject) -> None:
        name = self._one(data)
        resource = self.program[name]
        free = [each for each in self._free() if (each.kind, each.account) == (resource.kind, resource.account)]
        if free:
            self.program[name] = replace(resource, target=data.draw(st.sampled_from(free)).id)

    @precondition(lambda self: self.program)
    @rule(data=st.data(), first=st.booleans(), on=st.sampled_from([(), ("objective", "phone_numbers")]))
    def set_options(self, data: st.DataObject, on: tuple[str, ...], *, first: bool) -> None:
        name = self._one(data)
        self.program[name] = replace(self.program[name], deleted_first=first, replaced_on=on)

    # What people do in the dashboard

    @rule(data=st.data(), declared=FIELDS, how=st.sampled_from(["set", "empty", "as declared"]))
    def edit_by_hand(self, data: st.DataObject, declared: tuple[str, Any], how: str) -> None:
        held = [each.object for each in self.engine.state]
        there = [each for each in self._objects() if each in held] or self._objects()
        where = data.draw(st.sampled_from(there))
        wanted = [each.holds for name, each in self.program.items() if self._target(name) == where]
        if where.kind == "sms":
            if how == "as declared" and wanted and wanted[0]:
                key = data.draw(st.sampled_from(sorted(wanted[0])))
                return self.world.edit(where, key, wanted[0][key])
            return self.world.edit(where, declared[0], None if how == "empty" else declared[1])
        if data.draw(st.integers(0, 3)) == 0:
            return self.world.edit(where, KEY, data.draw(st.sampled_from([None, *CREDENTIALS])))
        number = data.draw(st.sampled_from(MEMBERS))
        return self.world.edit(where, number, None if self.world.views()[where].get(number) else True)

    # What the engine does

    @rule(
        data=st.data(),
        refresh=st.integers(0, 3),
        go_on=st.booleans(),
        together=st.booleans(),
        killed_at=st.sampled_from([0] * 8 + [1, 2, 3, 4]),
        trouble=st.sampled_from(["", "", "", "", "forced", "forced", "refused", "refused"]),
    )
    def up(
        self, data: st.DataObject, refresh: int, killed_at: int, trouble: str, *, go_on: bool, together: bool
    ) -> None:
        some = (
            frozenset(data.draw(st.lists(st.sampled_from(sorted(self.program)), min_size=1, unique=True)))
            if (trouble and self.program)
            else frozenset[str]()
        )
        forced, refused = (some if trouble == each else frozenset[str]() for each in ("forced", "refused"))
        self._up(Options(refresh == 0, go_on, together, forced, refused, killed_at))

    @rule()
    def simply_up(self) -> None:
        self._up(Options())

    @rule()
    def refresh(self) -> None:
        outcome = self.engine.refresh()
        self._note("refresh", (), outcome)
        self.witness.judge(outcome, self.engine, {})
        self._explained(outcome, Options())

    @precondition(lambda self: self.engine.state)
    @rule(killed_at=st.sampled_from([0, 0, 0, 0, 1, 2]))
    def destroy(self, killed_at: int) -> None:
        outcome = self.engine.destroy(Options(killed_at=killed_at))
        self._note("destroy", (), outcome)
        self.witness.judge(outcome, self.engine, {})
        self._explained(outcome, Options())

    def _up(self, options: Options) -> None:
        program = self._declared()
        outcome = self.engine.up(program, options)
        self._note(f"up {options}", program, outcome)
        # Which pool it is that a program has made, the state says afterwards.
        targets = {where: name for name in self.program if (where := self._target(name))}
        self.witness.judge(outcome, self.engine, targets)
        self._explained(outcome, options)
        if outcome.ok:
            self.program = {name: replace(each, alias="") for name, each in self.program.items()}
            self._quiet()

    # What must be true besides

    def _quiet(self) -> None:
        program = self._declared()
        found = self.engine.preview(program)
        assert not found, f"not quiet: {found}"
        state, before = list(self.engine.state), self.world.views()
        outcome = self.engine.refresh()
        assert not outcome.failed, outcome.text
        drifted = {
            each.name
            for each in state
            if each.object not in before
            or any(
                not alike(before.get(each.object, {}).get(key), value)
                for key, value in declared_of(each.kind, each.inputs).items()
            )
        }
        found = self.engine.preview(program)
        assert found.keys() == drifted, f"after a refresh: {found}, and {drifted} drifted"
        self.engine.state = state

    def _explained(self, outcome: Outcome, options: Options) -> None:
        """Nothing fails without a reason."""
        for call in outcome.calls:
            gone = call.olds is not None and call.olds.object not in call.before
            absent = call.method == "create" and "there is no dialing pool" in call.answer.error
            refused = call.name in options.refused and "INVALID_BODY" in call.answer.error
            conflict = CHANGED_OUTSIDE in call.answer.error  # which the witness has judged
            assert not call.answer.error or gone or absent or refused or conflict, f"{call.name}: {call.answer.error}"

    # Facts

    def _note(self, command: str, program: Sequence[Declared], outcome: Outcome) -> None:
        lines = [command, *(f"  {each}" for each in program)]
        for call in outcome.calls:
            if call.method != "check" or call.answer.error:
                ended = " killed" * call.killed + f" {call.text!r}" * bool(call.text.strip())
                lines.append(f"  -> {call.method} {call.name} {call.id}{ended}")
        now = self.world.views()
        lines += [f"  = {where.account} {where.id}: {view}" for where, view in now.items() if view]
        lines += [f"  state: {each}" for each in self.engine.state]
        note("\n".join(lines))

    def _declared(self) -> list[Declared]:
        return [
            Declared(
                name, each.kind, self._inputs(each), each.account, each.alias, each.deleted_first, each.replaced_on
            )
            for name, each in self.program.items()
        ]

    def _inputs(self, resource: Resource) -> dict[str, Any]:
        if resource.kind == "sms":
            number, _, channel = resource.target.partition("/")
            holds = {key: self.world.possible(key, value) for key, value in resource.holds.items()}
            return {"phone_number": number, "channel": channel, **holds}
        target = {"pool_id": resource.target} if resource.target else {}
        no_route = self.switches["generation"] == "old" and not resource.target
        return {**resource.holds, "members": {}, **target, **({"on_delete": "retain"} if no_route else {})}

    def _target(self, name: str) -> Object | None:
        resource = self.program[name]
        id_ = resource.target or self._made(resource.alias) or self._made(name)
        return Object(resource.account, resource.kind, id_) if id_ else None  # type: ignore[arg-type] # a kind

    def _made(self, name: str) -> str:
        return next(
            (each.id for each in self.engine.state if each.name == name and not each.condemned and each.kind == "pool"),
            "",
        )

    def _objects(self) -> list[Object]:
        """All that there is, but for what this generation of the API does not know."""
        old = self.switches["generation"] == "old"
        return [
            each
            for each in self.world.views()
            if each.kind == "pool" or (each.id.endswith("/sms") if old else not each.id.endswith("/imessage"))
        ]

    def _free(self) -> list[Object]:
        taken = {self._target(name) for name in self.program}
        return [each for each in self._objects() if each not in taken]

    def _names(self, kind: str, account: str) -> list[str]:
        """Names that are not taken, in the state neither by another kind or account: moving there is no matter here."""
        others = {each.name for each in self.engine.state if (each.kind, each.account) != (kind, account)}
        return [each for each in NAMES if each not in self.program and each not in others]

    def _of(self, kind: str) -> list[str]:
        return sorted(name for name, each in self.program.items() if each.kind == kind)

    def _one(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.program)))

    def _key(self, account: str) -> str:
        return self.world.config(account)["bland:apiKey"]


def test_the_promises_hold_for_every_object_of_a_program() -> None:
    run(ProgramMachine, examples=40)

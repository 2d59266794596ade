"""Random programs, hand edits, refreshes, lost answers and destroys over the pure rules alone, against the witness.

The service is a dictionary with the habits that the reference leaves open; the caller does with the rules what any
resource must. No HTTP, no lifecycle: what fails here is wrong in `_rules`. See `machines.py` for a long run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from pulumi_bland._rules.errors import ServiceError
from pulumi_bland._rules.ownership import Ownership
from pulumi_bland._rules.writing import Plan, Sent, outcome, plan
from pulumi_bland._sms.service import wiped
from tests.unit.machines import run
from tests.unit.witness import Witness, alike, blank

Answer = Literal["comes", "is lost", "is lost before the write", "is lost with the reads after it"]
ANSWERS: list[Answer] = ["comes", "comes", "is lost", "is lost before the write", "is lost with the reads after it"]
HIDDEN = "hidden"
VALUES: dict[str, list[Any]] = {
    "text": ["a", "b", "c", ""],
    "seconds": [10, 30, 600],
    "flag": [True, False],
    "items": [["x"], ["y"], []],
    HIDDEN: ["a", "b"],
}
PAIRS = st.sampled_from([(key, value) for key, values in VALUES.items() for value in values])
MEMBERS = st.sampled_from(["+1", "+2", "+3", "+4"])


def stored(key: str, value: Any) -> Any:
    return 30 if key == "seconds" and value == 10 else value


def nothing(_key: str, _declared: Any) -> Any:
    return None


class Service:
    """A place that keeps values, in one of the ways in which Bland might."""

    def __init__(self, *, replaces: bool, ignores_null: bool, whole: bool) -> None:
        self.replaces, self.ignores_null, self.whole = replaces, ignores_null, whole
        self.values: dict[str, Any] = {}

    def write(self, body: Mapping[str, Any]) -> None:
        if self.whole:
            self.values = {key: True for key, member in body.items() if member}
            return
        before = self.values
        self.values = {} if self.replaces else dict(before)
        for key, value in body.items():
            if value is not None:
                self.values[key] = stored(key, value)
            elif not self.ignores_null:
                self.values.pop(key, None)

    def read(self, *others: str) -> dict[str, Any]:
        """What it reports: every key but the hidden one; what is not set, as nothing."""
        absent = dict.fromkeys(VALUES) if not self.whole else dict.fromkeys(others)
        return {key: value for key, value in (absent | self.values).items() if key != HIDDEN}


class OwnershipMachine(RuleBasedStateMachine):
    """One resource, its program, and the somebody else who edits what it manages."""

    @initialize(
        replaces=st.booleans(), ignores_null=st.booleans(), whole=st.booleans(), found=st.lists(PAIRS | MEMBERS)
    )
    def start(self, *, replaces: bool, ignores_null: bool, whole: bool, found: list[Any]) -> None:
        self.service = Service(replaces=replaces, ignores_null=ignores_null, whole=whole)
        self.state: tuple[dict[str, Any], str | None, str | None] | None = None
        self.program: dict[str, Any] = {}
        self.overwrites = self.settled = False
        self.witness = Witness()
        for each in found:
            self.edit(each)

    # What people do

    @rule(each=PAIRS | MEMBERS)
    def declare(self, each: Any) -> None:
        if (pair := self._pair(each)) is not None:
            self.program[pair[0]], self.settled = pair[1], False

    @rule(each=PAIRS | MEMBERS)
    def undeclare(self, each: Any) -> None:
        if (pair := self._pair(each)) is not None:
            self.program.pop(pair[0], None)
            self.settled = False

    @rule(each=PAIRS | MEMBERS)
    def edit(self, each: Any) -> None:
        if (pair := self._pair(each)) is not None:
            self.service.values[pair[0]] = stored(*pair)

    @rule(each=PAIRS | MEMBERS)
    def empty(self, each: Any) -> None:
        if (pair := self._pair(each)) is not None:
            self.service.values.pop(pair[0], None)

    @rule(overwrites=st.booleans())
    def change_on_drift(self, *, overwrites: bool) -> None:
        self.overwrites = overwrites

    # What a resource does with the rules

    @rule(answer=st.sampled_from(ANSWERS))
    def up(self, answer: Answer) -> None:
        own, before, shown = self._own(), dict(self.service.values), self._shown()
        if self.state is not None and not self._changes(own):
            return
        made = self._plan(own)
        if made.conflicts and not self.overwrites:
            drifted = {key for key in before.keys() | shown.keys() if not alike(before.get(key), shown.get(key))}
            assert set(made.conflicts) <= drifted, "the guard named what nobody changed"
            return
        led_to = self._write(own, made, answer)
        after = self.service.values
        note(f"up {self.program}, the answer {answer} -> {led_to}\n  {before}\n  {after}\n  {self.state}")
        if led_to == "nothing done":
            assert all(alike(before.get(key), after.get(key)) for key in made.request), "something was done"
            return
        named = {*made.replaced, *(made.conflicts if self.overwrites else [])}
        lost = set(self.witness.lost(before, after, shown)) - {HIDDEN}
        assert {key for key in lost if key in shown or not blank(before.get(key))} <= named, "lost unseen"
        wanted = {**dict.fromkeys(key for key in shown if key not in self.program), **self.program}
        reached = [key for key, value in wanted.items() if alike(after.get(key), stored(key, value))]
        managed = {*self.program, *made.request}
        if led_to != "done":
            self.witness.doubts(before, {key: stored(key, wanted.get(key)) for key in made.request})
        ours = {*self.program, *(key for key in made.request if key not in self.program)} - set(made.let_be)
        self.witness.saw(before, after, managed, ours if led_to == "done" else [])
        if led_to == "done":
            self.settled = True
            assert set(wanted) - set(reached) <= {*made.let_be, *self._unseen()}, "not as declared"
            self._quiet()

    @precondition(lambda self: self.state is not None)
    @rule()
    def refresh(self) -> None:
        self._look()
        if self.settled:
            self._shows_the_drift()

    @precondition(lambda self: self.state is not None)
    @rule()
    def refresh_then_up(self) -> None:
        self._look()
        assert not self._plan(self._own()).conflicts, "a refresh did not help"
        self.up("comes")

    @precondition(lambda self: self.state is not None)
    @rule()
    def destroy(self) -> None:
        own, before = self._own(), dict(self.service.values)
        back = own.undo(self.service.read(*own.entries, *own.baseline), stored)
        expected = self.witness.handed_back(before)
        if back:
            self.service.write((self.service.read() if self.service.whole else {}) | before | back)
        note(f"destroy\n  {before}\n  {self.service.values}\n  {self.witness.__dict__}")
        for key in expected.keys() - self.witness.perhaps_ours(before) - self._unseen():
            cleared = blank(expected[key]) and self.service.ignores_null and not self.service.replaces
            if not cleared or self.service.whole:
                assert alike(self.service.values.get(key), expected[key]), f"{key} was not handed back"
        self.state, self.witness, self.settled = None, Witness(), False

    # The pieces of it

    def _write(self, own: Ownership, made: Plan, answer: Answer) -> str:
        """Send a plan, put back what that wiped, and keep what came of it."""
        if not made.needed:
            answer = "comes"
        elif answer != "is lost before the write":
            before = self.service.read()
            self.service.write(made.request)
            if not self.service.whole and (lost := wiped(before, self.service.read(), made.request)):
                self.service.write(made.request | lost)
        live = self.service.read(*made.request)
        doubt = None if answer == "comes" else ServiceError("write", "said nothing clear", status=500)
        sent = Sent(None if answer == "is lost with the reads after it" else live, doubt)
        if sent.in_vain(made, stored):
            return "nothing done"
        done = outcome(own, made, sent, stored)
        self.state = done.own.dump(nothing)
        return "in part" if done.failed else "done"

    def _plan(self, own: Ownership) -> Plan:
        live = self.service.read(*own.entries, *self.program)
        if self.service.whole:
            others = [key for key in {**own.entries, **live} if key not in self.program]
            return plan(own, self.program, others, live, whole=self.state is not None, documented=stored)
        dropped = [key for key, each in own.entries.items() if key not in self.program and each.declared is not None]
        return plan(own, self.program, dropped, live, documented=stored)

    def _changes(self, own: Ownership) -> bool:
        dropped = any(
            key not in self.program and (each.declared is not None or (self.service.whole and each.view is not None))
            for key, each in own.entries.items()
        )
        return dropped or any(own.asks(key, value, stored) for key, value in self.program.items())

    def _look(self) -> None:
        own = self._own()
        seen = own.observe(self.service.read(*own.entries), everything=self.service.whole, documented=stored)
        self.state = seen.dump(nothing)

    def _quiet(self) -> None:
        assert not self._changes(self._own()), "a preview after an up shows something"
        kept = self.state
        self._look()
        self._shows_the_drift()
        self.state = kept

    def _shows_the_drift(self) -> None:
        """After a refresh a preview shows what is live and not as declared, and nothing else."""
        now = self.service.values
        drifted = {key for key, value in self.program.items() if not alike(now.get(key), stored(key, value))}
        extra = {key for key in now if self.service.whole and key not in self.program}
        assert self._changes(self._own()) == bool((drifted | extra) - {HIDDEN})

    def _own(self) -> Ownership:
        return Ownership() if self.state is None else Ownership.load(*self.state, nothing)

    def _shown(self) -> dict[str, Any]:
        return {key: stored(key, value) for key, value in self.state[0].items()} if self.state else {}

    def _unseen(self) -> set[str]:
        return {HIDDEN}

    def _pair(self, each: Any) -> tuple[str, Any] | None:
        if self.service.whole:
            return (each, True) if isinstance(each, str) else None
        return None if isinstance(each, str) else each


def test_the_promises_hold_for_the_rules_alone() -> None:
    run(OwnershipMachine, examples=150)

"""Random programs, hand edits, refreshes, faults and destroys of one dialing pool, against the four promises."""

from __future__ import annotations

from typing import Any

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bland_sandbox import Sandbox
from bland_sandbox.accounts import default_accounts
from pulumi_bland._pool.lifecycle import CustomDialingPoolLifecycle
from tests.unit.faults import SWITCHES, Trouble, faulty, troubles
from tests.unit.machines import run
from tests.unit.stack import Outcome, Stack
from tests.unit.witness import Witness, alike, blank

NUMBERS = ["+12065550102", "+13035550123", "+14155550101", "+15035550104", "+16175550105"]
KEY = "encrypted_key"
KEYS = ["550e8400-e29b-41d4-a716-446655440000", "650e8400-e29b-41d4-a716-446655440000"]
SETTINGS: list[tuple[str, str | None]] = [
    ("on_drift", None),
    ("on_drift", "overwrite"),
    ("on_delete", None),
    ("on_delete", "delete"),
    ("on_delete", "restore"),
    ("on_delete", "retain"),
]

members = st.lists(st.sampled_from(NUMBERS), unique=True, max_size=4)


def account() -> Any:
    accounts = default_accounts()
    accounts.orgs[0].credentials = {KEYS[0]: "AC1", KEYS[1]: "AC2"}
    return accounts


class PoolMachine(RuleBasedStateMachine):
    """One program that has one pool in it, in an account that has two already."""

    @initialize(
        switches=st.fixed_dictionaries({name: st.sampled_from(values) for name, values in SWITCHES.items()}),
        found=members,
        key=st.sampled_from([None, *KEYS]),
        named=st.booleans(),
        declared=members,
    )
    def start(
        self, switches: dict[str, Any], found: list[str], declared: list[str], *, key: str | None, named: bool
    ) -> None:
        self.switches = switches
        self.box = Sandbox(seed=account(), **switches)
        self.box.__enter__()
        self.stack = Stack(CustomDialingPoolLifecycle(), self.box)
        self.existing = self.box.add_pool(*found, encrypted_key=key)
        self.neighbour = self.box.add_pool(*NUMBERS[:2])
        self.numbers, self.named = set(declared), named
        self.key: str | None = None
        self.keys: set[str | None] = set()
        """All that was ever declared."""
        self.settings: dict[str, Any] = {}
        self.witness, self.clean = Witness(), False
        self.torn: set[str] = set()
        """What a destroy that failed has undone already: it cannot note that anywhere."""

    def teardown(self) -> None:
        if hasattr(self, "box"):
            self.box.__exit__(None, None, None)

    # What people do

    @rule(number=st.sampled_from(NUMBERS))
    def declare_or_undeclare(self, number: str) -> None:
        self.numbers ^= {number}
        self.clean = False

    @rule(key=st.sampled_from([None, *KEYS]))
    def declare_key(self, key: str | None) -> None:
        self.key, self.clean = key, False
        self.keys |= {key} - {None}

    @rule()
    def name_the_pool_or_not(self) -> None:
        if self.stack.kept is None or self.stack.kept.id == self.existing:
            self.named, self.clean = not self.named, False

    @rule(setting=st.sampled_from(SETTINGS))
    def change_a_setting(self, setting: tuple[str, str | None]) -> None:
        self.settings[setting[0]], self.clean = setting[1], False

    @rule(number=st.sampled_from(NUMBERS))
    def add_or_remove_by_hand(self, number: str) -> None:
        if (pool := self._live()) is not None:
            there = number in self.box.pool(pool).phone_numbers
            self.box.edit_pool(pool, remove=[number], add=[] if there else [number])

    @rule(key=st.sampled_from([None, *KEYS]))
    def change_key_by_hand(self, key: str | None) -> None:
        if (pool := self._live()) is not None:
            self.box.edit_pool(pool, encrypted_key=key)

    @rule(really=st.integers(0, 5))
    def delete_by_hand(self, really: int) -> None:
        if really == 0 and (pool := self._live()) is not None:
            self.box.drop_pool(pool)
            self.clean = False

    # What the engine does

    @rule(trouble=troubles)
    def up(self, trouble: Trouble | None) -> None:
        kept, pools = self.stack.kept, set(self.box.org().pools)
        # Without a state, the pool that this up takes over or will have made.
        before = self._truth(kept.id if kept else self.existing if self.named else None)
        shown = self._shown()
        with faulty(self.box, trouble):
            outcome = self.stack.up(self._program())
        after = self._truth(self.stack.kept.id if self.stack.kept else self.existing if self.named else None)
        note(f"up {self._program()} -> {outcome.text!r}\n  {before}\n  {after}\n  {self.stack.kept}")
        self._no_strays(outcome, pools)
        if outcome.error is not None and not outcome.partial:
            assert before == after
        self._nothing_lost_unseen(outcome, before, after, shown, first=kept is None)
        if outcome.asked and (outcome.error is None or outcome.partial):
            self._note(outcome, before, after, shown)
        if outcome.error is None:
            self.clean = True
            self._as_declared(before, after, shown)
            self._quiet()
        elif trouble is None:
            self._failed_for_a_reason(outcome, before, shown)

    @rule(trouble=troubles)
    def refresh(self, trouble: Trouble | None) -> None:
        kept, live = self.stack.kept, self._live()
        before = self._truth(kept.id if kept else None)
        with faulty(self.box, trouble):
            outcome = self.stack.refresh()
        note(f"refresh -> {outcome.text!r}\n  {before}\n  {self.stack.kept}")
        assert outcome.error is None or trouble, outcome.text
        if kept is None or outcome.error is not None:
            return
        assert self._truth(kept.id) == before
        assert (self.stack.kept is None) == (live is None), "gone is a fact"
        if self.stack.kept is None:
            self.witness, self.clean = Witness(), False
        else:
            self._shows_what_is_there(before)

    @precondition(lambda self: self.stack.kept is not None)
    @rule()
    def refresh_then_up(self) -> None:
        """What a message about drift tells people to do works."""
        self.refresh(None)
        self.up(None)
        assert "changed outside" not in str(self.stack.up(self._program()).error)

    @precondition(lambda self: self.stack.kept is not None)
    @rule(trouble=troubles)
    def destroy(self, trouble: Trouble | None) -> None:
        assert self.stack.kept
        pool, taken_over = self.stack.kept.id, "baseline" in self.stack.kept.outputs
        mode = self.stack.kept.outputs.get("on_delete") or ("restore" if taken_over else "delete")
        before, self.clean, gone = self._truth(pool), False, self._live() is None
        with faulty(self.box, trouble):
            outcome = self.stack.destroy()
        after = self._truth(pool)
        note(f"destroy ({mode}) -> {outcome.text!r}\n  {before}\n  {after}\n  {self.witness.__dict__}")
        if outcome.error is not None:
            no_route = self.switches["generation"] == "old" and 'on_delete="retain"' in outcome.text
            assert trouble or no_route or self._cannot_restore(), outcome.text
            self.witness.saw(before, after, [])
            self.torn |= {key for key in before.keys() | after.keys() if not alike(before.get(key), after.get(key))}
            return
        mode = mode if (taken_over or mode == "retain") and not gone else "delete"
        self._handed_back(mode, pool, before, after)
        self.witness, self.torn = Witness(), set()

    # What must be true

    def _no_strays(self, outcome: Outcome, before: set[str]) -> None:
        """Pools that nobody knows of are made in no event, and the neighbour's is never touched."""
        strays = set(self.box.org().pools) - before - ({self.stack.kept.id} if self.stack.kept else set())
        told = "cannot be told" in outcome.text or "may be" in outcome.text
        assert not strays or told, f"{strays} was made in secret"
        assert self.box.pool(self.neighbour).phone_numbers == NUMBERS[:2]

    def _nothing_lost_unseen(
        self, outcome: Outcome, before: dict[str, Any], after: dict[str, Any], shown: dict[str, Any], *, first: bool
    ) -> None:
        if first and not self.named:
            return  # a new pool: nothing was there
        for key in set(self.witness.lost(before, after, shown)) - self.witness.perhaps_ours(before):
            overwritten = self.settings.get("on_drift") == "overwrite"
            # A field that the program names for the first time is taken over.
            newly = first or (key == KEY and KEY not in shown)
            if not (newly and blank(before.get(key))) or first:
                assert key in outcome.text, f"{key} was lost"
            assert newly or overwritten, f"{key} was overwritten"

    def _note(self, outcome: Outcome, before: dict[str, Any], after: dict[str, Any], shown: dict[str, Any]) -> None:
        declared = self._declared()
        managed = {key for key in {*before, *declared} if key != KEY or KEY in declared}
        if "cannot be told" in outcome.text:
            self.witness.doubts(before, {**dict.fromkeys(before), **declared})
        self.witness.saw(before, after, managed, {*shown, *declared} if outcome.error is None else [])

    def _as_declared(self, before: dict[str, Any], after: dict[str, Any], shown: dict[str, Any]) -> None:
        declared = self._declared()
        if declared == shown:
            assert after == before or shown == {}
            return
        assert {key for key in after if key != KEY} == self.numbers
        if self.key:
            assert after[KEY] == self.key
        elif KEY in shown:
            assert KEY not in after, "the credentials were not cleared"
        else:
            assert after.get(KEY) == before.get(KEY), "the credentials were touched"

    def _quiet(self) -> None:
        assert self.stack.preview(self._program()) == {}
        kept, live = self.stack.kept, self._live()
        assert self.stack.refresh().error is None
        if live is not None:
            self._shows_what_is_there(self._truth(live))
        self.stack.kept = kept

    def _shows_what_is_there(self, now: dict[str, Any]) -> None:
        """The state shows every member, and the credentials where they are managed; a preview shows the rest."""
        shown = self._shown()
        assert {key for key in shown if key != KEY} == {key for key in now if key != KEY}
        assert shown.get(KEY) in {None, now.get(KEY)}
        if self.clean:
            declared = self._declared()
            expected = {key for key in NUMBERS if (key in now) != (key in declared)}
            expected |= {KEY} if self.key and now.get(KEY) != self.key else set()
            found = self.stack.preview(self._program())
            assert self.stack.kept
            unsettled = KEY in self.stack.kept.outputs.get("written", "")
            if not self.key and (unsettled or now.get(KEY) in self.keys):
                found.pop(KEY, None)  # dropped while somebody had removed it, and back: no `up` had reason to note that
            assert bool(found) == bool(expected)
            if expected - {KEY}:
                old, new = found["members"]
                assert old.keys() ^ new.keys() == expected - {KEY}
            assert (KEY in found) == (KEY in expected)

    def _failed_for_a_reason(self, outcome: Outcome, before: dict[str, Any], shown: dict[str, Any]) -> None:
        text = str(outcome.error)
        if "changed outside" in text:
            named = [key for key in [*NUMBERS, KEY] if key in text]
            assert self.settings.get("on_drift") != "overwrite"
            assert named
            assert all(not alike(before.get(key), shown.get(key)) for key in named), named
        elif self._live() is None and (self.stack.kept or self.named):
            assert "is gone" in text or "there is no dialing pool" in text
        elif not self.numbers and self.switches["empty_pool"] == "refused":
            assert "INVALID_PHONE_NUMBERS" in text
        else:
            assert not self.key
            assert KEY in text
            assert self.switches["null_key"] != "honoured"

    def _handed_back(self, mode: str, pool: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        if mode == "delete":
            assert pool not in self.box.org().pools
            return
        expected = before if mode == "retain" else self.witness.handed_back(before)
        released = self.witness.perhaps_ours(before)
        for key in (expected.keys() | after.keys()) - released - self.torn:
            assert alike(after.get(key), expected.get(key)), f"{key}: {after.get(key)!r}, not {expected.get(key)!r}"

    # Facts

    def _live(self) -> str | None:
        """The pool that this is all about, while it is there."""
        pool = self.stack.kept.id if self.stack.kept else self.existing
        return pool if pool in self.box.org().pools else None

    def _truth(self, pool_id: str | None) -> dict[str, Any]:
        if pool_id not in self.box.org().pools:
            return {}
        pool = self.box.pool(pool_id)
        return dict.fromkeys(pool.phone_numbers, True) | ({KEY: pool.encrypted_key} if pool.encrypted_key else {})

    def _shown(self) -> dict[str, Any]:
        if self.stack.kept is None:
            return {}
        inputs = self.stack.kept.inputs
        return dict.fromkeys(inputs["phone_numbers"], True) | ({KEY: inputs[KEY]} if KEY in inputs else {})

    def _declared(self) -> dict[str, Any]:
        return dict.fromkeys(sorted(self.numbers), True) | ({KEY: self.key} if self.key else {})

    def _program(self) -> dict[str, Any]:
        named = {"pool_id": self.existing} if self.named else {}
        declared: dict[str, Any] = {"phone_numbers": sorted(self.numbers, reverse=True), "members": {}, KEY: self.key}
        return {**declared, **named, **self.settings}

    def _cannot_restore(self) -> bool:
        return bool(self.switches["null_key"] != "honoured" or self.switches["empty_pool"] == "refused")


def test_the_promises_hold_for_a_pool() -> None:
    run(PoolMachine, examples=40)

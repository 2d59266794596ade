"""Random programs, hand edits, refreshes, faults and destroys of one number's settings, against the four promises.

The machine drives the real lifecycle over HTTP against the sandbox, in every combination of its switches. In the suite
it runs for seconds; see `machines.py` for a long run.
"""

from __future__ import annotations

from typing import Any

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bland_sandbox import Sandbox
from bland_sandbox.fields import ECHOED, REPORTED, ConfigNew, ConfigOld
from pulumi_bland._sms.inputs import FIELDS
from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle
from tests.reference import NUMBER
from tests.unit.faults import SWITCHES, Trouble, faulty, troubles
from tests.unit.machines import run
from tests.unit.stack import Outcome, Stack
from tests.unit.witness import Witness, alike, blank

VALUES: dict[str, list[Any]] = {
    "objective": ["Be kind.", "Be brief.", ""],
    "webhook": ["https://a.example/x", "https://b.example/y"],
    "time_out": [10, 30, 600, 0],
    "temperature": [0, 0.5, 1],
    "tools": [[{"name": "look", "depth": 1}], [{"name": "book"}], []],
    "request_data": [{"a": 1, "b": {"c": [1.5, "2"]}}, ["x"], {}],
    "pathway_version": [3, 4],
    "disposition_ids": [["b", "a", "b"], ["c"]],
    "timeout_message": ["Bye.", "So long."],
    "restart_after_end_call": [True, False],
    "use_candidate_model": [True, False],
    "messaging_service_sid": ["MG1", "MG2"],
}
FIELD_AND_VALUE = st.sampled_from([(key, value) for key, values in VALUES.items() for value in values])
LISTS = {"tools", "disposition_ids"}


def as_stored(key: str, value: Any) -> Any:
    """What the reference says of how a declared value is kept."""
    if key == "time_out" and 0 < value < 30:
        return 30
    return sorted(set(value)) if key == "disposition_ids" else value


def as_kept(config: dict[str, Any]) -> dict[str, Any]:
    """A configuration as a person reads it: the ids are sets, and a default that the service added means nothing."""
    kept = {key: sorted(set(value)) if key == "disposition_ids" else value for key, value in config.items()}
    if "tools" in kept:
        kept["tools"] = [{key: each[key] for key in each if key != "timeout"} for each in kept["tools"]]
    return kept


def cleared(key: str, value: Any) -> bool:
    """Whether nothing is set, to whoever reads the reference: its sample has a temperature of 0 then."""
    return blank(value) or (key == "temperature" and value == 0)


class SmsMachine(RuleBasedStateMachine):
    """One program that has the settings of one number in it."""

    @initialize(
        switches=st.fixed_dictionaries({name: st.sampled_from(values) for name, values in SWITCHES.items()}),
        found=st.lists(FIELD_AND_VALUE, max_size=4),
    )
    def start(self, switches: dict[str, Any], found: list[tuple[str, Any]]) -> None:
        self.switches = switches
        self.box = Sandbox(**switches)
        self.box.__enter__()
        self.stack = Stack(SmsNumberConfigLifecycle(), self.box)
        self.model = ConfigOld if switches["generation"] == "old" else ConfigNew
        self.visible = {key for key in REPORTED[switches["reads"]] if key in self.model.model_fields}
        self.program: dict[str, Any] = {}
        self.settings: dict[str, Any] = {}
        self.witness, self.clean = Witness(), False
        self.owed: dict[str, Any] = {}
        self.declared_last, self.tried, self.perhaps_owed = set[str](), set[str](), set[str]()
        self.defaults: dict[str, Any] = {}
        """What an `up` said that it takes for a default of the service's."""
        self.torn: set[str] = set()
        """What a destroy that failed has undone already: it cannot note that anywhere."""
        for key, value in found:
            self.edit((key, value))

    def teardown(self) -> None:
        if hasattr(self, "box"):
            self.box.__exit__(None, None, None)

    # What people do

    @rule(field=FIELD_AND_VALUE)
    def declare(self, field: tuple[str, Any]) -> None:
        key, value = field
        if key in self.model.model_fields:
            self.program[key], self.clean = self._typed(key, value), False

    @precondition(lambda self: self.program)
    @rule(data=st.data())
    def undeclare(self, data: st.DataObject) -> None:
        del self.program[data.draw(st.sampled_from(sorted(self.program)))]
        self.clean = False

    @rule(
        setting=st.sampled_from(
            [
                ("on_drift", None),
                ("on_drift", "refuse"),
                ("on_drift", "overwrite"),
                ("authoritative", True),
                ("authoritative", None),
                ("on_delete", None),
                ("on_delete", "clear"),
                ("on_delete", "retain"),
            ]
        )
    )
    def change_a_setting(self, setting: tuple[str, Any]) -> None:
        self.settings[setting[0]], self.clean = setting[1], False

    @rule(field=FIELD_AND_VALUE)
    def edit(self, field: tuple[str, Any]) -> None:
        key, value = field
        if key in self.model.model_fields:
            self.box.edit_sms(NUMBER, "sms", **{key: self._by_hand(key, value)})
            self.owed.pop(key, None)

    @rule(key=st.sampled_from(sorted(VALUES)))
    def empty(self, key: str) -> None:
        if self.box.sms(NUMBER) is not None:
            self.box.edit_sms(NUMBER, "sms", **{key: None})
            self.owed.pop(key, None)

    # What the engine does

    @rule(trouble=troubles)
    def up(self, trouble: Trouble | None) -> None:
        before, shown = self._truth(), self._shown()
        with faulty(self.box, trouble):
            outcome = self.stack.up(self._typed_program())
        after = self._truth()
        note(f"up {self._typed_program()} -> {outcome.text!r}\n  {before}\n  {after}\n  {self.stack.kept}")
        self._nothing_done_without_a_trace(outcome, before, after)
        told = " ".join(each for each in outcome.warnings if "a default of" in each)
        self.defaults |= {key: after.get(key) for key in VALUES if key in told}
        self._nothing_lost_unseen(outcome, before, after, shown)
        if outcome.asked and (outcome.error is None or outcome.partial):
            self._note(outcome, before, after)
        if outcome.error is None:
            self._as_declared(outcome, after, before, shown)
            self.clean, self.declared_last, self.tried = True, set(self.program), set()
            self._quiet()
        elif trouble is None:
            self._failed_for_a_reason(outcome, before, shown)

    @rule(trouble=troubles)
    def refresh(self, trouble: Trouble | None) -> None:
        before = self._truth()
        with faulty(self.box, trouble):
            outcome = self.stack.refresh()
        note(f"refresh -> {outcome.text!r}\n  {before}\n  {self.stack.kept}")
        assert self._truth() == before
        assert outcome.error is None or trouble, outcome.text
        if outcome.error is None and self.stack.kept and self.clean:
            self._preview_shows_the_drift()

    @precondition(lambda self: self.stack.kept is not None)
    @rule()
    def refresh_then_up(self) -> None:
        """What a message about drift tells people to do works."""
        self.refresh(None)
        before = self._truth()
        self.up(None)
        assert "changed outside" not in str(self.stack.up(self._typed_program()).error), before

    @precondition(lambda self: self.stack.kept is not None)
    @rule(trouble=troubles)
    def destroy(self, trouble: Trouble | None) -> None:
        assert self.stack.kept
        self.clean = False
        before, mode = self._truth(), self.stack.kept.outputs.get("on_delete") or "restore"
        with faulty(self.box, trouble):
            outcome = self.stack.destroy()
        after = self._truth()
        note(f"destroy ({mode}) -> {outcome.text!r}\n  {before}\n  {after}\n  {self.witness.__dict__}")
        if outcome.error is not None:
            assert trouble or self._cannot_clear(), outcome.text
            self.witness.saw(before, after, [])
            self.torn |= {key for key in before.keys() | after.keys() if not alike(before.get(key), after.get(key))}
            return
        self._handed_back(mode, before, after)
        self.witness, self.owed = Witness(), {}
        self.tried, self.perhaps_owed, self.torn = set(), set(), set()

    # What must be true

    def _nothing_done_without_a_trace(self, outcome: Outcome, before: dict[str, Any], after: dict[str, Any]) -> None:
        if outcome.error is not None and not outcome.partial:
            assert all(alike(before.get(key), after.get(key)) for key in before.keys() | after.keys())

    def _nothing_lost_unseen(
        self, outcome: Outcome, before: dict[str, Any], after: dict[str, Any], shown: dict[str, Any]
    ) -> None:
        named = set() if self.stack.kept is None else {key for key in VALUES if key in outcome.text}
        defaults = {key for key, value in self.defaults.items() if alike(before.get(key), value)}
        for key in set(self.witness.lost(before, after, shown)) - self.witness.perhaps_ours(before) - defaults:
            reported = key in self.visible and not (blank(before.get(key)) and self.switches["unset"] == "absent")
            first = key not in shown
            wiped = not self._managed(key) and outcome.partial
            overwritten = self.settings.get("on_drift") == "overwrite"
            if wiped and reported:
                self.owed.setdefault(key, before.get(key))
            if reported and not (first and blank(before.get(key))):
                assert key in named, f"{key} was lost"
                assert first or wiped or overwritten, f"{key} was overwritten"

    def _note(self, outcome: Outcome, before: dict[str, Any], after: dict[str, Any]) -> None:
        managed = set(self.program)
        if self.settings.get("authoritative"):
            held_empty = {key for key, value in {**before, **self.owed}.items() if not cleared(key, value)}
            managed |= held_empty - {"messaging_service_sid"}
            managed &= self.visible | set(self.program)
        left = self._left(outcome)
        if outcome.partial:
            self.witness.doubts(before, {key: as_stored(key, value) for key, value in self.program.items()})
        ours = {*self.program, *self.declared_last, *self.tried} - left
        as_it_was = {key: before.get(key) for key in left if alike(before.get(key), after.get(key))}
        self.witness.saw(
            {**self.owed, **before}, {**after, **as_it_was}, managed, () if outcome.partial else ours & self.visible
        )
        # What is managed now is what destroy hands back.
        self.owed = {key: value for key, value in self.owed.items() if not self._managed(key)}
        self.tried |= set(self.program)
        if "may have emptied" in outcome.text:
            self.perhaps_owed |= {key for key in before if key in outcome.text}

    def _as_declared(
        self, outcome: Outcome, after: dict[str, Any], before: dict[str, Any], shown: dict[str, Any]
    ) -> None:
        previously = self.declared_last | self.tried
        left = self._left(outcome)
        for key, value in self.program.items():
            changed = not alike(shown.get(key), as_stored(key, value))
            drifted = not alike(shown.get(key), before.get(key))
            assert key not in left or (not changed and (drifted or value == 0)), f"{key} was left"
            if key in self.visible and (changed or not drifted):
                assert alike(after.get(key), as_stored(key, value)), f"{key} is not as declared"
        for key in shown.keys() - self.program.keys():
            told = key in self.visible or (self.switches["echo"] == "object" and key in ECHOED[self.switches["reads"]])
            ours = told and (key in previously or self.settings.get("authoritative"))
            assert not ours or cleared(key, after.get(key)), f"{key} was not cleared"
        for key, value in self.owed.items():
            assert alike(after.get(key), value), f"{key} did not come back"
        self.owed.clear()

    def _quiet(self) -> None:
        assert self.stack.preview(self._typed_program()) == {}
        kept = self.stack.kept
        assert self.stack.refresh().error is None
        self._preview_shows_the_drift()
        self.stack.kept = kept

    def _preview_shows_the_drift(self) -> None:
        now = self._truth()
        reported = self.visible - ({key for key in VALUES if now.get(key) is None} if self._leaves_out() else set())
        expected = {
            key
            for key, value in self.program.items()
            if key in reported and not alike(now.get(key), as_stored(key, value))
        }
        if self.settings.get("authoritative"):
            expected |= {key for key in now if not cleared(key, now[key]) and key in self.visible - self.program.keys()}
            expected -= self.defaults.keys()
            expected -= {"messaging_service_sid"} - self.program.keys()
        # Zero and nothing are one to the service's sample answer and two elsewhere: either is right.
        doubtful = {key for key, value in self.program.items() if value == 0 and blank(now.get(key))}
        doubtful |= self.defaults.keys()
        if expected and alike(now.get("time_out"), as_stored("time_out", self.program.get("time_out", 0))):
            doubtful.add("time_out")  # what is stored alike may be spelt anew beside what changes
        assert set(self.stack.preview(self._typed_program())) - doubtful == expected - doubtful

    def _failed_for_a_reason(self, outcome: Outcome, before: dict[str, Any], shown: dict[str, Any]) -> None:
        text = str(outcome.error)
        named = [key for key in VALUES if key in text]
        if "changed outside" in text:
            assert self.settings.get("on_drift") != "overwrite"
            assert named
            for key in named:
                live, seen = before.get(key), shown.get(key)
                zero_for_nothing = blank(live) and blank(seen) and live != seen and 0 in (live, seen)
                assert zero_for_nothing or not alike(live, seen), key
        else:
            assert "could not be cleared" in text
            assert self._cannot_clear()
            assert not any(key in LISTS or key == "time_out" for key in named), named

    def _handed_back(self, mode: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        expected = {**self.witness.handed_back(before), **self.owed}
        if mode == "clear":
            expected = {**before, **self.owed, **dict.fromkeys(self.declared_last)}
        if mode == "retain":
            expected = before
        unsettled = self.torn | (self.tried ^ self.declared_last if mode == "clear" else set())
        # Nobody can tell whether a write in doubt or a person emptied these.
        unsettled |= self.witness.perhaps_ours(before)
        unsettled |= {key for key in self.perhaps_owed if blank(before.get(key))}
        unsettled |= {key for key in self.perhaps_owed if blank(self.witness.before.get(key))}
        # A service that leaves out what is not set cannot be asked whether a person emptied it.
        unsettled |= {key for key in self.witness.before if self._leaves_out() and blank(before.get(key))}
        for key in (expected.keys() | after.keys()) - unsettled:
            if cleared(key, after.get(key)) and cleared(key, expected.get(key)):
                continue
            if key in self.visible:
                assert alike(after.get(key), expected.get(key)), f"{key}: {after.get(key)!r}, not {expected.get(key)!r}"
            elif not blank(after.get(key)):
                assert alike(after.get(key), expected.get(key)) or alike(after.get(key), before.get(key)), key

    # Facts

    def _truth(self) -> dict[str, Any]:
        """What the account holds, as the service shows it: an unset temperature may be shown as 0."""
        config = as_kept(self.box.sms(NUMBER) or {})
        shows_zero = self.switches["unset"] == "sample" and self.box.sms(NUMBER) is not None
        return {**config, "temperature": 0} if shows_zero and config.get("temperature") is None else config

    def _shown(self) -> dict[str, Any]:
        if self.stack.kept is None:
            return {}
        return as_kept({key: as_stored(key, value) for key, value in self.stack.kept.inputs.items() if key in FIELDS})

    def _typed(self, key: str, value: Any) -> Any:
        return str(value) if key == "pathway_version" and self.switches["generation"] == "old" else value

    def _by_hand(self, key: str, value: Any) -> Any:
        """What the dashboard makes of a value: the same as the API."""
        if key == "tools" and self.switches["values"] == "tidied":
            return [{"timeout": 10, **each} for each in value]
        return self._typed(key, as_stored(key, value))

    def _typed_program(self) -> dict[str, Any]:
        return {"phone_number": NUMBER, "channel": "sms", **self.program, **self.settings}

    def _left(self, outcome: Outcome) -> set[str]:
        """What the command said that somebody changed and that it left so."""
        told = " ".join(each for each in outcome.warnings if "left as it is" in each)
        return {key for key in VALUES if key in told}

    def _managed(self, key: str) -> bool:
        """Whether the program says what a field is to be: by name, or as one of those that are held empty."""
        held_empty = bool(self.settings.get("authoritative")) and key != "messaging_service_sid"
        return key in self.program or held_empty

    def _cannot_clear(self) -> bool:
        return (self.switches["nulls"], self.switches["write"]) == ("ignored", "merge")

    def _leaves_out(self) -> bool:
        return bool(self.switches["unset"] == "absent")


def test_the_promises_hold_for_the_settings_of_a_number() -> None:
    run(SmsMachine, examples=40)

"""How the settings of a number are taken over, read, changed and let go."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import BlandError, ServiceError, drifted, listed
from pulumi_bland._rules.inputs import Checked, validate
from pulumi_bland._rules.lifecycle import LOOKED_UP, Difference, Found, Lifecycle, Reach, State, Warn
from pulumi_bland._rules.ownership import Entry, Ownership, Standing, View, met
from pulumi_bland._rules.values import UNKNOWN, Json, has_unknown, same, spelt_like, unset
from pulumi_bland._rules.writing import Plan, Sent, asking, carry_out, plan
from pulumi_bland._sms import service
from pulumi_bland._sms.inputs import (
    FIELDS,
    LINKED_BY_BLAND,
    NO_STATED_DEFAULT,
    SETTINGS,
    SmsNumberConfigInputs,
    declared_fields,
    documented,
    held_empty,
    shows_nothing,
    time_problems,
)
from pulumi_bland._sms.messages import BARE, WAY_OUT, partial, took_over
from pulumi_bland._sms.rehearsal import SmsAnswers
from pulumi_bland._sms.state import as_inputs, load, owed_by, state_of


class SmsNumberConfigLifecycle(Lifecycle):
    """How the settings of a number are taken over, read, changed and let go."""

    model = SmsNumberConfigInputs
    answers = SmsAnswers

    def check(self, old: Mapping[str, Json], new: Mapping[str, Json]) -> Checked:
        checked = validate(self.model, {"channel": "sms", **new})
        inputs = checked.inputs
        checked.problems += time_problems(inputs)
        sid = inputs.get(LINKED_BY_BLAND)
        if sid is not None and inputs.get("channel") == "imessage":
            checked.warnings.append(f"{LINKED_BY_BLAND}: ignored by the service for imessage")
        return checked

    def identity(self, inputs: Mapping[str, Json]) -> str | None:
        number, channel = inputs.get("phone_number"), inputs.get("channel")
        return f"{number}/{channel}" if isinstance(number, str) and isinstance(channel, str) else None

    def diff(self, state: State, inputs: Mapping[str, Json], ignored: Collection[str] = ()) -> Difference:
        replaces = [key for key in ("phone_number", "channel") if inputs.get(key) not in (UNKNOWN, state.get(key))]
        if any(has_unknown(each) for each in inputs.values()):
            return Difference(changes=True, replaces=replaces)
        desired = declared_fields(inputs)
        asks = _asking(load(state), desired, inputs, ignored) or bool(owed_by(state))
        settings = any((inputs.get(key) or None) != (state.get(key) or None) for key in SETTINGS)
        shown = settings or any(desired.get(key) != state.get(key) for key in FIELDS)
        return Difference(bool(replaces) or asks or settings, replaces, beyond_inputs=asks and not shown)

    def inputs_of(self, state: State) -> dict[str, Json]:
        return as_inputs(state)

    def removes(self, state: State) -> bool:
        return False

    def forgotten(self, state: State, other: State) -> list[str]:
        owed = [key for key in owed_by(state) if key not in owed_by(other)]
        return load(state).lost_in(load(other)) + owed

    def create(self, reach: Reach, inputs: Mapping[str, Json], predecessor: State, warn: Warn) -> tuple[str, State]:
        id_ = f"{inputs['phone_number']}/{inputs['channel']}"
        if predecessor:
            return id_, self.update(reach, id_, predecessor, inputs, warn)
        account = reach()
        live = service.live(account, inputs["phone_number"], inputs["channel"])
        service.refuse_imessage(account, inputs)
        desired, beside = declared_fields(inputs), _beside(live, inputs)
        planned = plan(Ownership(), desired, beside, live, documented=documented)
        if unreported := [key for key in desired if key not in live]:
            names = listed(unreported)
            warn(f"{id_}: the service does not report {names}, so what was there before cannot be restored")
        return id_, self._write(account, id_, Ownership(), planned, live, inputs, {}, warn)

    def read(self, reach: Reach, id_: str, state: State, warn: Warn) -> Found | None:
        number, _, channel = id_.partition("/")
        account = reach()
        live = service.live(account, number, channel)
        looked_up = "phone_number" not in state or LOOKED_UP in state
        own = Ownership() if looked_up else load(state)
        _refuse_foreign(account, id_, own, live)
        if looked_up and all(map(unset, live.values())):
            warn(f"{id_} has no settings, or is not on this account")
        elif _is_bare(own, live):
            warn(BARE.format(id_))
        # What was given up is no business of ours any more: what it was emptied to is all that undoing must know.
        shown = {
            key: None if own.standing(key) in (Standing.FREE, Standing.SEEN) and shows_nothing(key, value) else value
            for key, value in live.items()
            if looked_up or own.standing(key) is Standing.OURS or held_empty(key, state)
        }
        own = own.observe(shown, everything=looked_up or bool(state.get("authoritative")), documented=documented)
        inputs = {"phone_number": number, "channel": channel, **{key: state[key] for key in SETTINGS if key in state}}
        # What is there was not wiped after all.
        found = state_of(inputs, own, _still(owed_by(state), live))
        if looked_up:
            return Found(as_inputs(found) | {LOOKED_UP: True}, None)
        return Found(found, as_inputs(found))

    def update(
        self,
        reach: Reach,
        id_: str,
        state: State,
        inputs: Mapping[str, Json],
        warn: Warn,
        ignored: Collection[str] = (),
    ) -> State:
        own, desired, owed = load(state), declared_fields(inputs), owed_by(state)
        # What only a refresh had seen, for a hold that the program gave up, is no business of ours any more.
        kept = {
            key: each
            for key, each in own.entries.items()
            if each.standing is not Standing.SEEN or key in desired or held_empty(key, inputs)
        }
        own = replace(own, entries=kept)
        adopting = bool(inputs.get("authoritative")) and not state.get("authoritative")
        if not owed and not adopting and not _asking(own, desired, inputs, ignored):
            return state_of(inputs, own, owed)
        account = reach()
        live = service.live(account, inputs["phone_number"], inputs["channel"])
        clear = own.dropped(desired, lambda key: held_empty(key, inputs))
        if adopting:
            clear += [key for key in _beside(live, inputs) if key not in own.entries]
        planned = plan(own, desired, clear, live, ignored=ignored.__contains__, documented=documented)
        for key, value in _still(owed, live).items():
            # What we wiped before is what was there before, also where it is not put back any more.
            if (key in desired or held_empty(key, inputs)) and key not in own.baseline:
                planned.baseline[key] = value
        if planned.conflicts and inputs.get("on_drift") != "overwrite":
            raise drifted(id_, planned.conflicts)
        return self._write(account, id_, own, planned, live, inputs, owed, warn)

    def delete(self, reach: Reach, id_: str, state: State, warn: Warn) -> None:
        mode = state.get("on_delete") or "restore"
        if mode == "retain":
            return
        account, own = reach(), load(state)
        live = service.live(account, state["phone_number"], state["channel"])
        _refuse_foreign(account, id_, own, live)
        if mode == "clear":
            ours = [key for key in own.entries if own.standing(key) is Standing.OURS]
            back: dict[str, Json] = {key: None for key in ours if key not in live or not unset(live[key])}
        else:
            back = own.undo(live, documented)
        back |= _still(owed_by(state), live)
        if not back:
            if mode == "restore" and _is_bare(own, live):
                warn(f"{BARE.format(id_)}; nothing was handed back")
            return
        beside = {
            key: _as_taken(each, live[key])
            for key, each in own.entries.items()
            if key in live and key not in back and each.view is not None
        }
        try:
            sent = service.exchange(account, id_, beside | back, live)
        except ServiceError as error:
            if _not_on_the_account(error):
                return
            text = f"{error}. The resource stays in the state; {WAY_OUT}"
            raise BlandError(text) from None
        if sent.doubt is not None and _not_on_the_account(sent.doubt):
            return
        if left := sorted({*(key for key in back if not _is_back(key, back[key], live, sent)), *sent.lost}):
            why = f" ({sent.doubt.fact})" if sent.doubt else ""
            text = f"could not hand back {id_}{why}: {listed(left)} not as before; {WAY_OUT}"
            raise BlandError(text)

    def _write(
        self,
        account: Account,
        id_: str,
        own: Ownership,
        planned: Plan,
        live: View,
        inputs: Mapping[str, Json],
        owed: Mapping[str, Json],
        warn: Warn,
    ) -> State:
        """Send what was planned, put back what that wiped, compare what came of it, and account for it."""
        back = [key for key in owed if key not in planned.desired and not held_empty(key, inputs)]
        owed = _still({key: owed[key] for key in back}, live)
        sent = Sent(live)
        if planned.needed or owed:
            sent = service.exchange(account, id_, planned.request | owed, live)
            after = sent.after or {}
            gone = {key: each for key, each in owed.items() if not met(key, each, after.get(key), documented)}
            sent = replace(sent, lost={**sent.lost, **gone})
        done = carry_out(id_, own, planned, sent, warn, listed, documented)
        if replaced := [key for key in planned.replaced if key not in done.failed]:
            warn(took_over(id_, replaced, planned, inputs))
        if defaults := _defaults(own, planned, live, sent, inputs):
            if stay := [key for key in defaults if key in planned.request]:
                warn(f"{id_}: {listed(stay)} cannot be emptied, and is taken for a default of Bland's")
            done = replace(
                done,
                own=replace(done.own, entries={**done.own.entries, **defaults}),
                not_cleared=[key for key in done.not_cleared if key not in defaults],
            )
        state = state_of(inputs, done.own, sent.lost)
        if not done.failed and not sent.lost:
            return state
        raise partial(id_, done, state, sent)


def _still(owed: Mapping[str, Json], live: View) -> dict[str, Json]:
    """What must be put back yet: it may have come back by itself."""
    return {key: value for key, value in owed.items() if service.is_lost(key, value, live.get(key))}


def _asking(own: Ownership, desired: View, inputs: Mapping[str, Json], ignored: Collection[str]) -> bool:
    dropped = own.dropped(desired, lambda key: held_empty(key, inputs))
    return asking(own, desired, dropped, ignored.__contains__, documented)


def _beside(live: View, inputs: Mapping[str, Json]) -> list[str]:
    """Fields with a value, among those that are to be held empty."""
    beside = (key for key in live if inputs.get(key) is None and held_empty(key, inputs))
    return [key for key in beside if not shows_nothing(key, live[key])]


def _defaults(own: Ownership, planned: Plan, live: View, sent: Sent, inputs: Mapping[str, Json]) -> dict[str, Entry]:
    """Fields to be held empty that hold a default of the service's, which nobody set and nobody can empty.

    It came with a write that did not name it, or it stayed where it was never ours and the reference states no default.
    """
    if sent.doubt is not None or sent.after is None:
        return {}
    after = sent.after
    sprung = [key for key in after if key not in planned.request and key in live and unset(live[key])]
    stayed = [
        key
        for key in NO_STATED_DEFAULT
        if key in planned.request
        and key in live.keys() & after.keys()
        and same(after[key], own.baseline.get(key, live[key]))
    ]
    found = [key for key in [*sprung, *stayed] if held_empty(key, inputs) and key not in planned.desired]
    return {key: Entry(None, after[key], after[key]) for key in found if not shows_nothing(key, after[key])}


def _as_taken(each: Entry, live: Json) -> Json:
    """A live value as it can be sent again: in our spelling, which the service took, as long as it is still ours."""
    return each.applied if same(live, each.applied) else spelt_like(live, each.declared)


def _is_back(key: str, value: Json, live: View, sent: Sent) -> bool:
    """Whether a field is as it was. A default that the service puts in the place of nothing is what was there."""
    if sent.after is None or key not in sent.after:
        return sent.after is not None and sent.doubt is None
    found = sent.after[key]
    if unset(value):
        return shows_nothing(key, found) or not same(found, live.get(key))
    return met(key, value, found, documented)


def _is_bare(own: Ownership, live: View) -> bool:
    """Whether nothing is left of settings that we wrote."""
    return any(not unset(each.applied) for each in own.entries.values()) and all(map(unset, live.values()))


def _refuse_foreign(account: Account, id_: str, own: Ownership, live: View) -> None:
    """A key of another organisation, as a pool of the state has shown it to be, does not see this number either."""
    if account.foreign and _is_bare(own, live):
        text = (
            f"{id_} cannot be seen by this API key, which belongs to another Bland organisation than a pool of this "
            "stack; check bland:apiKey"
        )
        raise BlandError(text)


def _not_on_the_account(error: ServiceError) -> bool:
    return error.code == "INBOUND_NUMBER_NOT_FOUND" and error.enveloped

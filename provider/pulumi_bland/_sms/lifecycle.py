"""How the settings of a number are taken over, read, changed and let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import BlandError, ServiceError, drifted, listed
from pulumi_bland._rules.inputs import Checked, validate
from pulumi_bland._rules.lifecycle import LOOKED_UP, SECRET_INPUTS, Difference, Found, Lifecycle, Reach, State, Warn
from pulumi_bland._rules.ownership import Held, Ownership, Plan, View, plan, settle, untouched
from pulumi_bland._rules.values import UNKNOWN, Json, has_unknown, is_empty, normalises, same, spelt_like
from pulumi_bland._sms import service
from pulumi_bland._sms.inputs import (
    LINKED_BY_BLAND,
    NO_STATED_DEFAULT,
    SETTINGS,
    SmsNumberConfigInputs,
    declared_fields,
    held_empty,
    others,
    stored_as,
    time_problems,
)
from pulumi_bland._sms.messages import BARE, WAY_OUT, partial, restored, taken_over
from pulumi_bland._sms.state import as_inputs, load, owed_by, state_of, still_secret


class SmsNumberConfigLifecycle(Lifecycle):
    """How the settings of a number are taken over, read, changed and let go."""

    model = SmsNumberConfigInputs

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

    def diff(self, state: State, inputs: Mapping[str, Json]) -> Difference:
        known = ("phone_number", "channel")
        replaces = [key for key in known if inputs.get(key) not in (UNKNOWN, state.get(key))]
        if any(has_unknown(each) for each in inputs.values()):
            return Difference(changes=True, replaces=replaces)
        own, declared = load(state), declared_fields(inputs)
        changes = bool(
            replaces
            or any(own.changes(key, value, stored_as) for key, value in declared.items())
            or _to_clear(own, declared, inputs)
            or any((inputs.get(key) or None) != (state.get(key) or None) for key in SETTINGS)
        )
        return Difference(changes, replaces, beyond_inputs=bool(owed_by(state)))

    def create(self, reach: Reach, inputs: Mapping[str, Json], earlier: State, warn: Warn) -> tuple[str, State]:
        id_ = f"{inputs['phone_number']}/{inputs['channel']}"
        if earlier:
            return id_, self.update(reach, id_, earlier, inputs, warn)
        account = reach()
        live = service.live(account, inputs["phone_number"], inputs["channel"])
        service.refuse_imessage(account, inputs)
        declared = declared_fields(inputs)
        beside = others(live, inputs)
        made = plan(Ownership(), declared, beside, live, adopt=beside, stored=stored_as)
        unknown = [key for key in declared if key not in live]
        if unknown:
            warn(f"{id_}: the service does not report {listed(unknown)}, so what was there before cannot be restored")
        return id_, self._write(account, id_, Ownership(), made, live, inputs, {}, warn)

    def read(self, reach: Reach, id_: str, state: State, warn: Warn) -> Found | None:
        number, _, channel = id_.partition("/")
        live = service.live(reach(), number, channel)
        looked_up = "phone_number" not in state or LOOKED_UP in state
        own = Ownership() if looked_up else load(state)
        if looked_up and all(map(is_empty, live.values())):
            warn(f"{id_} has no settings, or is not on this account")
        elif _is_bare(own, live):
            warn(BARE.format(id_))
        shown = [key for key in live if key in own.held or looked_up or key != LINKED_BY_BLAND]
        everything = looked_up or bool(state.get("authoritative"))
        own = own.observe({key: live[key] for key in shown}, everything=everything, stored=stored_as)
        inputs = {"phone_number": number, "channel": channel, **{key: state[key] for key in SETTINGS if key in state}}
        # What is there was not wiped after all.
        found = state_of(inputs, own, {key: each for key, each in owed_by(state).items() if is_empty(live.get(key))})
        if looked_up:
            return Found(as_inputs(found) | {LOOKED_UP: True}, None)
        return Found(found, as_inputs(found))

    def update(self, reach: Reach, id_: str, state: State, inputs: Mapping[str, Json], warn: Warn) -> State:
        own, declared, owed = load(state), declared_fields(inputs), owed_by(state)
        adopting = bool(inputs.get("authoritative")) and not state.get("authoritative")
        same_settings = {key: state.get(key) for key in SETTINGS}
        if not owed and not adopting and not self.diff(state, {**inputs, **same_settings}).changes:
            return state_of(inputs, own, owed)
        account = reach()
        live = service.live(account, inputs["phone_number"], inputs["channel"])
        adopt = [key for key in others(live, inputs) if not own.touched(key)] if adopting else []
        clear = _to_clear(own, declared, inputs)
        own = replace(
            own, held={k: each for k, each in own.held.items() if k in {*declared, *clear} or held_empty(k, inputs)}
        )
        made = plan(own, declared, [*clear, *adopt], live, adopt=adopt, stored=stored_as)
        for key, value in owed.items():
            # What we wiped before is what was there before, also where it is not put back any more.
            managed = key in declared or held_empty(key, inputs)
            if managed and not own.touched(key) and is_empty(live.get(key)):
                made.taken[key] = value
        if made.conflicts and inputs.get("on_drift") != "overwrite":
            raise drifted(id_, made.conflicts)
        if made.left:
            warn(
                f"{id_}: {listed(made.left)} was changed outside Pulumi and is left as it is, because this update does "
                "not change it; `pulumi refresh` shows it"
            )
        return self._write(account, id_, own, made, live, inputs, owed, warn, state.get(SECRET_INPUTS) or ())

    def delete(self, reach: Reach, id_: str, state: State, warn: Warn) -> None:
        mode = state.get("on_delete") or "restore"
        if mode == "retain":
            return
        account, own = reach(), load(state)
        live = service.live(account, state["phone_number"], state["channel"])
        if mode == "clear":
            back: dict[str, Json] = {key: None for key, each in own.held.items() if each.declared is not None}
            back = {key: None for key in back if key not in live or not is_empty(live[key])}
        else:
            back = own.undo(live, stored_as)
        back |= {key: value for key, value in owed_by(state).items() if is_empty(live.get(key))}
        if not back:
            if mode == "restore" and _is_bare(own, live):
                warn(f"{BARE.format(id_)}; nothing was handed back")
            return
        kept = {
            key: _as_taken(each, live[key])
            for key, each in own.held.items()
            if key in live and key not in back and each.view is not None
        }
        try:
            after, doubt, lost = service.exchange(account, id_, kept | back, live)
        except ServiceError as error:
            if _not_on_the_account(error):
                return
            text = f"{error}. The resource stays in the state; {WAY_OUT}"
            raise BlandError(text) from None
        if doubt is not None and _not_on_the_account(doubt):
            return
        left = [
            key
            for key, value in back.items()
            if after is None
            or (not restored(key, value, after[key], live.get(key)) if key in after else doubt is not None)
        ]
        left = sorted({*left, *lost})
        if left:
            why = f" ({doubt.fact})" if doubt else ""
            text = f"could not hand back {id_}{why}: {listed(left)} not as before; {WAY_OUT}"
            raise BlandError(text)

    def _write(
        self,
        account: Account,
        id_: str,
        own: Ownership,
        made: Plan,
        live: View,
        inputs: Mapping[str, Json],
        owed: Mapping[str, Json],
        warn: Warn,
        secret: Sequence[str] = (),
    ) -> State:
        """Send what was planned, put back what that wiped, compare what came of it, and account for it."""
        back = [key for key in owed if key not in made.declared and not held_empty(key, inputs)]
        owed = {key: owed[key] for key in back if is_empty(live.get(key))}
        after: dict[str, Json] | None = dict(live)
        doubt: ServiceError | None = None
        lost: dict[str, Json] = {}
        if made.needed or owed:
            after, doubt, lost = service.exchange(account, id_, made.send | owed, live)
            lost |= {key: each for key, each in owed.items() if after is None or not normalises(each, after.get(key))}
        late = doubt is not None and doubt.late
        if doubt and not late and after is not None and not (lost or owed) and untouched(made, after, stored_as):
            raise doubt
        settled = settle(own, made, after or {}, acknowledged=doubt is None, late=late, stored=stored_as)
        defaults = _defaults(own, made, live, after or {}, inputs) if doubt is None else {}
        if replaced := [key for key in made.replaced if key not in settled.failed]:
            warn(taken_over(id_, replaced, made, inputs))
        if overwrote := [key for key in made.conflicts if key not in settled.failed]:
            warn(f'{id_}: overwrote what was changed outside Pulumi (on_drift="overwrite"): {listed(overwrote)}')
        if stay := [key for key in defaults if key in made.send]:
            warn(f"{id_}: {listed(stay)} cannot be emptied, and is taken for a default of Bland's")
        settled = replace(
            settled,
            own=replace(settled.own, held={**settled.own.held, **defaults}),
            stayed=[key for key in settled.stayed if key not in defaults],
        )
        state = state_of(inputs, settled.own, lost)
        if settled.as_wanted and not lost:
            return state
        state |= still_secret(secret, state, inputs)
        raise partial(id_, settled, state, lost, doubt)


def _to_clear(own: Ownership, declared: View, inputs: Mapping[str, Json]) -> list[str]:
    """Fields that the program stopped declaring and, with `authoritative`, what a refresh found beside the declared."""
    return [
        key
        for key, each in own.held.items()
        if key not in declared and (each.declared is not None or (held_empty(key, inputs) and not is_empty(each.view)))
    ]


def _defaults(own: Ownership, made: Plan, live: View, after: View, inputs: Mapping[str, Json]) -> dict[str, Held]:
    """Fields that hold a default of the service's, which nobody set and nobody can empty.

    It came with a write that did not name it, or it stayed where it was never ours and the reference states no default.
    """
    sprung = [key for key in after if key not in made.send and key in live and is_empty(live[key])]
    stayed = [
        key
        for key in NO_STATED_DEFAULT
        if key in made.send and key not in own.held and key in live and same(after.get(key), live[key])
    ]
    found = [key for key in [*sprung, *stayed] if held_empty(key, inputs) and key not in made.declared]
    return {key: Held(None, after[key], after[key]) for key in found if not is_empty(after[key])}


def _as_taken(each: Held, live: Json) -> Json:
    """A live value as it can be sent again: in our spelling, which the service took, as long as it is still ours."""
    return each.written if same(live, each.written) else spelt_like(live, each.declared)


def _is_bare(own: Ownership, live: View) -> bool:
    """Whether nothing is left of settings that we wrote."""
    ours = any(not is_empty(each.written) for each in own.held.values())
    return ours and all(map(is_empty, live.values()))


def _not_on_the_account(error: ServiceError) -> bool:
    return error.code == "INBOUND_NUMBER_NOT_FOUND" and error.enveloped

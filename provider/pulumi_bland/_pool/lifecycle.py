"""How a dialing pool is made, taken over, read, changed and let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi_bland._pool import service
from pulumi_bland._pool.inputs import KEY, SETTINGS, CustomDialingPoolInputs, declared_keys
from pulumi_bland._pool.messages import WAY_OUT, are_secret, names, partial, replaced
from pulumi_bland._pool.state import as_inputs, load, settings_only, state_of
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.cache import Row
from pulumi_bland._rules.errors import BlandError, ServiceError, drifted, listed
from pulumi_bland._rules.inputs import Checked, as_uuid, validate
from pulumi_bland._rules.lifecycle import LOOKED_UP, Difference, Found, Lifecycle, Reach, State, Warn
from pulumi_bland._rules.ownership import Ownership, Plan, View, plan, settle, unchanged, untouched
from pulumi_bland._rules.phone import is_assigned, place, pool_number
from pulumi_bland._rules.values import UNKNOWN, Json, has_unknown, same


class CustomDialingPoolLifecycle(Lifecycle):
    """How a pool is made, taken over, read, changed and let go."""

    model = CustomDialingPoolInputs

    def check(self, old: Mapping[str, Json], new: Mapping[str, Json]) -> Checked:
        checked = validate(self.model, new)
        if checked.problems:
            return checked
        if has_unknown(checked.inputs["phone_numbers"]):
            checked.inputs["members"] = UNKNOWN
            return checked
        numbers = checked.inputs["phone_numbers"] = sorted(set(checked.inputs["phone_numbers"]))
        # A label is a comment that changes with the releases of the numbering data: one that is shown is kept.
        labels = old.get("members") or {}
        checked.inputs["members"] = {each: labels.get(each) or place(each) for each in numbers}
        unassigned = [index for index, each in enumerate(new["phone_numbers"]) if not is_assigned(pool_number(each))]
        if unassigned:
            where = listed(f"phone_numbers[{index}]" for index in unassigned)
            checked.warnings.append(f"{where}: in no assigned number range; the service may refuse such numbers")
        if not numbers:
            checked.warnings.append("phone_numbers: empty; the reference does not say whether a pool may be")
        key = checked.inputs.get(KEY)
        if key is not None and key is not UNKNOWN and as_uuid(key) is None:
            checked.warnings.append(f"{KEY}: not a UUID, as the reference of dialing pools says it is")
        return checked

    def identity(self, inputs: Mapping[str, Json]) -> str | None:
        pool_id = inputs.get("pool_id")
        return f"dialing pool {pool_id}" if isinstance(pool_id, str) else None

    def diff(self, state: State, inputs: Mapping[str, Json]) -> Difference:
        own = load(state)
        pool_id = inputs.get("pool_id")
        replaces = ["pool_id"] if pool_id not in (None, UNKNOWN, state.get("pool_id")) else []
        if any(has_unknown(each) for each in inputs.values()):
            return Difference(changes=True, replaces=replaces)
        declared = declared_keys(inputs)
        changes = bool(
            replaces
            or any(own.changes(key, value, unchanged) for key, value in declared.items())
            or any(key not in declared and each.view is not None for key, each in own.held.items())
            or any(inputs.get(key) != state.get(key) for key in SETTINGS)
        )
        return Difference(changes, replaces)

    def secrets(self, values: Mapping[str, Json]) -> set[str]:
        return super().secrets(values) | {KEY}

    def create(self, reach: Reach, inputs: Mapping[str, Json], earlier: State, warn: Warn) -> tuple[str, State]:
        if earlier and inputs.get("pool_id"):
            return inputs["pool_id"], self.update(reach, inputs["pool_id"], earlier, inputs, warn)
        account = reach()
        if inputs.get("pool_id") is None:
            return self._made(service.make(account, _body(declared_keys(inputs)), warn), inputs)
        pool_id = inputs["pool_id"]
        row = service.find(account, pool_id)
        if row is None:
            raise service.none_such(pool_id)
        declared, live = declared_keys(inputs), service.view(row)
        taken = plan(Ownership(), declared, service.members(row), _spread(live, declared), adopt=service.members(row))
        return pool_id, self._write(account, pool_id, Ownership(), taken, row, inputs, warn, taken_over=True)

    def read(self, reach: Reach, id_: str, state: State, warn: Warn) -> Found | None:
        account = reach()
        row = service.find(account, id_, owner=state.get("owner_id"))
        looked_up = "phone_numbers" not in state or LOOKED_UP in state
        if row is None:
            if looked_up:
                raise service.none_such(id_)
            return None
        live = service.view(row)
        own = Ownership() if looked_up else load(state)
        own = own.observe(_spread(live, own.held), everything=True)
        if not looked_up and KEY not in load(state).held:
            own = Ownership({key: each for key, each in own.held.items() if key != KEY}, own.baseline)
        settings = {key: state[key] for key in SETTINGS if key in state}
        found = state_of(row, own, settings | {"members": state.get("members")}, taken_over="baseline" in state)
        if looked_up:
            found.pop("written", None)
            return Found(found | {LOOKED_UP: True}, None)
        return Found(found, as_inputs(found))

    def update(self, reach: Reach, id_: str, state: State, inputs: Mapping[str, Json], warn: Warn) -> State:
        own, declared = load(state), declared_keys(inputs)
        taken_over = "baseline" in state
        if not self.diff(state, {**inputs, **{key: state.get(key) for key in SETTINGS}}).changes:
            return settings_only(state, inputs)
        account = reach()
        row = service.find(account, id_, owner=state.get("owner_id"))
        if row is None:
            then = "name another pool_id, or none to have one made" if inputs.get("pool_id") else "then run it again"
            text = f"dialing pool {id_} is gone; `pulumi refresh` takes it out of the state, {then}"
            raise BlandError(text)
        live = service.view(row)
        clear = [key for key in {**own.held, **dict.fromkeys(service.members(row), True)} if key not in declared]
        made = plan(own, declared, clear, _spread(live, own.held, declared), whole=True)
        if made.conflicts and inputs.get("on_drift") != "overwrite":
            raise drifted(f"dialing pool {id_}", names(made.conflicts, conceal=are_secret(inputs)))
        return self._write(account, id_, own, made, row, inputs, warn, taken_over=taken_over)

    def delete(self, reach: Reach, id_: str, state: State, warn: Warn) -> None:
        taken_over = "baseline" in state
        mode = state.get("on_delete") or ("restore" if taken_over else "delete")
        if mode == "retain":
            return
        if mode == "restore" and taken_over:
            self._restore(reach(), id_, state)
        else:
            service.remove(reach(), id_, state.get("owner_id"))

    def _made(self, row: Row, inputs: Mapping[str, Json]) -> tuple[str, State]:
        """Account for a pool that the service just made."""
        declared = declared_keys(inputs)
        made = plan(Ownership(), declared, [], {})
        settled = settle(Ownership(), made, _spread(service.view(row), declared), acknowledged=True)
        pool_id = str(row["id"]).lower()
        state = state_of(row, Ownership(settled.own.held), inputs, taken_over=False)
        if not settled.as_wanted:
            raise partial(pool_id, settled, state, "was made, but")
        return pool_id, state

    def _write(
        self,
        account: Account,
        id_: str,
        own: Ownership,
        made: Plan,
        row: Row,
        inputs: Mapping[str, Json],
        warn: Warn,
        *,
        taken_over: bool,
    ) -> State:
        """Send what was planned, compare what came of it, and account for it."""
        keys = [*own.held, *made.send]
        after: Row | None = row
        doubt: ServiceError | None = None
        if made.needed:
            body = _body(
                {key: value for key, value in made.send.items() if value is not None} | _key_to_send(made, row)
            )
            after, doubt = service.replace(account, row, body)
        view = {} if after is None else _spread(service.view(after), keys)
        late = doubt is not None and doubt.late
        if doubt and not late and after is not None and untouched(made, view):
            raise doubt
        if taken_over and made.needed and not own.held:
            warn(replaced(id_, made, inputs))
        elif KEY in made.replaced:
            warn(f"dialing pool {id_}: replaced the {KEY} that was set outside Pulumi")
        settled = settle(own, made, view, acknowledged=doubt is None, late=late)
        if overwrote := [key for key in made.conflicts if key not in settled.failed]:
            shown = listed(names(overwrote, conceal=are_secret(inputs)))
            warn(f'dialing pool {id_}: overwrote what was changed outside Pulumi (on_drift="overwrite"): {shown}')
        state = state_of(after or row, settled.own, inputs, taken_over=taken_over)
        if made.needed and KEY not in made.send and after and not same(row.get(KEY), after.get(KEY, row.get(KEY))):
            settled.refused.append(KEY)
        if settled.as_wanted:
            return state
        raise partial(id_, settled, state, f"was updated in part: {doubt.fact};" if doubt else "was updated, but")

    def _restore(self, account: Account, id_: str, state: State) -> None:
        """Take back what we did to a pool that was there before us, and nothing else."""
        row = service.find(account, id_, owner=state.get("owner_id"))
        if row is None:
            return
        own = load(state)
        live = service.view(row)
        back = own.undo(_spread(live, own.held, own.baseline))
        if not back:
            return
        wanted = {key: value for key, value in (live | back).items() if value is not None}
        body = _body(wanted) | ({KEY: None} if KEY in back and back[KEY] is None else {})
        try:
            after, doubt = service.replace(account, row, body)
        except ServiceError as error:
            text = f"{error}. The pool stays in the state; {WAY_OUT}"
            raise BlandError(text) from None
        left = [key for key, value in back.items() if after is None or not same(service.view(after).get(key), value)]
        if left:
            shown = names(left, conceal=are_secret(state))
            why = f" ({doubt.fact})" if doubt else ""
            text = f"could not restore dialing pool {id_}{why}: {listed(shown)} not as before; {WAY_OUT}"
            raise BlandError(text)


def _body(declared: View) -> dict[str, Json]:
    body: dict[str, Json] = {"phone_numbers": sorted(key for key in declared if key != KEY)}
    return body | ({KEY: declared[KEY]} if KEY in declared else {})


def _key_to_send(made: Plan, row: Row) -> dict[str, Json]:
    """The credentials go along: an undeclared key as it is live, because omitting it may mean to clear it.

    Where there is none to clear it is left out, because the newer reference no longer says that null may be sent.
    """
    if KEY in made.send:
        return {KEY: made.send[KEY]}
    return {KEY: row[KEY]} if row.get(KEY) is not None else {}


def _spread(live: View, *keys: Mapping[str, Any] | Sequence[str]) -> dict[str, Json]:
    """A pool's answer is complete: a number that it does not hold is known to be absent."""
    absent = {key: None for each in keys for key in each if key != KEY}
    return absent | dict(live)

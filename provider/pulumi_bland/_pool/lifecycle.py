"""How a dialing pool is made, taken over, read, changed and let go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar

from pulumi_bland._pool import service
from pulumi_bland._pool.inputs import KEY, SETTINGS, CustomDialingPoolInputs, declared_keys
from pulumi_bland._pool.messages import WAY_OUT, changed, named, partial, took_over
from pulumi_bland._pool.rehearsal import PoolAnswers
from pulumi_bland._pool.state import as_inputs, is_taken_over, load, settings_only, state_of
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.cache import Row
from pulumi_bland._rules.errors import BlandError, ServiceError, drifted, listed
from pulumi_bland._rules.inputs import Checked, as_uuid, validate
from pulumi_bland._rules.lifecycle import LOOKED_UP, Difference, Found, Lifecycle, Reach, State, Warn
from pulumi_bland._rules.ownership import Ownership, View
from pulumi_bland._rules.phone import is_assigned, place, pool_number
from pulumi_bland._rules.travel import SECRET_INPUTS
from pulumi_bland._rules.values import UNKNOWN, Json, has_unknown, same
from pulumi_bland._rules.writing import Plan, Sent, asking, carry_out, outcome, plan


class CustomDialingPoolLifecycle(Lifecycle):
    """How a pool is made, taken over, read, changed and let go."""

    model = CustomDialingPoolInputs
    answers = PoolAnswers
    follows: ClassVar[Mapping[str, str]] = {"credentials_name": KEY}

    def check(self, old: Mapping[str, Json], new: Mapping[str, Json]) -> Checked:
        checked = validate(self.model, new)
        if checked.problems:
            return checked
        numbers = checked.inputs["phone_numbers"]
        if has_unknown(numbers):
            checked.inputs["members"] = UNKNOWN
            return checked
        # A label is a comment that changes with the releases of the numbering data: one that is shown is kept.
        labels = old.get("members") or {}
        checked.inputs["members"] = {each: labels.get(each) or place(each) for each in numbers}
        secret = checked.inputs.get(SECRET_INPUTS, [])
        shown = secret is not UNKNOWN and "phone_numbers" not in secret
        spelt = [pool_number(each) for each in new["phone_numbers"]]
        if unassigned := [(index, each) for index, each in enumerate(spelt) if not is_assigned(each)]:
            where = listed(f"phone_numbers[{index}]" + f" ({each})" * shown for index, each in unassigned)
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

    def diff(self, state: State, inputs: Mapping[str, Json], ignored: Collection[str] = ()) -> Difference:
        own, pool_id = load(state), inputs.get("pool_id")
        replaces = ["pool_id"] if pool_id not in (None, UNKNOWN, state.get("pool_id")) else []
        if any(has_unknown(each) for each in inputs.values()):
            return Difference(changes=True, replaces=replaces)
        desired, views = declared_keys(inputs), {key: each.view for key, each in own.entries.items()}
        settings = any(inputs.get(key) != state.get(key) for key in SETTINGS)
        asks = _asking(own, desired, ignored)
        shown = settings or desired != {key: view for key, view in views.items() if view is not None}
        return Difference(bool(replaces) or asks or settings, replaces, beyond_inputs=asks and not shown)

    def secrets(self, values: Mapping[str, Json]) -> set[str]:
        names = super().secrets(values) | {KEY}
        return names | {"members"} if "phone_numbers" in names else names

    def inputs_of(self, state: State) -> dict[str, Json]:
        return as_inputs(state)

    def removes(self, state: State) -> bool:
        return _mode(state) == "delete"

    def forgotten(self, state: State, other: State) -> list[str]:
        made_here = ["that it was made here"] * (not is_taken_over(state) and is_taken_over(other))
        return made_here + named(load(state).lost_in(load(other)), state, other)

    def handed_on(self, state: State) -> State:
        return state if is_taken_over(state) else {}  # who takes over a pool that we made did not make it

    def create(self, reach: Reach, inputs: Mapping[str, Json], predecessor: State, warn: Warn) -> tuple[str, State]:
        pool_id = inputs.get("pool_id")
        if pool_id is None:
            return self._make(reach(), inputs, warn)
        if predecessor:
            return pool_id, self.update(reach, pool_id, predecessor, inputs, warn)
        account = reach()
        row = service.find(account, pool_id)
        if row is None:
            raise service.none_such(pool_id)
        desired, members = declared_keys(inputs), service.members(row)
        planned = plan(Ownership(), desired, members, _spread(service.view(row), desired))
        return pool_id, self._write(account, pool_id, Ownership(), planned, row, inputs, {}, warn)

    def read(self, reach: Reach, id_: str, state: State, warn: Warn) -> Found | None:
        row = service.find(reach(), id_, owner=state.get("owner_id"))
        looked_up = "phone_numbers" not in state or LOOKED_UP in state
        if row is None:
            if looked_up:
                raise service.none_such(id_)
            return None
        known = Ownership() if looked_up else load(state)
        own = known.observe(_spread(service.view(row), known.entries), everything=True)
        if not looked_up and KEY not in known.entries:
            own = Ownership({key: each for key, each in own.entries.items() if key != KEY}, own.baseline)
        settings = {key: state[key] for key in SETTINGS if key in state}
        found = state_of(row, own, settings | {"members": state.get("members")}, taken_over=is_taken_over(state))
        if looked_up:
            found.pop("written", None)
            return Found(found | {LOOKED_UP: True}, None)
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
        own, desired = load(state), declared_keys(inputs)
        if not _asking(own, desired, ignored):
            return settings_only(state, inputs)
        account = reach()
        row = service.find(account, id_, owner=state.get("owner_id"))
        if row is None:
            then = "name another pool_id, or none to have one made" if inputs.get("pool_id") else "then run it again"
            text = f"dialing pool {id_} is gone; `pulumi refresh` takes it out of the state, {then}"
            raise BlandError(text)
        live = _spread(service.view(row), own.entries, desired)
        clear = [key for key in {**own.entries, **dict.fromkeys(service.members(row))} if key not in desired]
        planned = plan(own, desired, clear, live, ignored=_in(ignored), whole=True)
        # The membership is managed as a whole: a number that the program comes to name was not there before.
        planned.baseline.update({key: None for key in planned.baseline if key in desired and key != KEY})
        if planned.conflicts and inputs.get("on_drift") != "overwrite":
            raise drifted(f"dialing pool {id_}", changed(planned, inputs, state))
        return self._write(account, id_, own, planned, row, inputs, state, warn)

    def delete(self, reach: Reach, id_: str, state: State, warn: Warn) -> None:
        mode = _mode(state)
        if mode == "restore":
            self._restore(reach(), id_, state)
        elif mode == "delete":
            service.remove(reach(), id_, state.get("owner_id"))

    def _make(self, account: Account, inputs: Mapping[str, Json], warn: Warn) -> tuple[str, State]:
        desired = declared_keys(inputs)
        row = service.make(account, _body(desired), warn)
        planned = plan(Ownership(), desired, [], dict.fromkeys(desired))  # nothing of it was there
        done = outcome(Ownership(), planned, Sent(_spread(service.view(row), desired)), exact=True)
        pool_id = str(row["id"]).lower()
        state = state_of(row, Ownership(done.own.entries), inputs, taken_over=False)
        if done.failed:
            raise partial(pool_id, done, done.not_taken, state, "was made, but")
        return pool_id, state

    def _write(
        self,
        account: Account,
        id_: str,
        own: Ownership,
        planned: Plan,
        row: Row,
        inputs: Mapping[str, Json],
        old: State,
        warn: Warn,
    ) -> State:
        """Send what was planned, compare what came of it, and account for it. A pool without an old state was there."""
        taken_over = not old or is_taken_over(old)
        sent, what = Sent(_spread(service.view(row), planned.request, own.entries)), f"dialing pool {id_}"
        if planned.needed:
            body = _body({key: value for key, value in planned.request.items() if value is not None})
            answer, doubt = service.replace(account, row, body | _key_to_send(planned, row))
            view = None if answer is None else _spread(service.view(answer), planned.request, own.entries)
            sent = Sent(view, doubt, answer=answer)
        done = carry_out(what, own, planned, sent, warn, lambda keys: listed(named(keys, inputs, old)), exact=True)
        if taken_over and planned.needed and not own.entries:
            warn(took_over(id_, planned, inputs))
        elif KEY in planned.replaced:
            warn(f"{what}: replaces the {KEY} that was set outside Pulumi")
        after = sent.answer or row
        state, lacking = state_of(after, done.own, inputs, taken_over=taken_over), list(done.not_taken)
        if planned.needed and KEY not in planned.request and not same(row.get(KEY), after.get(KEY, row.get(KEY))):
            lacking.append(KEY)
        if not done.failed and not lacking:
            return state
        how = f"was updated in part: {sent.doubt.fact};" if sent.doubt else "was updated, but"
        raise partial(id_, done, lacking, state, how, old)

    def _restore(self, account: Account, id_: str, state: State) -> None:
        """Take back what we did to a pool that was there before us, and nothing else."""
        row = service.find(account, id_, owner=state.get("owner_id"))
        if row is None:
            return
        own, live = load(state), service.view(row)
        back = own.undo(_spread(live, own.entries, own.baseline))
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
            why = f" ({doubt.fact})" if doubt else ""
            shown = listed(named(left, state))
            raise BlandError(f"could not restore dialing pool {id_}{why}: {shown} not as before; {WAY_OUT}")


def _mode(state: State) -> str:
    """What delete does. For a pool that we made, what was there before is nothing: restoring it is deleting it."""
    given = state.get("on_delete")
    if given in (None, "restore"):
        return "restore" if is_taken_over(state) else "delete"
    return str(given)


def _in(inputs: Collection[str]) -> Callable[[str], bool]:
    """Whether these inputs, which `ignore_changes` names, are what says a key: numbers, or the credentials."""
    return lambda key: (KEY if key == KEY else "phone_numbers") in inputs


def _asking(own: Ownership, desired: View, ignored: Collection[str]) -> bool:
    return asking(own, desired, own.dropped(desired, lambda _key: True), _in(ignored))


def _body(declared: View) -> dict[str, Json]:
    body: dict[str, Json] = {"phone_numbers": sorted(key for key in declared if key != KEY)}
    return body | ({KEY: declared[KEY]} if KEY in declared else {})


def _key_to_send(planned: Plan, row: Row) -> dict[str, Json]:
    """The credentials go along: an undeclared key as it is live, because omitting it may mean to clear it.

    Where there is none to clear it is left out, because the newer reference no longer says that null may be sent.
    """
    if KEY in planned.request:
        return {KEY: planned.request[KEY]}
    return {KEY: row[KEY]} if row.get(KEY) is not None else {}


def _spread(live: View, *keys: Mapping[str, Any] | Sequence[str]) -> dict[str, Json]:
    """A pool's answer is complete: a number that it does not hold is known to be absent."""
    absent = {key: None for each in keys for key in each if key != KEY}
    return absent | dict(live)

"""Custom dialing pools: the numbers that calls go out from.

At Bland a pool is a UUID with a set of phone numbers and, for numbers of one's own Twilio account, the credentials they
belong to. It has no name. Endpoints (https://docs.bland.ai/api-v1/post/custom-dialing-pools and its neighbours):

- create:  `POST /v1/custom-dialing-pools`; with `pool_id` an existing pool is taken over instead
- read:    `GET /v1/custom-dialing-pools`, one list for all resources; a missing pool is confirmed by `GET …/{pool_id}`
- update:  `POST /v1/custom-dialing-pools/{pool_id}/update`, which replaces the whole membership
- delete:  `DELETE /v1/custom-dialing-pools/{pool_id}`, or the membership as it was before a take-over

Another `pool_id` is another pool, so changing it replaces the resource.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import pulumi
from pydantic import AfterValidator, Field, WrapValidator

from pulumi_bland import _dynamic, _pools
from pulumi_bland._account import Account
from pulumi_bland._errors import BlandError, PartialFailure, ServiceError, drifted, listed
from pulumi_bland._inputs import Checked, Inputs, OnDrift, validate
from pulumi_bland._lifecycle import LOOKED_UP, SECRET_INPUTS, Difference, Found, Lifecycle, Reach, State, Warn
from pulumi_bland._lists import Row
from pulumi_bland._ownership import Ownership, Plan, Settled, View, plan, settle, unchanged, untouched
from pulumi_bland._phone import is_assigned, place, pool_number
from pulumi_bland._pools import KEY
from pulumi_bland._resource import BlandResource, documented
from pulumi_bland._values import UNKNOWN, Json, has_unknown, same

SETTINGS = ("on_delete", "on_drift", SECRET_INPUTS)
"""Inputs that say how to manage, and never reach the API."""
_WAY_OUT = 'run `pulumi destroy` again, or set on_delete="retain" and run `pulumi up` first to leave the pool as it is'


def _pool_id(value: str) -> str:
    """A pool's id in lower case. Source: `INVALID_POOL_ID` "Pool ID must be a valid UUID" (get, update)."""
    if (found := _pools.as_uuid(value)) is None:
        problem = "must be a UUID, like 550e8400-e29b-41d4-a716-446655440000"
        raise ValueError(problem)
    return found


class CustomDialingPoolInputs(Inputs):
    """The field table of `CustomDialingPool`."""

    phone_numbers: list[
        Annotated[str, WrapValidator(lambda value, check: value if value is UNKNOWN else pool_number(check(value)))]
    ] = Field(
        description="The whole membership: US (`+1`) numbers, and UK (`+44`) where the account has them. A set: order "
        "and repeats mean nothing, formatting is dropped."
    )
    encrypted_key: Annotated[str, AfterValidator(lambda value: _pools.as_uuid(value) or value)] | None = Field(
        None,
        description="UUID of the Twilio credentials that the numbers belong to. Always a secret. Declared and later "
        "removed from the program, it is cleared.",
    )
    pool_id: Annotated[str, AfterValidator(_pool_id)] | None = Field(
        None,
        description="Take over this existing pool instead of making one. Another id replaces the resource; adding the "
        "id it already has, or dropping it, changes nothing.",
    )
    on_delete: Literal["delete", "restore", "retain"] | None = Field(
        None,
        description="What destroy does: `delete` the pool (default for one made here), `restore` its members and "
        "credentials as they were (default for one taken over), or `retain` it as it is.",
    )
    on_drift: OnDrift | None = Field(
        None,
        description="What an update does when somebody changed the pool since Pulumi last looked: `refuse` (default), "
        "naming the numbers, or `overwrite`.",
    )
    members: dict[str, str] | None = Field(None, exclude=True)


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
        if key is not None and key is not UNKNOWN and _pools.as_uuid(key) is None:
            checked.warnings.append(f"{KEY}: not a UUID, as the reference of dialing pools says it is")
        return checked

    def identity(self, inputs: Mapping[str, Json]) -> str | None:
        pool_id = inputs.get("pool_id")
        return f"dialing pool {pool_id}" if isinstance(pool_id, str) else None

    def diff(self, state: State, inputs: Mapping[str, Json]) -> Difference:
        own = _load(state)
        pool_id = inputs.get("pool_id")
        replaces = ["pool_id"] if pool_id not in (None, UNKNOWN, state.get("pool_id")) else []
        if any(has_unknown(each) for each in inputs.values()):
            return Difference(changes=True, replaces=replaces)
        declared = _declared(inputs)
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
            return self._made(_pools.make(account, _body(_declared(inputs)), warn), inputs)
        pool_id = inputs["pool_id"]
        row = _pools.find(account, pool_id)
        if row is None:
            raise _pools.none_such(pool_id)
        declared, live = _declared(inputs), _pools.view(row)
        taken = plan(Ownership(), declared, _pools.members(row), _spread(live, declared), adopt=_pools.members(row))
        return pool_id, self._write(account, pool_id, Ownership(), taken, row, inputs, warn, taken_over=True)

    def read(self, reach: Reach, id_: str, state: State, warn: Warn) -> Found | None:
        account = reach()
        row = _pools.find(account, id_, owner=state.get("owner_id"))
        looked_up = "phone_numbers" not in state or LOOKED_UP in state
        if row is None:
            if looked_up:
                raise _pools.none_such(id_)
            return None
        live = _pools.view(row)
        own = Ownership() if looked_up else _load(state)
        own = own.observe(_spread(live, own.held), everything=True)
        if not looked_up and KEY not in _load(state).held:
            own = Ownership({key: each for key, each in own.held.items() if key != KEY}, own.baseline)
        settings = {key: state[key] for key in SETTINGS if key in state}
        found = _state(row, own, settings | {"members": state.get("members")}, taken_over="baseline" in state)
        if looked_up:
            found.pop("written", None)
            return Found(found | {LOOKED_UP: True}, None)
        return Found(found, _as_inputs(found))

    def update(self, reach: Reach, id_: str, state: State, inputs: Mapping[str, Json], warn: Warn) -> State:
        own, declared = _load(state), _declared(inputs)
        taken_over = "baseline" in state
        if not self.diff(state, {**inputs, **{key: state.get(key) for key in SETTINGS}}).changes:
            return _settings_only(state, inputs)
        account = reach()
        row = _pools.find(account, id_, owner=state.get("owner_id"))
        if row is None:
            then = "name another pool_id, or none to have one made" if inputs.get("pool_id") else "then run it again"
            text = f"dialing pool {id_} is gone; `pulumi refresh` takes it out of the state, {then}"
            raise BlandError(text)
        live = _pools.view(row)
        clear = [key for key in {**own.held, **dict.fromkeys(_pools.members(row), True)} if key not in declared]
        made = plan(own, declared, clear, _spread(live, own.held, declared), whole=True)
        if made.conflicts and inputs.get("on_drift") != "overwrite":
            raise drifted(f"dialing pool {id_}", _names(made.conflicts, conceal=_are_secret(inputs)))
        return self._write(account, id_, own, made, row, inputs, warn, taken_over=taken_over)

    def delete(self, reach: Reach, id_: str, state: State, warn: Warn) -> None:
        taken_over = "baseline" in state
        mode = state.get("on_delete") or ("restore" if taken_over else "delete")
        if mode == "retain":
            return
        if mode == "restore" and taken_over:
            self._restore(reach(), id_, state)
        else:
            _pools.remove(reach(), id_, state.get("owner_id"))

    def _made(self, row: Row, inputs: Mapping[str, Json]) -> tuple[str, State]:
        """Account for a pool that the service just made."""
        declared = _declared(inputs)
        made = plan(Ownership(), declared, [], {})
        settled = settle(Ownership(), made, _spread(_pools.view(row), declared), acknowledged=True)
        pool_id = str(row["id"]).lower()
        state = _state(row, Ownership(settled.own.held), inputs, taken_over=False)
        if not settled.as_wanted:
            raise _partial(pool_id, settled, state, "was made, but")
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
            after, doubt = _pools.replace(account, row, body)
        view = {} if after is None else _spread(_pools.view(after), keys)
        late = doubt is not None and doubt.late
        if doubt and not late and after is not None and untouched(made, view):
            raise doubt
        if taken_over and made.needed and not own.held:
            warn(_replaced(id_, made, inputs))
        elif KEY in made.replaced:
            warn(f"dialing pool {id_}: replaced the {KEY} that was set outside Pulumi")
        settled = settle(own, made, view, acknowledged=doubt is None, late=late)
        if overwrote := [key for key in made.conflicts if key not in settled.failed]:
            names = listed(_names(overwrote, conceal=_are_secret(inputs)))
            warn(f'dialing pool {id_}: overwrote what was changed outside Pulumi (on_drift="overwrite"): {names}')
        state = _state(after or row, settled.own, inputs, taken_over=taken_over)
        if made.needed and KEY not in made.send and after and not same(row.get(KEY), after.get(KEY, row.get(KEY))):
            settled.refused.append(KEY)
        if settled.as_wanted:
            return state
        raise _partial(id_, settled, state, f"was updated in part: {doubt.fact};" if doubt else "was updated, but")

    def _restore(self, account: Account, id_: str, state: State) -> None:
        """Take back what we did to a pool that was there before us, and nothing else."""
        row = _pools.find(account, id_, owner=state.get("owner_id"))
        if row is None:
            return
        own = _load(state)
        live = _pools.view(row)
        back = own.undo(_spread(live, own.held, own.baseline))
        if not back:
            return
        wanted = {key: value for key, value in (live | back).items() if value is not None}
        body = _body(wanted) | ({KEY: None} if KEY in back and back[KEY] is None else {})
        try:
            after, doubt = _pools.replace(account, row, body)
        except ServiceError as error:
            text = f"{error}. The pool stays in the state; {_WAY_OUT}"
            raise BlandError(text) from None
        left = [key for key, value in back.items() if after is None or not same(_pools.view(after).get(key), value)]
        if left:
            names = _names(left, conceal=_are_secret(state))
            why = f" ({doubt.fact})" if doubt else ""
            text = f"could not restore dialing pool {id_}{why}: {listed(names)} not as before; {_WAY_OUT}"
            raise BlandError(text)


# To and from the wire


def _declared(inputs: Mapping[str, Json]) -> dict[str, Json]:
    """Inputs as the keys that `_ownership` compares: each number, and the credentials."""
    declared: dict[str, Json] = dict.fromkeys(inputs["phone_numbers"], True)
    if inputs.get(KEY):
        declared[KEY] = inputs[KEY]
    return declared


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


# State


def _implied(key: str, declared: Json) -> Json:
    """A number of a taken-over pool that has no baseline entry was a member already; credentials were not set."""
    return None if key == KEY else declared


def _load(state: State) -> Ownership:
    views = dict.fromkeys(state.get("phone_numbers") or [], True)
    if state.get(KEY) is not None:
        views[KEY] = state[KEY]
    own = Ownership.load(views, state.get("written"), state.get("baseline"), _implied)
    return own if "baseline" in state else Ownership(own.held)


def _state(row: Row, own: Ownership, inputs: Mapping[str, Json], *, taken_over: bool) -> State:
    views, written, baseline = own.dump(_implied)
    labels = inputs.get("members") or {}
    numbers = sorted(key for key in views if key != KEY)
    state = {
        "phone_numbers": numbers,
        "members": {each: labels.get(each) or place(each) for each in numbers},
        KEY: views.get(KEY),
        "pool_id": str(row["id"]).lower(),
        # Never left out: in a preview Pulumi takes a missing output for one that is not known yet.
        "owner_id": row.get("owner_id") or "",
        "created_at": row.get("created_at") or "",
        "credentials_name": row.get("credentials_name") or "",
        **{key: inputs.get(key) for key in SETTINGS},
        "written": written,
        # Also the mark of a pool that was taken over: whether we made it decides what destroy does, for good.
        "baseline": (baseline or "{}") if taken_over else None,
    }
    return {key: value for key, value in state.items() if value is not None}


def _as_inputs(state: State) -> dict[str, Json]:
    # Only a pool that was taken over has its id from the program.
    names = ("phone_numbers", "members", KEY, *SETTINGS, *(("pool_id",) if "baseline" in state else ()))
    return {key: state[key] for key in names if key in state}


def _settings_only(state: State, inputs: Mapping[str, Json]) -> State:
    kept = {key: value for key, value in state.items() if key not in SETTINGS}
    return kept | {key: inputs[key] for key in (*SETTINGS, "members") if inputs.get(key) is not None}


# Messages


def _are_secret(values: Mapping[str, Json]) -> bool:
    return "phone_numbers" in values.get(SECRET_INPUTS, [])


def _names(keys: Sequence[str], *, conceal: bool) -> list[str]:
    """Numbers and fields as a message may show them: secret numbers are only counted."""
    numbers = sorted(key for key in keys if key != KEY)
    shown = [f"{len(numbers)} of its numbers"] if conceal and numbers else numbers
    return shown + [KEY] * (KEY in keys)


def _replaced(pool_id: str, taken: Plan, inputs: Mapping[str, Json]) -> str:
    conceal = _are_secret(inputs)
    added = [key for key, value in taken.send.items() if key != KEY and value and not taken.before.get(key)]
    removed = [key for key, value in taken.send.items() if key != KEY and not value and taken.before.get(key)]
    parts = [
        f"{verb} {listed(_names(keys, conceal=conceal))}"
        for verb, keys in (("added", added), ("removed", removed))
        if keys
    ] + ["set its encrypted_key"] * (not same(taken.send.get(KEY), taken.before.get(KEY)))
    then = f'with on_delete="{mode}"' if (mode := inputs.get("on_delete")) else "destroy hands it back as it was"
    return f"took over dialing pool {pool_id}: {', '.join(parts)}; {then}"


def _partial(pool_id: str, settled: Settled, state: State, what: str) -> PartialFailure:
    keys = {
        "did not take": settled.refused,
        "could not be removed": settled.stayed,
        "cannot be told to be as declared": settled.unconfirmed,
    }
    parts = [f"{listed(_names(sorted(each), conceal=_are_secret(state)))} {how}" for how, each in keys.items() if each]
    way_out = f" (where Bland takes no null for {KEY}, keep it in the program)" if KEY in settled.stayed else ""
    then = f"{'; '.join(parts)}{way_out}; `pulumi preview --refresh` shows it, `pulumi up` goes on"
    reason = f"dialing pool {pool_id} {what} {then}"
    return PartialFailure(reason, id_=pool_id, state=state, inputs=_as_inputs(state))


# Pulumi


class CustomDialingPoolProvider(_dynamic.DynamicProvider):
    """Written into every user's state by module and class name: neither may ever change without an alias."""

    lifecycle = CustomDialingPoolLifecycle()


class CustomDialingPool(BlandResource, module="bland", name="CustomDialingPool"):
    """A custom dialing pool of a Bland account: the numbers that calls go out from."""

    phone_numbers: pulumi.Output[list[str]]
    encrypted_key: pulumi.Output[str | None]
    on_delete: pulumi.Output[str | None]
    on_drift: pulumi.Output[str | None]
    pool_id: pulumi.Output[str]
    """The pool's UUID: what `dialing_strategy.pool_id` of a call takes."""
    owner_id: pulumi.Output[str]
    """The organisation that owns the pool."""
    created_at: pulumi.Output[str]
    """When the pool was made, in ISO 8601."""
    credentials_name: pulumi.Output[str]
    """The Twilio Account SID of the credentials; empty where the service does not tell it."""
    members: pulumi.Output[dict[str, str]]
    """The members with the place each belongs to, for people who review a change."""

    _computed = ("pool_id", "owner_id", "created_at", "credentials_name")
    _secrets = (KEY,)
    _hidden = ("phone_numbers",)  # a list shows one removed number as many changed ones; `members` shows it by key
    _instead_of_import = "give the pool's id as pool_id: the resource then takes the existing pool over"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        phone_numbers: pulumi.Input[Sequence[pulumi.Input[str]]],
        encrypted_key: pulumi.Input[str | None] | None = None,
        pool_id: pulumi.Input[str | None] | None = None,
        on_delete: pulumi.Input[Literal["delete", "restore", "retain"] | None] | None = None,
        on_drift: pulumi.Input[OnDrift | None] | None = None,
    ) -> None:
        inputs: dict[str, Any] = {
            "phone_numbers": phone_numbers,
            KEY: None if encrypted_key is None else pulumi.Output.secret(encrypted_key),
            "pool_id": pool_id,
            "on_delete": on_delete,
            "on_drift": on_drift,
            # As secret as the numbers; check puts the real map in its place.
            "members": pulumi.Output.from_input(phone_numbers).apply(lambda _: {}),
        }
        identity = f"dialing pool {pool_id.lower()}" if isinstance(pool_id, str) else None
        super().__init__(CustomDialingPoolProvider(), resource_name, inputs, opts, identity)
        # The same value, but known in the preview of an update too, so that what uses it is not shown as changing.
        self.pool_id = self.id

    @classmethod
    def get(
        cls,
        resource_name: str,
        id: pulumi.Input[str],  # noqa: A002 - Pulumi's name for it
        opts: pulumi.ResourceOptions | None = None,
    ) -> CustomDialingPool:
        """Read an existing pool without managing it.

        Args:
            resource_name: the name in the program.
            id: the pool's UUID.
            opts: options, such as an explicit provider.
        """
        found = cls._look_up(CustomDialingPoolProvider(), resource_name, id, opts)
        found.pool_id = found.id
        return found


CustomDialingPool.__doc__ = documented(CustomDialingPool, CustomDialingPoolInputs)

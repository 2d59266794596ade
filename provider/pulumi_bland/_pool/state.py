"""What Pulumi keeps of a dialing pool: outputs from what is known, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pulumi_bland._pool.inputs import KEY, SETTINGS
from pulumi_bland._rules.cache import Row
from pulumi_bland._rules.lifecycle import State
from pulumi_bland._rules.ownership import Ownership
from pulumi_bland._rules.phone import place
from pulumi_bland._rules.values import Json


def _implied(key: str, declared: Json) -> Json:
    """A number of a taken-over pool that has no baseline entry was a member already; credentials were not set."""
    return None if key == KEY else declared


def is_taken_over(state: State) -> bool:
    """Whether the pool was there before us: then its state says what we changed, else there is no such record."""
    return "baseline" in state


def load(state: State) -> Ownership:
    views = dict.fromkeys(state.get("phone_numbers") or [], True)
    if state.get(KEY) is not None:
        views[KEY] = state[KEY]
    own = Ownership.load(views, state.get("written"), state.get("baseline"), _implied)
    return own if is_taken_over(state) else Ownership(own.entries)


def state_of(row: Row, own: Ownership, inputs: Mapping[str, Json], *, taken_over: bool) -> State:
    # A number that was not there before, and is not now, is nothing to come back to.
    known = {key: value for key, value in own.baseline.items() if key in own.entries or value is not None}
    views, written, baseline = replace(own, baseline=known).dump(_implied)
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


def as_inputs(state: State) -> dict[str, Json]:
    # Only a pool that was taken over has its id from the program.
    names = ("phone_numbers", "members", KEY, *SETTINGS, *(("pool_id",) if is_taken_over(state) else ()))
    return {key: state[key] for key in names if key in state}


def settings_only(state: State, inputs: Mapping[str, Json]) -> State:
    kept = {key: value for key, value in state.items() if key not in SETTINGS}
    return kept | {key: inputs[key] for key in (*SETTINGS, "members") if inputs.get(key) is not None}

"""What is said about a dialing pool."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pulumi_bland._pool.inputs import KEY
from pulumi_bland._pool.state import as_inputs
from pulumi_bland._rules.errors import PartialFailure, listed
from pulumi_bland._rules.lifecycle import State
from pulumi_bland._rules.travel import SECRET_INPUTS
from pulumi_bland._rules.values import Json, same
from pulumi_bland._rules.writing import Outcome, Plan

WAY_OUT = 'run `pulumi destroy` again, or set on_delete="retain" and run `pulumi up` first to leave the pool as it is'


def named(keys: Collection[str], *values: Mapping[str, Json]) -> list[str]:
    """Numbers and fields as a message may show them: numbers that are secret in these values are only counted."""
    conceal = any("phone_numbers" in each.get(SECRET_INPUTS, []) for each in values)
    numbers = sorted(key for key in keys if key != KEY)
    shown = [f"{len(numbers)} of its numbers"] if conceal and numbers else numbers
    return shown + [KEY] * (KEY in keys)


def changed(planned: Plan, *values: Mapping[str, Json]) -> list[str]:
    """What somebody did to the keys in conflict: numbers added, numbers removed, other credentials."""
    added = [key for key in planned.conflicts if key != KEY and planned.before.get(key)]
    removed = [key for key in planned.conflicts if key != KEY and not planned.before.get(key)]
    parts = [f"{listed(named(keys, *values))} {how}" for keys, how in ((added, "added"), (removed, "removed")) if keys]
    return parts + [KEY] * (KEY in planned.conflicts)


def took_over(pool_id: str, planned: Plan, inputs: Mapping[str, Json]) -> str:
    """What a take-over did to a pool."""
    added = [key for key, value in planned.request.items() if key != KEY and value and not planned.before.get(key)]
    removed = [key for key, value in planned.request.items() if key != KEY and not value and planned.before.get(key)]
    parts = [
        f"{verb} {listed(named(keys, inputs))}" for verb, keys in (("adds", added), ("removes", removed)) if keys
    ] + ["sets its encrypted_key"] * (not same(planned.request.get(KEY), planned.before.get(KEY)))
    then = f'with on_delete="{mode}"' if (mode := inputs.get("on_delete")) else "destroy takes that back"
    return f"takes over dialing pool {pool_id}: {', '.join(parts)}; {then}"


def partial(
    pool_id: str, done: Outcome, lacking: Sequence[str], state: State, what: str, *old: State
) -> PartialFailure:
    """Something was done to a pool, and not all of it."""
    keys = {
        "did not take": lacking,
        "could not be removed": done.not_cleared,
        "cannot be told to be as declared": done.unknown,
    }
    parts = [f"{listed(named(each, state, *old))} {how}" for how, each in keys.items() if each]
    way_out = f" (where Bland takes no null for {KEY}, keep it in the program)" if KEY in done.not_cleared else ""
    then = f"{'; '.join(parts)}{way_out}; `pulumi preview --refresh` shows it, `pulumi up` goes on"
    reason = f"dialing pool {pool_id} {what} {then}"
    return PartialFailure(reason, id_=pool_id, state=state, inputs=as_inputs(state))

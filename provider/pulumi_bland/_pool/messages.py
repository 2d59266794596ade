"""What is said about a dialing pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pulumi_bland._pool.inputs import KEY
from pulumi_bland._pool.state import as_inputs
from pulumi_bland._rules.errors import PartialFailure, listed
from pulumi_bland._rules.lifecycle import SECRET_INPUTS, State
from pulumi_bland._rules.ownership import Plan, Settled
from pulumi_bland._rules.values import Json, same

WAY_OUT = 'run `pulumi destroy` again, or set on_delete="retain" and run `pulumi up` first to leave the pool as it is'


def are_secret(values: Mapping[str, Json]) -> bool:
    return "phone_numbers" in values.get(SECRET_INPUTS, [])


def names(keys: Sequence[str], *, conceal: bool) -> list[str]:
    """Numbers and fields as a message may show them: secret numbers are only counted."""
    numbers = sorted(key for key in keys if key != KEY)
    shown = [f"{len(numbers)} of its numbers"] if conceal and numbers else numbers
    return shown + [KEY] * (KEY in keys)


def replaced(pool_id: str, taken: Plan, inputs: Mapping[str, Json]) -> str:
    conceal = are_secret(inputs)
    added = [key for key, value in taken.send.items() if key != KEY and value and not taken.before.get(key)]
    removed = [key for key, value in taken.send.items() if key != KEY and not value and taken.before.get(key)]
    parts = [
        f"{verb} {listed(names(keys, conceal=conceal))}"
        for verb, keys in (("added", added), ("removed", removed))
        if keys
    ] + ["set its encrypted_key"] * (not same(taken.send.get(KEY), taken.before.get(KEY)))
    then = f'with on_delete="{mode}"' if (mode := inputs.get("on_delete")) else "destroy hands it back as it was"
    return f"took over dialing pool {pool_id}: {', '.join(parts)}; {then}"


def partial(pool_id: str, settled: Settled, state: State, what: str) -> PartialFailure:
    keys = {
        "did not take": settled.refused,
        "could not be removed": settled.stayed,
        "cannot be told to be as declared": settled.unconfirmed,
    }
    parts = [f"{listed(names(sorted(each), conceal=are_secret(state)))} {how}" for how, each in keys.items() if each]
    way_out = f" (where Bland takes no null for {KEY}, keep it in the program)" if KEY in settled.stayed else ""
    then = f"{'; '.join(parts)}{way_out}; `pulumi preview --refresh` shows it, `pulumi up` goes on"
    reason = f"dialing pool {pool_id} {what} {then}"
    return PartialFailure(reason, id_=pool_id, state=state, inputs=as_inputs(state))

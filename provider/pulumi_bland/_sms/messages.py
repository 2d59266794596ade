"""What is said about the settings of a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pulumi_bland._rules.errors import PartialFailure, ServiceError, listed
from pulumi_bland._rules.lifecycle import State
from pulumi_bland._rules.ownership import Plan, Settled
from pulumi_bland._rules.values import Json, is_empty, same
from pulumi_bland._sms.inputs import stored_as
from pulumi_bland._sms.state import as_inputs

BARE = (
    "{} has no settings at all any more: somebody cleared them, the number left this account, or the API key is "
    "another organisation's"
)
WAY_OUT = (
    'run `pulumi destroy` again, or set on_delete="retain" and run `pulumi up` first to leave the settings as they are'
)


def restored(key: str, value: Json, found: Json, before: Json) -> bool:
    """Whether a field is back. A default that the service puts in place of nothing is what was there."""
    cleared = is_empty(value) and (is_empty(found) or not same(found, before))
    return cleared or same(found, value) or same(found, stored_as(key, value))


def taken_over(id_: str, keys: Sequence[str], made: Plan, inputs: Mapping[str, Json]) -> str:
    replaced = [key for key in keys if key in made.declared]
    emptied = [key for key in keys if key not in made.declared]
    parts = [f"{verb} {listed(each)}" for verb, each in (("replaced", replaced), ("emptied", emptied)) if each]
    mode = inputs.get("on_delete")
    then = f'with on_delete="{mode}"' if mode else "destroy hands back what was there first"
    return f"took over {id_}: {', '.join(parts)}; {then}"


def partial(
    id_: str, settled: Settled, state: State, lost: Mapping[str, Json], doubt: ServiceError | None
) -> PartialFailure:
    parts = []
    if settled.refused:
        parts.append(f"{listed(sorted(settled.refused))} did not take")
    if settled.unconfirmed:
        parts.append(f"whether {listed(sorted(settled.unconfirmed))} took cannot be told")
    if settled.stayed:
        parts.append(
            f"{listed(settled.stayed)} could not be cleared (where Bland takes no null or has a default, keep it in "
            "the program, as an empty value or as it is)"
        )
    if lost:
        parts.append(f"the write may have emptied {listed(sorted(lost))}, which the program does not declare")
    why = f" ({doubt.fact})" if doubt else ""
    reason = (
        f"{id_} was updated in part{why}: {'; '.join(parts)}; `pulumi preview --refresh` shows it, `pulumi up` goes on"
    )
    return PartialFailure(reason, id_=id_, state=state, inputs=as_inputs(state))

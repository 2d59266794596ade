"""What is said about the settings of a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pulumi_bland._rules.errors import PartialFailure, listed
from pulumi_bland._rules.lifecycle import State
from pulumi_bland._rules.values import Json
from pulumi_bland._rules.writing import Outcome, Plan, Sent
from pulumi_bland._sms.state import as_inputs

BARE = (
    "{} has no settings at all any more: somebody cleared them, the number left this account, or the API key is "
    "another organisation's"
)
WAY_OUT = (
    'run `pulumi destroy` again, or set on_delete="retain" and run `pulumi up` first to leave the settings as they are'
)


def took_over(id_: str, keys: Sequence[str], planned: Plan, inputs: Mapping[str, Json]) -> str:
    """What a take-over did to the settings of a number."""
    replaced = [key for key in keys if key in planned.desired]
    emptied = [key for key in keys if key not in planned.desired]
    parts = [f"{verb} {listed(each)}" for verb, each in (("replaces", replaced), ("empties", emptied)) if each]
    mode = inputs.get("on_delete")
    # A field that was managed before has its first "before" still.
    first = planned.baseline.keys() >= {*keys}
    then = "destroy puts that back" if first else "destroy hands back what was there before it was first managed"
    then = f'with on_delete="{mode}"' if mode else then
    return f"takes over {id_}: {', '.join(parts)}; {then}"


def partial(id_: str, done: Outcome, state: State, sent: Sent) -> PartialFailure:
    """Something was done to the settings of a number, and not all of it."""
    parts = []
    if done.not_taken:
        parts.append(f"{listed(sorted(done.not_taken))} did not take")
    if done.unknown:
        parts.append(f"whether {listed(sorted(done.unknown))} took cannot be told")
    if done.not_cleared:
        parts.append(
            f"{listed(done.not_cleared)} could not be cleared (where Bland takes no null or has a default, keep it in "
            "the program, as an empty value or as it is)"
        )
    if sent.lost:
        parts.append(f"the write may have emptied {listed(sorted(sent.lost))}, which the program does not declare")
    why = f" ({sent.doubt.fact})" if sent.doubt else ""
    reason = (
        f"{id_} was updated in part{why}: {'; '.join(parts)}; `pulumi preview --refresh` shows it, `pulumi up` goes on"
    )
    return PartialFailure(reason, id_=id_, state=state, inputs=as_inputs(state))

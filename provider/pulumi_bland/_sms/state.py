"""What Pulumi keeps of the settings of a number: outputs from what is known, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pulumi_bland._rules.lifecycle import State
from pulumi_bland._rules.ownership import Ownership
from pulumi_bland._rules.values import Json
from pulumi_bland._sms.inputs import FIELDS, SETTINGS


def _no_baseline(_key: str, _declared: Json) -> Json:
    """A declared field without a baseline entry was empty before."""
    return None


def load(state: State) -> Ownership:
    views = {key: state[key] for key in FIELDS if key in state}
    return Ownership.load(views, state.get("written"), state.get("baseline"), _no_baseline)


def owed_by(state: State) -> dict[str, Json]:
    """Undeclared fields that a write of ours wiped and that could not be put back yet."""
    owed: dict[str, Json] = json.loads(state["owed"]) if state.get("owed") else {}
    return owed


def state_of(inputs: Mapping[str, Json], own: Ownership, owed: Mapping[str, Json]) -> State:
    views, written, baseline = own.dump(_no_baseline)
    state = {key: inputs.get(key) for key in ("phone_number", "channel", *SETTINGS)}
    state |= views | {"written": written, "baseline": baseline, "owed": json.dumps(owed) if owed else None}
    return {key: value for key, value in state.items() if value is not None}


def as_inputs(state: State) -> dict[str, Json]:
    return {key: state[key] for key in ("phone_number", "channel", *FIELDS, *SETTINGS) if key in state}

"""What the reference says of the fields of a number's settings, as far as the questions need it.

Sources: GET /v1/sms/numbers (`READ`), the sample answer of POST /v1/sms/number/update (`ECHO_ONLY`), its table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from pulumi_bland._sms.inputs import FIELDS, NO_STATED_DEFAULT, SHORTEST_TIME_OUT


class _Missing(Enum):
    MISSING = "left out"


MISSING: Final = _Missing.MISSING
"""What an answer shows of a field whose key it does not have."""

Config = Mapping[str, Any]

ECHO_ONLY = ("timeout_action", "timeout_message", "warning_time", "warning_message", "response_data")
ALL_ONLY = ("use_candidate_model",)
READ = tuple(name for name in FIELDS if name not in (*ECHO_ONLY, *ALL_ONLY))
NEW_ONLY = ("response_data", "use_candidate_model")
"""Fields that the older reference does not have."""

NUMERIC = ("time_out", "warning_time", "temperature")
"""Fields whose JSON type tells how numbers are written; `pathway_version` differs between the references."""
LISTS = ("tools", "request_data", "disposition_ids", "citation_schema_ids")
NOT_TEXT = (*NUMERIC, "restart_after_end_call", "use_candidate_model")
SAMPLE = {"tools": [], "request_data": [], "temperature": 0}
"""How the reference's sample shows fields without a value; every other is null there."""
PROSE = ("summary_prompt", "timeout_message", "warning_message", "objective")
"""Texts in which white space at the end means nothing."""
PROBES = (
    *PROSE,
    "disposition_ids",
    "citation_schema_ids",
    "start_node_id",
    "response_data",
    "request_data",
    "webhook",
    "pathway_id",
)
"""Fields that a question may take away for a moment, those that matter least first."""
UNSET_MODES = ("sample", "null", "empty", "absent", "defaults")


def has_value(shown: Any) -> bool:
    """Whether an answer shows a value. 0 is none: the reference's sample shows it where nothing was set."""
    return shown is not MISSING and (shown is False or shown not in (None, "", 0, [], {}))


def may_be_set(shown: Any) -> bool:
    """Whether an answer shows a value, or the number 0, which may be one."""
    return has_value(shown) or (isinstance(shown, int | float) and shown is not False)


def settles(name: str, shown: Any) -> bool:
    """Whether a service surely keeps this value as it is when it is written again.

    Not so: a text that it may trim, a short time-out that it raises, tools that it completes, a version whose type
    differs between the references, and a field that may only show its default.
    """
    if name not in FIELDS or name in ("tools", "pathway_version", *NO_STATED_DEFAULT) or not has_value(shown):
        return False
    if name == "time_out":
        seconds = sendable(name, shown)
        return isinstance(seconds, int | float) and seconds >= SHORTEST_TIME_OUT
    return not isinstance(shown, str) or shown == shown.strip()


def sendable(name: str, shown: Any) -> Any:
    """A shown value as an update takes it: numbers may be shown as texts; what has no value is sent as null."""
    if not has_value(shown):
        return shown if may_be_set(shown) else None
    if name in NUMERIC and isinstance(shown, str):
        try:
            return json.loads(shown)
        except ValueError:
            return shown
    return shown


def carried(config: Config) -> dict[str, Any]:
    """What every update names, so that a service that replaces wipes no more than it must; merging, it is no change."""
    return {name: sendable(name, shown) for name, shown in config.items() if settles(name, shown)}


def differences(before: Config, now: Config) -> list[str]:
    """The fields that can be updated and are not shown as before; in how many ways nothing is shown does not matter."""
    shown = {name: (before.get(name), now.get(name)) for name in FIELDS}
    return [name for name, (was, is_) in shown.items() if was != is_ and (may_be_set(was) or has_value(is_))]


def lost(before: Config, now: Config) -> list[str]:
    """What had a value, has none now, and is no field that an update could give one."""
    others = [name for name, shown in before.items() if name not in FIELDS and has_value(shown)]
    return [name for name in others if not has_value(now.get(name))]


def shown_unset(mode: str, name: str) -> Any:
    """How a service of this kind shows a field without a value; `True` stands for any default."""
    if mode == "absent":
        return MISSING
    if mode == "sample":
        return SAMPLE.get(name)
    if mode == "defaults":
        return True if name in NO_STATED_DEFAULT else None
    if mode == "empty":
        return [] if name in LISTS else None if name in NOT_TEXT else ""
    return None


def told(shown: Any, before: Any = MISSING, sent: Any = MISSING) -> str:
    """What is shown, in words that give no value away."""
    if not has_value(shown):
        return "left out" if shown is MISSING else json.dumps(shown)
    if shown == sent:
        return "as sent"
    if shown == before:
        return "as before"
    return "another value" if has_value(before) else "a value"

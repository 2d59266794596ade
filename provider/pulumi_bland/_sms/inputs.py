"""What a program declares of the settings of a number: the field table, checked offline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, WrapValidator

from pulumi_bland._rules.inputs import Inputs, JsonList, Number, NumberOrText, ObjectOrList, OnDrift
from pulumi_bland._rules.phone import e164
from pulumi_bland._rules.travel import SECRET_INPUTS
from pulumi_bland._rules.values import UNKNOWN, Json, as_set, same, unset

Channel = Literal["sms", "whatsapp", "imessage"]
SHORTEST_TIME_OUT = 30
_Text = Annotated[str, WrapValidator(lambda value, check: value if value is UNKNOWN else check(value))]
_Set = Annotated[list[_Text], AfterValidator(as_set)]


class SmsNumberConfigInputs(Inputs):
    """The SMS agent settings of a phone number of a Bland account."""

    phone_number: Annotated[str, AfterValidator(e164)] = Field(
        description="The number, in E.164; it must be on the account."
    )
    channel: Channel = Field("sms", description="`sms` (default), `whatsapp` or `imessage`: each has its own settings.")
    objective: str | None = Field(None, description="The system prompt of the agent, or the goal of the conversation.")
    webhook: str | None = Field(None, description="URL that each reply of the agent is POSTed to, with the history.")
    pathway_id: str | None = Field(
        None,
        description="The conversational pathway to follow. While there is one, `objective` has no effect.",
    )
    pathway_version: NumberOrText | None = Field(None, description="Its version: a number, or `latest`.")
    start_node_id: str | None = Field(None, description="The node of the pathway to begin at.")
    request_data: ObjectOrList | None = Field(None, description="Variables for the pathway or the prompt (JSON).")
    response_data: ObjectOrList | None = Field(None, description="Data kept and sent along to the webhook (JSON).")
    tools: JsonList | None = Field(None, description="The tools that the agent may use (JSON).")
    temperature: Number | None = Field(None, description="The model's temperature: 0 is the least creative.")
    use_candidate_model: bool | None = Field(None, description="Use Bland's candidate model.")
    time_out: Number | None = Field(
        None, description="Seconds without an answer until the conversation ends; below 30 counts as 30, 0 is never."
    )
    timeout_action: str | None = Field(None, description="What to do at the time-out, such as `send_sms`.")
    timeout_message: str | None = Field(None, description="The message to send at the time-out.")
    warning_time: Number | None = Field(None, description="Seconds until a warning; must be below `time_out`.")
    warning_message: str | None = Field(None, description="The message to send as a warning.")
    restart_after_end_call: bool | None = Field(
        None, description="Whether a message after the end begins a new conversation; else it is kept without a reply."
    )
    timezone: str | None = Field(None, description="IANA name, such as `America/New_York`.")
    summary_prompt: str | None = Field(None, description="How to summarise a conversation; setting it turns this on.")
    disposition_ids: _Set | None = Field(None, description="The outcomes that a conversation may get (a set).")
    citation_schema_ids: _Set | None = Field(None, description="The citation schemas to extract by (a set).")
    messaging_service_sid: str | None = Field(
        None, description="SID of the Twilio Messaging Service; needed for numbers of one's own Twilio account only."
    )
    authoritative: bool | None = Field(
        None, description="Hold the fields that the program does not name empty too. Default: leave them alone."
    )
    on_delete: Literal["restore", "clear", "retain"] | None = Field(
        None,
        description="What destroy does: `restore` (default) what was there before, `clear` every field set here, or "
        "`retain` the settings as they are.",
    )
    on_drift: OnDrift | None = Field(
        None,
        description="What an update does when somebody changed a field that it would overwrite: `refuse` (default), "
        "naming the field, or `overwrite`.",
    )


SETTINGS = ("authoritative", "on_delete", "on_drift", SECRET_INPUTS)
"""Inputs that say how to manage, and never reach the API."""
FIELDS = tuple(
    name for name in SmsNumberConfigInputs.model_fields if name not in ("phone_number", "channel", *SETTINGS)
)
"""What POST /v1/sms/number/update can set, in both generations of its reference."""


def _typed(*kinds: Any) -> tuple[str, ...]:
    fields = SmsNumberConfigInputs.model_fields
    return tuple(name for name in FIELDS if any(kind in get_args(fields[name].annotation) for kind in kinds))


SETS = _typed(_Set)
"""Lists in which order and repeats mean nothing."""
LISTS = _typed(_Set, JsonList)
NUMBERS = _typed(Number)
LINKED_BY_BLAND = "messaging_service_sid"
NO_STATED_DEFAULT = ("restart_after_end_call", "timezone")
"""Fields that may have a default: the reference of POST /v1/sms/number/update does not say which."""


def time_problems(inputs: Mapping[str, Json]) -> list[str]:
    """Source: POST /v1/sms/number/update, `warning_time` "must be less than time_out"; a small one is raised."""
    warning, time_out = inputs.get("warning_time"), inputs.get("time_out")
    if not isinstance(warning, int | float) or not isinstance(time_out, int | float) or time_out <= 0:
        return []
    if warning < documented("time_out", time_out):
        return []
    raised = f"where less than {SHORTEST_TIME_OUT} s counts as {SHORTEST_TIME_OUT}"
    return [f"warning_time: must be below time_out, {raised}"]


def documented(key: str, value: Json) -> Json:
    """The service's form of a value, where it is documented: a positive time_out below 30 is raised to 30."""
    if key == "time_out" and isinstance(value, int | float) and 0 < value < SHORTEST_TIME_OUT:
        return SHORTEST_TIME_OUT
    return value


def shows_nothing(key: str, value: Json) -> bool:
    """Whether the service shows that a field is not set.

    The reference's sample of a number has a temperature of 0 where none was set. So that one cannot be told apart, and
    is none where nobody declares it. Every other 0 is a value: a time_out of 0 is never.
    """
    return unset(value) or (key == "temperature" and same(value, 0))


def declared_fields(inputs: Mapping[str, Json]) -> dict[str, Json]:
    return {key: inputs[key] for key in FIELDS if inputs.get(key) is not None}


def held_empty(key: str, inputs: Mapping[str, Json]) -> bool:
    """Whether a field is held empty where the program does not name it."""
    return bool(inputs.get("authoritative")) and key != LINKED_BY_BLAND

"""The fields of a number's messaging configuration, as the table of the update page has them (sms-update)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

Channel = Literal["sms", "whatsapp", "imessage"]
CHANNELS: tuple[Channel, ...] = ("sms", "whatsapp", "imessage")

Json = dict[str, JsonValue]
_Data = Json | list[JsonValue]
_Number = Annotated[int | float, Field(allow_inf_nan=False)]
_Seconds = Annotated[int | float, Field(ge=0, allow_inf_nan=False)]


class _Config(BaseModel):
    """What both generations have. `null` is let through everywhere: what it does is a switch."""

    model_config = ConfigDict(strict=True, extra="forbid")

    webhook: str | None = None
    request_data: _Data | None = None
    time_out: _Seconds | None = None
    messaging_service_sid: str | None = None
    objective: str | None = None
    tools: list[JsonValue] | None = None
    temperature: _Number | None = None
    pathway_id: str | None = None
    start_node_id: str | None = None
    restart_after_end_call: bool | None = None
    timezone: str | None = None
    citation_schema_ids: list[str] | None = None
    disposition_ids: list[str] | None = None
    summary_prompt: str | None = None
    timeout_action: str | None = None
    timeout_message: str | None = None
    warning_time: _Seconds | None = None
    warning_message: str | None = None


class ConfigOld(_Config):
    """A configuration in the OLD pages."""

    pathway_version: str | None = None


class _ConfigNew(_Config):
    response_data: _Data | None = None
    use_candidate_model: bool | None = None


class ConfigNew(_ConfigNew):
    """A configuration in the NEW pages."""

    pathway_version: _Number | None = None


class ConfigKept(_ConfigNew):
    """A configuration as an account keeps it, whichever generation wrote it."""

    pathway_version: str | _Number | None = None


class UpdateOld(ConfigOld):
    """Body of POST /v1/sms/number/update, OLD. Other fields are ignored."""

    model_config = ConfigDict(extra="ignore")

    phone_number: str


class UpdateNew(ConfigNew):
    """Body of POST /v1/sms/number/update, NEW: "Fields not listed here are ignored", it says."""

    model_config = ConfigDict(extra="ignore")

    phone_number: str
    channel: Channel = "sms"
    prompt: str | None = Field(default=None, description="Alias of objective.")
    task: str | None = Field(default=None, description="Alias of objective.")


# The keys that GET /v1/sms/numbers documents (sms-numbers).
_READ = (
    "webhook",
    "request_data",
    "time_out",
    "messaging_service_sid",
    "objective",
    "tools",
    "temperature",
    "pathway_id",
    "pathway_version",
    "start_node_id",
    "restart_after_end_call",
    "timezone",
    "citation_schema_ids",
    "disposition_ids",
    "summary_prompt",
)
# What the sample of the update's answer shows besides (sms-update).
_ECHO = (*_READ, "timeout_action", "timeout_message", "warning_time", "warning_message", "response_data")

REPORTED = {"documented": _READ, "update-echo": _ECHO, "all": (*_ECHO, "use_candidate_model")}
"""By the switch `reads`: the fields that the list reports."""

ECHOED = {"documented": _ECHO, "update-echo": _ECHO, "all": (*_ECHO, "use_candidate_model")}
"""By the switch `reads`: the fields that the answer to an update reports."""

NUMERIC = ("time_out", "temperature", "warning_time", "pathway_version")
"""The fields that the switch `numbers_as` is about."""

DEFAULTS: Json = {"restart_after_end_call": False, "timezone": "America/Los_Angeles"}
"""By the switch `unset`: what the fields without a stated default might be when nothing was set."""

SAMPLE: Json = {"request_data": [], "tools": [], "temperature": 0}
"""How the sample answer shows these three when nothing was set; every other field is null there."""

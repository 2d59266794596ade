"""`SmsNumberConfig`: the resource, and the provider that is written into the state of every stack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pulumi

from pulumi_bland._engine.dynamic import DynamicProvider
from pulumi_bland._engine.resource import BlandResource, documented
from pulumi_bland._rules.inputs import OnDrift
from pulumi_bland._rules.phone import e164
from pulumi_bland._sms.inputs import Channel, SmsNumberConfigInputs
from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle


class SmsNumberConfigProvider(DynamicProvider):
    """Written into every user's state by module and class name: neither may ever change without an alias."""

    lifecycle = SmsNumberConfigLifecycle()


class SmsNumberConfig(BlandResource, module="bland", name="SmsNumberConfig"):
    """The SMS agent settings of a phone number of a Bland account."""

    phone_number: pulumi.Output[str]
    channel: pulumi.Output[str]
    objective: pulumi.Output[str | None]
    webhook: pulumi.Output[str | None]
    pathway_id: pulumi.Output[str | None]
    pathway_version: pulumi.Output[Any]
    start_node_id: pulumi.Output[str | None]
    request_data: pulumi.Output[Any]
    response_data: pulumi.Output[Any]
    tools: pulumi.Output[list[Any] | None]
    temperature: pulumi.Output[float | None]
    use_candidate_model: pulumi.Output[bool | None]
    time_out: pulumi.Output[float | None]
    timeout_action: pulumi.Output[str | None]
    timeout_message: pulumi.Output[str | None]
    warning_time: pulumi.Output[float | None]
    warning_message: pulumi.Output[str | None]
    restart_after_end_call: pulumi.Output[bool | None]
    timezone: pulumi.Output[str | None]
    summary_prompt: pulumi.Output[str | None]
    disposition_ids: pulumi.Output[list[str] | None]
    citation_schema_ids: pulumi.Output[list[str] | None]
    messaging_service_sid: pulumi.Output[str | None]
    authoritative: pulumi.Output[bool | None]
    on_delete: pulumi.Output[str | None]
    on_drift: pulumi.Output[str | None]

    _instead_of_import = "create takes over what is there and keeps it for destroy"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        phone_number: pulumi.Input[str],
        channel: pulumi.Input[Channel] = "sms",
        objective: pulumi.Input[str | None] | None = None,
        webhook: pulumi.Input[str | None] | None = None,
        pathway_id: pulumi.Input[str | None] | None = None,
        pathway_version: pulumi.Input[str | float | None] | None = None,
        start_node_id: pulumi.Input[str | None] | None = None,
        request_data: pulumi.Input[Mapping[str, Any] | Sequence[Any] | None] | None = None,
        response_data: pulumi.Input[Mapping[str, Any] | Sequence[Any] | None] | None = None,
        tools: pulumi.Input[Sequence[Any] | None] | None = None,
        temperature: pulumi.Input[float | None] | None = None,
        use_candidate_model: pulumi.Input[bool | None] | None = None,
        time_out: pulumi.Input[float | None] | None = None,
        timeout_action: pulumi.Input[str | None] | None = None,
        timeout_message: pulumi.Input[str | None] | None = None,
        warning_time: pulumi.Input[float | None] | None = None,
        warning_message: pulumi.Input[str | None] | None = None,
        restart_after_end_call: pulumi.Input[bool | None] | None = None,
        timezone: pulumi.Input[str | None] | None = None,
        summary_prompt: pulumi.Input[str | None] | None = None,
        disposition_ids: pulumi.Input[Sequence[pulumi.Input[str]] | None] | None = None,
        citation_schema_ids: pulumi.Input[Sequence[pulumi.Input[str]] | None] | None = None,
        messaging_service_sid: pulumi.Input[str | None] | None = None,
        authoritative: pulumi.Input[bool | None] | None = None,
        on_delete: pulumi.Input[Literal["restore", "clear", "retain"] | None] | None = None,
        on_drift: pulumi.Input[OnDrift | None] | None = None,
    ) -> None:
        given = locals()
        inputs = {name: given[name] for name in self._names()}
        super().__init__(SmsNumberConfigProvider(), resource_name, inputs, opts, _identity(phone_number, channel))

    @classmethod
    def get(
        cls,
        resource_name: str,
        phone_number: pulumi.Input[str],
        channel: pulumi.Input[Channel] = "sms",
        opts: pulumi.ResourceOptions | None = None,
    ) -> SmsNumberConfig:
        """Read the settings of a number without managing them.

        Args:
            resource_name: the name in the program.
            phone_number: the number, in E.164.
            channel: `sms`, `whatsapp` or `imessage`.
            opts: options, such as an explicit provider.

        Raises:
            pulumi.RunError: `phone_number` is not one; where it is an output, the program fails so later.
        """
        if isinstance(phone_number, str):
            phone_number = _e164(phone_number)  # at once, at the line of the program
        id_ = pulumi.Output.concat(pulumi.Output.from_input(phone_number).apply(_e164), "/", channel)
        return cls._look_up(SmsNumberConfigProvider(), resource_name, id_, opts)


def _e164(phone_number: str) -> str:
    try:
        return e164(phone_number)
    except ValueError as error:
        text = f"phone_number: {error}"
        raise pulumi.RunError(text) from None


def _identity(phone_number: object, channel: object) -> str | None:
    """The object that the arguments of the constructor name, where they do so in plain text."""
    if not isinstance(phone_number, str) or not isinstance(channel, str):
        return None
    try:
        return f"{e164(phone_number)}/{channel}"
    except ValueError:
        return None  # check says it better, with all other problems


SmsNumberConfig.__doc__ = documented(SmsNumberConfig, SmsNumberConfigInputs)

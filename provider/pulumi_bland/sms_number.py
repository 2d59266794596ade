"""`SmsNumberConfig`: the resource, and the provider that is written into the state of every stack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import pulumi

from pulumi_bland._engine.provider import DynamicProvider
from pulumi_bland._engine.resource import BlandResource
from pulumi_bland._rules.phone import bare_number, e164

if TYPE_CHECKING:
    from pulumi_bland._sms.inputs import Channel
    from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle


class SmsNumberConfigProvider(DynamicProvider):
    """Written into every user's state by module and class name: neither may ever change without an alias."""

    def lifecycle(self) -> SmsNumberConfigLifecycle:
        """The life of the settings of a number."""
        from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle  # noqa: PLC0415 - see DynamicProvider

        return SmsNumberConfigLifecycle()


class SmsNumberConfigOutputs:
    """What a program may read."""

    # generated: types of the outputs of SmsNumberConfig
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
    # end


class SmsNumberConfig(SmsNumberConfigOutputs, BlandResource, module="bland", name="SmsNumberConfig"):
    # generated: head of SmsNumberConfig
    """The SMS agent settings of a phone number of a Bland account.

    Args:
        phone_number: The number, in E.164; it must be on the account.
        channel: `sms` (default), `whatsapp` or `imessage`: each has its own settings.
        objective: The system prompt of the agent, or the goal of the conversation.
        webhook: URL that each reply of the agent is POSTed to, with the history.
        pathway_id: The conversational pathway to follow. While there is one, `objective` has no effect.
        pathway_version: Its version: a number, or `latest`.
        start_node_id: The node of the pathway to begin at.
        request_data: Variables for the pathway or the prompt (JSON).
        response_data: Data kept and sent along to the webhook (JSON).
        tools: The tools that the agent may use (JSON).
        temperature: The model's temperature: 0 is the least creative.
        use_candidate_model: Use Bland's candidate model.
        time_out: Seconds without an answer until the conversation ends; below 30 counts as 30, 0 is never.
        timeout_action: What to do at the time-out, such as `send_sms`.
        timeout_message: The message to send at the time-out.
        warning_time: Seconds until a warning; must be below `time_out`.
        warning_message: The message to send as a warning.
        restart_after_end_call: Whether a message after the end begins a new conversation; else it is kept without a
            reply.
        timezone: IANA name, such as `America/New_York`.
        summary_prompt: How to summarise a conversation; setting it turns this on.
        disposition_ids: The outcomes that a conversation may get (a set).
        citation_schema_ids: The citation schemas to extract by (a set).
        messaging_service_sid: SID of the Twilio Messaging Service; needed for numbers of one's own Twilio account only.
        authoritative: Hold the fields that the program does not name empty too. Default: leave them alone.
        on_delete: What destroy does: `restore` (default) what was there before, `clear` every field set here, or
            `retain` the settings as they are.
        on_drift: What an update does when somebody changed a field that it would overwrite: `refuse` (default), naming
            the field, or `overwrite`.
    """

    _computed = ()
    # end

    _instead_of_import = "create takes over what is there and keeps it for destroy"

    # generated: constructor of SmsNumberConfig
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        phone_number: pulumi.Input[str],
        channel: pulumi.Input[Literal["sms", "whatsapp", "imessage"]] = "sms",
        objective: pulumi.Input[str | None] | None = None,
        webhook: pulumi.Input[str | None] | None = None,
        pathway_id: pulumi.Input[str | None] | None = None,
        pathway_version: pulumi.Input[float | str | None] | None = None,
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
        on_drift: pulumi.Input[Literal["refuse", "overwrite"] | None] | None = None,
    ) -> None:
        """Manage the SMS agent settings of a phone number of a Bland account.

        Args:
            resource_name: The name in the program.
            opts: Pulumi's options, such as an explicit provider.
            phone_number: The number, in E.164; it must be on the account.
            channel: `sms` (default), `whatsapp` or `imessage`: each has its own settings.
            objective: The system prompt of the agent, or the goal of the conversation.
            webhook: URL that each reply of the agent is POSTed to, with the history.
            pathway_id: The conversational pathway to follow. While there is one, `objective` has no effect.
            pathway_version: Its version: a number, or `latest`.
            start_node_id: The node of the pathway to begin at.
            request_data: Variables for the pathway or the prompt (JSON).
            response_data: Data kept and sent along to the webhook (JSON).
            tools: The tools that the agent may use (JSON).
            temperature: The model's temperature: 0 is the least creative.
            use_candidate_model: Use Bland's candidate model.
            time_out: Seconds without an answer until the conversation ends; below 30 counts as 30, 0 is never.
            timeout_action: What to do at the time-out, such as `send_sms`.
            timeout_message: The message to send at the time-out.
            warning_time: Seconds until a warning; must be below `time_out`.
            warning_message: The message to send as a warning.
            restart_after_end_call: Whether a message after the end begins a new conversation; else it is kept without a
                reply.
            timezone: IANA name, such as `America/New_York`.
            summary_prompt: How to summarise a conversation; setting it turns this on.
            disposition_ids: The outcomes that a conversation may get (a set).
            citation_schema_ids: The citation schemas to extract by (a set).
            messaging_service_sid: SID of the Twilio Messaging Service; needed for numbers of one's own Twilio account
                only.
            authoritative: Hold the fields that the program does not name empty too. Default: leave them alone.
            on_delete: What destroy does: `restore` (default) what was there before, `clear` every field set here, or
                `retain` the settings as they are.
            on_drift: What an update does when somebody changed a field that it would overwrite: `refuse` (default),
                naming the field, or `overwrite`.
        """
        # end
        given = locals()
        inputs = {name: given[name] for name in self._names}
        identity = None
        if isinstance(phone_number, str) and isinstance(channel, str):
            # No numbering plan here: check tells two spellings of one number, and says all that is wrong with one.
            identity = f"{bare_number(phone_number)}/{channel}"
        self._register(SmsNumberConfigProvider(), resource_name, inputs, opts, identity)

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

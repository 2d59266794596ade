"""The messaging configuration of an organisation's numbers. Rules only, no HTTP.

Pages: api-v1/get/sms-numbers, api-v1/post/sms-update.
"""

import json
from collections.abc import Sequence
from typing import get_args, get_origin

from pydantic import BaseModel, JsonValue, ValidationError

from bland_sandbox import errors, fields
from bland_sandbox.fields import CHANNELS, Channel, Json
from bland_sandbox.settings import Settings
from bland_sandbox.world import Call

_SHORTEST_TIMEOUT = 30


def listed(call: Call, channel: str) -> list[JsonValue]:
    """The numbers that have a configuration for the channel, and only those. The plan does not matter here.

    OLD names `?channel=` in a description only (sms-numbers), and no error: another one is the default there.
    """
    wanted = _channel("sms" if call.settings.generation == "old" and channel not in CHANNELS else channel)
    return [_row(call, number, wanted) for number, configs in call.org.configs.items() if wanted in configs]


def updated(call: Call) -> Json:
    """A number's configuration after an update. The number's first one for a channel is made by it."""
    call.may_write()
    number, channel, model = _read(call)
    call.note_ignored(*(name for name in call.body if name not in model.model_fields))
    sent = _stored({name: value for name, value in call.body.items() if name in model.model_fields})
    if channel == "imessage" and "messaging_service_sid" in sent:
        call.note_ignored("messaging_service_sid")
        del sent["messaging_service_sid"]
    settings = call.settings
    before = call.org.configs.get(number, {}).get(channel, {})
    after = {} if settings.write == "replace" else dict(before)
    for name, value in sent.items():
        if value is not None:
            after[name] = _tidied(name, value) if settings.values == "tidied" else value
        elif name == "time_out" or settings.nulls == "honoured":
            after.pop(name, None)
    _check_timeouts(call, channel, after)
    with call.changing_config(number, channel):
        call.org.configs.setdefault(number, {})[channel] = after
    answer: Json = {"message": f"SMS config updated for number {number}"}
    if settings.echo == "object":
        answer[f"{channel}_config"] = _shown(after, channel, fields.ECHOED[settings.reads], settings)
    return answer


def _read(call: Call) -> tuple[str, Channel, type[BaseModel]]:
    """What an update is about: the number and channel; and the table that its body was checked against."""
    body = call.body
    number = body.get("phone_number")
    if not isinstance(number, str) or not number:
        raise errors.phone_number_required()
    # OLD has no such parameter: whatever is passed, it is sms.
    channel = "sms" if call.settings.generation == "old" else _channel(body.get("channel", "sms"))
    model = fields.UpdateNew if call.settings.generation == "new" else fields.UpdateOld
    try:
        model.model_validate(body)
    except ValidationError as error:
        detail = error.errors(include_input=False, include_url=False)[0]
        name = str(detail["loc"][0])
        raise errors.invalid_body(f"{name}: {detail['msg']}", name) from None
    owned = call.org.numbers.get(number)
    if owned is None:
        raise errors.inbound_number_not_found(number)
    if owned.channel == "imessage" and channel == "sms" and call.settings.generation == "new":
        # "iMessage-provisioned numbers are updated as imessage unless "whatsapp" is passed" (sms-update, NEW).
        channel = "imessage"
    return number, channel, model


def _stored(sent: Json) -> Json:
    """The fields of an update under the names, and with the values, that they are kept with."""
    stored = {name: value for name, value in sent.items() if name not in {"phone_number", "channel", "prompt", "task"}}
    for alias in ("prompt", "task"):
        if alias in sent:
            stored.setdefault("objective", sent[alias])
    time_out = stored.get("time_out")
    if isinstance(time_out, int | float) and 0 < time_out < _SHORTEST_TIMEOUT:
        stored["time_out"] = _SHORTEST_TIMEOUT
    return stored


def _tidied(name: str, value: JsonValue) -> JsonValue:
    """A value in the form that a service might prefer."""
    if isinstance(value, str):
        return value.strip()
    if name == "tools" and isinstance(value, list):
        return [{"timeout": 10, **each} if isinstance(each, dict) else each for each in value]
    return value


def _channel(channel: JsonValue) -> Channel:
    """The channel that is meant."""
    for known in CHANNELS:
        if channel == known:
            return known
    raise errors.invalid_channel()


def _check_timeouts(call: Call, channel: Channel, config: Json) -> None:
    warning, time_out = config.get("warning_time"), config.get("time_out")
    if isinstance(warning, int | float) and isinstance(time_out, int | float) and 0 < time_out <= warning:
        raise errors.invalid_timeouts(call.settings.generation, channel)


def _row(call: Call, number: str, channel: Channel) -> Json:
    owned, config = call.org.numbers[number], call.org.configs[number][channel]
    row: Json = {
        "phone_number": number,
        f"{channel}_config": _shown(config, channel, fields.REPORTED[call.settings.reads], call.settings),
        "conversation_count": owned.conversation_count,
    }
    if call.settings.generation == "new":
        row["label"] = owned.label
        row["messaging_service"] = "linq" if owned.channel == "imessage" else None
    return row


def _shown(config: Json, channel: Channel, names: Sequence[str], settings: Settings) -> Json:
    """A configuration as an answer has it, by the switches `unset` and `numbers_as`."""
    model = fields.ConfigNew if settings.generation == "new" else fields.ConfigOld
    shown: Json = {}
    for name in names:
        if name not in model.model_fields or (channel == "imessage" and name == "messaging_service_sid"):
            continue
        if name in config:
            value = config[name]
            shown[name] = _retyped(value) if settings.numbers_as == "strings" and name in fields.NUMERIC else value
        elif settings.unset != "absent":
            shown[name] = _unset(name, model, settings)
    return shown


def _unset(name: str, model: type[BaseModel], settings: Settings) -> JsonValue:
    """A field without a value. `empty` is `""` for a string and `[]` for a list; numbers and booleans have no such."""
    if settings.unset == "defaults":
        return fields.DEFAULTS.get(name)
    if settings.unset == "sample":
        return fields.SAMPLE.get(name)
    types = get_args(model.model_fields[name].annotation)
    if settings.unset == "empty" and str in types:
        return ""
    return [] if settings.unset == "empty" and any(get_origin(kind) is list for kind in types) else None


def _retyped(value: JsonValue) -> JsonValue:
    """A number as a string, and a string of digits as a number."""
    if isinstance(value, str):
        return int(value) if value.isdecimal() else value
    return json.dumps(value)

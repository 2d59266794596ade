"""The SMS settings of an account, read and written with certainty, whatever becomes of an answer.

What a setting means to a resource is in `lifecycle.py`; here are the routes, and what can be concluded from them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from pulumi_bland._rules.account import CHANNELS, Account
from pulumi_bland._rules.errors import BlandError, ServiceError, listed
from pulumi_bland._rules.ownership import View, met
from pulumi_bland._rules.values import Json, as_number, canonical, same, unset
from pulumi_bland._rules.writing import Sent
from pulumi_bland._sms.inputs import FIELDS, LISTS, NO_STATED_DEFAULT, NUMBERS, SETS, documented, shows_nothing


def live(account: Account, number: str, channel: str) -> dict[str, Json]:
    """The settings of a number as they are live. A number that is not listed has none: every field is empty.

    Raises:
        BlandError: the service answers with another channel's settings, so it does not know this channel.
    """
    if channel not in account.sms:
        text = f"there is no channel {channel!r}: it is one of {', '.join(account.sms)}"
        raise BlandError(text)
    row = account.sms[channel].rows().get(number, {})
    config = row.get(f"{channel}_config")
    if config is None and any(key.endswith("_config") and row[key] is not None for key in row):
        text = f"this Bland service answers about {channel} with another channel's settings; nothing was written"
        raise BlandError(text)
    return _fields(config) if isinstance(config, Mapping) else dict.fromkeys(FIELDS)


def refuse_imessage(account: Account, inputs: Mapping[str, Json]) -> None:
    """A number provisioned for iMessage is updated as iMessage, whatever channel we say.

    Source: POST /v1/sms/number/update, `channel`. The older generation of it does not know the field at all, and would
    change the sms settings: what they are is looked up here, so that they can be put back.
    """
    number = inputs["phone_number"]
    if number in account.sms["sms"].rows() or inputs["channel"] != "sms":
        return
    try:
        row = account.sms["imessage"].rows().get(number)
    except ServiceError as error:
        if not tells_of_no_channel(error):
            raise
        return
    if row is not None and "imessage_config" in row:
        text = (
            f"{number} is provisioned for iMessage, and Bland would change those settings instead; "
            'declare channel="imessage"'
        )
        raise BlandError(text)


def tells_of_no_channel(error: ServiceError) -> bool:
    """Whether a list could not be had because the service does not know the channel: then it has no such numbers."""
    other = (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS)
    return 0 < (error.status or 0) < HTTPStatus.INTERNAL_SERVER_ERROR and error.status not in other


def is_lost(key: str, value: Json, found: Json) -> bool:
    """Whether a value that was there is gone: its place is emptied, or has a default where one may be."""
    gone = not unset(value) and not same(value, found)
    return gone and (met(key, None, found, documented) or key in NO_STATED_DEFAULT)


def wiped(before: View, after: View, sent: Collection[str]) -> dict[str, Json]:
    """What a write emptied although nobody asked: fields that were set before, were not sent, and are gone now."""
    return {key: value for key, value in before.items() if key not in sent and is_lost(key, value, after.get(key))}


def exchange(account: Account, id_: str, request: View, before: View) -> Sent:
    """Write, and put back at once what the write wiped: the reference does not say whether it merges or replaces.

    Raises:
        ServiceError: the service refused the first write; nothing was done.
    """
    after, doubt = _send(account, id_, request, before)
    if after is None:
        return Sent(None, doubt, wiped(before, {}, request))  # perhaps: the next update looks
    lost = wiped(before, after, request)
    if not lost:
        return Sent(after, doubt)
    try:
        again, doubt = _send(account, id_, {**request, **lost}, before)
    except ServiceError as error:
        return Sent(after, error, lost)
    after = after if again is None else again
    return Sent(
        after, doubt, {key: value for key, value in lost.items() if not met(key, value, after.get(key), documented)}
    )


def _send(account: Account, id_: str, send: View, before: View) -> tuple[dict[str, Json] | None, ServiceError | None]:
    """One request: the settings after it (None: cannot be told), and the error when it is in doubt.

    Raises:
        ServiceError: the service refused; nothing was done.
        BlandError: the service changed the settings of another channel.
    """
    number, _, channel = id_.partition("/")
    rows = account.sms[channel]
    asked, doubt = rows.now(), None
    config: Mapping[str, Any] = {}
    try:
        data = _update(account, id_, send)
        data = data if isinstance(data, Mapping) else {}
        named = data.get(f"{channel}_config")
        config = named if isinstance(named, Mapping) else {}
    except ServiceError as error:
        if error.refused:
            raise
        doubt = error
    else:
        _refuse_another(account, number, channel, [key for key in data if isinstance(data[key], Mapping)], send)
    after = _fields(config)
    unmentioned = [key for key, value in before.items() if key not in after and (key in send or not unset(value))]
    if after and not unmentioned:
        row = rows.known(number)
        known = row.get(f"{channel}_config") or {}
        rows.wrote(number, {**row, "phone_number": number, f"{channel}_config": {**known, **config}})
        return after, None
    rows.forget()
    try:
        rows.rows(newer_than=asked)
        read = live(account, number, channel)
    except ServiceError as error:
        return None, doubt or error
    return {**read, **after}, doubt


def _update(account: Account, id_: str, send: View) -> Any:
    """The request; made again with the other type of `pathway_version`, where one is refused.

    It is a text in the older reference and a number in the newer one, and answers do not tell which a service takes.
    """
    try:
        return account.client.update_sms(_body(id_, send))
    except ServiceError as error:
        version = send.get("pathway_version")
        other = str(version) if not isinstance(version, str) else canonical(as_number(version))
        malformed = error.enveloped and error.status in (
            HTTPStatus.OK,  # where errors come in successes
            HTTPStatus.BAD_REQUEST,
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
        if unset(version) or other is None or not malformed:
            raise
        try:
            return account.client.update_sms(_body(id_, {**send, "pathway_version": other}))
        except ServiceError as second:
            raise (error if second.refused else second) from None


def _refuse_another(account: Account, number: str, channel: str, answered: Sequence[str], sent: View) -> None:
    """Only the answer tells that a service changed another channel's settings: what it changed is put back.

    So it is with a number provisioned for iMessage that has no settings yet, and with a service that knows no channels.
    """
    others = [each for each in CHANNELS if f"{each}_config" in answered]
    if not others or channel in others:
        return
    other = others[0]
    rows = account.sms[other]
    config = rows.known(number).get(f"{other}_config")
    before = _fields(config) if isinstance(config, Mapping) else {}
    left = [*sent]
    if rows.was_read:  # else nobody knows what was there
        there = {key: each for key, each in before.items() if not shows_nothing(key, each)}
        back = dict.fromkeys(sent) | there
        with suppress(BlandError):
            account.client.update_sms(_body(f"{number}/{other}", back))
            rows.forget()
            found = live(account, number, other)
            left = [key for key in back if key not in found or not met(key, back[key], found[key], documented)]
    rows.forget()
    then = f"look at {listed(left)} of those in the dashboard" if left else "which were put back as they were"
    text = (
        f"{number}: Bland changed its {other} settings instead of those for {channel}, {then}; this service knows no "
        f'channels, or the number is provisioned for {other}: declare channel="{other}"'
    )
    raise BlandError(text)


def _fields(config: Mapping[str, Any]) -> dict[str, Json]:
    """A configuration as `_rules.ownership` compares it: what it does not name stays unknown."""
    found = {key: canonical(config[key]) for key in FIELDS if key in config}
    for key in NUMBERS:
        # Read as text, it would go back as text where it is put back, and the service takes numbers only.
        found |= {key: canonical(number)} if (number := as_number(found.get(key))) is not None else {}
    for key in SETS:
        if isinstance(found.get(key), list) and all(isinstance(each, str) for each in found[key]):
            found[key] = sorted(set(found[key]))
    return found


def _body(id_: str, values: View) -> dict[str, Json]:
    """The request. The channel is named where it is not the default: the older generation does not know the field."""
    number, _, channel = id_.partition("/")
    body: dict[str, Json] = {"phone_number": number, **({} if channel == "sms" else {"channel": channel})}
    return body | {key: [] if value is None and key in LISTS else value for key, value in values.items()}

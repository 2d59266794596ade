"""Agents: what answers on a number and channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_bland._rules.account import CHANNELS, Account
from pulumi_bland._rules.errors import ServiceError
from pulumi_bland._sms.inputs import NUMBERS
from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle
from pulumi_bland._sms.service import tells_of_no_channel
from pulumi_bland.cli._kind import Kind


def _listed(account: Account, channel: str) -> list[str]:
    """The numbers that have a configuration for a channel, be it an empty one."""
    try:
        rows = account.sms[channel].rows()
    except ServiceError as error:
        if channel == "sms" or not tells_of_no_channel(error):
            raise
        return []
    return [f"{each}/{channel}" for each in sorted(rows) if isinstance(rows[each].get(f"{channel}_config"), Mapping)]


def _settings(account: Account, id_: str) -> Mapping[str, Any] | None:
    _, _, channel = id_.partition("/")
    config = _row(account, id_).get(f"{channel}_config")
    return config if isinstance(config, Mapping) else None


def _row(account: Account, id_: str) -> Mapping[str, Any]:
    number, _, channel = id_.partition("/")
    return account.sms[channel].rows().get(number, {})


KIND: Final = Kind(
    rank=2,
    word="agent",
    words="agents",
    formal="SMS agent",
    name="SmsNumberConfig",
    lifecycle=SmsNumberConfigLifecycle(),
    identity=("phone_number", "channel"),
    begins="set up",
    # A number is there before us, and may have settings already.
    takes_over=lambda _inputs: True,
    called=lambda id_: id_.removesuffix("/sms").replace("/", " on "),
    listed=_listed,
    parts=CHANNELS,
    settings=_settings,
    label=lambda account, id_: str(_row(account, id_).get("label") or ""),
    prompt="objective",
    addresses=frozenset({"webhook"}),
    credentials=frozenset({"messaging_service_sid"}),
    numbers=frozenset(NUMBERS),
)

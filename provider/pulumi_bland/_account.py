"""One Bland account as this process knows it: the client, the lists that all resources share, what was checked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pulumi_bland._client import Client, Settings, check_base_url
from pulumi_bland._errors import BlandError, NoApiKey, ServiceError
from pulumi_bland._lists import Row, SharedList
from pulumi_bland._phone import from_wire

CHANNELS = ("sms", "whatsapp", "imessage")


@dataclass
class Account:
    """The access of one process to one account.

    Attributes:
        client: the HTTP API.
        pools: all dialing pools by lower-case id.
        sms: per channel, the configured numbers.
        made: ids of the pools that this process made.
        creating: a lock per set of numbers, so that a lost answer can be told from a neighbour's create.
    """

    client: Client
    pools: SharedList = field(init=False)
    sms: dict[str, SharedList] = field(init=False)
    made: set[str] = field(default_factory=set)
    _creating: dict[object, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.pools = SharedList(lambda: _by("dialing pools", self.client.list_pools(), "id", str.lower))
        self.sms = {channel: SharedList(partial(self._sms_rows, channel)) for channel in CHANNELS}

    def _sms_rows(self, channel: str) -> dict[str, Row]:
        return _by(f"{channel} numbers", self.client.list_sms(channel), "phone_number", from_wire)

    def creating(self, what: object) -> threading.Lock:
        """The lock for creating exactly this."""
        with self._lock:
            return self._creating.setdefault(what, threading.Lock())


def settings(config: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
    """Which account and where: configuration first, then the environment.

    Raises:
        BlandError: no key, a key that cannot be a header, a base URL that a key must not go to, a limit out of range.
    """
    account = config.get("bland:account")
    # An account of its own never falls back on the stack's key: it would write to the wrong one.
    key = config.get("bland:apiKey") or (None if account else environment.get("BLAND_API_KEY"))
    if not key or not str(key).strip():
        raise NoApiKey(account)
    key = str(key).strip()
    if not key.isascii() or not key.isprintable():
        text = "the Bland API key holds characters that no key has; set it again without quotes or line breaks"
        raise BlandError(text)
    url = config.get("bland:baseUrl") or environment.get("BLAND_BASE_URL")
    return Settings(
        api_key=key,
        base_url=check_base_url(str(url)) if url else None,
        deadline=_limit(config, "bland:deadline", Settings.deadline, 1, 3600),
        max_requests=int(_limit(config, "bland:maxRequests", Settings.max_requests, 1, 100)),
    )


def keys_differ(config: Mapping[str, Any], environment: Mapping[str, str]) -> bool:
    """Whether the configuration and the environment name two keys, of which the configuration's is used."""
    one, other = config.get("bland:apiKey"), environment.get("BLAND_API_KEY")
    return bool(one and other and one != other)


def _limit(config: Mapping[str, Any], key: str, default: float, least: float, most: float) -> float:
    given = config.get(key)
    if given is None:
        return default
    try:
        number = float(given)
    except (TypeError, ValueError):
        number = float("nan")
    if not least <= number <= most:
        text = f"{key} must be a number from {least:g} to {most:g}"
        raise BlandError(text)
    return number


def _by(what: str, rows: Any, key: str, spell: Callable[[str], str]) -> dict[str, Row]:
    if not isinstance(rows, list) or not all(
        isinstance(row, Mapping) and isinstance(row.get(key), str | int) for row in rows
    ):
        raise ServiceError(f"list the {what}", "the rows do not have the documented form", status=200)
    return {spell(str(row[key])): row for row in rows}

"""One Bland account as this process knows it: its API, and the lists that all resources share.

Nothing here depends on how requests travel, so that the lifecycles do not either.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from pulumi_bland._rules.cache import Row, SharedList
from pulumi_bland._rules.errors import ServiceError
from pulumi_bland._rules.phone import from_wire

CHANNELS = ("sms", "whatsapp", "imessage")


class Api(Protocol):
    """The endpoints of Bland that this package uses: each returns the `data` of a success, or raises `ServiceError`."""

    def list_pools(self) -> Any:
        """`GET /v1/custom-dialing-pools`."""

    def get_pool(self, pool_id: str) -> Any:
        """`GET /v1/custom-dialing-pools/{pool_id}`."""

    def create_pool(self, body: Mapping[str, Any]) -> Any:
        """`POST /v1/custom-dialing-pools`."""

    def update_pool(self, pool_id: str, body: Mapping[str, Any]) -> Any:
        """`POST /v1/custom-dialing-pools/{pool_id}/update`."""

    def delete_pool(self, pool_id: str) -> Any:
        """`DELETE /v1/custom-dialing-pools/{pool_id}`."""

    def list_sms(self, channel: str) -> Any:
        """`GET /v1/sms/numbers?channel=…`."""

    def update_sms(self, body: Mapping[str, Any]) -> Any:
        """`POST /v1/sms/number/update`."""

    def pause(self, seconds: float) -> None:
        """Let time pass, less of it once the run is cancelled."""


@dataclass
class Account:
    """The access of one process to one account.

    Attributes:
        client: the HTTP API.
        pools: all dialing pools by lower-case id.
        sms: per channel, the configured numbers.
        made: ids of the pools that this process made.
        foreign: whether the key was found to belong to another organisation than a pool of the state.
        creating: a lock per set of numbers, so that a lost answer can be told from a neighbour's create.
    """

    client: Api
    pools: SharedList = field(init=False)
    sms: dict[str, SharedList] = field(init=False)
    made: set[str] = field(default_factory=set)
    foreign: bool = False
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


def _by(what: str, rows: Any, key: str, spell: Callable[[str], str]) -> dict[str, Row]:
    if not isinstance(rows, list) or not all(
        isinstance(row, Mapping) and isinstance(row.get(key), str | int) for row in rows
    ):
        raise ServiceError(f"list the {what}", "the rows do not have the documented form", status=200)
    return {spell(str(row[key])): row for row in rows}

"""A client that cannot write: what would change an account is an error that says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_bland._rules.account import Api
from pulumi_bland._rules.errors import BlandError


class WouldWrite(BlandError):
    """A lifecycle was about to write; nothing was sent."""


class ReadOnly:
    """The reading half of a client, for running a lifecycle to see what it would keep."""

    def __init__(self, client: Api) -> None:
        self._client = client

    def list_pools(self) -> Any:
        """All pools of the account."""
        return self._client.list_pools()

    def get_pool(self, pool_id: str) -> Any:
        """One pool."""
        return self._client.get_pool(pool_id)

    def list_sms(self, channel: str) -> Any:
        """The numbers that have a configuration for this channel."""
        return self._client.list_sms(channel)

    def create_pool(self, body: Mapping[str, Any]) -> Any:  # noqa: ARG002 - nothing is sent
        """Refuse."""
        raise WouldWrite("a pool would be made")

    def update_pool(self, pool_id: str, body: Mapping[str, Any]) -> Any:  # noqa: ARG002
        """Refuse."""
        raise WouldWrite("a pool would be changed")

    def delete_pool(self, pool_id: str) -> Any:  # noqa: ARG002
        """Refuse."""
        raise WouldWrite("a pool would be deleted")

    def update_sms(self, body: Mapping[str, Any]) -> Any:  # noqa: ARG002
        """Refuse."""
        raise WouldWrite("the settings of a number would be changed")

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        self._client.pause(seconds)

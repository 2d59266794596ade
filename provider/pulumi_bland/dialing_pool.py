"""`CustomDialingPool`: the resource, and the provider that is written into the state of every stack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import pulumi

from pulumi_bland._engine.dynamic import DynamicProvider
from pulumi_bland._engine.resource import BlandResource, documented
from pulumi_bland._pool.inputs import KEY, CustomDialingPoolInputs
from pulumi_bland._pool.lifecycle import CustomDialingPoolLifecycle
from pulumi_bland._rules.inputs import OnDrift


class CustomDialingPoolProvider(DynamicProvider):
    """Written into every user's state by module and class name: neither may ever change without an alias."""

    lifecycle = CustomDialingPoolLifecycle()


class CustomDialingPool(BlandResource, module="bland", name="CustomDialingPool"):
    """A custom dialing pool of a Bland account: the numbers that calls go out from."""

    phone_numbers: pulumi.Output[list[str]]
    encrypted_key: pulumi.Output[str | None]
    on_delete: pulumi.Output[str | None]
    on_drift: pulumi.Output[str | None]
    pool_id: pulumi.Output[str]
    """The pool's UUID: what `dialing_strategy.pool_id` of a call takes."""
    owner_id: pulumi.Output[str]
    """The organisation that owns the pool."""
    created_at: pulumi.Output[str]
    """When the pool was made, in ISO 8601."""
    credentials_name: pulumi.Output[str]
    """The Twilio Account SID of the credentials; empty where the service does not tell it."""
    members: pulumi.Output[dict[str, str]]
    """The members with the place each belongs to, for people who review a change."""

    _computed = ("pool_id", "owner_id", "created_at", "credentials_name")
    _secrets = (KEY,)
    _hidden = ("phone_numbers",)  # a list shows one removed number as many changed ones; `members` shows it by key
    _instead_of_import = "give the pool's id as pool_id: the resource then takes the existing pool over"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        phone_numbers: pulumi.Input[Sequence[pulumi.Input[str]]],
        encrypted_key: pulumi.Input[str | None] | None = None,
        pool_id: pulumi.Input[str | None] | None = None,
        on_delete: pulumi.Input[Literal["delete", "restore", "retain"] | None] | None = None,
        on_drift: pulumi.Input[OnDrift | None] | None = None,
    ) -> None:
        inputs: dict[str, Any] = {
            "phone_numbers": phone_numbers,
            KEY: None if encrypted_key is None else pulumi.Output.secret(encrypted_key),
            "pool_id": pool_id,
            "on_delete": on_delete,
            "on_drift": on_drift,
            # As secret as the numbers; check puts the real map in its place.
            "members": pulumi.Output.from_input(phone_numbers).apply(lambda _: {}),
        }
        identity = f"dialing pool {pool_id.lower()}" if isinstance(pool_id, str) else None
        super().__init__(CustomDialingPoolProvider(), resource_name, inputs, opts, identity)
        # The same value, but known in the preview of an update too, so that what uses it is not shown as changing.
        self.pool_id = self.id

    @classmethod
    def get(
        cls,
        resource_name: str,
        id: pulumi.Input[str],  # noqa: A002 - Pulumi's name for it
        opts: pulumi.ResourceOptions | None = None,
    ) -> CustomDialingPool:
        """Read an existing pool without managing it.

        Args:
            resource_name: the name in the program.
            id: the pool's UUID.
            opts: options, such as an explicit provider.
        """
        found = cls._look_up(CustomDialingPoolProvider(), resource_name, id, opts)
        found.pool_id = found.id
        return found


CustomDialingPool.__doc__ = documented(CustomDialingPool, CustomDialingPoolInputs)

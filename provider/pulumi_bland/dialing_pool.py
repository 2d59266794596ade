"""`CustomDialingPool`: the resource, and the provider that is written into the state of every stack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import pulumi

from pulumi_bland._engine.provider import DynamicProvider
from pulumi_bland._engine.resource import BlandResource, holds_output

if TYPE_CHECKING:
    from pulumi_bland._pool.lifecycle import CustomDialingPoolLifecycle


class CustomDialingPoolProvider(DynamicProvider):
    """Written into every user's state by module and class name: neither may ever change without an alias."""

    def lifecycle(self) -> CustomDialingPoolLifecycle:
        """The life of a pool."""
        from pulumi_bland._pool.lifecycle import CustomDialingPoolLifecycle  # noqa: PLC0415 - see DynamicProvider

        return CustomDialingPoolLifecycle()


class CustomDialingPoolOutputs:
    """What a program may read."""

    # generated: types of the outputs of CustomDialingPool
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
    """Each number with the place that it belongs to, for people who review a change."""
    # end


class CustomDialingPool(CustomDialingPoolOutputs, BlandResource, module="bland", name="CustomDialingPool"):
    # generated: head of CustomDialingPool
    """A custom dialing pool of a Bland account: the numbers that calls go out from.

    Args:
        phone_numbers: The whole membership: US (`+1`) numbers, and UK (`+44`) where the account has them. A set: order
            and repeats mean nothing, formatting is dropped.
        encrypted_key: UUID of the Twilio credentials that the numbers belong to. Always a secret. Declared and later
            removed from the program, it is cleared.
        pool_id: Take over this existing pool instead of making one. Another id replaces the resource; adding the id it
            already has, or dropping it, changes nothing.
        on_delete: What destroy does: `delete` the pool (default for one made here), `restore` its members and
            credentials as they were (default for one taken over), or `retain` it as it is.
        on_drift: What an update does when somebody changed the pool since Pulumi last looked: `refuse` (default),
            naming the numbers, or `overwrite`.
    """

    _computed = ("owner_id", "created_at", "credentials_name")
    # end
    _secrets = ("encrypted_key",)
    _hidden = ("phone_numbers",)  # a list shows one removed number as many changed ones; `members` shows it by key
    _instead_of_import = "give the pool's id as pool_id: the resource then takes the existing pool over"

    # generated: constructor of CustomDialingPool
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        phone_numbers: pulumi.Input[Sequence[pulumi.Input[str]]],
        encrypted_key: pulumi.Input[str | None] | None = None,
        pool_id: pulumi.Input[str | None] | None = None,
        on_delete: pulumi.Input[Literal["delete", "restore", "retain"] | None] | None = None,
        on_drift: pulumi.Input[Literal["refuse", "overwrite"] | None] | None = None,
    ) -> None:
        """Manage a custom dialing pool of a Bland account: the numbers that calls go out from.

        Args:
            resource_name: The name in the program.
            opts: Pulumi's options, such as an explicit provider.
            phone_numbers: The whole membership: US (`+1`) numbers, and UK (`+44`) where the account has them. A set:
                order and repeats mean nothing, formatting is dropped.
            encrypted_key: UUID of the Twilio credentials that the numbers belong to. Always a secret. Declared and
                later removed from the program, it is cleared.
            pool_id: Take over this existing pool instead of making one. Another id replaces the resource; adding the id
                it already has, or dropping it, changes nothing.
            on_delete: What destroy does: `delete` the pool (default for one made here), `restore` its members and
                credentials as they were (default for one taken over), or `retain` it as it is.
            on_drift: What an update does when somebody changed the pool since Pulumi last looked: `refuse` (default),
                naming the numbers, or `overwrite`.
        """
        # end
        inputs: dict[str, Any] = {
            "phone_numbers": phone_numbers,
            "encrypted_key": None if encrypted_key is None else pulumi.Output.secret(encrypted_key),
            "pool_id": pool_id,
            "on_delete": on_delete,
            "on_drift": on_drift,
            # As secret as the numbers; check puts the real map in its place.
            "members": pulumi.Output.from_input(phone_numbers).apply(lambda _: {})
            if holds_output(phone_numbers)
            else {},
        }
        identity = f"dialing pool {pool_id.lower()}" if isinstance(pool_id, str) else None
        self._register(CustomDialingPoolProvider(), resource_name, inputs, opts, identity)
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

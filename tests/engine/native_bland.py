"""The resources of the native plugin for programs of tests: as an SDK has them, with the names of ours."""

from __future__ import annotations

from typing import Any

import pulumi


class _Resource(pulumi.CustomResource):
    _outputs: tuple[str, ...] = ()

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **inputs: Any) -> None:
        kind = type(self).__name__
        # As every SDK made from the schema has it.
        aliases = pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=f"pulumi-python:dynamic/bland:{kind}")])
        props = {**dict.fromkeys(self._outputs), **inputs}
        super().__init__(f"bland:index:{kind}", name, props, pulumi.ResourceOptions.merge(opts, aliases))

    def __getattr__(self, name: str) -> Any:
        if name in self._outputs:
            return pulumi.Output.from_input(None)  # an output that this resource does not have
        raise AttributeError(name)


class CustomDialingPool(_Resource):
    """A dialing pool."""

    _outputs = ("phone_numbers", "encrypted_key", "pool_id", "owner_id", "created_at", "credentials_name", "members")
    pool_id: pulumi.Output[str]

    @classmethod
    def get(cls, name: str, id_: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None) -> CustomDialingPool:
        """Look a pool up."""
        return cls(name, pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id_)))


class SmsNumberConfig(_Resource):
    """The settings of a number."""

    _outputs = ("objective", "time_out", "request_data", "webhook")

    @classmethod
    def get(
        cls,
        name: str,
        phone_number: pulumi.Input[str],
        channel: str = "sms",
        opts: pulumi.ResourceOptions | None = None,
    ) -> SmsNumberConfig:
        """Look the settings of a number up."""
        id_ = pulumi.Output.concat(phone_number, "/", channel)
        return cls(name, pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id_)))


class Account(pulumi.ProviderResource):
    """Another account."""

    def __init__(
        self, name: str, opts: pulumi.ResourceOptions | None = None, *, api_key: Any = None, base_url: Any = None
    ) -> None:
        super().__init__("bland", name, {"apiKey": api_key, "baseUrl": base_url}, opts)

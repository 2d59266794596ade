"""Look-ups for programs: what an account holds, read and not managed, with nothing of it in the state.

Like Pulumi's own functions, each comes in two forms: one that returns the result, which may be awaited, and one with
`_output` that takes and returns outputs. Both read in previews too, and so need a key there. They ask the service
itself under the mocks of Pulumi's unit tests, too: set BLAND_BASE_URL to a sandbox there.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import pulumi

Channel = Literal["sms", "whatsapp", "imessage"]


class _Awaitable:
    """A result that may be awaited, as the results of Pulumi's own functions may."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, Self]:
        yield from ()
        return self


@dataclass(frozen=True)
class DialingPool(_Awaitable):
    """A custom dialing pool.

    Attributes:
        pool_id: its UUID: what `dialing_strategy.pool_id` of a call takes.
        phone_numbers: its members in E.164, sorted.
        owner_id: the organisation that owns it.
        created_at: when it was made, in ISO 8601.
        credentials_name: the Twilio Account SID of its credentials; empty where the service does not tell it.
        encrypted_key: the UUID of its credentials, a secret.
    """

    pool_id: str
    phone_numbers: tuple[str, ...]
    owner_id: str
    created_at: str
    credentials_name: str
    encrypted_key: pulumi.Output[str | None] = field(repr=False, compare=False)


@dataclass(frozen=True)
class SmsNumber(_Awaitable):
    """A number that has settings for a channel.

    Attributes:
        phone_number: in E.164.
        channel: `sms`, `whatsapp` or `imessage`.
        label: what the number is called in the dashboard; empty where it has no label, or the service does not tell.
        messaging_service: `linq` for iMessage; empty for Twilio.
        conversation_count: how many conversations it had.
        settings: the fields of its configuration that are set, by the names of `SmsNumberConfig`.
    """

    phone_number: str
    channel: str
    label: str
    messaging_service: str
    conversation_count: int
    settings: Mapping[str, Any]


class DialingPools(tuple[DialingPool, ...], _Awaitable):
    """Pools, the oldest first."""

    __slots__ = ()


class SmsNumbers(tuple[SmsNumber, ...], _Awaitable):
    """Numbers of one channel, sorted."""

    __slots__ = ()


def get_custom_dialing_pool(
    pool_id: str | None = None, *, phone_number: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> DialingPool:
    """Read a pool, by its id or by one of its numbers.

    Args:
        pool_id: the pool's UUID.
        phone_number: a number that is in one pool only.
        opts: `provider` names another `Account` than the stack's own.

    Raises:
        pulumi.RunError: there is no such pool, or more than one, or the account cannot be read.
    """
    return _pool(_read("pool", opts, pool_id=pool_id, phone_number=phone_number))


def get_custom_dialing_pool_output(
    pool_id: pulumi.Input[str | None] | None = None,
    *,
    phone_number: pulumi.Input[str | None] | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> pulumi.Output[DialingPool]:
    """The same, of outputs."""
    return pulumi.Output.all(pool_id, phone_number).apply(
        lambda given: get_custom_dialing_pool(given[0], phone_number=given[1], opts=opts)
    )


def list_custom_dialing_pools(*, opts: pulumi.InvokeOptions | None = None) -> DialingPools:
    """All pools of the account.

    Args:
        opts: `provider` names another `Account` than the stack's own.

    Raises:
        pulumi.RunError: the account cannot be read.
    """
    return DialingPools(map(_pool, _read("pools", opts)))


def list_custom_dialing_pools_output(*, opts: pulumi.InvokeOptions | None = None) -> pulumi.Output[DialingPools]:
    """The same, as an output."""
    return pulumi.Output.from_input(None).apply(lambda _: list_custom_dialing_pools(opts=opts))


def list_sms_numbers(*, channel: Channel = "sms", opts: pulumi.InvokeOptions | None = None) -> SmsNumbers:
    """The numbers that have settings for a channel.

    Args:
        channel: `sms`, `whatsapp` or `imessage`.
        opts: `provider` names another `Account` than the stack's own.

    Raises:
        pulumi.RunError: the account cannot be read.
    """
    return SmsNumbers(SmsNumber(**row) for row in _read("numbers", opts, channel=channel))


def list_sms_numbers_output(
    *, channel: pulumi.Input[Channel] = "sms", opts: pulumi.InvokeOptions | None = None
) -> pulumi.Output[SmsNumbers]:
    """The same, of outputs."""
    given: pulumi.Output[Channel] = pulumi.Output.from_input(channel)
    return given.apply(lambda known: list_sms_numbers(channel=known, opts=opts))


def _pool(row: Mapping[str, Any]) -> DialingPool:
    return DialingPool(**{**row, "encrypted_key": pulumi.Output.secret(row["encrypted_key"])})


def _read(what: Literal["pool", "pools", "numbers"], opts: pulumi.InvokeOptions | None, **given: Any) -> Any:
    # A program without look-ups does not pay for HTTP and the numbering plan when it imports the package.
    from pulumi_bland._engine import look_up  # noqa: PLC0415

    return look_up.read(what, opts, **given)

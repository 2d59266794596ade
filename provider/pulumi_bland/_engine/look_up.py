"""Look-ups: the account that a program means, read by the same lifecycles, lists and errors as the resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi
from pulumi.runtime.config import get_config
from pulumi.runtime.sync_await import _sync_await

from pulumi_bland._engine.door import CONFIGURATION, connected
from pulumi_bland._engine.run import Run
from pulumi_bland._pool.inputs import KEY
from pulumi_bland._pool.lifecycle import CustomDialingPoolLifecycle
from pulumi_bland._rules.account import CHANNELS, Account
from pulumi_bland._rules.errors import BlandError, listed
from pulumi_bland._rules.lifecycle import silent
from pulumi_bland._rules.phone import e164
from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle

_RUN = Run()
"""A process of a program is one run."""
_POOL = ("pool_id", "owner_id", "created_at", "credentials_name")


def read(what: str, opts: pulumi.InvokeOptions | None, **given: Any) -> Any:
    """What a look-up asks for, in plain data.

    Raises:
        pulumi.RunError: it is not there, or the account cannot be read.
    """
    try:
        account = _account(opts)
        if what == "pool":
            return _pool(account, **given)
        return list(_pools(account) if what == "pools" else _numbers(account, **given))
    except BlandError as error:
        raise pulumi.RunError(str(error)) from None


def _pool(account: Account, pool_id: str | None, phone_number: str | None) -> dict[str, Any]:
    if (pool_id is None) == (phone_number is None):
        raise BlandError("get_custom_dialing_pool takes a pool_id or a phone_number, and not both")
    if pool_id is not None:
        return _read_pool(account, pool_id)
    try:
        number = e164(str(phone_number))
    except ValueError as error:
        text = f"phone_number: {error}"
        raise BlandError(text) from None
    found = [each for each in _pools(account) if number in each["phone_numbers"]]
    if not found:
        text = f"no dialing pool that this API key can see has {number}; check phone_number and bland:apiKey"
        raise BlandError(text)
    if len(found) > 1:
        text = f"{number} is in several dialing pools: {listed(each['pool_id'] for each in found)}; name one by pool_id"
        raise BlandError(text)
    return found[0]


def _pools(account: Account) -> Iterator[dict[str, Any]]:
    pools = (_read_pool(account, each) for each in account.pools.rows())
    yield from sorted(pools, key=lambda each: (each["created_at"], each["pool_id"]))


def _read_pool(account: Account, pool_id: str) -> dict[str, Any]:
    found = CustomDialingPoolLifecycle().read(lambda: account, pool_id.lower(), {}, silent)
    state: Mapping[str, Any] = found.state if found else {}
    return {
        **{key: state[key] for key in _POOL},
        "phone_numbers": tuple(state["phone_numbers"]),
        "encrypted_key": state.get(KEY),
    }


def _numbers(account: Account, channel: str) -> Iterator[dict[str, Any]]:
    if channel not in CHANNELS:
        text = f"there is no channel {channel!r}: it is one of {', '.join(CHANNELS)}"
        raise BlandError(text)
    for number, row in sorted(account.sms[channel].rows().items()):
        found = SmsNumberConfigLifecycle().read(lambda: account, f"{number}/{channel}", {}, silent)
        state: Mapping[str, Any] = found.state if found else {}
        yield {
            "phone_number": number,
            "channel": channel,
            "label": row.get("label") or "",
            "messaging_service": row.get("messaging_service") or "",
            "conversation_count": int(row.get("conversation_count") or 0),
            "settings": {
                key: each for key, each in state.items() if key not in ("phone_number", "channel", "looked_up")
            },
        }


def _account(opts: pulumi.InvokeOptions | None) -> Account:
    """The account of an explicit provider, else the stack's own."""
    provider = opts.provider if opts else None
    if provider is None:
        config = {key: get_config(key) for key in CONFIGURATION}
    else:
        config = {**_sync_await(_config_of(provider)), "bland:account": provider._name}  # noqa: SLF001 - no other way
    return connected(_RUN, config)


async def _config_of(provider: pulumi.ProviderResource) -> dict[str, Any]:
    """The properties of an `Account`, whose names are no names of Python."""
    outputs = {key: vars(provider).get(key) for key in CONFIGURATION}
    return {key: await each.future() for key, each in outputs.items() if isinstance(each, pulumi.Output)}

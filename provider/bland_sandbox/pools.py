"""Custom dialing pools: the numbers that an organisation's calls go out from. Rules only, no HTTP.

Pages: api-v1/get/custom-dialing-pools, get/custom-dialing-pool, post/custom-dialing-pools,
post/custom-dialing-pool-update, delete/custom-dialing-pool.
"""

import uuid

from pydantic import JsonValue

from bland_sandbox import errors
from bland_sandbox.accounts import Pool, is_uuid
from bland_sandbox.fields import Json
from bland_sandbox.numbering import is_dialable
from bland_sandbox.world import Call

_FIELDS = ("phone_numbers", "encrypted_key")


def listed(call: Call) -> list[JsonValue]:
    """All pools of the organisation; no paging is documented."""
    return [_shown(call, pool_id, pool) for pool_id, pool in call.org.pools.items()]


def got(call: Call, pool_id: str) -> Json:
    """One pool."""
    return _shown(call, *_found(call, pool_id))


def created(call: Call) -> Json:
    """A new pool, of any numbers: that they are owned, or in no other pool, is nowhere asked for."""
    call.may_write()
    call.note_ignored(*(name for name in call.body if name not in _FIELDS))
    pool = Pool(
        phone_numbers=_members(call),
        encrypted_key=_credentials(call, None),
        created_at=call.state.now(),
    )
    pool_id = str(uuid.uuid4())
    with call.changing_pool(pool_id):
        call.org.pools[pool_id] = pool
    return _shown(call, pool_id, pool, counted=False)


def updated(call: Call, pool_id: str) -> Json | None:
    """A pool whose numbers are all replaced. NEW: without `phone_numbers` they stay; OLD requires them."""
    call.may_write()
    call.note_ignored(*(name for name in call.body if name not in _FIELDS))
    pool_id, pool = _found(call, pool_id)
    stays = call.settings.generation == "new" and "phone_numbers" not in call.body
    members = pool.phone_numbers if stays else _members(call)
    credentials = _credentials(call, pool.encrypted_key)
    with call.changing_pool(pool_id):
        pool.phone_numbers = members
        pool.encrypted_key = credentials
    return _shown(call, pool_id, pool) if call.settings.echo == "object" else None


def deleted(call: Call, pool_id: str) -> Json:
    """The pool is gone. Only NEW has this."""
    call.may_write()
    pool_id, _ = _found(call, pool_id)
    with call.changing_pool(pool_id):
        del call.org.pools[pool_id]
    return {"message": "Geospatial dialing pool deleted successfully", "deleted_pool_id": pool_id}


def _found(call: Call, pool_id: str) -> tuple[str, Pool]:
    """The pool, if it exists and is this organisation's: POOL_NOT_FOUND does not tell which."""
    if call.settings.generation == "old" and not is_uuid(pool_id):
        raise errors.invalid_pool_id()
    pool = call.org.pools.get(pool_id.lower())
    if pool is None:
        raise errors.pool_not_found()
    return pool_id.lower(), pool


def _members(call: Call) -> list[str]:
    numbers = call.body.get("phone_numbers")
    if not isinstance(numbers, list) or (not numbers and call.settings.empty_pool == "refused"):
        raise errors.invalid_phone_numbers(call.settings.generation)
    members = [number for number in numbers if isinstance(number, str)]
    if len(members) < len(numbers) or not all(is_dialable(number, call.settings.generation) for number in members):
        raise errors.invalid_phone_numbers(call.settings.generation)
    return members


def _credentials(call: Call, current: str | None) -> str | None:
    """The credentials that a pool has after this call, by the switches `omitted_key` and `null_key`."""
    if "encrypted_key" not in call.body:
        return current if call.settings.omitted_key == "kept" else None
    key: JsonValue = call.body["encrypted_key"]
    if key is None and call.settings.null_key != "refused":
        return None if call.settings.null_key == "honoured" else current
    if not isinstance(key, str) or key.lower() not in call.org.credentials:
        raise errors.invalid_credentials()
    return key.lower()


def _shown(call: Call, pool_id: str, pool: Pool, *, counted: bool = True) -> Json:
    """The pool as an answer has it. NEW adds two fields, but not to the answer of create."""
    shown: Json = {
        "id": pool_id,
        "owner_id": call.org.id,
        "phone_numbers": [*_ordered(call, pool.phone_numbers)],
        "encrypted_key": pool.encrypted_key,
        "created_at": pool.created_at,
    }
    if counted and call.settings.generation == "new":
        shown["phone_numbers_count"] = len(pool.phone_numbers)
        shown["credentials_name"] = call.org.credentials.get(pool.encrypted_key or "")
    return shown


def _ordered(call: Call, numbers: list[str]) -> list[str]:
    if call.settings.order == "kept" or len(numbers) < 2:  # noqa: PLR2004 - one number has one order
        return numbers
    if call.settings.order == "sorted":
        return sorted(numbers)
    turn = 1 + call.exchange.entry.sequence % (len(numbers) - 1)
    return numbers[turn:] + numbers[:turn]

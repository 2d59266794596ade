"""The dialing pools of an account, found, made, replaced and removed with certainty, whatever becomes of an answer.

What a pool means to a resource is in `lifecycle.py`; here are the routes, and what can be concluded from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from pulumi_bland._pool.inputs import KEY
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.cache import Row
from pulumi_bland._rules.errors import BlandError, ServiceError, listed
from pulumi_bland._rules.inputs import as_uuid
from pulumi_bland._rules.phone import from_wire
from pulumi_bland._rules.values import Json

_TRIES = 2
"""How often a create is sent when its answer is lost and no new pool is to be found."""
_LOOKS = (1, 2, 4)
"""Seconds before each further look for the pool of a create that was not answered: the service may be at it yet."""


def find(account: Account, pool_id: str, owner: str | None = None) -> Row | None:
    """The pool as it is live; None when it is gone: the one place that decides so.

    Only the service's own `POOL_NOT_FOUND` counts. A key of another organisation gets it for every pool, so before it
    is believed, the pools that this key does list must not belong to somebody else.
    """
    try:
        row = account.pools.rows().get(pool_id := pool_id.lower())
    except ServiceError as error:
        if error.status in (None, HTTPStatus.UNAUTHORIZED):
            raise
        row = None  # where the list is refused, single reads may still be had
    try:
        return _whole(account, pool_id, row)
    except ServiceError as error:
        if not _is_gone(error):
            raise
    others = {each.get("owner_id") for each in account.pools.rows().values()} - {None, owner}
    if owner and others:
        account.foreign = True
        text = (
            f"dialing pool {pool_id} cannot be seen by this API key, which belongs to another Bland organisation than "
            "the one that owns the pool; check bland:apiKey"
        )
        raise BlandError(text)
    return None


def replace(account: Account, row: Row, body: Mapping[str, Json]) -> tuple[Row | None, ServiceError | None]:
    """Update a pool: what it is now (None: cannot be told), and the error when the update itself is in doubt.

    Raises:
        ServiceError: the service refused; nothing was done.
    """
    pool_id, asked, doubt = str(row["id"]).lower(), account.pools.now(), None
    try:
        answer = account.client.update_pool(pool_id, body)
    except ServiceError as error:
        if error.refused:
            raise
        doubt = error
    else:
        if _is_pool(answer) and (KEY in answer or KEY not in body):
            account.pools.wrote(pool_id, {**row, **answer})
            return {**row, **answer}, None
    account.pools.forget()
    try:
        return _whole(account, pool_id, account.pools.rows(newer_than=asked).get(pool_id)), doubt
    except ServiceError as error:
        return None, doubt or error


def _is_seen_gone(account: Account, pool_id: str, owner: str | None) -> bool:
    try:
        return find(account, pool_id, owner) is None
    except ServiceError:
        return False  # what the delete met is the better thing to say


def _whole(account: Account, pool_id: str, row: Row | None) -> Row:
    """A pool with all that is to be known of it: a row of the list where it says so, else the single read."""
    if row is not None and _is_pool(row) and KEY in row:
        return row
    found = account.client.get_pool(pool_id)
    if not _is_pool(found):
        raise ServiceError(f"read dialing pool {pool_id}", "the answer holds no pool", status=200)
    return dict(found)


def _is_pool(answer: Any) -> bool:
    return isinstance(answer, Mapping) and bool(answer.get("id")) and isinstance(answer.get("phone_numbers"), list)


def _is_gone(error: ServiceError) -> bool:
    return error.code == "POOL_NOT_FOUND" and error.enveloped


def make(account: Account, body: Mapping[str, Json], warn: Callable[[str], None]) -> Row:
    """Make a pool, exactly one, even when the answer is lost on the way.

    A pool has no name to look it up by, so the pools listed before and after decide: the one that is new and has these
    numbers is ours. Equal numbers alone prove nothing: a pool that was there before is somebody else's.

    Raises:
        ServiceError: the service refused, or did not make it after another try.
        BlandError: it cannot be told which pool is ours; the candidates are named.
    """
    with account.creating(tuple(body["phone_numbers"])):
        before = _listed_before(account)
        for attempt in range(1, _TRIES + 1):
            asked = account.pools.now()
            row: Row | None
            try:
                row = account.client.create_pool(body)
            except ServiceError as error:
                row = None if error.refused else _lost(account, body, before, asked, error)
                permanent = error.code is not None or (error.status or 0) in range(400, 500)
                if row is None and (error.refused or permanent or attempt == _TRIES):
                    raise
            else:
                if not isinstance(row, Mapping) or not row.get("id"):
                    silent = ServiceError("create a dialing pool", "the answer holds no pool", status=200)
                    row = _lost(account, body, before, asked, silent)
                    if row is None:
                        raise silent
            if row is not None:
                pool_id = str(row["id"]).lower()
                account.made.add(pool_id)
                account.pools.wrote(pool_id, row)
                if attempt > 1:
                    _say_if_made_twice(account, body, before, pool_id, warn)
                return {"phone_numbers": body["phone_numbers"], **row}
    raise AssertionError  # the last attempt returned or raised


def _say_if_made_twice(
    account: Account, body: Mapping[str, Json], before: set[str] | None, pool_id: str, warn: Callable[[str], None]
) -> None:
    """An attempt that seemed to have done nothing may have been carried out since."""
    try:
        late = [] if before is None else list(_fresh(account, body, before, account.pools.now()))
    except ServiceError:
        late = []
    if late:
        warn(
            f"dialing pool {pool_id}: an earlier attempt to create it seems to have been carried out late: "
            f"{listed(late)} has the same numbers; delete it if nobody else made it"
        )


def _listed_before(account: Account) -> set[str] | None:
    """The pools before a create; None where the service would rather not say, as creates need no list."""
    try:
        return set(account.pools.rows())
    except ServiceError as error:
        if error.status in (None, HTTPStatus.UNAUTHORIZED):
            raise
        return None


def _lost(
    account: Account, body: Mapping[str, Json], before: set[str] | None, asked: float, error: ServiceError
) -> Row | None:
    """The pool that a create made although its answer was lost, or makes while we look; None when it makes none."""
    for pause in (0, *(_LOOKS if error.late else ())):
        account.client.pause(pause)
        row = _new(account, body, before, asked, error)
        if row is not None:
            return row
        asked = account.pools.now()
    return None


def _new(
    account: Account, body: Mapping[str, Json], before: set[str] | None, asked: float, error: ServiceError
) -> Row | None:
    """The one new pool with these numbers, listed since `asked`."""
    try:
        candidates = _fresh(account, body, before, asked)
    except ServiceError as second:
        text = (
            f"{error.fact}; whether a pool was made cannot be told: {second.fact}; look at the pools of the account "
            "before the next up, and name the new one with pool_id if there is one"
        )
        raise BlandError(text) from None
    if len(candidates) > 1 or (candidates and before is None):
        text = (
            f"{error.fact}; one of these pools may be the one that was made: {listed(candidates)}; name it with "
            "pool_id, or delete it, before the next up"
        )
        raise BlandError(text)
    return dict(next(iter(candidates.values()))) if candidates else None


def _fresh(account: Account, body: Mapping[str, Json], before: set[str] | None, asked: float) -> dict[str, Row]:
    """Pools with these numbers, listed since `asked`, that were not there before and that we know nothing of."""
    account.pools.forget()
    rows = {
        pool_id: _whole(account, pool_id, row)
        for pool_id, row in account.pools.rows(newer_than=asked).items()
        if pool_id not in account.made and pool_id not in (before or ())
    }
    return {pool_id: row for pool_id, row in rows.items() if members(row) == list(body["phone_numbers"])}


def remove(account: Account, pool_id: str, owner: str | None) -> None:
    """Delete a pool. One that is gone already is deleted."""
    try:
        answer = account.client.delete_pool(pool_id)
    except ServiceError as error:
        account.pools.forget()
        # Done already, or done although the answer was lost.
        if (_is_gone(error) or not error.refused) and _is_seen_gone(account, pool_id, owner):
            return
        if error.status in (404, 405, 501) and not _is_gone(error):
            text = (
                f"could not delete dialing pool {pool_id}: this Bland service has no route to delete pools (HTTP "
                f'{error.status}); set on_delete="retain" and run `pulumi up`: destroy then leaves the pool as it is'
            )
            raise BlandError(text) from None
        raise
    account.pools.wrote(pool_id, None)
    named = answer.get("deleted_pool_id") if isinstance(answer, Mapping) else None
    if str(named).lower() != pool_id:
        account.pools.forget()
        if find(account, pool_id, owner) is not None:
            text = (
                f"could not delete dialing pool {pool_id}: Bland answered success, but it is still there; run it again"
            )
            raise BlandError(text)


def members(row: Row) -> list[str]:
    return sorted({from_wire(each) for each in row.get("phone_numbers") or []})


def view(row: Row) -> dict[str, Json]:
    """What is live: the members, and the credentials where the answer has them."""
    view: dict[str, Json] = dict.fromkeys(members(row), True)
    if KEY in row:
        view[KEY] = as_uuid(str(row[KEY])) or row[KEY]
    return view


def none_such(pool_id: str) -> BlandError:
    return BlandError(f"there is no dialing pool {pool_id} that this API key can see; check pool_id and bland:apiKey")

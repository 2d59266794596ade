"""Putting back: what was changed for the questions is written as it was, read again and compared."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pulumi_bland._rules.errors import ServiceError, listed
from pulumi_bland.cli.contract.exchange import Service, refused
from pulumi_bland.cli.contract.fields import carried, differences, has_value, sendable
from pulumi_bland.cli.contract.journal import Journal, NamedPool, OwnPool, SmsSettings

_MADE_WITHIN = timedelta(minutes=10)
"""How far the clocks of this machine and of the service may be apart when a pool is recognised by its age."""
_ROUNDS = 4


def put_back(service: Service, journal: Journal) -> list[str]:
    """Put everything back that the journal holds, newest first. Returns what could not be, in sentences."""
    problems: list[str] = []
    for debt in reversed(journal.debts):
        try:
            left = _put_back(service, debt)
        except ServiceError as error:
            left = [f"{error.fact}, so {_name(debt)} could not be put back"]
        problems += left
        if not left:
            journal.settle(debt)
    return problems


def _put_back(service: Service, debt: OwnPool | NamedPool | SmsSettings) -> list[str]:
    if isinstance(debt, OwnPool):
        return remove_own(service, debt)
    if isinstance(debt, NamedPool):
        return restore_pool(service, debt)
    return restore_settings(service, debt)


def _name(debt: OwnPool | NamedPool | SmsSettings) -> str:
    if isinstance(debt, OwnPool):
        return f"the pool that was made for the questions ({debt.pool_id or 'its id is not known'})"
    return f"dialing pool {debt.pool_id}" if isinstance(debt, NamedPool) else f"{debt.number}"


def remove_own(service: Service, debt: OwnPool) -> list[str]:
    """Delete the pool that was made. Without its id it is the one that came since, with its numbers and of its age."""
    rows = {str(row.get("id")): row for row in service.pools()}
    if debt.pool_id is None:
        new = [
            (key, row)
            for key, row in rows.items()
            if key not in debt.others and sorted(map(str, row.get("phone_numbers") or [])) == sorted(debt.phone_numbers)
        ]
        if not new:
            return []
        if len(new) > 1 or not _is_of(debt.asked_at, new[0][1].get("created_at")):
            ids = listed(key for key, _ in new)
            return [f"a pool may be left that was made for the questions: look at {ids}, and delete what is not yours"]
        debt.pool_id = new[0][0]
    if debt.pool_id not in rows:
        return []
    try:
        service.delete_pool(debt.pool_id)
    except ServiceError as error:
        if not (error.enveloped and error.code == "POOL_NOT_FOUND"):
            raise
    if any(str(row.get("id")) == debt.pool_id for row in service.pools()):
        return [f"{_name(debt)} was deleted, and is still listed"]
    return []


def _is_of(moment: datetime, created_at: Any) -> bool:
    try:
        created = datetime.fromisoformat(str(created_at))
    except ValueError:
        return False
    return created.tzinfo is not None and abs(created - moment) < _MADE_WITHIN


def restore_pool(service: Service, debt: NamedPool) -> list[str]:
    """Write numbers and credentials as they were. In which order they are stored shows only where it is kept."""
    body: dict[str, Any] = {"phone_numbers": debt.phone_numbers}
    if debt.encrypted_key is not None:
        body["encrypted_key"] = debt.encrypted_key
    row = service.pool(debt.pool_id)
    if row.get("phone_numbers") != debt.phone_numbers or row.get("encrypted_key") != debt.encrypted_key:
        service.update_pool(debt.pool_id, body)
        row = service.pool(debt.pool_id)
    names = [
        name
        for name, one, other in (
            ("phone_numbers", sorted(map(str, row.get("phone_numbers") or [])), sorted(debt.phone_numbers)),
            ("encrypted_key", row.get("encrypted_key"), debt.encrypted_key),
        )
        if one != other
    ]
    return [f"{listed(names)} of dialing pool {debt.pool_id} could not be put back as it was"] if names else []


def restore_settings(service: Service, debt: SmsSettings) -> list[str]:
    """Write what differs, until nothing does: a service that replaces may wipe with one write what the next returns."""
    before = debt.before or {}
    moved: dict[str, None] = dict.fromkeys(debt.lent)
    for turn in range(_ROUNDS):
        now = service.config(debt.number, before=before) or {}
        if debt.before is None:
            differing = [name for name in debt.lent if has_value(now.get(name))]
        else:
            differing = differences(before, now)
        if not differing and (turn or not debt.lent):
            return []
        moved.update(dict.fromkeys(differing))
        fields = {**carried(before), **{name: sendable(name, before.get(name)) for name in moved}}
        if turn < _ROUNDS - 1:
            _write(service, debt.number, fields)
    return [f"{listed(differing)} of {debt.number} could not be put back as before: the service shows another value"]


def _write(service: Service, number: str, fields: dict[str, Any]) -> None:
    """Write; where a version that the service itself shows is refused, then at least all the rest."""
    try:
        service.update_sms(number, fields)
    except ServiceError as error:
        if "pathway_version" not in fields or not refused(error):
            raise
        service.update_sms(number, {name: value for name, value in fields.items() if name != "pathway_version"})

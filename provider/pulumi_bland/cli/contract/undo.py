"""Putting back: what was changed for the questions is written as it was, read again and compared.

Two things are not believed. A read may be older than the last write, so what was changed is written back whatever is
shown. And a write without an answer may still be carried out, so after one all is done again a while later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pulumi_bland._rules.errors import ServiceError, listed
from pulumi_bland._sms.inputs import NO_STATED_DEFAULT
from pulumi_bland.cli.contract.exchange import Service, refused
from pulumi_bland.cli.contract.fields import Config, carried, differences, has_value, lost, may_be_set, sendable
from pulumi_bland.cli.contract.journal import Debt, Journal, NamedPool, OwnPool, SmsSettings

_MADE_WITHIN = timedelta(minutes=10)
"""How far the clocks of this machine and of the service may be apart when a pool is recognised by its age."""
_ROUNDS = 4


def put_back(service: Service, journal: Journal) -> list[str]:
    """Put everything back that the journal holds, newest first. Returns what could not be, in sentences."""
    debts = journal.debts[::-1]
    left = [_put_back(service, debt) for debt in debts]
    if service.unanswered and debts:
        service.wait()
        left = [_put_back(service, debt) for debt in debts]
    for debt, problems in zip(debts, left, strict=True):
        if not problems:
            journal.settle(debt)
    return [each for problems in left for each in problems]


def _put_back(service: Service, debt: Debt) -> list[str]:
    try:
        if isinstance(debt, OwnPool):
            return remove_own(service, debt)
        if isinstance(debt, NamedPool):
            return restore_pool(service, debt)
        return restore_settings(service, debt)
    except ServiceError as error:
        return [f"{error.fact}, so {_name(debt)} could not be put back"]


def _name(debt: Debt) -> str:
    if isinstance(debt, OwnPool):
        return f"the pool that was made for the questions ({debt.pool_id or 'its id is not known'})"
    return f"dialing pool {debt.pool_id}" if isinstance(debt, NamedPool) else f"{debt.number}"


def remove_own(service: Service, debt: OwnPool) -> list[str]:
    """Delete the pool that was made. Without its id it is the one that came since, with its numbers and of its age."""
    if debt.pool_id is None:
        new = [
            row
            for row in service.pools()
            if str(row.get("id")) not in debt.others and _numbers(row) == sorted(debt.phone_numbers)
        ]
        if not new:
            return []
        if len(new) > 1 or not _is_of(debt.asked_at, new[0].get("created_at")):
            ids = listed(row.get("id") for row in new)
            return [f"a pool may be left that was made for the questions: look at {ids}, and delete what is not yours"]
        debt.pool_id = str(new[0].get("id"))
    for ask in (service.delete_pool, service.pool):
        try:
            ask(debt.pool_id)
        except ServiceError as error:
            if not (error.enveloped and error.code == "POOL_NOT_FOUND"):
                raise
            return []
    return [f"{_name(debt)} was deleted, and is still there"]


def _is_of(moment: datetime, created_at: Any) -> bool:
    try:
        created = datetime.fromisoformat(str(created_at))
    except ValueError:
        return False
    return created.tzinfo is not None and abs(created - moment) < _MADE_WITHIN


def restore_pool(service: Service, debt: NamedPool) -> list[str]:
    """Write numbers and credentials as they were. In which order they are stored shows only where it is kept.

    For the questions the pool is without numbers or credentials at most: others were given to it by somebody else.
    """
    row = service.pool(debt.pool_id)
    theirs = [
        name
        for name, shown, ours in (
            ("phone_numbers", _numbers(row), (sorted(debt.phone_numbers), [])),
            ("encrypted_key", row.get("encrypted_key"), (debt.encrypted_key, None)),
        )
        if shown not in ours
    ]
    if theirs:
        return [_changed(theirs, f"dialing pool {debt.pool_id}")]
    body: dict[str, Any] = {"phone_numbers": debt.phone_numbers}
    if debt.encrypted_key is not None:
        body["encrypted_key"] = debt.encrypted_key
    try:
        service.update_pool(debt.pool_id, body)
    except ServiceError as error:
        if _differing(debt, row) or not _denied(error):
            raise
    names = _differing(debt, service.pool(debt.pool_id))
    return [f"{listed(names)} of dialing pool {debt.pool_id} could not be put back as it was"] if names else []


def _differing(debt: NamedPool, row: Mapping[str, Any]) -> list[str]:
    numbers = [] if _numbers(row) == sorted(debt.phone_numbers) else ["phone_numbers"]
    return numbers if row.get("encrypted_key") == debt.encrypted_key else [*numbers, "encrypted_key"]


def _numbers(row: Mapping[str, Any]) -> list[str]:
    shown = row.get("phone_numbers")
    return sorted(map(str, shown)) if isinstance(shown, list) else []


def _changed(names: list[str], what: str) -> str:
    return f"{listed(names)} of {what} is neither as before nor as this left it: somebody else may have changed it"


def restore_settings(service: Service, debt: SmsSettings, *, just_asked: bool = False) -> list[str]:
    """Write what was changed, and what differs, until nothing does: one write may wipe what the next returns.

    What somebody else changed since is left, and said. Where a question was `just_asked`, all that differs comes of it.
    """
    before = debt.before or {}
    now = service.config(debt.number, before=before) or {}
    differing = _unlike(before, now, debt)
    theirs = [] if just_asked else [name for name in differing if not _ours(name, now.get(name), debt)]
    aim = {**before, **{name: now.get(name) for name in theirs}}
    sent = [name for name, value in debt.sent.items() if value is not None or may_be_set(before.get(name))]
    moved = dict.fromkeys(name for name in sent if name not in theirs)
    for turn in range(_ROUNDS):
        differing = _unlike(aim, now, debt)
        moved.update(dict.fromkeys(differing))
        if not (differing or (moved and turn == 0)) or turn == _ROUNDS - 1:
            break
        try:
            _write(service, debt.number, {**carried(aim), **{name: sendable(name, aim.get(name)) for name in moved}})
        except ServiceError as error:
            if differing or not _denied(error):
                raise
        now = service.config(debt.number, before=before) or {}
    said = [_changed(theirs, debt.number)] if theirs else []
    if differing:
        text = f"{listed(differing)} of {debt.number} could not be put back as before: the service shows another value"
        said.append(text)
    if gone := lost(before, now):
        said.append(f"{listed(gone)} of {debt.number} is gone, and cannot be set by an update")
    return said


def _unlike(aim: Config, now: Config, debt: SmsSettings) -> list[str]:
    """What differs, but for defaults that a number without settings begins with."""
    names = differences(aim, now)
    return [name for name in names if debt.before is not None or name not in NO_STATED_DEFAULT]


def _ours(name: str, shown: Any, debt: SmsSettings) -> bool:
    """Whether a value that differs is one that the questions left, be it in the form that a service prefers."""
    if not has_value(shown) or name in NO_STATED_DEFAULT:
        return True
    value = sendable(name, shown)
    known = [debt.sent.get(name), (debt.before or {}).get(name)]
    return value in known or (isinstance(value, str) and value in [str(each).strip() for each in known])


def _denied(error: ServiceError) -> bool:
    """Whether nothing was done; where nothing differs either, no update was ever taken."""
    return error.refused or refused(error)


def _write(service: Service, number: str, fields: dict[str, Any]) -> None:
    """Write; where a version that the service itself shows is refused, then at least all the rest."""
    try:
        service.update_sms(number, fields)
    except ServiceError as error:
        if "pathway_version" not in fields or not refused(error):
            raise
        service.update_sms(number, {name: value for name, value in fields.items() if name != "pathway_version"})

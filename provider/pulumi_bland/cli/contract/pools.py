"""The questions about pools, asked of one that is made for them, or of one that the user named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pulumi_bland._rules.errors import BlandError, ServiceError, listed
from pulumi_bland._rules.phone import from_wire
from pulumi_bland.cli.contract.exchange import Service, refused
from pulumi_bland.cli.contract.journal import Journal, NamedPool, OwnPool, now
from pulumi_bland.cli.contract.questions import (
    FEW_NUMBERS,
    NO_CREDENTIALS,
    NO_DELETE,
    NO_POOL,
    REFUSED,
    UNLIKE,
    Answers,
)

ABOUT_MEMBERS = ("order", "omitted_key", "null_key", "empty_pool")
_READS = 3
_TELLING = 3
"""Fewer numbers than this have too few orders to tell a sorted list from one that differs from call to call."""


@dataclass
class _Pool:
    """The pool that is asked about: its numbers and credentials are what each experiment begins and ends with."""

    service: Service
    answers: Answers
    pool_id: str
    numbers: list[str]
    key: str | None = field(repr=False)

    def update(self, numbers: Sequence[str], credentials: Mapping[str, None] | None = None) -> Mapping[str, Any]:
        """Write numbers and, unless told otherwise, the pool's own credentials."""
        own = {} if self.key is None else {"encrypted_key": self.key}
        body = {"phone_numbers": list(numbers), **(own if credentials is None else credentials)}
        return self.service.update_pool(self.pool_id, body)

    def read(self, sent: Sequence[str]) -> Mapping[str, Any]:
        return self.service.pool(self.pool_id, sent=sent, key=self.key)


def check_numbers(service: Service, numbers: Sequence[str]) -> None:
    """Refuse numbers of a pool in use: a service that allows a number in one pool only would take them out of it.

    Raises:
        BlandError: one of the numbers is in a pool.
    """
    members = {from_wire(member) for row in service.pools() for member in row.get("phone_numbers") or []}
    service.taken()
    if taken := [number for number in numbers if number in members]:
        text = (
            f"--numbers takes numbers that are in no dialing pool, and {listed(taken)} is: a service that allows each "
            "in one pool only would take it out of that"
        )
        raise BlandError(text)


def ask_about_pools(
    service: Service, answers: Answers, journal: Journal, numbers: Sequence[str], pool_id: str | None
) -> None:
    """Ask of a pool of one's own, where it can be deleted again; else of the named one."""
    if numbers and answers.value("delete_route") == "yes":
        pool = _made(service, answers, journal, numbers)
    elif pool_id:
        pool = _named(service, answers, journal, pool_id)
    else:
        # Whether they can be deleted may not be known either, and then for a reason of its own.
        why = answers.found["delete_route"].why or NO_DELETE
        answers.leave(why if numbers else NO_POOL, *ABOUT_MEMBERS)
        return
    if pool is None:
        return
    try:
        _order(pool)
    except ServiceError as error:
        if not refused(error):
            raise
        answers.leave(REFUSED, *ABOUT_MEMBERS, evidence=service.taken())
        return
    _omitted_key(pool)
    _null_key(pool)
    _empty(pool)


def _made(service: Service, answers: Answers, journal: Journal, numbers: Sequence[str]) -> _Pool | None:
    rows = service.pools()
    key = next((str(row["encrypted_key"]) for row in rows if row.get("encrypted_key")), None)
    others = [str(row.get("id")) for row in rows]
    debt = OwnPool(phone_numbers=list(numbers), encrypted_key=key, others=others, asked_at=now())
    journal.owe(debt)
    service.taken()
    try:
        row = service.create_pool(
            {"phone_numbers": list(numbers), **({} if key is None else {"encrypted_key": key})},
        )
    except ServiceError as error:
        if not refused(error):
            raise
        answers.leave(REFUSED, *ABOUT_MEMBERS, evidence=service.taken())
        return None
    # A pool that was there before is nobody's to change: a service may answer with one of the same numbers.
    if not row.get("id") or str(row["id"]) in others:
        answers.leave(UNLIKE, *ABOUT_MEMBERS, evidence=service.taken())
        return None
    debt.pool_id = str(row["id"])
    journal.save()
    return _Pool(service, answers, debt.pool_id, list(numbers), key)


def _named(service: Service, answers: Answers, journal: Journal, pool_id: str) -> _Pool:
    row = service.pool(pool_id)
    members = row.get("phone_numbers")
    if not isinstance(members, list):
        text = f"dialing pool {pool_id} is not answered in the documented form, so nothing was asked of it"
        raise BlandError(text)
    numbers, key = [str(each) for each in members], row.get("encrypted_key")
    journal.owe(NamedPool(pool_id=pool_id, phone_numbers=numbers, encrypted_key=key))
    return _Pool(service, answers, pool_id, numbers, key)


def _order(pool: _Pool) -> None:
    """Two orders are sent, and each is read several times. These are ordinary updates: they show the echo, too."""
    shown: list[tuple[list[str], list[Any]]] = []
    pool.service.taken()
    for sent in (sorted(pool.numbers, reverse=True), sorted(pool.numbers)):
        answered = pool.update(sent)
        pool.answers.settle("echo", "object" if answered.get("id") else "absent", pool.service.lines[-1:])
        shown.append((sent, [pool.read(sent).get("phone_numbers") for _ in range(_READS)]))
    lines = tuple(dict.fromkeys(pool.service.taken()))
    if len(set(pool.numbers)) < _TELLING:
        pool.answers.leave(FEW_NUMBERS, "order", evidence=lines)
    elif any(read != reads[0] for _, reads in shown for read in reads):
        pool.answers.settle("order", "shuffled", lines)
    elif all(reads[0] == sent for sent, reads in shown):
        pool.answers.settle("order", "kept", lines)
    elif all(reads[0] == sorted(sent) for sent, reads in shown):
        pool.answers.settle("order", "sorted", lines)
    else:
        pool.answers.leave(UNLIKE, "order", evidence=lines)


def _omitted_key(pool: _Pool) -> None:
    if pool.key is None:
        pool.answers.leave(NO_CREDENTIALS, "omitted_key")
        return
    pool.update(pool.numbers, {})
    _settle_key(pool, "omitted_key", {pool.key: "kept", None: "cleared"})


def _null_key(pool: _Pool) -> None:
    """A refusal tells even where there are no credentials."""
    pool.service.taken()
    try:
        pool.update(pool.numbers, {"encrypted_key": None})
    except ServiceError as error:
        if not refused(error):
            raise
        pool.answers.settle("null_key", "refused", pool.service.taken())
        return
    if pool.key is None:
        pool.answers.leave(NO_CREDENTIALS, "null_key", evidence=pool.service.taken())
        return
    _settle_key(pool, "null_key", {pool.key: "ignored", None: "honoured"})


def _settle_key(pool: _Pool, name: str, meaning: dict[str | None, str]) -> None:
    """Answer by the credentials that the pool has now, and give it back its own."""
    found = pool.read(pool.numbers).get("encrypted_key")
    if found in meaning:
        pool.answers.settle(name, meaning[found], pool.service.taken())
    else:
        pool.answers.leave(UNLIKE, name, evidence=pool.service.taken())
    pool.update(pool.numbers)
    pool.service.taken()


def _empty(pool: _Pool) -> None:
    try:
        pool.update([])
    except ServiceError as error:
        if not refused(error):
            raise
        pool.answers.settle("empty_pool", "refused", pool.service.taken())
        return
    if pool.read([]).get("phone_numbers") == []:
        pool.answers.settle("empty_pool", "accepted", pool.service.taken())
    else:
        pool.answers.leave(UNLIKE, "empty_pool", evidence=pool.service.taken())
    pool.update(pool.numbers)
    pool.service.taken()

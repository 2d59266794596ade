"""A dry run: an account that can only be read, and that behaves as if what it is asked to write were done.

A class for each kind says what Bland would answer to a write that it carried out exactly as asked. Nothing here can
write: of the account's client such a class gets the methods that read.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, cast

from pulumi_bland._rules.account import Account, Api
from pulumi_bland._rules.errors import BlandError
from pulumi_bland._rules.values import Json


@dataclass(frozen=True, slots=True)
class Request:
    """A write that would go out. It may hold secrets.

    Attributes:
        method: `POST` or `DELETE`.
        route: with what stands in it.
        body: as it would be sent; empty where none is.
        before: what the object holds, as inputs of its kind; what the service does not report is missing.
        after: and what it would hold.
    """

    method: str
    route: str
    body: Mapping[str, Json] = field(repr=False)
    before: Mapping[str, Json] = field(repr=False)
    after: Mapping[str, Json] = field(repr=False)


Record = Callable[[Request], None]
"""Told of each write before it counts as done."""


class Answers:
    """The part of a kind's client that all kinds share."""

    def __init__(self, account: Account, record: Record) -> None:
        self._account, self._record = account, record

    def pause(self, seconds: float) -> None:
        """Let no time pass: nothing is under way."""


class WouldWrite(BlandError):
    """A lifecycle was about to write; nothing was sent."""


def refuse(request: Request) -> NoReturn:
    """Record for an operation that must not write.

    Raises:
        WouldWrite: always.
    """
    raise WouldWrite(f"declared as it is reported, it would be written again ({request.method} {request.route})")


def rehearsed(account: Account, answers: Iterable[type[Answers]], record: Record) -> Account:
    """The account as a dry run has it: it shares the lists of the true one, and keeps its writes to itself.

    Args:
        account: the true one.
        answers: of the kinds that are rehearsed.
        record: is told of each write.
    """
    read = copy.copy(account)
    read.client = cast("Api", _Reading(account.client))
    return Account(cast("Api", _Answering([each(read, record) for each in answers])))


class _Reading:
    """The methods of a client that read."""

    def __init__(self, client: Api) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        if not name.startswith(("list_", "get_")):
            raise AttributeError(name)
        return getattr(self._client, name)


class _Answering:
    """The answers of several kinds as one client."""

    def __init__(self, kinds: Sequence[Answers]) -> None:
        self._kinds = kinds

    def __getattr__(self, name: str) -> Any:
        kind = next((each for each in self._kinds if hasattr(each, name)), None)
        return getattr(kind, name)  # of None: AttributeError

"""A preview that looks at the account: what `up` would say, said before.

The lifecycle carries the operation out on an account that can only be read, so a preview and an `up` cannot disagree.
All resources of a preview share the lists that this reads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import BlandError, PartialFailure, ServiceError
from pulumi_bland._rules.lifecycle import Lifecycle, State
from pulumi_bland._rules.rehearsal import rehearsed
from pulumi_bland._rules.values import Json, has_unknown

LONGEST_LOOK = 5.0
"""Seconds that a preview may wait for the account."""
_SUPPOSED = "known after up"
"""In the place of a value that a preview does not know yet, and that is another than the live one."""


def foreseen(
    lifecycle: Lifecycle,
    account: Account,
    id_: str,
    state: State,
    predecessor: State,
    inputs: Mapping[str, Json],
    ignored: Collection[str],
) -> Iterator[str]:
    """What `up` would say of a create (without `state`) or an update: what it replaces, empties, or is refused for.

    Raises:
        ServiceError: the account could not be looked at.
    """
    supposed = {key: _SUPPOSED if has_unknown(value) else value for key, value in inputs.items()}
    if not isinstance(supposed.get("phone_numbers", []), list):
        return  # which numbers join and leave is known after up only
    said: list[str] = []
    rehearsal = rehearsed(account, [lifecycle.answers], lambda _request: None)
    try:
        if state:
            lifecycle.update(lambda: rehearsal, id_, state, supposed, said.append, ignored)
        else:
            lifecycle.create(lambda: rehearsal, supposed, predecessor, said.append)
    except (ServiceError, PartialFailure):
        raise
    except BlandError as error:
        said.append(f"up would be refused: {error}")
    yield from said

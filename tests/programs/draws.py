"""What the programs are drawn from: resources as their authors think of them, values, and kinds of service."""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.programs.world import MEMBERS

SWITCHES: dict[str, list[str]] = {
    "generation": ["new", "old"],
    "values": ["as-sent", "tidied"],
    "echo": ["object", "absent"],
    "unset": ["null", "sample", "empty"],  # what an answer leaves out is unknown, whoever emptied it
    "omitted_key": ["kept", "cleared"],
    "order": ["kept", "shuffled"],
}
WRITES = [("merge", "honoured"), ("replace", "honoured"), ("replace", "ignored")]
"""What a write does to fields that it does not name, and what `null` does to one: merge and ignored clears nothing."""
VALUES: dict[str, list[Any]] = {
    "objective": ["canary: be kind.", "canary: be brief. "],
    "webhook": ["https://canary.example/x", "https://canary.example/y"],
    "time_out": [10, 30, 600, 0],
    "temperature": [0, 0.5],
    "tools": [[{"name": "look"}], []],
    "restart_after_end_call": [True, False],
}
NAMES = string.ascii_lowercase[:12]
FIELDS = st.sampled_from([(key, value) for key, values in VALUES.items() for value in values])
holdings = st.lists(FIELDS, min_size=1, max_size=3).map(dict)
members = st.lists(st.sampled_from(MEMBERS), unique=True, max_size=3)


@dataclass(frozen=True)
class Resource:
    """A resource as its author thinks of it.

    Attributes:
        target: the number and channel, or the pool that is taken over; empty for a pool to be made.
        holds: members and credentials, or fields.
        alias: the name that it had, where the program says so.
    """

    kind: str
    account: str
    target: str
    holds: dict[str, Any] = field(default_factory=dict)
    alias: str = ""
    deleted_first: bool = False
    replaced_on: tuple[str, ...] = ()

"""Switches and troubles that the machines draw from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from bland_sandbox import Sandbox

SWITCHES: dict[str, list[str]] = {
    "generation": ["new", "old"],
    "error_status": ["documented", "200"],
    "write": ["merge", "replace"],
    "nulls": ["honoured", "ignored"],
    "omitted_key": ["kept", "cleared"],
    "null_key": ["honoured", "ignored", "refused"],
    "empty_pool": ["accepted", "refused"],
    "reads": ["documented", "update-echo", "all"],
    "order": ["kept", "sorted", "shuffled"],
    "numbers_as": ["numbers", "strings"],
    "values": ["as-sent", "tidied"],
    "echo": ["object", "absent"],
    "unset": ["sample", "null", "empty", "absent"],
}

KINDS: dict[str, dict[str, Any]] = {
    "drop before": {"action": "drop"},
    "drop after": {"action": "drop", "phase": "after"},
    "truncate after": {"action": "truncate", "phase": "after"},
    "500 before": {"status": 500},
    "500 after": {"status": 500, "phase": "after"},
    "503 before": {"status": 503, "headers": {"retry-after": "0"}},
    "503 after": {"status": 503, "phase": "after"},
    "429 before": {"status": 429, "headers": {"retry-after": "0"}},
    "HTML": {"status": 502, "body": "<html>Bad gateway</html>"},
    "empty answer after": {"status": 200, "body": "", "phase": "after"},
}


@dataclass(frozen=True)
class Trouble:
    """A fault at one request of a command, at all from it on, or at a run of them."""

    kind: str
    calls: str


troubles = st.none() | st.builds(
    Trouble,
    st.sampled_from(sorted(KINDS)),
    st.sampled_from(["1-1", "2-2", "3-3", "4-4", "1-", "2-", "3-", "2-7", "3-8", "4-9", "7-"]),
)


@contextmanager
def faulty(box: Sandbox, trouble: Trouble | None) -> Iterator[None]:
    """Have the trouble happen inside the block."""
    if trouble is not None:
        box.fault(calls=trouble.calls, **KINDS[trouble.kind])
    try:
        yield
    finally:
        box.faults.clear()

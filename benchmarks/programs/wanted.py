"""What every contender is asked for: pools of four numbers, as many numbers with a prompt; a tenth of both changed."""

from __future__ import annotations

import os
from collections.abc import Iterator


def number(index: int) -> str:
    """A number of the account."""
    return f"+1415{2000000 + index}"


def pools() -> Iterator[tuple[str, list[str]]]:
    """The name and the members of each pool."""
    for index in range(_resources() // 2):
        last = 5 if _is_changed(index) else 4
        yield f"pool-{index}", [f"+1206{2000000 + index * 10 + member}" for member in range(last)]


def agents() -> Iterator[tuple[str, str, str, int]]:
    """The name, the number, the prompt and the time-out of each SMS agent."""
    for index in range(_resources() - _resources() // 2):
        prompt = "Answer politely, in one sentence." if _is_changed(index) else "Answer politely."
        yield f"agent-{index}", number(index), prompt, 600


def _resources() -> int:
    return int(os.environ["BENCH_RESOURCES"])


def _is_changed(index: int) -> bool:
    return os.environ["BENCH_CHANGED"] == "1" and index % 10 == 0

"""What a command is at, while it is at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

Progress = Callable[[str], None]


@contextmanager
def progress() -> Iterator[Progress]:
    """Show what is being done on standard error; only a terminal gets to see it, and it is gone afterwards."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("") as status:
        yield status.update

"""What Bland would answer to a write that it carried out exactly as asked: a module for each kind.

Nothing here can write: a class gets the methods of a client that read, notes what it is asked to write, and remembers
it, so that whoever reads afterwards finds it done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

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


class Answers:
    """The part of a client that all kinds share: `reads` has its methods that read, `record` notes a write."""

    def __init__(self, reads: Any, record: Callable[[Request], None]) -> None:
        self._reads, self._record = reads, record

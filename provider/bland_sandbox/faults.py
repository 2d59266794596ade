"""Faults on demand: what a service, a proxy or a network does on a bad day, at exactly the call that is named."""

import json
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from bland_sandbox.accounts import SeedError, problems
from bland_sandbox.matching import matches

_WHICH = re.compile(r"all|first|every (?P<nth>[1-9][0-9]*)|(?P<from>[1-9][0-9]*)-(?P<to>[1-9][0-9]*)?")


def _which(calls: int | str | list[int]) -> int | str | list[int]:
    if isinstance(calls, str) and not _WHICH.fullmatch(calls):
        raise ValueError('must be "all", "first", "every 3", "2-4", "2-", a number or a list of numbers')
    return calls


class Fault(BaseModel):
    """What happens instead of, or after, the calls that it is about.

    What a fault does not give comes from the true answer: one with only a `delay` is a slow service. With a
    `status` or `body` in the phase `before` (or a `drop`) the call is not carried out at all; in the phase
    `after` it is, and only its answer is lost.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    method: str = "*"
    path: str = "*"
    """A glob such as `/v1/custom-dialing-pools*`, or a route such as `/v1/custom-dialing-pools/{pool_id}`."""
    calls: Annotated[int | str | list[int], AfterValidator(_which)] = "all"
    """Which of the matching calls, counted from 1 since the fault was set: `all`, `first`, `every 3` (the third, the
    sixth, …), `2-4`, `2-` (from the second on), a number, or a list of numbers."""
    phase: Literal["before", "after"] = "before"
    action: Literal["answer", "drop", "truncate", "trickle"] = "answer"
    """`drop`: the connection is closed without an answer. `truncate`: in the middle of the body. `trickle`: the
    body comes byte by byte, `delay` seconds apart."""
    status: int | None = Field(default=None, ge=200, le=599)
    headers: dict[str, str] = {}
    body: JsonValue = None
    """A string is sent as it is (HTML, an empty body), everything else as JSON."""
    delay: float = Field(default=0, ge=0)
    """Seconds before the answer."""

    @model_validator(mode="after")
    def _drops_nothing_else(self) -> Self:
        if self.action == "drop" and (self.status or self.body is not None or self.headers):
            raise ValueError("a drop has no status, headers or body")
        return self

    @property
    def replaces(self) -> bool:
        """Whether it has an answer of its own."""
        return self.status is not None or self.body is not None

    @property
    def skips(self) -> bool:
        """Whether the call is not carried out."""
        return self.phase == "before" and (self.replaces or self.action == "drop")

    def is_due(self, call: int) -> bool:
        """Whether it is about the matching call of this number."""
        if isinstance(self.calls, int):
            return call == self.calls
        if isinstance(self.calls, list):
            return call in self.calls
        found = _WHICH.fullmatch(self.calls)
        if self.calls in {"all", "first"} or found is None:
            return self.calls == "all" or call == 1
        if found["nth"]:
            return call % int(found["nth"]) == 0
        return int(found["from"]) <= call <= int(found["to"] or call)

    def __str__(self) -> str:
        """As the journal tells it."""
        what = f"{self.action} {self.status}" if self.status else self.action
        wait = f", {self.delay:g} s" if self.delay else ""
        return f"{what}{wait}, {self.phase} the call"


@dataclass
class _Armed:
    fault: Fault
    seen: int = 0


class Faults:
    """The faults that are set, each with how many matching calls it has seen."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._lock = threading.Lock()
        self._armed = [_Armed(fault) for fault in faults]

    def add(self, *faults: Fault) -> None:
        """Set more faults. Of several that are due at one call, the one set first happens."""
        with self._lock:
            self._armed += [_Armed(fault) for fault in faults]

    def clear(self) -> None:
        """Take all faults away."""
        with self._lock:
            self._armed.clear()

    def seen(self) -> list[tuple[Fault, int]]:
        """The faults that are set, each with how many matching calls it has seen."""
        with self._lock:
            return [(armed.fault, armed.seen) for armed in self._armed]

    def all(self) -> list[Fault]:
        """The faults that are set."""
        with self._lock:
            return [armed.fault for armed in self._armed]

    def due(self, method: str, path: str) -> Fault | None:
        """Count the call with every fault that it matches; the first that is due, if any."""
        due = None
        with self._lock:
            for armed in self._armed:
                if matches(method, path, want_method=armed.fault.method, want_path=armed.fault.path):
                    armed.seen += 1
                    if due is None and armed.fault.is_due(armed.seen):
                        due = armed.fault
        return due


def read_faults(path: str | Path) -> list[Fault]:
    """Take faults from a JSON file with an array of them. Raises `SeedError` with the path of everything wrong.

    [{"method": "POST", "path": "/v1/custom-dialing-pools", "calls": "first", "status": 503},
     {"method": "GET", "path": "/v1/sms/*", "calls": "every 3", "action": "drop"}]
    """
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
        return TypeAdapter(list[Fault]).validate_python(data)
    except OSError as error:
        raise SeedError(f"{path}: {error.strerror}") from None
    except ValidationError as error:
        raise SeedError("\n".join(f"{path}: {line}" for line in problems(error))) from None
    except ValueError as error:
        raise SeedError(f"{path}: not JSON: {error}") from None

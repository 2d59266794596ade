"""What was asked of the sandbox, in order, told without secrets: people watch it, and tests count on it."""

import itertools
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import BaseModel, JsonValue

from bland_sandbox.changes import Change
from bland_sandbox.fields import CHANNELS
from bland_sandbox.matching import matches
from bland_sandbox.numbering import is_e164

# A sandbox may run for weeks beside a development server.
_KEPT = 10_000
# Bytes of answers that are kept with them; those of the oldest requests are forgotten first.
_KEPT_BYTES = 32 * 2**20


class Entry(BaseModel):
    """One request. `status` is None while it runs and when no whole answer was sent; `fault` says why."""

    sequence: int
    time: str
    method: str
    path: str
    query: dict[str, str]
    body: JsonValue
    """As sent, except that strings, arrays and objects are only described; numbers of telephones are shown."""
    fields: list[str]
    """Names of the fields of a JSON object, in the order sent."""
    nulls: list[str]
    """Those of them that were null."""
    ignored: list[str] = []
    """Those of them that the API ignored (switch `strict`)."""
    status: int | None = None
    error: str | None = None
    fault: str | None = None
    milliseconds: float | None = None
    """From the request to the first byte of the answer."""
    changed: list[str] = []
    """What it changed in the account: ids of pools, and numbers with their channel. Empty for a write of the same."""


@dataclass
class Exchange:
    """One request with all that was said, exact. `answer` is None while it runs, where none was sent, and later."""

    entry: Entry
    began: float
    headers: dict[str, str]
    """Those of the request, without the key."""
    request: bytes
    answer: bytes | None = None
    answer_headers: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    @property
    def body(self) -> JsonValue:
        """The body that was sent, parsed where it is JSON."""
        return _parsed(self.request)

    @property
    def answered(self) -> JsonValue:
        """The body of the answer, parsed where it is JSON."""
        return _parsed(self.answer or b"")


class Journal:
    """The last requests. Admin routes and the page are not in it."""

    def __init__(self, told: Callable[[Entry], None] = lambda _: None) -> None:
        self._lock = threading.Lock()
        self._sequence = itertools.count(1)
        self._kept: deque[Exchange] = deque(maxlen=_KEPT)
        self._answered: deque[Exchange] = deque()
        self._bytes = 0
        self._told = told

    def opened(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Exchange:
        """Note a request that has come in."""
        exact = _parsed(body)
        sent = exact if isinstance(exact, dict) else {}
        with self._lock:
            entry = Entry(
                sequence=next(self._sequence),
                time=datetime.now(UTC).isoformat(timespec="milliseconds"),
                method=method,
                path=path,
                query={name: value if value in CHANNELS else str(described(value)) for name, value in query.items()},
                body={name: _told(name, value) for name, value in sent.items()} if sent else described(exact),
                fields=list(sent),
                nulls=[name for name, value in sent.items() if value is None],
            )
            exchange = Exchange(entry, time.monotonic(), _without_key(headers), body)
            self._kept.append(exchange)
        self._told(entry)
        return exchange

    def closed(self, exchange: Exchange, status: int | None, headers: Mapping[str, str], body: bytes) -> None:
        """Note its answer; without a status there was none."""
        entry = exchange.entry
        entry.milliseconds = round((time.monotonic() - exchange.began) * 1000, 1)
        entry.status = status
        entry.changed = [change.id for change in exchange.changes]
        if status is not None:
            with self._lock:
                exchange.answer, exchange.answer_headers = body, {**headers}
                self._answered.append(exchange)
                self._bytes += len(body)
                while self._bytes > _KEPT_BYTES:
                    oldest = self._answered.popleft()
                    self._bytes -= len(oldest.answer or b"")
                    oldest.answer = None
        self._told(entry)

    def entries(self, method: str = "*", path: str = "*") -> list[Entry]:
        """The requests to a method and path, a pattern such as `/v1/custom-dialing-pools/{pool_id}/update`."""
        return [each.entry for each in self.exchanges(method, path)]

    def calls(self, method: str = "*", path: str = "*") -> int:
        """How many there were."""
        return len(self.exchanges(method, path))

    def bodies(self, method: str = "*", path: str = "*") -> list[JsonValue]:
        """Their exact bodies, secrets included. Only for the process that the sandbox runs in."""
        return [each.body for each in self.exchanges(method, path)]

    def clear(self) -> None:
        """Forget all requests; the sequence goes on."""
        with self._lock:
            self._kept.clear()
            self._answered.clear()
            self._bytes = 0

    def exchange(self, sequence: int) -> Exchange | None:
        """One request by its number."""
        with self._lock:
            return next((each for each in reversed(self._kept) if each.entry.sequence == sequence), None)

    def exchanges(self, method: str = "*", path: str = "*") -> list[Exchange]:
        """The requests to a method and path with all that was said. Only for the process that the sandbox runs in."""
        with self._lock:
            kept = list(self._kept)
        return [
            each for each in kept if matches(each.entry.method, each.entry.path, want_method=method, want_path=path)
        ]


def _without_key(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: "<left out>" if name == "authorization" else value for name, value in headers.items()}


def _parsed(body: bytes) -> JsonValue:
    if not body:
        return None
    try:
        parsed: JsonValue = json.loads(body)
    except ValueError:
        return body.decode("utf-8", errors="replace")
    return parsed


def _told(name: str, value: JsonValue) -> JsonValue:
    if name == "channel" and value in CHANNELS:
        return value
    if name in {"phone_number", "phone_numbers"}:
        if isinstance(value, list):
            return [_told(name, item) for item in value]
        if isinstance(value, str) and is_e164(value):
            return value
    return described(value)


def described(value: JsonValue) -> JsonValue:
    """A value as the page may show it: prompts, webhooks and credentials are nobody's business."""
    if isinstance(value, str):
        return f"<string, length {len(value)}>"
    if isinstance(value, list):
        return f"<array, length {len(value)}>"
    if isinstance(value, dict):
        return f"<object, length {len(value)}>"
    return value

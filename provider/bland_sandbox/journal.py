"""What was asked of the sandbox, in order, told without secrets: people watch it, and tests count on it."""

import itertools
import json
import threading
from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import BaseModel, JsonValue

from bland_sandbox.fields import CHANNELS
from bland_sandbox.matching import matches
from bland_sandbox.numbering import is_e164

# A sandbox may run for weeks beside a development server.
_KEPT = 10_000


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


class Journal:
    """The last requests. Admin routes and the page are not in it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sequence = itertools.count(1)
        self._kept: deque[tuple[Entry, JsonValue]] = deque(maxlen=_KEPT)

    def opened(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> Entry:
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
            self._kept.append((entry, exact))
        return entry

    def entries(self, method: str = "*", path: str = "*") -> list[Entry]:
        """The requests to a method and path, a pattern such as `/v1/custom-dialing-pools/{pool_id}/update`."""
        return [entry for entry, _ in self._matching(method, path)]

    def calls(self, method: str = "*", path: str = "*") -> int:
        """How many there were."""
        return len(self._matching(method, path))

    def bodies(self, method: str = "*", path: str = "*") -> list[JsonValue]:
        """Their exact bodies, secrets included. Only for the process that the sandbox runs in."""
        return [exact for _, exact in self._matching(method, path)]

    def clear(self) -> None:
        """Forget all requests; the sequence goes on."""
        with self._lock:
            self._kept.clear()

    def _matching(self, method: str, path: str) -> list[tuple[Entry, JsonValue]]:
        with self._lock:
            kept = list(self._kept)
        return [pair for pair in kept if matches(pair[0].method, pair[0].path, want_method=method, want_path=path)]


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

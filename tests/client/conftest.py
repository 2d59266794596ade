from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from bland_sandbox import Sandbox
from pulumi_bland._http.access import Settings
from pulumi_bland._http.client import Client
from tests.client.servers import Answer, Request, Server
from tests.clock import Clock

KEY = "org-key-4f1c2a90"
Serve = Callable[..., Server]


class BusyClock(Clock):
    """A clock that notes who looks at it, and lets other threads do something while one sleeps."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: Counter[str] = Counter()
        """How often each thread has looked at the time."""
        self.meanwhile: Callable[[], object] | None = None
        """What another thread does while this one sleeps for the first time."""

    def monotonic(self) -> float:
        self.looks[threading.current_thread().name] += 1
        return super().monotonic()

    def sleep(self, seconds: float) -> None:
        others, self.meanwhile = self.meanwhile, None
        if others:
            in_thread(others)
        super().sleep(seconds)


def in_thread(*calls: Callable[[], object]) -> list[object]:
    """What each call returned, or the error it ended with; each in a thread of its own, all at the same time."""

    def outcome(call: Callable[[], object]) -> object:
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error

    with ThreadPoolExecutor(len(calls), thread_name_prefix="call") as pool:
        return list(pool.map(outcome, calls))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> BusyClock:
    """The client's time."""
    clock = BusyClock()
    clock.install(monkeypatch)
    return clock


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server that answers as a function says, or always the same."""
    with ExitStack() as stack:

        def start(answer: Callable[[Request], Answer] | bytes | list[Answer], **options: object) -> Server:
            if isinstance(answer, list):
                script = iter(answer)
                return start(lambda _: next(script), **options)
            given = (lambda _: answer) if isinstance(answer, bytes) else answer
            return stack.enter_context(Server(given, **options))  # type: ignore[arg-type]

        yield start


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def client(where: Server | Sandbox | str, **settings: object) -> Client:
    """A client of a server, with a key of its own where the server has none."""
    url = where if isinstance(where, str) else where.url
    key = where.key if isinstance(where, Sandbox) else KEY
    return Client(Settings(**{"api_key": key, "base_url": url, **settings}))  # type: ignore[arg-type]

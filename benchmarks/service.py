"""The account that a contender writes to: the sandbox, in a process of its own, counting all that reaches it.

`Service` starts that process and asks it; run as a module this file is the process. One line comes in for each
question, one line of JSON goes out: nothing is asked over HTTP, so nothing but the contender's own calls is counted.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from starlette.types import Message, Receive, Scope, Send

from benchmarks.programs.wanted import number
from bland_sandbox.accounts import DEFAULT_KEY, Accounts, Number, Org
from bland_sandbox.faults import Faults
from bland_sandbox.front import Front
from bland_sandbox.journal import Journal
from bland_sandbox.server import ThreadedServer
from bland_sandbox.settings import Settings
from bland_sandbox.state import State
from bland_sandbox.world import World

_ROOT = Path(__file__).resolve().parents[1]
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass
class Traffic:
    """What came in since it was last asked for.

    Attributes:
        calls: by method and route.
        refused: answers that were no success.
        in_flight: the most calls that were under way at once.
        connections: different ports that calls came from.
        sent: bytes of heads and bodies of the requests, without the request line.
        received: the same of the answers.
        spans: when each call began and ended, in seconds of this machine's monotonic clock.
    """

    calls: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    in_flight: int = 0
    connections: int = 0
    sent: int = 0
    received: int = 0
    spans: list[tuple[float, float]] = field(default_factory=list)


class Counting(Front):
    """The sandbox's application, with a look at everything that goes in and out."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._traffic, self._ports, self._now = Traffic(), set[Any](), 0

    def taken(self) -> Traffic:
        """What came in since the last time."""
        taken, self._traffic, self._ports = self._traffic, Traffic(), set()
        return taken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        traffic, began = self._traffic, time.monotonic()
        route = f"{scope['method']} {_UUID.sub('{pool_id}', scope['path'])}"
        traffic.calls[route] = traffic.calls.get(route, 0) + 1
        traffic.sent += _size(scope["headers"])
        self._ports.add(scope["client"])
        traffic.connections = len(self._ports)
        self._now += 1
        traffic.in_flight = max(traffic.in_flight, self._now)

        async def counted_receive() -> Message:
            message = await receive()
            traffic.sent += len(message.get("body", b""))
            return message

        async def counted_send(message: Message) -> None:
            traffic.received += len(message.get("body", b"")) + _size(message.get("headers", ()))
            traffic.refused += message.get("status", 0) >= 400  # noqa: PLR2004 - where HTTP's errors begin
            if message["type"] == "http.response.body" and not message.get("more_body"):
                # Before its last part is sent: who has the answer may ask at once what it cost.
                self._now -= 1
                traffic.spans.append((began, time.monotonic()))
            await send(message)

        await super().__call__(scope, counted_receive, counted_send)


class Service:
    """A sandbox whose account owns the numbers of a program with so many resources."""

    key = DEFAULT_KEY

    def __init__(self, resources: int, latency: float, calls_per_second: int = 0) -> None:
        arguments = map(str, (resources, latency, calls_per_second))
        command = [sys.executable, "-m", "benchmarks.service", *arguments]
        # In a session of its own, so that Ctrl-C is the benchmark's business.
        self._process = subprocess.Popen(
            command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.url: str = self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process: it ends with its input."""
        self._process.communicate()

    def taken(self) -> Traffic:
        """What came in since the last time."""
        print("take", file=self._process.stdin, flush=True)
        return Traffic(**self._answer())

    def _answer(self) -> Any:
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        return json.loads(self._process.stdout.readline())


def _size(headers: Any) -> int:
    return sum(len(name) + len(value) + len(": \r\n") for name, value in headers)


def main(resources: int, latency: float, calls_per_second: int) -> None:
    """Serve until the input ends."""
    org = Org(
        id="550e8400-e29b-41d4-a716-446655440002",
        key=DEFAULT_KEY,
        numbers={number(index): Number() for index in range(resources)},
    )
    settings = Settings(latency=latency, calls_per_second=calls_per_second)
    front = Counting(World(settings, State(Accounts(orgs=[org])), Journal(), Faults()))
    server = ThreadedServer("127.0.0.1", 0, lambda: front)
    server.start()
    print(json.dumps(server.url), flush=True)
    for _ in sys.stdin:
        print(json.dumps(asdict(front.taken())), flush=True)
    server.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))

"""Slow, endless and enormous answers end at a limit of ours, in one clear error."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from pulumi_bland._http import transport as _transport
from pulumi_bland._rules.errors import ServiceError
from tests.client.conftest import Serve, client
from tests.client.servers import Request, Server, reply

TICK = 0.02
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


def dripping(serve: Serve, first: bytes, drop: bytes) -> Server:
    """A server that begins with `first` and goes on with `drop` until somebody gives up."""
    servers: list[Server] = []

    def answer(_: Request) -> Iterator[bytes]:
        yield first
        while not servers[0].ended.wait(TICK):
            yield drop

    servers.append(serve(answer))
    return servers[0]


SLOW: dict[str, tuple[bytes, bytes]] = {
    "nothing": (b"", b""),
    "a body of known length that trickles": (HEAD + b"content-length: 1000000\r\n\r\n", b" "),
    "a body of unknown length that trickles": (HEAD + b"\r\n", b" "),
    "chunks that trickle": (HEAD + b"transfer-encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "a body that stops": (HEAD + b"content-length: 1000000\r\n\r\n{", b""),
    "a body behind a head that came late": (b"", HEAD + b"\r\n"),
}
GIVEN_UP = 8.0
"""Seconds after which a test ends that would not: far beyond the deadline, so that a busy machine is no failure."""


@contextmanager
def given_up(server: Server) -> Iterator[None]:
    timer = threading.Timer(GIVEN_UP, server.ended.set)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@pytest.mark.parametrize("slow", SLOW)
def test_an_answer_that_does_not_end_ends_at_the_deadline(slow: str, serve: Serve) -> None:
    server = dripping(serve, *SLOW[slow])
    said = r"did not answer in time; .* more than 0\.4 s with bland:deadline"
    with pytest.raises(ServiceError, match=said) as caught, given_up(server):
        client(server, deadline=0.4).list_pools()
    assert not server.ended.is_set(), "the server gave up, not the client"
    assert caught.value.sent


@pytest.mark.parametrize("slow", ["nothing", "a body that stops"])
def test_a_pause_longer_than_the_read_time_out_is_tried_again(
    slow: str, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_transport, "READ_SECONDS", 0.1)
    servers: list[Server] = []

    def answer(_: Request) -> bytes | Iterator[bytes]:
        return stuck() if len(servers[0].requests) == 1 else reply()

    def stuck() -> Iterator[bytes]:
        yield SLOW[slow][0]
        servers[0].ended.wait()

    servers.append(serve(answer))
    assert client(servers[0]).list_pools() == []
    assert len(servers[0].requests) == 2


def test_a_create_that_timed_out_is_not_tried_again(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_transport, "READ_SECONDS", 0.1)
    server = dripping(serve, *SLOW["nothing"])
    with pytest.raises(ServiceError, match="did not answer in time") as caught:
        client(server).create_pool({"phone_numbers": ["+14155550101"]})
    assert len(server.requests) == 1
    assert not caught.value.refused


TOO_LARGE: dict[str, Callable[[], bytes]] = {
    "in plain": lambda: reply(200, b" " * 5_000_000 + b'{"data":[]}'),
    "compressed": lambda: reply(200, gzip.compress(b" " * 50_000_000), content_encoding="gzip"),
    "of unknown length": lambda: HEAD + b"connection: close\r\n\r\n" + b" " * 5_000_000,
}


@pytest.mark.parametrize("kind", TOO_LARGE)
def test_an_enormous_answer_is_one_error_and_fetched_once(
    kind: str, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_transport, "LARGEST_ANSWER", 1024 * 1024)
    server = serve(TOO_LARGE[kind]())
    with pytest.raises(ServiceError, match="the answer is larger than any of the API's; "):
        client(server, deadline=1).list_pools()
    assert len(server.requests) == 1


def test_a_large_answer_is_read(serve: Serve) -> None:
    """A thousand numbers with prompts of ten thousand characters."""
    body = b'{"data":["%s"],"errors":null}' % (b"x" * 10_000_000)
    assert len(client(serve(reply(200, body))).list_pools()[0]) == 10_000_000


BROKEN: dict[str, list[bytes]] = {
    "no bytes at all": [],
    "half a status line": [b"HTTP/1."],
    "half a body": [reply(200, b'{"data":[]}')[:-3]],
    "half a chunk": [HEAD + b"transfer-encoding: chunked\r\n\r\nff\r\n{"],
    "a chunk of no length": [HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\n{"],
    "another protocol": [b"220 smtp.example ready\r\n"],
    "no bytes that mean anything": [b"\x00\x01\x02\x03\r\n\r\n"],
    "what does not unpack": [reply(200, b'{"data":[]}', content_encoding="gzip")],
    "a head of many lines": [HEAD + b"".join(b"x-%d: x\r\n" % number for number in range(500)) + b"\r\n"],
    "a line of many bytes": [HEAD + b"x: " + b"x" * 100_000 + b"\r\n\r\n"],
}


@pytest.mark.parametrize("kind", BROKEN)
def test_an_answer_that_breaks_off_is_one_error_and_fetched_again(kind: str, serve: Serve) -> None:
    def answer(_: Request) -> Iterator[bytes]:
        yield from BROKEN[kind]
        raise OSError  # closes the connection

    server = serve(answer)
    with pytest.raises(ServiceError, match="broke before the answer was complete") as caught:
        client(server, deadline=1).update_pool("an-id", {"phone_numbers": []})
    assert len(server.requests) > 1
    assert not caught.value.refused


def test_half_a_head_is_no_success(serve: Serve) -> None:
    def answer(_: Request) -> Iterator[bytes]:
        yield HEAD + b"x-half"
        raise OSError

    with pytest.raises(ServiceError) as caught:
        client(serve(answer), deadline=1).create_pool({"phone_numbers": []})
    assert not caught.value.refused

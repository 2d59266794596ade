"""Servers that misbehave in ways that a well-written one cannot: they write the bytes that they are given."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import ssl

Answer = bytes | Iterable[bytes] | None
"""A whole answer, its parts as they come, or None: the connection is closed without one."""


@dataclass(frozen=True)
class Request:
    """One request as it came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int


def reply(
    status: int = 200, body: bytes | str = b'{"data":[],"errors":null}', kind: str = "application/json", **headers: str
) -> bytes:
    """The bytes of an answer. Header names are given with `_` for `-`."""
    content = body.encode() if isinstance(body, str) else body
    given = {"content-type": kind, "content-length": str(len(content))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode("latin-1") + content


class Server:
    """Listens on a free port of this machine, a thread for each connection, and keeps every request."""

    def __init__(self, answer: Callable[[Request], Answer], tls: ssl.SSLContext | None = None) -> None:
        self._answer, self._tls = answer, tls
        self.requests: list[Request] = []
        self.connections = 0
        self.ended = threading.Event()
        """What an answer that dawdles waits for."""
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        self.url = f"{'https' if tls else 'http'}://{self.address}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.ended.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with self._lock:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                accepted, _ = self._listening.accept()
                with self._lock:
                    self.connections += 1
                    self._open.append(accepted)
                threading.Thread(target=self._serve, args=(accepted, self.connections), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with (
            suppress(OSError, ValueError),
            connection,
            self._tls.wrap_socket(connection, server_side=True) if self._tls else connection as wire,
        ):
            while request := read_request(wire, number):
                with self._lock:
                    self.requests.append(request)
                answer = self._answer(request)
                if answer is None:
                    return
                for part in [answer] if isinstance(answer, bytes) else answer:
                    wire.sendall(part)


def read_request(wire: socket.socket, connection: int = 0) -> Request | None:
    """The next request of a connection; None when there is none."""
    stream = wire.makefile("rb")
    first = stream.readline().decode("latin-1").split()
    if len(first) < 2:
        return None
    headers = {}
    while line := stream.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))
    return Request(first[0], first[1], headers, body, connection)


class Proxy:
    """An HTTP proxy: it takes every host for `target`, and keeps what it was asked for."""

    def __init__(self, target: str, refuses: int | None = None) -> None:
        host, _, port = target.rpartition(":")
        self._target, self._refuses = (host, int(port)), refuses
        self.asked: list[Request] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                accepted, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(accepted,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client:
            request = read_request(client)
            if request is None:
                return
            self.asked.append(request)
            if self._refuses:
                client.sendall(reply(self._refuses, "<html>no</html>", "text/html", connection="close"))
                return
            with socket.create_connection(self._target) as service:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=_pour, args=(service, client), daemon=True)
                back.start()
                _pour(client, service)
                back.join()


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            sink.sendall(part)
        sink.shutdown(socket.SHUT_WR)

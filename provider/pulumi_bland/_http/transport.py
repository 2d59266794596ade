"""How bytes travel: requests' sessions, with three habits that a key and a deadline ask for.

No redirect is followed or even worked out; the key is not replaced by a ~/.netrc entry; and a deadline holds for every
byte of an answer, its head included, where an ordinary read time-out begins anew with each byte.
"""

from __future__ import annotations

import io
import socket
import threading
import time
from http.client import HTTPResponse
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

LARGEST_ANSWER = 32 * 1024 * 1024
_this_thread = threading.local()


class TooLargeError(Exception):
    """An answer beyond `LARGEST_ANSWER`."""


class Session(requests.Session):
    """A session of one thread: requests does not promise that one may be shared. Proxies and CAs: the environment's."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.auth = _Key(key)
        self.headers["accept"] = "application/json"
        self.mount("http://", _Adapter())
        self.mount("https://", _Adapter())

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: what a redirect names is never looked at."""


def answer_until(ends: float) -> None:
    """Let every answer that this thread waits for end at this reading of the monotonic clock."""
    _this_thread.ends = ends


def content(response: requests.Response) -> bytes:
    """The body, as far as a limit of size and the deadline let it come.

    Raises:
        TooLargeError: it is beyond the limit.
        TimeoutError: the deadline passed.
    """
    body = bytearray()
    while chunk := response.raw.read1(64 * 1024, decode_content=True):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise TooLargeError
    return bytes(body)


class _Key(requests.auth.AuthBase):
    """The raw key, as the reference has it. Requests leaves the header alone when an `auth` object is given."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["authorization"] = self._key
        return request


class _Reader(io.RawIOBase):
    """What comes from a socket, until the deadline of this thread."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._file = connected.makefile("rb", buffering=0)  # keeps the socket open until it is closed itself

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = getattr(_this_thread, "ends", float("inf")) - time.monotonic()
        if left <= 0:
            raise TimeoutError
        usual = self._socket.gettimeout()
        self._socket.settimeout(left if usual is None else min(left, usual))
        try:
            return self._file.readinto(buffer)
        finally:
            self._socket.settimeout(usual)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Socket:
    """A socket as `http.client` uses one to read an answer."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._socket))


class _Response(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(_Socket(sock), *args, **kwargs)  # type: ignore[arg-type]


class _Connection(HTTPConnection):
    response_class = _Response


class _TlsConnection(HTTPSConnection):
    response_class = _Response


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
        return manager

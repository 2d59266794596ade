"""uvicorn in a thread: up when `start` returns, gone when `stop` returns."""

import asyncio
import os
import socket
import threading
from collections.abc import Callable

import uvicorn

from bland_sandbox.front import Front
from bland_sandbox.wire import Connection


class ThreadedServer:
    """Serves what `make_front` makes on a port that is free, or was asked for."""

    def __init__(self, host: str, port: int, make_front: Callable[[], Front]) -> None:
        self.url = ""
        self._address = (host, port)
        self._make_front = make_front
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen. Raises `OSError` when the address cannot be had."""
        host, port = self._address
        # The protocol is named because asyncio asks it before it turns Nagle's algorithm off: 40 ms on every answer.
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name == "posix":  # elsewhere it would let two servers share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(self._address)
        except OSError:
            listening.close()
            raise
        listening.listen()
        port = listening.getsockname()[1]
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        # The kernel queues connections from here on, so there is nothing to wait for.
        self._server = _Server(self._make_front())
        self._thread = threading.Thread(
            target=self._server.run, args=([listening],), name=f"bland sandbox {self.url}", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End, whoever is still waiting for an answer."""
        if self._server is not None and self._thread is not None:
            self._server.end()
            self._thread.join()
            self._server = self._thread = None


class _Server(uvicorn.Server):
    """A server that ends at once and on request only: the usual one polls, and waits for its clients."""

    def __init__(self, front: Front) -> None:
        config = uvicorn.Config(
            front, http=Connection, ws="none", lifespan="off", log_config=None, log_level="warning", access_log=False
        )
        super().__init__(config)
        self._front = front
        self._running = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = asyncio.Event()

    def end(self) -> None:
        """From another thread: close everything."""
        self._running.wait()
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._ended.set)

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._running.set()
        await self._ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        self._front.end()
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)
        for listening in sockets or []:
            listening.close()

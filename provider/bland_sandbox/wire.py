"""Ways to send an answer, and not to: closing the connection takes the transport, which ASGI does not give."""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol


class Connection(H11Protocol):
    """uvicorn's connection, which tells the application its transport (`scope["state"]["transport"]`)."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Keep the transport where each request of this connection copies its state from."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


async def send_whole(answer: Response, send: Send) -> None:
    """Send it as it should be."""
    await _begin(answer, len(answer.body), send)
    await send({"type": "http.response.body", "body": bytes(answer.body)})


async def drop(scope: Scope, receive: Receive) -> None:
    """Close the connection without a byte of an answer."""
    _transport(scope).abort()
    await _closed(receive)


async def truncate(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Promise the whole body, send half of it, and close the connection."""
    body = bytes(answer.body)
    await _begin(answer, max(len(body), 1), send)
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    _transport(scope).close()
    await _closed(receive)


async def trickle(answer: Response, scope: Scope, send: Send, pause: Callable[[], Awaitable[None]]) -> None:
    """Send the body byte by byte: each byte resets a client's read timeout."""
    await _begin(answer, len(answer.body), send)
    for byte in bytes(answer.body):
        if _transport(scope).is_closing():
            return
        await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
        await pause()
    await send({"type": "http.response.body", "body": b""})


async def _begin(answer: Response, length: int, send: Send) -> None:
    if answer.status_code not in {204, 304}:  # these have no body, so no length either
        answer.headers["content-length"] = str(length)
    await send({"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers})


async def _closed(receive: Receive) -> None:
    """Return when the server has seen that the connection is closed; before that it would answer for us."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _transport(scope: Scope) -> asyncio.Transport:
    transport: asyncio.Transport = scope["state"]["transport"]
    return transport

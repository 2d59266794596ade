"""What stands before the routes: the journal, the faults, and the way to the API or to the sandbox's own pages."""

import asyncio

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from bland_sandbox.answers import failure
from bland_sandbox.errors import ApiError, rate_limited
from bland_sandbox.faults import Fault
from bland_sandbox.journal import Exchange
from bland_sandbox.rate import Rate
from bland_sandbox.routes import api
from bland_sandbox.wire import drop, send_whole, trickle, truncate
from bland_sandbox.world import World

_NO_FAULT = Fault()


class _EndedError(Exception):
    """The sandbox ended while a fault made somebody wait."""


class Front:
    """The ASGI application: one request in, one answer (or none) out."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ended = asyncio.Event()
        self._rate = Rate()

    def end(self) -> None:
        """Let nobody wait any longer."""
        self._ended.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope["path"]
        scope["world"] = self._world
        if path == "/" or path.startswith("/_sandbox"):
            from bland_sandbox.admin import own_routes  # noqa: PLC0415 - most runs of a test never ask for it

            await own_routes()(scope, receive, send)
        elif path == "/openapi.json":
            await api(self._world.settings.generation)(scope, receive, send)
        else:
            try:
                await self._exchange(scope, receive, send)
            except (ClientDisconnect, _EndedError):
                return

    async def _exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        journal = self._world.journal
        exchange = journal.opened(request.method, request.url.path, request.query_params, request.headers, body)
        fault = self._world.faults.due(request.method, request.url.path)
        if fault is None:
            fault = _NO_FAULT
        else:
            exchange.entry.fault = str(fault)
        wait = 0 if fault.action == "trickle" else fault.delay
        if fault.phase == "before":
            await self._pause(wait)
        answer = Response() if fault.skips else await self._carried_out(request, body, exchange)
        if fault.phase == "after":
            await self._pause(wait)
        answer = self._altered(answer, fault, request)
        # Noted before it is sent: who has the answer finds it in the journal.
        status = None if fault.action == "drop" else answer.status_code
        journal.closed(exchange, status, answer.headers, bytes(answer.body))
        match fault.action:
            case "answer":
                await send_whole(answer, send)
            case "drop":
                await drop(scope, receive)
            case "truncate":
                await truncate(answer, scope, receive, send)
            case "trickle":
                await trickle(answer, scope, send, lambda: self._pause(fault.delay))

    async def _carried_out(self, request: Request, body: bytes, exchange: Exchange) -> Response:
        """The API's own answer, by the switches `latency` and `calls_per_second`."""
        settings = self._world.settings
        await self._pause(settings.latency)
        if wait := self._rate.wait(settings.calls_per_second):
            error = rate_limited()
            exchange.entry.error = error.code
            refused = failure(request.url.path, settings, error)
            refused.headers["retry-after"] = str(wait)
            return refused
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await api(self._world.settings.generation)({**request.scope, "exchange": exchange}, receive, send)
        answer = Response(b"".join(message.get("body", b"") for message in sent[1:]), sent[0]["status"])
        answer.raw_headers = list(sent[0]["headers"])
        return answer

    def _altered(self, answer: Response, fault: Fault, request: Request) -> Response:
        """The answer with what the fault gives of its own."""
        if fault.replaces:
            status = fault.status or answer.status_code
            if isinstance(fault.body, str):
                kind = HTMLResponse if fault.body.startswith("<") else PlainTextResponse
                answer = kind(fault.body, status)
            elif fault.body is not None:
                answer = JSONResponse(fault.body, status)
            elif status < 400:  # noqa: PLR2004 - where HTTP's errors begin
                answer = Response(status_code=status)
            else:
                error = ApiError(status, "SANDBOX_FAULT", "the sandbox was asked to fail here")
                answer = failure(request.url.path, self._world.settings, error)
                answer.status_code = status
        answer.headers.update(fault.headers)
        return answer

    async def _pause(self, seconds: float) -> None:
        """Wait, even for a client that has gone: a late write is a fault worth having. Only the end cuts it short."""
        if not seconds:
            return
        try:
            await asyncio.wait_for(self._ended.wait(), seconds)
        except TimeoutError:
            return
        raise _EndedError

"""The process that Pulumi starts for dynamic providers, and what can be had from it beyond the documented interface.

The host knows three things that its callbacks are not told: the call's gRPC context, which takes a rich status; the
request, which names the resource; and the engine's address, which takes log messages. Without them (another host, a
unit test) every function here falls back to plain Python.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import grpc
from pulumi.runtime import rpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, status_pb2

_UNKNOWN_CODE = 2


class Refused(Exception):
    """A message for people."""


class Messages:
    """What the engine shows the user.

    Args:
        address: where the engine listens; without one, messages go to stderr, which Pulumi shows too.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._said: set[str] = set()
        self._engine: engine_pb2_grpc.EngineStub | None = None

    def warn(self, message: str, about: str) -> None:
        """Show a warning at the resource of this URN."""
        try:
            with self._lock:
                self._engine = self._engine or engine_pb2_grpc.EngineStub(grpc.insecure_channel(self._address))
            request = engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=message, urn=about)
            self._engine.Log(request, timeout=5)
        except (grpc.RpcError, ValueError):
            sys.stderr.write(f"warning: {message}\n")
            sys.stderr.flush()

    def warn_once(self, message: str, about: str) -> None:
        """Show a warning that is about the whole process."""
        with self._lock:
            if message in self._said:
                return
            self._said.add(message)
        self.warn(message, about)


@functools.cache
def _messages() -> Messages:
    return Messages(_address())


def rich_status(message: str, kept: Any = None) -> tuple[tuple[str, bytes], ...]:
    """Trailing metadata by which a call ends with exactly this message, and with what the engine is to keep."""
    status = status_pb2.Status(code=_UNKNOWN_CODE, message=message)
    if kept is not None:
        status.details.add().Pack(kept)
    return (("grpc-status-details-bin", status.SerializeToString()),)


def fail(message: str) -> NoReturn:
    """End the call with exactly this message, without a traceback."""
    _end(rich_status(message))
    raise Refused(message)


def fail_in_part(message: str, id_: str, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> NoReturn:
    """End the call with this message, and have the engine keep the resource, marked as unfinished."""
    detail = provider_pb2.ErrorResourceInitFailed(
        id=id_, properties=_struct(state), inputs=_struct(inputs), reasons=[message]
    )
    _end(rich_status(message, detail))
    raise Refused(message)


def warn(message: str) -> None:
    """Show a warning at the resource that the current call is about."""
    _messages().warn(message, urn())


def warn_once(message: str) -> None:
    """Show a warning that is about the whole process."""
    _messages().warn_once(message, urn())


def log_requests(level: str) -> None:
    """Write a line for each request to stderr, which Pulumi shows. Off unless `BLAND_LOG` asks for it.

    Method, path, status, attempt, seconds and request id: never a body, a header or a key.
    """
    logger = logging.getLogger("pulumi_bland")
    if level.lower() == "debug" and not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("bland: %(message)s"))
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        logger.propagate = False


def ignored() -> list[str]:
    """The paths that the resource's `ignore_changes` names: the host is told, and does not pass them on."""
    return next((list(each.ignoreChanges) for each in _locals("request") if hasattr(each, "ignoreChanges")), [])


def given() -> list[str]:
    """The inputs that the program gave a resource that is read: the host is told, and does not pass them on."""
    return next(([*each.inputs] for each in _locals("request") if hasattr(each, "inputs")), [])


def _address() -> str:
    """Where the engine listens: the last argument of the process."""
    last = sys.argv[-1] if sys.argv[1:] else ""
    return last if re.fullmatch(r"[\w.\[\]:-]+:\d+", last) else ""


def urn() -> str:
    return next((str(each.urn) for each in _locals("request") if hasattr(each, "urn")), "")


def _end(metadata: Any) -> None:
    context = next((each for each in _locals("context") if isinstance(each, grpc.ServicerContext)), None)
    if context is not None:
        context.set_trailing_metadata(metadata)


def _locals(name: str) -> Iterator[Any]:
    """The values of local variables of this name in the callers, nearest first: the host passes none of them on."""
    frame = sys._getframe(1)  # noqa: SLF001 - documented, and the only way to the host's context
    while frame := frame.f_back:  # type: ignore[assignment]
        if name in frame.f_locals:
            yield frame.f_locals[name]


def _struct(values: Mapping[str, Any]) -> Any:
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(rpc.serialize_properties(dict(values), {}))
    finally:
        loop.close()

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
from google.protobuf import any_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, status_pb2

from pulumi_bland._engine.peers import Peers

_UNKNOWN_CODE = 2
_lock = threading.Lock()
_seen: dict[object, str] = {}
_held: set[object] = set()
_made: set[tuple[str, object]] = set()
_known: dict[object, tuple[str, Mapping[str, Any]]] = {}
_let_go: dict[tuple[str, object], str] = {}
_warned: set[str] = set()
_engine: engine_pb2_grpc.EngineStub | None = None


class Refused(Exception):
    """A message for people."""


def fail(message: str) -> NoReturn:
    """End the call with exactly this message, without a traceback."""
    _set_status(status_pb2.Status(code=_UNKNOWN_CODE, message=message))
    raise Refused(message)


def fail_in_part(message: str, id_: str, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> NoReturn:
    """End the call with this message, and have the engine keep the resource, marked as unfinished."""
    detail = provider_pb2.ErrorResourceInitFailed(
        id=id_, properties=_struct(state), inputs=_struct(inputs), reasons=[message]
    )
    packed = any_pb2.Any()
    packed.Pack(detail)
    _set_status(status_pb2.Status(code=_UNKNOWN_CODE, message=message, details=[packed]))
    raise Refused(message)


def warn(message: str) -> None:
    """Show a warning at the resource that the current call is about."""
    global _engine  # noqa: PLW0603 - one channel for the life of the process
    urn = _urn()
    try:
        with _lock:
            _engine = _engine or engine_pb2_grpc.EngineStub(grpc.insecure_channel(_address()))
        _engine.Log(engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=message, urn=urn), timeout=5)
    except (grpc.RpcError, ValueError):
        sys.stderr.write(f"warning: {message}\n")
        sys.stderr.flush()


def warn_once(message: str) -> None:
    """Show a warning that is about the whole process."""
    with _lock:
        if message in _warned:
            return
        _warned.add(message)
    warn(message)


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


def seen(identity: object) -> str | None:
    """Note that the program of this run has this object in it, as the resource of the current call.

    Returns the name of another resource that has it too.
    """
    if identity is None:
        return None
    with _lock:
        urn = _seen.setdefault(identity, _urn())
    return None if urn == _urn() else urn.rpartition("::")[2]


def holds(identity: object) -> None:
    """Note that this object is in the state at the end of this run too, as the resource of the current call."""
    if identity is not None:
        with _lock:
            _held.add(identity)
        if peers := _peers():
            peers.tell(identity, _urn())


def seen_as(identity: object) -> str | None:
    """How the program of this run has this object in it: as the "same" resource, held by an "other" one, or not."""
    with _lock:
        urn, held = _seen.get(identity), identity in _held
    if urn is None:
        urn, held = _holder(identity), True
    if urn is None:
        return None
    return "same" if urn == _urn() else "other" if held else None


def remember(identity: object, state: Mapping[str, Any]) -> None:
    """Keep the old state of a resource for a create of the same run: a replacement gets no other sight of it."""
    if identity is not None:
        with _lock:
            _known[identity] = (_urn(), state)


def remembered(identity: object) -> Mapping[str, Any]:
    """The old state of the resource of this call, if this run replaces it on the same object; else empty.

    Another resource that comes to the same object must not inherit: whether we made it, say, is not its own past.
    """
    with _lock:
        urn, state = _known.get(identity, ("", {}))
    return state if urn == _urn() else {}


def is_remembered(identity: object, state: Mapping[str, Any]) -> bool:
    """Whether a resource of the program has this state as its own old one, under whatever name."""
    with _lock:
        return identity in _known and _known[identity][1] == state


def let_go(identity: object, id_: str, state: Mapping[str, Any]) -> None:
    """Keep the state of a resource that is out of the engine's hands, until what replaces it on the object is made."""
    remember(identity, state)
    with _lock:
        _let_go[_urn(), identity] = id_


def id_let_go(identity: object) -> str | None:
    """The id of the resource of the current call, if `let_go` was told of it."""
    with _lock:
        return _let_go.get((_urn(), identity))


def made(identity: object) -> None:
    """Note that this run made or took over this object without any sight of what it was to us before."""
    if identity is not None:
        with _lock:
            _made.add((_urn(), identity))


def was_made(identity: object) -> bool:
    """Whether `made` was told so of the resource of the current call; another process is told nothing else."""
    with _lock:
        made_here = (_urn(), identity) in _made
    return made_here or _holder(identity) is not None


def _holder(identity: object) -> str | None:
    peers = _peers()
    return peers.holder(identity) if peers and identity is not None else None


@functools.cache
def _peers() -> Peers | None:
    """The other processes of this run; None outside Pulumi."""
    return Peers(_address()) if _address() else None


def _address() -> str:
    """Where the engine listens: the last argument of the process."""
    last = sys.argv[-1] if sys.argv[1:] else ""
    return last if re.fullmatch(r"[\w.\[\]:-]+:\d+", last) else ""


def _urn() -> str:
    return next((str(each.urn) for each in _locals("request") if hasattr(each, "urn")), "")


def _set_status(status: Any) -> None:
    context = next((each for each in _locals("context") if isinstance(each, grpc.ServicerContext)), None)
    if context is not None:
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))


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

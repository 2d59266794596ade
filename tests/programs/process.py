"""A provider process as Pulumi starts it, inside this one: the stock host's own servicer over modules of its own.

What a process knows lives in the modules of the door and goes with them. So a process here is a new set of these
modules; the rest of the package keeps nothing between two commands. Requests and answers are real protobuf messages:
integers come back as floats, None inside objects is gone, a secret is marked.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
import sys
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from importlib.machinery import SourceFileLoader
from typing import TYPE_CHECKING, Any
from unittest import mock

import grpc
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2, status_pb2

from tests.faults.provider import PROVIDER, plain, struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

PROVIDERS = {
    "pool": ("pulumi_bland.dialing_pool", "CustomDialingPoolProvider"),
    "sms": ("pulumi_bland.sms_number", "SmsNumberConfigProvider"),
}
TOKENS = {"pool": "CustomDialingPool", "sms": "SmsNumberConfig"}


class Aborted(Exception):
    """The stock host ended a call: its own answer to any exception."""


class Context(grpc.ServicerContext):  # type: ignore[misc] # grpc has no types
    """The context of one call: all that the door does with it is to give it a status."""

    status: Any = None

    def set_trailing_metadata(self, trailing_metadata: Any) -> None:
        self.status = status_pb2.Status.FromString(dict(trailing_metadata)["grpc-status-details-bin"])

    def abort(self, code: Any, details: str) -> None:
        assert code is grpc.StatusCode.UNKNOWN
        raise Aborted(details)


Context.__abstractmethods__ = frozenset()  # the other methods are called by nobody


@dataclass
class Answer:
    """How a call ended.

    Attributes:
        value: the answer; None after an error.
        error: what the user reads; empty where there is none.
        kept: id, outputs and inputs of a resource that the engine is to keep as unfinished.
        warnings: what was shown besides.
    """

    value: Any = None
    error: str = ""
    kept: tuple[str, dict[str, Any], dict[str, Any]] | None = None
    warnings: list[str] = field(default_factory=list)


class Process:
    """One provider process with one configuration."""

    def __init__(self, config: Mapping[str, str]) -> None:
        self._host = _host()
        self._modules: dict[str, ModuleType] = {}
        self._providers: dict[str, Any] = {}
        with self._running(), mock.patch.object(SourceFileLoader, "get_code", _code):
            for module, _ in PROVIDERS.values():
                importlib.import_module(module)
        self._servicer = self._host.DynamicResourceProviderServicer()
        self._servicer.Configure(provider_pb2.ConfigureRequest(args=struct(config)), Context())

    def check(self, urn: str, kind: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Answer:
        """The inputs; problems are an error."""
        answer = self._call(
            "Check", provider_pb2.CheckRequest(urn=urn, olds=_props(kind, olds), news=_props(kind, news))
        )
        if answer.value is not None:
            failures = [each.reason for each in answer.value.failures]
            answer.error, answer.value = "\n".join(failures), _bare(answer.value.inputs)
        return answer

    def diff(self, urn: str, kind: str, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Answer:
        """Whether it changes (None: the engine is to compare the inputs), and whether it is replaced."""
        request = provider_pb2.DiffRequest(id=id_, urn=urn, olds=_props(kind, olds), news=_props(kind, news))
        answer = self._call("Diff", request)
        if answer.value is not None:
            found = provider_pb2.DiffResponse
            changes = {found.DIFF_SOME: True, found.DIFF_NONE: False}.get(answer.value.changes)
            answer.value = changes, bool(answer.value.replaces)
        return answer

    def create(self, urn: str, kind: str, inputs: Mapping[str, Any]) -> Answer:
        """The id and the outputs."""
        answer = self._call("Create", provider_pb2.CreateRequest(urn=urn, properties=_props(kind, inputs)))
        if answer.value is not None:
            answer.value = answer.value.id, _bare(answer.value.properties)
        return answer

    def read(self, urn: str, kind: str, id_: str, outputs: Mapping[str, Any]) -> Answer:
        """The id (empty: gone), the outputs and the inputs."""
        answer = self._call("Read", provider_pb2.ReadRequest(id=id_, urn=urn, properties=_props(kind, outputs)))
        if answer.value is not None:
            answer.value = answer.value.id, _bare(answer.value.properties), _bare(answer.value.inputs)
        return answer

    def update(self, urn: str, kind: str, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Answer:
        """The outputs."""
        request = provider_pb2.UpdateRequest(id=id_, urn=urn, olds=_props(kind, olds), news=_props(kind, news))
        answer = self._call("Update", request)
        if answer.value is not None:
            answer.value = _bare(answer.value.properties)
        return answer

    def delete(self, urn: str, kind: str, id_: str, outputs: Mapping[str, Any]) -> Answer:
        """Nothing."""
        return self._call("Delete", provider_pb2.DeleteRequest(id=id_, urn=urn, properties=_props(kind, outputs)))

    def _call(self, method: str, request: Any) -> Answer:
        context, answer, noise = Context(), Answer(), io.StringIO()
        with self._running(), redirect_stderr(noise):
            try:
                answer.value = getattr(self._servicer, method)(request, context)
            except Aborted as aborted:
                if context.status is None:
                    raise AssertionError(f"a traceback: {aborted}") from None
                answer.error = context.status.message
                for detail in context.status.details:
                    kept = provider_pb2.ErrorResourceInitFailed()
                    assert detail.Unpack(kept)
                    answer.kept = kept.id, _bare(kept.properties), _bare(kept.inputs)
        # Without an engine's address, the door's warnings go to stderr.
        answer.warnings = noise.getvalue().splitlines()
        return answer

    @contextmanager
    def _running(self) -> Iterator[None]:
        """Let this process's modules be the ones that there are."""
        others = _doors()
        for name in others:
            del sys.modules[name]
        sys.modules.update(self._modules)
        with mock.patch.object(self._host, "_PROVIDER_CACHE", self._providers):
            try:
                yield
            finally:
                self._modules = _doors()
                for name in self._modules:
                    del sys.modules[name]
                sys.modules.update(others)


def urn(kind: str, name: str) -> str:
    """The name of a resource as the engine has it."""
    return f"urn:pulumi:dev::programs::pulumi-python:dynamic/bland:{TOKENS[kind]}::{name}"


def _doors() -> dict[str, ModuleType]:
    return {name: sys.modules[name] for name in _names() if name in sys.modules}


@cache
def _compiled(name: str, path: str) -> Any:
    return _get_code(SourceFileLoader(name, path), name)


def _code(loader: SourceFileLoader, name: str) -> Any:
    """A module's code, compiled once for all processes."""
    return _compiled(name, loader.path)


_get_code = SourceFileLoader.get_code


@cache
def _names() -> list[str]:
    """The modules of the door: what Pulumi unpickles, and all that stands between it and the lifecycles."""
    package = importlib.import_module("pulumi_bland._engine")
    parts = [each.name for each in pkgutil.iter_modules(package.__path__, "pulumi_bland._engine.")]
    return [*(module for module, _ in PROVIDERS.values()), "pulumi_bland._engine", *parts]


def _props(kind: str, values: Mapping[str, Any]) -> Any:
    return struct({**values, PROVIDER: _text(kind)} if values or kind else {})


def _bare(properties: Any) -> dict[str, Any]:
    return {key: value for key, value in plain(properties).items() if key != PROVIDER}


@cache
def _text(kind: str) -> str:
    module, name = PROVIDERS[kind]
    text: str = serialize_provider(getattr(importlib.import_module(module), name)())
    return text


@cache
def _host() -> Any:
    """The stock host's module. It serves as soon as it is imported, until somebody presses Ctrl-C."""
    silent = redirect_stdout(io.TextIOWrapper(io.BytesIO()))
    with mock.patch("grpc.server"), mock.patch("threading.Event") as event, silent:
        event.return_value.wait.side_effect = KeyboardInterrupt
        return importlib.import_module("pulumi.dynamic.__main__")

"""The provider process that Pulumi starts, spoken to as the engine does: gRPC, properties as the wire has them."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import engine_pb2_grpc, provider_pb2, provider_pb2_grpc, status_pb2

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PROVIDER = "__provider"


@dataclass
class Failed(Exception):
    """A call that ended in an error: what the user reads, and the resource that the engine is to keep, if any."""

    message: str
    id: str = ""
    outputs: dict[str, Any] | None = None
    inputs: dict[str, Any] | None = None


class Log(engine_pb2_grpc.EngineServicer):
    """The engine's log: what it would show at each resource."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = defaultdict(list)
        self._server = grpc.server(ThreadPoolExecutor(2))
        engine_pb2_grpc.add_EngineServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.stop(0).wait()

    def Log(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 - gRPC's name and signature
        self.lines[request.urn].append(request.message)
        return empty_pb2.Empty()


class Host:
    """One process of `python -m pulumi.dynamic`, for any number of stacks.

    The host looks a provider up by its text in the state and configures it once. Characters outside base64 mean nothing
    in that text, so each stack here has a text, and with it a configuration, of its own.
    """

    def __init__(self, log: Log, folder: Path) -> None:
        self._noise = folder / "stderr"
        self._log, self._folder = log, folder
        self._providers: dict[tuple[object, ...], str] = {}
        self._configuring, self._numbers = threading.Lock(), itertools.count(1)
        self._stub: Any = provider_pb2_grpc.ResourceProviderStub

    def __enter__(self) -> Self:
        self._folder.mkdir()
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PULUMI_", "BLAND_"))}
        with self._noise.open("wb") as noise:
            self._process = subprocess.Popen(
                [sys.executable, "-u", "-m", "pulumi.dynamic", self._log.address],
                stdout=subprocess.PIPE,
                stderr=noise,
                cwd=self._folder,
                env=kept | {"PULUMI_PROJECT": "faults", "BLAND_LOG": "debug", "NO_PROXY": "127.0.0.1"},
            )
        return self

    @cached_property
    def _channel(self) -> Any:
        """Where it listens; it says so when it is ready, and others start meanwhile."""
        assert self._process.stdout
        return grpc.insecure_channel(f"127.0.0.1:{int(self._process.stdout.readline())}")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._channel.close()
        self._process.kill()
        self._process.communicate()

    @property
    def noise(self) -> str:
        """All that the process has written to stderr."""
        return self._noise.read_text()

    def provider(self, text: str, config: Mapping[str, str]) -> str:
        """The text of a provider with this configuration."""
        wanted = (text, *sorted(config.items()))
        with self._configuring:
            if wanted in self._providers:
                return self._providers[wanted]
            own = text + f"{next(self._numbers):b}".translate({ord("0"): " ", ord("1"): "\n"})
            self._call("Configure", provider_pb2.ConfigureRequest(args=struct(config)))
            # Configured where it is first looked up: by a check that finds nothing but problems.
            self._call("Check", provider_pb2.CheckRequest(urn="", news=struct({PROVIDER: own})))
            self._providers[wanted] = own
        return own

    def check(self, urn: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._call("Check", provider_pb2.CheckRequest(urn=urn, olds=struct(olds), news=struct(news)))
        assert not answer.failures, answer.failures
        return plain(answer.inputs)

    def diff(self, urn: str, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
        """Whether the provider says that something changes (or leaves it to the engine to compare)."""
        request = provider_pb2.DiffRequest(id=id_, urn=urn, olds=struct(olds), news=struct(news))
        return bool(self._call("Diff", request).changes != provider_pb2.DiffResponse.DIFF_NONE)

    def create(self, urn: str, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        answer = self._call("Create", provider_pb2.CreateRequest(urn=urn, properties=struct(inputs)))
        return answer.id, plain(answer.properties)

    def read(self, urn: str, id_: str, outputs: Mapping[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
        answer = self._call("Read", provider_pb2.ReadRequest(id=id_, urn=urn, properties=struct(outputs)))
        return answer.id, plain(answer.properties), plain(answer.inputs)

    def update(self, urn: str, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
        request = provider_pb2.UpdateRequest(id=id_, urn=urn, olds=struct(olds), news=struct(news))
        return plain(self._call("Update", request).properties)

    def delete(self, urn: str, id_: str, outputs: Mapping[str, Any]) -> None:
        self._call("Delete", provider_pb2.DeleteRequest(id=id_, urn=urn, properties=struct(outputs)))

    def warnings(self, urn: str) -> list[str]:
        """What was shown at a resource."""
        return self._log.lines[urn]

    def _call(self, method: str, request: Any) -> Any:
        try:
            return getattr(self._stub(self._channel), method)(request, timeout=120)
        except grpc.RpcError as error:
            raise _failed(error) from None


def _failed(error: Any) -> Failed:
    """An error as the engine reads it: from the rich status, else the whole text, traceback included."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            status = status_pb2.Status.FromString(value)
            for detail in status.details:
                kept = provider_pb2.ErrorResourceInitFailed()
                assert detail.Unpack(kept)
                assert list(kept.reasons) == [status.message]
                return Failed(status.message, kept.id, plain(kept.properties), plain(kept.inputs))
            return Failed(status.message)
    return Failed(str(error.details()))


def struct(properties: Mapping[str, Any]) -> Any:
    """Properties as the engine sends them: None inside objects is gone."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(each) for key, each in value.items() if each is not None}
        return [walk(each) for each in value] if isinstance(value, list) else value

    return json_format.ParseDict(walk(dict(properties)), struct_pb2.Struct())


def plain(properties: Any) -> dict[str, Any]:
    """Properties as the engine sends them back: the host takes no secrets, so it gets them in the clear."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return (
                walk(value["value"])
                if rpc._special_sig_key in value
                else {key: walk(each) for key, each in value.items()}
            )
        return [walk(each) for each in value] if isinstance(value, list) else value

    found: dict[str, Any] = walk(json_format.MessageToDict(properties))
    return found

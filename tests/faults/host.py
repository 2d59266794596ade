"""The provider process that Pulumi starts, spoken to as the engine does: gRPC, properties as the wire has them."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import grpc
from google.protobuf import empty_pb2
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import engine_pb2_grpc, provider_pb2, provider_pb2_grpc, status_pb2

from pulumi_bland.dialing_pool import CustomDialingPoolProvider
from pulumi_bland.sms_number import SmsNumberConfigProvider
from tests.faults.provider import PROVIDER, Provider, plain, struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TEXTS = {
    "pool": serialize_provider(CustomDialingPoolProvider()),
    "sms": serialize_provider(SmsNumberConfigProvider()),
}


@dataclass
class Failed(Exception):
    """A call that ended in an error: what the user reads, and the resource that the engine is to keep, if any."""

    message: str
    kept: Any = None


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

    types = "pulumi-python:dynamic/bland:"

    def __init__(self, log: Log, folder: Path) -> None:
        self.log = log
        self._noise, self._folder = folder / "stderr", folder
        self._providers: dict[tuple[object, ...], str] = {}
        self._configuring, self._numbers = threading.Lock(), itertools.count(1)
        self._stub: Any = provider_pb2_grpc.ResourceProviderStub

    def __enter__(self) -> Self:
        self._folder.mkdir()
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PULUMI_", "BLAND_"))}
        with self._noise.open("wb") as noise:
            self._process = subprocess.Popen(
                [sys.executable, "-u", "-m", "pulumi.dynamic", self.log.address],
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

    @contextmanager
    def command(self, kind: str, config: Mapping[str, str]) -> Iterator[Provider]:
        """A provider for one command. The host takes no secrets, so the engine tells it them in the clear."""
        yield Provider(self.call, plain, {PROVIDER: self.provider(TEXTS[kind], config)})

    def provider(self, text: str, config: Mapping[str, str]) -> str:
        """The text of a provider with this configuration."""
        wanted = (text, *sorted(config.items()))
        with self._configuring:
            if wanted in self._providers:
                return self._providers[wanted]
            own = text + f"{next(self._numbers):b}".translate({ord("0"): " ", ord("1"): "\n"})
            self.call("Configure", provider_pb2.ConfigureRequest(args=struct(config)))
            # Configured where it is first looked up: by a check that finds nothing but problems.
            self.call("Check", provider_pb2.CheckRequest(urn="", news=struct({PROVIDER: own})))
            self._providers[wanted] = own
        return own

    def call(self, method: str, request: Any) -> Any:
        """One call of the protocol."""
        return called(self._stub(self._channel), method, request)


def called(stub: Any, method: str, request: Any) -> Any:
    """What a provider answers.

    Raises:
        Failed: it answered with an error.
    """
    try:
        return getattr(stub, method)(request, timeout=120)
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
                return Failed(status.message, kept)
            return Failed(status.message)
    return Failed(str(error.details()))

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.protobuf import json_format
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2, status_pb2

from bland_sandbox import Sandbox
from pulumi_bland.dialing_pool import CustomDialingPoolProvider
from pulumi_bland.sms_number import SmsNumberConfigProvider
from tests.faults.host import PROVIDER, Host, Log, struct

POOL = serialize_provider(CustomDialingPoolProvider())
SMS = serialize_provider(SmsNumberConfigProvider())


class Refusal:
    """How a call ended in an error, with all that the engine could read of it."""

    def __init__(self, error: Any) -> None:
        self.details = str(error.details())
        metadata = dict(error.trailing_metadata() or ())
        packed = metadata.get("grpc-status-details-bin")
        self.status = status_pb2.Status.FromString(packed) if packed else None
        self.kept = None
        for detail in self.status.details if self.status else ():
            self.kept = provider_pb2.ErrorResourceInitFailed()
            assert detail.Unpack(self.kept)

    @property
    def message(self) -> str:
        """What the user reads after `error: `."""
        assert self.status is not None, self.details
        assert self.status.code == 2
        return str(self.status.message)

    @property
    def text(self) -> str:
        """Everything, for a search of what must be nowhere."""
        return "\n".join([self.details, str(self.status), str(self.kept)])


class Process:
    """One provider process, with calls as the engine makes them."""

    def __init__(self, host: Host, log: Log) -> None:
        self.host, self.log = host, log

    def provider(self, text: str, box: Sandbox, **config: str) -> str:
        """The provider that the resources of this test have in their state."""
        return self.host.provider(text, {"bland:apiKey": box.key, "bland:baseUrl": box.url, **config})

    def call(self, method: str, request: Any) -> Any:
        return getattr(self.host._stub(self.host._channel), method)(request, timeout=60)

    def refused(self, method: str, request: Any) -> Refusal:
        with pytest.raises(grpc.RpcError) as caught:
            self.call(method, request)
        assert caught.value.code() is grpc.StatusCode.UNKNOWN
        return Refusal(caught.value)

    def create(self, provider: str = "", urn: str = "", **inputs: Any) -> Any:
        return self.call("Create", creation(provider, urn, **inputs))


def creation(provider: str = "", urn: str = "", **inputs: Any) -> Any:
    return provider_pb2.CreateRequest(urn=urn, properties=struct({PROVIDER: provider, **inputs}))


def raw(properties: Any) -> dict[str, Any]:
    """Properties exactly as they travel."""
    found: dict[str, Any] = json_format.MessageToDict(properties)
    return found


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with Log() as log, Host(log, tmp_path_factory.mktemp("process") / "host") as host:
        yield Process(host, log)


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running

"""The plugin as the engine speaks to it; it serves in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from pulumi_bland._rules.travel import SIGNATURE
from tests.faults.provider import struct
from tests.process.refusal import Refusal

if TYPE_CHECKING:
    from bland_sandbox import Sandbox
    from tests.faults.host import Log

ONE, TWO, THREE, NUMBER = "+12065550102", "+14155550101", "+14155550103", "+15550001111"
POOL_URN = "urn:pulumi:dev::try::bland:index:CustomDialingPool::west"
SMS_URN = "urn:pulumi:dev::try::example:Desk$bland:index:SmsNumberConfig::support"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
KINDS, CHANGES = provider_pb2.PropertyDiff, provider_pb2.DiffResponse


class Provider:
    """The plugin over gRPC, configured for an account."""

    def __init__(self, box: Sandbox, log: Log, port: int) -> None:
        self.stub: Any = provider_pb2_grpc.ResourceProviderStub(grpc.insecure_channel(f"127.0.0.1:{port}"))
        self.log, self._account = log, {"apiKey": box.key, "baseUrl": box.url}
        self.call("Attach", plugin_pb2.PluginAttach(address=log.address))
        self.configure()

    def configure(self, name: str = "default_0_1_0", **args: Any) -> None:
        """Begin a run on the account, with these settings; None takes one away."""
        given = {key: value for key, value in {**self._account, **args}.items() if value is not None}
        self.call("Configure", provider_pb2.ConfigureRequest(args=struct(given), name=name, acceptSecrets=True))

    def call(self, method: str, request: Any) -> Any:
        return getattr(self.stub, method)(request, timeout=60)

    def refused(self, method: str, request: Any) -> Refusal:
        with pytest.raises(grpc.RpcError) as caught:
            self.call(method, request)
        return self.refusal(caught.value)

    @staticmethod
    def refusal(error: Any) -> Refusal:
        """How a call ended that was refused."""
        assert error.code() is grpc.StatusCode.UNKNOWN, error
        return Refusal(error)

    def check(self, urn: str, **news: Any) -> Any:
        return self.call("Check", provider_pb2.CheckRequest(urn=urn, news=struct(news)))

    def creation(self, urn: str, *, preview: bool = False, **inputs: Any) -> Any:
        """The request for a resource with these inputs, checked."""
        return provider_pb2.CreateRequest(urn=urn, properties=self.check(urn, **inputs).inputs, preview=preview)

    def create(self, urn: str, *, preview: bool = False, **inputs: Any) -> Any:
        return self.call("Create", self.creation(urn, preview=preview, **inputs))


def secret(value: Any) -> dict[str, Any]:
    return {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": value}

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from bland_sandbox import Sandbox
from pulumi_bland._engine.plugin import Plugin, serve
from tests.faults.host import TEXTS, Host, Log
from tests.faults.provider import PROVIDER, struct
from tests.process.native import Provider
from tests.process.refusal import Refusal

POOL, SMS = TEXTS["pool"], TEXTS["sms"]


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


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with Log() as log, Host(log, tmp_path_factory.mktemp("process") / "host") as host:
        yield Process(host, log)


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def attach(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Sandbox], Provider]]:
    """Starts the plugin in this process, for an account; of the environment it learns nothing."""
    for name in ("BLAND_API_KEY", "BLAND_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    server, port = serve(Plugin())
    with Log() as log:
        yield lambda box: Provider(box, log, port)
    server.stop(0).wait()


@pytest.fixture
def provider(attach: Callable[[Sandbox], Provider], box: Sandbox) -> Provider:
    """The plugin, for the account of the sandbox."""
    return attach(box)

"""Proxies: those of the environment are used, fail in one clear sentence, and never see the key."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from bland_sandbox import Sandbox
from pulumi_bland._http.access import Settings
from pulumi_bland._http.client import Client
from pulumi_bland._rules.errors import ServiceError
from tests.client.conftest import KEY, BusyClock, client
from tests.client.servers import Proxy, Server, reply

POOLS, SMS = "us.api.bland.ai:443", "api.bland.ai:443"


@pytest.fixture(scope="module")
def bland(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A server that passes for both hosts of Bland, to whoever trusts the authority in this file."""
    authority, path = trustme.CA(), tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("us.api.bland.ai", "api.bland.ai").configure_cert(context)
    with Server(lambda _: reply(), context) as server:
        yield server, path


@pytest.fixture
def service(bland: tuple[Server, Path], monkeypatch: pytest.MonkeyPatch) -> Server:
    server, path = bland
    server.requests.clear()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    return server


def real(**settings: float) -> Client:
    """A client as users have it: without a base URL."""
    return Client(Settings(KEY, **settings))  # type: ignore[arg-type]


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_the_proxy_of_the_environment_is_used(variable: str, service: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """For pools and numbers, each at its own host of Bland; the proxy gets neither the path nor the key."""
    with Proxy(service.address) as proxy:
        monkeypatch.setenv(variable, proxy.url)
        real().list_pools()
        real().list_sms("sms")
    assert [(request.method, request.target) for request in proxy.asked] == [("CONNECT", POOLS), ("CONNECT", SMS)]
    assert KEY not in str(proxy.asked)
    assert [request.headers["authorization"] for request in service.requests] == [KEY, KEY]
    assert [request.target for request in service.requests] == [
        "/v1/custom-dialing-pools",
        "/v1/sms/numbers?channel=sms",
    ]


def test_no_proxy_is_honoured(service: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with Proxy(service.address) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        with pytest.raises(ServiceError, match="certificate"):  # of other names: it was called directly
            client(service).list_pools()
    assert not proxy.asked


def test_a_local_service_is_not_called_through_a_proxy(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over http the proxy would get the key in the clear; http is allowed because it does not leave this machine."""
    with Proxy("127.0.0.1:1") as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        assert client(box).list_pools() == []
    assert not proxy.asked


@pytest.mark.parametrize("status", [403, 407, 502])
def test_a_proxy_that_refuses_is_one_sentence(
    status: int, service: Server, clock: BusyClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy(service.address, refuses=status) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("http://", "http://someone:hunter2hunter2@"))
        with pytest.raises(ServiceError) as caught:
            real(deadline=3).create_pool({"phone_numbers": []})
    assert_one_sentence(caught.value)
    assert len(proxy.asked) == len(clock.slept) + 1
    assert not service.requests


def test_a_proxy_that_is_not_there_is_one_sentence(clock: BusyClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://someone:hunter2hunter2@127.0.0.1:1")
    with pytest.raises(ServiceError) as caught:
        real(deadline=3).create_pool({"phone_numbers": []})
    assert_one_sentence(caught.value)
    assert clock.slept


@pytest.mark.parametrize("url", ["gopher://127.0.0.1:1", "nonsense", "http://[::1", "http://127.0.0.1:port"])
def test_a_proxy_that_is_no_address_is_one_sentence(
    url: str, clock: BusyClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", url)
    with pytest.raises(ServiceError) as caught:
        real(deadline=3).list_pools()
    assert_one_sentence(caught.value)
    assert len(clock.slept) < 6


def assert_one_sentence(error: ServiceError) -> None:
    """It names the proxy and where it is set, nothing was sent, and no password is shown."""
    assert "proxy on the way to us.api.bland.ai" in str(error)
    assert "HTTPS_PROXY" in str(error)
    assert "hunter2" not in str(error)
    assert "\n" not in str(error)
    assert error.refused

"""Certificates: those of the environment count, a stranger's is refused, and nothing is concluded from a broken one."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import trustme

from pulumi_bland._rules.errors import ServiceError
from tests.client.conftest import KEY, Serve, client
from tests.client.servers import Server, read_request, reply


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def bundle(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def issued(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_an_authority_of_ones_own_is_honoured(
    variable: str, authority: trustme.CA, bundle: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(bundle))
    server = serve(reply(), tls=issued(authority, "127.0.0.1"))
    assert client(server).list_pools() == []
    assert server.requests[0].headers["authorization"] == KEY


@pytest.mark.parametrize("case", ["nobody's authority", "another host", "another authority"])
def test_a_certificate_that_is_not_trusted_is_refused_once(
    case: str, authority: trustme.CA, bundle: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one sentence, without a second try, and before the key is sent."""
    if case != "nobody's authority":
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    signer = trustme.CA() if case == "another authority" else authority
    name = "elsewhere.example" if case == "another host" else "127.0.0.1"
    server = serve(reply(), tls=issued(signer, name))
    with pytest.raises(ServiceError) as caught:
        client(server).create_pool({"phone_numbers": []})
    assert "the certificate of 127.0.0.1 was not accepted" in str(caught.value)
    assert "REQUESTS_CA_BUNDLE" in str(caught.value)
    assert caught.value.refused
    assert (server.connections, server.requests) == (1, [])


def test_a_bundle_that_is_not_there_is_one_sentence(
    authority: trustme.CA, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    with pytest.raises(ServiceError, match="REQUESTS_CA_BUNDLE"):
        client(serve(reply(), tls=issued(authority, "127.0.0.1")), deadline=1).list_pools()


def test_http_where_https_was_meant_is_one_sentence(serve: Serve) -> None:
    server = serve(reply())
    with pytest.raises(ServiceError) as caught:
        client(f"https://{server.address}", deadline=0.1).list_pools()
    assert "\n" not in str(caught.value)


class Interrupted(Server):
    """Takes the request inside TLS, and then the connection is not TLS any more."""

    after = b""

    def _serve(self, connection: socket.socket, number: int) -> None:
        assert self._tls
        with suppress(OSError, ValueError):
            wire = self._tls.wrap_socket(connection, server_side=True)
            if request := read_request(wire, number):
                self.requests.append(request)
            with socket.socket(fileno=wire.detach()) as plain:
                plain.sendall(self.after)


BROKEN = {
    "nothing": b"",
    "plain text": b"HTTP/1.1 502 Bad gateway\r\n\r\n<html>from something in between</html>",
    "an alert that nobody sealed": b"\x15\x03\x03\x00\x02\x02\x50",
    "a record of noise": b"\x17\x03\x03\x00\x20" + bytes(range(32)),
}


@pytest.fixture(params=BROKEN)
def interrupted(
    request: pytest.FixtureRequest, authority: trustme.CA, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Interrupted]:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    server = Interrupted(lambda _: None, issued(authority, "127.0.0.1"))
    server.after = BROKEN[request.param]
    with server:
        yield server


def test_tls_that_breaks_after_a_create_leaves_a_doubt(interrupted: Interrupted) -> None:
    """The service may have made the pool: that is not a certificate that was refused before anything was sent."""
    with pytest.raises(ServiceError, match="broke before the answer was complete") as caught:
        client(interrupted, deadline=1).create_pool({"phone_numbers": []})
    assert not caught.value.refused
    assert len(interrupted.requests) == 1


def test_tls_that_breaks_during_a_read_is_tried_again(interrupted: Interrupted) -> None:
    with pytest.raises(ServiceError, match="broke before the answer was complete"):
        client(interrupted, deadline=1).list_pools()
    assert len(interrupted.requests) > 1

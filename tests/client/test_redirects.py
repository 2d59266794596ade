"""The key goes to the host that it is for, and to no other, whatever that host says."""

from __future__ import annotations

import pytest

from pulumi_bland._rules.errors import ServiceError
from tests.client.conftest import KEY, Serve, client
from tests.client.servers import reply


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_not_followed(status: int, serve: Serve) -> None:
    """Nor to another port, which is another service."""
    elsewhere = serve(reply())
    server = serve(reply(status, "", location=f"http://localhost:{elsewhere.port}/v1/custom-dialing-pools"))
    with pytest.raises(ServiceError, match="a redirect, which is not followed") as caught:
        client(server).list_pools()
    assert not elsewhere.requests
    assert len(server.requests) == 1
    assert (caught.value.code, caught.value.refused) == (None, False)


@pytest.mark.parametrize("location", ["/elsewhere", "//", "http://[bad", "", "mailto:someone", "http://\xe9\xff/"])
def test_a_redirect_to_wherever_is_one_error(location: str, serve: Serve) -> None:
    server = serve(reply(302, "", location=location))
    with pytest.raises(ServiceError, match="HTTP 302"):
        client(server).update_sms({"phone_number": "+15550001111", "channel": "sms"})
    assert len(server.requests) == 1


def test_a_redirect_on_the_same_host_is_not_followed_either(serve: Serve) -> None:
    """Following one would turn a POST into a GET that answers well and does nothing."""
    server = serve(lambda request: reply(302, "", location="/other") if request.target != "/other" else reply())
    with pytest.raises(ServiceError, match="redirect"):
        client(server).list_pools()
    assert [request.target for request in server.requests] == ["/v1/custom-dialing-pools"]


def test_the_key_is_sent_as_it_is(serve: Serve) -> None:
    server = serve(reply())
    client(server).list_pools()
    assert server.requests[0].headers["authorization"] == KEY


def test_a_netrc_file_does_not_replace_the_key(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\ndefault login any password body\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server = serve(reply())
    client(server).list_pools()
    assert server.requests[0].headers["authorization"] == KEY

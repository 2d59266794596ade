"""Where a key may be sent: https, or this very machine."""

from __future__ import annotations

import pytest
import urllib3

from pulumi_bland._http.access import check_base_url, settings
from pulumi_bland._rules.errors import BlandError, ServiceError
from tests.client.conftest import client

ACCEPTED = {
    "https://api.bland.ai": "https://api.bland.ai",
    "https://api.bland.ai/": "https://api.bland.ai",
    "https://gateway.example:8443/bland/": "https://gateway.example:8443/bland",
    "http://127.0.0.1:8080": "http://127.0.0.1:8080",
    "http://localhost:8080/": "http://localhost:8080",
    "http://[::1]:8080": "http://[::1]:8080",
    "HTTP://LOCALHOST:1": "HTTP://LOCALHOST:1",
}

REFUSED = [
    "http://api.bland.ai",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "http://localhost@evil.example",
    "http://127.0.0.1:80@evil.example",
    "http://evil.example\\@127.0.0.1",
    "http://evil.example\\.127.0.0.1",
    "http://127.0.0.1\\@evil.example",
    "http://evil.example#@127.0.0.1",
    "http://evil.example?@127.0.0.1",
    "http://evil.example/@127.0.0.1",
    "http://0.0.0.0",
    "http://[::]",
    "http://[::1",
    "http://127.0.0.1\t.evil.example",
    "http://127.0.0.1\n@evil.example",
    "http://user:hunter2hunter2@127.0.0.1:1",
    "https://user:hunter2hunter2@api.bland.ai",
    "https://api.bland.ai/?q=",
    "https://api.bland.ai/#there",
    "https://api.bland.ai:99999",
    "https://api.bland.ai:port",
    "https://ex ample",
    "https://\u2100.example",
    "https://",
    "https:/api.bland.ai",
    "http:///etc/passwd",
    "file:///etc/passwd",
    "ftp://127.0.0.1",
    "//127.0.0.1",
    "127.0.0.1:8080",
    "api.bland.ai",
]


@pytest.mark.parametrize("url", ACCEPTED)
def test_https_and_this_machine_are_accepted(url: str) -> None:
    assert check_base_url(url) == ACCEPTED[url]


@pytest.mark.parametrize("url", REFUSED)
def test_any_other_address_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(BlandError) as caught:
        settings({"bland:apiKey": "some-key", "bland:baseUrl": url}, {})
    assert "bland:baseUrl" in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", REFUSED)
def test_the_address_that_is_checked_is_the_one_that_is_called(url: str) -> None:
    """Two parsers that disagree about a URL would send the key where nobody looked."""
    try:
        checked = check_base_url(url)
    except BlandError:
        return
    called = urllib3.util.parse_url(checked)
    assert called.scheme == "https" or called.host in {"127.0.0.1", "localhost", "[::1]"}


def test_an_address_where_nobody_listens_is_one_sentence() -> None:
    with pytest.raises(ServiceError, match=r"127\.0\.0\.1 cannot be reached; check the network, and bland:baseUrl"):
        client("http://127.0.0.1:1", deadline=0.1).list_pools()


def test_a_name_that_does_not_exist_is_one_sentence() -> None:
    with pytest.raises(ServiceError, match=r"nowhere\.invalid cannot be reached; check the network"):
        client("https://nowhere.invalid", deadline=0.1).list_pools()

"""How bytes travel: requests' sessions, with habits that a key and a deadline ask for, and what goes wrong on the way.

No redirect is followed or even worked out; the key is not replaced by a ~/.netrc entry; and an answer ends when it is
too large, or between two of its pieces when the deadline is over. Each piece has a read time-out.
"""

from __future__ import annotations

import ssl
import time
from urllib.parse import urlsplit

import requests
import urllib3

from pulumi_bland._http.access import LOCAL
from pulumi_bland._rules.errors import ServiceError

LARGEST_ANSWER = 32 * 1024 * 1024
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError)
"""What the libraries raise where no whole answer comes."""


class TooLargeError(Exception):
    """An answer beyond `LARGEST_ANSWER`."""


class Session(requests.Session):
    """A session of one thread: requests does not promise that one may be shared. Proxies and CAs: the environment's."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.auth = _Key(key)
        self.headers["accept"] = "application/json"

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: what a redirect names is never looked at."""


def proxies(url: str) -> dict[str, str] | None:
    """What runs on this machine is not reached through a proxy, and the key stays on it."""
    return {"no_proxy": ",".join(LOCAL)} if urlsplit(url).hostname in LOCAL else None


def content(response: requests.Response, ends: float) -> bytes:
    """The body, as far as a limit of size and the deadline, a reading of the monotonic clock, let it come.

    Raises:
        TooLargeError: it is beyond the limit.
        TimeoutError: the deadline passed.
    """
    body = bytearray()
    while chunk := response.raw.read1(64 * 1024, decode_content=True):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise TooLargeError
        if time.monotonic() >= ends:
            raise TimeoutError
    return bytes(body)


def unanswered(tried: str, url: str, error: Exception, deadline: float) -> ServiceError:
    """Say what happened on the way. The library's own text is left out: it can hold the whole URL."""
    host = urlsplit(url).hostname

    def failed(said: str, advice: str, *, sent: bool = True, transient: bool = True) -> ServiceError:
        return ServiceError(tried, said, advice=advice, sent=sent, transient=transient)

    if _holds(error, ssl.SSLCertVerificationError):
        advice = "set REQUESTS_CA_BUNDLE to the CA of your network"
        return failed(f"the certificate of {host} was not accepted", advice, sent=False, transient=False)
    if type(error) is OSError:  # requests', before it connects
        return failed("REQUESTS_CA_BUNDLE names no file", "correct it, or unset it", sent=False, transient=False)
    unusable = isinstance(error, ValueError) and bool(requests.utils.get_environ_proxies(url))
    if isinstance(error, requests.exceptions.ProxyError) or unusable:
        return failed(f"the proxy on the way to {host} failed", "check HTTPS_PROXY and NO_PROXY", sent=False)
    if isinstance(error, requests.ConnectTimeout) or _holds(error, urllib3.exceptions.NewConnectionError):
        return failed(f"{host} cannot be reached", "check the network, and bland:baseUrl if it is set", sent=False)
    if _holds(error, TimeoutError, urllib3.exceptions.TimeoutError, requests.Timeout):
        advice = f"run it again, or give it more than {deadline:g} s with bland:deadline"
        return failed(f"{host} did not answer in time", advice)
    return failed(f"the connection to {host} broke before the answer was complete", "run it again")


class _Key(requests.auth.AuthBase):
    """The raw key, as the reference has it. Requests leaves the header alone when an `auth` object is given."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["authorization"] = self._key
        return request


def _holds(error: BaseException | None, *kinds: type[BaseException]) -> bool:
    """Whether an error is of these kinds, or was caused by one: libraries wrap each other's errors several deep."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        if isinstance(error, kinds):
            return True
        inner = getattr(error, "reason", None) or next(iter(error.args), None)
        error = inner if isinstance(inner, BaseException) else error.__cause__ or error.__context__
    return False

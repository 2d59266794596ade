"""Bland's HTTP API: one method per endpoint, authentication, retries, envelopes. Knows nothing of Pulumi.

Every method returns the `data` of a success, or raises `ServiceError`. Hosts are those of the reference pages: pools
live on us.api.bland.ai and SMS settings on api.bland.ai, unless a base URL says otherwise. All routes of one kind of
object use one host, because a second one could answer a well-formed "not found".
"""

from __future__ import annotations

import logging
import random
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

import requests
import tenacity
import urllib3

from pulumi_bland._http.answers import Answer, decode
from pulumi_bland._http.retry import ATTEMPTS, pause, retries, retry_after
from pulumi_bland._http.transport import Session, TooLargeError, answer_until, content
from pulumi_bland._rules.errors import BlandError, ServiceError, redact
from pulumi_bland._rules.values import texts

POOLS_HOST = "https://us.api.bland.ai"
SMS_HOST = "https://api.bland.ai"
LOCAL = ("localhost", "127.0.0.1", "::1")
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0

log = logging.getLogger("pulumi_bland")


@dataclass(frozen=True)
class Settings:
    """What a client needs to reach one Bland account.

    Attributes:
        api_key: sent raw in the `authorization` header.
        base_url: one address for every route, in place of Bland's two hosts.
        deadline: seconds that one operation may take, all its attempts and pauses together.
        max_requests: requests of this process that may be under way at once.
    """

    api_key: str = field(repr=False)
    base_url: str | None = None
    deadline: float = 30.0
    max_requests: int = 8


@dataclass
class _Operation:
    """One call of an endpoint: all its attempts.

    Attributes:
        tried: what is being done, for a message.
        repeatable: doing it twice is the same as doing it once.
        ends: when it must be over; counted from the first attempt, not from the queue before it.
        error: how the last attempt ended.
    """

    tried: str
    method: str
    url: str
    body: Mapping[str, Any] | None
    query: Mapping[str, str] | None
    repeatable: bool
    attempts: int = 0
    ends: float = float("inf")
    error: ServiceError | None = None


class Client:
    """A client of one Bland account; safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._threads = threading.local()
        self._slots = threading.BoundedSemaphore(settings.max_requests)
        self._not_before = 0.0

    # Custom dialing pools: https://docs.bland.ai/api-v1/post/custom-dialing-pools

    def list_pools(self) -> Any:
        """All pools of the account."""
        return self._call("list the dialing pools", "GET", POOLS_HOST, "/v1/custom-dialing-pools")

    def get_pool(self, pool_id: str) -> Any:
        """One pool; `POOL_NOT_FOUND` when this key cannot see it."""
        return self._call(f"read dialing pool {pool_id}", "GET", POOLS_HOST, _pool_path(pool_id))

    def create_pool(self, body: Mapping[str, Any]) -> Any:
        """Make a pool. Not repeatable: every success is a new pool."""
        return self._call(
            "create a dialing pool", "POST", POOLS_HOST, "/v1/custom-dialing-pools", body=body, repeatable=False
        )

    def update_pool(self, pool_id: str, body: Mapping[str, Any]) -> Any:
        """Replace the members and credentials of a pool."""
        return self._call(
            f"update dialing pool {pool_id}", "POST", POOLS_HOST, f"{_pool_path(pool_id)}/update", body=body
        )

    def delete_pool(self, pool_id: str) -> Any:
        """Delete a pool."""
        return self._call(f"delete dialing pool {pool_id}", "DELETE", POOLS_HOST, _pool_path(pool_id))

    # SMS agent settings: https://docs.bland.ai/api-v1/post/sms-update

    def list_sms(self, channel: str) -> Any:
        """The numbers that have a configuration for this channel."""
        return self._call(f"list the {channel} numbers", "GET", SMS_HOST, "/v1/sms/numbers", query={"channel": channel})

    def update_sms(self, body: Mapping[str, Any]) -> Any:
        """Change the configuration of a number."""
        what = f"update {body.get('phone_number')} ({body.get('channel', 'sms')})"
        return self._call(what, "POST", SMS_HOST, "/v1/sms/number/update", body=body)

    def _call(
        self,
        tried: str,
        method: str,
        host: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        repeatable: bool = True,
    ) -> Any:
        """Make a request, again where that is right, within the deadline."""
        url = (self.settings.base_url or host) + path
        call = _Operation(tried, method, url, body, query, repeatable)
        doubtful = False

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.retry_after if isinstance(error, ServiceError) else None
            return pause(state.attempt_number, asked, random.random())  # noqa: S311 - jitter, not cryptography

        def too_late(state: tenacity.RetryCallState) -> bool:
            return state.attempt_number >= ATTEMPTS or time.monotonic() + state.upcoming_sleep > call.ends

        for attempt in tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda error: retries(error, repeatable=repeatable)),
            wait=wait,
            stop=too_late,
            reraise=True,
        ):
            with attempt:
                try:
                    return self._attempt(call)
                except ServiceError as error:
                    error.doubtful, doubtful = doubtful, doubtful or not error.refused
                    error.attempts, call.error = call.attempts, error
                    raise
        raise AssertionError  # tenacity either returned or raised

    @contextmanager
    def _slot(self) -> Iterator[None]:
        """A place among the requests under way. Told to slow down, an account means all of its requests."""
        while True:
            with self._slots:
                left = self._not_before - time.monotonic()
                if left <= 0:
                    yield
                    return
            time.sleep(left)

    def _attempt(self, call: _Operation) -> Any:
        with self._slot():
            started = time.monotonic()
            call.ends = min(call.ends, started + self.settings.deadline)
            if call.error and started >= call.ends:
                raise call.error  # waiting for its turn, it ran out of time
            call.attempts += 1
            status, request_id = None, None
            try:
                response = self._request(call)
                status, request_id = response.status_code, response.headers.get("x-request-id")
                with response:
                    return self._data(call, response)
            except TooLargeError:
                raise ServiceError(call.tried, "the answer is larger than any of the API's", status=status) from None
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                raise self._no_answer(call, error) from None
            finally:
                log.debug(
                    "method=%s path=%s status=%s attempt=%d seconds=%.3f request_id=%s",
                    call.method,
                    urlsplit(call.url).path,
                    status,
                    call.attempts,
                    time.monotonic() - started,
                    request_id and redact(request_id, [self.settings.api_key]),
                )

    def _request(self, call: _Operation) -> requests.Response:
        left = max(call.ends - time.monotonic(), 0.1)
        answer_until(time.monotonic() + left)
        return self._session().request(
            call.method,
            call.url,
            json=call.body,
            params=call.query,
            timeout=(min(CONNECT_SECONDS, left), min(READ_SECONDS, left)),
            allow_redirects=False,
            # What runs on this machine is not reached through a proxy, and the key stays on it.
            proxies={"no_proxy": ",".join(LOCAL)} if urlsplit(call.url).hostname in LOCAL else None,
            stream=True,
        )

    def _data(self, call: _Operation, response: requests.Response) -> Any:
        """The data of a success; any other answer is an error."""
        status = response.status_code
        answer = decode(status, content(response), response.headers.get("content-type", "").lower())
        if response.is_redirect:
            answer = Answer(failed=True, said="a redirect, which is not followed")
        if not answer.failed:
            return answer.data
        after = retry_after(response.headers.get("retry-after"))
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            seconds = pause(call.attempts, after, 0)
            self._not_before = max(self._not_before, min(time.monotonic() + seconds, call.ends))
        names = ("phone_number", "channel")  # what the message names anyway
        secrets = [self.settings.api_key, *texts({k: v for k, v in (call.body or {}).items() if k not in names})]
        raise ServiceError(
            call.tried,
            redact(answer.said, secrets),
            status=status,
            code=answer.code,
            enveloped=answer.enveloped,
            retry_after=after,
        )

    def _no_answer(self, call: _Operation, error: Exception) -> ServiceError:
        """Say what happened on the way. The library's own text is left out: it can hold the whole URL."""
        host = urlsplit(call.url).hostname

        def failed(said: str, advice: str, *, sent: bool = True, transient: bool = True) -> ServiceError:
            return ServiceError(call.tried, said, advice=advice, sent=sent, transient=transient)

        if _holds(error, ssl.SSLCertVerificationError):
            advice = "set REQUESTS_CA_BUNDLE to the CA of your network"
            return failed(f"the certificate of {host} was not accepted", advice, sent=False, transient=False)
        if type(error) is OSError:  # requests', before it connects
            advice = "correct it, or unset it"
            return failed("REQUESTS_CA_BUNDLE names no file", advice, sent=False, transient=False)
        unusable = isinstance(error, ValueError) and bool(requests.utils.get_environ_proxies(call.url))
        if isinstance(error, requests.exceptions.ProxyError) or unusable:
            return failed(f"the proxy on the way to {host} failed", "check HTTPS_PROXY and NO_PROXY", sent=False)
        if isinstance(error, requests.ConnectTimeout) or _holds(error, urllib3.exceptions.NewConnectionError):
            advice = "check the network, and bland:baseUrl if it is set"
            return failed(f"{host} cannot be reached", advice, sent=False)
        if _holds(error, TimeoutError, urllib3.exceptions.TimeoutError, requests.Timeout):
            advice = f"run it again, or give it more than {self.settings.deadline:g} s with bland:deadline"
            return failed(f"{host} did not answer in time", advice)
        return failed(f"the connection to {host} broke before the answer was complete", "run it again")

    def _session(self) -> Session:
        session: Session | None = getattr(self._threads, "session", None)
        if session is None:
            session = self._threads.session = Session(self.settings.api_key)
        return session


def check_base_url(url: str) -> str:
    """A base URL that a key may be sent to: https, or anything on this very machine.

    Raises:
        BlandError: it is neither, or holds more than a scheme, a host, a port and a path.
    """
    text = "bland:baseUrl (or BLAND_BASE_URL) must be an https address; http is for this machine only (127.0.0.1)"
    try:
        parts = urllib3.util.parse_url(url)  # as what connects reads it
    except urllib3.exceptions.LocationParseError:
        raise BlandError(text) from None
    plain = url.isascii() and url.isprintable() and not {" ", "\\", "?", "#", "@"} & set(url)
    local = (parts.host or "").strip("[]") in LOCAL
    if not plain or not parts.host or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise BlandError(text)
    return url.rstrip("/")


def _pool_path(pool_id: str) -> str:
    return f"/v1/custom-dialing-pools/{quote(pool_id, safe='')}"


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

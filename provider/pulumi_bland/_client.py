"""Bland's HTTP API: one method per endpoint, authentication, retries, envelopes. Knows nothing of Pulumi.

Every method returns the `data` of a success, or raises `ServiceError`. Hosts are those of the reference pages: pools
live on us.api.bland.ai and SMS settings on api.bland.ai, unless a base URL says otherwise. All routes of one kind of
object use one host, because a second one could answer a well-formed "not found".
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import requests
import tenacity
import urllib3.exceptions

from pulumi_bland._answers import Answer, decode
from pulumi_bland._errors import BlandError, ServiceError, redact
from pulumi_bland._retry import ATTEMPTS, pause, retries, retry_after
from pulumi_bland._values import texts

POOLS_HOST = "https://us.api.bland.ai"
SMS_HOST = "https://api.bland.ai"
LARGEST_ANSWER = 32 * 1024 * 1024
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


class _Key(requests.auth.AuthBase):
    """The raw key. As an `auth` object, so that requests does not put a ~/.netrc entry in its place."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["authorization"] = self._key
        return request


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
        url = (self.settings.base_url or host).rstrip("/") + path
        ends = time.monotonic() + self.settings.deadline

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.retry_after if isinstance(error, ServiceError) else None
            seconds = pause(state.attempt_number, asked, random.random())  # noqa: S311 - jitter, not cryptography
            if isinstance(error, ServiceError) and error.status == 429:  # noqa: PLR2004
                self._not_before = max(self._not_before, time.monotonic() + seconds)
            return seconds

        def too_late(state: tenacity.RetryCallState) -> bool:
            return state.attempt_number >= ATTEMPTS or time.monotonic() + state.upcoming_sleep > ends

        attempts = tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda error: retries(error, repeatable=repeatable)),
            wait=wait,
            stop=too_late,
            reraise=True,
        )
        doubtful = False
        for attempt in attempts:
            with attempt:
                try:
                    return self._attempt(
                        tried, method, url, body, query, ends=ends, number=attempt.retry_state.attempt_number
                    )
                except ServiceError as error:
                    error.doubtful, doubtful = doubtful, doubtful or not (error.refused or error.status == 429)  # noqa: PLR2004
                    raise
        raise AssertionError  # tenacity either returned or raised

    def _attempt(
        self,
        tried: str,
        method: str,
        url: str,
        body: Mapping[str, Any] | None,
        query: Mapping[str, str] | None,
        *,
        ends: float,
        number: int,
    ) -> Any:
        # Another thread was told to slow down: that meant the whole account, so this one waits too.
        time.sleep(max(0.0, min(self._not_before, ends) - time.monotonic()))
        started = time.monotonic()
        status, request_id = None, None
        secrets = [self.settings.api_key, *texts(body or {})]
        with self._slots:
            try:
                left = max(ends - time.monotonic(), 0.1)
                response = self._session().request(
                    method,
                    url,
                    json=body,
                    params=query,
                    timeout=(min(CONNECT_SECONDS, left), min(READ_SECONDS, left)),
                    allow_redirects=False,  # the key must not follow one to another host
                    stream=True,
                )
                status, request_id = response.status_code, response.headers.get("x-request-id")
                with response:
                    answer = decode(status, _content(response, ends), response.headers.get("content-type", "").lower())
                if response.is_redirect:
                    target = urlsplit(response.headers["location"]).hostname or "another path"
                    answer = Answer(failed=True, said=f"a redirect to {target}, which is not followed")
                if not answer.failed:
                    return answer.data
                raise ServiceError(
                    tried,
                    redact(answer.said, secrets),
                    status=status,
                    code=answer.code,
                    enveloped=answer.enveloped,
                    retry_after=retry_after(response.headers.get("retry-after")),
                )
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                raise self._no_answer(tried, url, error) from None
            finally:
                log.debug(
                    "method=%s path=%s status=%s attempt=%d seconds=%.3f request_id=%s",
                    method,
                    urlsplit(url).path,
                    status,
                    number,
                    time.monotonic() - started,
                    request_id,
                )

    def _no_answer(self, tried: str, url: str, error: Exception) -> ServiceError:
        """Say what happened on the way. The library's own text is left out: it can hold the whole URL."""
        host = urlsplit(url).netloc
        if isinstance(error, requests.exceptions.SSLError):
            return ServiceError(tried, f"the certificate of {host} was not accepted", sent=False)
        if isinstance(error, requests.exceptions.ProxyError):
            return ServiceError(tried, f"the proxy on the way to {host} failed", sent=False, transient=True)
        if isinstance(error, requests.ConnectTimeout) or _not_connected(error):
            said = f"{host} cannot be reached; check the network, and bland:baseUrl if it is set"
            return ServiceError(tried, said, sent=False, transient=True)
        if isinstance(error, requests.Timeout | TimeoutError | urllib3.exceptions.TimeoutError):
            said = f"{host} did not answer in time (the limit for one operation is {self.settings.deadline:g} s)"
            return ServiceError(tried, said, transient=True)
        if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
            return ServiceError(tried, f"{host or 'the base URL'} is not an address that can be called", sent=False)
        return ServiceError(tried, f"the connection to {host} broke before the answer was complete", transient=True)

    def _session(self) -> requests.Session:
        """A session per thread: requests does not promise that one may be shared. Proxies and CAs: from environment."""
        session: requests.Session | None = getattr(self._threads, "session", None)
        if session is None:
            session = self._threads.session = requests.Session()
            session.auth = _Key(self.settings.api_key)
            session.headers["accept"] = "application/json"
        return session


def check_base_url(url: str) -> str:
    """A base URL that a key may be sent to: https, or anything on this very machine.

    Raises:
        BlandError: it is neither.
    """
    parts = urlsplit(url)
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or parts.scheme not in {"http", "https"} or (parts.scheme == "http" and not local):
        text = "bland:baseUrl (or BLAND_BASE_URL) must be an https address; http is for this machine only (127.0.0.1)"
        raise BlandError(text)
    return url.rstrip("/")


def _pool_path(pool_id: str) -> str:
    return f"/v1/custom-dialing-pools/{quote(pool_id, safe='')}"


def _content(response: requests.Response, ends: float) -> bytes:
    """The body, read as it comes, so that a trickle or a flood ends at a limit of ours."""
    content = bytearray()
    while chunk := response.raw.read1(64 * 1024, decode_content=True):
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise urllib3.exceptions.ProtocolError
        if time.monotonic() > ends:
            raise TimeoutError
    return bytes(content)


def _not_connected(error: Exception) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError)

"""Bland's HTTP API: one method per endpoint, authentication, retries, envelopes. Knows nothing of Pulumi.

Every method returns the `data` of a success, or raises `ServiceError`. Hosts are those of the reference pages: pools
live on us.api.bland.ai and SMS settings on api.bland.ai, unless a base URL says otherwise. All routes of one kind of
object use one host, because a second one could answer a well-formed "not found".
"""

from __future__ import annotations

import logging
import random
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from threading import Event
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from pulumi_bland._http import transport
from pulumi_bland._http.access import Settings
from pulumi_bland._http.answers import Answer, decode
from pulumi_bland._http.pace import Pace
from pulumi_bland._http.retry import ATTEMPTS, pause, retries, retry_after
from pulumi_bland._rules.errors import ServiceError, quotable

POOLS_HOST = "https://us.api.bland.ai"
SMS_HOST = "https://api.bland.ai"
NOTICE = 0.5
"""Seconds after which a request that waits for its place looks whether it was cancelled."""
ENOUGH = 1.0
"""Seconds that one more attempt needs to be answered in; with a deadline below four of them, a quarter of it."""

log = logging.getLogger("pulumi_bland")


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
    """A client of one Bland account; safe to use from several threads.

    Args:
        settings: which account, and its limits.
        cancelled: once set, waits end and no further write starts; a write that is under way is finished.
    """

    def __init__(self, settings: Settings, cancelled: Event | None = None) -> None:
        self.settings = settings
        self._cancelled = cancelled or Event()
        self._threads = threading.local()
        self._pace, self._gate = Pace(), threading.Lock()
        self._places, self._under_way = threading.Condition(), 0

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

    def pause(self, seconds: float) -> None:
        """Let time pass, less of it once cancelled."""
        if seconds:
            self._cancelled.wait(seconds)

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
        seconds = 0.0
        while True:
            try:
                self._wait(call, seconds)
                return self._attempt(call)
            except ServiceError as error:
                if error is call.error:
                    raise  # its turn did not come in time
                if call.error:
                    error.doubtful, error.overdue = not call.error.refused, call.error.late
                error.attempts, call.error = call.attempts, error
                if call.attempts >= ATTEMPTS or not retries(error, repeatable=repeatable):
                    raise
                # After a 429 all requests wait, at the gate.
                alone = error.status != HTTPStatus.TOO_MANY_REQUESTS
                seconds = pause(call.attempts, error.retry_after, random.random()) if alone else 0.0  # noqa: S311 - jitter

    @contextmanager
    def _place(self, call: _Operation) -> Iterator[None]:
        """A place among the requests under way. Once cancelled, only what is about to end still makes room."""
        with self._places:
            most = self.settings.max_requests or sys.maxsize
            while not self._places.wait_for(lambda: self._under_way < min(most, self._pace.room), NOTICE):
                if self._cancelled.is_set():
                    raise _cancelled(call)
            self._under_way += 1
        try:
            yield
        finally:
            with self._places:
                self._under_way -= 1
                self._places.notify_all()

    def _attempt(self, call: _Operation) -> Any:
        with self._place(call):
            started = self._turn(call)
            call.attempts += 1
            status, request_id = None, None
            try:
                response = self._request(call)
                status, request_id = response.status_code, response.headers.get("x-request-id")
                with response:
                    return self._data(call, response, started)
            except transport.TooLargeError:
                raise ServiceError(call.tried, "the answer is larger than any of the API's", status=status) from None
            except transport.FAILURES as error:
                raise transport.unanswered(call.tried, call.url, error, self.settings.deadline) from None
            finally:
                log.debug(
                    "method=%s path=%s status=%s attempt=%d seconds=%.3f request_id=%s",
                    call.method,
                    urlsplit(call.url).path,
                    status,
                    call.attempts,
                    time.monotonic() - started,
                    request_id and quotable(request_id, self.settings.api_key),
                )

    def _turn(self, call: _Operation) -> float:
        """Wait until the pace of the account lets this request go; return when that was."""
        with self._gate:
            while self._wait(call, self._pace.left(time.monotonic())):
                pass  # meanwhile the account may have asked for more time
            if self._cancelled.is_set() and call.method != "GET":
                raise _cancelled(call)
            now = time.monotonic()
            self._pace.went(now)
        call.ends = min(call.ends, now + self.settings.deadline)
        return now

    def _wait(self, call: _Operation, seconds: float) -> bool:
        """Let time pass, unless the deadline is then over or near; return whether there was any to wait for.

        An attempt that our own deadline cuts short has no answer, and hides the one that was there before.
        """
        left = call.ends - time.monotonic()
        if call.error:
            left -= min(ENOUGH, self.settings.deadline / 4)
        if seconds > min(left, self.settings.deadline):
            error = call.error or ServiceError(call.tried, "the account's limit of requests is used up", sent=False)
            if call.error is None or error.retry_after:
                error.advice = (
                    f"Bland asks to wait {seconds:.0f} s: run it again after that, or give it more than "
                    f"{self.settings.deadline:g} s with bland:deadline"
                )
            raise error
        if seconds and self._cancelled.wait(seconds):
            raise _cancelled(call)
        return seconds > 0

    def _request(self, call: _Operation) -> requests.Response:
        left = max(call.ends - time.monotonic(), 0.1)
        return self._session().request(
            call.method,
            call.url,
            json=call.body,
            params=call.query,
            timeout=(min(transport.CONNECT_SECONDS, left), min(transport.READ_SECONDS, left)),
            allow_redirects=False,
            proxies=transport.proxies(call.url),
            stream=True,
        )

    def _data(self, call: _Operation, response: requests.Response, started: float) -> Any:
        """The data of a success; any other answer is an error."""
        status = response.status_code
        answer = decode(
            status, transport.content(response, call.ends), response.headers.get("content-type", "").lower()
        )
        if response.is_redirect:
            answer = Answer(failed=True, said="a redirect, which is not followed")
        after = retry_after(response.headers.get("retry-after"))
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            seconds = pause(call.attempts, after, random.random())  # noqa: S311 - jitter
            self._pace.limited(started, time.monotonic(), seconds)
        else:
            self._pace.passed()
        if not answer.failed:
            return answer.data
        raise ServiceError(
            call.tried,
            quotable(answer.said, self.settings.api_key),
            status=status,
            code=answer.code,
            enveloped=answer.enveloped,
            retry_after=after,
        )

    def _session(self) -> transport.Session:
        session: transport.Session | None = getattr(self._threads, "session", None)
        if session is None:
            session = self._threads.session = transport.Session(self.settings.api_key)
        return session


def _cancelled(call: _Operation) -> ServiceError:
    return ServiceError(call.tried, "it was cancelled", sent=False)


def _pool_path(pool_id: str) -> str:
    return f"/v1/custom-dialing-pools/{quote(pool_id, safe='')}"

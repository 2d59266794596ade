"""When a request is repeated, and after how long: pure functions over the error of one attempt."""

from __future__ import annotations

import email.utils
import time
from http import HTTPStatus

from pulumi_bland._rules.errors import ServiceError

TRANSIENT = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""Statuses that speak of the moment and not of the request. 500 is not among them: some of this API's are permanent."""

ATTEMPTS = 6
LONGEST_PAUSE = 20.0
FIRST_PAUSE = 0.25


def retries(error: BaseException, *, repeatable: bool) -> bool:
    """Whether an attempt that ended so may be made again.

    `repeatable`: doing it twice is the same as doing it once (reads, updates, deletes). A create that is not is made
    again only where the service cannot have acted on it: the request was never sent, or was turned away with 429.
    """
    if not isinstance(error, ServiceError):
        return False
    if error.status is None:
        return error.transient and (repeatable or not error.sent)
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    return repeatable and error.status in TRANSIENT


def pause(attempt: int, retry_after: float | None, jitter: float) -> float:
    """Seconds to wait after the attempt of this number (from 1): all that the service asked, or doubling, jittered.

    `jitter` is a random number in 0..1: many processes that failed together must not come back together.
    """
    if retry_after is not None:
        return max(retry_after, 0.0) + FIRST_PAUSE * jitter
    ceiling = min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)
    return float(ceiling * (0.5 + jitter / 2))


def retry_after(header: str | None, now: float | None = None) -> float | None:
    """Seconds that a `Retry-After` header asks for: a number of them, or a date. None when it holds neither."""
    if not header:
        return None
    digits = header.strip(" \t")
    if digits.isascii() and digits.isdigit():
        return float(digits)
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    return max(0.0, moment.timestamp() - (time.time() if now is None else now))

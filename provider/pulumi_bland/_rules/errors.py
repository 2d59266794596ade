"""What can go wrong, and how it is said: every message that a user of the provider reads is composed here.

A message is one sentence or two for people: what was tried on what, what the service said (its code and its text), and
what to do. It never holds a key, a request body, or a value that the program declared.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

from pulumi_bland._rules.values import Json, texts

SHORTEST_SECRET = 8
"""Declared texts of at least this length are taken out of what the service says."""
LONGEST_TEXT = 300
"""More of the service's own words than this is no help."""

_ADVICE = {
    "ENTERPRISE_REQUIRED": "the plan of this Bland account does not include the feature; ask your Bland representative",
    "INVALID_PHONE_NUMBERS": "correct phone_numbers: US (+1) numbers, and UK (+44) where your account has them",
    "INVALID_CREDENTIALS": "check encrypted_key: it must be Twilio credentials of the same Bland account",
    "INVALID_CHANNEL": "channel is one of sms, whatsapp, imessage",
    "INBOUND_NUMBER_NOT_FOUND": "the number must be on this Bland account, and in the Twilio account behind it",
    "POOL_NOT_FOUND": "`pulumi refresh` takes a pool that is gone out of the state",
}
_REJECTED_KEY = (
    "the API key was not accepted; check `bland:apiKey` (or BLAND_API_KEY). `pulumi destroy` and `pulumi refresh` use "
    "the key saved by the last `pulumi up`: run `pulumi up` to save the new one, or add `--run-program`"
)


_hidden: ContextVar[Json] = ContextVar("_hidden", default=None)


@contextmanager
def hiding(value: Json) -> Iterator[None]:
    """Take the texts of a value out of all that the service says, in whatever message of the block they end up."""
    token = _hidden.set(value)
    try:
        yield
    finally:
        _hidden.reset(token)


class BlandError(Exception):
    """Something that the user of the provider can read and act on. Shown without a traceback."""


class NoApiKey(BlandError):
    """No key in the explicit provider or, for the stack's own account, in its configuration or the environment."""

    def __init__(self, account: str | None = None) -> None:
        super().__init__(
            f"no Bland API key: Account {account!r} was given none (api_key)"
            if account
            else "no Bland API key: run `pulumi config set --secret bland:apiKey`, or set BLAND_API_KEY in the "
            "environment"
        )


class ServiceError(BlandError):
    """An exchange with the API that did not end in a success.

    Attributes:
        status: the HTTP status; None when no complete answer came.
        code: the API's own error code, such as `POOL_NOT_FOUND`; None when the answer held none.
        said: the API's text, or what happened on the way; what is to be hidden is taken out.
        advice: what to do, where no answer came that would tell.
        enveloped: whether the answer was well-formed in one of the API's documented shapes.
        sent: whether the service may have received, and so carried out, the request.
        transient: whether it may go better at another try, as far as the way to the service is concerned.
    """

    def __init__(
        self,
        tried: str,
        said: str,
        *,
        status: int | None = None,
        code: str | None = None,
        enveloped: bool = False,
        sent: bool = True,
        transient: bool = False,
        retry_after: float | None = None,
        advice: str = "",
    ) -> None:
        self.tried, self._said, self.status, self.code = tried, said, status, code
        self.enveloped, self.sent, self.transient, self.retry_after = enveloped, sent, transient, retry_after
        self.advice = advice
        self.doubtful = False
        self.attempts = 1
        super().__init__(tried)

    @property
    def said(self) -> str:
        # Looked at by whoever waited for the same answer, each with texts of its own.
        said = redact(self._said, texts(_hidden.get()))
        return said if len(said) <= LONGEST_TEXT else f"{said[:LONGEST_TEXT]}…"

    @property
    def refused(self) -> bool:
        """Whether nothing was done: never sent, turned away, or refused by a coded 4xx.

        `doubtful`, set by the client, says that an earlier attempt of the same request may have been carried out;
        `attempts` counts them.
        """
        if self.doubtful:
            return False
        if not self.sent or self.status == HTTPStatus.TOO_MANY_REQUESTS:
            return True
        coded = self.enveloped and self.code is not None
        return coded and self.status is not None and 400 <= self.status < 500  # noqa: PLR2004 - HTTP's range

    @property
    def late(self) -> bool:
        """Whether the service may still be about to carry it out: no answer came, or a gateway did not wait."""
        return not self.refused and self.status in (None, HTTPStatus.GATEWAY_TIMEOUT)

    def __str__(self) -> str:
        advice = self.advice if self.status is None else self._advice()
        return f"{self.fact}; {advice}" if advice else self.fact

    @property
    def fact(self) -> str:
        """What happened, without what to do about it: for a message that knows better what to do."""
        tries = f" after {self.attempts} attempts" if self.attempts > 1 else ""
        if self.status is None:
            return f"could not {self.tried}{tries}: {self.said}"
        answer = ": ".join(filter(None, [self.code, self.said])) or "nothing more"
        return f"could not {self.tried}{tries}: Bland answered HTTP {self.status}, {answer}"

    def _advice(self) -> str:
        status = self.status or 0
        if self.enveloped and self.code in _ADVICE:
            return _ADVICE[self.code]
        if status == HTTPStatus.UNAUTHORIZED:
            return _REJECTED_KEY
        if status == HTTPStatus.FORBIDDEN:
            return "the API key may not do this, or the plan of this account does not include it"
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return (
                "the account's limit of requests is used up: wait a while, or lower bland:maxRequests, and run it again"
            )
        if not self.code and not self.enveloped and status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return "check bland:baseUrl, and any proxy in between"
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return "run it again, and ask Bland's support if it stays"
        return "correct it and run it again"


class PartialFailure(BlandError):
    """Something was done, not all of it: Pulumi must keep the resource, as it really is, and go on from there.

    Attributes:
        id: the resource's id.
        state: the outputs to keep.
        inputs: the inputs that describe what is there now, so that the next preview shows what is left to do.
    """

    def __init__(self, reason: str, *, id_: str, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> None:
        super().__init__(reason)
        self.id, self.state, self.inputs = id_, dict(state), dict(inputs)


def listed(names: Iterable[object], most: int = 20) -> str:
    """Names in a sentence: `a, b and c`; a long list is cut, and says so."""
    all_names = [str(name) for name in names]
    if len(all_names) > most:
        return f"{', '.join(all_names[:most])} and {len(all_names) - most} more"
    return " and ".join(filter(None, [", ".join(all_names[:-1]), *all_names[-1:]]))


UNDO_EACH_OTHER = "and each would undo what the other did: keep one of them, and let others look it up with .get"
"""The end of a sentence about two resources on one object."""


def drifted(what: str, names: Sequence[str]) -> BlandError:
    """The guard's refusal: somebody changed what this update would undo."""
    changed = f"{what} was changed outside Pulumi ({listed(names)}), and this update would undo that"
    return BlandError(
        f"{changed}, so nothing was written; run `pulumi refresh` (or `pulumi up --refresh`) to see the change in a "
        'preview, or set on_drift="overwrite"'
    )


def redact(text: str, secrets: Iterable[str]) -> str:
    """Take declared texts and keys out of somebody else's text, also as JSON and programs write them."""
    hidden = {each for each in secrets if len(each) >= SHORTEST_SECRET}
    escaped = {
        form[1:-1] for each in hidden for form in (json.dumps(each), json.dumps(each, ensure_ascii=False), repr(each))
    }
    for secret in sorted(hidden | escaped, key=len, reverse=True):
        text = text.replace(secret, "[redacted]")
    return text

"""What can go wrong, and how an error of the service becomes a sentence.

A message is one sentence or two for people: what was tried on what, what the service said (its code and its text), and
what to do. It never holds a secret. What only one room can know is said there: `_pool/messages.py`, `_sms/messages.py`,
`_http/access.py` of the configuration, `_http/transport.py` of the way to the service.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

from pulumi_bland._rules.secrets import repeats
from pulumi_bland._rules.values import Json

LONGEST_TEXT = 300
"""More of the service's own words than this is no help."""
WITHHELD = "its words are withheld because they repeat a secret"

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


_hidden: ContextVar[tuple[tuple[Json, ...], Json] | None] = ContextVar("_hidden", default=None)
"""The secrets of the block, and what stands in clear beside them; None outside of one."""


@contextmanager
def hiding(secret: Iterable[Json], clear: Json = None) -> Iterator[None]:
    """Withhold the service's words where they repeat a secret, in whatever message of the block they end up.

    Args:
        secret: values, at any depth, that no message may show.
        clear: values beside them that are shown anyway: a piece that is in both is no secret.
    """
    token = _hidden.set(((*secret,), clear))
    try:
        yield
    finally:
        _hidden.reset(token)


def hide(secret: Iterable[Json]) -> None:
    """Withhold words that repeat one of these secrets too, until the end of the block of `hiding`."""
    if (block := _hidden.get()) is not None:  # outside of one there is no end
        hidden, clear = block
        _hidden.set(((*hidden, *secret), clear))


def quotable(words: str, *secrets: str) -> str:
    """The service's words as a message may hold them: cut, and none at all where they repeat a secret.

    Args:
        words: what the service said.
        secrets: those beside the ones of the block.
    """
    words = words if len(words) <= LONGEST_TEXT else f"{words[:LONGEST_TEXT]}…"
    secret, clear = _hidden.get() or ((), None)
    return WITHHELD if repeats(words, [*secret, *secrets], clear) else words


class BlandError(Exception):
    """Something that the user of the provider can read and act on. Shown without a traceback."""


class NoApiKey(BlandError):
    """No key in the explicit provider or, for the stack's own account, in its configuration or the environment."""

    def __init__(self, account: str | None = None) -> None:
        super().__init__(
            f"no Bland API key: Account {account!r} was given none (api_key in Python, else apiKey)"
            if account
            else "no Bland API key: run `pulumi config set --secret bland:apiKey`, or set BLAND_API_KEY in the "
            "environment"
        )


class ServiceError(BlandError):
    """An exchange with the API that did not end in a success.

    Attributes:
        status: the HTTP status; None when no complete answer came.
        code: the API's own error code, such as `POOL_NOT_FOUND`; None when the answer held none.
        said: the API's text, unless it repeats a secret, or what happened on the way.
        advice: what to do, where the answer does not tell.
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
        self.doubtful, self.overdue = False, False
        self.attempts = 1
        super().__init__(tried)

    @property
    def said(self) -> str:
        # Looked at by whoever waited for the same answer, each with secrets of its own.
        return self._said if self.status is None else quotable(self._said)

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
        """Whether the service may still be about to carry it out: no answer came, or a gateway did not wait.

        `overdue`, set by the client, says so of an earlier attempt: what is answered to a later one does not end it.
        """
        return not self.refused and (self.overdue or self.status in (None, HTTPStatus.GATEWAY_TIMEOUT))

    def __str__(self) -> str:
        advice = self.advice or (self._advice() if self.status is not None else "")
        return f"{self.fact}; {advice}" if advice else self.fact

    @property
    def fact(self) -> str:
        """What happened, without what to do about it: for a message that knows better what to do."""
        tries = f" after {self.attempts} attempts" if self.attempts > 1 else ""
        if self.status is None:
            return f"could not {self.tried}{tries}: {self.said}"
        code = self.code if self.code and quotable(self.code) == self.code else None
        answer = ": ".join(filter(None, [code, self.said])) or "nothing more"
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
        f"{changed}, so nothing is written; run `pulumi refresh` (or `pulumi up --refresh`) to see the change in a "
        'preview, or set on_drift="overwrite"'
    )

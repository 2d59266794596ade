"""The exchanges with the service, each told in one line without a value: the evidence of an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pulumi_bland._http.retry import TRANSIENT
from pulumi_bland._rules.account import Api
from pulumi_bland._rules.errors import ServiceError
from pulumi_bland._rules.phone import from_wire
from pulumi_bland.cli._progress import Progress
from pulumi_bland.cli.contract.fields import MISSING, Config, told

POOLS, POOL = "/v1/custom-dialing-pools", "/v1/custom-dialing-pools/{pool_id}"
NUMBERS, SMS_UPDATE = "/v1/sms/numbers", "/v1/sms/number/update"


def refused(error: ServiceError) -> bool:
    """Whether the service understood and said no, so that nothing was done. Errors may come inside a 200."""
    status = error.status or 0
    mine = status == HTTPStatus.OK or 400 <= status < 500  # noqa: PLR2004 - HTTP's range
    key = status == HTTPStatus.UNAUTHORIZED or error.code in ("UNAUTHORIZED", "AUTH_FAILURE")
    return error.enveloped and error.code is not None and mine and not error.doubtful and not key and not later(error)


def later(error: ServiceError) -> bool:
    """Whether it may go better at another time."""
    return error.status in TRANSIENT


class Service:
    """A Bland service. Each method makes one exchange and adds a line to `lines`; `taken` hands them out.

    Attributes:
        tell: hears of each exchange before it is made.
        unanswered: whether a write got no answer, so that it may still be carried out.
        patience: seconds in which such a write is expected to be.

    Raises:
        ServiceError: in every method that asks, when the exchange did not end in a success.
    """

    patience = 10.0

    def __init__(self, api: Api) -> None:
        self._api = api
        self.lines: list[str] = []
        self.tell: Progress = lambda _: None
        self.unanswered = False

    def taken(self) -> tuple[str, ...]:
        """The lines since the last time."""
        lines, self.lines = tuple(self.lines), []
        return lines

    def wait(self) -> None:
        """Let the time pass in which a write without an answer may still be carried out."""
        self.tell("waiting, because a write got no answer")
        self._api.pause(self.patience)
        self.unanswered = False

    def pools(self) -> list[Mapping[str, Any]]:
        """All pools."""
        return _rows(self._ask(f"GET {POOLS}", self._api.list_pools))

    def pool(
        self,
        pool_id: str,
        *,
        named: str = POOL,
        sent: Sequence[str] | None = None,
        key: str | None = None,
    ) -> Mapping[str, Any]:
        """One pool; `sent` and `key` are what its numbers and credentials are compared with in the line."""

        def shows(data: Any) -> str:
            parts = [] if sent is None else [f"phone_numbers {told_order(data.get('phone_numbers'), sent)}"]
            if key is not None:
                parts.append(f"encrypted_key: {told(data.get('encrypted_key', MISSING), before=key)}")
            return ", ".join(parts) or "ok"

        return _row(self._ask(f"GET {named}", lambda: self._api.get_pool(pool_id), lambda data: shows(_row(data))))

    def create_pool(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Make a pool."""
        return _row(self._ask(f"POST {POOLS} {_sent(body)}", lambda: self._api.create_pool(body)))

    def update_pool(self, pool_id: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Update a pool; without the object in the answer, nothing."""
        line = f"POST {POOL}/update {_sent(body)}"
        return _row(self._ask(line, lambda: self._api.update_pool(pool_id, body), _holds("id", "the pool")))

    def delete_pool(self, pool_id: str) -> None:
        """Delete a pool."""
        self._ask(f"DELETE {POOL}", lambda: self._api.delete_pool(pool_id))

    def numbers(self, channel: str = "sms") -> dict[str, Mapping[str, Any]]:
        """The listed numbers of a channel."""
        query = "" if channel == "sms" else f"?channel={channel}"
        rows = _rows(self._ask(f"GET {NUMBERS}{query}", lambda: self._api.list_sms(channel)))
        return {from_wire(row.get("phone_number")): row for row in rows}

    def is_imessage(self, number: str) -> bool:
        """Whether a number has settings for iMessage, which updates then go to; the lines do not tell of it."""
        lines = list(self.lines)
        try:
            row = self.numbers("imessage").get(number) or {}
        except ServiceError as error:
            if not refused(error):
                raise
            row = {}
        self.lines = lines
        return "imessage_config" in row

    def config(self, number: str, *watched: str, before: Config, sent: Config | None = None) -> Config | None:
        """The settings of a number, or None where it is not listed; the line tells of the watched fields."""
        row = self.numbers().get(number)
        config = None if row is None else _row(row.get("sms_config"))
        views = (config or {}, before, sent or {})
        shown = [f"{name}: {told(*(view.get(name, MISSING) for view in views))}" for name in watched]
        self.lines[-1] = f"GET {NUMBERS} → {'not listed' if config is None else ', '.join(shown) or 'listed'}"
        return config

    def update_sms(self, number: str, fields: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Update the settings of a number: those that the answer holds (of another channel: none), or None.

        `pathway_version` is a text in the older reference and a number in the newer one: refused, the other is tried.
        """
        try:
            return self._update(number, fields)
        except ServiceError as error:
            version = fields.get("pathway_version")
            other = str(version) if isinstance(version, int) else version
            if isinstance(version, str) and version.isdecimal():
                other = int(version)
            if not refused(error) or other == version:
                raise
        return self._update(number, {**fields, "pathway_version": other})

    def _update(self, number: str, fields: Mapping[str, Any]) -> Mapping[str, Any] | None:
        body = {"phone_number": number, **fields}
        line = f"POST {SMS_UPDATE} {_sent(body)}"
        data = self._ask(line, lambda: self._api.update_sms(body), _holds("sms_config", "sms_config"))
        configs = {name: value for name, value in _row(data).items() if name.endswith("_config")}
        return _row(configs.get("sms_config")) if configs else None

    def _ask(self, line: str, ask: Callable[[], Any], shows: Callable[[Any], str] = lambda _: "ok") -> Any:
        self.tell(line)
        unanswered, writes = self.unanswered, not line.startswith("GET")
        self.unanswered = unanswered or writes  # until the answer: an interrupt may come before it
        try:
            data = ask()
        except ServiceError as error:
            self.unanswered = unanswered or (writes and error.late)
            self.lines.append(f"{line} → {_failure(error)}")
            raise
        self.unanswered = unanswered
        self.lines.append(f"{line} → {shows(data)}")
        return data


def told_order(shown: Any, sent: Sequence[str]) -> str:
    """How a pool's numbers are shown, in words that give none away."""
    if not isinstance(shown, list):
        return told(shown)
    if not shown:
        return "[]"
    if shown == list(sent):
        return "as sent"
    if sorted(map(str, shown)) != sorted(sent):
        return "others than sent"
    return "sorted" if shown == sorted(shown) else "in another order"


def _failure(error: ServiceError) -> str:
    if error.status is None:
        return "no answer"
    return f"HTTP {error.status}, {error.code if error.enveloped and error.code else 'not an error of the API'}"


def _sent(body: Mapping[str, Any]) -> str:
    """The names of what is sent, and what is sent in order to unset something."""
    parts = [f"{name}: {told(value)}" if value in (None, []) else name for name, value in body.items()]
    return f"{{{', '.join(parts)}}}"


def _holds(name: str, what: str) -> Callable[[Any], str]:
    return lambda data: what if _row(data).get(name) else f"ok, without {what}"


def _row(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, Mapping) else {}


def _rows(data: Any) -> list[Mapping[str, Any]]:
    return [row for row in data if isinstance(row, Mapping)] if isinstance(data, list) else []

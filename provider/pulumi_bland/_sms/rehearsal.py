"""The settings of numbers, as a service has them that does what it is asked.

Source: https://docs.bland.ai/api-v1/post/sms-update. What is not named stays, null empties, and a positive `time_out`
below 30 is raised to 30.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pulumi_bland._rules.phone import from_wire
from pulumi_bland._rules.rehearsal import Answers, Request
from pulumi_bland._rules.values import Json
from pulumi_bland._sms.inputs import FIELDS, LINKED_BY_BLAND, documented


class SmsAnswers(Answers):
    """The routes of messaging settings."""

    def __init__(self, reads: Any, record: Callable[[Request], None]) -> None:
        super().__init__(reads, record)
        self._configs: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._written: set[tuple[str, str]] = set()

    def list_sms(self, channel: str) -> Any:
        rows = self._reads.list_sms(channel)
        if not isinstance(rows, list):
            return rows
        shown = {}
        for row in rows:
            number = from_wire(str(row.get("phone_number"))) if isinstance(row, Mapping) else ""
            config = row.get(f"{channel}_config") if isinstance(row, Mapping) else None
            if isinstance(config, Mapping) and (number, channel) not in self._written:
                self._configs[number, channel] = config
            shown[number] = row
        for number, of in self._written:
            if of == channel:
                row = {**shown.get(number, {}), "phone_number": number}
                shown[number] = {**row, f"{channel}_config": self._configs[number, channel]}
        return [*shown.values()]

    def update_sms(self, body: Mapping[str, Json]) -> Any:
        number, channel = str(body["phone_number"]), str(body.get("channel", "sms"))
        # A number that is not listed has no settings: every field is known to be empty.
        before = self._configs.get((number, channel), dict.fromkeys(FIELDS))
        sent = {key: documented(key, value) for key, value in body.items() if key in FIELDS}
        if channel == "imessage" and LINKED_BY_BLAND not in before:
            sent.pop(LINKED_BY_BLAND, None)  # the service ignores it there
        after = {**before, **sent}
        self._configs[number, channel] = after
        self._written.add((number, channel))
        self._record(Request("POST", "/v1/sms/number/update", body, before, after))
        return {"message": f"SMS config updated for number {number}", f"{channel}_config": after}

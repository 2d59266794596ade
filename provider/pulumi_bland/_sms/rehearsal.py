"""The settings of numbers, as a service has them that does what it is asked.

Source: https://docs.bland.ai/api-v1/post/sms-update. What is not named stays, null empties, and a positive `time_out`
below 30 is raised to 30.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_bland._rules.account import Account
from pulumi_bland._rules.rehearsal import Answers, Record, Request
from pulumi_bland._rules.values import Json
from pulumi_bland._sms.inputs import FIELDS, LINKED_BY_BLAND, documented


class SmsAnswers(Answers):
    """The routes of messaging settings."""

    def __init__(self, account: Account, record: Record) -> None:
        super().__init__(account, record)
        self._written: dict[tuple[str, str], Mapping[str, Any]] = {}

    def list_sms(self, channel: str) -> Any:
        rows = self._account.sms[channel].rows()
        for (number, of), config in self._written.items():
            if of == channel:
                rows[number] = {**rows.get(number, {}), "phone_number": number, f"{channel}_config": config}
        return [*rows.values()]

    def update_sms(self, body: Mapping[str, Json]) -> Any:
        number, channel = str(body["phone_number"]), str(body.get("channel", "sms"))
        before = self._held(number, channel)
        sent = {key: documented(key, value) for key, value in body.items() if key in FIELDS}
        if channel == "imessage" and LINKED_BY_BLAND not in before:
            sent.pop(LINKED_BY_BLAND, None)  # the service ignores it there
        after = {**before, **sent}
        self._record(Request("POST", "/v1/sms/number/update", body, before, after))
        self._written[number, channel] = after
        return {"message": f"SMS config updated for number {number}", f"{channel}_config": after}

    def _held(self, number: str, channel: str) -> Mapping[str, Any]:
        """A number that is not listed has no settings: every field is known to be empty."""
        listed = self._account.sms[channel].known(number).get(f"{channel}_config")
        known = listed if isinstance(listed, Mapping) else dict.fromkeys(FIELDS)
        return self._written.get((number, channel), known)

"""Dialing pools, as a service has them that does what it is asked.

Source: https://docs.bland.ai/api-v1/post/custom-dialing-pools and its neighbours. An update replaces the numbers; what
it says of credentials counts, null for none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from pulumi_bland._pool.inputs import KEY
from pulumi_bland._rules.errors import ServiceError
from pulumi_bland._rules.rehearsal import Answers, Request
from pulumi_bland._rules.values import Json

_ROUTE = "/v1/custom-dialing-pools"


class PoolAnswers(Answers):
    """The routes of dialing pools."""

    def __init__(self, reads: Any, record: Callable[[Request], None]) -> None:
        super().__init__(reads, record)
        self._pools: dict[str, Mapping[str, Any]] = {}
        self._listed = False
        self._changed: dict[str, Mapping[str, Any] | None] = {}

    def list_pools(self) -> Any:
        rows = self._reads.list_pools()
        if not isinstance(rows, list):
            return rows
        self._listed = True
        named = [each for each in rows if isinstance(each, Mapping) and each.get("id")]
        self._pools |= {str(each["id"]).lower(): each for each in named}
        kept = [each for each in rows if each not in named or str(each["id"]).lower() not in self._changed]
        return kept + [each for each in self._changed.values() if each is not None]

    def get_pool(self, pool_id: str) -> Any:
        if pool_id not in self._changed:
            row = self._reads.get_pool(pool_id)
            if isinstance(row, Mapping):
                self._pools[pool_id] = row
            return row
        if (changed := self._changed[pool_id]) is None:
            tried = f"read dialing pool {pool_id}"
            raise ServiceError(
                tried, "it is deleted", status=HTTPStatus.NOT_FOUND, code="POOL_NOT_FOUND", enveloped=True
            )
        return changed

    def create_pool(self, body: Mapping[str, Json]) -> Any:
        # Its id is known after `up` only; this one is distinct, and shown nowhere.
        row = {KEY: None, **body, "id": f"new-pool-{len(self._changed)}"}
        return self._done("POST", _ROUTE, body, {}, row)

    def update_pool(self, pool_id: str, body: Mapping[str, Json]) -> Any:
        before = self._held(pool_id)
        return self._done("POST", f"{_ROUTE}/{pool_id}/update", body, before, {**before, "id": pool_id, **body})

    def delete_pool(self, pool_id: str) -> Any:
        if not self._listed:
            self.list_pools()  # a delete looks at nothing, and here is to be said what goes with the pool
        before = self._held(pool_id)
        self._changed[pool_id] = None
        self._record(Request("DELETE", f"{_ROUTE}/{pool_id}", {}, _inputs(before), {}))
        return {"message": "deleted", "deleted_pool_id": pool_id}

    def _held(self, pool_id: str) -> Mapping[str, Any]:
        return self._changed.get(pool_id) or self._pools.get(pool_id, {})

    def _done(
        self, method: str, route: str, body: Mapping[str, Json], before: Mapping[str, Any], row: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        self._changed[str(row["id"])] = row
        self._record(Request(method, route, body, _inputs(before), _inputs(row)))
        return row


def _inputs(row: Mapping[str, Any]) -> dict[str, Json]:
    return {key: row[key] for key in ("phone_numbers", KEY) if key in row}

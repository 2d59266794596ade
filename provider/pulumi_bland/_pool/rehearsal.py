"""Dialing pools, as a service has them that does what it is asked.

Source: https://docs.bland.ai/api-v1/post/custom-dialing-pools and its neighbours. An update replaces the numbers; what
it says of credentials counts, null for none.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pulumi_bland._pool.inputs import KEY
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import ServiceError
from pulumi_bland._rules.rehearsal import Answers, Record, Request
from pulumi_bland._rules.values import Json

_ROUTE = "/v1/custom-dialing-pools"


class PoolAnswers(Answers):
    """The routes of dialing pools."""

    def __init__(self, account: Account, record: Record) -> None:
        super().__init__(account, record)
        self._read: dict[str, Mapping[str, Any]] = {}
        self._written: dict[str, Mapping[str, Any] | None] = {}

    def list_pools(self) -> Any:
        return [each for each in (self._account.pools.rows() | self._written).values() if each is not None]

    def get_pool(self, pool_id: str) -> Any:
        if pool_id not in self._written:
            row = self._account.client.get_pool(pool_id)
            if isinstance(row, Mapping):
                self._read[pool_id] = row
            return row
        if (written := self._written[pool_id]) is None:
            tried = f"read dialing pool {pool_id}"
            raise ServiceError(
                tried, "it is deleted", status=HTTPStatus.NOT_FOUND, code="POOL_NOT_FOUND", enveloped=True
            )
        return written

    def create_pool(self, body: Mapping[str, Json]) -> Any:
        # Its id is known after `up` only; this one is distinct, and shown nowhere.
        row = {KEY: None, **body, "id": f"new-pool-{len(self._written)}"}
        return self._done("POST", _ROUTE, body, {}, row)

    def update_pool(self, pool_id: str, body: Mapping[str, Json]) -> Any:
        before = self._held(pool_id)
        return self._done("POST", f"{_ROUTE}/{pool_id}/update", body, before, {**before, "id": pool_id, **body})

    def delete_pool(self, pool_id: str) -> Any:
        self._account.pools.rows()  # a delete looks at nothing, and here is to be said what goes with the pool
        self._record(Request("DELETE", f"{_ROUTE}/{pool_id}", {}, _inputs(self._held(pool_id)), {}))
        self._written[pool_id] = None
        return {"message": "deleted", "deleted_pool_id": pool_id}

    def _held(self, pool_id: str) -> Mapping[str, Any]:
        return self._written.get(pool_id) or self._read.get(pool_id) or self._account.pools.known(pool_id)

    def _done(
        self, method: str, route: str, body: Mapping[str, Json], before: Mapping[str, Any], row: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        self._record(Request(method, route, body, _inputs(before), _inputs(row)))
        self._written[str(row["id"])] = row
        return row


def _inputs(row: Mapping[str, Any]) -> dict[str, Json]:
    return {key: row[key] for key in ("phone_numbers", KEY) if key in row}

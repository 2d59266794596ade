"""What the documentation of dynamic providers teaches, for the same two objects: it writes, and looks at nothing.

The classes stand in a module of their own. In the program itself, where the documentation has them, their code would be
in the state of every resource, and Python would give up at the 233rd (RecursionError in the SDK's pickling).
"""

import os
from typing import Any

import requests
from pulumi import dynamic

POOLS, NUMBERS, UPDATE = "/v1/custom-dialing-pools", "/v1/sms/numbers", "/v1/sms/number/update"


def call(method: str, path: str, body: Any = None) -> Any:
    """One call of the API."""
    headers = {"authorization": os.environ["BLAND_API_KEY"]}
    answer = requests.request(method, os.environ["BLAND_BASE_URL"] + path, json=body, headers=headers, timeout=20)
    answer.raise_for_status()
    return answer.json()["data"]


class Provider(dynamic.ResourceProvider):
    """What both have in common."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """Whatever differs is a change."""
        return dynamic.DiffResult(changes=any(_olds.get(key) != value for key, value in _news.items()))


class PoolProvider(Provider):
    """A dialing pool."""

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        made = call("POST", POOLS, {"phone_numbers": props["phone_numbers"]})
        return dynamic.CreateResult(made["id"], {**props, "created_at": made["created_at"]})

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        found = call("GET", f"{POOLS}/{id_}")
        return dynamic.ReadResult(id_, {**props, "phone_numbers": found["phone_numbers"]})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        call("POST", f"{POOLS}/{_id}/update", {"phone_numbers": _news["phone_numbers"]})
        return dynamic.UpdateResult({**_olds, **_news})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        call("DELETE", f"{POOLS}/{_id}")


class AgentProvider(Provider):
    """The SMS settings of a number."""

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        call("POST", UPDATE, {key: props[key] for key in ("phone_number", "objective", "time_out")})
        return dynamic.CreateResult(props["phone_number"], props)

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        found = next(row["sms_config"] for row in call("GET", NUMBERS) if row["phone_number"] == id_)
        return dynamic.ReadResult(id_, {**props, **{key: found[key] for key in ("objective", "time_out")}})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        call("POST", UPDATE, {key: _news[key] for key in ("phone_number", "objective", "time_out")})
        return dynamic.UpdateResult(_news)

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        call("POST", UPDATE, {"phone_number": _id, "objective": None, "time_out": None})

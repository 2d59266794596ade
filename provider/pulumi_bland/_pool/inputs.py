"""What a program declares of a dialing pool, checked offline, and what it gets: the field table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, WrapValidator

from pulumi_bland._rules.inputs import Inputs, OnDrift, as_uuid
from pulumi_bland._rules.phone import pool_number
from pulumi_bland._rules.travel import SECRET_INPUTS
from pulumi_bland._rules.values import UNKNOWN, Json, as_set

KEY = "encrypted_key"
SETTINGS = ("on_delete", "on_drift", SECRET_INPUTS)
"""Inputs that say how to manage, and never reach the API."""


def _pool_id(value: str) -> str:
    """A pool's id in lower case. Source: `INVALID_POOL_ID` "Pool ID must be a valid UUID" (get, update)."""
    if (found := as_uuid(value)) is None:
        problem = "must be a UUID, like 550e8400-e29b-41d4-a716-446655440000"
        raise ValueError(problem)
    return found


_Number = Annotated[str, WrapValidator(lambda value, check: value if value is UNKNOWN else pool_number(check(value)))]


class CustomDialingPoolInputs(Inputs):
    """A custom dialing pool of a Bland account: the numbers that calls go out from."""

    phone_numbers: Annotated[list[_Number], AfterValidator(as_set)] = Field(
        description="The whole membership: US (`+1`) numbers, and UK (`+44`) where the account has them. A set: order "
        "and repeats mean nothing, formatting is dropped."
    )
    encrypted_key: Annotated[str, AfterValidator(lambda value: as_uuid(value) or value)] | None = Field(
        None,
        description="UUID of the Twilio credentials that the numbers belong to. Always a secret. Declared and later "
        "removed from the program, it is cleared.",
    )
    pool_id: Annotated[str, AfterValidator(_pool_id)] | None = Field(
        None,
        description="Take over this existing pool instead of making one. Another id replaces the resource; adding the "
        "id it already has, or dropping it, changes nothing.",
    )
    on_delete: Literal["delete", "restore", "retain"] | None = Field(
        None,
        description="What destroy does: `delete` the pool (default for one made here), `restore` its members and "
        "credentials as they were (default for one taken over), or `retain` it as it is.",
    )
    on_drift: OnDrift | None = Field(
        None,
        description="What an update does when somebody changed the pool since Pulumi last looked: `refuse` (default), "
        "naming the numbers, or `overwrite`.",
    )
    members: dict[str, str] | None = None  # check makes it; no program gives it


class CustomDialingPoolOutputs(BaseModel):
    """What the resource says besides its inputs."""

    pool_id: str = Field(description="The pool's UUID: what `dialing_strategy.pool_id` of a call takes.")
    owner_id: str = Field(description="The organisation that owns the pool.")
    created_at: str = Field(description="When the pool was made, in ISO 8601.")
    credentials_name: str = Field(
        description="The Twilio Account SID of the credentials; empty where the service does not tell it."
    )
    members: dict[str, str] = Field(
        description="Each number with the place that it belongs to, for people who review a change."
    )


def declared_keys(inputs: Mapping[str, Json]) -> dict[str, Json]:
    """Inputs as the keys that `_ownership` compares: each number, and the credentials."""
    declared: dict[str, Json] = dict.fromkeys(inputs["phone_numbers"], True)
    if inputs.get(KEY):
        declared[KEY] = inputs[KEY]
    return declared

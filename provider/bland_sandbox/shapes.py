"""The shapes of Bland's requests and answers, as /openapi.json documents them; answers are built without these."""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from bland_sandbox.accounts import UUID
from bland_sandbox.fields import ConfigNew, ConfigOld
from bland_sandbox.numbering import DIALABLE

Data = TypeVar("Data")


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


_NumberOld = Annotated[str, Field(pattern=DIALABLE["old"])]
_NumberNew = Annotated[str, Field(pattern=DIALABLE["new"])]
ANY_UUID = {"format": "uuid", "pattern": f"^{UUID.pattern}$".replace("0-9a-f", "0-9a-fA-F")}
"""A UUID in either case, for whoever reads the API's description."""
_Key = Annotated[
    str, Field(description="Twilio credentials of the account; null for none", json_schema_extra={**ANY_UUID})
]


class PoolCreateOld(BaseModel):
    """Body of POST /v1/custom-dialing-pools, OLD. Other fields are ignored."""

    phone_numbers: list[_NumberOld]
    encrypted_key: _Key | None = None


class PoolUpdateOld(PoolCreateOld):
    """Body of the update, OLD: the numbers are required, and replace all that there were."""


class PoolCreateNew(BaseModel):
    """Body of POST /v1/custom-dialing-pools, NEW. Other fields are ignored."""

    phone_numbers: list[_NumberNew]
    encrypted_key: _Key | None = None


class PoolUpdateNew(BaseModel):
    """Body of the update, NEW: what is omitted is unchanged."""

    phone_numbers: list[_NumberNew] = []
    encrypted_key: _Key | None = None


class PoolOld(_Shape):
    """A custom dialing pool (OLD, and the answer of create in both)."""

    id: str
    owner_id: str
    phone_numbers: list[str]
    encrypted_key: str | None
    created_at: str


class PoolNew(PoolOld):
    """A custom dialing pool (NEW)."""

    phone_numbers_count: int
    credentials_name: Annotated[str | None, Field(description="Twilio Account SID of the credentials")]


class PoolDeleted(_Shape):
    """What is left of a pool."""

    message: str
    deleted_pool_id: str


class NumberOld(_Shape):
    """A number with its configuration for the channel asked for (OLD). Exactly one of the three is there."""

    phone_number: str
    sms_config: ConfigOld = ConfigOld()
    whatsapp_config: ConfigOld = ConfigOld()
    imessage_config: ConfigOld = ConfigOld()
    conversation_count: int


class NumberNew(_Shape):
    """A number with its configuration for the channel asked for (NEW). Exactly one of the three is there."""

    phone_number: str
    sms_config: ConfigNew = ConfigNew()
    whatsapp_config: ConfigNew = ConfigNew()
    imessage_config: ConfigNew = ConfigNew()
    conversation_count: int
    label: str | None
    messaging_service: str | None


class UpdatedOld(_Shape):
    """The configuration after an update, "updated and sanitized" (OLD)."""

    message: str
    sms_config: ConfigOld = ConfigOld()


class UpdatedNew(_Shape):
    """The configuration after an update, under the key of its channel (NEW)."""

    message: str
    sms_config: ConfigNew = ConfigNew()
    whatsapp_config: ConfigNew = ConfigNew()
    imessage_config: ConfigNew = ConfigNew()


class Success(_Shape, Generic[Data]):
    """The envelope of an answer."""

    data: Data
    errors: None


class StatusSuccess(Success[Data], Generic[Data]):
    """The envelope of an answer about pools, OLD."""

    status: Literal["success"]


class ErrorOld(_Shape):
    """One error, OLD."""

    error: str
    message: str


class ErrorNew(ErrorOld):
    """One error, NEW."""

    field: Annotated[str, Field(description="The body's field at fault, where there is one")] = ""


class FailureOld(_Shape):
    """The envelope of an error about SMS, OLD."""

    data: None
    errors: list[ErrorOld]


class StatusFailure(FailureOld):
    """The envelope of an error about pools, OLD."""

    status: Literal["error"]


class Failure(_Shape):
    """The envelope of an error, NEW."""

    data: None
    errors: list[ErrorNew]

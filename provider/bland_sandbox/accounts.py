"""What an account consists of, as a seed, a data file and /_sandbox/state have it, checked."""

import itertools
import json
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bland_sandbox.fields import Channel, ConfigKept, Json
from bland_sandbox.numbering import is_e164

UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")

DEFAULT_KEY = "sandbox-key"
DEMO = "demo"
"""The name of a seed that the package brings along (demo.json)."""


def is_uuid(text: str) -> bool:
    """Whether it is a UUID in its usual form (the pages' "UUID format"), in either case."""
    return bool(UUID.fullmatch(text.lower()))


def _uuid(text: str) -> str:
    if not is_uuid(text):
        raise ValueError("must be a UUID")
    return text.lower()


def _e164(text: str) -> str:
    if not is_e164(text):
        raise ValueError("must be a number in E.164 form, like +14155550101")
    return text


def kept(config: Json) -> Json:
    """A configuration as it is kept, checked by the update page's table: null is the same as never set."""
    ConfigKept.model_validate(config)
    return {name: value for name, value in config.items() if value is not None}


Uuid = Annotated[str, AfterValidator(_uuid)]
E164 = Annotated[str, AfterValidator(_e164)]
Plan = Literal["enterprise", "standard"]


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", validate_assignment=True)


class Number(_Kept):
    """A number that the organisation owns, and what it was provisioned for."""

    channel: Literal["sms", "imessage"] = "sms"
    """What it was provisioned for."""
    label: str | None = None
    """Its name in the dashboard; the newer reference shows it."""
    conversation_count: int = 0
    """How many conversations the list of numbers reports."""


class Pool(_Kept):
    """A custom dialing pool. Its id is its key in the organisation, its owner the organisation."""

    phone_numbers: list[str]
    """Its members, in the order given."""
    encrypted_key: Uuid | None = None
    """Twilio credentials, one of its organisation's."""
    created_at: str = "2024-01-15T10:30:00Z"
    """When it was made."""


class Org(_Kept):
    """An organisation: whose key opens it, what its plan allows, and all that it has."""

    id: Uuid
    """Its UUID, which is the `owner_id` of its pools."""
    key: str = Field(min_length=1)
    """The API key that opens it. A seed without one gets `sandbox-key`, its second organisation `sandbox-key-2`."""
    plan: Plan = "enterprise"
    """`enterprise`, or `standard`, which may only read."""
    numbers: dict[E164, Number] = {}
    """The numbers that it owns, in E.164 form."""
    credentials: dict[Uuid, str] = {}
    """Twilio credentials: the UUID that the API calls `encrypted_key`, and the Account SID that they are for."""
    pools: dict[Uuid, Pool] = {}
    """Its dialing pools by id."""
    configs: dict[E164, dict[Channel, Annotated[Json, AfterValidator(kept)]]] = {}
    """Messaging settings: a number, then a channel, then the fields that have a value. A channel without fields is
    configured, and empty."""

    @model_validator(mode="after")
    def _refers_to_its_own(self) -> Self:
        for pool in self.pools.values():
            self.check_owns(pool.encrypted_key)
        if strangers := sorted(set(self.configs) - set(self.numbers)):
            raise ValueError(f"configs.{strangers[0]} is none of this organisation's numbers")
        return self

    def check_owns(self, encrypted_key: str | None) -> None:
        """Raise `ValueError` for credentials that are not this organisation's."""
        if encrypted_key not in {None, *self.credentials}:
            raise ValueError("a pool's encrypted_key is none of its organisation's credentials")


class Accounts(_Kept):
    """All organisations. This is the form of a seed, of the data file and of /_sandbox/state.

    {"orgs": [{
      "id": "550e8400-e29b-41d4-a716-446655440002", "key": "sandbox-key", "plan": "enterprise",
      "numbers": {"+15550001111": {}, "+16505550199": {"channel": "imessage", "label": "front desk"}},
      "credentials": {"550e8400-e29b-41d4-a716-446655440000": "AC00000000000000000000000000000001"},
      "pools": {"550e8400-e29b-41d4-a716-446655440001": {"phone_numbers": ["+14155550101", "+12065550102"]}},
      "configs": {"+15550001111": {"sms": {"objective": "Chat with the user", "time_out": 600}}}
    }]}
    """

    orgs: list[Org] = Field(min_length=1)

    @model_validator(mode="after")
    def _shares_nothing(self) -> Self:
        for what, values in (
            ("id", [org.id for org in self.orgs]),
            ("key", [org.key for org in self.orgs]),
            ("pool id", [pool_id for org in self.orgs for pool_id in org.pools]),
        ):
            if len(set(values)) < len(values):
                raise ValueError(f"two organisations have the same {what}")
        return self


class SeedError(ValueError):
    """The JSON of a seed, a data file or a new state is not what `Accounts` describes; one line for each problem."""


def default_accounts() -> Accounts:
    """One organisation, with the key, credentials and number of the reference's samples and some more numbers."""
    sms = ["+15550001111", "+15550002222", "+14155550101", "+12065550102", "+13035550123", "+442079460123"]
    org = Org(
        id="550e8400-e29b-41d4-a716-446655440002",
        key=DEFAULT_KEY,
        numbers={**{number: Number() for number in sms}, "+16505550199": Number(channel="imessage")},
        credentials={"550e8400-e29b-41d4-a716-446655440000": "AC00000000000000000000000000000001"},
    )
    return Accounts(orgs=[org])


def read_accounts(source: Accounts | Mapping[str, Any] | str | Path) -> Accounts:
    """Take organisations from a value or a JSON file. Raises `SeedError` with the path of everything wrong."""
    if isinstance(source, Accounts):
        return source.model_copy(deep=True)
    name = "state" if isinstance(source, Mapping) else str(source)
    return _checked(source if isinstance(source, Mapping) else _json(Path(source)), name)


def read_seed(source: Accounts | Mapping[str, Any] | str | Path) -> Accounts:
    """Take organisations to begin with: also those of `demo`, and those without keys that /_sandbox/state answers."""
    if isinstance(source, Accounts):
        return read_accounts(source)
    if str(source) == DEMO:
        return Accounts.model_validate_json(files("bland_sandbox").joinpath("demo.json").read_bytes())
    name = "state" if isinstance(source, Mapping) else str(source)
    data = source if isinstance(source, Mapping) else _json(Path(source))
    keys = itertools.chain([DEFAULT_KEY], (f"{DEFAULT_KEY}-{place}" for place in itertools.count(2)))
    return _checked(with_keys(data, lambda _: next(keys)), name)


def with_keys(data: Any, key_of: Callable[[Any], str | None]) -> Any:
    """The same organisations, where those without a key have the one that is found for their id, in their order."""
    orgs = data.get("orgs") if isinstance(data, Mapping) else None
    if not isinstance(orgs, list):
        return data  # not an account: the check says so

    def keyed(org: Any) -> Any:
        key = key_of(org.get("id")) if isinstance(org, dict) else None
        return org if key is None or "key" in org else {**org, "key": key}

    return {**data, "orgs": [keyed(org) for org in orgs]}


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SeedError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise SeedError(f"{path}: not JSON: {error}") from None


def _checked(data: Any, name: str) -> Accounts:
    try:
        return Accounts.model_validate(data)
    except ValidationError as error:
        raise SeedError("\n".join(f"{name}: {line}" for line in problems(error))) from None


def problems(error: ValidationError) -> list[str]:
    """Each problem as `path: what is wrong`, without the value, which may be a key."""
    lines = []
    for detail in error.errors(include_input=False, include_url=False, include_context=False):
        path = ".".join(str(part) for part in detail["loc"])
        text = detail["msg"].removeprefix("Value error, ")
        lines.append(f"{path}: {text}" if path else text)
    return lines

"""What this Bland has: organisations with their numbers, credentials, pools and messaging configurations. No HTTP."""

import json
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator

from bland_sandbox.fields import Channel, ConfigKept, Json
from bland_sandbox.numbering import is_e164

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")

DEFAULT_KEY = "sandbox-key"


def is_uuid(text: str) -> bool:
    """Whether it is a UUID in its usual form (the pages' "UUID format"), in either case."""
    return bool(_UUID.fullmatch(text.lower()))


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
    label: str | None = None
    conversation_count: int = 0


class Pool(_Kept):
    """A custom dialing pool. Its id is its key in the organisation, its owner the organisation."""

    phone_numbers: list[str]
    encrypted_key: Uuid | None = None
    created_at: str = "2024-01-15T10:30:00Z"


class Org(_Kept):
    """An organisation: whose key opens it, what its plan allows, and all that it has.

    `credentials` maps the UUID that the API calls `encrypted_key` to a Twilio Account SID. `configs` maps a
    number to a channel to the fields that have a value; a channel that is present without fields is configured, and
    empty.
    """

    id: Uuid
    key: str = Field(min_length=1)
    plan: Plan = "enterprise"
    numbers: dict[E164, Number] = {}
    credentials: dict[Uuid, str] = {}
    pools: dict[Uuid, Pool] = {}
    configs: dict[E164, dict[Channel, Annotated[Json, AfterValidator(kept)]]] = {}

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
    try:
        data = source if isinstance(source, Mapping) else json.loads(Path(source).read_text(encoding="utf-8"))
        return Accounts.model_validate(data)
    except OSError as error:
        raise SeedError(f"{name}: {error.strerror}") from None
    except ValidationError as error:
        raise SeedError("\n".join(f"{name}: {line}" for line in problems(error))) from None
    except ValueError as error:
        raise SeedError(f"{name}: not JSON: {error}") from None


def problems(error: ValidationError) -> list[str]:
    """Each problem as `path: what is wrong`, without the value, which may be a key."""
    lines = []
    for detail in error.errors(include_input=False, include_url=False, include_context=False):
        path = ".".join(str(part) for part in detail["loc"])
        text = detail["msg"].removeprefix("Value error, ")
        lines.append(f"{path}: {text}" if path else text)
    return lines


class State:
    """The organisations behind one lock, saved to a file after each change if there is one."""

    def __init__(
        self,
        accounts: Accounts,
        path: Path | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.accounts = accounts
        self.lock = threading.RLock()
        self._path = path
        self._clock = clock

    @property
    def orgs(self) -> list[Org]:
        """All organisations."""
        return self.accounts.orgs

    def org_of(self, key: str) -> Org | None:
        """The organisation that this API key opens."""
        with self.lock:
            return next((org for org in self.orgs if org.key == key), None)

    def now(self) -> str:
        """The time, as `created_at` spells it."""
        return self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock for a change and save afterwards. Rules check everything before they change anything."""
        with self.lock:
            yield
            self.save()

    def save(self) -> None:
        """Write the file under another name, then move it there: a reader sees the old state or the new one."""
        if self._path is None:
            return
        beside = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            beside.touch(mode=0o600)  # there are keys in it
            beside.write_text(self.accounts.model_dump_json(indent=2) + "\n", encoding="utf-8")
            beside.replace(self._path)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise OSError(error.errno, error.strerror, str(self._path)) from None

    def replace(self, data: Mapping[str, JsonValue]) -> None:
        """Take other organisations, as `shown` gives them. One without `key` keeps that of the same id."""
        with self.changing():
            keys = {org.id: org.key for org in self.orgs}
            orgs = data.get("orgs")
            for org in orgs if isinstance(orgs, list) else []:
                if isinstance(org, dict) and "key" not in org and (key := keys.get(str(org.get("id")))):
                    org["key"] = key
            self.accounts = read_accounts(data)

    def shown(self) -> Json:
        """All organisations, without their keys."""
        with self.lock:
            return self.accounts.model_dump(mode="json", exclude={"orgs": {"__all__": {"key"}}})

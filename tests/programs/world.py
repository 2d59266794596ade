"""The objects of two Bland accounts, as the API shows them, and what people do to them behind Pulumi's back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from bland_sandbox import Sandbox, fields
from bland_sandbox.accounts import Accounts, Number, Org
from bland_sandbox.sms import _shown, _tidied

if TYPE_CHECKING:
    from bland_sandbox.fields import Channel

KEY = "encrypted_key"
MEMBERS = ["+12065550102", "+13035550123", "+14155550101", "+15035550104"]
NUMBERS = ["+15550001111", "+15550002222"]
ACCOUNTS = {"main": "canary-key-of-main", "other": "canary-key-of-other"}
"""The accounts that the programs are about, with their keys."""
CREDENTIALS = ["550e8400-e29b-41d4-a716-44665544000a", "650e8400-e29b-41d4-a716-44665544000a"]


class Object(NamedTuple):
    """A pool, or a number with its channel (`+1…/sms`), of one account."""

    account: str
    kind: Literal["pool", "sms"]
    id: str


View = dict[str, Any]
"""What an object has: each member as True and the credentials, or each field. What is not set is not there."""


def unset(value: Any) -> bool:
    """Whether nothing is set; 0 and false are values."""
    return value is None or (isinstance(value, str | list | dict) and not value)


def alike(one: Any, other: Any) -> bool:
    """Whether two values are one to a person: spaces around a text and keys that a service adds make no difference."""
    if unset(one) or unset(other):
        return unset(one) and unset(other)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, str) and isinstance(other, str):
        return one.strip() == other.strip()
    if isinstance(one, dict) and isinstance(other, dict):
        return all(alike(one[key], other[key]) for key in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def changed(before: View, after: View) -> set[str]:
    """What somebody has changed in the meantime."""
    return {key for key in before.keys() | after.keys() if not alike(before.get(key), after.get(key))}


def as_kept(key: str, value: Any) -> Any:
    """What the reference says of how a value is kept: a time-out of less than 30 seconds is raised."""
    return 30 if key == "time_out" and 0 < value < 30 else value


class World:
    """Both accounts at one sandbox."""

    def __init__(self, **switches: Any) -> None:
        orgs = [
            Org(
                id=f"550e8400-e29b-41d4-a716-44665544000{index}",
                key=key,
                numbers={number: Number() for number in NUMBERS},
                credentials=dict.fromkeys(CREDENTIALS, "AC1"),
            )
            for index, key in enumerate(ACCOUNTS.values())
        ]
        self.box = Sandbox(seed=Accounts(orgs=orgs), **switches)

    def config(self, account: str) -> dict[str, str]:
        """The configuration of a provider for an account."""
        explicit = {} if account == "main" else {"bland:account": account}
        return {**explicit, "bland:apiKey": ACCOUNTS[account], "bland:baseUrl": self.box.url}

    def views(self) -> dict[Object, View]:
        """Everything that there is."""
        found: dict[Object, View] = {}
        for account, key in ACCOUNTS.items():
            org = self.box.org(key)
            for id_, pool in org.pools.items():
                view: View = dict.fromkeys(pool.phone_numbers, True)
                found[Object(account, "pool", id_)] = view | ({KEY: pool.encrypted_key} if pool.encrypted_key else {})
            for number in org.numbers:
                for channel in fields.CHANNELS:
                    found[Object(account, "sms", f"{number}/{channel}")] = self._settings(org, number, channel)
        return found

    def _settings(self, org: Org, number: str, channel: Channel) -> View:
        settings, config = self.box.settings, org.configs.get(number, {}).get(channel)
        shown = _shown(config, channel, fields.REPORTED[settings.reads], settings) if config else {}
        # In the page's sample, a temperature of 0 is how the service writes that none was set.
        nothing = fields.SAMPLE if settings.unset == "sample" else {}
        return {key: each for key, each in shown.items() if not unset(each) and each != nothing.get(key)}

    def possible(self, key: str, value: Any) -> Any:
        """Another temperature than 0, where the service could not tell it from none."""
        return 1 if (key, self.box.settings.unset) == ("temperature", "sample") and value == 0 else value

    def edit(self, where: Object, key: str, value: Any) -> None:
        """Somebody sets a field or the credentials, or with None empties them; adds or removes (None) a member."""
        org = self.box.org(ACCOUNTS[where.account])
        if where.kind == "sms":
            number, _, channel = where.id.partition("/")
            config = dict(org.configs.get(number, {}).get(channel, {}))  # type: ignore[call-overload] # a channel
            config.pop(key, None)
            if value is not None:
                value = as_kept(key, self.possible(key, value))
                config[key] = _tidied(key, value) if self.box.settings.values == "tidied" else value
            org.configs.setdefault(number, {})[channel] = config  # type: ignore[index] # a channel
        elif key == KEY:
            self.box.edit_pool(where.id, encrypted_key=value)
        else:
            self.box.edit_pool(where.id, remove=[key], add=[key] if value else [])

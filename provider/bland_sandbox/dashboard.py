"""What somebody in Bland's dashboard would see and do: all that there is, and changes to it behind the API's back."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any, Literal

from pydantic import JsonValue

from bland_sandbox.accounts import Accounts, Number, Org, Pool, kept
from bland_sandbox.changes import Thing
from bland_sandbox.fields import Channel, Json
from bland_sandbox.state import State


class Dashboard:
    """Hand edits of what a sandbox has."""

    def __init__(self, state: State) -> None:
        self.state = state

    def org(self, key: str | None = None) -> Org:
        """The first organisation, or the one that a key opens. Changes inside `state.changing()` are saved."""
        return self._org_with(lambda org: key in {None, org.key}, "organisation with this key")

    def add_org(self, key: str, **fields: Any) -> Org:
        """One more organisation, given by the fields of `Org`."""
        org = Org(**{"id": str(uuid.uuid4()), **fields}, key=key)
        with self.state.changing():
            self.state.accounts = Accounts(orgs=[*self.state.orgs, org])
        return org

    def pool(self, pool_id: str) -> Pool:
        """A pool of any organisation."""
        return self._owner(pool_id).pools[pool_id]

    def add_pool(self, *numbers: str, encrypted_key: str | None = None, key: str | None = None) -> str:
        """A new pool, of the first organisation or of the one that a key opens. Returns its id."""
        pool_id = str(uuid.uuid4())
        org = self.org(key)
        with self.state.changing(Thing(org.id, "pool", pool_id)):
            org.check_owns(encrypted_key)
            pool = Pool(phone_numbers=list(numbers), encrypted_key=encrypted_key, created_at=self.state.now())
            org.pools[pool_id] = pool
        return pool_id

    def edit_pool(
        self,
        pool_id: str,
        *,
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
        encrypted_key: str | Literal[False] | None = False,
    ) -> None:
        """Add and remove members; `encrypted_key` sets the credentials, None removes them."""
        gone = set(remove)
        org = self._owner(pool_id)
        with self.state.changing(Thing(org.id, "pool", pool_id)):
            org.check_owns(encrypted_key or None)
            pool = org.pools[pool_id]
            pool.phone_numbers = [number for number in pool.phone_numbers if number not in gone] + list(add)
            if encrypted_key is not False:
                pool.encrypted_key = encrypted_key

    def drop_pool(self, pool_id: str) -> None:
        """Delete a pool of any organisation."""
        org = self._owner(pool_id)
        with self.state.changing(Thing(org.id, "pool", pool_id)):
            del org.pools[pool_id]

    def add_number(self, number: str, channel: Literal["sms", "imessage"] = "sms", key: str | None = None) -> None:
        """Give an organisation a number, provisioned for SMS or for iMessage."""
        org = self.org(key)
        with self.state.changing(Thing(org.id, "number", number)):
            org.numbers[number] = Number(channel=channel)

    def drop_number(self, number: str) -> None:
        """Release a number, with its configurations."""
        with self.state.changing():
            for org in self.state.orgs:
                org.numbers.pop(number, None)
                org.configs.pop(number, None)

    def sms(self, number: str, channel: Channel = "sms") -> Json | None:
        """A number's fields that have a value, as they are kept; None if the channel was never configured."""
        with self.state.lock:
            configs = (org.configs[number] for org in self.state.orgs if number in org.configs)
            return next((dict(of_number[channel]) for of_number in configs if channel in of_number), None)

    def edit_sms(self, number: str, channel: Channel = "sms", **fields: JsonValue) -> None:
        """Set fields of a number's configuration, or with None clear them. The first edit makes the configuration."""
        org = self._org_with(lambda org: number in org.numbers, f"number {number}")
        with self.state.changing(Thing(org.id, "config", f"{number}/{channel}")):
            config = kept({**org.configs.get(number, {}).get(channel, {}), **fields})
            org.configs.setdefault(number, {})[channel] = config

    def drop_sms(self, number: str, channel: Channel = "sms") -> None:
        """Take a number's whole configuration for a channel away: the list does not show it any more."""
        with self.state.changing():
            for org in self.state.orgs:
                org.configs.get(number, {}).pop(channel, None)

    def snapshot(self, name: str = "snapshot") -> None:
        """Keep all that there is under a name, in memory."""
        self.state.snapshot(name)

    def go_back(self, name: str = "snapshot") -> None:
        """Make all that there is what it was at a snapshot; `start` is taken when the sandbox is made."""
        self.state.go_back(name)

    def _owner(self, pool_id: str) -> Org:
        return self._org_with(lambda org: pool_id in org.pools, f"pool {pool_id}")

    def _org_with(self, has: Callable[[Org], bool], what: str) -> Org:
        with self.state.lock:
            for org in self.state.orgs:
                if has(org):
                    return org
        raise KeyError(f"the sandbox has no {what}")

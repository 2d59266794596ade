"""`Sandbox`: a local Bland in this process, to be used over HTTP and changed from the outside."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from pydantic import JsonValue

from bland_sandbox.faults import Fault, Faults
from bland_sandbox.fields import Channel, Json
from bland_sandbox.front import Front
from bland_sandbox.journal import Journal
from bland_sandbox.profile import read_profile
from bland_sandbox.server import ThreadedServer
from bland_sandbox.settings import Settings
from bland_sandbox.state import Accounts, Number, Org, Plan, Pool, State, default_accounts, kept, read_accounts
from bland_sandbox.world import World


class Sandbox:
    """A local Bland API, served by a thread of this process.

        with Sandbox(generation="old", write="replace") as box:
            requests.get(f"{box.url}/v1/custom-dialing-pools", headers={"authorization": box.key})

    `seed` and `data` hold organisations (see `Accounts`); a data file that exists wins over the seed. `key` and
    `plan` are the first organisation's. `port` 0 takes a free one. `switches` are the fields of `Settings`; where they
    say nothing, `profile` does (see `read_profile`).
    The methods that begin with `add`, `edit` and `drop` do what somebody in Bland's dashboard would.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        key: str | None = None,
        plan: Plan | None = None,
        seed: Accounts | Mapping[str, Any] | str | Path | None = None,
        data: str | Path | None = None,
        faults: Iterable[Fault] = (),
        profile: Mapping[str, Any] | str | Path | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        **switches: Any,
    ) -> None:
        self.settings = Settings(**{**(read_profile(profile) if profile is not None else {}), **switches})
        self.journal = Journal()
        self.faults = Faults(faults)
        path = Path(data) if data is not None else None
        if path is not None and path.exists():
            accounts = read_accounts(path)
        else:
            accounts = default_accounts() if seed is None else read_accounts(seed)
        self.state = State(accounts, path, clock)
        with self.state.changing():
            self.org().key = key or self.key
            self.org().plan = plan or self.org().plan
        world = World(self.settings, self.state, self.journal, self.faults)
        self._server = ThreadedServer(host, port, lambda: Front(world))

    def __enter__(self) -> Self:
        """Serve. Returns when the first request can be sent."""
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections and end, at once."""
        self._server.stop()

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return self._server.url

    @property
    def key(self) -> str:
        """The API key of the first organisation."""
        return self.org().key

    # What was asked

    def calls(self, method: str = "*", path: str = "*") -> int:
        """How many requests to a route, such as `/v1/custom-dialing-pools/{pool_id}/update`, or a glob."""
        return self.journal.calls(method, path)

    def bodies(self, method: str = "*", path: str = "*") -> list[JsonValue]:
        """The exact bodies of those requests."""
        return self.journal.bodies(method, path)

    # What goes wrong

    def fault(self, method: str = "*", path: str = "*", **fault: Any) -> Fault:
        """Set a fault, given by its fields; `faults.clear()` takes all away."""
        added = Fault(method=method, path=path, **fault)
        self.faults.add(added)
        return added

    # What there is, and changes to it behind the API's back

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
        with self.state.changing():
            org = self.org(key)
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
        with self.state.changing():
            org = self._owner(pool_id)
            org.check_owns(encrypted_key or None)
            pool = org.pools[pool_id]
            pool.phone_numbers = [number for number in pool.phone_numbers if number not in gone] + list(add)
            if encrypted_key is not False:
                pool.encrypted_key = encrypted_key

    def drop_pool(self, pool_id: str) -> None:
        """Delete a pool of any organisation."""
        with self.state.changing():
            del self._owner(pool_id).pools[pool_id]

    def add_number(self, number: str, channel: Literal["sms", "imessage"] = "sms", key: str | None = None) -> None:
        """Give an organisation a number, provisioned for SMS or for iMessage."""
        with self.state.changing():
            self.org(key).numbers[number] = Number(channel=channel)

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
        with self.state.changing():
            org = self._org_with(lambda org: number in org.numbers, f"number {number}")
            config = kept({**org.configs.get(number, {}).get(channel, {}), **fields})
            org.configs.setdefault(number, {})[channel] = config

    def drop_sms(self, number: str, channel: Channel = "sms") -> None:
        """Take a number's whole configuration for a channel away: the list does not show it any more."""
        with self.state.changing():
            for org in self.state.orgs:
                org.configs.get(number, {}).pop(channel, None)

    def _owner(self, pool_id: str) -> Org:
        return self._org_with(lambda org: pool_id in org.pools, f"pool {pool_id}")

    def _org_with(self, has: Callable[[Org], bool], what: str) -> Org:
        with self.state.lock:
            for org in self.state.orgs:
                if has(org):
                    return org
        raise KeyError(f"the sandbox has no {what}")

"""`Sandbox`: a local Bland in this process, to be used over HTTP and changed from the outside."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import JsonValue

from bland_sandbox.accounts import Accounts, Plan, default_accounts, read_accounts, read_seed
from bland_sandbox.dashboard import Dashboard
from bland_sandbox.faults import Fault, Faults
from bland_sandbox.feed import Feed
from bland_sandbox.fields import Json
from bland_sandbox.front import Front
from bland_sandbox.har import har
from bland_sandbox.journal import Journal
from bland_sandbox.profile import read_profile
from bland_sandbox.server import ThreadedServer
from bland_sandbox.settings import Settings
from bland_sandbox.state import START, State
from bland_sandbox.world import World


class Sandbox(Dashboard):
    """A local Bland API, served by a thread of this process.

        with Sandbox(generation="old", write="replace") as box:
            requests.get(f"{box.url}/v1/custom-dialing-pools", headers={"authorization": box.key})

    `seed` and `data` hold organisations (see `Accounts`); a data file that exists wins over the seed, and the seed
    `demo` brings pools, numbers and settings along. `key` and `plan` are the first organisation's. `port` 0 takes a
    free one. With `private` the page describes texts instead of showing them. `switches` are the fields of `Settings`;
    where they say nothing, `profile` does (see `read_profile`).
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
        private: bool = False,
        **switches: Any,
    ) -> None:
        self.settings = Settings(**{**(read_profile(profile) if profile is not None else {}), **switches})
        feed = Feed()
        self.journal = Journal(lambda entry: feed.tell("request", entry))
        self.faults = Faults(faults)
        path = Path(data) if data is not None else None
        if path is not None and path.exists():
            accounts = read_accounts(path)
        else:
            accounts = default_accounts() if seed is None else read_seed(seed)
        super().__init__(State(accounts, path, clock, lambda changes: feed.tell("changes", changes)))
        with self.state.changing():
            self.org().key = key or self.key
            self.org().plan = plan or self.org().plan
        self.snapshot(START)
        world = World(self.settings, self.state, self.journal, self.faults, feed, private)
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

    def har(self, method: str = "*", path: str = "*") -> Json:
        """Those requests with their answers as a HAR file, which developer tools read; without the key."""
        return har(self.journal.exchanges(method, path), self.url)

    # What goes wrong

    def fault(self, method: str = "*", path: str = "*", **fault: Any) -> Fault:
        """Set a fault, given by its fields; `faults.clear()` takes all away."""
        added = Fault(method=method, path=path, **fault)
        self.faults.add(added)
        return added

"""What this Bland has, behind one lock: changed by the API's rules and behind their back, told, saved. No HTTP."""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import JsonValue

from bland_sandbox.accounts import Accounts, Org, read_accounts, with_keys
from bland_sandbox.changes import Change, Thing, changes, everything, seen
from bland_sandbox.fields import Json

START = "start"
"""The name of the snapshot that is taken when a sandbox is made."""


class State:
    """The organisations behind one lock, saved to a file after each change if there is one.

    `changed` is called with each list of changes, in the order in which they happen.
    """

    def __init__(
        self,
        accounts: Accounts,
        path: Path | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        changed: Callable[[list[Change]], None] = lambda _: None,
    ) -> None:
        self.accounts = accounts
        self.lock = threading.RLock()
        self._snapshots: dict[str, Accounts] = {}
        self._path = path
        self._clock = clock
        self._changed = changed

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
    def changing(self, *things: Thing) -> Iterator[list[Change]]:
        """Hold the lock for a change; tell and save it afterwards. Rules check everything before they change anything.

        What is yielded holds the changes afterwards. Who says which `things` change spares a look at all others.
        """
        told: list[Change] = []
        with self.lock:
            before = self._seen(things)
            yield told
            told += changes(before, self._seen(things))
            self.save()
            self._changed(told)

    def _seen(self, things: tuple[Thing, ...]) -> dict[Thing, Json | None]:
        return seen(self.orgs, [*things] or everything(self.orgs))

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
            self.accounts = read_accounts(with_keys(data, lambda org_id: keys.get(str(org_id))))

    def shown(self) -> Json:
        """All organisations, without their keys."""
        with self.lock:
            return self.accounts.model_dump(mode="json", exclude={"orgs": {"__all__": {"key"}}})

    def snapshots(self) -> list[str]:
        """The names of the snapshots, the oldest first."""
        with self.lock:
            return [*self._snapshots]

    def snapshot(self, name: str) -> None:
        """Keep all organisations as they are now under a name, in memory."""
        with self.lock:
            self._snapshots.pop(name, None)
            self._snapshots[name] = self.accounts.model_copy(deep=True)

    def go_back(self, name: str) -> None:
        """Take the organisations of a snapshot. Raises `KeyError` where there is none of this name."""
        with self.changing():
            self.accounts = self._snapshots[name].model_copy(deep=True)

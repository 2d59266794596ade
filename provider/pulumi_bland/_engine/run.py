"""What one run of Pulumi knows: one record per object at Bland, whatever the names of its resources.

An object is a pool, or a number with a channel, of one account. Of each the record says who declares it, who manages
it, and the state of whoever was seen to manage it last. One rule follows, for a rename, a swap, a replacement in either
order, and a new name that fails:

- whoever creates on an object goes on from the last state that this run was shown of it;
- deleting undoes, unless the program declares the object and somebody manages it. What the program declares is never
  removed, whether somebody manages it yet or not: the create that follows goes on from what was deleted.

A resource manages an object when its diff found it there (after a check: a refresh calls diff too), or its create led
there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from pulumi_bland._rules.account import Account, Api
from pulumi_bland._rules.lifecycle import State


@dataclass
class Record:
    """One object of this run.

    Attributes:
        declarer: the URN of the resource that the program declares it by.
        manager: the URN of the resource that manages it.
        created: whether the manager came to it by a create of this run.
        state: the last state that this run was shown of it, whoever managed it then; empty where there is none.
        holder: the URN of the resource whose state that is.
        inherited: whether the manager's create went on from such a state.
        let_go: the id that a resource had here, once its delete left the object to a create that follows.
        writing: held by whoever writes to the object, from the first look to what it led to.
    """

    declarer: str = ""
    manager: str = ""
    created: bool = False
    inherited: bool = False
    state: State = field(default_factory=dict)
    holder: str = ""
    let_go: str = ""
    writing: threading.RLock = field(default_factory=threading.RLock)


class Run:
    """The records of one run. What names no object yet has none.

    Attributes:
        cancelled: once set, waits end and no write starts any more.
    """

    def __init__(self) -> None:
        self.cancelled = threading.Event()
        self._accounts: dict[Hashable, Account] = {}
        self._lock = threading.Lock()
        self._records: dict[Hashable, Record] = {}
        self._declared: set[str] = set()
        self.looking: set[str] = set()
        """The resources of a preview that may look at the account."""

    def account(self, key: Hashable, connect: Callable[[], Api]) -> Account:
        """The account of these settings: one for the whole run, so that its lists are fetched once."""
        with self._lock:
            if key not in self._accounts:
                self._accounts[key] = Account(connect())
            return self._accounts[key]

    def record(self, key: Hashable | None) -> Record:
        """The record of an object; one that nobody shares where nothing names the object."""
        if key is None:
            return Record()
        with self._lock:
            return self._records.setdefault(key, Record())

    def declare(self, key: Hashable | None, urn: str) -> str:
        """Note that the program has this resource, on this object. Returns the URN of another one that has it too."""
        record = self.record(key)
        with self._lock:
            self._declared.add(urn)
            record.declarer = record.declarer or urn
            # A pool that a resource made is named by no input of that resource.
            others = (record.declarer, record.manager if record.manager in self._declared else "")
            return next((each for each in others if each not in ("", urn)), "")

    def is_declared(self, urn: str) -> bool:
        """Whether the program of this run has this resource. Where it has not yet, a diff belongs to a refresh."""
        with self._lock:
            return urn in self._declared

    def manage(self, key: Hashable | None, urn: str, state: State, *, created: bool = False) -> None:
        """Note that a resource of the program manages this object, with this state."""
        record = self.record(key)
        with self._lock:
            record.created = created or (record.created and record.manager == urn)
            record.manager, record.holder, record.state = urn, urn, state

    def show(self, key: Hashable | None, urn: str, state: State) -> None:
        """Note the old state of an object, unless what a create of this run led to is known already."""
        record = self.record(key)
        with self._lock:
            if not record.created:
                record.holder, record.state = urn, state

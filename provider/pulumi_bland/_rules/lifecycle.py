"""The life of a resource, free of Pulumi: what each kind of resource implements, in plain data.

`_engine` has the two doors through which Pulumi comes in: for dynamic resources, and as a native plugin.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import hiding
from pulumi_bland._rules.inputs import Checked, Inputs
from pulumi_bland._rules.rehearsal import Answers
from pulumi_bland._rules.travel import SECRET_INPUTS
from pulumi_bland._rules.values import Json

Reach = Callable[[], Account]
"""The account, got at when it is needed: what needs no call needs no key either."""
Warn = Callable[[str], None]

RECORDS = ("baseline", "written", "owed")
"""Outputs that hold values of others and of the past: always secret."""
LOOKED_UP = "looked_up"
"""Output that marks what a program only looks up, with `.get`: nothing of it is ours."""
State = dict[str, Any]
"""The outputs of a resource, as Pulumi keeps them."""


def silent(_text: str) -> None:
    """Warn nobody: nothing comes of what the warning is about."""


@dataclass(frozen=True)
class Difference:
    """What a change of inputs means.

    Attributes:
        changes: whether anything is to be done.
        replaces: the inputs whose change needs another object.
        beyond_inputs: whether what is to be done is such that no comparison of inputs shows it.
    """

    changes: bool
    replaces: list[str] = field(default_factory=list)
    beyond_inputs: bool = False


@dataclass(frozen=True)
class Found:
    """What a read found: the outputs, and the inputs that would describe it (none for what is only looked up)."""

    state: State
    inputs: dict[str, Json] | None


class Lifecycle(ABC):
    """One kind of resource. Instances have no state of their own.

    `check` and `diff` never call the API. The others raise `BlandError`: a `PartialFailure` where something was done
    that must be kept, any other where nothing was.
    """

    model: ClassVar[type[Inputs]]
    answers: ClassVar[type[Answers]]
    """What a service would answer that did exactly what it was asked."""
    follows: ClassVar[Mapping[str, str]] = {}
    """Outputs that the service makes of an input: not known while that changes."""

    def secrets(self, values: Mapping[str, Json]) -> set[str]:
        """Which of these inputs or outputs are secret: what the program made so, and our records of what was there."""
        return {*RECORDS, *values.get(SECRET_INPUTS, [])}

    def hiding(self, *bags: Mapping[str, Json]) -> AbstractContextManager[None]:
        """A block whose messages repeat none of the secrets in these inputs and outputs."""
        names = set().union(*map(self.secrets, bags))
        values = [(name in names, value) for bag in bags for name, value in bag.items()]
        return hiding([each for secret, each in values if secret], [each for secret, each in values if not secret])

    @abstractmethod
    def check(self, old: Mapping[str, Json], new: Mapping[str, Json]) -> Checked:
        """Bring inputs into their one spelling, or say everything that is wrong with them."""

    @abstractmethod
    def identity(self, inputs: Mapping[str, Json]) -> str | None:
        """The object at Bland that these inputs name; None when they name none (yet)."""

    @abstractmethod
    def diff(self, state: State, inputs: Mapping[str, Json], ignored: Collection[str] = ()) -> Difference:
        """Compare what is (as last seen) with what is wanted.

        `ignored` are the inputs that `ignore_changes` names: the engine sends the old ones for them, which the program
        does not declare.
        """

    @abstractmethod
    def inputs_of(self, state: State) -> dict[str, Json]:
        """The inputs that would describe this state."""

    @abstractmethod
    def removes(self, state: State) -> bool:
        """Whether delete would remove the object for good, and not merely hand it back."""

    @abstractmethod
    def forgotten(self, state: State, other: State) -> list[str]:
        """The keys whose baseline in `state` is not in `other`, a state of the same object; as they may be shown."""

    @abstractmethod
    def create(self, reach: Reach, inputs: Mapping[str, Json], predecessor: State, warn: Warn) -> tuple[str, State]:
        """Make the object, or take it over.

        `predecessor` is the state of whoever managed the object in this run until now, and empty where there is none:
        what is known of the past goes on.
        """

    def handed_on(self, state: State) -> State:
        """What another resource goes on from that takes the object on from the one with this state."""
        return state

    @abstractmethod
    def read(self, reach: Reach, id_: str, state: State, warn: Warn) -> Found | None:
        """Look at the object; None when it is gone. Without `state`, or one that says so, it is a plain look-up."""

    @abstractmethod
    def update(
        self,
        reach: Reach,
        id_: str,
        state: State,
        inputs: Mapping[str, Json],
        warn: Warn,
        ignored: Collection[str] = (),
    ) -> State:
        """Make the object as wanted, unless that would lose what somebody else changed."""

    @abstractmethod
    def delete(self, reach: Reach, id_: str, state: State, warn: Warn) -> None:
        """Delete the object, hand it back as it was, or leave it, as `on_delete` says."""

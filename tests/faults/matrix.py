"""One cell of the matrix: an operation meets a fault at one place of its way, and what must be true afterwards."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from bland_sandbox import Sandbox
from tests.faults.attached import Attached
from tests.faults.host import Host, Log
from tests.faults.operation import KEY, SECRETS, Account, Operation
from tests.faults.operations import CreatePool
from tests.faults.stack import Door, Outcome
from tests.faults.troubles import TROUBLES, Trouble, cause

LOOK, WRITE, REST = "reading first", "writing", "writing and after it"
PLACES = (LOOK, WRITE, REST)
DONE, NOTHING, UNFINISHED, STAYS, UNTOLD = "done", "nothing done", "unfinished", "stays", "untold"
"""What can happen; `table.py` says what each means."""
TYPES = {"pool": "CustomDialingPool", "sms": "SmsNumberConfig"}
NEXT_STEP = re.compile(r"`pulumi |\b(run|check|set|look at|ask|wait|correct|name|declare|raise|give|add|lower)\b")
DOORS: dict[str, Callable[[Log, Path], AbstractContextManager[Host | Attached]]] = {"dynamic": Host, "native": Attached}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Result:
    """What came of one cell: a sign of the table."""

    happens: str


class Hosts:
    """Where the commands run, behind one of the doors.

    Each command of Pulumi has processes of its own, so no two commands of one cell go to the same host. Those that
    destroy never see a program, because what a program still names is not destroyed.
    """

    def __init__(self, door: str, folder: Path) -> None:
        self.door, self._folder, self._stack = door, folder, ExitStack()
        self.looks: dict[str, int] = {}
        self.used = False

    def __enter__(self) -> Self:
        # Each works for an engine of its own: the processes of one engine are one command.
        self.all: list[Host | Attached] = [
            self._stack.enter_context(DOORS[self.door](self._stack.enter_context(Log()), self._folder / name))
            for name in "abcde"
        ]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.__exit__(kind, error, at)

    def turn(self, cell: int, operation: type[Operation]) -> Turn:
        """The hosts of one cell; the next cell gets them in another order."""
        self.used = True
        before, up, up_again = (self.all[(cell + step) % 3] for step in range(3))
        destroy, destroy_again = (self.all[3 + (cell + step) % 2] for step in range(2))
        if operation.destroys:
            return Turn(before, destroy, destroy_again, up_again, destroy_again)
        return Turn(before, up, up_again, up_again, destroy)


@dataclass(frozen=True)
class Turn:
    """Where each command of a cell runs: what comes before, with the fault, the same again, and what comes after."""

    before: Door
    fault: Door
    again: Door
    preview: Door
    destroy: Door


def places(operation: type[Operation]) -> list[str]:
    return [LOOK] if operation.write is None else list(PLACES)


def troubles(place: str) -> list[Trouble]:
    """Those that make sense at a place: a look commits nothing, and without a service there is no look either."""
    if place == LOOK:
        return [each for each in TROUBLES if not each.committed]
    return [each for each in TROUBLES if not each.unreachable and (place == WRITE or each.lasts)]


def abandoned(operation: type[Operation]) -> list[Trouble]:
    """Faults of the write and all after it, after which a user may as well give up."""
    lasting = [each for each in troubles(REST) if not each.passing]
    return lasting if operation.write and not operation.destroys else []


@dataclass
class Cell:
    """One operation, one place, one fault; afterwards the same is done again, or the user gives up and destroys."""

    operation: type[Operation]
    place: str
    trouble: Trouble
    hosts: Hosts
    gives_up: bool = False

    def run(self) -> Result:
        """Do all of it. Raises `AssertionError` where something that must be true is not."""
        with arranged(self.operation, self.hosts) as (done, turn, config):
            before, kept = done.account(), deepcopy(done.stack.kept)
            self._arm(done)
            outcome = done.act(turn.fault, config | self._hurry())
            done.box.faults.clear()
            happens = self._judge(done, outcome, before)
            assert happens != NOTHING or done.stack.kept == kept, "the state changed although nothing was done"
            assert_readable(outcome)
            if self.gives_up:
                self._give_up(done, turn, config)
            else:
                self._heal(done, turn, config, before, happens)
            return Result(happens)

    def _hurry(self) -> dict[str, str]:
        """The configuration of the command that meets the fault."""
        given = {"bland:deadline": "3"} if self.trouble.lasts and self.trouble.passing else {}
        return given | ({"bland:baseUrl": "http://127.0.0.1:1"} if self.trouble.unreachable else {})

    def _arm(self, done: Operation) -> None:
        if self.trouble.unreachable:
            return
        box, calls = done.box, "all" if self.trouble.lasts else "first"
        if self.place == LOOK:
            cause(box, self.trouble, done.kind, "GET", done.read, calls)
            return
        assert done.write
        cause(box, self.trouble, done.kind, *done.write, calls)
        if self.place == REST:
            first = looks(self.operation, self.hosts) + 1
            cause(box, self.trouble, done.kind, "GET", "*", f"{first}-")

    def _judge(self, done: Operation, outcome: Outcome, before: Account) -> str:
        """What happened, by the account alone; nothing else is ever true of it."""
        after, wanted = done.account(), done.wanted(before)
        if not outcome.message:
            assert after == wanted, f"said to be done, and is not: {after}"
            assert_shown(done, after)
            return DONE
        if outcome.partial:
            assert done.stack.kept
            assert after in (before, wanted), f"neither as before nor as wanted: {after}"
            if self.place != REST:
                assert_shown(done, after)
            return UNFINISHED
        if after == before:
            return NOTHING
        assert after == wanted, f"neither as before nor as wanted: {after}"
        if done.stack.kept is None:
            assert isinstance(done, CreatePool), "done, and not in the state"
            assert self.place == REST, "made, and not in the state"
            assert "pool_id" in outcome.message
            return UNTOLD
        return STAYS

    def _heal(self, done: Operation, turn: Turn, config: dict[str, str], before: Account, happens: str) -> None:
        """The same command without the fault makes everything right, whatever the fault left."""
        if happens == UNTOLD:
            assert isinstance(done, CreatePool)
            (done.pool_id,) = done.made(before)  # named in the program, as the message says
        outcome = done.act(turn.again, config)
        assert not outcome.message, f"afterwards: {outcome.message}"
        wanted = done.wanted(before)
        assert done.account() == wanted, f"afterwards, without the fault: {done.account()}"
        if done.stack.kept and done.write:
            assert_shown(done, wanted)
            assert not done.stack.changes(turn.preview, config, done.program(done.second)), "not quiet"
            assert not done.stack.refresh(turn.destroy, config).message
            assert not done.stack.changes(turn.preview, config, done.program(done.second)), "not quiet after refresh"
            outcome = done.stack.destroy(turn.destroy, config)
            assert not outcome.message, outcome.message
            if happens != UNTOLD:
                assert done.account() == done.original, f"destroyed, and not as before: {done.account()}"

    def _give_up(self, done: Operation, turn: Turn, config: dict[str, str]) -> None:
        """What the state kept is enough to hand everything back."""
        if done.stack.kept:
            outcome = done.stack.destroy(turn.destroy, config)
            assert not outcome.message, f"given up: {outcome.message}"
            assert done.account() == done.original, f"given up, and not as before: {done.account()}"


def assert_shown(done: Operation, account: Account) -> None:
    """The state, or what a look-up found, shows what is there."""
    for kind, shown in done.seen().items():
        for key, values in shown.items():
            there = {name: account[kind][key].get(name) for name in values}
            assert values == there, f"the state says {values}, the account {there}"


def assert_readable(outcome: Outcome) -> None:
    """One line that says what to do, and no secret in it or in what was shown besides."""
    for text in [outcome.message, *outcome.warnings]:
        assert "\n" not in text, text
        assert not any(secret in text for secret in SECRETS), text
    if outcome.message:
        assert NEXT_STEP.search(outcome.message), f"no next step: {outcome.message}"


@contextmanager
def arranged(operation: type[Operation], hosts: Hosts) -> Iterator[tuple[Operation, Turn, dict[str, str]]]:
    """An operation with what is there before it, where its commands run, and their configuration."""
    number = next(_numbers)
    turn = hosts.turn(number, operation)
    # A key that no other cell has: ports come again, and with them an account that a process knows already.
    with Sandbox(key=f"{KEY}-{number}") as box:
        config = {"bland:apiKey": box.key, "bland:baseUrl": box.url}
        done = operation(box, f"urn:pulumi:dev::faults::{turn.before.types}{TYPES[operation.kind]}::cell-{number}")
        done.arrange(turn.before, config)
        box.journal.clear()
        yield done, turn, config


def looks(operation: type[Operation], hosts: Hosts) -> int:
    """How many reads an operation makes before it writes, when nothing goes wrong."""
    if operation.name not in hosts.looks:
        with arranged(operation, hosts) as (done, turn, config):
            done.act(turn.fault, config)
            methods = [entry.method for entry in done.box.journal.entries()]
        hosts.looks[operation.name] = next(index for index, method in enumerate(methods) if method != "GET")
    return hosts.looks[operation.name]

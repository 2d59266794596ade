"""A run: look, say what will be changed, change it, put it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_bland._rules.errors import BlandError, hiding, listed
from pulumi_bland.cli.contract.conclude import Observed, conclude
from pulumi_bland.cli.contract.exchange import Service
from pulumi_bland.cli.contract.fields import ALL_ONLY, ECHO_ONLY, has_value
from pulumi_bland.cli.contract.journal import Journal
from pulumi_bland.cli.contract.pools import ask_about_pools, check_numbers
from pulumi_bland.cli.contract.questions import (
    HAS_IMESSAGE,
    IMESSAGE,
    NO_NUMBER,
    READ_ONLY,
    STOPPED,
    Answer,
    Answers,
    names,
)
from pulumi_bland.cli.contract.reads import Signs, ask_by_reading, ask_for_delete, conclude_generation
from pulumi_bland.cli.contract.sms import ABOUT_SETTINGS, ask_about_settings
from pulumi_bland.cli.contract.undo import put_back

INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Wanted:
    """What the user allows to be asked.

    Attributes:
        numbers: for a pool that is made and deleted again.
        pool_id: a pool of the account that may be changed and put back.
        number: a number whose SMS settings may be changed and put back.
    """

    numbers: tuple[str, ...] = ()
    pool_id: str | None = None
    number: str | None = None
    read_only: bool = False


@dataclass
class Run:
    """One run.

    Attributes:
        problems: what could not be put back.
        remarks: what stays after all, or may have been lost, although everything went as it should.
        stopped: what ended the run early.
    """

    service: Service
    wanted: Wanted
    answers: Answers = field(default_factory=Answers)
    observed: Observed = field(default_factory=Observed)
    signs: Signs = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    stopped: str = ""
    _unseen: tuple[str, ...] = ()
    _listed: bool = False

    def look(self) -> None:
        """Ask what changes nothing."""
        self.signs = ask_by_reading(self.service, self.answers, self.observed)
        if not self.wanted.read_only:
            ask_for_delete(self.service, self.answers, self.signs)
        conclude_generation(self.signs, self.answers)

    def announced(self) -> tuple[list[str], bool]:
        """What will be changed, in sentences; and whether somebody has to agree.

        Raises:
            BlandError: a number for a pool of its own is in another one.
        """
        wanted, told, agree = self.wanted, [], False
        if wanted.numbers and self.answers.value("delete_route") == "yes":
            check_numbers(self.service, wanted.numbers)
            told.append(f"make a dialing pool of {len(wanted.numbers)} numbers, change it, and delete it")
        elif wanted.pool_id:
            agree = True
            told.append(
                f"change dialing pool {wanted.pool_id} and put it back; for a moment it may be without its numbers or "
                "its credentials"
            )
        if wanted.number:
            row = self.service.numbers().get(wanted.number)
            linq = row is not None and row.get("messaging_service") == "linq"
            if linq or self.service.is_imessage(wanted.number):
                self.answers.leave(HAS_IMESSAGE, *ABOUT_SETTINGS)
            else:
                told.append(self._announced_number(wanted.number, row))
                agree = agree or self._listed
            self.service.taken()
        return told, agree

    def _announced_number(self, number: str, row: Mapping[str, Any] | None) -> str:
        self._listed = row is not None
        if row is None:
            return f"set a time-out on {number}, which has no SMS settings, and clear it: an empty configuration stays"
        config = row.get("sms_config") or {}
        shows_unset = any(shown is None for shown in config.values())
        self._unseen = tuple(
            name
            for name in (*ECHO_ONLY, *ALL_ONLY)
            if name not in config or not (shows_unset or has_value(config[name]))
        )
        told = f"change the SMS settings of {number}, each for a moment, and put them back"
        if not self._unseen:
            return told
        return (
            f"{told}; if this service wipes what an update does not name, {listed(self._unseen)} of it are lost, "
            "because no read shows them"
        )

    def change(self, journal: Journal) -> None:
        """Ask by changing, and put everything back, whatever happens. An interrupt ends the questions, the second all.

        Raises:
            KeyboardInterrupt: the second one; what is not put back then is in the journal.
        """
        with hiding(journal.secrets()):
            try:
                self._change(journal)
            except BlandError as error:
                self.stopped = str(error)
            except KeyboardInterrupt:
                self.stopped = INTERRUPTED
            finally:
                self.problems = self._put_back(journal)
        self._remark()

    def _put_back(self, journal: Journal) -> list[str]:
        try:
            return put_back(self.service, journal)
        except KeyboardInterrupt:
            if self.stopped == INTERRUPTED:
                raise
            self.stopped = INTERRUPTED
            return put_back(self.service, journal)

    def _remark(self) -> None:
        write = self.answers.found.get("write", Answer())
        if self._listed and self._unseen and write.value == "replace":
            self.remarks.append(
                f"no read shows {listed(self._unseen)} of the number, and this service wipes what is not named: "
                "whatever they held is lost, and has to be given again"
            )
        if self.wanted.number and not self._listed and write.value:
            self.remarks.append("an empty configuration stays on the number, which had none")
        if write.why == IMESSAGE:
            self.remarks.append("an update of the number went to another channel, iMessage perhaps: look at it there")

    def _change(self, journal: Journal) -> None:
        wanted = self.wanted
        ask_about_pools(self.service, self.answers, journal, wanted.numbers, wanted.pool_id)
        if wanted.number and "write" not in self.answers.found:
            bare = not self._listed
            ask_about_settings(self.service, self.answers, self.observed, journal, wanted.number, bare=bare)

    def conclude(self) -> None:
        """Answer what all exchanges together answer, and say why the rest is open."""
        if self.stopped:
            self.answers.leave(STOPPED, *names("pools"), "write", "nulls", "values", "echo")
        if self.wanted.read_only:
            self.answers.leave(READ_ONLY, "delete_route", "order", "omitted_key", "null_key", "empty_pool", "echo")
            self.answers.leave(READ_ONLY, "write", "nulls", "values")
        conclude(self.observed, self.answers)
        self.answers.leave(NO_NUMBER, *names("SMS settings"), "echo")


def recover(service: Service, journal: Journal, *, read_only: bool) -> bool:
    """Put back what an interrupted run changed. Returns whether there was something.

    Raises:
        BlandError: it could not be put back, or may not be.
    """
    if not journal.debts:
        return False
    if read_only:
        text = f"{journal.path.name} holds what an interrupted run has to put back: run it without --read-only first"
        raise BlandError(text)
    service.unanswered = True  # a write of that run may still be under way
    with hiding(journal.secrets()):
        problems = put_back(service, journal)
    if problems:
        text = f"what an interrupted run changed could not be put back: {'; '.join(problems)}; {kept(journal)}"
        raise BlandError(text)
    return True


def kept(journal: Journal) -> str:
    """Where what was there before can be found."""
    return (
        f"{journal.path.name} in this folder holds what was there: run it again, or put that back by hand and delete "
        "the file"
    )

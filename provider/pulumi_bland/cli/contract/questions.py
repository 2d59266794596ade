"""The questions that Bland's reference leaves open, and the answers found so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

About = Literal["the service", "pools", "SMS settings"]


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        name: as a profile has it; for a switch of the sandbox, that switch.
        text: the question, for people.
        values: the answers that can be given, and what each means.
        switch: whether the sandbox can be told to behave so.
    """

    name: str
    about: About
    text: str
    values: Mapping[str, str]
    switch: bool = True


QUESTIONS: tuple[Question, ...] = (
    Question(
        "generation",
        "the service",
        "Which of the two references does it follow?",
        {"new": "the later one", "old": "the published one"},
    ),
    Question(
        "error_status",
        "the service",
        "With which HTTP status do errors come?",
        {"documented": "one of their own", "200": "200, as successes do"},
    ),
    Question(
        "echo",
        "the service",
        "Does the answer to an update hold what was updated?",
        {"object": "yes", "absent": "no"},
    ),
    Question("delete_route", "pools", "Can pools be deleted?", {"yes": "yes", "no": "no such route"}, switch=False),
    Question(
        "order",
        "pools",
        "In which order are a pool's numbers answered?",
        {"kept": "as they were sent", "sorted": "sorted", "shuffled": "it differs from call to call"},
    ),
    Question(
        "omitted_key",
        "pools",
        "What does an update without encrypted_key do to the credentials?",
        {"kept": "it keeps them", "cleared": "it removes them"},
    ),
    Question(
        "null_key",
        "pools",
        "What does an encrypted_key of null do?",
        {"honoured": "it removes the credentials", "ignored": "nothing", "refused": "the update is refused"},
    ),
    Question(
        "empty_pool",
        "pools",
        "May a pool be without numbers?",
        {"accepted": "yes", "refused": "no"},
    ),
    Question(
        "write",
        "SMS settings",
        "What does an update do to the fields that it does not name?",
        {"merge": "it keeps them", "replace": "it wipes them"},
    ),
    Question(
        "nulls",
        "SMS settings",
        "What does null do to a field other than time_out?",
        {"honoured": "it clears it", "ignored": "nothing"},
    ),
    Question(
        "reads",
        "SMS settings",
        "Which fields does the list of numbers report?",
        {
            "documented": "those of its page",
            "update-echo": "those of the update's sample too",
            "all": "all that can be set",
        },
    ),
    Question(
        "unset",
        "SMS settings",
        "How are fields without a value shown?",
        {
            "sample": "as in the reference's sample: [] and 0 for three of them, else null",
            "null": "null",
            "empty": 'as "" or [] where the type allows',
            "absent": "left out",
            "defaults": "null, or a default",
        },
    ),
    Question(
        "numbers_as",
        "SMS settings",
        "Which JSON type do numeric fields have?",
        {"numbers": "numbers", "strings": "strings"},
    ),
    Question(
        "values",
        "SMS settings",
        "Are texts kept as they were sent?",
        {"as-sent": "yes", "tidied": "without white space at the ends"},
    ),
)

# Why a question stays open. A profile holds these words, and no others.
NO_POOL = "no pool was named: give numbers for one with --numbers, or one of yours with --pool"
NO_DELETE = "pools cannot be deleted here, so none was made: name one of yours with --pool"
NO_NUMBER = "no number was named with --number"
READ_ONLY = "it takes a write, and this was --read-only"
NO_CREDENTIALS = "there are no credentials to borrow, or the pool has none"
FEW_NUMBERS = "it takes three different numbers or more"
NO_ROOM = "a field set for the question could not be unset"
NO_VALUE = "the number has no field with a value that could surely be put back"
REPLACES = "an update wipes what it does not name, so null makes no difference"
UNREAD = "no read shows it"
UNLIKE = "it does none of what was expected, or not always the same"
REFUSED = "the service refused it"
HAS_IMESSAGE = "the number has settings for iMessage, or is provisioned for it, and an update would change those"
IMESSAGE = "the number is not listed for SMS after an update: it may be provisioned for iMessage"
STOPPED = "it was not asked, because an earlier exchange failed, or the run was interrupted"

OPEN_REASONS = (
    NO_POOL,
    NO_DELETE,
    NO_NUMBER,
    READ_ONLY,
    NO_CREDENTIALS,
    FEW_NUMBERS,
    NO_ROOM,
    NO_VALUE,
    REPLACES,
    UNREAD,
    UNLIKE,
    REFUSED,
    HAS_IMESSAGE,
    IMESSAGE,
    STOPPED,
)


@dataclass
class Answer:
    """An answer, or why there is none; either with the exchanges that show it."""

    value: str | None = None
    why: str = ""
    evidence: tuple[str, ...] = ()


@dataclass
class Answers:
    """What was found out. An answer that a later exchange contradicts is none."""

    found: dict[str, Answer] = field(default_factory=dict)

    def settle(self, name: str, value: str, evidence: Iterable[str]) -> None:
        """Note an answer."""
        known = self.found.get(name)
        if known and known.value and known.value != value:
            self.found[name] = Answer(why=UNLIKE, evidence=(*known.evidence, *evidence))
        elif known is None or known.why != UNLIKE:
            self.found[name] = known if known and known.value else Answer(value, evidence=tuple(evidence))

    def leave(self, why: str, *names: str, evidence: Iterable[str] = ()) -> None:
        """Note why questions stay open, unless they are answered, or it is known already."""
        for name in names:
            self.found.setdefault(name, Answer(why=why, evidence=tuple(evidence)))

    def value(self, name: str) -> str | None:
        """An answer, where there is one."""
        return self.found[name].value if name in self.found else None


def names(about: About) -> list[str]:
    """The questions about one thing."""
    return [each.name for each in QUESTIONS if each.about == about]

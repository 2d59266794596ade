"""What a reviewer must not miss: the rules, which `--fail-on` names too, and their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pulumi_bland._rules.errors import BlandError, listed
from pulumi_bland.cli._report.change import Change, Field, Foretold, Hidden, Report, is_known_nothing
from pulumi_bland.cli._report.letters import described, foreign, unseen
from pulumi_bland.cli._report.verdict import is_emptied

SHARE: Final = 0.3
"""A pool that loses more than this share of its numbers is worth a warning; `--fail-on shrink=…` says another."""

RULES: Final[Mapping[str, str]] = {
    "delete": "something is deleted, handed back or gone",
    "replace": "a resource is replaced",
    "takeover": "what is there and was not managed is replaced, or may be",
    "empties": "a prompt becomes empty, or settings that the program does not name are emptied",
    "refused": "an update would be refused (with --account)",
    "shrink": "a pool loses more than a share of its numbers (shrink=30%), or it cannot be told",
    "unprotect": "protection is taken away (protect, retain_on_delete)",
    "credentials": "Twilio credentials, or the account itself, change",
    "webhook": "messages begin to go to another address",
    "drift": "a change made outside Pulumi is overwritten",
}
"""Each rule and what it catches."""


@dataclass(frozen=True, slots=True)
class Danger:
    """One thing to look at.

    Attributes:
        rule: None for what cannot be failed on.
        about: the name of a resource.
        text: what happens to it; `{}` stands for `other`.
        other: another name.
    """

    rule: str | None
    about: str
    text: str
    other: str = ""

    def said(self, name: Callable[[str], str]) -> str:
        """The text, names drawn by `name`."""
        return self.text.replace("{}", name(self.other)) if self.other else self.text


@dataclass(frozen=True, slots=True)
class FailOn:
    """The rules that end a review with exit code 2."""

    rules: frozenset[str] = frozenset()
    share: float = SHARE

    @classmethod
    def parse(cls, text: str) -> FailOn:
        """Read `delete,replace,shrink=30%`.

        Raises:
            BlandError: a rule that does not exist, or a share that is none.
        """
        rules, share = set(), SHARE
        for each in filter(None, (part.strip() for part in text.split(","))):
            name, given, value = each.partition("=")
            if name not in RULES or (given and name != "shrink"):
                text = f"--fail-on: there is no rule {each!r}; the rules are {', '.join(RULES)} (shrink=30%)"
                raise BlandError(text)
            rules.add(name)
            share = _share(value) if given else share
        return cls(frozenset(rules), share)

    def met(self, dangers: list[Danger]) -> list[str]:
        """The rules among these that were found, in the order of the list above."""
        found = {each.rule for each in dangers}
        return [rule for rule in RULES if rule in self.rules and rule in found]


def _share(text: str) -> float:
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        problem = f"--fail-on: shrink takes a share such as 30% or 0.3, not {text!r}"
        raise BlandError(problem)
    return share


def dangers(report: Report, share: float = SHARE) -> list[Danger]:
    """Everything dangerous in a report, the worst first."""
    order = [*RULES]
    found = [each for change in report.changes for each in _of(change, share, drift=report.view == "drift")]
    found += [
        Danger("credentials", name, "the account or its address changes: its resources are looked for there")
        for name in report.accounts
    ]
    return sorted(found, key=lambda each: (order.index(each.rule) if each.rule else len(order), each.about))


def _of(change: Change, share: float, *, drift: bool) -> Iterator[Danger]:
    def danger(rule: str | None, text: str) -> Danger:
        return Danger(rule, change.name, text)

    if change.action == "gone":
        yield danger("delete", "is gone at Bland")
    elif change.action == "delete":
        yield danger(None if change.ending == "retain" else "delete", _ending(change))
    elif change.action == "replace":
        which = listed(each.name for each in change.fields if each.name in change.kind.identity)
        why = f" because {which} changes" if which else ""
        yield danger("replace", f"is replaced{why}; the old one {_let_go(change)}")
    yield from _at_take_over(change, danger, drift=drift)
    yield from _at_members(change, share, danger, drift=drift)
    yield from _at_fields(change, danger, drift=drift)
    if change.takes_back and not drift:
        overwrites = "was changed outside Pulumi, and this overwrites that change"
        yield danger("drift", "is gone at Bland, and is made again" if change.action == "create" else overwrites)
    yield from _remarks(change, danger)


def _at_fields(change: Change, danger: Callable[[str | None, str], Danger], *, drift: bool) -> Iterator[Danger]:
    tense = "changed" if drift else "changes"
    if change.action in ("update", "replace"):
        for each in change.fields:
            if each.name in change.kind.credentials:
                yield danger("credentials", f"{each.name} {_turns(each.before, each.after, tense)}")
            if each.name in change.kind.addresses and each.after is not None:
                yield danger("webhook", f"{each.name} {_turns(each.before, each.after, tense)}")
    if is_emptied(change):
        yield danger(
            "empties",
            f"{change.kind.prompt} {'was' if drift else 'is'} emptied: the {change.kind.word} is left without it",
        )
    if change.unprotected:
        yield danger(
            "unprotect", f"is no longer protected ({listed(change.unprotected)}): a later change may delete it"
        )


def _at_take_over(change: Change, danger: Callable[[str | None, str], Danger], *, drift: bool) -> Iterator[Danger]:
    """Whatever is there and was not managed: no preview shows what it is."""
    if change.foretold is not None and change.foretold.untold is None:
        yield from _at_foretold(change, change.foretold, danger)
        return
    names = change.comes_under_management
    numbers = change.takes_over and change.kind.has_members
    if drift or not (names or numbers):
        return
    held = listed([*["its numbers"] * numbers, *names])
    then = _afterwards(change)
    several = numbers or len(names) > 1
    if change.takes_over:
        text = f"takes over what exists: {held} {'are' if several else 'is'} replaced, whatever is there now; {then}"
    else:
        text = f"{held} {'were' if several else 'was'} not managed until now: whatever is there now is replaced; {then}"
    yield danger("takeover", text)


def _at_foretold(change: Change, foretold: Foretold, danger: Callable[[str | None, str], Danger]) -> Iterator[Danger]:
    """What a look at the account found: what is replaced, emptied, or refused."""
    if foretold.refused is not None:
        yield danger("refused", "would be refused, and nothing written: the reason stands below")
        return
    if held := change.replaces:
        verb = (
            "takes over what exists, and replaces" if change.takes_over else "replaces what was not managed until now:"
        )
        yield danger("takeover", f"{verb} {listed(held)}; {_afterwards(change)}")
    if emptied := change.empties:
        yield danger("empties", f"empties {listed(emptied)}, which the program does not name; {_afterwards(change)}")


def _afterwards(change: Change) -> str:
    """What destroy does with it, as the program says from now on."""
    return {
        "delete": "destroy deletes it",
        "clear": "destroy empties it",
        "retain": "destroy leaves it as it is then",
    }.get(change.on_delete or "", "destroy hands back what was there")


def _at_members(
    change: Change, share: float, danger: Callable[[str | None, str], Danger], *, drift: bool
) -> Iterator[Danger]:
    members = change.members
    if members is None or change.action not in ("update", "replace"):
        return
    left, verb = len(members.removed), "left" if drift else "leave"
    if members.hidden is Hidden.UNKNOWN:
        yield danger(
            "shrink", "some of its numbers are known after `up` only, so which of the others leave is not known"
        )
    elif members.hidden is not None:
        yield danger("shrink", f"its numbers are secret, so how many {verb} cannot be told")
    elif members.hidden is None and members.share > share:
        which = f"all {left}" if left == members.before else f"{left} of {members.before}"
        yield danger("shrink", f"{which} numbers {verb} the {change.kind.word} ({members.share:.0%})")


def _remarks(change: Change, danger: Callable[[str | None, str], Danger]) -> Iterator[Danger]:
    """What is no danger by itself, and what a preview cannot see."""
    if change.renamed_from is not None:
        text = "manages what {} managed; nothing is undone, but what was there before is forgotten: aliases keep it"
        yield Danger(None, change.name, text, other=change.renamed_from)
    if (each := change.field("on_drift")) is not None and each.after == "overwrite":
        yield danger(None, "from now on changes made outside Pulumi are overwritten without asking (on_drift)")
    unseen_by_us = change.foretold is None or change.foretold.untold is not None
    if unseen_by_us and (each := change.field("authoritative")) is not None and each.after is True:
        yield danger(None, "empties the settings that the program does not name; which, no preview can show")
    for each in change.fields:
        if each.after is Hidden.SECRET_NO_MORE:
            yield danger(None, f"{each.name} is no longer a secret: it will be in the state in the clear")
        yield from _at_letters(each, danger)
    if change.ignores:
        yield danger(None, f"changes of {listed(change.ignores)} are ignored from now on (ignore_changes)")
    if change.heeds:
        yield danger(None, f"changes of {listed(change.heeds)} are no longer ignored (ignore_changes)")
    if change.unfinished:
        yield danger(None, "the last `up` of it was carried out in part")


def _at_letters(field: Field, danger: Callable[[str | None, str], Danger]) -> Iterator[Danger]:
    """Characters that a reader cannot see, or takes for others."""
    if not isinstance(field.after, str):
        return
    before = field.before if isinstance(field.before, str) else ""
    if unseen(field.after) - unseen(before):
        yield danger(None, f"{field.name} gains characters that do not print; they are written as \\u… below")
    if gained := sorted(foreign(field.after) - foreign(before)):
        yield danger(
            None, f"{field.name} gains letters that can be taken for others: {listed(map(described, gained), 5)}"
        )


def _ending(change: Change) -> str:
    if change.ending == "retain":
        return "is no longer managed and stays as it is (retain)"
    if change.ending == "delete":
        return "is deleted, with numbers that were added by hand too"
    return _let_go(change)


def _let_go(change: Change) -> str:
    if change.ending == "restore":
        return "is handed back as it was before Pulumi managed it"
    return {
        "delete": "is deleted",
        "clear": "is emptied: every field that the program set",
        "retain": "stays as it is",
    }[change.ending or "retain"]


def _turns(before: object, after: object, otherwise: str) -> str:
    past = otherwise == "changed"
    if is_known_nothing(before):
        return "was set" if past else "is set"
    if after is None:
        return "was removed" if past else "is removed"
    return otherwise

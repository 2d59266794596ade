"""The first line: all that happens, in one sentence of counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pulumi_bland.cli._change import Change, Ending, Report

SEPARATOR = " · "
_PROMPT = "objective"
ENDINGS: Final[Mapping[Ending, str]] = {
    "delete": "deleted",
    "restore": "handed back",
    "clear": "emptied",
    "retain": "let go",
}


def verdict(report: Report) -> str:
    """One line about a report: pools, agents, what ends, and whether this is all."""
    parts = [*_drift(report)] if report.view == "drift" else [*_plan(report)]
    if report.errors:
        what = "comparison" if report.view == "drift" else "preview"
        parts.insert(0, f"the {what} failed, so this is not all")
    return _sentence(SEPARATOR.join(parts))


def count(number: int, noun: str) -> str:
    """`1 pool`, `2 pools`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _plan(report: Report) -> Iterator[str]:
    changes = report.changes
    yield from _begins([each for each in changes if each.action == "create"])
    if changed := _updated(changes, "pool"):
        yield f"{count(len(changed), 'pool')} {_verb(changed, 'change')}{_numbers(changed)}"
    yield from _agents(_updated(changes, "agent"), "changes", "change")
    if renamed := [each for each in changes if each.renamed_from is not None]:
        yield f"{_both(renamed)} {_is(renamed)} renamed"
    if report.accounts:
        yield f"the access to {count(len(report.accounts), 'account')} changes"
    if back := [each for each in changes if each.takes_back]:
        yield f"{_both(back)} changed outside Pulumi {_is(back)} put back"
    yield from _ends(changes)
    if report.errors:
        return
    if not changes and not report.accounts:
        yield "nothing changes at Bland"
    elif not any(each.action in ("delete", "replace") for each in changes):
        yield "nothing is deleted"


def _begins(new: list[Change]) -> Iterator[str]:
    if made := [each for each in _of(new, "pool") if not each.takes_over]:
        yield f"{count(len(made), 'pool')} {_is(made)} made{_with(made)}"
    if taken := [each for each in _of(new, "pool") if each.takes_over]:
        yield f"{count(len(taken), 'pool')} {_is(taken)} taken over{_with(taken)}"
    if made := _of(new, "agent"):
        yield f"{count(len(made), 'agent')} {_is(made)} set up"


def _ends(changes: Sequence[Change]) -> Iterator[str]:
    if replaced := _doing(changes, "replace"):
        yield f"{_both(replaced)} {_is(replaced)} replaced"
    for ending, verb in ENDINGS.items():
        if let_go := [each for each in changes if each.action == "delete" and each.ending == ending]:
            yield f"{_both(let_go)} {_is(let_go)} {verb}"


def _drift(report: Report) -> Iterator[str]:
    changes = report.changes
    if changed := _updated(changes, "pool"):
        were = "was" if len(changed) == 1 else "were"
        yield f"{count(len(changed), 'pool')} {were} changed outside Pulumi{_numbers(changed)}"
    yield from _agents(_updated(changes, "agent"), "was changed outside Pulumi", "were changed outside Pulumi")
    if gone := _doing(changes, "gone"):
        yield f"{_both(gone)} {_is(gone)} gone"
    if not changes and not report.errors:
        watched = [count(number, kind) for kind, number in report.watched.items() if number]
        yield f"no drift{': ' if watched else ''}{' and '.join(watched)}{' as last seen' if watched else ''}"


def _agents(changed: list[Change], one: str, many: str) -> Iterator[str]:
    prompts = [each for each in changed if each.field(_PROMPT)]
    others = [each for each in changed if not each.detailed or any(field.name != _PROMPT for field in each.fields)]
    if prompts:
        yield f"{count(len(prompts), 'agent prompt')} {one if len(prompts) == 1 else many}"
    if others:
        yield f"settings of {count(len(others), 'agent')} {many}"


def _with(made: list[Change]) -> str:
    hidden = any(each.members and each.members.hidden for each in made)
    return "" if hidden else f", with {count(sum(each.members.after for each in made if each.members), 'number')}"


def _numbers(changed: Iterable[Change]) -> str:
    moved = [each.members for each in changed if each.members]
    added, removed = sum(len(each.added) for each in moved), sum(len(each.removed) for each in moved)
    hidden = sum(each.hidden is not None for each in moved)
    parts = [f"{count(added, 'number')} added"] * bool(added)
    parts += [f"{removed if added else count(removed, 'number')} removed"] * bool(removed)
    parts += [f"the numbers of {count(hidden, 'pool')} cannot be shown"] * bool(hidden)
    return f": {', '.join(parts)}" if parts else ""


def _both(changes: list[Change]) -> str:
    found = [(len(_of(changes, kind)), kind) for kind in ("pool", "agent")]
    return " and ".join(count(number, kind) for number, kind in found if number)


def _of(changes: Iterable[Change], kind: str) -> list[Change]:
    return [each for each in changes if each.kind == kind]


def _updated(changes: Iterable[Change], kind: str) -> list[Change]:
    """Those that stay and change; a rename alone is no change at Bland."""
    stay = _doing(_of(changes, kind), "update")
    return [each for each in stay if each.fields or each.members or not each.detailed]


def _doing(changes: Iterable[Change], action: str) -> list[Change]:
    return [each for each in changes if each.action == action]


def _is(changes: list[Change]) -> str:
    return "is" if len(changes) == 1 else "are"


def _verb(changes: list[Change], verb: str) -> str:
    return f"{verb}s" if len(changes) == 1 else verb


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]

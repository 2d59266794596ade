"""The first line: all that happens, in one sentence of counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pulumi_bland.cli._kind import Ending, Kind
from pulumi_bland.cli._kinds import KINDS
from pulumi_bland.cli._report.change import Change, Report, is_known_nothing

SEPARATOR = " · "
ENDINGS: Final[Mapping[Ending, str]] = {
    "delete": "deleted",
    "restore": "handed back",
    "clear": "emptied",
    "retain": "let go",
}


def verdict(report: Report) -> str:
    """One line about a report: what begins, changes and ends, and whether this is all."""
    parts = [*_drift(report)] if report.view == "drift" else [*_plan(report)]
    if report.errors:
        what = "comparison" if report.view == "drift" else "preview"
        parts.insert(0, f"the {what} failed, so this is not all")
    return _sentence(SEPARATOR.join(parts))


def _plan(report: Report) -> Iterator[str]:
    changes = report.changes
    yield from _begins([each for each in changes if each.action == "create"])
    for kind, changed in _by_kind(_updated(changes)):
        yield from _changed(kind, changed, "changes", "change")
    if renamed := [each for each in changes if each.renamed_from is not None]:
        yield f"{_all(renamed)} {_is(renamed)} renamed"
    if report.accounts:
        yield f"the access to {count(len(report.accounts), 'account')} changes"
    if back := [each for each in changes if each.takes_back]:
        yield f"{_all(back)} changed outside Pulumi {_is(back)} put back"
    if bare := [each for each in changes if each.unprotected]:
        yield f"{_all(bare)} {'loses its' if len(bare) == 1 else 'lose their'} protection"
    yield from _foretold(changes)
    yield from _ends(changes)
    if report.errors:
        return
    if not any(each.changes for each in changes) and not report.accounts:
        yield "nothing changes at Bland"
    elif not any(each.action in ("delete", "replace") for each in changes):
        yield "nothing is deleted"


def _foretold(changes: Sequence[Change]) -> Iterator[str]:
    """What only a look at the account shows."""
    if taken := [each for each in changes if each.replaces]:
        yield f"what {_all(taken)} {'holds' if len(taken) == 1 else 'hold'} is replaced"
    if emptied := [each for each in changes if each.empties]:
        yield f"settings of {_all(emptied)} that nobody declares are emptied"
    if refused := [each for each in changes if each.foretold and each.foretold.refused]:
        yield f"{_all(refused)} would be refused"


def _begins(new: list[Change]) -> Iterator[str]:
    for kind, of_kind in _by_kind(new):
        made = [each for each in of_kind if not each.takes_over]
        taken = [each for each in of_kind if each.takes_over]
        if made:
            yield f"{kind.count(len(made))} {_is(made)} {kind.begins}{_with(made)}"
        if taken:
            yield f"{kind.count(len(taken))} {_is(taken)} taken over{_with(taken)}"


def _ends(changes: Sequence[Change]) -> Iterator[str]:
    if replaced := _doing(changes, "replace"):
        yield f"{_all(replaced)} {_is(replaced)} replaced"
    for ending, verb in ENDINGS.items():
        if let_go := [each for each in changes if each.action == "delete" and each.ending == ending]:
            yield f"{_all(let_go)} {_is(let_go)} {verb}"


def _drift(report: Report) -> Iterator[str]:
    changes = report.changes
    for kind, changed in _by_kind(_updated(changes)):
        yield from _changed(kind, changed, "was changed outside Pulumi", "were changed outside Pulumi")
    if gone := _doing(changes, "gone"):
        yield f"{_all(gone)} {_is(gone)} gone"
    if not changes and not report.errors:
        watched = [kind.count(number) for kind in KINDS if (number := report.watched.get(kind, 0))]
        yield f"no drift{': ' if watched else ''}{' and '.join(watched)}{' as last seen' if watched else ''}"


def _changed(kind: Kind, changed: list[Change], one: str, many: str) -> Iterator[str]:
    if kind.prompt is None:
        yield f"{kind.count(len(changed))} {one if len(changed) == 1 else many}{_numbers(kind, changed)}"
        return
    prompts = [each for each in changed if each.field(kind.prompt)]
    emptied = [each for each in prompts if is_emptied(each)]
    kept = [each for each in prompts if each not in emptied]
    others = [each for each in changed if not each.detailed or any(field.name != kind.prompt for field in each.fields)]
    if emptied:
        was = ("is", "are") if one == "changes" else ("was", "were")
        yield f"{count(len(emptied), f'{kind.word} prompt')} {was[len(emptied) > 1]} emptied"
    if kept:
        yield f"{count(len(kept), f'{kind.word} prompt')} {one if len(kept) == 1 else many}"
    if others:
        yield f"settings of {kind.count(len(others))} {many}"


def is_emptied(change: Change) -> bool:
    """Whether the prompt of an agent that had one is empty afterwards."""
    prompt = change.field(change.kind.prompt)
    if prompt is None or change.action not in ("update", "replace") or is_known_nothing(prompt.before):
        return False
    return prompt.after is None or (isinstance(prompt.after, str) and not prompt.after.strip())


def _with(made: list[Change]) -> str:
    with_members = [each.members for each in made if each.members]
    if not with_members or any(each.hidden for each in with_members):
        return ""
    return f", with {count(sum(each.after for each in with_members), 'number')}"


def _numbers(kind: Kind, changed: Iterable[Change]) -> str:
    moved = [each.members for each in changed if each.members]
    added, removed = sum(len(each.added) for each in moved), sum(len(each.removed) for each in moved)
    hidden = sum(each.hidden is not None for each in moved)
    parts = [f"{count(added, 'number')} added"] * bool(added)
    parts += [f"{removed if added else count(removed, 'number')} removed"] * bool(removed)
    parts += [f"the numbers of {kind.count(hidden)} cannot be shown"] * bool(hidden)
    return f": {', '.join(parts)}" if parts else ""


def _all(changes: Iterable[Change]) -> str:
    """`1 pool and 2 agents`."""
    return " and ".join(kind.count(len(of_kind)) for kind, of_kind in _by_kind(changes))


def _by_kind(changes: Iterable[Change]) -> Iterator[tuple[Kind, list[Change]]]:
    """The kinds that there are some of, in the order of the table."""
    found = [*changes]
    for kind in KINDS:
        if of_kind := [each for each in found if each.kind is kind]:
            yield kind, of_kind


def _updated(changes: Iterable[Change]) -> list[Change]:
    """Those that stay and change."""
    return [each for each in _doing(changes, "update") if each.changes]


def _doing(changes: Iterable[Change], action: str) -> list[Change]:
    return [each for each in changes if each.action == action]


def _is(changes: list[Change]) -> str:
    return "is" if len(changes) == 1 else "are"


def count(number: int, noun: str) -> str:
    """`1 line`, `2 lines`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]

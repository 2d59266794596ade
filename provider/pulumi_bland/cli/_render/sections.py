"""A report as sections to read, for every format: what stands in them and how much of it, not how it is drawn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pulumi_bland.cli._render.textdiff import diff, pieces_are_sentences, visible, whole
from pulumi_bland.cli._report.change import Change, Field, Foretold, Hidden, Members, Report, Value, is_known_nothing
from pulumi_bland.cli._report.verdict import ENDINGS, count

SHORT = 60
"""A value up to this length stands in the table; a longer one is compared as a text."""
_LONGEST = 400
"""Nobody reads a longer line."""
NEW = ("field", "value")
CHANGED = ("field", "before", "after")
_LIVE = ("field", "account has", "becomes")
_DRIFT = ("field", "Pulumi knows", "account has")
_SIGNS = {"create": "+", "update": "~", "replace": "±", "delete": "-", "gone": "-"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in a table; `literal`: as it is, not a word of ours about it."""

    text: str
    literal: bool = True


@dataclass(frozen=True, slots=True)
class Lines:
    """A list of lines with a sign before each: numbers, or a text that changed."""

    title: str
    lines: list[str]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Fields, each with a value, or with one before and one after; `heads` says what the columns are."""

    rows: list[tuple[str, Cell | None, Cell]]
    heads: tuple[str, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about the resource; `quoted` is what others say, or stands on the wire."""

    text: str
    quoted: str = ""
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """All about one resource."""

    sign: str
    kind: str
    name: str
    about: str
    fate: str
    parts: list[Part] = field(default_factory=list)

    def cut(self, most: int) -> Section:
        """The same with at most so many lines in each part."""
        return replace(self, parts=[_cut(each, most) for each in self.parts])


Part = Said | Lines | Table


def sections(report: Report) -> list[Section]:
    """A section for each change, the worst first: in an order that does not depend on the engine's."""
    order = ["gone", "delete", "replace", "update", "create"]
    return [
        _section(each, drift=report.view == "drift")
        for each in sorted(report.changes, key=lambda each: (order.index(each.action), each.kind.word, each.name))
    ]


def shortened(text: str, most: int = _LONGEST) -> str:
    """A text of one line that is not endless."""
    text = visible(text)
    return text if len(text) <= most else f"{text[:most]}… ({len(text) - most} more characters)"


def _section(change: Change, *, drift: bool) -> Section:
    about = change.kind.called(change.object or "")
    fate = ENDINGS.get(change.ending or "retain", "") if change.action == "delete" else ""
    if change.action == "create" and change.takes_over:
        fate = "taken over"
    if change.renamed_from is not None:
        fate = "renamed"
    if not change.detailed:
        fate = "Pulumi does not say what changes"
    parts = [*_parts(change, drift=drift)]
    if change.foretold is not None:
        parts = [*_foretold(change, change.foretold, parts)]
    return Section(_SIGNS[change.action], change.kind.word, change.name, about, fate, parts)


def _foretold(change: Change, foretold: Foretold, parts: list[Part]) -> Iterator[Part]:
    """What a dry run found, in the place of what the program alone says; that stays where nothing is foretold."""
    if not foretold.is_certain or not foretold.writes:
        yield from parts
    if foretold.refused is not None:
        yield Said("would be refused", foretold.refused)
    if foretold.untold is not None:
        yield Said("the account was not looked at for it", foretold.untold)
    if foretold.is_certain and not foretold.writes:
        ends = change.action == "delete"
        yield Said("nothing is written" if ends else "already so: nothing is written")
    for write in foretold.writes:
        names = ", ".join(write.sent)
        yield Said(
            "lets go with" if write.lets_go else "writes", f"{write.method} {write.route}{': ' * bool(names)}{names}"
        )
        if write.members is not None:
            yield _numbers(write.members)
        yield from _fields(write.fields, _LIVE)
    if foretold.writes:
        managed = [each for each in change.fields if each.name not in (*change.kind.fields, *change.kind.identity)]
        yield from _fields(managed, CHANGED, *_options(change))
    yield from (Said("`up` would say", each) for each in foretold.remarks)


def _parts(change: Change, *, drift: bool) -> Iterator[Part]:
    if change.members is not None and change.ending in (None, "delete"):
        yield _numbers(change.members)
    # What names the object stands in the title, unless it is what changes.
    identity = change.kind.identity if change.action == "create" else ()
    fields = [each for each in change.fields if each.name not in identity]
    if change.action in ("delete", "gone"):
        return
    heads = NEW if change.action == "create" else _DRIFT if drift else CHANGED
    yield from _fields(fields, heads, *_options(change))


def _fields(
    fields: Iterable[Field], heads: tuple[str, ...], *more: tuple[str, Cell | None, Cell]
) -> Iterator[Table | Lines]:
    """Short values in a table, and each longer one as a text that changed."""
    fields = [*fields]
    rows = [
        (each.name, None if heads == NEW else _cell(each.before), _cell(each.after))
        for each in fields
        if not _is_text(each)
    ]
    if rows or more:
        yield Table([*rows, *more], heads)
    for each in fields:
        if _is_text(each):
            before, after = _text(each.before), _text(each.after)
            title = each.name
            if each.before is Hidden.UNMANAGED:
                title += f", {each.before.value}"
            title += ", long lines by sentence" if pieces_are_sentences(before, after) else ""
            yield Lines(title, _difference(before, after))


def _options(change: Change) -> Iterator[tuple[str, Cell | None, Cell]]:
    """Options of the resource in the program, beside its inputs."""
    for each in change.unprotected:
        yield each, Cell("True"), Cell("not set", literal=False)
    for name in (*change.heeds, *change.ignores):
        was, is_ = ("heeded", "ignored") if name in change.ignores else ("ignored", "heeded")
        yield f"changes of {name}", Cell(was, literal=False), Cell(is_, literal=False)


def _difference(before: str, after: str) -> list[str]:
    if before and after:
        return diff(before, after)
    return whole(after, "+") if after else whole(before, "-")


def _numbers(members: Members) -> Lines:
    lines = [f"-{number}  {label}".rstrip() for number, label in members.removed.items()]
    lines += [f"+{number}  {label}".rstrip() for number, label in members.added.items()]
    if members.hidden is Hidden.SECRET:
        return Lines("numbers: secret", lines)
    if members.hidden is Hidden.UNKNOWN:
        return Lines(f"numbers: {members.before} → known after up", lines)
    if members.before and members.after:
        return Lines(f"numbers: {members.before} → {members.after}", lines)
    return Lines(count(members.before or members.after, "number"), lines)


def _is_text(change: Field) -> bool:
    """Whether a change is read best as a text that changed."""
    values = [each for each in (change.before, change.after) if not is_known_nothing(each)]
    if any(isinstance(each, Hidden) for each in values):
        return False
    return any("\n" in each if isinstance(each, str) else False for each in values) or any(
        len(each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)) > SHORT for each in values
    )


def _text(value: Value) -> str:
    if is_known_nothing(value):
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)


def _cell(value: Value) -> Cell:
    if value is None:
        return Cell("not set", literal=False)
    if isinstance(value, Hidden):
        return Cell(value.value, literal=False)
    text = value if isinstance(value, str) and value == value.strip() != "" else json.dumps(value, ensure_ascii=False)
    return Cell(shortened(text))


def _cut(part: Part, most: int) -> Part:
    if isinstance(part, Said):
        return part
    if isinstance(part, Lines):
        return replace(part, lines=part.lines[:most], left_out=max(0, len(part.lines) - most))
    return replace(part, rows=part.rows[:most], left_out=max(0, len(part.rows) - most))

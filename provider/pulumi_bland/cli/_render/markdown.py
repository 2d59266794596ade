"""A report as Markdown for one comment on a pull request: the verdict, what is dangerous, then each resource.

Nothing in a program may break out of its place: names and values stand in code spans, texts in fences longer than any
that they hold, so that no value mentions a person, closes a block or draws a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pulumi_bland.cli._render.sections import Cell, Lines, Part, Said, Section, Table, sections, shortened
from pulumi_bland.cli._report.change import Report
from pulumi_bland.cli._report.dangers import SHARE, Danger, dangers
from pulumi_bland.cli._report.verdict import SEPARATOR, count, verdict

LIMIT = 65_000
"""A comment on GitHub holds 65,536 characters."""
_FOLDED = 20
"""A longer list is folded: a click shows it."""
_STEPS = (1_000_000, 400, 150, 50, 15, 5)
"""How many lines a part may have: the first that makes everything fit is taken."""
_MOST_DANGERS = 25
_MOST_WARNINGS = 10
_MOST_ERRORS = 20
_NAMED = 30
"""So many resources that do not fit are at least named."""
_LONGEST_NAME = 80
_LONGEST_MESSAGE = 200
_VERBS = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted"}


def markdown(report: Report, *, share: float = SHARE, limit: int = LIMIT) -> str:
    """The comment. What does not fit is cut, and the end says so."""
    found = sections(report)
    for most in _STEPS:
        shown = [_section(each.cut(most)) for each in found]
        text = _document(report, shown, share, _cut_note(found, len(found), most))
        if len(text) <= limit:
            return text
    # Not even five lines of each fit: whole sections are left out, from the end.
    low, high = 0, len(found)
    while low < high:
        middle = (low + high + 1) // 2
        text = _document(report, shown[:middle], share, _cut_note(found, middle, _STEPS[-1]))
        low, high = (middle, high) if len(text) <= limit else (low, middle - 1)
    return _document(report, shown[:low], share, _cut_note(found, low, _STEPS[-1]))


def _document(report: Report, shown: list[str], share: float, cut: str) -> str:
    kind = "drift" if report.view == "drift" else "review"
    marker = f"<!-- pulumi-bland {kind}: {re.sub('[^A-Za-z0-9_./-]', '_', report.stack)[:200]} -->"
    stack = f"Stack {code(report.stack)}" if report.stack else ""
    blocks = [
        f"**{verdict(report)}**",
        *_errors(report),
        *_warned(dangers(report, share)),
        *shown,
        *_remarks(report),
        cut,
        f"<sub>{SEPARATOR.join(filter(None, [stack, _others(report)]))}</sub>" if stack or _others(report) else "",
        marker,
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def code(text: str, *, table: bool = False) -> str:
    """A text in a code span, whatever is in it."""
    text = shortened(text) or " "
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * (longest + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    # In a table a bar ends the cell, in a code span too, and only there does GitHub take the backslash away.
    return f"{ticks}{space}{text.replace('|', chr(92) + '|') if table else text}{space}{ticks}"


def name(text: str) -> str:
    """The name of a resource."""
    return code(shortened(text, _LONGEST_NAME))


def fence(lines: list[str], kind: str = "diff") -> str:
    """Lines in a fence that none of them closes."""
    longest = max((len(run) for line in lines for run in re.findall("`{3,}", line)), default=2)
    ticks = "`" * (longest + 1)
    return "\n".join([ticks + kind, *lines, ticks])


def _errors(report: Report) -> Iterator[str]:
    lines = [
        shortened(line, _LONGEST_MESSAGE)
        for each in report.errors
        for line in f"{each.about}{': ' * bool(each.about)}{each.text}".splitlines()
    ]
    if len(lines) > _MOST_ERRORS:
        lines[_MOST_ERRORS:] = [f"… {count(len(lines) - _MOST_ERRORS, 'more line')}"]
    if lines:
        yield fence(lines, "text")


def _warned(found: list[Danger]) -> Iterator[str]:
    """The dangers as one alert and the remarks as another."""
    for title, kept in (
        ("CAUTION", [each for each in found if each.rule]),
        ("NOTE", [each for each in found if not each.rule]),
    ):
        lines = [f"- {name(each.about)}: {each.said(name)}" for each in kept[:_MOST_DANGERS]]
        if len(kept) > _MOST_DANGERS:
            lines.append(f"- … and {len(kept) - _MOST_DANGERS} more of this kind")
        if lines:
            yield "\n".join(f"> {line}" for line in [f"[!{title}]", *lines])


def _section(section: Section) -> str:
    about = f" · {name(section.about)}" if section.about else ""
    fate = f" · {section.fate}" if section.fate else ""
    title = f"#### {section.sign} {section.kind} {name(section.name)}{about}{fate}"
    return "\n\n".join([title, *(_part(each) for each in section.parts)])


def _part(part: Part) -> str:
    if isinstance(part, Said):
        return f"{part.text}: {code(part.quoted)}" if part.quoted else f"*{part.text}*"
    return _lines(part) if isinstance(part, Lines) else _table(part)


def _lines(part: Lines) -> str:
    lines = [_spaced(line) for line in part.lines]
    if part.left_out:
        lines.append(f"… {count(part.left_out, 'more line')}")
    if not lines:
        return part.title
    if len(part.lines) <= _FOLDED:
        return f"{part.title}\n{fence(lines)}"
    return f"<details><summary>{part.title}</summary>\n\n{fence(lines)}\n\n</details>"


def _spaced(line: str) -> str:
    """A space after the sign: GitHub colours by the sign, people read what follows."""
    return line if line.startswith("@@") else f"{line[:1]} {line[1:]}".rstrip()


def _table(table: Table) -> str:
    lines = [f"| {' | '.join(table.heads)} |", f"|{'---|' * len(table.heads)}"]
    for label, before, after in table.rows:
        cells = [label, *([] if before is None else [_cell(before)]), _cell(after)]
        lines.append(f"| {' | '.join(cells)} |")
    if table.left_out:
        lines.append(f"\n… {count(table.left_out, 'more field')}")
    return "\n".join(lines)


def _cell(cell: Cell) -> str:
    return code(cell.text, table=True) if cell.literal else f"*{cell.text}*"


def _remarks(report: Report) -> Iterator[str]:
    lines = [
        f"- {name(each.about)}: {code(shortened(each.text, _LONGEST_MESSAGE))}"
        for each in report.warnings[:_MOST_WARNINGS]
    ]
    if len(report.warnings) > _MOST_WARNINGS:
        lines.append(f"- … and {count(len(report.warnings) - _MOST_WARNINGS, 'more warning')}")
    if lines:
        yield "Pulumi warns:\n\n" + "\n".join(lines)
    for listing in report.listings:
        names = ", ".join(name(each) for each in listing.names[:_NAMED])
        more = f" and {len(listing.names) - _NAMED} more" if len(listing.names) > _NAMED else ""
        yield f"{listing.title}: {names or 'none'}{more}"


def _others(report: Report) -> str:
    parts = [f"{number} {_VERBS[action]}" for action, number in report.others.items()]
    return f"other resources: {', '.join(parts)}" if parts else ""


def _cut_note(found: list[Section], shown: int, most: int) -> str:
    notes = []
    cut = [each for each in found[:shown] if any(part.left_out for part in each.cut(most).parts)]
    if cut:
        notes.append(f"Lists and texts are cut to {most} lines in {count(len(cut), 'resource')}.")
    if missing := found[shown:]:
        names = ", ".join(name(each.name) for each in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        notes.append(f"{count(len(missing), 'change')} not shown: {names}{more}.")
    return f"**Cut to fit one comment.** {' '.join(notes)} The whole is in `--format text`." if notes else ""

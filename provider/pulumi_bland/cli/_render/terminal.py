"""A report for a terminal; plain text where the output is not one."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from pulumi_bland.cli._render.sections import CHANGED, NEW, Cell, Lines, Said, Section, Table, sections, shortened
from pulumi_bland.cli._render.textdiff import visible
from pulumi_bland.cli._report.change import Report
from pulumi_bland.cli._report.dangers import SHARE, dangers
from pulumi_bland.cli._report.verdict import verdict

_COLOURS = {"+": "green", "-": "red", "~": "yellow", "±": "magenta", "@": "cyan"}
_VERBS = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted"}


def show(report: Report, console: Console, *, share: float = SHARE) -> None:
    """Print a report; nothing in it is taken for markup, and no line is wrapped."""
    for line in _lines(report, share):
        console.print(line, soft_wrap=True, highlight=False, markup=False, emoji=False)


def _lines(report: Report, share: float) -> Iterator[Text]:
    yield Text(verdict(report), style="bold")
    for problem in report.errors:
        for line in problem.text.splitlines():
            yield Text(f"  error: {_about(problem.about)}{visible(line)}", style="red")
    for danger in dangers(report, share):
        sign, style = ("!", "bold red") if danger.rule else ("i", "cyan")
        yield Text(f"  {sign} {visible(danger.about)}: {danger.said(_quoted)}", style=style)
    for section in sections(report):
        yield Text()
        yield from _section(section)
    for problem in report.warnings:
        yield Text(f"warning: {_about(problem.about)}{visible(problem.text)}", style="yellow")
    if report.listings:
        yield Text()
    for listing in report.listings:
        yield Text(f"{listing.title}: {visible(', '.join(listing.names)) or 'none'}")
    if report.others:
        parts = [f"{number} {_VERBS[action]}" for action, number in report.others.items()]
        yield Text()
        yield Text(f"other resources: {', '.join(parts)}", style="dim")


def _section(section: Section) -> Iterator[Text]:
    about = "".join(f"  {visible(each)}" for each in (section.about, section.fate) if each)
    title = Text(f"{section.sign} {section.kind} {visible(section.name)}", style=f"bold {_COLOURS[section.sign]}")
    yield title.append(about, style="not bold default")
    for part in section.parts:
        if isinstance(part, Lines):
            yield Text(f"    {part.title}")
            for line in part.lines:
                body = line if line.startswith("@@") else f"{line[:1]} {line[1:]}".rstrip()
                yield Text(f"      {body}", style=_COLOURS.get(line[:1], ""))
        elif isinstance(part, Said):
            yield Text(f"    {part.text}{': ' * bool(part.quoted)}{visible(part.quoted)}", style="italic")
        else:
            yield from _table(part)


def _table(table: Table) -> Iterator[Text]:
    width = max(len(name) for name, _, _ in table.rows)
    if table.heads not in (NEW, CHANGED):
        yield Text(f"    {'':<{width}}  {' → '.join(table.heads[1:])}", style="dim")
    for name, before, after in table.rows:
        value = _cell(after) if before is None else f"{_cell(before)} → {_cell(after)}"
        yield Text(f"    {name:<{width}}  {value}")


def _cell(cell: Cell) -> str:
    return cell.text if cell.literal else f"({cell.text})"


def _quoted(name: str) -> str:
    return f"'{shortened(name)}'"


def _about(name: str) -> str:
    return f"{visible(name)}: " if name else ""

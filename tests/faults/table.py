"""docs/faults.md: what the matrix found, as tables for people. Every line of it comes from here or from a test."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.matrix import DONE, NOTHING, PLACES, STAYS, UNFINISHED, UNTOLD, Result, places
from tests.faults.operation import Operation
from tests.faults.operations import OPERATIONS
from tests.faults.troubles import TROUBLES

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
VARIABLE = "PULUMI_BLAND_WRITE_DOCS"
TESTS = "tests/faults/test_matrix.py"
SIGNS = {DONE: "✓", NOTHING: "✗", UNFINISHED: "◐", STAYS: "↺", UNTOLD: "?"}
MEANINGS = {
    DONE: "it is done, and the state says so.",
    NOTHING: "nothing was done, the state is as before, and the command failed.",
    UNFINISHED: "the command failed, and something may have been done. The resource is in the state with its id and\n"
    "  with what was there before it was managed. The next preview shows what is left, and the next up does it.",
    STAYS: "it is undone at Bland, which could not be seen. The resource stays in the state until the next destroy.",
    UNTOLD: "a pool was made, and neither the answer nor a list came back. The message says to name the pool with\n"
    "  `pool_id`: pools have no names, so a program cannot find one by itself.",
}
INTRODUCTION = f"""\
# Faults

What becomes of each operation when the service, a proxy or the network fails: {{cells}} cells, each run through a real
provider process against the sandbox. The tests write this page, and fail where it is not what happens:
`{VARIABLE}=1 pytest {TESTS}`.

In no cell is a number, a field or a resource lost. After each, the account is as before or as wanted, there is never a
second pool, and the same command without the fault makes everything right; what was there before the resource was
managed comes back with `pulumi destroy`, then or at once. No message holds a key or a value that the program declares.

{{meanings}}

A fault strikes while {PLACES[0]} (each operation reads lists before it writes), while {PLACES[1]}, or while
{PLACES[2]}, so that what came of it cannot be read either. *Again*: the request was made again, with pauses, until
it went well or `bland:deadline` was over. What is not made again would not pass, or doing it twice could do harm.

## All operations

The three signs of a cell are for a fault while {PLACES[0]}, {PLACES[1]}, and {PLACES[2]}; a dot where it cannot be.

"""


def section(operation: type[Operation], results: Sequence[Result]) -> str:
    """The part of the page about one operation."""
    columns = places(operation)
    messages: list[str] = []
    rows = [["Fault", *(f"while {each}" for each in columns)], ["---"] * (len(columns) + 1)]
    for trouble in TROUBLES:
        found = {result.place: result for result in results if result.trouble == trouble.name}
        if found:
            rows.append([trouble.name, *(_cell(found.get(place), messages) for place in columns)])
    heading = f"## {operation.name[0].upper()}{operation.name[1:]}"
    read = [f"{number}. {message}" for number, message in enumerate(messages, 1)]
    return "\n".join([heading, "", *map(_row, rows), "", "What the user reads:", "", *read, ""])


def _cell(result: Result | None, messages: list[str]) -> str:
    if result is None:
        return ""
    parts = [f"{SIGNS[result.happens]} {result.happens}" + (", again" if result.again else "")]
    if result.message:
        if result.message not in messages:
            messages.append(result.message)
        parts.append(f"[{messages.index(result.message) + 1}]")
    return " ".join(parts)


def page(sections: dict[str, str]) -> str:
    """The whole page, from its sections."""
    signs = {name: _signs(text) for name, text in sections.items()}
    names = [operation.name for operation in OPERATIONS]
    rows = [["Fault", *names], ["---"] * (len(names) + 1)]
    rows += [[each.name, *(signs[name].get(each.name, "···") for name in names)] for each in TROUBLES]
    cells = sum(len(row.replace("·", "")) for found in signs.values() for row in found.values())
    meanings = "\n".join(f"- {SIGNS[each]} *{each}*: {text}" for each, text in MEANINGS.items())
    head = INTRODUCTION.format(cells=cells, meanings=meanings) + "\n".join(map(_row, rows)) + "\n"
    return "\n".join([head, *(sections[name] for name in names)])


def _signs(text: str) -> dict[str, str]:
    """The signs of each fault, read from the table of a section."""
    found = {}
    for line in text.splitlines():
        name, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        if line.startswith("|") and name not in {"Fault", "---"}:
            found[name] = "".join(cell[:1] or "·" for cell in cells).ljust(len(PLACES), "·")
    return found


def sections_of(text: str) -> dict[str, str]:
    """The sections of a page by the name of their operation."""
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    by_heading = {part.partition("\n")[0].removeprefix("## "): part.rstrip() + "\n" for part in parts}
    return {
        operation.name: by_heading[heading]
        for operation in OPERATIONS
        if (heading := operation.name[0].upper() + operation.name[1:]) in by_heading
    }


def current(operation: type[Operation], results: Sequence[Result]) -> None:
    """Fail where the page says something else; with the variable set, make it say this."""
    sections = sections_of(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    new = section(operation, results)
    if os.environ.get(VARIABLE):
        sections[operation.name] = new
        kept = {each.name: sections.get(each.name, "") for each in OPERATIONS}
        PAGE.write_text(page(kept), encoding="utf-8")
    assert sections.get(operation.name) == new, f"docs/faults.md is not what happens: run {VARIABLE}=1 pytest {TESTS}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"

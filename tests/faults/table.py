"""docs/faults.md: what the matrix found, as a table for people. Every line of it comes from here or from a test."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.matrix import DONE, NOTHING, PLACES, STAYS, UNFINISHED, UNTOLD, Cell, Result
from tests.faults.operations import OPERATIONS
from tests.faults.troubles import TROUBLES

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
VARIABLE = "PULUMI_BLAND_WRITE_DOCS"

Grid = dict[tuple[str, str, str], str]
"""A sign for each operation, fault and place."""
NEVER = "·"
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

What becomes of each operation when the service, a proxy or the network fails: {{cells}} cells, each run against
the sandbox through both doors, the process of dynamic resources and the plugin. They agree in every cell. `make faults`
runs them all and fails where this page is not what happens; `{VARIABLE}=1 make faults` writes it.
`make test` runs a part of them for each door that has each fault at each place, and each operation at each place.

In no cell is a number, a field or a resource lost. After each, the account is as before or as wanted, there is never a
second pool, and the same command without the fault makes everything right; what was there before the resource was
managed comes back with `pulumi destroy`, then or at once. No message holds a key or a value that the program declares.

{{meanings}}

A fault strikes while {PLACES[0]} (each operation reads lists before it writes), while {PLACES[1]}, or while
{PLACES[2]}, so that what came of it cannot be read either: these are the three signs of a cell, with a dot where it
cannot be. A fault "once" is at the first request; one that is "always" there is met again at each attempt.

"""


def grid() -> Grid:
    """The signs that the page has."""
    found: Grid = {}
    names = [operation.name for operation in OPERATIONS]
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        fault, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        if line.startswith("| ") and fault not in {"Fault", "---"}:
            found |= {
                (name, fault, place): sign
                for name, signs in zip(names, cells, strict=True)
                for place, sign in zip(PLACES, signs, strict=True)
            }
    return found


def page(found: Grid) -> str:
    """The whole page, from its signs."""
    names = [operation.name for operation in OPERATIONS]
    rows = [["Fault", *names], ["---"] * (len(names) + 1)]
    for trouble in TROUBLES:
        signs = ["".join(found.get((name, trouble.name, place), NEVER) for place in PLACES) for name in names]
        rows.append([trouble.name, *signs])
    cells = sum(sign != NEVER for sign in found.values())
    meanings = "\n".join(f"- {SIGNS[each]} *{each}*: {text}" for each, text in MEANINGS.items())
    return INTRODUCTION.format(cells=cells, meanings=meanings) + "\n".join(map(_row, rows)) + "\n"


def current(results: Sequence[tuple[Cell, Result]]) -> None:
    """Fail where the page says something else; with the variable set, make it say this."""
    new = {(cell.operation.name, cell.trouble.name, cell.place): SIGNS[each.happens] for cell, each in results}
    if os.environ.get(VARIABLE):
        PAGE.write_text(page(grid() | new), encoding="utf-8")
    shown = grid()
    wrong = {where: sign for where, sign in new.items() if shown.get(where) != sign}
    assert not wrong, f"docs/faults.md is not what happens: run `{VARIABLE}=1 make faults`; {wrong}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"

"""Every fault at every place of every operation, through both doors.

All of them with `make faults`; otherwise a part that has every fault at every place, and every operation at each of its
places.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults import table
from tests.faults.matrix import DOORS, PLACES, REST, Cell, Hosts, Result, abandoned, places, troubles
from tests.faults.operation import Operation
from tests.faults.operations import OPERATIONS
from tests.faults.troubles import TROUBLES

AT_ONCE = 12
"""Cells that run at the same time: most of them wait for the provider, which waits before it tries again."""
ALL = bool(os.environ.get("BLAND_FAULTS"))
PART = 4
"""One cell in how many."""


@pytest.mark.parametrize("operation", OPERATIONS, ids=[each.name for each in OPERATIONS])
def test_no_fault_loses_anything(operation: type[Operation], hosts: Hosts) -> None:
    """And docs/faults.md says what happens."""
    chosen = [each for each in cells(operation, hosts) if ALL or is_in_part(each)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(result_or_problem, chosen))
    problems = [each for each in outcomes if isinstance(each, str)]
    assert not problems, "\n\n".join(problems)
    results = zip(chosen, outcomes, strict=True)
    table.current([(cell, each) for cell, each in results if isinstance(each, Result) and not cell.gives_up])


def test_the_part_has_each_fault_at_each_place_and_each_operation(hosts: Hosts) -> None:
    every = [cell for operation in OPERATIONS for cell in cells(operation, hosts)]
    part = [cell for cell in every if is_in_part(cell)]
    assert len(part) < len(every) / (PART - 1)
    for of in (fault_and_place, operation_and_place):
        assert {of(cell) for cell in part} == {of(cell) for cell in every}


def test_the_page_is_made_of_its_signs() -> None:
    """Nothing in it is left from an earlier time, and nothing was written by hand."""
    assert table.PAGE.read_text(encoding="utf-8") == table.page(table.grid())


def cells(operation: type[Operation], hosts: Hosts) -> list[Cell]:
    """All of an operation: what is done again afterwards, and what is given up."""
    again = [Cell(operation, place, trouble, hosts) for place in places(operation) for trouble in troubles(place)]
    return again + [Cell(operation, REST, trouble, hosts, gives_up=True) for trouble in abandoned(operation)]


def is_in_part(cell: Cell) -> bool:
    """A diagonal through operations, faults and places, another one for each door: all are met, in other company."""
    steps = OPERATIONS.index(cell.operation) + TROUBLES.index(cell.trouble) + PLACES.index(cell.place)
    return (steps + cell.gives_up + [*DOORS].index(cell.hosts.door)) % PART == 0


def fault_and_place(cell: Cell) -> tuple[str, str, bool]:
    return cell.trouble.name, cell.place, cell.gives_up


def operation_and_place(cell: Cell) -> tuple[str, str, bool]:
    return cell.operation.name, cell.place, cell.gives_up


def result_or_problem(cell: Cell) -> Result | str:
    try:
        return cell.run()
    except AssertionError as error:
        return f"{cell.trouble.name}, while {cell.place}{', given up' * cell.gives_up}: {error}"

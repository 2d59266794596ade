"""Every fault at every place of every operation, through real provider processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults import table
from tests.faults.matrix import REST, Cell, Hosts, Result, abandoned, places, troubles
from tests.faults.operation import Operation
from tests.faults.operations import OPERATIONS

AT_ONCE = 12
"""Cells that run at the same time: most of them wait for the provider, which waits before it tries again."""


@pytest.mark.parametrize("operation", OPERATIONS, ids=[each.name for each in OPERATIONS])
def test_no_fault_loses_anything(operation: type[Operation], hosts: Hosts) -> None:
    """And docs/faults.md says what happens."""
    cells = [Cell(operation, place, trouble, hosts) for place in places(operation) for trouble in troubles(place)]
    given_up = [Cell(operation, REST, trouble, hosts, gives_up=True) for trouble in abandoned(operation)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(result_or_problem, cells + given_up))
    problems = [each for each in outcomes if isinstance(each, str)]
    assert not problems, "\n\n".join(problems)
    table.current(operation, [each for each in outcomes[: len(cells)] if isinstance(each, Result)])


def test_the_page_is_made_of_its_sections() -> None:
    """Nothing in it is left from an earlier time, and nothing was written by hand."""
    text = table.PAGE.read_text(encoding="utf-8")
    assert text == table.page(table.sections_of(text))


def result_or_problem(cell: Cell) -> Result | str:
    try:
        return cell.run()
    except AssertionError as error:
        return f"{cell.trouble.name}, while {cell.place}{', given up' * cell.gives_up}: {error}"

"""Every fault at every place of every operation, through real provider processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.faults.matrix import Cell, Hosts, Result, places, troubles
from tests.faults.operations import OPERATIONS, Operation

if TYPE_CHECKING:
    from tests.faults.troubles import Trouble

AT_ONCE = 8
COLUMNS = [(operation, place) for operation in OPERATIONS for place in places(operation)]


@pytest.mark.parametrize(("operation", "place"), COLUMNS, ids=[f"{one.name}, {other}" for one, other in COLUMNS])
def test_no_fault_loses_anything(operation: type[Operation], place: str, hosts: Hosts) -> None:
    def outcome(trouble: Trouble) -> Result | str:
        try:
            return Cell(operation, place, trouble, hosts).run()
        except AssertionError as error:
            return f"{trouble.name}: {error}"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(outcome, troubles(place)))
    wrong = [each for each in results if isinstance(each, str)]
    for each in results: print(each)
    assert not wrong, "\n\n".join(wrong)

"""docs/promises.md says which test proves each row; here that is held against the tests."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_each_row_of_the_promises_is_a_test_of_that_name() -> None:
    page = (ROOT / "docs" / "promises.md").read_text()
    rows = [
        line for line in page.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| situation"))
    ]
    tests = {
        name
        for folder in ("engine", "journeys")
        for path in (ROOT / "tests" / folder).glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    named = [match.group(1) for row in rows if (match := re.search(r"`(test_\w+)` \|$", row))]
    assert len(named) == len(rows)
    assert set(named) <= tests

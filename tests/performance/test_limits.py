"""What `make bench-quick` prints, held to its limits: counts, bytes and a ratio of processor times; never seconds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from benchmarks.limits import Measure, calls_and_state, import_ratio

if TYPE_CHECKING:
    from collections.abc import Iterable


@pytest.fixture(autouse=True)
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    if engine := os.environ.get("PULUMI_BLAND_ENGINE"):
        monkeypatch.setenv("PATH", engine, prepend=os.pathsep)


def over(measures: Iterable[Measure]) -> list[Measure]:
    return [each for each in measures if not each.holds]


@pytest.mark.parametrize(("door", "resources"), [("dynamic", 10), ("dynamic", 40), ("native", 40)])
def test_looking_costs_the_same_for_any_number_of_resources_and_a_write_is_one_call(door: str, resources: int) -> None:
    assert over(calls_and_state(door, resources)) == []


def test_importing_the_package_costs_a_program_little_beside_pulumi() -> None:
    assert over([import_ratio()]) == []


def test_a_value_above_its_limit_is_said_to_be() -> None:
    assert over([Measure("calls", 3, 3), Measure("calls", 4, 3)]) == [Measure("calls", 4, 3)]

"""The benchmark measures what it says: traffic is counted in full, slices add up, and what was measured is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from benchmarks.contenders import CONTENDERS, FLOOR, OPERATIONS
from benchmarks.figures import Figures, markdown, spread
from benchmarks.page import PAGE, RESULTS, ROOT, rewritten
from benchmarks.run import planned, selected
from benchmarks.service import Service, Traffic
from benchmarks.stack import Measured
from benchmarks.where import divided

ABOUT = {"date": "2026-11-26", "cores": 2}


def cell(contender: str, seconds: float, number: int = 1, **more: Any) -> dict[str, Any]:
    at = {"contender": contender, "resources": 20, "latency": 0.05, "round": number, "operation": "create"}
    return {**at, "seconds": seconds, **more}


def test_the_service_counts_calls_by_route_connections_bytes_and_refusals() -> None:
    with Service(2, 0) as service:
        ours = {"authorization": service.key}
        with requests.Session() as session:
            made = session.post(
                f"{service.url}/v1/custom-dialing-pools", json={"phone_numbers": ["+12065550102"]}, headers=ours
            )
            session.get(f"{service.url}/v1/custom-dialing-pools/{made.json()['data']['id']}", headers=ours)
        requests.get(f"{service.url}/v1/sms/numbers", headers={"authorization": "another"}, timeout=10)
        seen = service.taken()
        assert seen.calls == {
            "POST /v1/custom-dialing-pools": 1,
            "GET /v1/custom-dialing-pools/{pool_id}": 1,
            "GET /v1/sms/numbers": 1,
        }
        assert (seen.connections, seen.refused, len(seen.spans)) == (2, 1, 3)
        assert seen.received > len(made.content)
        assert seen.sent > len('{"phone_numbers": ["+12065550102"]}')
        assert service.taken() == Traffic()


def test_calls_under_way_are_told_as_the_most_and_as_a_mean() -> None:
    shown = Measured(3.0, traffic=Traffic(in_flight=2, spans=[(0, 1), (0.5, 1.5), (2, 2.5)])).shown()
    assert (shown["in_flight"], shown["in_flight_mean"]) == (2, 1.25)


def test_ratios_compare_within_a_round_and_show_their_spread() -> None:
    cells = [cell("floor", 2, 1), cell("floor", 4, 2), cell("bare", 3, 1), cell("bare", 4, 2), cell("bare", 9, 3)]
    figures = Figures({"about": ABOUT, "cells": cells})
    assert figures.ratios("bare", "create", 20, 0.05) == [1.0, 1.5]
    assert spread([1.0, 1.2, 1.5]) == "1.20 (1.00–1.50)"  # noqa: RUF001 - a range
    assert "| create | 3.0 | 1.25 (1.00–1.50) |" in markdown(figures.ratio_table(20, 0.05))  # noqa: RUF001


def test_what_failed_is_named_and_no_figure_counts_it() -> None:
    failed = {**cell("bare", 0), "failed": "$ pulumi up\nRecursionError: maximum depth"}
    figures = Figures({"about": ABOUT, "cells": [cell("floor", 2), failed]})
    assert figures.contenders(20, 0.05) == ["floor"]
    assert figures.failures() == ["bare dynamic provider, create, 20 resources: RecursionError: maximum depth"]


def test_the_parts_of_an_operation_add_up_to_its_seconds() -> None:
    looks = [(10.0, 0.0), (11.0, 0.5), (12.0, 0.5), (13.0, 2.0)]
    noted = [(10.5, {"provider": 0.1}), (11.5, {"SDK": 0.2}), (12.5, {"provider": 1.5})]
    parts = divided(Measured(3.5, looks=looks, traffic=Traffic(spans=[(11.0, 11.6)])), noted)
    assert parts == {
        "engine": 0.5 + 0.5,  # the last second is shared by two that used three
        "SDK": 0.2,
        "program": 0,
        "provider": 0.1 + 0.5,
        "wire": 0.6,
        "waiting": pytest.approx(0.4 + 0.2 + 0.5),
    }
    assert sum(parts.values()) == pytest.approx(3.5)


def test_contenders_take_turns_and_the_floor_is_always_among_them() -> None:
    both = selected(["bare"])
    rounds = planned([50], [0, 0.05], 2, [], both)
    orders = [[each.name for each in one.contenders] for one in rounds]
    assert orders == [["bare", "floor"], ["bare", "floor"], ["floor", "bare"], ["floor", "bare"]]


def test_every_operation_and_contender_of_the_tables_is_measured() -> None:
    assert FLOOR.name in CONTENDERS
    assert all(set(each.operations) <= set(OPERATIONS) for each in CONTENDERS.values())
    folders = {each.program for each in CONTENDERS.values() if each.program}
    assert folders == {path.name for path in (ROOT / "benchmarks" / "programs").iterdir() if path.is_dir()} - {
        "__pycache__"
    }


def test_the_page_says_what_was_measured() -> None:
    assert rewritten(PAGE.read_text(), json.loads(RESULTS.read_text())) == PAGE.read_text(), "run `make docs`"


def test_the_page_shows_plots_that_are_there() -> None:
    shown = [line.partition("](")[2].partition(")")[0] for line in PAGE.read_text().splitlines() if "![" in line]
    assert shown
    assert [name for name in shown if not (PAGE.parent / name).is_file()] == []


def test_the_results_name_no_folder_of_the_machine_that_measured() -> None:
    assert str(Path.home()) not in RESULTS.read_text()

"""`make bench`: this provider beside everything that people would otherwise use, and beside what cannot be beaten.

Measures all operations of all contenders in turn, prints ratios to the floor, and writes results, plots and the tables
of docs/performance.md. The engine writes its state once, at the end (PULUMI_SKIP_CHECKPOINTS): on a file backend its
writes after each step would hide everything else. Ctrl-C ends it and keeps what was measured.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import where
from benchmarks.contenders import CONTENDERS
from benchmarks.figures import TITLES, Figures
from benchmarks.figures import Table as Rows
from benchmarks.limits import Measure, allowed
from benchmarks.page import HEADLINE, RESULTS, write
from benchmarks.run import Cell, Results, planned, run, selected

LIMITED = ("dynamic", "native", "dynamic-checkpoints")
"""Contenders whose calls have a limit: this provider's."""
SECONDS = {"contenders": 0, "where": 90, "stores": 90}
PARTS = tuple(SECONDS)
"""What can be measured, with what each takes besides its rounds."""
STORED = (50, 200)
"""Resources that are created on each backend."""


def main(arguments: list[str]) -> int:
    """Measure; return the exit code."""
    asked = _parser().parse_args(arguments)
    if shutil.which("pulumi") is None:
        sys.exit("there is no Pulumi engine on PATH: run this with `make bench`")
    latencies = [milliseconds / 1000 for milliseconds in asked.latencies]
    contenders = selected(asked.contenders)
    plan = planned(asked.sizes, latencies, asked.rounds, asked.grown, contenders) if "contenders" in asked.parts else []
    console = Console()
    minutes = (sum(each.seconds for each in plan) + sum(SECONDS[part] for part in asked.parts)) / 60
    console.print(
        f"{sum(each.cells for each in plan)} measurements, about {max(1, round(minutes))} minutes on two cores"
    )
    results = Results(asked.output, anew="contenders" in asked.parts)
    done = run(plan, results) and besides(asked.parts, results, max(latencies))
    figures = Figures(results.content, {name: name for name in TITLES})  # a terminal is narrow
    for resources, latency in figures.groups:
        title = f"{resources} resources, {latency * 1000:g} ms a call"
        console.print(drawn(f"{title}: seconds / floor", figures.ratio_table(resources, latency)))
        console.print(drawn(title, figures.traffic_table(resources, latency)))
    for failure in figures.failures():
        console.print(f"failed: {failure}", style="red", markup=False)
    over = [each for each in calls(results.content["cells"]) if not each.holds]
    for each in over:
        console.print(f"over its limit: {each.what}: {each.value:g}, at most {each.limit:g}", style="red", markup=False)
    console.print(f"written: {asked.output}")
    if done and asked.output == RESULTS:
        write(plots=True)
        console.print("written: docs/performance.md and its plots")
    return 130 if not done else 1 if over else 0


def besides(parts: list[str], results: Results, latency: float) -> bool:
    """Measure where the time goes, and what the backends cost, where asked for; whether it came to the end."""
    try:
        if "where" in parts:
            print("where the time goes ...", flush=True)
            results.content["where"] = where.measured(HEADLINE[0], latency)
            results.write()
        if "stores" in parts:
            from benchmarks import store  # noqa: PLC0415 - needs moto, which only `make bench` installs

            print("the state in a file and in an object store ...", flush=True)
            results.content["stores"] = store.measured(STORED)
            results.write()
    except KeyboardInterrupt:
        print("interrupted: what was measured is kept")
        return False
    return True


def calls(cells: list[Cell]) -> list[Measure]:
    """The calls that this provider made, against those that it may make."""
    return [
        Measure(
            f"{cell['contender']}, {cell['operation']}, {cell['resources']} resources",
            sum(cell["calls"].values()),
            allowed(cell["operation"], cell["resources"], cell["seconds"]),
        )
        for cell in cells
        if cell["contender"] in LIMITED and "failed" not in cell
    ]


def drawn(title: str, rows: Rows) -> Table:
    """A table for the terminal."""
    head, lines = rows
    table = Table(title=title, title_justify="left")
    for index, name in enumerate(head):
        table.add_column(name, justify="left" if index == 0 else "right")
    for line in lines:
        table.add_row(*line)
    return table


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").partition("\n\n")[2])
    names = [each for each in CONTENDERS if each != "floor"]
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 200, 1000], help="resources of a stack")
    parser.add_argument("--latencies", type=float, nargs="+", default=[0, 50], help="milliseconds that a call waits")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    grown = [50, 200, 500, 1000, 2000, 5000]
    parser.add_argument("--grown", type=int, nargs="*", default=grown, help="sizes of the growth plot, one round each")
    parser.add_argument("--contenders", nargs="+", choices=names, default=names, help="who, beside the floor")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure; the rest stays")
    parser.add_argument("--output", type=Path, default=RESULTS, help="the JSON file")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

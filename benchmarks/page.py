"""Writes what was measured into docs/performance.md: its tables, and the plots that it shows.

Such a part stands between `<!-- measured: NAME -->` and `<!-- end -->`; NAME is a key of `PARTS`. All of it comes from
results.json. Usage: `python -m benchmarks.page`; with `--tables` the plots stay as they are, which needs no matplotlib.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.contenders import CHECKPOINTED, GROWING, OPERATIONS
from benchmarks.figures import TITLES, Figures, Row, markdown
from benchmarks.where import PARTS as SPENT

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "performance.md"
PART = re.compile(r"<!-- measured: (?P<name>[^\n]+) -->\n.*?<!-- end -->", re.DOTALL)
HEADLINE = (200, 0.05)
"""Resources and latency that the page speaks of first."""


def write(*, plots: bool) -> None:
    """Write the tables, and draw the plots."""
    content = json.loads(RESULTS.read_text())
    PAGE.write_text(rewritten(PAGE.read_text(), content))
    if plots:
        from benchmarks.plots import draw  # noqa: PLC0415 - needs matplotlib, which only the benchmark installs

        draw(content, headline(Figures(content)), PAGE.parent / "images")


def rewritten(page: str, content: dict[str, Any]) -> str:
    """The page with its measured parts from these results."""

    def part(found: re.Match[str]) -> str:
        name = found["name"]
        if name not in PARTS:
            sys.exit(f"there is no measured part {name!r}; there are: {', '.join(PARTS)}")
        return f"<!-- measured: {name} -->\n\n{PARTS[name](content).strip()}\n\n<!-- end -->"

    return PART.sub(part, page)


def headline(figures: Figures) -> tuple[int, float]:
    """What the page speaks of first, or the largest that was measured instead."""
    return HEADLINE if HEADLINE in figures.groups else figures.groups[-1]


# The parts


def machine(content: dict[str, Any]) -> str:
    """When, on what, and how often."""
    about, figures = content["about"], Figures(content)
    rounds = max(cell["round"] for cell in content["cells"])
    load = max(cell["load"] for cell in content["cells"])
    sizes = ", ".join(f"{size:,} at {latency * 1000:g} ms" for size, latency in figures.groups)
    # What is measured keeps the cores busy by itself.
    busy = "**It was busy with other work: of this run only counts and bytes mean anything.**"
    return (
        f"Measured on {about['date']}: {about['cores']} cores, {about['memory_gib']} GiB, {about['system']}, Python "
        f"{about['python']}, Pulumi {about['engine'].lstrip('v')} with SDK {about['sdk']}, pulumi-bland "
        f"{about['package']}; rounds: {rounds}; highest load of the machine meanwhile: {load:g}. Resources and latency "
        f"of a call: {sizes}." + f" {busy}" * bool(load > 3 * about["cores"])
    )


def ratios(content: dict[str, Any]) -> str:
    """Seconds over the floor's, at the headline's size and latency."""
    return markdown(Figures(content).ratio_table(*headline(Figures(content))))


def all_ratios(content: dict[str, Any]) -> str:
    """The same for all other sizes and latencies."""
    figures = Figures(content)
    groups = [
        each
        for each in figures.groups
        if each != headline(figures) and not set(figures.contenders(*each)) <= set(GROWING)
    ]
    return "\n\n".join(
        f"**{size:,} resources, {latency * 1000:g} ms**\n\n{markdown(figures.ratio_table(size, latency))}"
        for size, latency in groups
    )


def traffic(content: dict[str, Any]) -> str:
    """Calls, connections, bytes, processor, memory and state."""
    figures = Figures(content)
    return markdown(figures.traffic_table(*headline(figures)))


def routes(content: dict[str, Any]) -> str:
    """Calls by route."""
    figures = Figures(content)
    return markdown(figures.routes_table(*headline(figures)))


def failures(content: dict[str, Any]) -> str:
    """What did not succeed."""
    failed = Figures(content).failures()
    return "\n".join(f"- {each}" for each in failed) if failed else "No operation of any contender failed."


def growth(content: dict[str, Any]) -> str:
    """Seconds of a create by the number of resources, and the processor time of its engine and processes."""
    figures = Figures(content)
    names = [name for name in TITLES if name in {*GROWING, *CHECKPOINTED}]
    by_name = {name: dict(figures.growth(name, "create")) for name in names}
    cpu = {name: dict(figures.growth(name, "create", "cpu")) for name in names}
    shown = [name for name in names if by_name[name]]
    sizes = sorted({size for each in by_name.values() for size in each})
    rows = [
        (
            f"{size:,}",
            *(f"{by_name[name][size]:.1f} ({cpu[name][size]:.1f})" if size in by_name[name] else "" for name in shown),
        )
        for size in sizes
    ]
    return markdown((("resources", *(TITLES[name] for name in shown)), rows))


def where(content: dict[str, Any]) -> str:
    """Seconds of each operation by part, of the floor and of this provider."""
    told = content.get("where")
    if told is None:
        return 'Not measured yet: `make bench BENCH="--parts where"`.'
    rows = [
        (operation, TITLES[name], *(f"{parts[part]:.2f}" for part in SPENT), f"{sum(parts.values()):.1f}")
        for operation in OPERATIONS
        for name, by_operation in told["seconds"].items()
        if (parts := by_operation.get(operation))
    ]
    return markdown((("operation", "contender", *SPENT, "all"), rows))


def stores(content: dict[str, Any]) -> str:
    """A file against an object store, and what two runs at once do."""
    told = content.get("stores")
    if told is None:
        return 'Not measured yet: `make bench BENCH="--parts stores"`.'
    rows: list[Row] = [
        (
            f"{each['resources']:,}",
            str(each["backend"]),
            f"{each['seconds']:.1f}",
            str(each.get("writes", "")),
            f"{each['bytes'] / 1e6:.1f}" if "bytes" in each else "",
        )
        for each in told["creates"]
    ]
    table = markdown((("resources", "backend", "create, s", "writes of the state", "MB written"), rows))
    once = told["two_at_once"]
    return (
        f"{table}\n\nTwo `pulumi up` of {once['resources']} resources at once, on the object store: the first made "
        f"them all with {once['writes']} writes to Bland; the second ended with `{once['refusal']}`, and wrote "
        "nothing. The next preview was empty."
    )


PARTS: dict[str, Callable[[dict[str, Any]], str]] = {
    "machine": machine,
    "ratios": ratios,
    "all ratios": all_ratios,
    "traffic": traffic,
    "routes": routes,
    "failures": failures,
    "growth": growth,
    "where": where,
    "stores": stores,
}


if __name__ == "__main__":
    write(plots="--tables" not in sys.argv)

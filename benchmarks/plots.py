"""The plots of docs/performance.md, as SVG files that are the same for the same results."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

import matplotlib as mpl

from benchmarks.contenders import CHECKPOINTED, FLOOR, GROWING, GROWTH, OPERATIONS
from benchmarks.figures import TITLES, Figures
from benchmarks.where import PARTS

mpl.use("svg")
from matplotlib import pyplot as plt
from matplotlib import ticker

COLOURS = {
    FLOOR.name: "#8c8c8c",
    "libraries": "#e69f00",
    "dynamic": "#0072b2",
    "unlooked": "#7fb9dd",
    "native": "#009e73",
    "bare": "#d55e00",
    "threads": "#cc79a7",
    "floor-checkpoints": "#c0c0c0",
    "dynamic-checkpoints": "#56b4e9",
}
SPENT = dict(zip(PARTS, ("#8c8c8c", "#e69f00", "#56b4e9", "#0072b2", "#d55e00", "#eeeeee"), strict=True))


def draw(content: dict[str, Any], headline: tuple[int, float], folder: Path) -> None:
    """Draw all of them."""
    folder.mkdir(exist_ok=True)
    same = {"svg.hashsalt": "performance", "svg.fonttype": "none", "font.size": 9, "axes.spines.top": False}
    figures = Figures(content)
    about = content["about"]
    foot = f"{about['cores']} cores, {about['memory_gib']} GiB, {about['date']}"
    with plt.rc_context(same):
        _save(_ratios(figures, headline, foot), folder / "performance-ratios.svg")
        _save(_growth(figures, foot), folder / "performance-growth.svg")
        if "where" in content:
            _save(_where(content["where"], foot), folder / "performance-where.svg")


def _save(figure: Any, file: Path) -> None:
    figure.savefig(file, metadata={"Date": None}, bbox_inches="tight")
    plt.close(figure)
    # Without the spaces that matplotlib leaves at the ends of lines.
    file.write_text("\n".join(line.rstrip() for line in file.read_text().splitlines()) + "\n")


def _ratios(figures: Figures, headline: tuple[int, float], foot: str) -> Any:
    """Bars by operation: seconds over the floor's, with the least and the most of all rounds."""
    names = [name for name in figures.contenders(*headline) if name != FLOOR.name]
    figure, axes = plt.subplots(figsize=(8, 5))
    height = 0.8 / len(names)
    for index, name in enumerate(names):
        found = [(row, figures.ratios(name, operation, *headline)) for row, operation in enumerate(OPERATIONS)]
        there = [(row, values) for row, values in found if values]
        middle = [median(values) for _, values in there]
        spread = [
            [each - values[0] for each, (_, values) in zip(middle, there, strict=True)],
            [values[-1] - each for each, (_, values) in zip(middle, there, strict=True)],
        ]
        at = [row + (index + 0.5) * height - 0.4 for row, _ in there]
        axes.barh(at, middle, height, xerr=spread, color=COLOURS[name], label=TITLES[name], error_kw={"lw": 0.8})
    axes.axvline(1, color="black", lw=0.8)
    axes.set_yticks(range(len(OPERATIONS)), list(OPERATIONS))
    axes.invert_yaxis()
    resources, latency = headline
    axes.set_xlabel(
        f"seconds / those of no-op dynamic resources ({resources} resources, {latency * 1000:g} ms a call; {foot})"
    )
    axes.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return figure


def _growth(figures: Figures, foot: str) -> Any:
    """Seconds by the number of resources, without latency, both axes logarithmic."""
    figure, panels = plt.subplots(1, len(GROWTH), figsize=(11, 4), sharey=True, layout="constrained")
    sizes: set[int] = set()
    for axes, operation in zip(panels, GROWTH, strict=True):
        for name in (*GROWING, *CHECKPOINTED):
            points = figures.growth(name, operation)
            sizes.update(size for size, _ in points)
            if points:
                axes.plot(*zip(*points, strict=True), "o-", ms=3, color=COLOURS[name], label=TITLES[name])
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xticks(sorted(sizes), [f"{size:,}" for size in sorted(sizes)])
        axes.xaxis.set_minor_locator(ticker.NullLocator())
        axes.yaxis.set_major_formatter(ticker.StrMethodFormatter("{x:g}"))
        axes.yaxis.set_minor_formatter(ticker.NullFormatter())
        axes.set_title(operation)
        axes.set_xlabel("resources")
        axes.grid(visible=True, which="major", lw=0.3)
    panels[0].set_ylabel("seconds")
    figure.legend(*panels[0].get_legend_handles_labels(), frameon=False, loc="outside upper center", ncols=2)
    figure.supxlabel(f"no latency; {foot}", fontsize=8)
    return figure


def _where(told: dict[str, Any], foot: str) -> Any:
    """One bar for each operation and contender, divided by who used the time."""
    rows = [
        (operation, name) for operation in OPERATIONS for name in told["seconds"] if operation in told["seconds"][name]
    ]
    figure, axes = plt.subplots(figsize=(8, 0.32 * len(rows) + 1))
    left = [0.0] * len(rows)
    for part, colour in SPENT.items():
        widths = [told["seconds"][name][operation][part] for operation, name in rows]
        axes.barh(range(len(rows)), widths, 0.75, left=left, color=colour, label=part)
        left = [begin + width for begin, width in zip(left, widths, strict=True)]
    axes.set_yticks(range(len(rows)), [f"{operation}: {name}" for operation, name in rows])
    axes.invert_yaxis()
    axes.set_xlabel(f"seconds ({told['resources']} resources, {told['latency'] * 1000:g} ms a call; {foot})")
    axes.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.4, 1), ncols=len(SPENT))
    return figure

"""What the results say: medians, ratios to the floor with their spread, and tables of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from benchmarks.contenders import CHECKPOINTED, CONTENDERS, FLOOR, OPERATIONS

Row = tuple[str, ...]
Table = tuple[Row, list[Row]]
TITLES = {each.name: each.title for each in (*CONTENDERS.values(), *CHECKPOINTED.values())}


class Figures:
    """Results, by what is asked of them."""

    def __init__(self, content: dict[str, Any], titles: Mapping[str, str] = TITLES) -> None:
        self.about, self._titles = content["about"], titles
        self._cells = [cell for cell in content["cells"] if "failed" not in cell]
        self._failed = [cell for cell in content["cells"] if "failed" in cell]

    @property
    def groups(self) -> list[tuple[int, float]]:
        """Sizes and latencies that the floor and somebody else were measured on."""
        others = {(each["resources"], each["latency"]) for each in self._cells if each["contender"] in CONTENDERS}
        return sorted(others)

    def contenders(self, resources: int, latency: float) -> list[str]:
        """Who was measured there, in the order of the table of contenders."""
        there = {
            each["contender"] for each in self._cells if (each["resources"], each["latency"]) == (resources, latency)
        }
        return [name for name in CONTENDERS if name in there]

    def values(self, key: str, contender: str, operation: str, resources: int, latency: float) -> dict[int, Any]:
        """One value of the results, by round."""
        wanted = (contender, operation, resources, latency)
        return {
            cell["round"]: cell[key]
            for cell in self._cells
            if (cell["contender"], cell["operation"], cell["resources"], cell["latency"]) == wanted
        }

    def ratios(self, contender: str, operation: str, resources: int, latency: float) -> list[float]:
        """Seconds over the floor's of the same round, sorted."""
        floor = self.values("seconds", FLOOR.name, operation, resources, latency)
        own = self.values("seconds", contender, operation, resources, latency)
        return sorted(seconds / floor[number] for number, seconds in own.items() if number in floor)

    def ratio_table(self, resources: int, latency: float) -> Table:
        """Ratios to the floor by operation and contender, with the least and the most over the rounds."""
        names = self.contenders(resources, latency)
        others = [name for name in names if name != FLOOR.name]
        rows = []
        for operation in OPERATIONS:
            floor = self.values("seconds", FLOOR.name, operation, resources, latency)
            row = [operation, f"{median(floor.values()):.1f}" if floor else ""]
            row += [spread(self.ratios(name, operation, resources, latency)) for name in others]
            rows.append(tuple(row))
        return ("operation", "floor, s", *(self._titles[name] for name in others)), rows

    def traffic_table(self, resources: int, latency: float) -> Table:
        """What each contender asked of the account and of the machine; the last round's, as counts do not differ."""
        rows: list[Row] = []
        for operation in OPERATIONS:
            for name in self.contenders(resources, latency):
                at = (name, operation, resources, latency)
                if not (calls := self.values("calls", *at)):
                    continue
                last = max(calls)
                one = {key: self.values(key, *at)[last] for key in _TRAFFIC}
                cpu = median(sum(each.values()) for each in self.values("cpu", *at).values())
                rows.append(
                    (
                        operation,
                        self._titles[name],
                        str(sum(calls[last].values())),
                        f"{one['in_flight']} ({one['in_flight_mean']:.1f})",
                        str(one["connections"]),
                        f"{(one['sent'] + one['received']) / 1000:.0f}",
                        f"{cpu:.1f}",
                        str(max(self.values("memory_mib", *at).values())),
                        "" if one["state_bytes"] is None else f"{one['state_bytes']:,.0f}",
                    )
                )
        return _TRAFFIC_HEAD, rows

    def routes_table(self, resources: int, latency: float) -> Table:
        """Calls by route of each contender."""
        rows: list[Row] = []
        for operation in OPERATIONS:
            for name in self.contenders(resources, latency):
                calls = self.values("calls", name, operation, resources, latency)
                for route, count in sorted(calls[max(calls)].items()) if calls else ():
                    rows.append((operation, self._titles[name], f"`{route}`", str(count)))
        return ("operation", "contender", "route", "calls"), rows

    def failures(self) -> list[str]:
        """Who failed at what, each with the last line of what was said."""
        return [
            f"{self._titles[cell['contender']]}, {cell['operation']}, {cell['resources']} resources: "
            f"{cell['failed'].strip().splitlines()[-1].strip()}"
            for cell in self._failed
        ]

    def growth(self, contender: str, operation: str, key: str = "seconds") -> list[tuple[int, float]]:
        """Size and median of a value, without latency; of a value in parts, their sum."""
        sizes = sorted({cell["resources"] for cell in self._cells if cell["contender"] == contender})
        found = ((size, self.values(key, contender, operation, size, 0)) for size in sizes)
        return [(size, median(total(each) for each in values.values())) for size, values in found if values]


_TRAFFIC = ("in_flight", "in_flight_mean", "connections", "sent", "received", "state_bytes")
_TRAFFIC_HEAD = (
    "operation",
    "contender",
    "calls",
    "in flight, most (mean)",
    "connections",
    "kB",
    "CPU, s",
    "memory, MiB",
    "state, bytes a resource",
)


def total(value: Any) -> float:
    """A number, or the sum of its parts."""
    return float(sum(value.values()) if isinstance(value, dict) else value)


def spread(values: Sequence[float]) -> str:
    """Median, and in brackets the least and the most."""
    if not values:
        return ""
    return f"{median(values):.2f}" + f" ({min(values):.2f}–{max(values):.2f})" * (len(values) > 1)  # noqa: RUF001


def markdown(table: Table) -> str:
    """The table in Markdown, numbers to the right."""
    head, rows = table
    lines: Iterable[Row] = (head, ("---", *["---:"] * (len(head) - 1)), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

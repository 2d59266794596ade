"""What the observations leave possible: an answer is given where exactly one of the known ones is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_bland.cli.contract.exchange import NUMBERS
from pulumi_bland.cli.contract.fields import (
    ALL_ONLY,
    ECHO_ONLY,
    MISSING,
    NEW_ONLY,
    NUMERIC,
    READ,
    UNSET_MODES,
    Config,
    has_value,
    shown_unset,
    told,
)
from pulumi_bland.cli.contract.questions import NO_NUMBER, UNLIKE, UNREAD, Answers

_UNTOLD = "pathway_version"
"""Its type differs between the references, and with it how it is shown unset."""


@dataclass
class Observed:
    """What was seen of SMS settings.

    Attributes:
        listed: every configuration that the list showed.
        answered: every configuration that the answer to an update showed.
        unset: fields that certainly have no value, and how each is shown.
        valued: fields that certainly have a value at the moment of a list that is in `listed`.
    """

    listed: list[Config] = field(default_factory=list)
    answered: list[Config] = field(default_factory=list)
    unset: list[tuple[str, Any]] = field(default_factory=list)
    valued: set[str] = field(default_factory=set)

    def cleared(self, names: list[str], before: Config, now: Config) -> None:
        """Note fields that had a value and were taken away. One that is shown as before may have a default."""
        self.unset += [
            (name, now.get(name, MISSING)) for name in names if now.get(name, MISSING) != before.get(name, MISSING)
        ]


def conclude(observed: Observed, answers: Answers) -> None:
    """Answer what all observations together answer."""
    _numbers(observed, answers)
    modes = _unset_modes(observed)
    if len(modes) == 1:
        evidence = dict.fromkeys(f"{name}: {told(shown)}" for name, shown in _telling(observed))
        answers.settle("unset", modes[0], [f"GET {NUMBERS} → {', '.join(evidence)}"])
    elif not modes:
        answers.leave(UNLIKE, "unset")
    _reads(observed, answers, shows_unset="absent" not in modes)
    if observed.listed:
        answers.leave(UNREAD, "unset", "numbers_as", "reads")
    else:
        answers.leave(NO_NUMBER, "unset", "numbers_as", "reads")


def _telling(observed: Observed) -> Iterator[tuple[str, Any]]:
    """How fields without a value are shown. Null is never a value, and a key that is missing holds none."""
    yield from observed.unset
    for config in observed.listed:
        for name in READ:
            shown = config.get(name, MISSING)
            if shown is None or shown is MISSING:
                yield name, shown


def _unset_modes(observed: Observed) -> list[str]:
    telling = [(name, shown) for name, shown in _telling(observed) if name in READ and name != _UNTOLD]
    return [mode for mode in UNSET_MODES if all(_agrees(shown_unset(mode, name), shown) for name, shown in telling)]


def _agrees(expected: Any, shown: Any) -> bool:
    if expected is True:
        return shown is False or has_value(shown)
    return bool(shown is expected or (shown == expected and not isinstance(shown, bool)))


def _reads(observed: Observed, answers: Answers, *, shows_unset: bool) -> None:
    """Which of the fields that not every service reports are reported; where unset ones are left out, few can tell."""
    old = answers.value("generation") == "old"
    reports = {"documented": (), "update-echo": ECHO_ONLY, "all": (*ECHO_ONLY, *ALL_ONLY)}
    if old:
        del reports["all"]  # the same there
    candidates, shows = list(reports), []
    for name in (*ECHO_ONLY, *ALL_ONLY):
        seen = any(name in config for config in observed.listed)
        if (old and name in NEW_ONLY) or not (seen or (observed.listed and (shows_unset or name in observed.valued))):
            continue
        candidates = [each for each in candidates if (name in reports[each]) is seen]
        shows.append(name if seen else f"no {name}")
    evidence = [f"GET {NUMBERS} → {', '.join(shows)}"]
    if len(candidates) == 1:
        answers.settle("reads", candidates[0], evidence)
    elif not candidates:
        answers.leave(UNLIKE, "reads", evidence=evidence)


def _numbers(observed: Observed, answers: Answers) -> None:
    for config in (*observed.listed, *observed.answered):
        for name in NUMERIC:
            kind = _number_kind(config, name)
            if kind:
                answers.settle("numbers_as", kind, [f"GET {NUMBERS} → {name}: a {kind[:-1]}"])


def _number_kind(config: Mapping[str, Any], name: str) -> str | None:
    """0 is no evidence: it may stand for a field without a value, whatever the type of others."""
    shown = config.get(name)
    if isinstance(shown, bool) or not has_value(shown):
        return None
    return "strings" if isinstance(shown, str) else "numbers" if isinstance(shown, int | float) else None

"""What a person with a notebook would say is true: the four promises in plain words, without the provider's rules.

The witness sees the account itself, before and after every command, and what the state shows to people. It knows
nothing of how the provider keeps its books.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

View = Mapping[str, Any]


def blank(value: Any) -> bool:
    """Whether nothing is set: Bland writes that in many ways. False and 0 are settings."""
    return value is None or value in ("", [], {})


def alike(one: Any, other: Any) -> bool:
    """Whether two values are the same setting to a person."""
    if blank(one) or blank(other):
        return blank(one) and blank(other)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, str) != isinstance(other, str):
        number, text = (other, one) if isinstance(one, str) else (one, other)
        return text in {str(number), str(number).removesuffix(".0")}
    return bool(one == other)


class Witness:
    """The history of one pool or number, from its first management to its destruction."""

    def __init__(self) -> None:
        self.before: dict[str, Any] = {}
        """What was there when each key was first managed."""
        self.ours: dict[str, Any] = {}
        """What our last change of each key made of it."""
        self.doubted: dict[str, list[Any]] = {}
        """What may be ours for all that one can tell: what a write in doubt asked for, and what it found of ours."""

    def saw(self, before: View, after: View, managed: Collection[str], ours: Collection[str] = ()) -> None:
        """Note a command that changed `before` to `after`, managing these keys; `ours` are those that the program named
        in it, or gave up: from then on what is there is its doing, whoever it came from."""
        for key in managed:
            self.before.setdefault(key, before.get(key))
        for key in before.keys() | after.keys() | self.ours.keys() | set(managed):
            if not alike(before.get(key), after.get(key)) or key in ours:
                self.ours[key] = after.get(key)

    def doubts(self, before: View, asked: View) -> None:
        """Note a write of which nobody saw whether it was done. To be called before `saw`."""
        for key, value in asked.items():
            was_ours = key in self.ours and alike(before.get(key), self.ours[key])
            self.doubted[key] = [value, before.get(key)] if was_ours else [value]

    def lost(self, before: View, after: View, shown: View) -> list[str]:
        """Keys that were changed although they held something that was neither ours nor shown to anybody."""
        return sorted(
            key
            for key in before.keys() | after.keys()
            if not alike(before.get(key), after.get(key))
            and not alike(before.get(key), shown.get(key))
            and not (key in self.ours and alike(before.get(key), self.ours[key]))
        )

    def perhaps_ours(self, now: View) -> set[str]:
        """Keys that have what a write in doubt may have left, but from somebody else: nobody can tell whose it is."""
        return {
            key
            for key, values in self.doubted.items()
            if any(alike(now.get(key), value) for value in values)
            and not (key in self.ours and alike(now.get(key), self.ours[key]))
        }

    def handed_back(self, now: View) -> dict[str, Any]:
        """What should be there after destroy: what was there before us, wherever our own value still stands."""
        keys = now.keys() | self.before.keys()
        ours = {key for key in self.before if key in self.ours and alike(now.get(key), self.ours[key])}
        return {key: self.before[key] if key in ours else now.get(key) for key in keys}

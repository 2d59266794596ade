"""Who owns a value: what is known of each key of one object, pure, over plain maps.

A *key* is a thing that can be set: a field of an SMS configuration, or a number of a pool (whose value is True when it
is a member). A *view* of the account maps keys to values: None is "not set", a missing key is "the service does not
say". Of every key that is managed the state knows

- declared: what the program said when it was last written;
- last applied: what the service made of that write;
- observed: what the last write or refresh found;
- baseline: what was there before it was first managed. Written once, never overwritten.

Drift is live against observed. Undo is live against last applied. A refresh moves observed, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from pulumi_bland._rules.values import Json, equivalent, same, spelt_like, unset

View = Mapping[str, Json]
Documented = Callable[[str, Json], Json]
"""The form in which the service keeps a value of a key, as its reference says."""
RULES = 2
"""The version of these rules, which stands in every record. Version 1 (0.1.0, without a number) reads the same."""
_VERSION = ""  # a key that no field has


def unchanged(_key: str, value: Json) -> Json:
    """The service keeps this as it is given."""
    return value


class Standing(Enum):
    """What a key is to us, by what is known of it. What follows from that is decided by nothing else.

    | standing | declared or pending | applied | observed | so that |
    | --- | --- | --- | --- | --- |
    | `FREE` | no | | unset | a program that names it takes it over |
    | `SEEN` | no | unset | set | a refresh has shown it beside what is declared: it is emptied where all is held |
    | `EMPTIED` | no | set | set | the service keeps this in the place of what we emptied: it is let be |
    | `OURS` | yes | | | a program that drops it has it emptied |

    Whether there is something to hand back is another question, which the baseline answers: it stays from the first
    write on, whatever the key is to us since.
    """

    FREE = "free"
    SEEN = "seen"
    EMPTIED = "emptied"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Entry:
    """One managed key.

    `pending` is a value whose write ended in doubt: it may be there yet, and is ours then. The empty list stands for a
    write that was to clear the key, because None says that nothing is pending.
    """

    declared: Json = None
    applied: Json = None
    observed: Json = None
    pending: Json = None

    @property
    def view(self) -> Json:
        """What a reader of the state sees: the declared spelling while nothing drifted, else what is there."""
        return self.declared if same(self.observed, self.applied) else self.observed

    @property
    def standing(self) -> Standing:
        """What the key is to us."""
        if self.declared is not None or self.pending is not None:
            return Standing.OURS
        if unset(self.observed):
            return Standing.FREE
        return Standing.SEEN if unset(self.applied) else Standing.EMPTIED

    def awaited(self, key: str, live: Json, documented: Documented) -> bool:
        """Whether a value is what a pending write asked for."""
        return self.pending is not None and met(key, self.pending, live, documented)

    def settled(self, wanted: Json, documented: Json) -> bool:
        """Whether a wanted value is on record as applied, and still there as far as anybody looked."""
        on_record = same(wanted, self.declared) or any(same(each, self.applied) for each in (wanted, documented))
        there = same(self.observed, self.applied) and self.pending is None
        return self.declared is not None and on_record and there

    def observe(self, key: str, live: Json, documented: Documented) -> Entry:
        """The entry after this value was found. A value that a pending write asked for is applied after all."""
        if self.awaited(key, live, documented):
            return Entry(None if self.pending == [] else self.pending, live, live)
        if same(live, self.applied):
            return Entry(self.declared, self.applied, self.applied)
        return Entry(self.declared, self.applied, None if unset(live) else live)


NOTHING = Entry()


def met(key: str, asked: Json, found: Json, documented: Documented) -> bool:
    """Whether a found value is what was asked: as it is, as the reference says it is kept, or in an equivalent form.

    An emptied number may be kept as 0: the reference's sample answer shows one so. That is a form of nothing in the
    answer to a write that emptied it; everywhere else 0 is a value.
    """
    if unset(asked):
        return unset(found) or same(found, 0)
    return same(found, documented(key, asked)) or equivalent(asked, found)


@dataclass(frozen=True, slots=True)
class Ownership:
    """All that is known of one pool or one number."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    baseline: Mapping[str, Json] = field(default_factory=dict)

    @classmethod
    def load(cls, views: View, written: str | None, baseline: str | None, implied: Documented) -> Ownership:
        """Read what `dump` wrote. `implied` is the baseline of a declared key that has no entry of its own."""
        entries = {key: Entry(value, value, value) for key, value in views.items()}
        for key, (declared, applied, *pending) in _recorded(written).items():
            view = views.get(key)
            entries[key] = Entry(declared, applied, applied if same(view, declared) else view, *pending)
        ours = {key: each.declared for key, each in entries.items() if each.standing is Standing.OURS}
        befores = {key: implied(key, declared) for key, declared in ours.items()}
        return cls(entries, befores | _recorded(baseline))

    def dump(self, implied: Documented) -> tuple[dict[str, Json], str | None, str | None]:
        """Views, last applied and baseline for the state, each only where it differs from the one before it.

        State is rewritten after every step, so its size is what a large stack pays for most. The two records are JSON
        text: Pulumi drops None inside objects and digits of large integers, and a baseline must come back exactly.
        """
        views, moved, befores = {}, {}, {}
        for key, each in self.entries.items():
            if each.view is not None:
                views[key] = each.view
            if each.pending is not None:
                moved[key] = [each.declared, each.applied, each.pending]
            elif not (same(each.declared, each.applied) and same(each.applied, each.observed)):
                moved[key] = [each.declared, each.applied]
        for key, value in self.baseline.items():
            each = self.entries.get(key, NOTHING)
            expected = each.applied if each.declared is None else implied(key, each.declared)
            if each == NOTHING or each.pending is not None or not same(value, expected):
                befores[key] = value
        return views, _record(moved), _record(befores)

    def standing(self, key: str) -> Standing:
        """What the key is to us."""
        return self.entries.get(key, NOTHING).standing

    def dropped(self, desired: View, held: Callable[[str], bool]) -> list[str]:
        """The keys to be emptied: ours that are desired no more, and what is shown beside the desired where `held`."""
        return [
            key
            for key, each in self.entries.items()
            if key not in desired and (each.standing is Standing.OURS or (held(key) and not unset(each.view)))
        ]

    def ignores(self, key: str, wanted: Json) -> bool:
        """Whether a key that the program ignores, in whole or in part, is wanted as it was seen last: it is let be."""
        return same(wanted, self.entries.get(key, NOTHING).observed)

    def asks(self, key: str, wanted: Json, documented: Documented) -> bool:
        """Whether wanting this value asks for an update: it is not on record as applied, whatever is live.

        So a value with which the program comes to agree with somebody else's edit becomes ours, by an update that
        writes nothing to the account.
        """
        return key not in self.entries or not self.entries[key].settled(wanted, documented(key, wanted))

    def observe(self, live: View, *, everything: bool = False, documented: Documented = unchanged) -> Ownership:
        """What a refresh makes of this: observed moves to what is live. With `everything`, unmanaged keys show too."""
        entries = {
            key: each.observe(key, live[key], documented) if key in live else each for key, each in self.entries.items()
        }
        if everything:
            entries |= {
                key: Entry(observed=value) for key, value in live.items() if key not in entries and not unset(value)
            }
        return replace(self, entries={key: each for key, each in entries.items() if each != NOTHING})

    def undo(self, live: View, documented: Documented = unchanged) -> dict[str, Json]:
        """What must be written to take back what we did: keys that still have the value we wrote, to their baseline.

        A key that somebody else changed since is theirs. A key that the service does not report goes to its baseline,
        because leaving our value would be worse.
        """
        back = {}
        for key, before in self.baseline.items():
            each = self.entries.get(key, NOTHING)
            forms = (each.applied, each.declared, documented(key, each.applied), documented(key, each.declared))
            ours = key not in live or any(same(live[key], form) for form in forms)
            if not (ours or each.awaited(key, live[key], documented)):
                continue
            emptied = each.declared is None and unset(before)
            if key in live and (same(live[key], before) or (emptied and same(live[key], each.applied))):
                continue  # as it was; or the service's own, in the place of what we emptied
            back[key] = spelt_like(before, each.declared)
        return back

    def lost_in(self, other: Ownership) -> list[str]:
        """The keys whose baseline another record of the same object does not have."""
        return [key for key, value in self.baseline.items() if not same(value, other.baseline.get(key, _ABSENT))]


_ABSENT = object()


def _recorded(text: str | None) -> dict[str, Json]:
    entries: dict[str, Json] = json.loads(text) if text else {}
    entries.pop(_VERSION, None)
    return entries


def _record(entries: Mapping[str, Json]) -> str | None:
    if not entries:
        return None
    return json.dumps({_VERSION: RULES, **entries}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

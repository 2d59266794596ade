"""Who owns a value: the three-way rules that both resources share, pure, over plain maps.

A *key* is a thing that can be set: a field of an SMS configuration, or a number of a pool (whose value is True when it
is a member). A *view* of the account maps keys to values: None is "not set", a missing key is "the service does not
say". Of every key that we manage we know

- declared: what the program said when we last wrote it;
- written: the service's form of that write;
- seen: what the last write or refresh found;
- baseline: what was there before we first touched it. An entry is written once and never overwritten.

Drift is live against seen. Undo is live against written. A refresh moves seen, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from pulumi_bland._rules.values import Json, extends, is_empty, normalises, same, spelt_like, tidied

View = Mapping[str, Json]
Stored = Callable[[str, Json], Json]


def unchanged(_key: str, value: Json) -> Json:
    """The service stores this as it is given."""
    return value


@dataclass(frozen=True, slots=True)
class Held:
    """One key under management: what was declared, what the service made of it, what was found last.

    `tried` is a value whose write ended in doubt and could not be looked after: it may be there, and would be ours.
    Where the write was to clear the key, it is the empty list, which is as empty as nothing.
    """

    declared: Json
    written: Json
    seen: Json
    tried: Json = None

    @property
    def view(self) -> Json:
        """What a reader of the state should see: the declared spelling while nothing drifted, else what is there."""
        return self.declared if same(self.seen, self.written) else self.seen

    def attempted(self, key: str, live: Json, stored: Stored) -> bool:
        """Whether a value is what a write in doubt asked for, in whatever form the service may keep it."""
        return self.tried is not None and _took(key, self.tried, live, stored)

    def by_others(self, live: Json) -> bool:
        """Whether a refresh saw that somebody else made of it what is live."""
        return self.tried is None and _is(live, self.seen) and not _is(self.seen, self.written)

    def observed(self, key: str, live: Json, stored: Stored) -> Held:
        """What finding this value makes of it; one that we tried to write is ours after all."""
        if self.attempted(key, live, stored):
            return Held(None if self.tried == [] else self.tried, live, live)
        return Held(self.declared, self.written, _seen(live, self.written))


NOTHING = Held(None, None, None)


@dataclass(frozen=True, slots=True)
class Ownership:
    """All that we know of one pool or one number."""

    held: Mapping[str, Held] = field(default_factory=dict)
    baseline: Mapping[str, Json] = field(default_factory=dict)

    @classmethod
    def load(cls, views: View, written: str | None, baseline: str | None, implied: Stored) -> Ownership:
        """Read what `dump` wrote. `implied` is the baseline of a declared key that has no entry of its own."""
        moved: dict[str, list[Json]] = json.loads(written) if written else {}
        held = {key: Held(value, value, value) for key, value in views.items()}
        for key, (declared, stored, *tried) in moved.items():
            view = views.get(key)
            held[key] = Held(declared, stored, stored if same(view, declared) else view, *tried)
        entries = {key: implied(key, each.declared) for key, each in held.items() if each.declared is not None}
        return cls(held, entries | (json.loads(baseline) if baseline else {}))

    def dump(self, implied: Stored) -> tuple[dict[str, Json], str | None, str | None]:
        """Views, written and baseline for the state, each only where it differs from the one before it.

        State is rewritten after every step, so its size is what a large stack pays for most. The two records are JSON
        text: Pulumi drops None inside objects and digits of large integers, and a baseline must come back exactly.
        """
        views, moved, entries = {}, {}, {}
        for key, each in self.held.items():
            if each.view is not None:
                views[key] = each.view
            if each.tried is not None:
                moved[key] = [each.declared, each.written, each.tried]
            elif not (same(each.declared, each.written) and same(each.written, each.seen)):
                moved[key] = [each.declared, each.written]
        for key, value in self.baseline.items():
            each = self.held.get(key, NOTHING)
            expected = each.written if each.declared is None else implied(key, each.declared)
            if not same(value, expected):
                entries[key] = value
        return views, _record(moved), _record(entries)

    def touched(self, key: str) -> bool:
        """Whether we have written this key, so that what is there now may be our own doing."""
        return key in self.baseline or self.held.get(key, NOTHING).declared is not None

    def changes(self, key: str, wanted: Json, stored: Stored) -> bool:
        """Whether wanting this value asks for anything new, the service's own normalisation aside."""
        if key not in self.held:
            return True  # also where it is to be empty: from now on it is held so
        each = self.held[key]
        if each.tried is not None:
            return True
        return not any(same(wanted, known) for known in (each.view, each.seen)) and not (
            each.declared is not None and same(each.seen, each.written) and same(stored(key, wanted), each.seen)
        )

    def observe(self, live: View, *, everything: bool = False, stored: Stored = unchanged) -> Ownership:
        """What a refresh makes of this: seen moves to what is live. With `everything`, unmanaged keys show too."""
        held = {key: each.observed(key, live[key], stored) if key in live else each for key, each in self.held.items()}
        if everything:
            for key, value in live.items():
                if key not in held and not is_empty(value):
                    held[key] = Held(None, None, value)
        return replace(self, held={key: each for key, each in held.items() if each != NOTHING})

    def undo(self, live: View, stored: Stored = unchanged) -> dict[str, Json]:
        """What must be written to take back what we did: keys that still have the value we wrote, to their baseline.

        A key that somebody else changed since is theirs. A key that the service does not report goes to its baseline,
        because leaving our value would be worse.
        """
        back = {}
        for key in self.held.keys() | self.baseline.keys():
            each, before = self.held.get(key, NOTHING), self.baseline.get(key)
            ours = (each.written, each.declared, stored(key, each.written), stored(key, each.declared))
            if key in live and not _is(live[key], *ours) and not each.attempted(key, live[key], stored):
                continue
            if not self.touched(key) or (key in live and same(live[key], before)):
                continue
            if each.declared is None and is_empty(before) and key in live and _is(live[key], each.written):
                continue  # cleared already; what is there is the service's own default
            back[key] = spelt_like(before, each.declared)
        return back


@dataclass(frozen=True, slots=True)
class Plan:
    """A write, thought through before anything is sent."""

    declared: dict[str, Json]
    """What the program wants set."""
    send: dict[str, Json]
    """What the request must carry: everything declared, and None for what is cleared."""
    before: dict[str, Json]
    """What was live for each key of `send`; missing where the service does not say."""
    taken: dict[str, Json]
    """Baseline entries that begin with this write."""
    replaced: list[str]
    """Keys that we touch for the first time here and whose live value this write replaces."""
    conflicts: list[str]
    """Keys that somebody else changed since we last looked, and that this write would change."""
    left: list[str]
    """Declared keys that drifted but that the program does not change now: sent as they are live."""
    needed: bool
    """Whether anything would change. False: the account is as wanted already."""


def plan(
    own: Ownership,
    declared: View,
    clear: Collection[str],
    live: View,
    *,
    adopt: Collection[str] = (),
    whole: bool = False,
    stored: Stored = unchanged,
) -> Plan:
    """Decide a write.

    `clear` are keys to empty, `adopt` those of them that are taken over by this very write. With `whole`, the request
    replaces everything, so drift in any key would be lost, not only in those that change.
    """
    made = Plan(dict(declared), {}, {}, {}, [], [], [], needed=False)
    needed = False
    for key in [*declared, *(key for key in clear if key not in declared)]:
        wanted = declared.get(key)
        each = own.held.get(key, NOTHING)
        reached = key in live and _is(live[key], wanted, stored(key, wanted))
        if key in live:
            made.before[key] = live[key]
        made.send[key] = wanted
        first = key in adopt or (key in declared and each.declared is None and each.seen is None)
        known = key in live and (_is(live[key], each.seen) or each.attempted(key, live[key], stored))
        drifted = key in live and not first and not known
        changes = whole or first or key not in declared or own.changes(key, wanted, stored)
        if drifted and not reached and changes:
            made.conflicts.append(key)
        elif drifted and not changes:
            made.left.append(key)
            made.send[key] = spelt_like(live[key], wanted)
            continue
        if not own.touched(key):
            made.taken[key] = live.get(key)
        if first and not reached and not is_empty(live.get(key)):
            made.replaced.append(key)
        needed = needed or (changes and not reached)
    return replace(made, needed=needed)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a write led to."""

    own: Ownership
    refused: list[str]
    """Declared keys that have another value than asked."""
    stayed: list[str]
    """Cleared keys that still have their value."""
    unconfirmed: list[str]
    """Keys of a write in doubt that nothing reports, or that may yet become as asked."""

    @property
    def failed(self) -> set[str]:
        """Keys that are not as they were asked, or not known to be."""
        return {*self.refused, *self.stayed, *self.unconfirmed}

    @property
    def as_wanted(self) -> bool:
        """Whether everything is as it was asked."""
        return not self.failed


def settle(
    own: Ownership,
    made: Plan,
    after: View,
    *,
    acknowledged: bool,
    late: bool = False,
    stored: Stored = unchanged,
) -> Settled:
    """Compare what is there after a write with what was asked, and account for it.

    `acknowledged`: the service said that it did as asked, so a key that it does not report is taken for done. Without
    (the answer was lost) such a key counts as it was before. `late`: what is as it was may yet become as asked.
    """
    done = Settled(Ownership(), [], [], [])
    held, baseline = dict(own.held), made.taken | dict(own.baseline)
    for key, asked in made.send.items():
        if key in made.left:
            continue
        old, before = own.held.get(key), made.before.get(key)
        known = old is not None and same(old.declared, asked) and same(old.seen, old.written)
        if key not in after and key in made.declared and known:
            continue
        if key not in after and not acknowledged and old:
            done.unconfirmed.append(key)
            held[key] = replace(old, tried=[] if asked is None else asked)
            continue
        found = after.get(key, stored(key, asked) if acknowledged else before)
        in_doubt = not acknowledged and (key not in after or (late and same(found, before)))
        if key in made.declared:
            accepted = _accepted(asked, found, before, stored(key, asked), old)
            if accepted is None:
                (done.unconfirmed if in_doubt else done.refused).append(key)
                accepted = (old or Held(asked, asked, None)).observed(key, found, stored)
                # Neither what it was nor what was asked: our write made that of it, and it is ours to undo.
                made_so = [] if is_empty(found) else found
                ours = asked if in_doubt else made_so if acknowledged and not same(found, before) else None
                accepted = accepted if ours is None else replace(accepted, tried=ours)
            held[key] = accepted
        elif _is(found, None) or (acknowledged and not same(found, made.before.get(key, (old or NOTHING).seen))):
            # Cleared. Where the service puts a default of its own instead, that default is what we wrote.
            if old and old.by_others(found) and _is(before, None):
                baseline.pop(key, None)  # nor is its emptiness ours to take back
            held[key] = Held(None, None if is_empty(found) else found, None if is_empty(found) else found)
        else:
            (done.unconfirmed if in_doubt else done.stayed).append(key)
            held[key] = replace(old or NOTHING, seen=found, tried=[] if in_doubt else None)
    kept = {key: each for key, each in held.items() if each != NOTHING}
    return replace(done, own=Ownership(kept, baseline))


def untouched(made: Plan, after: View, stored: Stored = unchanged) -> bool:
    """Whether a write in doubt can be seen to have done nothing: something that it would have changed is as before."""
    evidence = [
        key
        for key, asked in made.send.items()
        if key in after and not (_is(made.before.get(key), asked) or _took(key, asked, made.before.get(key), stored))
    ]
    return bool(evidence) and all(same(made.before.get(key), after[key]) for key in evidence)


def wiped(before: View, after: View, sent: Collection[str]) -> dict[str, Json]:
    """What a write emptied although nobody asked: keys that were set before, were not sent, and are gone now."""
    return {
        key: value
        for key, value in before.items()
        if key not in sent and not is_empty(value) and is_empty(after.get(key))
    }


def _accepted(asked: Json, found: Json, before: Json, stored: Json, old: Held | None) -> Held | None:
    """The account of a value that the service took, in its own form perhaps; None when it did not take it.

    A form of the service's own is believed where the value became so by this write, or by an earlier one that asked
    the same, or differs in nothing that anybody means, or only adds to what was asked something that we never set.
    """
    if same(found, asked):
        # Where the program has come to agree with somebody else, it stays their doing.
        agreed = old is not None and old.declared is not None and old.by_others(found)
        return old if agreed else Held(asked, asked, asked)
    known = old is not None and same(old.declared, asked) and same(old.written, found)
    own_form = normalises(asked, found) and not same(found, before)
    emptied = is_empty(asked) and is_empty(found)
    ours_stands = old is not None and old.tried is None and old.declared is not None and extends(old.declared, found)
    with_defaults = _with_defaults(asked, found) and not ours_stands
    if known or emptied or own_form or with_defaults or same(found, stored) or tidied(asked, found):
        return Held(asked, found, found)
    return None


def _took(key: str, asked: Json, found: Json, stored: Stored) -> bool:
    """Whether a found value is what was asked, in whatever form the service may keep it."""
    as_asked = same(found, asked) or same(found, stored(key, asked)) or tidied(asked, found)
    return as_asked or _with_defaults(asked, found)


def _with_defaults(asked: Json, found: Json) -> bool:
    """Whether a found value is what was asked and, in its objects, more."""
    return not is_empty(asked) and extends(asked, found)


def _is(found: Json, *wanted: Json) -> bool:
    """Whether a found value is one of those; nothing wanted is met by every form of empty."""
    return any(same(found, each) or (each is None and is_empty(found)) for each in wanted)


def _seen(live: Json, written: Json) -> Json:
    if _is(live, written):
        return written
    return None if is_empty(live) and live != 0 else live


def _record(entries: Mapping[str, Json]) -> str | None:
    return json.dumps(entries, sort_keys=True, separators=(",", ":"), ensure_ascii=False) if entries else None

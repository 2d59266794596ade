"""A write, from the plan to its outcome, pure: what all kinds of resources share.

`plan` decides what a request must carry and whom it would cross; `outcome` compares what is there afterwards with what
was asked. Between them the kind sends the request, and answers with a `Sent`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from pulumi_bland._rules.errors import ServiceError
from pulumi_bland._rules.ownership import (
    NOTHING,
    Documented,
    Entry,
    Ownership,
    Standing,
    View,
    met,
    unchanged,
)
from pulumi_bland._rules.values import Json, equivalent, same, spelt_like, unset


@dataclass(frozen=True, slots=True)
class Plan:
    """A write, thought through before anything is sent."""

    desired: Mapping[str, Json]
    """What the program wants set."""
    request: dict[str, Json] = field(default_factory=dict)
    """What the request must carry: everything desired, and None for what is cleared."""
    before: dict[str, Json] = field(default_factory=dict)
    """What was live for each key of the request; missing where the service does not say."""
    baseline: dict[str, Json] = field(default_factory=dict)
    """Baseline entries that begin with this write."""
    replaced: list[str] = field(default_factory=list)
    """Keys that are taken over here and whose live value this write replaces."""
    conflicts: list[str] = field(default_factory=list)
    """Keys that somebody else changed since the last look, and that this write would change."""
    let_be: list[str] = field(default_factory=list)
    """Desired keys that drifted but that the program does not change now."""
    unasked: list[str] = field(default_factory=list)
    """Keys that are sent as they are live: what is let be, and what the program ignores."""
    needed: bool = False
    """Whether anything would change at Bland."""


def plan(
    own: Ownership,
    desired: View,
    clear: Collection[str],
    live: View,
    *,
    ignored: Callable[[str], bool] = lambda _key: False,
    whole: bool = False,
    documented: Documented = unchanged,
) -> Plan:
    """Decide a write.

    `clear` are keys to empty; what the program ignores is let be, as it was seen last. What the program names and is
    not ours is taken over, whether for the first time or again. With `whole`, the request replaces all of what is
    managed already: drift in any key would be lost, not only in those that change, and what is there beside the
    desired came by somebody else's hand.
    """
    planned, needed = Plan(desired), False
    for key in [*desired, *(key for key in clear if key not in desired)]:
        wanted, entry = desired.get(key), own.entries.get(key, NOTHING)
        reported, found = key in live, live.get(key)
        reached = reported and (unset(found) if wanted is None else _as_declared(key, wanted, found, documented))
        standing = entry.standing
        first = standing is not Standing.OURS if key in desired else standing is Standing.FREE and not whole
        drifted = (
            reported and not first and not same(found, entry.observed) and not entry.awaited(key, found, documented)
        )
        left = reported and ignored(key) and own.ignores(key, wanted)
        asks = not left and (whole or first or key not in desired or own.asks(key, wanted, documented))
        planned.request[key] = wanted
        if reported:
            planned.before[key] = found
        if left or (drifted and not asks):
            planned.let_be.extend([key] if drifted else [])
            planned.unasked.append(key)
            planned.request[key] = spelt_like(found, wanted)
            continue
        if drifted and not reached:
            planned.conflicts.append(key)
        if key not in own.baseline:
            planned.baseline[key] = found
        if first and not reached and not unset(found):
            planned.replaced.append(key)
        needed = needed or (asks and not reached)
    return replace(planned, needed=needed)


def asking(
    own: Ownership,
    desired: View,
    dropped: Collection[str],
    ignored: Callable[[str], bool],
    documented: Documented = unchanged,
) -> bool:
    """Whether an update is needed, be it only to account for what is there."""
    keys = [*dropped, *(key for key, value in desired.items() if own.asks(key, value, documented))]
    return any(not (ignored(key) and own.ignores(key, desired.get(key))) for key in keys)


def _as_declared(key: str, wanted: Json, found: Json, documented: Documented) -> bool:
    return same(found, wanted) or same(found, documented(key, wanted))


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a request.

    Attributes:
        after: what is there now; None where that cannot be told.
        doubt: the error, where the request ended without a clear word.
        lost: undeclared keys that the request emptied and that could not be put back, with their values.
        answer: the object as it is now, where the kind needs more of it than the view.
    """

    after: View | None
    doubt: ServiceError | None = None
    lost: Mapping[str, Json] = field(default_factory=dict)
    answer: Mapping[str, Json] | None = None

    @property
    def late(self) -> bool:
        """Whether the service may still be about to carry the request out."""
        return self.doubt is not None and self.doubt.late

    def in_vain(self, planned: Plan, documented: Documented = unchanged) -> bool:
        """Whether a request in doubt can be seen to have done nothing: all that it would have changed is as before."""
        if self.doubt is None or self.late or self.after is None or self.lost:
            return False
        evidence = [
            key
            for key, asked in planned.request.items()
            if key in self.after and not met(key, asked, planned.before.get(key), documented)
        ]
        return bool(evidence) and all(same(planned.before.get(key), self.after[key]) for key in evidence)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a write led to."""

    own: Ownership
    kept: list[str] = field(default_factory=list)
    """Keys that the write changed into something else than was asked: that is what Bland keeps."""
    not_taken: list[str] = field(default_factory=list)
    """Desired keys that did not become as asked."""
    not_cleared: list[str] = field(default_factory=list)
    """Keys to be emptied that still have their value."""
    unknown: list[str] = field(default_factory=list)
    """Keys of a write in doubt that nothing reports, or that may yet become as asked."""

    @property
    def failed(self) -> set[str]:
        """Keys that are not as they were asked, or not known to be."""
        return {*self.not_taken, *self.not_cleared, *self.unknown}


def outcome(
    own: Ownership, planned: Plan, sent: Sent, documented: Documented = unchanged, *, exact: bool = False
) -> Outcome:
    """Compare what is there after a write with what was asked, and account for it.

    `exact`: the service has no forms of its own, so what became something else was not taken.
    """
    done = Outcome(Ownership())
    lists = {Verdict.KEPT: done.kept, Verdict.NOT_TAKEN: done.not_taken, Verdict.NOT_CLEARED: done.not_cleared}
    lists[Verdict.UNKNOWN] = done.unknown
    entries = dict(own.entries)
    for key in planned.request:
        if key in planned.unasked:
            continue
        verdict, entry = _judge(key, own.entries.get(key, NOTHING), planned, sent, documented, exact=exact)
        entries[key] = NOTHING if entry.standing is Standing.FREE else entry
        if verdict in lists:
            lists[verdict].append(key)
    kept = {key: each for key, each in entries.items() if each != NOTHING}
    # What this write was to empty and did not is not ours to come back to.
    begun = {
        key: value for key, value in planned.baseline.items() if kept.get(key, NOTHING).standing is not Standing.SEEN
    }
    return replace(done, own=Ownership(kept, begun | dict(own.baseline)))


_UNSEEN = object()


class Verdict(Enum):
    """What became of one key of a write."""

    TAKEN = "as asked, as documented, or equivalent"
    KEPT = "acknowledged, and changed by this write into something else: that is what Bland keeps"
    NOT_TAKEN = "desired, and as before"
    NOT_CLEARED = "to be emptied, and as before"
    UNKNOWN = "not reported by a service that did not acknowledge the write, or it may yet be carried out"


def _judge(
    key: str, old: Entry, planned: Plan, sent: Sent, documented: Documented, *, exact: bool
) -> tuple[Verdict, Entry]:
    """What became of a key, and what is known of it now."""
    asked, wanted = planned.request[key], key in planned.desired
    declared, kept = asked if wanted else None, documented(key, asked)
    on_record = wanted and old.settled(asked, kept)
    if sent.after is None or key not in sent.after:
        if on_record:
            return Verdict.TAKEN, old
        if sent.doubt is None:
            return Verdict.TAKEN, Entry(declared, kept, kept)
        seen = old.observe(key, planned.before[key], documented) if key in planned.before else old
        return Verdict.UNKNOWN, replace(seen, pending=_awaiting(asked))
    found = sent.after[key]
    before = planned.before.get(key, _UNSEEN if old == NOTHING else old.observed)
    moved = before is _UNSEEN or not same(found, before)
    # What had more keys because we asked for them is not an equivalent form of what asks for fewer.
    stands = wanted and not moved and old.declared is not None and same(found, old.applied)
    stands = stands and not same(found, kept) and not equivalent(old.declared, asked)
    if (met(key, asked, found, documented) and not stands) or (on_record and same(found, old.applied)):
        return Verdict.TAKEN, Entry(declared, found, found)
    if moved and sent.doubt is None and not exact:
        return Verdict.KEPT, Entry(declared, found, found)
    seen = (Entry(asked, asked) if wanted and old == NOTHING else old).observe(key, found, documented)
    if sent.late and not moved:
        return Verdict.UNKNOWN, replace(seen, pending=_awaiting(asked))
    # Something moved, and not as asked: our doing, as far as anybody can tell.
    seen = replace(seen, pending=_awaiting(found)) if moved else seen
    return (Verdict.NOT_TAKEN if wanted else Verdict.NOT_CLEARED), seen


def _awaiting(asked: Json) -> Json:
    return [] if unset(asked) else asked


def carry_out(
    what: str,
    own: Ownership,
    planned: Plan,
    sent: Sent,
    warn: Callable[[str], None],
    say: Callable[[Collection[str]], str],
    documented: Documented = unchanged,
    *,
    exact: bool = False,
) -> Outcome:
    """Account for a request, and say what an `up` must not pass over in silence; `say` names keys as they may be shown.

    Raises:
        ServiceError: the request can be seen to have done nothing.
    """
    if sent.doubt and sent.in_vain(planned, documented):
        raise sent.doubt
    done = outcome(own, planned, sent, documented, exact=exact)
    if overwrote := [key for key in planned.conflicts if key not in done.failed]:
        warn(f'{what}: overwrites what was changed outside Pulumi (on_drift="overwrite"): {say(overwrote)}')
    if kept := [key for key in done.kept if key in planned.desired]:
        warn(f"{what}: Bland keeps something else than was asked for {say(kept)}; that counts as declared from now on")
    if put := [key for key in done.kept if key not in planned.desired]:
        warn(f"{what}: Bland keeps a value of its own in the place of {say(put)}; that counts as emptied from now on")
    if planned.let_be:
        warn(
            f"{what}: {say(planned.let_be)} was changed outside Pulumi and is left as it is, because this update does "
            "not change it; `pulumi refresh` shows it"
        )
    return done

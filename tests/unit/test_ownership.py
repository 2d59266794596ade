"""The three-way rules, case by case: what is planned, what a write led to, what a refresh shows, what is undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pulumi_bland._rules.errors import ServiceError
from pulumi_bland._rules.ownership import Entry, Ownership
from pulumi_bland._rules.values import Json
from pulumi_bland._rules.writing import Plan, Sent, outcome, plan
from pulumi_bland._sms.service import wiped

A, B, C = "Be kind.", "Be brief.", "By hand"


DOUBT = ServiceError("write", "said nothing clear", status=500)


def raised(key: str, value: Json) -> Json:
    """The service's form: a positive time_out below 30 is 30."""
    return 30 if key == "time_out" and isinstance(value, int) and 0 < value < 30 else value


def none(_key: str, _declared: Json) -> Json:
    return None


def entry(declared: Json = A, applied: Json = ..., observed: Json = ...) -> Entry:
    """What is known of a key; what is not given is as the one before it."""
    applied = declared if applied is ... else applied
    return Entry(declared, applied, applied if observed is ... else observed)


def own(key: str = "objective", baseline: Json = ..., **known: Json) -> Ownership:
    return Ownership({key: entry(**known)}, {} if baseline is ... else {key: baseline})


# A plan: state, wanted (... is dropped from the program), live (... is not reported); then what is expected of it

NEW = Ownership()
PLANS: dict[str, tuple[Ownership, Json, Json, dict[str, Any]]] = {
    "new, nothing there": (NEW, A, None, {"needed": True, "baseline": {"k": None}}),
    "new, the same there": (NEW, A, A, {"needed": False, "baseline": {"k": A}}),
    "new, another there": (NEW, A, B, {"needed": True, "baseline": {"k": B}, "replaced": ["k"]}),
    "new, not reported": (NEW, A, ..., {"needed": True, "baseline": {"k": None}}),
    "new and empty, nothing there": (NEW, "", None, {"needed": False, "baseline": {"k": None}}),
    "new and empty, something there": (NEW, "", B, {"needed": True, "baseline": {"k": B}, "replaced": ["k"]}),
    "new, 10 where 30 is": (NEW, 10, 30, {"needed": True, "baseline": {"k": 30}, "replaced": ["k"]}),
    "unchanged": (own("k", None), A, A, {"needed": False}),
    "unchanged, not reported": (own("k", None), A, ..., {"needed": False}),
    "changed": (own("k", None), B, A, {"needed": True}),
    "changed, not reported": (own("k", None), B, ..., {"needed": True}),
    "changed, there already": (own("k", None), B, B, {"needed": False}),
    "changed, but somebody else was first": (own("k", None), B, C, {"conflicts": ["k"], "needed": True}),
    "changed, but somebody emptied it": (own("k", None), B, None, {"conflicts": ["k"], "needed": True}),
    "changed, as a refresh has shown": (own("k", None, observed=C), B, C, {"needed": True}),
    "changed, and again since the refresh": (own("k", None, observed=C), B, A, {"conflicts": ["k"], "needed": True}),
    "unchanged, drifted": (own("k", None), A, C, {"let_be": ["k"], "request": {"k": C}}),
    "unchanged, emptied": (own("k", None), A, None, {"let_be": ["k"], "request": {"k": None}}),
    "unchanged, drift shown by a refresh": (own("k", None, observed=C), A, C, {"needed": True}),
    "the drift is what the program wants now": (own("k", None, observed=C), C, C, {"needed": False}),
    "dropped": (own("k", None), ..., A, {"needed": True, "request": {"k": None}}),
    "dropped, empty already": (own("k", None), ..., None, {"needed": False, "request": {"k": None}}),
    "dropped, 0 there": (own("k", None, declared=0), ..., 0, {"needed": True, "request": {"k": None}}),
    "dropped, but somebody changed it": (own("k", None), ..., C, {"conflicts": ["k"], "needed": True}),
    "dropped, changed as a refresh has shown": (own("k", None, observed=C), ..., C, {"needed": True}),
    "dropped, not reported": (own("k", None), ..., ..., {"needed": True, "request": {"k": None}}),
    "named again after it was let go": (Ownership({}, {"k": A}), B, C, {"needed": True, "replaced": ["k"]}),
}


def planned(state: Ownership, wanted: Json, live: Json, **more: Any) -> Plan:
    declared = {} if wanted is ... else {"k": wanted}
    return plan(state, declared, ["k"] if wanted is ... else [], {} if live is ... else {"k": live}, **more)


@pytest.mark.parametrize("case", PLANS)
def test_a_plan(case: str) -> None:
    state, wanted, live, expected = PLANS[case]
    made = planned(state, wanted, live)
    usual: dict[str, Any] = {"baseline": {}, "replaced": [], "conflicts": [], "let_be": []}
    usual |= {"request": {"k": None if wanted is ... else wanted}, "needed": False}
    facts = {name: getattr(made, name) for name in usual}
    assert facts == usual | expected
    assert made.before == ({} if live is ... else {"k": live})


def test_a_plan_knows_the_services_form() -> None:
    state = Ownership({"time_out": entry(10, 30)}, {"time_out": None})
    for wanted in (10, 20, 30):
        assert not plan(state, {"time_out": wanted}, [], {"time_out": 30}, documented=raised).needed
    assert plan(state, {"time_out": 600}, [], {"time_out": 30}, documented=raised).needed
    assert not plan(NEW, {"time_out": 10}, [], {"time_out": 30}, documented=raised).needed


def test_what_is_free_and_to_be_emptied_is_taken_over_and_no_conflict() -> None:
    made = plan(NEW, {"objective": A}, ["webhook"], {"objective": A, "webhook": C})
    assert made.request == {"objective": A, "webhook": None}
    assert made.baseline == {"objective": A, "webhook": C}
    assert (made.replaced, made.conflicts, made.needed) == (["webhook"], [], True)


def test_where_the_whole_is_replaced_all_drift_is_a_conflict() -> None:
    """A pool's members: what is not sent is gone."""
    state = Ownership({"+1": entry(declared=True), "+2": entry(declared=True)})
    made = plan(state, {"+1": True, "+2": True, "+3": True}, ["+4"], {"+1": True, "+2": None, "+4": True}, whole=True)
    assert sorted(made.conflicts) == ["+2", "+4"]
    assert made.let_be == []


@pytest.mark.parametrize("refreshed", [True, False])
@pytest.mark.parametrize("wanted", [C, ...])
def test_what_the_program_comes_to_agree_with_is_ours_whether_or_not_a_refresh_ran(
    refreshed: bool,  # noqa: FBT001
    wanted: Json,
) -> None:
    live = {"k": None if wanted is ... else wanted}
    state = own("k", B)
    state = state.observe(live) if refreshed else state
    made = planned(state, wanted, live["k"])
    assert (made.needed, made.conflicts) == (False, [])
    done = outcome(state, made, Sent(live))
    assert done.own.baseline == {"k": B}
    assert done.own.undo(live) == {"k": B}
    assert wanted is ... or not done.own.asks("k", wanted, raised)


# What a write led to: state, wanted, live before and after; what is known of the key then, and what went wrong

SETTLED: dict[str, tuple[Ownership, Json, Json, Json, Entry | None, str | None]] = {
    "baseline": (NEW, A, None, A, entry(A), None),
    "trimmed": (NEW, "A \n", None, "A", entry("A \n", "A"), None),
    "changed into something else": (NEW, 6000, None, 300, entry(6000, 300), "kept"),
    "in another case": (NEW, "Be Kind", None, "be kind", entry("Be Kind", "be kind"), "kept"),
    "defaults added": (NEW, {"a": 1}, None, {"a": 1, "b": 2}, entry({"a": 1}, {"a": 1, "b": 2}), None),
    "defaults there already": (
        NEW,
        {"a": 1},
        {"a": 1, "b": 2},
        {"a": 1, "b": 2},
        entry({"a": 1}, {"a": 1, "b": 2}),
        None,
    ),
    "a key of ours not removed": (
        own("k", None, declared={"a": 1, "b": 2}),
        {"a": 1},
        {"a": 1, "b": 2},
        {"a": 1, "b": 2},
        entry({"a": 1, "b": 2}),
        "not_taken",
    ),
    "not emptied": (NEW, {}, {"a": 1}, {"a": 1}, entry({}, {}, {"a": 1}), "not_taken"),
    "trimmed, as before": (own("k", None, declared="A ", applied="A"), "A ", "A", "A", entry("A ", "A"), None),
    "not taken": (own("k", None), B, A, A, entry(A), "not_taken"),
    "not taken, new": (NEW, A, C, C, entry(A, A, C), "not_taken"),
    "something else altogether": (own("k", None), B, A, C, entry(B, C), "kept"),
    "emptied instead": (own("k", None), B, A, None, entry(B, None), "kept"),
    "0 not taken": (own("k", None, declared=600), 0, 600, 600, entry(600), "not_taken"),
    "0 kept as nothing": (own("k", None, declared=600), 0, 600, None, entry(0, None), "kept"),
    "nothing in the place of 0, as before": (NEW, 0, None, None, entry(0, 0, None), "not_taken"),
    "kept before, sent again": (own("k", None, declared=6000, applied=300), 6000, 300, 300, entry(6000, 300), None),
    "cleared": (own("k", None), ..., A, None, None, None),
    "cleared to 0": (own("k", None, declared=1), ..., 1, 0, entry(None, 0), None),
    "cleared to a default": (own("k", None), ..., A, "Default", entry(None, "Default"), "kept"),
    "not cleared": (own("k", None), ..., A, A, entry(A), "not_cleared"),
}


@pytest.mark.parametrize("case", SETTLED)
def test_what_a_write_led_to(case: str) -> None:
    state, wanted, before, after, known, problem = SETTLED[case]
    done = outcome(state, planned(state, wanted, before), Sent({"k": after}))
    assert done.own.entries.get("k") == known
    for name in ("kept", "not_taken", "not_cleared", "unknown"):
        assert getattr(done, name) == (["k"] if name == problem else [])
    assert bool(done.failed) is (problem not in (None, "kept"))


@pytest.mark.parametrize("acknowledged", [True, False])
@pytest.mark.parametrize("wanted", [B, ...])
def test_what_nothing_reports_is_done_if_the_service_said_so(wanted: Json, acknowledged: bool) -> None:  # noqa: FBT001
    state = own("k", None)
    done = outcome(state, planned(state, wanted, ...), Sent({}, None if acknowledged else DOUBT))
    assert done.unknown == ([] if acknowledged else ["k"])
    assert done.not_taken == done.not_cleared == []
    if acknowledged:
        assert done.own.entries.get("k") == (None if wanted is ... else entry(B))
    else:
        assert done.own.entries["k"].applied == A, "what was not certainly taken is not ours to undo"


def test_a_doubt_once_resolved_leaves_no_trace() -> None:
    """A field that nothing reports, first sent in doubt, then acknowledged."""
    doubtful = outcome(NEW, planned(NEW, A, ...), Sent({}, DOUBT)).own
    done = outcome(doubtful, planned(doubtful, A, ...), Sent({}))
    assert done.own.entries["k"] == entry(A)
    assert done.own.dump(none)[1] is None


def test_the_first_baseline_stays() -> None:
    first = outcome(NEW, planned(NEW, A, C), Sent({"k": A})).own
    assert first.baseline == {"k": C}
    second = outcome(first, planned(first, B, A), Sent({"k": B})).own
    gone = outcome(second, planned(second, ..., B), Sent({"k": None})).own
    again = outcome(gone, planned(gone, A, "Somebody's"), Sent({"k": A})).own
    assert second.baseline == gone.baseline == again.baseline == {"k": C}


def test_what_was_left_as_it_is_live_is_no_write_of_ours() -> None:
    state = Ownership({"k": entry(A), "l": entry(A)}, {"k": None, "l": None})
    made = plan(state, {"k": A, "l": B}, [], {"k": C, "l": A})
    done = outcome(state, made, Sent({"k": C, "l": B}))
    assert done.own.entries == {"k": entry(A), "l": entry(B)}


MEMBER = entry(declared=True)
OBSERVED: dict[str, tuple[Entry, Json, Entry | None]] = {
    "nothing new": (entry(A), A, entry(A)),
    "drift": (entry(A), C, entry(A, A, C)),
    "emptied": (entry(A), "", entry(A, A, None)),
    "drift that went back": (entry(A, A, C), A, entry(A)),
    "the service's form": (entry(10, 30), 30, entry(10, 30)),
    "not reported": (entry(A), ..., entry(A)),
    "False is a value": (MEMBER, False, replace(MEMBER, observed=False)),
    "0 is a value": (entry(600), 0, entry(600, 600, 0)),
    "an unmanaged one that went away": (entry(None, None, C), None, None),
}


@pytest.mark.parametrize("case", OBSERVED)
def test_a_refresh_moves_what_was_seen_and_nothing_else(case: str) -> None:
    before, live, after = OBSERVED[case]
    state = Ownership({"k": before}, {"k": "baseline"})
    found = state.observe({} if live is ... else {"k": live})
    assert found.entries == ({} if after is None else {"k": after})
    assert found.baseline == state.baseline


def test_a_value_whose_write_was_in_doubt_is_ours_when_a_refresh_finds_it_in_whatever_form() -> None:
    doubtful = Ownership({"k": Entry(600, 600, 600, pending=10)}, {"k": 300})
    assert doubtful.observe({"k": 10}).entries == {"k": entry(10)}
    found = doubtful.observe({"k": 30}, documented=lambda _key, value: 30 if value == 10 else value)
    assert found.entries == {"k": Entry(10, 30, 30)}
    assert found.undo({"k": 30}) == {"k": 300}
    cleared = Ownership({"k": Entry(600, 600, 600, pending=[])}, {"k": 300})
    assert cleared.observe({"k": None}).entries == {}
    assert cleared.undo({"k": None}) == cleared.observe({"k": None}).undo({"k": None}) == {"k": 300}
    assert doubtful.observe({"k": 45}).entries == {"k": Entry(600, 600, 45)}


def test_a_refresh_shows_what_is_not_managed_only_where_all_is_held() -> None:
    live = {"k": A, "other": C, "empty": None, "zero": 0}
    assert own("k").observe(live).entries == {"k": entry(A)}
    shown = {"k": entry(A), "other": Entry(None, None, C), "zero": Entry(None, None, 0)}
    assert own("k").observe(live, everything=True).entries == shown


UNDONE: dict[str, tuple[Ownership, Json, dict[str, Json]]] = {
    "back to what was there": (own("k", C), A, {"k": C}),
    "back to nothing": (own("k", None), A, {"k": None}),
    "there already": (own("k", C), C, {}),
    "somebody changed it": (own("k", C), "Somebody's", {}),
    "somebody changed it, as a refresh has shown": (own("k", C, observed="Somebody's"), "Somebody's", {}),
    "somebody emptied it": (own("k", C), None, {}),
    "not reported": (own("k", None), ..., {"k": None}),
    "the service's form": (own("k", 600, declared=10, applied=30), 30, {"k": 600}),
    "in doubt, as asked": (own("k", C, declared=A, applied=B), A, {"k": C}),
    "emptied by us": (Ownership({}, {"k": C}), None, {"k": C}),
    "emptied by us, set by somebody": (Ownership({}, {"k": C}), "Somebody's", {}),
    "never written, only shown": (Ownership({"k": Entry(None, None, C)}), C, {}),
    "a default of the service in place of ours": (Ownership({"k": entry(None, "D")}, {"k": C}), "D", {"k": C}),
}


@pytest.mark.parametrize("case", UNDONE)
def test_what_is_taken_back(case: str) -> None:
    state, live, back = UNDONE[case]
    assert state.undo({} if live is ... else {"k": live}) == back


CHANGES: list[tuple[Entry, Json, bool]] = [
    (entry(A), A, False),
    (entry(A), B, True),
    (entry(A, A, C), C, True),
    (entry(A, A, C), A, True),
    (entry(10, 30), 10, False),
    (entry(10, 30), 30, False),
    (entry(10, 30), 20, False),
    (entry(10, 30), 40, True),
    (entry(10, 30, 600), 10, True),
    (entry("A ", "A"), "A", False),
    (entry(""), None, False),
    (entry(0), None, True),
]


@pytest.mark.parametrize(("known", "wanted", "expected"), CHANGES)
def test_what_asks_for_anything_new(known: Entry, wanted: Json, expected: bool) -> None:  # noqa: FBT001
    assert Ownership({"time_out": known}).asks("time_out", wanted, raised) is expected


def test_an_unknown_key_asks_for_something_new_even_when_it_is_to_be_empty() -> None:
    assert NEW.asks("k", "", raised)


@pytest.mark.parametrize(
    ("before", "after", "sent", "lost"),
    [
        ({"a": A, "b": B}, {"a": A}, ["a"], {"b": B}),
        ({"a": A, "b": B}, {"a": None, "b": ""}, [], {"a": A, "b": B}),
        ({"a": A}, {"a": B}, [], {}),
        ({"a": None, "b": "", "c": []}, {}, [], {}),
        ({"a": 0}, {"a": None}, [], {"a": 0}),
        ({"a": False}, {"a": None}, [], {"a": False}),
        ({"a": A}, {"a": False}, [], {}),
        ({"a": A}, {}, ["a"], {}),
    ],
)
def test_what_a_write_emptied_although_nobody_asked(
    before: dict[str, Json], after: dict[str, Json], sent: list[str], lost: dict[str, Json]
) -> None:
    assert wiped(before, after, sent) == lost


@pytest.mark.parametrize(
    ("wanted", "before", "after", "nothing_done"),
    [
        (B, {"k": A}, {"k": A}, True),
        (B, {"k": A}, {"k": B}, False),
        (B, {"k": A}, {"k": C}, False),
        (B, {"k": A}, {}, False),
        (A, {"k": A}, {"k": A}, False),
        (..., {"k": A}, {"k": A}, True),
        (..., {"k": A}, {"k": None}, False),
    ],
)
def test_a_write_in_doubt_did_nothing_only_where_that_can_be_seen(
    wanted: Json,
    before: dict[str, Json],
    after: dict[str, Json],
    nothing_done: bool,  # noqa: FBT001
) -> None:
    state = own("k", None)
    declared = {} if wanted is ... else {"k": wanted}
    assert Sent(after, DOUBT).in_vain(plan(state, declared, ["k"], before)) is nothing_done

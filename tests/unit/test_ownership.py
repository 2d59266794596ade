"""The three-way rules, case by case: what is planned, what a write led to, what a refresh shows, what is undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_bland._rules.ownership import Held, Ownership, Plan, plan, settle, untouched, wiped
from pulumi_bland._rules.values import Json, same

A, B, C = "Be kind.", "Be brief.", "By hand"


def raised(key: str, value: Json) -> Json:
    """The service's form: a positive time_out below 30 is 30."""
    return 30 if key == "time_out" and isinstance(value, int) and 0 < value < 30 else value


def none(_key: str, _declared: Json) -> Json:
    return None


def held(declared: Json = A, written: Json = ..., seen: Json = ...) -> Held:
    """What is known of a key; what is not given is as the one before it."""
    written = declared if written is ... else written
    return Held(declared, written, written if seen is ... else seen)


def own(key: str = "objective", baseline: Json = ..., **known: Json) -> Ownership:
    return Ownership({key: held(**known)}, {} if baseline is ... else {key: baseline})


# A plan: state, wanted (... is dropped from the program), live (... is not reported); then what is expected of it

NEW = Ownership()
PLANS: dict[str, tuple[Ownership, Json, Json, dict[str, Any]]] = {
    "new, nothing there": (NEW, A, None, {"needed": True, "taken": {"k": None}}),
    "new, the same there": (NEW, A, A, {"needed": False, "taken": {"k": A}}),
    "new, another there": (NEW, A, B, {"needed": True, "taken": {"k": B}, "replaced": ["k"]}),
    "new, not reported": (NEW, A, ..., {"needed": True, "taken": {"k": None}}),
    "new and empty, nothing there": (NEW, "", None, {"needed": False, "taken": {"k": None}}),
    "new and empty, something there": (NEW, "", B, {"needed": True, "taken": {"k": B}, "replaced": ["k"]}),
    "new, 10 where 30 is": (NEW, 10, 30, {"needed": True, "taken": {"k": 30}, "replaced": ["k"]}),
    "unchanged": (own("k", None), A, A, {"needed": False}),
    "unchanged, not reported": (own("k", None), A, ..., {"needed": False}),
    "changed": (own("k", None), B, A, {"needed": True}),
    "changed, not reported": (own("k", None), B, ..., {"needed": True}),
    "changed, there already": (own("k", None), B, B, {"needed": False}),
    "changed, but somebody else was first": (own("k", None), B, C, {"conflicts": ["k"], "needed": True}),
    "changed, but somebody emptied it": (own("k", None), B, None, {"conflicts": ["k"], "needed": True}),
    "changed, as a refresh has shown": (own("k", None, seen=C), B, C, {"needed": True}),
    "changed, and again since the refresh": (own("k", None, seen=C), B, A, {"conflicts": ["k"], "needed": True}),
    "unchanged, drifted": (own("k", None), A, C, {"left": ["k"], "send": {"k": C}}),
    "unchanged, emptied": (own("k", None), A, None, {"left": ["k"], "send": {"k": None}}),
    "unchanged, drift shown by a refresh": (own("k", None, seen=C), A, C, {"needed": True}),
    "the drift is what the program wants now": (own("k", None, seen=C), C, C, {"needed": False}),
    "dropped": (own("k", None), ..., A, {"needed": True, "send": {"k": None}}),
    "dropped, empty already": (own("k", None), ..., None, {"needed": False, "send": {"k": None}}),
    "dropped, 0 there": (own("k", None), ..., 0, {"needed": False, "send": {"k": None}}),
    "dropped, but somebody changed it": (own("k", None), ..., C, {"conflicts": ["k"], "needed": True}),
    "dropped, changed as a refresh has shown": (own("k", None, seen=C), ..., C, {"needed": True}),
    "dropped, not reported": (own("k", None), ..., ..., {"needed": True, "send": {"k": None}}),
    "named again after it was let go": (Ownership({}, {"k": A}), B, C, {"needed": True, "replaced": ["k"]}),
}


def planned(state: Ownership, wanted: Json, live: Json, **more: Any) -> Plan:
    declared = {} if wanted is ... else {"k": wanted}
    return plan(state, declared, ["k"] if wanted is ... else [], {} if live is ... else {"k": live}, **more)


@pytest.mark.parametrize("case", PLANS)
def test_a_plan(case: str) -> None:
    state, wanted, live, expected = PLANS[case]
    made = planned(state, wanted, live)
    usual: dict[str, Any] = {"taken": {}, "replaced": [], "conflicts": [], "left": []}
    usual |= {"send": {"k": None if wanted is ... else wanted}, "needed": False}
    facts = {name: getattr(made, name) for name in usual}
    assert facts == usual | expected
    assert made.before == ({} if live is ... else {"k": live})


def test_a_plan_knows_the_services_form() -> None:
    state = Ownership({"time_out": held(10, 30)}, {"time_out": None})
    for wanted in (10, 20, 30):
        assert not plan(state, {"time_out": wanted}, [], {"time_out": 30}, stored=raised).needed
    assert plan(state, {"time_out": 600}, [], {"time_out": 30}, stored=raised).needed
    assert not plan(NEW, {"time_out": 10}, [], {"time_out": 30}, stored=raised).needed


def test_what_is_adopted_to_be_emptied_is_taken_over_and_no_conflict() -> None:
    made = plan(NEW, {"objective": A}, ["webhook"], {"objective": A, "webhook": C}, adopt=["webhook"])
    assert made.send == {"objective": A, "webhook": None}
    assert made.taken == {"objective": A, "webhook": C}
    assert (made.replaced, made.conflicts, made.needed) == (["webhook"], [], True)


def test_where_the_whole_is_replaced_all_drift_is_a_conflict() -> None:
    """A pool's members: what is not sent is gone."""
    state = Ownership({"+1": held(declared=True), "+2": held(declared=True)})
    made = plan(state, {"+1": True, "+2": True, "+3": True}, ["+4"], {"+1": True, "+2": None, "+4": True}, whole=True)
    assert sorted(made.conflicts) == ["+2", "+4"]
    assert made.left == []


def test_what_somebody_else_emptied_before_us_is_not_ours_to_bring_back() -> None:
    state = Ownership({"+1": held(declared=True), "+2": held(declared=True)}, {"+1": True, "+2": True})
    seen = state.observe({"+1": True, "+2": None})
    made = plan(seen, {"+1": True}, ["+2"], {"+1": True, "+2": None}, whole=True)
    done = settle(seen, made, {"+1": True, "+2": None}, acknowledged=True)
    assert done.own.baseline == {"+1": True}
    assert done.own.undo({"+1": True, "+2": None}) == {}


# What a write led to: state, wanted, live before and after; what is known of the key then, and what went wrong

SETTLED: dict[str, tuple[Ownership, Json, Json, Json, Held | None, str | None]] = {
    "taken": (NEW, A, None, A, held(A), None),
    "trimmed": (NEW, "A \n", None, "A", held("A \n", "A"), None),
    "raised": (NEW, 10, None, 30, held(10, 30), None),
    "defaults added": (NEW, {"a": 1}, None, {"a": 1, "b": 2}, held({"a": 1}, {"a": 1, "b": 2}), None),
    "defaults there already": (
        NEW,
        {"a": 1},
        {"a": 1, "b": 2},
        {"a": 1, "b": 2},
        held({"a": 1}, {"a": 1, "b": 2}),
        None,
    ),
    "a key of ours not removed": (
        own("k", None, declared={"a": 1, "b": 2}),
        {"a": 1},
        {"a": 1, "b": 2},
        {"a": 1, "b": 2},
        held({"a": 1, "b": 2}),
        "refused",
    ),
    "not emptied": (NEW, {}, {"a": 1}, {"a": 1}, held({}, {}, {"a": 1}), "refused"),
    "trimmed, as before": (own("k", None, declared="A ", written="A"), "A ", "A", "A", held("A ", "A"), None),
    "not taken": (own("k", None), B, A, A, held(A), "refused"),
    "not taken, new": (NEW, A, C, C, held(A, A, C), "refused"),
    "something else altogether": (own("k", None), B, A, C, Held(A, A, C, tried=C), "refused"),
    "emptied instead": (own("k", None), B, A, None, Held(A, A, None, tried=[]), "refused"),
    "0 not taken": (own("k", None, declared=600), 0, 600, 600, held(600), "refused"),
    "0 taken as nothing": (own("k", None, declared=600), 0, 600, None, held(0, None), None),
    "cleared": (own("k", None), ..., A, None, None, None),
    "cleared to 0": (own("k", None, declared=1), ..., 1, 0, None, None),
    "cleared to a default": (own("k", None), ..., A, "Default", held(None, "Default"), None),
    "not cleared": (own("k", None), ..., A, A, held(A), "stayed"),
}


@pytest.mark.parametrize("case", SETTLED)
def test_what_a_write_led_to(case: str) -> None:
    state, wanted, before, after, known, problem = SETTLED[case]
    done = settle(state, planned(state, wanted, before), {"k": after}, acknowledged=True)
    assert done.own.held.get("k") == known
    for name in ("refused", "stayed", "unconfirmed"):
        assert getattr(done, name) == (["k"] if name == problem else [])
    assert done.as_wanted is (problem is None)


@pytest.mark.parametrize("acknowledged", [True, False])
@pytest.mark.parametrize("wanted", [B, ...])
def test_what_nothing_reports_is_done_if_the_service_said_so(wanted: Json, acknowledged: bool) -> None:  # noqa: FBT001
    state = own("k", None)
    done = settle(state, planned(state, wanted, ...), {}, acknowledged=acknowledged)
    assert done.unconfirmed == ([] if acknowledged else ["k"])
    assert done.refused == done.stayed == []
    if acknowledged:
        assert done.own.held.get("k") == (None if wanted is ... else held(B))
    else:
        assert done.own.held["k"].written == A, "what was not certainly taken is not ours to undo"


def test_a_doubt_once_resolved_leaves_no_trace() -> None:
    """A field that nothing reports, first sent in doubt, then acknowledged."""
    doubtful = settle(NEW, planned(NEW, A, ...), {}, acknowledged=False).own
    done = settle(doubtful, planned(doubtful, A, ...), {}, acknowledged=True)
    assert done.own.held["k"] == held(A)
    assert done.own.dump(none)[1] is None


def test_the_first_baseline_stays() -> None:
    first = settle(NEW, planned(NEW, A, C), {"k": A}, acknowledged=True).own
    assert first.baseline == {"k": C}
    second = settle(first, planned(first, B, A), {"k": B}, acknowledged=True).own
    gone = settle(second, planned(second, ..., B), {"k": None}, acknowledged=True).own
    again = settle(gone, planned(gone, A, "Somebody's"), {"k": A}, acknowledged=True).own
    assert second.baseline == gone.baseline == again.baseline == {"k": C}


def test_what_was_left_as_it_is_live_is_no_write_of_ours() -> None:
    state = Ownership({"k": held(A), "l": held(A)}, {"k": None, "l": None})
    made = plan(state, {"k": A, "l": B}, [], {"k": C, "l": A})
    done = settle(state, made, {"k": C, "l": B}, acknowledged=True)
    assert done.own.held == {"k": held(A), "l": held(B)}


MEMBER = held(declared=True)
OBSERVED: dict[str, tuple[Held, Json, Held | None]] = {
    "nothing new": (held(A), A, held(A)),
    "drift": (held(A), C, held(A, A, C)),
    "emptied": (held(A), "", held(A, A, None)),
    "drift that went back": (held(A, A, C), A, held(A)),
    "the service's form": (held(10, 30), 30, held(10, 30)),
    "not reported": (held(A), ..., held(A)),
    "False is a value": (MEMBER, False, replace(MEMBER, seen=False)),
    "0 is a value": (held(600), 0, held(600, 600, 0)),
    "an unmanaged one that went away": (held(None, None, C), None, None),
}


@pytest.mark.parametrize("case", OBSERVED)
def test_a_refresh_moves_what_was_seen_and_nothing_else(case: str) -> None:
    before, live, after = OBSERVED[case]
    state = Ownership({"k": before}, {"k": "baseline"})
    found = state.observe({} if live is ... else {"k": live})
    assert found.held == ({} if after is None else {"k": after})
    assert found.baseline == state.baseline


def test_a_value_whose_write_was_in_doubt_is_ours_when_a_refresh_finds_it_in_whatever_form() -> None:
    doubtful = Ownership({"k": Held(600, 600, 600, tried=10)}, {"k": 300})
    assert doubtful.observe({"k": 10}).held == {"k": held(10)}
    found = doubtful.observe({"k": 30}, stored=lambda _key, value: 30 if value == 10 else value)
    assert found.held == {"k": Held(10, 30, 30)}
    assert found.undo({"k": 30}) == {"k": 300}
    cleared = Ownership({"k": Held(600, 600, 600, tried=[])}, {"k": 300})
    assert cleared.observe({"k": None}).held == {}
    assert cleared.undo({"k": None}) == cleared.observe({"k": None}).undo({"k": None}) == {"k": 300}
    assert doubtful.observe({"k": 45}).held == {"k": Held(600, 600, 45)}


def test_a_refresh_shows_what_is_not_managed_only_where_all_is_held() -> None:
    live = {"k": A, "other": C, "empty": None, "zero": 0}
    assert own("k").observe(live).held == {"k": held(A)}
    assert own("k").observe(live, everything=True).held == {"k": held(A), "other": Held(None, None, C)}


UNDONE: dict[str, tuple[Ownership, Json, dict[str, Json]]] = {
    "back to what was there": (own("k", C), A, {"k": C}),
    "back to nothing": (own("k", None), A, {"k": None}),
    "there already": (own("k", C), C, {}),
    "somebody changed it": (own("k", C), "Somebody's", {}),
    "somebody changed it, as a refresh has shown": (own("k", C, seen="Somebody's"), "Somebody's", {}),
    "somebody emptied it": (own("k", C), None, {}),
    "not reported": (own("k", None), ..., {"k": None}),
    "the service's form": (own("k", 600, declared=10, written=30), 30, {"k": 600}),
    "in doubt, as asked": (own("k", C, declared=A, written=B), A, {"k": C}),
    "emptied by us": (Ownership({}, {"k": C}), None, {"k": C}),
    "emptied by us, set by somebody": (Ownership({}, {"k": C}), "Somebody's", {}),
    "never written, only shown": (Ownership({"k": Held(None, None, C)}), C, {}),
    "a default of the service in place of ours": (Ownership({"k": held(None, "D")}, {"k": C}), "D", {"k": C}),
}


@pytest.mark.parametrize("case", UNDONE)
def test_what_is_taken_back(case: str) -> None:
    state, live, back = UNDONE[case]
    assert state.undo({} if live is ... else {"k": live}) == back


CHANGES: list[tuple[Held, Json, bool]] = [
    (held(A), A, False),
    (held(A), B, True),
    (held(A, A, C), C, False),
    (held(A, A, C), A, True),
    (held(10, 30), 10, False),
    (held(10, 30), 30, False),
    (held(10, 30), 20, False),
    (held(10, 30), 40, True),
    (held(10, 30, 600), 10, True),
    (held("A ", "A"), "A", False),
    (held(""), None, False),
    (held(0), None, True),
]


@pytest.mark.parametrize(("known", "wanted", "expected"), CHANGES)
def test_what_asks_for_anything_new(known: Held, wanted: Json, expected: bool) -> None:  # noqa: FBT001
    assert Ownership({"time_out": known}).changes("time_out", wanted, raised) is expected


def test_an_unknown_key_asks_for_something_new_even_when_it_is_to_be_empty() -> None:
    assert NEW.changes("k", "", raised)


@pytest.mark.parametrize(
    ("before", "after", "sent", "lost"),
    [
        ({"a": A, "b": B}, {"a": A}, ["a"], {"b": B}),
        ({"a": A, "b": B}, {"a": None, "b": ""}, [], {"a": A, "b": B}),
        ({"a": A}, {"a": B}, [], {}),
        ({"a": None, "b": 0, "c": []}, {}, [], {}),
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
    assert untouched(plan(state, declared, ["k"], before), after) is nothing_done


VALUES = st.sampled_from([None, "", A, B, 0, 10, 30, False, True, [], ["x"], {}, {"a": 1}])
KNOWN = st.builds(Held, VALUES, VALUES, VALUES).filter(
    # Somebody wrote by hand what we declared and the service had made something else of: that is no drift to anybody.
    lambda each: each != Held(None, None, None) and not (same(each.seen, each.declared) and each.written != each.seen)
)


@given(st.dictionaries(st.sampled_from("klm"), KNOWN), st.dictionaries(st.sampled_from("klmn"), VALUES), st.booleans())
def test_what_is_kept_comes_back(
    known: dict[str, Held],
    baseline: dict[str, Json],
    member: bool,  # noqa: FBT001
) -> None:
    """Up to what is the same setting, and through both ways of saying what a baseline is when nothing says so."""

    def implied(_key: str, declared: Json) -> Json:
        return declared if member else None

    state = Ownership(known, baseline)
    views, written, kept = state.dump(implied)
    back = Ownership.load(views, written, kept, implied)
    again = back.dump(implied)
    assert Ownership.load(*again, implied) == back
    for key in known.keys() | back.held.keys():
        one, other = known.get(key, Held(None, None, None)), back.held.get(key, Held(None, None, None))
        assert meaning(one) == meaning(other), key
    for key, value in baseline.items():
        each = known.get(key, Held(None, None, None))
        if each.declared is not None or not same(value, each.written):  # else undoing is doing nothing
            assert meaning_of(back.baseline.get(key)) == meaning_of(value), key


def meaning_of(value: Json) -> Json:
    return None if value in ("", [], {}) and value is not False and value != 0 else value


def meaning(known: Held) -> tuple[Json, ...]:
    return tuple(meaning_of(each) for each in (known.declared, known.written, known.seen))


def test_where_nothing_differs_nothing_is_kept_beside_the_values() -> None:
    state = Ownership({"k": held(A), "l": held(["x"])}, {"k": None, "l": None})
    assert state.dump(none) == ({"k": A, "l": ["x"]}, None, None)


def test_what_differs_is_kept_as_text_with_every_digit_and_every_nothing() -> None:
    before = {"deep": [None, {"a": None, "n": 2**60}]}
    views, written, kept = Ownership({"k": held(10, 30)}, {"k": before}).dump(none)
    assert views == {"k": 10}
    assert written == '{"k":[10,30]}'
    assert Ownership.load(views, written, kept, none).baseline == {"k": before}

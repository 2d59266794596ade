"""What a state keeps of each key comes back as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pulumi_bland._rules.ownership import Entry, Ownership
from pulumi_bland._rules.values import Json, same
from tests.unit.test_ownership import A, B, entry, none

VALUES = st.sampled_from([None, "", A, B, 0, 10, 30, False, True, [], ["x"], {}, {"a": 1}])
KNOWN = st.builds(Entry, VALUES, VALUES, VALUES).filter(
    # Somebody wrote by hand what we declared and the service had made something else of: that is no drift to anybody.
    lambda each: (
        each != Entry(None, None, None) and not (same(each.observed, each.declared) and each.applied != each.observed)
    )
)


@given(st.dictionaries(st.sampled_from("klm"), KNOWN), st.dictionaries(st.sampled_from("klmn"), VALUES), st.booleans())
def test_what_is_kept_comes_back(
    known: dict[str, Entry],
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
    for key in known.keys() | back.entries.keys():
        one, other = known.get(key, Entry(None, None, None)), back.entries.get(key, Entry(None, None, None))
        assert meaning(one) == meaning(other), key
    for key, value in baseline.items():
        each = known.get(key, Entry(None, None, None))
        if each.declared is not None or not same(value, each.applied):  # else undoing is doing nothing
            assert meaning_of(back.baseline.get(key)) == meaning_of(value), key


def meaning_of(value: Json) -> Json:
    return None if value in ("", [], {}) and value is not False and value != 0 else value


def meaning(known: Entry) -> tuple[Json, ...]:
    return tuple(meaning_of(each) for each in (known.declared, known.applied, known.observed))


def test_where_nothing_differs_nothing_is_kept_beside_the_values() -> None:
    state = Ownership({"k": entry(A), "l": entry(["x"])}, {"k": None, "l": None})
    assert state.dump(none) == ({"k": A, "l": ["x"]}, None, None)


def test_what_differs_is_kept_as_text_with_every_digit_and_every_nothing() -> None:
    before = {"deep": [None, {"a": None, "n": 2**60}]}
    views, written, kept = Ownership({"k": entry(10, 30)}, {"k": before}).dump(none)
    assert views == {"k": 10}
    assert written == '{"":2,"k":[10,30]}'
    assert Ownership.load(views, '{"k":[10,30]}', kept, none) == Ownership.load(views, written, kept, none)
    assert Ownership.load(views, written, kept, none).baseline == {"k": before}

"""Every input that the field tables allow, generated: quiet after `up`, and quiet after a refresh.

What somebody else would do to it in the meantime is the machines' business; here nobody does anything, and so nothing
may show, however the service spells, sorts, tidies or leaves out what it was given, and however the program spells it.
"""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from bland_sandbox import Sandbox
from bland_sandbox.accounts import default_accounts
from pulumi_bland._pool.inputs import CustomDialingPoolInputs
from pulumi_bland._pool.lifecycle import CustomDialingPoolLifecycle
from pulumi_bland._rules.inputs import JsonList, Number, NumberOrText, ObjectOrList
from pulumi_bland._rules.lifecycle import Lifecycle
from pulumi_bland._sms.inputs import FIELDS, SmsNumberConfigInputs, _Set
from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle
from tests.reference import NUMBER
from tests.unit.faults import SWITCHES
from tests.unit.machines import generated
from tests.unit.stack import Stack

POOL, SMS = CustomDialingPoolLifecycle(), SmsNumberConfigLifecycle()
UNSET = [*SWITCHES["unset"], "defaults"]
SETS = {"disposition_ids", "citation_schema_ids"}
KEYS = ["550e8400-e29b-41d4-a716-446655440000", "650e8400-e29b-41d4-a716-446655440000"]
TEXT = st.text(max_size=20) | st.sampled_from(["3", "600", "true", "null", "[]", "é\r\nü ", "+1 415", "{{name}}"])
NUMBERS = st.integers(0, 2**53) | st.floats(0, 1e6).map(lambda number: round(number, 3)) | st.integers(0, 5).map(float)
LEAF = TEXT | NUMBERS | st.integers(-(2**53), -1) | st.booleans()
JSON = st.recursive(
    LEAF, lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=6), each, max_size=3), max_leaves=6
)
BY_TYPE: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (str, TEXT),
    (bool, st.booleans()),
    (Number, NUMBERS),
    (ObjectOrList, st.dictionaries(st.text(max_size=6), JSON, max_size=3) | st.lists(JSON, max_size=3)),
    (JsonList, st.lists(JSON, max_size=3)),
    (_Set, st.lists(TEXT, max_size=4)),
]
"""What the field table's types allow; the first that fits."""


def values(name: str, generation: str) -> st.SearchStrategy[Any]:
    """All that a program may say of a field, in one generation of the API."""
    kind = SmsNumberConfigInputs.model_fields[name].annotation
    if kind == NumberOrText | None:  # the one field whose type the two references do not agree on
        return TEXT if generation == "old" else NUMBERS
    return next(strategy for each, strategy in BY_TYPE if kind == each | None)


@st.composite
def switches(draw: st.DrawFn) -> dict[str, Any]:
    return {name: draw(st.sampled_from(each)) for name, each in {**SWITCHES, "unset": UNSET}.items()}


@st.composite
def agents(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """How the service is, a program, and the same program in another spelling."""
    chosen = draw(switches())
    names = draw(st.lists(st.sampled_from(list(FIELDS)), unique=True, max_size=6))
    fields = {name: draw(values(name, chosen["generation"])) for name in names}
    channel = draw(st.sampled_from(["sms"] if chosen["generation"] == "old" else ["sms", "whatsapp", "imessage"]))
    same = {"channel": channel, **draw(st.sampled_from([{}, {"authoritative": True}]))}
    program = {"phone_number": "+1 (555) 000-1111", **fields, **same}
    assume(not SMS.check({}, program).problems)
    respelt = {name: _respelt(each, is_set=name in SETS) for name, each in fields.items()}
    return chosen, program, {"phone_number": NUMBER, **respelt, **same}


@st.composite
def pools(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """How the service is, a program, and the same program in another spelling."""
    chosen = draw(switches())
    area = st.sampled_from(["212", "415", "555", "702"])
    numbers = draw(st.lists(st.builds("{} {:03} {:04}".format, area, st.integers(200, 999), st.integers(0, 9999))))
    assume(numbers or chosen["empty_pool"] == "accepted")
    key = draw(st.sampled_from([{}, {"encrypted_key": KEYS[0]}, {"encrypted_key": KEYS[1]}]))
    one = {"phone_numbers": [f"+1 {each}" for each in numbers], "members": {}, **key}
    shuffled = draw(st.permutations(numbers)) + numbers[:1]
    other = {"phone_numbers": ["+1" + each.replace(" ", "") for each in shuffled], "members": {}}
    return chosen, one, other | {name: each.upper() for name, each in key.items()}


@generated(150)
@given(agents())
def test_the_settings_of_a_number_are_quiet_after_up_and_after_refresh(
    case: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    _is_quiet(SMS, *case)


@generated(100)
@given(pools())
def test_a_pool_is_quiet_after_up_and_after_refresh(
    case: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    _is_quiet(POOL, *case)


def test_the_generated_programs_have_every_field_of_the_tables() -> None:
    for name in FIELDS:
        assert values(name, "old") is not None, name
    rest = CustomDialingPoolInputs.model_fields.keys() | SmsNumberConfigInputs.model_fields.keys()
    settings = {"secret_inputs", "on_delete", "on_drift"}
    assert rest - set(FIELDS) - settings == {
        *("phone_number", "channel", "authoritative"),
        *("phone_numbers", "members", "pool_id", "encrypted_key"),
    }


def _is_quiet(lifecycle: Lifecycle, chosen: dict[str, Any], program: dict[str, Any], respelt: dict[str, Any]) -> None:
    accounts = default_accounts()
    accounts.orgs[0].credentials = dict.fromkeys(KEYS, "AC1")
    with Sandbox(seed=accounts, **chosen) as box:
        stack = Stack(lifecycle, box)
        assert stack.up(program).error is None
        writes = box.calls("POST")
        for _ in range(2):
            assert stack.preview(program) == {}
            assert stack.preview(respelt) == {}
            assert stack.refresh().error is None
        assert stack.up(program).error is None
        assert stack.up(respelt).error is None
        assert box.calls("POST") == writes
        outcome = stack.destroy()
        assert outcome.error is None or cannot_be_undone(chosen), outcome.text


def cannot_be_undone(chosen: dict[str, Any]) -> bool:
    """Services that the reference allows, and that have no way to delete a pool, or to clear a field."""
    return chosen["generation"] == "old" or (chosen["nulls"], chosen["write"]) == ("ignored", "merge")


def _respelt(value: Any, *, is_set: bool = False) -> Any:
    if isinstance(value, dict):
        return {key: _respelt(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [*reversed(value), *value[:1]] if is_set else [_respelt(each) for each in value]
    return float(value) if type(value) is int else value

"""The proof of the dry run: the writes that it foretells are, request by request, those that the service then sees."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from bland_sandbox import Sandbox
from bland_sandbox.accounts import read_accounts
from bland_sandbox.settings import Settings
from pulumi_bland._rules.values import as_number, same
from pulumi_bland.cli._kinds.agent import KIND as AGENT
from pulumi_bland.cli._kinds.pool import KIND as POOL
from pulumi_bland.cli._read.preview import read_preview
from pulumi_bland.cli._rehearse.operations import operations
from pulumi_bland.cli._rehearse.rehearsal import Rehearsed, rehearse

from .previews import UNKNOWN
from .programs import Done, Engine, Later, Program

NUMBERS = ["+15550001111", "+15550002222"]
CHANNELS = ["sms", "whatsapp"]
MEMBERS = [f"+1415555010{n}" for n in range(5)]
CREDENTIALS = ["550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440009"]
POOLS = ["550e8400-e29b-41d4-a716-4466554400a1", "550e8400-e29b-41d4-a716-4466554400a2"]
VALUES: dict[str, list[Any]] = {
    "objective": ["Answer.", "Be brief.", "Sell.\n"],
    "webhook": ["https://example.com/a", "https://example.com/b"],
    "time_out": [0, 10, 30, 600],
    "temperature": [0, 0.5],
    "timezone": ["UTC", "Europe/Rome"],
    "tools": [[{"name": "lookup"}], [{"name": "lookup"}, {"name": "transfer"}]],
    "disposition_ids": [["a"], ["b", "a"]],
    "timeout_message": ["Bye.", "Later."],
    "request_data": [{"plan": "gold"}, {"plan": "silver", "token": "token-of-somebody"}],
    "restart_after_end_call": [True, False],
    "pathway_version": [3, "3"],
}
ENDINGS = {"agent": [None, None, "restore", "clear", "retain"], "pool": [None, None, "delete", "restore", "retain"]}
NOT_FORETOLD = {
    "put back": "what a write of ours changed besides, as the answer shows, is put back by a second request",
    "second try": "a pathway_version that the service refuses is sent again as the other type",
    "masked": "a secret that changes, or a value known after `up`, may be what the account has already",
    "no channels": "a service that knows one channel only does not say so before it lists a number",
    "after a surprise": "what follows in the same `up` on an object that did not become as asked",
}
"""What cannot be foretold; docs/review.md has the same list."""


SEEN: Counter[str] = Counter()
"""How often each was met in this process."""


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running
    print(dict(SEEN))  # noqa: T201 - for a long run


def configs() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={key: st.sampled_from(each) for key, each in VALUES.items()})


@st.composite
def agents(draw: st.DrawFn, identity: tuple[str, str]) -> dict[str, Any]:
    inputs = draw(configs())
    for key in draw(st.lists(st.sampled_from([*VALUES]), max_size=1)):
        if key in inputs:
            inputs[key] = Later(inputs[key])
    secret = [key for key in inputs if draw(st.integers(0, 5)) == 0]
    more = {
        "on_delete": draw(st.sampled_from(ENDINGS["agent"])),
        "on_drift": draw(st.sampled_from([None, None, "refuse", "overwrite"])),
        "authoritative": draw(st.sampled_from([None, None, None, True])),
        "secret_inputs": sorted(secret) or None,
    }
    return inputs | {key: each for key, each in more.items() if each} | dict(zip(AGENT.identity, identity, strict=True))


@st.composite
def pools(draw: st.DrawFn, pool_id: str | None) -> dict[str, Any]:
    numbers: Any = draw(st.lists(st.sampled_from(MEMBERS), min_size=1, unique=True))
    secret = draw(st.integers(0, 5)) == 0
    more = {
        "encrypted_key": draw(st.sampled_from([None, None, *CREDENTIALS])),
        "pool_id": pool_id,
        "on_delete": draw(st.sampled_from(ENDINGS["pool"])),
        "on_drift": draw(st.sampled_from([None, None, "overwrite"])),
        "secret_inputs": ["phone_numbers", "members"] if secret else None,
    }
    return {"phone_numbers": numbers} | {key: each for key, each in more.items() if each}


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Up to four resources; no two on one object, as the constructors hold it."""
    identities = [(number, channel) for number in NUMBERS for channel in CHANNELS]
    taken = draw(st.lists(st.sampled_from(identities), max_size=3, unique=True))
    program: dict[str, Any] = {}
    for name, identity in zip(draw(st.permutations(["a", "b", "c"])), taken, strict=False):
        program[name] = (AGENT, draw(agents(identity)))
    ids = draw(st.lists(st.sampled_from([None, *POOLS]), max_size=2, unique=True))
    for name, pool_id in zip(draw(st.permutations(["p", "q"])), ids, strict=False):
        program[name] = (POOL, draw(pools(pool_id)))
    return program


@st.composite
def edits(draw: st.DrawFn) -> list[Any]:
    """What somebody does in the dashboard: settings of a number, or members of a pool."""
    setting = st.tuples(st.sampled_from(NUMBERS), st.sampled_from(CHANNELS), configs(), st.sampled_from([*VALUES]))
    member = st.tuples(st.integers(0, 3), st.sets(st.sampled_from(MEMBERS)), st.sampled_from([None, *CREDENTIALS]))
    return draw(st.lists(st.one_of(setting, member), max_size=2))


def edit(box: Sandbox, change: Any) -> None:
    if len(change) == 4:
        number, channel, config, emptied = change
        box.edit_sms(number, channel, **{emptied: None, **config})
        return
    ids = sorted(box.org().pools)
    pool_id = ids[change[0] % len(ids)]
    had = set(box.pool(pool_id).phone_numbers)
    box.edit_pool(pool_id, add=sorted(change[1] - had), remove=had - change[1], encrypted_key=change[2])


SWITCHES = st.fixed_dictionaries(
    {"generation": st.sampled_from(["new", "new", "old"])},
    optional={
        "write": st.sampled_from(["merge", "replace"]),
        "nulls": st.sampled_from(["honoured", "ignored"]),
        "reads": st.sampled_from(["documented", "update-echo", "all"]),
        "numbers_as": st.sampled_from(["numbers", "strings"]),
        "values": st.sampled_from(["as-sent", "tidied"]),
        "echo": st.sampled_from(["object", "absent"]),
        "unset": st.sampled_from(["sample", "null", "empty", "absent", "defaults"]),
        "omitted_key": st.sampled_from(["kept", "cleared"]),
        "null_key": st.sampled_from(["honoured", "ignored", "refused"]),
        "order": st.sampled_from(["kept", "shuffled"]),
    },
)
SEED = {
    "orgs": [
        {
            "key": "sandbox-key",
            "numbers": {number: {} for number in NUMBERS},
            "id": "550e8400-e29b-41d4-a716-446655440002",
            "credentials": {each: f"AC{n:032}" for n, each in enumerate(CREDENTIALS)},
            "pools": {pool_id: {"phone_numbers": MEMBERS[:2]} for pool_id in POOLS},
        }
    ]
}


@settings(
    deadline=None,
    max_examples=int(os.environ.get("FORETOLD", "40")),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink a story of programs takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(SWITCHES, st.lists(st.tuples(programs(), edits(), st.booleans()), min_size=1, max_size=4))
def test_the_writes_of_an_up_are_those_that_were_foretold(
    box: Sandbox, switches: dict[str, Any], story: list[tuple[Program, list[Any], bool]]
) -> None:
    box.state.accounts = read_accounts(SEED)
    box.settings.change(Settings().model_dump() | switches)
    engine = Engine(box)
    for program, changes, refresh in story:
        for change in changes:
            edit(box, change)
        if refresh:
            engine.refresh()
        if (steps := engine.plan(program)) is None:
            continue
        box.journal.clear()
        preview, stack = read_preview(engine.preview(steps)), engine.stack()
        foretold = [*rehearse(operations(preview, stack), stack, engine.client)]
        assert {each.method for each in box.journal.entries()} <= {"GET"}
        for name in compared(foretold, [*engine.up(steps)], switches):
            event(name)
            SEEN[name] += 1


def compared(foretold: list[Rehearsed], done: list[Done], switches: Mapping[str, str]) -> Iterator[str]:
    """Check each operation; name the differences that are on the list, and fail for any other."""
    by_call = {(each.urn, each.does): each for each in done}
    assert by_call.keys() <= {(each.operation.urn, each.operation.does) for each in foretold}
    surprised: set[str] = set()
    for told in foretold:
        did = by_call.get((told.operation.urn, told.operation.does))
        if did is None:  # what was to replace it failed half-way, so it stays
            assert by_call[told.operation.urn, "create"].error is not None
            yield "after a surprise"
            continue
        expected = [(each.method, each.route, dict(each.body) or None) for each in told.requests]
        identity = told.operation.kind.lifecycle.identity
        named = identity(told.operation.inputs) or identity(told.operation.state) or did.urn
        object_ = named.partition("/")[0]  # a service that knows no channels changes the one that it knows
        reasons = _reasons(expected, told, did, switches)
        if not reasons and object_ in surprised:
            reasons = ["after a surprise"]
        assert reasons, f"{told.operation}\nforetold {expected} {told.refused}\nbut {did} on {switches}"
        if reasons != ["as foretold"] or (did.error is not None and did.writes):
            surprised.add(object_)
        assert {*reasons} <= {"as foretold", *NOT_FORETOLD}
        yield from reasons


def _reasons(expected: list[Any], told: Rehearsed, did: Done, switches: Mapping[str, str]) -> list[str]:
    """Why an operation is as it was foretold, or need not be; nothing where there is no reason."""
    writes, extra = _asked_for(did.writes)
    refused = None if did.error is None or did.writes else str(did.error)
    if expected == writes and told.refused == refused:
        return [*extra] or ["as foretold"]
    if _has_masked(told.operation.inputs):
        alike = len(expected) == len(writes) and all(map(_fits, expected, writes))
        if alike and told.refused == refused:
            return [*extra] or ["as foretold"]
        if not writes or not expected:
            return ["masked"]
    channel = (told.operation.inputs or told.operation.state).get("channel", "sms")
    lost = switches["generation"] == "old" and channel != "sms" and did.error is not None
    if lost and (not writes or (bool(expected) and _fits(expected[0], writes[0]))):
        return ["no channels"]  # and what it changed in the place of it is put back
    return []


def _asked_for(writes: Sequence[Any]) -> tuple[list[Any], list[str]]:
    """The writes without those that only an answer of the service gave rise to, and what these were."""
    kept: list[Any] = []
    extra = []
    for previous, write in zip([None, *writes], writes, strict=False):
        if previous and previous[:2] == write[:2] and _other_type(previous[2], write[2]):
            extra.append("second try")
        elif kept and kept[-1][1] == write[1] and _adds(kept[-1][2], write[2]):
            extra.append("put back")
        else:
            kept.append(write)
    return kept, extra


def _adds(first: Mapping[str, Any] | None, second: Mapping[str, Any]) -> bool:
    """Whether the second body is the first and more."""
    return first is not None and first.items() < second.items()


def _has_masked(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_masked, value.values()))
    return any(map(_has_masked, value)) if isinstance(value, list) else value in ("[secret]", UNKNOWN)


def _fits(expected: Any, write: Any) -> bool:
    """Whether a write is the one foretold, with something in the place of what was masked."""
    if expected[:2] != write[:2] or not isinstance(expected[2], dict) or expected[2].keys() != write[2].keys():
        return bool(expected == write)
    return all(_has_masked(each) or each == write[2][key] for key, each in expected[2].items())


def _other_type(first: Mapping[str, Any] | None, second: Mapping[str, Any] | None) -> bool:
    if first is None or second is None:
        return False
    differ = [key for key in first if first[key] != second.get(key) or type(first[key]) is not type(second.get(key))]
    return differ == ["pathway_version"] and same(as_number(first[differ[0]]), as_number(second[differ[0]]))

"""The witness can fail: a history with one broken promise in it, for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.programs.engine import Engine
from tests.programs.process import Answer
from tests.programs.records import Call, Kept, Outcome
from tests.programs.witness import Witness
from tests.programs.world import NUMBERS, Object, View, World

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER = f"{NUMBERS[0]}/sms"
WHERE = Object("main", "sms", NUMBER)
NOTHING: View = {}


def inputs(**fields: Any) -> dict[str, Any]:
    return {"phone_number": NUMBERS[0], "channel": "sms", **fields}


def kept(name: str, **fields: Any) -> Kept:
    return Kept(name, "sms", "main", NUMBER, inputs(**fields), inputs(**fields))


def call(method: str, before: View, after: View, *said: str, old: Kept | None = None, **fields: Any) -> Call:
    name = old.name if old else "new"
    news = None if method == "delete" else inputs(**fields)
    answer = Answer(value=True, warnings=[*said])
    held = (old,) if old else ()
    return Call(method, name, "sms", "main", old, news, NUMBER, {WHERE: before}, {WHERE: after}, answer, held=held)


@pytest.fixture
def engine() -> Iterator[Engine]:
    world = World(unset="null")
    with world.box:
        yield Engine(world)


def judged(engine: Engine, *calls: Call, declared_by: str = "") -> Witness:
    witness = Witness()
    witness.judge(Outcome([*calls]), engine, {WHERE: declared_by} if declared_by else {})
    return witness


TOOK_OVER = call("create", {"time_out": 0}, {"time_out": 600}, "replaces time_out", time_out=600)
OURS = kept("new", time_out=600)


@pytest.mark.parametrize(
    ("calls", "broken"),
    [
        ([call("read", {"time_out": 0}, NOTHING, old=OURS)], "wrote"),
        ([call("create", {"time_out": 0}, {"time_out": 600}, time_out=600)], "time_out was replaced in silence"),
        ([call("create", {"time_out": 0}, {"objective": "a"}, objective="a")], "time_out was replaced in silence"),
        ([call("create", NOTHING, NOTHING, time_out=0)], "time_out is None, not 0"),
        ([call("create", NOTHING, {"time_out": 600}, ".canary", time_out=600)], "told a secret"),
        ([TOOK_OVER, call("update", {"time_out": 30}, {"time_out": 900}, old=OURS, time_out=900)], "overwritten"),
        ([TOOK_OVER, call("update", {"time_out": 600}, {"time_out": 0}, old=OURS)], "time_out was not cleared"),
        ([TOOK_OVER, call("delete", {"time_out": 600}, NOTHING, old=OURS)], "time_out is None and was"),
        ([TOOK_OVER, call("delete", {"time_out": 30}, {"time_out": 0}, old=OURS)], "time_out is 0 and was"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_promise_is_seen(calls: list[Call], broken: str, engine: Engine) -> None:
    with pytest.raises(AssertionError, match=broken):
        judged(engine, *calls)


def test_what_was_there_comes_back(engine: Engine) -> None:
    assert not judged(engine, TOOK_OVER, call("delete", {"time_out": 600}, {"time_out": 0}, old=OURS)).pages


def test_what_the_program_still_has_is_not_undone(engine: Engine) -> None:
    old = kept("old", time_out=600)
    first = call("create", {"time_out": 0}, {"time_out": 600}, "replaces time_out", time_out=600)
    renamed = call("create", {"time_out": 600}, {"time_out": 600}, time_out=600)
    undone = call("delete", {"time_out": 600}, {"time_out": 0}, old=old)
    with pytest.raises(AssertionError, match="is in the program, and was undone"):
        judged(engine, first, renamed, undone, declared_by="new")


@pytest.mark.parametrize("shown", [False, True])
def test_what_is_forgotten_has_to_be_said_and_only_where_nobody_was_told(
    shown: bool,  # noqa: FBT001
    engine: Engine,
) -> None:
    old = kept("old", time_out=600)
    first = call("create", {"time_out": 0}, {"time_out": 600}, "replaces time_out", time_out=600)
    looked = call("diff", {"time_out": 600}, {"time_out": 600}, old=old, time_out=600)
    renamed = call("create", {"time_out": 600}, {"time_out": 600}, time_out=600)
    deleted = call("delete", {"time_out": 600}, {"time_out": 600}, f"{NUMBER}: forgotten (time_out)", old=old)
    engine.state = [OURS]
    if shown:
        with pytest.raises(AssertionError, match="although the old state was shown"):
            judged(engine, first, looked, renamed, deleted, declared_by="new")
        return
    witness = judged(engine, first, renamed, deleted, declared_by="new")
    engine.state = []
    left = call("delete", {"time_out": 600}, {"time_out": 600}, old=OURS)
    witness.judge(Outcome([left]), engine, {})


def test_what_leaves_the_state_without_a_word_is_seen(engine: Engine) -> None:
    witness = Witness()
    engine.state = [OURS]
    witness.judge(Outcome([TOOK_OVER]), engine, {})
    engine.state = []
    with pytest.raises(AssertionError, match="left the state"):
        witness.judge(Outcome(), engine, {})

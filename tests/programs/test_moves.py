"""Moves of one pool between resources, or between two lives of one, each by what must be true of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.programs.engine import Engine
from tests.programs.records import Declared, Options
from tests.programs.world import MEMBERS, Object, World

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE, TWO, THREE, _ = MEMBERS
FORCED = Options(forced=frozenset({"p"}))


@pytest.fixture
def engine() -> Iterator[Engine]:
    world = World()
    with world.box:
        yield Engine(world)


def pool(name: str, *numbers: str, pool_id: str = "", **how: Any) -> Declared:
    named = {"pool_id": pool_id} if pool_id else {}
    return Declared(name, "pool", {"phone_numbers": [*numbers], "members": {}, **named}, **how)


def made(engine: Engine, *numbers: str) -> str:
    """A pool that the resource `p` has made."""
    outcome = engine.up([pool("p", *numbers)], Options())
    assert outcome.ok, outcome.text
    return engine.state[0].id


def members(engine: Engine, id_: str) -> set[str]:
    """The members of a pool; of one that is gone there are none."""
    return {*engine.world.views().get(Object("main", "pool", id_), {})}


def destroyed(engine: Engine, id_: str) -> bool:
    outcome = engine.destroy(Options())
    assert outcome.ok, outcome.text
    return Object("main", "pool", id_) not in engine.world.views()


@pytest.mark.parametrize("first", [False, True])
def test_a_made_pool_that_names_its_id_outlives_a_replacement_by_force(
    engine: Engine,
    first: bool,  # noqa: FBT001
) -> None:
    here = made(engine, ONE)
    outcome = engine.up([pool("p", ONE, pool_id=here, deleted_first=first)], FORCED)
    assert outcome.ok, outcome.text
    assert members(engine, here) == {ONE}
    assert destroyed(engine, here) == first, "what was forgotten is said, and only where it was"
    assert ("that it was made here" in outcome.text) != first


def test_a_replacement_by_force_that_is_deleted_first_stops_before_it_loses_what_others_did(engine: Engine) -> None:
    here = made(engine, ONE)
    engine.world.edit(Object("main", "pool", here), THREE, value=True)
    declared = pool("p", ONE, TWO, pool_id=here, deleted_first=True)
    outcome = engine.up([declared], FORCED)
    assert not outcome.ok
    assert THREE in outcome.text
    assert members(engine, here) == {ONE, THREE}
    assert engine.state[0].inputs["pool_id"] == here
    assert engine.up([declared], Options(refresh=True)).ok
    assert members(engine, here) == {ONE, TWO}
    assert destroyed(engine, here)


@pytest.mark.parametrize("first", [False, True])
def test_a_made_pool_that_is_replaced_on_changes_is_still_ours_to_delete(
    engine: Engine,
    first: bool,  # noqa: FBT001
) -> None:
    here = made(engine, ONE)
    outcome = engine.up(
        [pool("p", ONE, TWO, pool_id=here, deleted_first=first, replaced_on=("phone_numbers",))], Options()
    )
    assert outcome.ok, outcome.text
    assert [each.method for each in outcome.calls if each.method in {"create", "delete"}]
    assert members(engine, here) == {ONE, TWO}
    assert "takes over" not in outcome.text
    assert destroyed(engine, here)


@pytest.mark.parametrize("refresh", [False, True])
def test_another_resource_that_takes_a_made_pool_over_did_not_make_it(
    engine: Engine,
    refresh: bool,  # noqa: FBT001
) -> None:
    here = made(engine, ONE)
    outcome = engine.up([pool("q", ONE, pool_id=here)], Options(refresh=refresh))
    assert outcome.ok, outcome.text
    assert ("that it was made here" in outcome.text) != refresh
    assert ("destroy leaves it there" in outcome.text) == refresh
    assert not destroyed(engine, here)
    assert members(engine, here) == {ONE}


def test_a_pool_that_another_resource_could_not_take_over_does_not_become_its_own(engine: Engine) -> None:
    here, there = made(engine, ONE), engine.world.box.add_pool(TWO)
    moved = pool("p", TWO, pool_id=there, deleted_first=True)
    outcome = engine.up(
        [moved, pool("q", ONE, THREE, pool_id=here)], Options(go_on=True, together=True, refused=frozenset({"q"}))
    )
    assert not outcome.ok
    assert not destroyed(engine, here)

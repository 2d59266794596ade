"""Sequences of one pool that once broke a promise, each by what must be true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bland_sandbox import Sandbox
from pulumi_bland._http.client import Client
from pulumi_bland._pool.lifecycle import CustomDialingPoolLifecycle
from tests.unit.stack import Stack

ONE, TWO, THREE = "+12065550102", "+13035550123", "+14155550101"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def stack(box: Sandbox) -> Stack:
    return Stack(CustomDialingPoolLifecycle(), box)


def test_a_pool_can_be_made_where_the_list_is_refused(box: Sandbox, stack: Stack) -> None:
    box.fault("GET", "/v1/custom-dialing-pools", status=403, body={"data": None, "errors": [{"error": "FORBIDDEN"}]})
    outcome = stack.up({"phone_numbers": [ONE]})
    assert outcome.error is None, outcome.text


def test_a_delete_whose_answer_was_lost_is_done(box: Sandbox, stack: Stack) -> None:
    assert stack.up({"phone_numbers": [ONE]}).error is None
    box.fault("DELETE", "*", calls="first", action="drop", phase="after")
    outcome = stack.destroy()
    assert outcome.error is None, outcome.text
    assert box.org().pools == {}


@pytest.mark.parametrize("refreshed", [True, False])
def test_a_number_that_the_program_gave_up_after_somebody_removed_it_returns(
    box: Sandbox,
    stack: Stack,
    refreshed: bool,  # noqa: FBT001
) -> None:
    pool = box.add_pool(ONE, TWO)
    assert stack.up({"pool_id": pool, "phone_numbers": [ONE, TWO]}).error is None
    box.edit_pool(pool, remove=[TWO])
    assert not refreshed or stack.refresh().error is None
    assert stack.up({"pool_id": pool, "phone_numbers": [ONE]}).error is None
    assert stack.destroy().error is None
    assert box.pool(pool).phone_numbers == [ONE, TWO]


@pytest.mark.parametrize("refreshed", [True, False])
def test_a_number_that_somebody_added_and_the_program_names_then_is_ours(
    box: Sandbox,
    stack: Stack,
    refreshed: bool,  # noqa: FBT001
) -> None:
    pool = box.add_pool(ONE)
    assert stack.up({"pool_id": pool, "phone_numbers": [ONE]}).error is None
    box.edit_pool(pool, add=[TWO])
    assert not refreshed or stack.refresh().error is None
    assert stack.up({"pool_id": pool, "phone_numbers": [ONE, TWO]}).error is None
    assert stack.destroy().error is None
    assert box.pool(pool).phone_numbers == [ONE]


def test_a_removal_in_doubt_that_is_found_undone_is_undone_no_further(box: Sandbox, stack: Stack) -> None:
    pool = box.add_pool(ONE)
    program = {"pool_id": pool, "phone_numbers": [ONE, TWO]}
    assert stack.up(program).error is None
    box.fault(calls="2-", status=500, phase="after")
    assert stack.up({**program, "phone_numbers": [ONE]}).partial
    box.faults.clear()
    assert stack.destroy().error is None
    assert box.pool(pool).phone_numbers == [ONE]


def test_a_pool_whose_first_write_is_carried_out_late_is_handed_back(box: Sandbox, stack: Stack) -> None:
    pool = box.add_pool(ONE, TWO)
    program = {"pool_id": pool, "phone_numbers": [ONE, THREE]}
    box.fault("POST", "*", action="drop")
    assert stack.up(program).partial
    box.faults.clear()
    box.edit_pool(pool, add=[THREE], remove=[TWO])  # the service, after all
    assert stack.up(program).error is None
    assert stack.destroy().error is None
    assert set(box.pool(pool).phone_numbers) == {ONE, TWO}


def test_a_create_that_is_carried_out_late_is_named(
    box: Sandbox, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, attempts = Client.create_pool, list[str]()

    def create_pool(client: Client, body: Any) -> Any:
        attempts.append(box.add_pool(ONE) if attempts else "")  # the service carries out the first with the second
        return create(client, body)

    monkeypatch.setattr(Client, "create_pool", create_pool)
    box.fault("POST", "*", calls="first", action="drop")
    outcome = stack.up({"phone_numbers": [ONE]})
    assert outcome.error is None, outcome.text
    assert f"carried out late: {attempts[1]} has the same numbers" in outcome.text


def test_a_member_that_is_no_known_number_is_read(box: Sandbox, stack: Stack) -> None:
    pool = box.add_pool(ONE)
    program = {"pool_id": pool, "phone_numbers": [ONE]}
    assert stack.up(program).error is None
    box.edit_pool(pool, add=["+99912345678"])
    assert stack.refresh().error is None
    assert set(stack.preview(program)) == {"phone_numbers", "members"}


def test_a_number_that_came_back_by_hand_and_that_we_removed_again_returns(box: Sandbox, stack: Stack) -> None:
    pool = box.add_pool(ONE, TWO)
    program = {"pool_id": pool, "on_drift": "overwrite"}
    assert stack.up({**program, "phone_numbers": [ONE, TWO]}).error is None
    box.edit_pool(pool, remove=[TWO])
    assert stack.refresh().error is None
    box.edit_pool(pool, add=[TWO])
    assert stack.up({**program, "phone_numbers": [ONE, THREE]}).error is None
    assert stack.destroy().error is None
    assert set(box.pool(pool).phone_numbers) == {ONE, TWO}


@pytest.mark.parametrize(
    "lacking", [{"phone_numbers": [ONE]}, {"encrypted_key": "550e8400-e29b-41d4-a716-446655440009"}]
)
def test_what_a_made_pool_lacks_is_set_by_the_next_up(box: Sandbox, stack: Stack, lacking: dict[str, Any]) -> None:
    key = next(iter(box.org().credentials))
    program = {"phone_numbers": [ONE, TWO], "encrypted_key": key}
    pool = {"id": "550e8400-e29b-41d4-a716-446655440001", "owner_id": "o", "created_at": "", **program, **lacking}
    box.fault("POST", "/v1/custom-dialing-pools", phase="before", status=200, body={"data": pool, "errors": None})
    assert f"{TWO if 'phone_numbers' in lacking else 'encrypted_key'} did not take" in stack.up(program).text
    assert stack.kept
    assert stack.kept.unfinished
    assert CustomDialingPoolLifecycle().diff(stack.kept.outputs, stack.kept.inputs | program).changes


@pytest.mark.parametrize("by_hand", [True, False])
def test_numbers_that_were_secret_until_now_are_counted_and_not_named(
    box: Sandbox,
    stack: Stack,
    by_hand: bool,  # noqa: FBT001
) -> None:
    pool = box.add_pool(ONE)
    secret = ["members", "phone_numbers"]
    assert stack.up({"pool_id": pool, "phone_numbers": [ONE, TWO], "secret_inputs": secret}).error is None
    if by_hand:
        box.edit_pool(pool, add=[THREE])
    else:
        answer = {"id": pool, "owner_id": box.org().id, "created_at": "", "phone_numbers": [ONE, TWO]}
        box.fault("POST", "*", status=200, body={"data": answer, "errors": None})
    outcome = stack.up({"pool_id": pool, "phone_numbers": [ONE], "on_drift": "overwrite"})
    assert "1 of its numbers" in outcome.text
    assert not [each for each in (ONE, TWO, THREE) if each in outcome.text]

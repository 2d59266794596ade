"""Custom dialing pools. Pages are those of Bland's reference under api-v1/."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.reference import (
    CREDENTIALS,
    OWNER_ID,
    POOL_BODY,
    POOL_ERRORS,
    POOL_ID,
    POOL_NUMBERS,
    REMOVING_CREDENTIALS,
    UPDATED_POOL,
)

from .api import NOBODYS_ID, Api, data, error

Start = Callable[..., Api]
NEW_FIELDS = {"phone_numbers_count": 4, "credentials_name": "AC00000000000000000000000000000001"}


def with_the_sample_pool(api: Api) -> Api:
    seeded = api.box.org().pools
    seeded[POOL_ID] = api.box.pool(api.box.add_pool("+14155550101")).model_copy(
        update={"created_at": UPDATED_POOL["created_at"]}
    )
    return api


def test_the_sample_request_gets_the_sample_answer_of_the_old_page(old: Api) -> None:
    """post/custom-dialing-pool-update, OLD: request and response examples."""
    answer = with_the_sample_pool(old).update(POOL_ID, **POOL_BODY)
    assert answer.status_code == 200
    assert answer.json() == {"status": "success", "data": UPDATED_POOL, "errors": None}


def test_the_sample_request_gets_the_new_envelope_and_fields(new: Api) -> None:
    """post/custom-dialing-pool-update, NEW: no `status`, and two more fields."""
    answer = with_the_sample_pool(new).update(POOL_ID, **POOL_BODY)
    assert answer.status_code == 200
    assert answer.json() == {"data": UPDATED_POOL | NEW_FIELDS, "errors": None}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "POOL_NOT_FOUND"),
        ({"phone_numbers": ["x"]}, "INVALID_PHONE_NUMBERS"),
        ({"encrypted_key": NOBODYS_ID}, "INVALID_CREDENTIALS"),
    ],
)
def test_the_old_error_samples_come_letter_by_letter(old: Api, fields: dict[str, Any], code: str) -> None:
    """post/custom-dialing-pool-update, OLD: error response examples."""
    pool_id = old.box.add_pool("+14155550101") if fields else NOBODYS_ID
    answer = old.update(pool_id, **{"phone_numbers": POOL_NUMBERS, **fields})
    expected = {"status": "error", "data": None, "errors": [{"error": code, "message": POOL_ERRORS[code]}]}
    assert answer.json() == expected


def test_the_removing_credentials_sample_removes_them(old: Api) -> None:
    """post/custom-dialing-pool-update, OLD: section "Removing Credentials"."""
    pool_id = old.box.add_pool("+14155550101", encrypted_key=CREDENTIALS)
    assert data(old.update(pool_id, **REMOVING_CREDENTIALS))["encrypted_key"] is None
    assert old.box.pool(pool_id).encrypted_key is None


@pytest.mark.parametrize(("speaks", "status"), [("old", 200), ("new", 201)])
def test_create_answers_with_its_documented_status_and_the_short_pool(start: Start, speaks: str, status: int) -> None:
    """post/custom-dialing-pools: NEW states 201; its sample lacks the two fields that the other answers have."""
    answer = start(generation=speaks).create(encrypted_key=CREDENTIALS)
    assert answer.status_code == status
    assert set(data(answer)) == {"id", "owner_id", "phone_numbers", "encrypted_key", "created_at"}
    assert data(answer)["owner_id"] == OWNER_ID


def test_a_created_pool_can_be_read_and_is_listed(api: Api) -> None:
    """get/custom-dialing-pool, get/custom-dialing-pools."""
    assert data(api.get("/v1/custom-dialing-pools")) == []
    made = data(api.create())
    read = data(api.pool(made["id"]))
    assert read.items() >= made.items()
    assert data(api.get("/v1/custom-dialing-pools")) == [read]


def test_each_create_makes_another_pool_even_of_the_same_numbers(api: Api) -> None:
    """post/custom-dialing-pools: nothing says that equal pools are one."""
    assert data(api.create())["id"] != data(api.create())["id"]
    assert len(api.box.org().pools) == 2


def test_an_update_replaces_all_numbers(api: Api) -> None:
    """post/custom-dialing-pool-update: "Any numbers not included in this array will be removed"."""
    pool_id = api.box.add_pool("+14155550101", "+12065550102")
    assert data(api.update(pool_id, phone_numbers=["+13035550123"]))["phone_numbers"] == ["+13035550123"]
    assert api.box.pool(pool_id).phone_numbers == ["+13035550123"]


def test_a_pool_of_another_organisation_is_not_found(api: Api) -> None:
    """delete/custom-dialing-pool, NEW: 404 for a pool that is missing or another organisation's."""
    api.box.add_org("other-key")
    pool_id = api.box.add_pool("+14155550101", key="other-key")
    assert error(api.pool(pool_id)) == (404, "POOL_NOT_FOUND")
    assert error(api.update(pool_id, phone_numbers=["+12065550102"])) == (404, "POOL_NOT_FOUND")
    assert data(api.get("/v1/custom-dialing-pools")) == []
    assert api.box.pool(pool_id).phone_numbers == ["+14155550101"]


def test_an_id_that_is_no_uuid_has_an_error_of_its_own_in_old_only(old: Api, new: Api) -> None:
    """get/custom-dialing-pool, OLD: INVALID_POOL_ID; the sample is gone in NEW."""
    assert error(old.pool("no-uuid")) == (400, "INVALID_POOL_ID")
    assert error(old.update("no-uuid", phone_numbers=["+12065550102"])) == (400, "INVALID_POOL_ID")
    assert error(new.pool("no-uuid")) == (404, "POOL_NOT_FOUND")


def test_delete_answers_with_the_id_and_the_pool_is_gone(new: Api) -> None:
    """delete/custom-dialing-pool, NEW: 200 example."""
    pool_id = new.box.add_pool("+14155550101")
    answer = new.delete(pool_id)
    message = "Geospatial dialing pool deleted successfully"
    assert answer.status_code == 200
    assert answer.json() == {"data": {"message": message, "deleted_pool_id": pool_id}, "errors": None}
    assert error(new.pool(pool_id)) == (404, "POOL_NOT_FOUND")
    assert error(new.delete(pool_id)) == (404, "POOL_NOT_FOUND")


def test_old_has_no_delete_and_answers_as_a_router_does(old: Api) -> None:
    """OLD has no page for DELETE: a 404 without an envelope, which must not be taken for a pool that is gone."""
    pool_id = old.box.add_pool("+14155550101")
    answer = old.delete(pool_id)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "POOL_NOT_FOUND" not in answer.text
    assert pool_id in old.box.org().pools


def test_writing_needs_the_enterprise_plan_and_reading_does_not(start: Start, generation: str) -> None:
    """NEW: 403 ENTERPRISE_REQUIRED on create, update and delete."""
    api = start(generation=generation, plan="standard")
    pool_id = api.box.add_pool("+14155550101")
    assert error(api.create()) == (403, "ENTERPRISE_REQUIRED")
    assert error(api.update(pool_id, phone_numbers=["+12065550102"])) == (403, "ENTERPRISE_REQUIRED")
    assert data(api.pool(pool_id))["id"] == pool_id
    assert len(data(api.get("/v1/custom-dialing-pools"))) == 1
    if generation == "new":
        assert error(api.delete(pool_id)) == (403, "ENTERPRISE_REQUIRED")


def test_members_come_in_the_order_that_the_switch_says(start: Start, generation: str) -> None:
    """Undocumented: switch `order`. Shuffled is another order at each call."""
    sent = ["+14155550101", "+12065550102", "+13035550123"]
    orders = {}
    for order in ("kept", "sorted", "shuffled"):
        api = start(generation=generation, order=order)
        pool_id = api.box.add_pool(*sent)
        orders[order] = [data(api.pool(pool_id))["phone_numbers"] for _ in range(2)]
    assert orders["kept"] == [sent, sent]
    assert orders["sorted"] == [sorted(sent), sorted(sent)]
    assert sent not in orders["shuffled"]
    assert orders["shuffled"][0] != orders["shuffled"][1]
    assert sorted(orders["shuffled"][0]) == sorted(sent)


def test_a_pool_of_two_shuffles_too(start: Start) -> None:
    """Undocumented: switch `order`."""
    api = start(order="shuffled")
    assert data(api.create(["+14155550101", "+12065550102"]))["phone_numbers"] == ["+12065550102", "+14155550101"]


def test_the_answer_to_an_update_may_lack_the_pool(start: Start, generation: str) -> None:
    """Switch `echo`: the pool in the answer is documented, and may be missing all the same."""
    api = start(generation=generation, echo="absent")
    pool_id = api.box.add_pool("+14155550101")
    assert data(api.update(pool_id, phone_numbers=["+12065550102"])) is None
    assert api.box.pool(pool_id).phone_numbers == ["+12065550102"]


def test_errors_may_come_inside_a_200(start: Start, generation: str) -> None:
    """OLD documents no status of errors: switch `error_status`."""
    api = start(generation=generation, error_status="200")
    assert error(api.pool(NOBODYS_ID)) == (200, "POOL_NOT_FOUND")
    assert error(api.create(["x"])) == (200, "INVALID_PHONE_NUMBERS")
    assert error(api.get("/v1/custom-dialing-pools", headers={"authorization": "wrong"})) == (200, "UNAUTHORIZED")

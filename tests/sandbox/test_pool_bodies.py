"""What the body of a pool's create and update may hold. Pages are those of Bland's reference under api-v1/."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.reference import CREDENTIALS, POOL_NUMBERS

from .api import NOBODYS_ID, Api, data, error

Start = Callable[..., Api]


def test_numbers_are_required_by_the_old_update_only(old: Api, new: Api) -> None:
    """post/custom-dialing-pool-update: "required" in OLD; NEW: optional, omitted is unchanged."""
    old_id, new_id = old.box.add_pool("+14155550101"), new.box.add_pool("+14155550101")
    assert error(old.update(old_id, encrypted_key=CREDENTIALS)) == (400, "INVALID_PHONE_NUMBERS")
    assert data(new.update(new_id, encrypted_key=CREDENTIALS))["phone_numbers"] == ["+14155550101"]


def test_numbers_are_required_to_create(api: Api) -> None:
    """post/custom-dialing-pools."""
    assert error(api.post("/v1/custom-dialing-pools", {})) == (400, "INVALID_PHONE_NUMBERS")


def test_a_null_list_of_numbers_is_refused(api: Api) -> None:
    """post/custom-dialing-pool-update: an array; null is none."""
    assert error(api.update(api.box.add_pool("+14155550101"), phone_numbers=None)) == (400, "INVALID_PHONE_NUMBERS")


@pytest.mark.parametrize(
    ("number", "in_old", "in_new"),
    [
        *((number, True, True) for number in POOL_NUMBERS),
        ("+442079460123", False, True),
        ("+447700900123", False, True),
        ("+441204523456"[:-1], False, True),
        ("+44800123456", False, True),
        ("+4402079460123", False, False),
        ("+44207946012", False, False),
        ("+4420794601234", False, False),
        ("+444079460123", False, False),
        ("+1415555010", False, False),
        ("+141555501011", False, False),
        ("+10155550101", False, False),
        ("14155550101", False, False),
        ("4155550101", False, False),
        ("+1 415 555 0101", False, False),
        ("+1415555010x", False, False),
        ("+1415555010\u0661", False, False),
        ("+14155550101\n", False, False),
        ("+33123456789", False, False),
        ("", False, False),
        (14155550101, False, False),
        (None, False, False),
    ],
)
def test_only_numbers_of_the_documented_form_are_taken(
    start: Start, number: Any, *, in_old: bool, in_new: bool
) -> None:
    """post/custom-dialing-pools: OLD "+1 followed by 10 digits", NEW "valid US (+1) or UK (+44) numbers"."""
    for speaks, taken in (("old", in_old), ("new", in_new)):
        api = start(generation=speaks)
        answer = api.create(["+14155550101", number])
        assert (answer.status_code < 300) is taken
        assert len(api.box.org().pools) == taken


def test_a_refused_number_is_named_by_its_field_in_new_only(old: Api, new: Api) -> None:
    """NEW: validation errors carry `field`; OLD's samples do not. NEW's message speaks of the UK too."""
    assert old.create(["x"]).json()["errors"][0].keys() == {"error", "message"}
    assert new.create(["x"]).json()["errors"] == [
        {
            "error": "INVALID_PHONE_NUMBERS",
            "message": "All phone numbers must be valid US (+1) or UK (+44) numbers",
            "field": "phone_numbers",
        }
    ]


@pytest.mark.parametrize(("empty_pool", "taken"), [("accepted", True), ("refused", False)])
def test_a_pool_without_numbers_is_taken_or_not(start: Start, generation: str, empty_pool: str, *, taken: bool) -> None:
    """Undocumented: switch `empty_pool`."""
    answer = start(generation=generation, empty_pool=empty_pool).create([])
    assert (answer.status_code < 300) is taken


@pytest.mark.parametrize("key", [NOBODYS_ID, "no uuid", "", 7, ["550e8400-e29b-41d4-a716-446655440000"]])
def test_credentials_that_are_not_the_organisations_are_refused(api: Api, key: Any) -> None:
    """post/custom-dialing-pools: "must be valid credentials that belong to your account"."""
    api.box.add_org("other-key", credentials={NOBODYS_ID: "AC00000000000000000000000000000002"})
    pool_id = api.box.add_pool("+14155550101", encrypted_key=CREDENTIALS)
    assert error(api.create(encrypted_key=key)) == (400, "INVALID_CREDENTIALS")
    assert error(api.update(pool_id, phone_numbers=["+12065550102"], encrypted_key=key)) == (400, "INVALID_CREDENTIALS")
    assert api.box.pool(pool_id).phone_numbers == ["+14155550101"], "a refused update changes nothing"


def test_a_uuid_may_be_written_in_capitals(api: Api) -> None:
    """post/custom-dialing-pools: "UUID format", in which case does not matter."""
    made = data(api.create(encrypted_key=CREDENTIALS.upper()))
    assert made["encrypted_key"] == CREDENTIALS
    assert data(api.pool(made["id"].upper()))["id"] == made["id"]


@pytest.mark.parametrize(("omitted_key", "left"), [("kept", CREDENTIALS), ("cleared", None)])
def test_an_update_without_credentials_keeps_or_clears_them(
    start: Start, generation: str, omitted_key: str, left: str | None
) -> None:
    """post/custom-dialing-pool-update: NEW says unchanged, OLD does not say: switch `omitted_key`."""
    api = start(generation=generation, omitted_key=omitted_key)
    pool_id = api.box.add_pool("+14155550101", encrypted_key=CREDENTIALS)
    assert data(api.update(pool_id, phone_numbers=["+12065550102"]))["encrypted_key"] == left


@pytest.mark.parametrize(("null_key", "left"), [("honoured", None), ("ignored", CREDENTIALS)])
def test_null_removes_the_credentials_or_is_ignored(
    start: Start, generation: str, null_key: str, left: str | None
) -> None:
    """post/custom-dialing-pool-update: removed says OLD, NEW does not say: switch `null_key`."""
    api = start(generation=generation, null_key=null_key)
    pool_id = api.box.add_pool("+14155550101", encrypted_key=CREDENTIALS)
    assert data(api.update(pool_id, phone_numbers=["+12065550102"], encrypted_key=None))["encrypted_key"] == left


def test_null_credentials_may_be_refused(start: Start, generation: str) -> None:
    """post/custom-dialing-pool-update: NEW does not say: switch `null_key`."""
    api = start(generation=generation, null_key="refused")
    pool_id = api.box.add_pool("+14155550101", encrypted_key=CREDENTIALS)
    refused = api.update(pool_id, phone_numbers=["+12065550102"], encrypted_key=None)
    assert error(refused) == (400, "INVALID_CREDENTIALS")


def test_create_with_null_credentials_has_none(api: Api) -> None:
    """post/custom-dialing-pools: the pool's `encrypted_key` is a UUID or null."""
    assert data(api.create(encrypted_key=None))["encrypted_key"] is None


def test_fields_that_a_pool_does_not_have_are_ignored_and_the_journal_says_so(api: Api) -> None:
    """post/custom-dialing-pools: the table has two fields; nothing says that others are refused."""
    pool_id = data(api.create(name="west"))["id"]
    api.update(pool_id, name="west", encrypted_key=CREDENTIALS)
    assert [entry.ignored for entry in api.box.journal.entries()] == [["name"], ["name"]]

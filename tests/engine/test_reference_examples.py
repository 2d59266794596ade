"""The two pages of Bland's reference that began this project: their bodies and answers pass through the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bland_sandbox import Sandbox
from tests.engine.project import POOL_UPDATE, SALES, SMS_UPDATE, Project
from tests.reference import (
    CREDENTIALS,
    NUMBER,
    OWNER_ID,
    POOL_BODY,
    POOL_ERRORS,
    POOL_ID,
    POOL_NUMBERS,
    REMOVING_CREDENTIALS,
    SMS_BODY,
    UPDATED_NUMBER,
    UPDATED_POOL,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def page() -> Sandbox:
    """An account as the pages' samples have it."""
    pool = {"phone_numbers": ["+12345678901"]}
    org = {
        "id": OWNER_ID,
        "key": "YOUR_API_KEY",
        "numbers": {NUMBER: {}, SALES: {}},
        "credentials": {CREDENTIALS: "AC00000000000000000000000000000001"},
        "pools": {POOL_ID: pool},
    }
    return Sandbox(generation="old", seed={"orgs": [org]})


def test_the_sms_pages_example_is_sent_and_its_answer_is_read(
    page: Sandbox, start: Callable[[Sandbox], Project]
) -> None:
    with page as box:
        project = start(box)
        declared = {name: value for name, value in SMS_BODY.items() if name != "phone_number"}
        project.program(f'bland.SmsNumberConfig("page", phone_number="+15550001111", **{declared!r})').up().expect()
        assert box.bodies("POST", SMS_UPDATE) == [SMS_BODY | {"phone_number": NUMBER}]
        project.expect_quiet()

        box.fault("POST", SMS_UPDATE, phase="after", body={"data": UPDATED_NUMBER, "errors": None})
        project.program("""
            page = bland.SmsNumberConfig("page", phone_number="+15550001111", objective="Chat with the user")
            pulumi.export("page", [page.objective, page.tools, page.temperature, page.webhook])
        """).up().expect("~ 1 updated")
        assert project.outputs() == {"page": ["Chat with the user", None, None, None]}
        project.expect_quiet()


def test_the_pool_pages_examples_are_sent_and_their_answers_read(
    page: Sandbox, start: Callable[[Sandbox], Project]
) -> None:
    with page as box:
        project = start(box)
        declared = 'pool = bland.CustomDialingPool("page", pool_id={!r}, phone_numbers={!r}{})\n'
        outputs = 'pulumi.export("page", [pool.pool_id, pool.owner_id, pool.created_at, pool.members])'
        key = f", encrypted_key={CREDENTIALS!r}"
        box.fault(
            "POST",
            POOL_UPDATE,
            calls=1,
            phase="after",
            body={"status": "success", "data": UPDATED_POOL, "errors": None},
        )
        project.program(declared.format(POOL_ID, POOL_NUMBERS, key) + outputs).up().expect()
        assert project.outputs()["page"][:3] == [POOL_ID, OWNER_ID, UPDATED_POOL["created_at"]]
        assert set(project.outputs()["page"][3]) == set(POOL_NUMBERS)
        project.expect_quiet()

        project.program(declared.format(POOL_ID, REMOVING_CREDENTIALS["phone_numbers"], "")).up().expect()
        first, second = box.bodies("POST", POOL_UPDATE)
        assert first == POOL_BODY | {"phone_numbers": sorted(POOL_NUMBERS)}
        assert second == REMOVING_CREDENTIALS
        project.expect_quiet()


def test_the_pool_pages_errors_are_said_in_one_sentence(page: Sandbox, start: Callable[[Sandbox], Project]) -> None:
    with page as box:
        project = start(box)
        pools = [POOL_ID, box.add_pool("+12345678901"), box.add_pool("+12345678901")]
        for call, (code, message) in enumerate(POOL_ERRORS.items(), 1):
            answer = {"status": "error", "data": None, "errors": [{"error": code, "message": message}]}
            box.fault("POST", POOL_UPDATE, calls=call, status=400, body=answer)
        project.program(f"""
            for pool_id in {pools!r}:
                bland.CustomDialingPool(pool_id, pool_id=pool_id, phone_numbers=["+19876543210"])
        """)
        refused = project.up("--continue-on-error")
        refused.refuses(*(f"{code}: {message}" for code, message in POOL_ERRORS.items()))
        refused.refuses("correct phone_numbers", "check encrypted_key")
        assert project.state() == {}

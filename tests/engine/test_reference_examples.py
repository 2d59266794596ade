"""The two pages of Bland's reference that began this project: their bodies and answers pass through the product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bland_sandbox import Sandbox
from tests.engine.project import POOL_UPDATE, SALES, SMS_UPDATE, Project

if TYPE_CHECKING:
    from collections.abc import Callable

# https://docs.bland.ai/api-v1/post/custom-dialing-pool-update
POOL_ID = "550e8400-e29b-41d4-a716-446655440001"
POOL_BODY: dict[str, Any] = {
    "phone_numbers": ["+12345678901", "+19876543210", "+15551234567", "+17775551234"],
    "encrypted_key": "550e8400-e29b-41d4-a716-446655440000",
}
POOL_ANSWER: dict[str, Any] = {
    "status": "success",
    "data": {
        "id": POOL_ID,
        "owner_id": "550e8400-e29b-41d4-a716-446655440002",
        "phone_numbers": ["+12345678901", "+19876543210", "+15551234567", "+17775551234"],
        "encrypted_key": "550e8400-e29b-41d4-a716-446655440000",
        "created_at": "2024-01-15T10:30:00Z",
    },
    "errors": None,
}
REMOVING_CREDENTIALS: dict[str, Any] = {"phone_numbers": ["+12345678901", "+19876543210"], "encrypted_key": None}
POOL_ERRORS = {
    "POOL_NOT_FOUND": "Geospatial dialing pool not found",
    "INVALID_PHONE_NUMBERS": "All phone numbers must be valid US numbers with +1 prefix",
    "INVALID_CREDENTIALS": "Twilio credentials not found or do not belong to your account",
}

# https://docs.bland.ai/api-v1/post/sms-update
SMS_BODY: dict[str, Any] = {
    "phone_number": "<string>",
    "webhook": "<string>",
    "request_data": [{}],
    "time_out": 123,
    "messaging_service_sid": "<string>",
    "objective": "<string>",
    "tools": [{}],
    "temperature": 123,
    "pathway_id": "<string>",
    "pathway_version": "<string>",
    "start_node_id": "<string>",
}
SMS_ANSWER: dict[str, Any] = {
    "data": {
        "message": "SMS config updated for number +15550001111",
        "sms_config": {
            "webhook": None,
            "request_data": [],
            "time_out": None,
            "messaging_service_sid": None,
            "objective": "Chat with the user",
            "tools": [],
            "temperature": 0,
            "pathway_id": None,
            "pathway_version": None,
            "start_node_id": None,
        },
    },
    "errors": None,
}


@pytest.fixture
def page() -> Sandbox:
    """An account as the pages' samples have it."""
    pool = {"phone_numbers": ["+12345678901"]}
    org = {
        "id": POOL_ANSWER["data"]["owner_id"],
        "key": "YOUR_API_KEY",
        "numbers": {"+15550001111": {}, SALES: {}},
        "credentials": {POOL_BODY["encrypted_key"]: "AC00000000000000000000000000000001"},
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
        assert box.bodies("POST", SMS_UPDATE) == [SMS_BODY | {"phone_number": "+15550001111"}]
        project.expect_quiet()

        box.fault("POST", SMS_UPDATE, phase="after", body=SMS_ANSWER)
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
        key = f", encrypted_key={POOL_BODY['encrypted_key']!r}"
        box.fault("POST", POOL_UPDATE, calls=1, phase="after", body=POOL_ANSWER)
        project.program(declared.format(POOL_ID, POOL_BODY["phone_numbers"], key) + outputs).up().expect()
        answer = POOL_ANSWER["data"]
        assert project.outputs()["page"][:3] == [POOL_ID, answer["owner_id"], answer["created_at"]]
        assert set(project.outputs()["page"][3]) == set(answer["phone_numbers"])
        project.expect_quiet()

        project.program(declared.format(POOL_ID, REMOVING_CREDENTIALS["phone_numbers"], "")).up().expect()
        first, second = box.bodies("POST", POOL_UPDATE)
        assert first == POOL_BODY | {"phone_numbers": sorted(POOL_BODY["phone_numbers"])}
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

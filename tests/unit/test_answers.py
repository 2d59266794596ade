"""The reference's own examples, as they stand on the pages of the two update endpoints and beside them.

All other shapes are in `tests/client/test_answers.py`.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from pulumi_bland._http.answers import Answer, decode
from tests.reference import POOL_ERRORS, POOL_ID, UPDATED_NUMBER, UPDATED_POOL

DELETED_POOL: dict[str, Any] = {
    "message": "Geospatial dialing pool deleted successfully",
    "deleted_pool_id": POOL_ID,
}
ERRORS = POOL_ERRORS | {
    "INVALID_POOL_ID": "Pool ID must be a valid UUID",
    "UNAUTHORIZED": "Invalid API key or insufficient permissions",
}


def read(payload: object, status: int = 200) -> Answer:
    return decode(status, json.dumps(payload).encode(), "application/json")


@pytest.mark.parametrize("data", [UPDATED_POOL, UPDATED_NUMBER, DELETED_POOL, [UPDATED_POOL], []])
@pytest.mark.parametrize("envelope", [{"status": "success"}, {}])
def test_a_success_of_either_generation_is_its_data(envelope: dict[str, str], data: Any) -> None:
    assert read({**envelope, "data": data, "errors": None}) == Answer(data=data)


@pytest.mark.parametrize("code", ERRORS)
@pytest.mark.parametrize("envelope", [{"status": "error"}, {}])
@pytest.mark.parametrize("status", [200, 400, 404, 500])
def test_an_error_of_either_generation_is_its_code_at_whatever_status(
    status: int, envelope: dict[str, str], code: str
) -> None:
    entry = {"error": code, "message": ERRORS[code]}
    answer = read({**envelope, "data": None, "errors": [entry]}, status)
    assert answer == Answer(failed=True, code=code, said=ERRORS[code], enveloped=True)


@pytest.mark.parametrize("length", range(1, 80, 7))
def test_a_success_that_was_cut_short_is_none(length: int) -> None:
    whole = json.dumps({"data": UPDATED_POOL, "errors": None}).encode()
    answer = decode(200, whole[:-length], "application/json")
    assert (answer.failed, answer.code, answer.enveloped) == (True, None, False)

"""/openapi.json describes what the sandbox does, and the sandbox does what is described: schemathesis asks it.

Each operation of each generation is asked `CASES` times with requests that its description allows, and as often with
requests that it does not: 13 operations, 300 cases, because OLD's list of numbers forbids nothing. Bland's reference is
not the judge here: see docs/conformance.md.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok

from bland_sandbox import Sandbox
from bland_sandbox.fields import CHANNELS
from bland_sandbox.routes import api

CASES = 12
SCHEMAS = {generation: schemathesis.openapi.from_dict(api(generation).openapi()) for generation in ("old", "new")}
OPERATIONS = [
    (generation, operation)
    for generation, schema in SCHEMAS.items()
    for operation in (result.ok() for result in schema.get_all_operations() if isinstance(result, Ok))
]


def test_every_operation_is_described() -> None:
    assert len(OPERATIONS) == 13


@pytest.mark.parametrize(
    ("generation", "operation", "mode"),
    [
        pytest.param(generation, operation, mode, id=f"{generation} {operation.label} {mode.value}")
        for generation, operation in OPERATIONS
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        if (generation, operation.label, mode) != ("old", "GET /v1/sms/numbers", GenerationMode.NEGATIVE)
    ],
)
def test_it_does_what_its_description_says(generation: str, operation: Any, mode: GenerationMode) -> None:
    with Sandbox(seed="demo", generation=generation) as box:

        @settings(
            max_examples=CASES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=[*HealthCheck],
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def asked(case: Case[Any]) -> None:
            box.go_back("start")
            if mode is GenerationMode.POSITIVE:
                about_the_account(case, box)
            elif allowed_all_the_same(case):
                return
            answer = case.call(base_url=box.url, headers={"authorization": box.key})
            try:
                case.validate_response(answer)
            except FailureGroup as failures:  # a BaseException, which hypothesis would not make smaller
                raise AssertionError(str(failures)) from None

        asked()


def about_the_account(case: Case[Any], box: Sandbox) -> None:
    """Let a request that is allowed be about what there is: by chance it would never be."""
    if case.path_parameters:
        case.path_parameters["pool_id"] = next(iter(box.org().pools))
    body: Any = case.body
    if not isinstance(body, dict):
        return
    if body.get("encrypted_key"):
        (body["encrypted_key"],) = box.org().credentials
    if "phone_number" in body:
        numbers = [*box.org().numbers]
        body["phone_number"] = numbers[len(str(body)) % len(numbers)]
    for name in {"time_out", "warning_time"} & set(body):
        body[name] = None if body[name] is None else abs(body[name])  # -6e-142 passes for 0 with schemathesis
    # What a JSON schema cannot say: a warning comes before the end, also before one that was set earlier.
    time_out, warning = body.get("time_out"), body.get("warning_time")
    if warning is not None and (time_out is None or 0 < time_out <= max(warning, 30)):
        del body["warning_time"]


def allowed_all_the_same(case: Case[Any]) -> bool:
    """Whether what is wrong with it is only what is not listed: that is ignored, in a query as in a body."""
    return case.path.endswith("/sms/numbers") and (case.query or {}).get("channel", "sms") in CHANNELS

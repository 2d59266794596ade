"""What people read when something goes wrong: one sentence, with a way on, and nothing secret."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_bland._rules.errors import (
    LONGEST_TEXT,
    SHORTEST_SECRET,
    BlandError,
    NoApiKey,
    PartialFailure,
    ServiceError,
    drifted,
    listed,
    redact,
)

SENTENCES: list[tuple[dict[str, Any], str, str]] = [
    (
        {"said": "the connection to api.bland.ai broke before the answer was complete"},
        "could not update it: the connection to api.bland.ai broke",
        "complete",
    ),
    (
        {"said": "not found", "status": 404, "code": "POOL_NOT_FOUND", "enveloped": True},
        "could not update it: Bland answered HTTP 404, POOL_NOT_FOUND: not found; ",
        "`pulumi refresh` takes a pool that is gone out of the state",
    ),
    (
        {"said": "", "status": 403, "code": "ENTERPRISE_REQUIRED", "enveloped": True},
        "could not update it: Bland answered HTTP 403, ENTERPRISE_REQUIRED; ",
        "the plan of this Bland account does not include the feature",
    ),
    (
        {"said": "bad key", "status": 401, "code": "AUTH_FAILURE", "enveloped": True},
        "could not update it: Bland answered HTTP 401, AUTH_FAILURE: bad key; ",
        "--run-program",
    ),
    (
        {"said": "", "status": 401},
        "could not update it: Bland answered HTTP 401, nothing more; ",
        "run `pulumi up` to save the new one",
    ),
    ({"said": "", "status": 403}, "could not update it: Bland answered HTTP 403", "the API key may not do this"),
    ({"said": "Rate limit exceeded", "status": 429}, "could not update it: Bland answered HTTP 429", "maxRequests"),
    (
        {"said": "the answer is an HTML page", "status": 404},
        "could not update it: Bland answered HTTP 404, the answer is an HTML page; ",
        "bland:baseUrl",
    ),
    (
        {"said": "no", "status": 500, "code": "ERROR_UPDATING_SMS_CONFIG", "enveloped": True},
        "could not update it: Bland answered HTTP 500, ERROR_UPDATING_SMS_CONFIG: no; ",
        "Bland's support",
    ),
    (
        {"said": "no", "status": 400, "code": "INVALID_BODY", "enveloped": True},
        "could not update it: Bland answered HTTP 400, INVALID_BODY: no; ",
        "correct it",
    ),
    *(
        ({"said": "no", "status": 400, "code": code, "enveloped": True}, "could not update it: Bland answered", way)
        for code, way in {
            "INVALID_PHONE_NUMBERS": "correct phone_numbers",
            "INVALID_CREDENTIALS": "check encrypted_key",
            "INVALID_CHANNEL": "sms, whatsapp, imessage",
            "INBOUND_NUMBER_NOT_FOUND": "must be on this Bland account",
        }.items()
    ),
]

REFUSED: list[tuple[dict[str, Any], bool]] = [
    ({"sent": False}, True),
    ({"sent": False, "transient": True}, True),
    ({}, False),
    ({"status": 400, "code": "INVALID_BODY", "enveloped": True}, True),
    ({"status": 404, "code": "POOL_NOT_FOUND", "enveloped": True}, True),
    ({"status": 404, "code": "POOL_NOT_FOUND"}, False),
    ({"status": 404}, False),
    ({"status": 400, "enveloped": True}, False),
    ({"status": 200, "code": "INVALID_BODY", "enveloped": True}, False),
    ({"status": 500, "code": "POOL_DELETE_FAILURE", "enveloped": True}, False),
    ({"status": 502}, False),
]


@pytest.mark.parametrize(("facts", "begins", "holds"), SENTENCES)
def test_an_error_says_what_was_tried_what_the_service_said_and_what_to_do(
    facts: dict[str, Any], begins: str, holds: str
) -> None:
    text = str(ServiceError("update it", **facts))
    assert text.startswith(begins)
    assert holds in text
    assert "None" not in text
    assert "\n" not in text
    assert ": ;" not in text


def test_attempts_are_counted_where_there_were_several() -> None:
    error = ServiceError("read it", "busy", status=503)
    assert "attempt" not in str(error)
    error.attempts = 6
    assert "after 6 attempts: Bland answered HTTP 503" in str(error)


def test_a_long_text_of_the_service_is_cut() -> None:
    text = str(ServiceError("read it", "x" * 10_000, status=400, code="INVALID_BODY"))
    assert f"{'x' * LONGEST_TEXT}…" in text
    assert len(text) < LONGEST_TEXT + 200


@pytest.mark.parametrize(("facts", "expected"), REFUSED)
def test_only_a_coded_refusal_or_a_request_never_sent_did_nothing(facts: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    error = ServiceError("update it", "", **facts)
    assert error.refused is expected
    error.doubtful = True
    assert not error.refused


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (range(25), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and 5 more"),
    ],
)
def test_names_in_a_sentence(names: Any, sentence: str) -> None:
    assert listed(names) == sentence


def test_the_guard_names_what_and_both_ways_on() -> None:
    text = str(drifted("+15550001111/sms", ["objective", "webhook"]))
    assert text.startswith("+15550001111/sms was changed outside Pulumi (objective and webhook)")
    assert "nothing was written" in text
    assert "`pulumi refresh`" in text
    assert 'on_drift="overwrite"' in text


def test_a_partial_failure_keeps_what_it_was_given_then() -> None:
    state = {"objective": "a"}
    failure = PartialFailure("in part", id_="x", state=state, inputs=state)
    state["objective"] = "b"
    assert (str(failure), failure.id, failure.state, failure.inputs) == (
        "in part",
        "x",
        {"objective": "a"},
        {"objective": "a"},
    )


def test_all_that_people_see_is_one_kind_of_error() -> None:
    assert issubclass(ServiceError, BlandError)
    assert issubclass(PartialFailure, BlandError)
    assert issubclass(NoApiKey, BlandError)


@given(st.text(min_size=SHORTEST_SECRET), st.text(), st.text())
def test_a_declared_text_is_in_nothing_that_the_service_says(secret: str, before: str, after: str) -> None:
    assert secret not in redact(before + secret + after, [secret]) or secret in "[redacted]"


@pytest.mark.parametrize(
    ("text", "secrets", "expected"),
    [
        ("the value hunter2hunter2 is bad", ["hunter2hunter2"], "the value [redacted] is bad"),
        ("hunter2 is bad", ["hunter2"], "hunter2 is bad"),
        ("abcdefghij abcdefgh", ["abcdefgh", "abcdefghij"], "[redacted] [redacted]"),
        ('no: "line\\nbreak"', ["line\nbreak"], 'no: "[redacted]"'),
        ('"caf\\u00e9 caf\\u00e9"', ["café café"], '"[redacted]"'),
        ("nothing", [], "nothing"),
    ],
)
def test_declared_texts_are_taken_out_also_as_json_writes_them(text: str, secrets: list[str], expected: str) -> None:
    assert redact(text, secrets) == expected

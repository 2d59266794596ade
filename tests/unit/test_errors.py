"""What people read when something goes wrong: one sentence, with a way on, and nothing secret."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_bland._rules.errors import (
    LONGEST_TEXT,
    WITHHELD,
    BlandError,
    NoApiKey,
    PartialFailure,
    ServiceError,
    drifted,
    hiding,
    listed,
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
    assert "nothing is written" in text
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


def test_words_that_repeat_a_secret_are_left_out_as_a_whole_and_the_code_stays() -> None:
    error = ServiceError(
        "update it", "cannot take hunter2hunter2 here", status=400, code="INVALID_BODY", enveloped=True
    )
    assert "cannot take hunter2hunter2 here" in str(error)
    with hiding(["hunter2hunter2"]):
        assert str(error) == (
            "could not update it: Bland answered HTTP 400, INVALID_BODY: its words are withheld because they repeat a "
            "secret; correct it and run it again"
        )
    assert "hunter2hunter2" in str(error), "each who waited for an answer has secrets of its own"


def test_a_code_that_is_a_secret_itself_is_left_out() -> None:
    error = ServiceError("update it", "no", status=400, code="HUNTER2", enveloped=True)
    with hiding(["hunter2"]):
        assert str(error).startswith("could not update it: Bland answered HTTP 400, no;")


def test_what_is_cut_off_gives_no_secret_away() -> None:
    error = ServiceError("update it", "x" * (LONGEST_TEXT - 7) + "hunter2hunter2", status=400)
    with hiding(["hunter2hunter2"]):
        assert "hunter2…" in str(error)
        error = ServiceError("update it", "x" * (LONGEST_TEXT - 8) + "hunter2hunter2", status=400)
        assert WITHHELD in str(error)


def test_our_own_words_about_the_way_are_never_withheld() -> None:
    with hiding(["api.bland.ai did not answer in time"]):
        assert "api.bland.ai did not answer in time" in str(
            ServiceError("read it", "api.bland.ai did not answer in time")
        )


def test_secrets_that_come_one_after_another_are_all_kept() -> None:
    error = ServiceError("update it", "hunter2 is bad", status=400)
    with hiding(each for each in ["one", "hunter2"]):
        assert [WITHHELD in str(error), WITHHELD in str(error)] == [True, True]

"""Every shape of answer that the reference shows, and those that only something in between would send."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_bland._http.answers import Answer, decode
from pulumi_bland._rules.errors import ServiceError
from tests.client.conftest import Serve, client
from tests.client.servers import reply

POOL = {"id": "550e8400-e29b-41d4-a716-446655440001", "phone_numbers": ["+14155550101"]}
CODED = [{"error": "INVALID_CREDENTIALS", "message": "Twilio credentials not found"}]

SUCCESSES: dict[str, tuple[int, dict[str, Any], Any]] = {
    "new generation": (200, {"data": [POOL], "errors": None}, [POOL]),
    "old generation": (200, {"status": "success", "data": [POOL], "errors": None}, [POOL]),
    "created": (201, {"data": POOL, "errors": None}, POOL),
    "an empty list": (200, {"data": [], "errors": None}, []),
    "no errors as an empty list": (200, {"data": POOL, "errors": []}, POOL),
    "data under a name of its own": (200, {"data": None, "errors": None, "pools": [POOL]}, [POOL]),
    "a bare success": (200, {"status": "success"}, None),
    "a success with a text": (200, {"status": "success", "message": "done"}, None),
}

FAILURES: dict[str, tuple[int, Any, str | None, str, bool]] = {
    "coded, new": (404, {"data": None, "errors": CODED}, "INVALID_CREDENTIALS", "Twilio credentials not found", True),
    "coded, old": (
        400,
        {"status": "error", "data": None, "errors": CODED},
        "INVALID_CREDENTIALS",
        "Twilio credentials not found",
        True,
    ),
    "coded, inside HTTP 200": (200, {"status": "error", "data": None, "errors": CODED}, CODED[0]["error"], "", True),
    "coded, inside HTTP 200 without status": (200, {"data": None, "errors": CODED}, CODED[0]["error"], "", True),
    "coded, beside data": (200, {"data": POOL, "errors": CODED}, CODED[0]["error"], "", True),
    "coded, with the field": (
        422,
        {"data": None, "errors": [{"error": "INVALID_BODY", "message": "must be a URL", "field": "webhook"}]},
        "INVALID_BODY",
        "must be a URL (field: webhook)",
        True,
    ),
    "several codes": (
        400,
        {"errors": [*CODED, {"error": "INVALID_POOL_ID", "message": "Pool ID must be a valid UUID"}]},
        "INVALID_CREDENTIALS",
        "Twilio credentials not found; Pool ID must be a valid UUID",
        True,
    ),
    "status and message": (429, {"status": "error", "message": "Rate limit exceeded"}, None, "Rate limit", False),
    "status alone, inside HTTP 200": (200, {"status": "error"}, None, "", False),
    "errors as texts": (
        400,
        {"status": "error", "message": "Validation failed", "errors": ["webhook is no URL", "time_out is no number"]},
        None,
        "webhook is no URL; time_out is no number",
        False,
    ),
    "errors as texts, inside HTTP 200": (200, {"data": None, "errors": ["no such number"]}, None, "no such", False),
    "errors as one text": (400, {"data": None, "errors": "no such number"}, None, "no such number", False),
    "errors as one object": (400, {"errors": CODED[0]}, "INVALID_CREDENTIALS", "Twilio credentials not found", True),
    "a code and a message": (
        400,
        {"error": "INVALID_VOICE", "message": "no such voice", "limit": 5, "docs": "https://docs.bland.ai"},
        "INVALID_VOICE",
        "no such voice",
        False,
    ),
    "an error object, as gateways have": (
        400,
        {"error": {"code": "BAD_THING", "message": "a bad thing"}},
        "BAD_THING",
        "a bad thing",
        False,
    ),
    "an error in prose": (400, {"error": "Rate Limit Exceeded"}, None, "Rate Limit Exceeded", False),
    "prose in place of a code": (400, {"errors": [{"error": "That is not allowed"}]}, None, "That is not", False),
    "the details of the old SDK": (
        400,
        {"errors": [{"value": 3, "msg": "Invalid value", "param": "webhook", "location": "body"}]},
        None,
        "Invalid value (field: webhook)",
        False,
    ),
    "errors of no kind": (400, {"errors": [None, 7, ["x"]]}, None, "", False),
    "a success with a status that is none": (500, {"status": "success", "data": POOL, "errors": None}, None, "", False),
}

STRANGE: dict[str, tuple[bytes, str, str]] = {
    "nothing": (b"", "application/json", "empty"),
    "white space": (b" \r\n", "application/json", "empty"),
    "an HTML page": (b"<!doctype html><html><body>Welcome</body></html>", "text/html", "HTML"),
    "an HTML page that calls itself JSON": (b"<HTML>hm</HTML>", "application/json", "HTML"),
    "plain text": (b"upstream connect error", "text/plain", "not JSON"),
    "half an object": (b'{"data": [', "application/json", "not JSON"),
    "bytes of no encoding": (b"\xff\xfe\x00", "application/json", "not JSON"),
    "deeper than any answer": (b'{"data":' + b"[" * 100_000, "application/json", "not JSON"),
    "a list": (b"[]", "application/json", "form"),
    "a text": (b'"OK"', "application/json", "form"),
    "null": (b"null", "application/json", "form"),
    "an object of another service": (b'{"message": "Not Found"}', "application/json", "form"),
    "an empty object": (b"{}", "application/json", "form"),
}


@pytest.mark.parametrize("shape", SUCCESSES)
def test_each_documented_success_is_read(shape: str, serve: Serve) -> None:
    status, payload, data = SUCCESSES[shape]
    assert client(serve(reply(status, json.dumps(payload)))).list_pools() == data


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "text/plain", "text/html", ""])
def test_a_wrong_content_type_does_not_matter_where_the_body_is_right(kind: str, serve: Serve) -> None:
    assert client(serve(reply(200, json.dumps({"data": [POOL]}), kind))).list_pools() == [POOL]


def test_a_compressed_answer_is_read(serve: Serve) -> None:
    body = gzip.compress(json.dumps({"data": [POOL]}).encode())
    assert client(serve(reply(200, body, content_encoding="gzip"))).list_pools() == [POOL]


@pytest.mark.parametrize("shape", FAILURES)
def test_each_documented_error_is_one_error(shape: str, serve: Serve) -> None:
    status, payload, code, said, enveloped = FAILURES[shape]
    server = serve(reply(status, json.dumps(payload), retry_after="3600"))
    with pytest.raises(ServiceError) as caught:
        client(server, deadline=1).update_pool(str(POOL["id"]), {"phone_numbers": ["+14155550101"]})
    error = caught.value
    assert (error.status, error.code, error.enveloped) == (status, code, enveloped)
    assert said in str(error)
    assert "None" not in str(error)
    assert str(error).startswith(f"could not update dialing pool {POOL['id']}: Bland answered HTTP {status}")
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [200, 201, 404, 500])
@pytest.mark.parametrize("shape", STRANGE)
def test_what_is_no_answer_of_the_api_is_one_error_without_a_code(shape: str, status: int, serve: Serve) -> None:
    """Above all, it is neither a success nor a pool that is gone, and it is not quoted."""
    body, kind, said = STRANGE[shape]
    with pytest.raises(ServiceError) as caught:
        client(serve(reply(status, body, kind))).get_pool(str(POOL["id"]))
    error = caught.value
    assert (error.status, error.code, error.enveloped, error.refused) == (status, None, False, False)
    assert said in str(error) or (status >= 400 and said == "form")
    assert "Welcome" not in str(error)
    assert "upstream" not in str(error)


def test_an_answer_of_many_words_is_cut(serve: Serve) -> None:
    body = json.dumps({"errors": [{"error": "INVALID_BODY", "message": "no " * 10_000}]})
    with pytest.raises(ServiceError) as caught:
        client(serve(reply(400, body))).list_pools()
    assert len(str(caught.value)) < 500


@given(
    st.integers(200, 599), st.binary() | st.recursive(st.none(), st.lists).map(lambda value: json.dumps(value).encode())
)
def test_no_answer_is_too_strange_to_be_read(status: int, body: bytes) -> None:
    assert isinstance(decode(status, body, ""), Answer)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.sampled_from(["error", "message", "field", "msg"]), inside),
    max_leaves=8,
)


@settings(deadline=None)
@given(
    st.sampled_from([200, 201, 400, 404, 500]),
    st.dictionaries(st.sampled_from(["status", "data", "errors", "error", "message", "pools"]), ANY_JSON),
)
def test_every_error_in_an_envelope_is_noticed(status: int, payload: dict[str, Any]) -> None:
    answer = decode(status, json.dumps(payload).encode(), "application/json")
    if payload.get("errors") or payload.get("error") or payload.get("status") == "error" or status >= 400:
        assert answer.failed
    if not answer.failed:
        assert answer.data in payload.values()

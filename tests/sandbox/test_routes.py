"""What all routes share: the key, the form of bodies, what is not there, and the document of it all."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.reference import CREDENTIALS

from .api import IMESSAGE_NUMBER, NOBODYS_ID, NUMBERS, POOLS, SMS_UPDATE, Api, data, error

Start = Callable[..., Api]


@pytest.mark.parametrize("header", ["sandbox-key", "Bearer sandbox-key"])
def test_the_key_is_taken_raw_and_as_a_bearer_token(api: Api, header: str) -> None:
    """Nearly every page: raw; newer samples: Bearer."""
    assert data(api.get(POOLS, headers={"authorization": header})) == []


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "wrong", "sandbox-key2", "Basic sandbox-key", "bearersandbox-key"]
)
def test_any_other_key_is_unauthorized_on_every_route(api: Api, header: str | None) -> None:
    """get/custom-dialing-pools: UNAUTHORIZED; the calls page: 401."""
    for method, path in (("GET", POOLS), ("POST", POOLS), ("GET", NUMBERS), ("POST", SMS_UPDATE)):
        answer = api.request(method, path, headers={"authorization": header})
        assert error(answer) == (401, "UNAUTHORIZED")
        assert answer.json()["errors"][0]["message"] == "Invalid API key or insufficient permissions"


def test_a_key_opens_its_own_organisation_only(api: Api) -> None:
    """The MCP page: a key belongs to one organisation."""
    other = api.box.add_org("other-key", numbers={"+14155559999": {}})
    api.create()
    made = data(api.post(POOLS, {"phone_numbers": ["+14155550101"]}, headers={"authorization": "other-key"}))
    assert made["owner_id"] == other.id
    assert list(api.box.org("other-key").pools) == [made["id"]]
    assert len(api.box.org().pools) == 1


def test_the_key_is_looked_at_before_the_body(api: Api) -> None:
    """A stranger learns nothing about what a body should be."""
    answer = api.request("POST", POOLS, data="{", headers={"authorization": "wrong"})
    assert error(answer) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize("path", [POOLS, SMS_UPDATE])
@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', '{"time_out": NaN}', "\xff"])
def test_a_body_that_is_no_json_object_is_refused(api: Api, path: str, body: str) -> None:
    """The pages: `Content-Type: application/json`, and an object."""
    answer = api.request("POST", path, data=body.encode("latin-1"), headers={"content-type": "application/json"})
    assert error(answer) == (400, "INVALID_BODY")


def test_a_body_of_another_content_type_is_refused(api: Api) -> None:
    """The pages' samples send `Content-Type: application/json`."""
    answer = api.request("POST", POOLS, data='{"phone_numbers": []}', headers={"content-type": "text/plain"})
    assert error(answer) == (400, "INVALID_BODY")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/calls"),
        ("GET", "/v1"),
        ("GET", "/v2/custom-dialing-pools"),
        ("GET", f"{POOLS}/"),
        ("PUT", POOLS),
        ("DELETE", POOLS),
        ("PATCH", f"{POOLS}/{NOBODYS_ID}"),
        ("POST", f"{POOLS}/{NOBODYS_ID}"),
        ("GET", f"{POOLS}/{NOBODYS_ID}/update"),
        ("GET", SMS_UPDATE),
        ("POST", "/v1/sms/update"),
        ("OPTIONS", POOLS),
        ("GET", "/docs"),
    ],
)
def test_what_the_sandbox_does_not_have_is_501_and_never_404(api: Api, method: str, path: str) -> None:
    """The sandbox's own: 404 would read as "gone"."""
    answer = api.request(method, path)
    assert error(answer) == (501, "NOT_IN_SANDBOX")
    assert f"{method} {path}" in answer.json()["errors"][0]["message"]


def conversation(api: Api) -> list[tuple[str, str, requests.Response]]:
    """Every route, with each kind of answer that it has: method, route, answer."""
    old_id = api.box.add_pool("+14155550101", encrypted_key=CREDENTIALS)
    channel = "sms" if api.box.settings.generation == "old" else "whatsapp"
    wrong = {"authorization": "wrong"}
    pool, update = f"{POOLS}/{{pool_id}}", f"{POOLS}/{{pool_id}}/update"
    made = [
        ("GET", POOLS, api.get(POOLS)),
        ("GET", POOLS, api.get(POOLS, headers=wrong)),
        ("GET", pool, api.pool(old_id)),
        ("GET", pool, api.pool(NOBODYS_ID)),
        ("POST", POOLS, api.create()),
        ("POST", POOLS, api.create(["x"])),
        ("POST", update, api.update(old_id, phone_numbers=["+12065550102"])),
        ("POST", update, api.update(NOBODYS_ID, phone_numbers=["+12065550102"])),
        ("POST", SMS_UPDATE, api.sms(objective="x", tools=[{"a": 1}], request_data={"b": [1]}, time_out=10)),
        ("POST", SMS_UPDATE, api.sms(IMESSAGE_NUMBER, channel=channel, time_out=60, warning_time=20)),
        ("POST", SMS_UPDATE, api.sms(objective=1)),
        ("POST", SMS_UPDATE, api.sms("+14155559999")),
        ("POST", SMS_UPDATE, api.sms(time_out=60, warning_time=60)),
        ("GET", NUMBERS, api.numbers()),
        ("GET", NUMBERS, api.numbers("whatsapp")),
        ("GET", NUMBERS, api.get(NUMBERS, headers=wrong)),
    ]
    if api.box.settings.generation == "new":
        made += [("DELETE", pool, api.delete(old_id)), ("DELETE", pool, api.delete(old_id))]
        made += [("GET", NUMBERS, api.numbers("fax"))]
    return made


def test_every_answer_is_as_the_openapi_document_says(api: Api) -> None:
    """/openapi.json, written by FastAPI from models that the rules never see."""
    document = api.get("/openapi.json").json()
    for method, route, answer in conversation(api):
        described = document["paths"][route][method.lower()]["responses"][str(answer.status_code)]
        schema = described["content"]["application/json"]["schema"]
        assert mismatch(answer.json(), schema, document, f"{method} {route} {answer.status_code}") is None


def test_the_openapi_document_has_the_documented_routes_and_no_others(old: Api, new: Api) -> None:
    """OLD has no DELETE; the sandbox's own routes are nobody's API."""
    routes = {
        api: {(method, path) for path, of in api.get("/openapi.json").json()["paths"].items() for method in of}
        for api in (old, new)
    }
    assert routes[old] == {
        ("get", POOLS),
        ("post", POOLS),
        ("get", f"{POOLS}/{{pool_id}}"),
        ("post", f"{POOLS}/{{pool_id}}/update"),
        ("get", NUMBERS),
        ("post", SMS_UPDATE),
    }
    assert routes[new] - routes[old] == {("delete", f"{POOLS}/{{pool_id}}")}


@pytest.mark.parametrize(("speaks", "required"), [("old", ["phone_numbers"]), ("new", None)])
def test_the_openapi_document_says_which_fields_a_body_needs(start: Start, speaks: str, required: Any) -> None:
    """post/custom-dialing-pool-update."""
    document = start(generation=speaks).get("/openapi.json").json()
    body = document["paths"][f"{POOLS}/{{pool_id}}/update"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"].get("required") == required


def mismatch(value: Any, schema: Any, document: Any, path: str) -> str | None:
    """Where a value is not as a JSON Schema says, for the keywords that the document uses; None if it is."""
    if "$ref" in schema:
        name = re.fullmatch(r"#/components/schemas/(.+)", schema["$ref"])
        assert name is not None
        return mismatch(value, document["components"]["schemas"][name[1]], document, path)
    if "anyOf" in schema:
        found = [mismatch(value, option, document, path) for option in schema["anyOf"]]
        return None if None in found else f"{path}: none of {found}"
    types = {
        "object": dict, "array": list, "string": str, "integer": int, "number": int | float, "boolean": bool,
        "null": type(None),
    }  # fmt: skip
    kind = schema.get("type")
    if kind and (not isinstance(value, types[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return f"{path}: {value!r} is no {kind}"
    if "const" in schema and value != schema["const"]:
        return f"{path}: {value!r} is not {schema['const']!r}"
    inside: list[str | None] = []
    if isinstance(value, list) and "items" in schema:
        inside = [mismatch(item, schema["items"], document, f"{path}[{i}]") for i, item in enumerate(value)]
    if isinstance(value, dict) and kind == "object":
        known = schema.get("properties", {})
        inside = [f"{path}: lacks {name}" for name in schema.get("required", []) if name not in value]
        if schema.get("additionalProperties") is False:
            inside += [f"{path}: {name} is not described" for name in value if name not in known]
        inside += [mismatch(value[n], known[n], document, f"{path}.{n}") for n in value if n in known]
    return next((problem for problem in inside if problem), None)

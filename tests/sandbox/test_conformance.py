"""The sandbox held to the reference, row by row; docs/conformance.md is made of the same rows.

Where a test of its own says more of a thing (which values are refused, what null does), it is beside this file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from bland_sandbox import reference
from bland_sandbox.reference import CREATE, DELETE, GET, LIST, NUMBERS, SMS, UPDATE, Part, Row
from bland_sandbox.routes import api
from tests.reference import CREDENTIALS, NUMBER, POOL_NUMBERS

from .api import IMESSAGE_NUMBER, NOBODYS_ID, Api, all_fields, data, error

ROWS = [*reference.rows()]
OTHER_NUMBERS = ["+12125550100", "+12125550101"]


def rows(part: Part) -> pytest.MarkDecorator:
    """Each thing of a kind, in each generation that has it."""
    return pytest.mark.parametrize(
        ("speaks", "row"),
        [
            pytest.param(generation, row, id=f"{generation} {row.route} {row.name}".strip())
            for row in ROWS
            if row.part == part
            for generation in row.generations
        ],
    )


@pytest.fixture
def asked(start: Callable[..., Api], speaks: str) -> Api:
    """A sandbox of the generation, with a pool and a number that has every field."""
    api = start(generation=speaks)
    api.box.add_pool(*POOL_NUMBERS, encrypted_key=CREDENTIALS)
    api.box.edit_sms(NUMBER, **all_fields(speaks))
    return api


def ask(api: Api, route: str, **fields: Any) -> requests.Response:
    """A request to a route that succeeds, about what the sandbox has."""
    method, path = route.split(" ")
    bodies = {CREATE: {"phone_numbers": POOL_NUMBERS}, UPDATE: {"phone_numbers": POOL_NUMBERS}}
    body = {**bodies.get(route, {"phone_number": NUMBER}), **fields} if method == "POST" else None
    return api.request(method, path.format(pool_id=next(iter(api.box.org().pools))), body)


@rows("route")
def test_a_route_answers_in_its_envelope(asked: Api, speaks: str, row: Row) -> None:
    """OLD has a `status` where it is about pools; a pool that was made is 201 in NEW."""
    answer = ask(asked, row.route)
    status = {"status"} if speaks == "old" and "pools" in row.route else set()
    assert set(answer.json()) == {"data", "errors"} | status
    assert answer.status_code == (201 if (speaks, row.route) == ("new", CREATE) else 200)


@rows("body")
def test_a_field_of_a_body_is_kept(asked: Api, speaks: str, row: Row) -> None:
    """Sent over HTTP, found in the account."""
    values: dict[str, Any] = {
        **all_fields(speaks),
        "phone_numbers": OTHER_NUMBERS,
        "encrypted_key": CREDENTIALS,
        "phone_number": NUMBER,
        "channel": "whatsapp",
        "prompt": "other words",
        "task": "other words",
    }
    if row.route == SMS:
        asked.box.drop_sms(NUMBER)
    else:
        asked.box.edit_pool(next(iter(asked.box.org().pools)), encrypted_key=None)
    assert data(ask(asked, row.route, **{row.name: values[row.name]}))
    if row.route != SMS:
        changed = [*asked.box.org().pools.values()][-1]
        assert changed.model_dump()[row.name] == values[row.name]
    elif row.name in {"phone_number", "channel"}:
        assert asked.box.sms(NUMBER, "whatsapp" if row.name == "channel" else "sms") == {}
    else:
        name = "objective" if row.name in {"prompt", "task"} else row.name
        assert asked.box.sms(NUMBER) == {name: values[row.name]}


@rows("query")
def test_a_parameter_chooses_the_channel(asked: Api, row: Row) -> None:
    asked.box.edit_sms(NUMBER, "whatsapp", objective="x")
    (told,) = data(asked.get(row.route.split(" ")[1], params={row.name: "whatsapp"}))
    assert told["whatsapp_config"]["objective"] == "x"


@rows("answer")
def test_a_field_is_in_the_answer_with_its_value(asked: Api, speaks: str, row: Row) -> None:
    told = data(ask(asked, row.route))
    told = told[0] if row.route in {LIST, NUMBERS} else told
    for part in row.name.split("."):
        told = told[part]
    if row.name.startswith("sms_config."):
        assert told == all_fields(speaks)[row.name.partition(".")[2]]
    else:
        assert told is not None or row.name in {"label", "messaging_service", "encrypted_key"}


WRONG: dict[str, Callable[[Api, str], requests.Response]] = {
    "POOL_NOT_FOUND": lambda api, route: api.request(*at(route, NOBODYS_ID), {} if "POST" in route else None),
    "INVALID_POOL_ID": lambda api, route: api.request(*at(route, "x")),
    "INVALID_PHONE_NUMBERS": lambda api, route: ask(api, route, phone_numbers=["x"]),
    "INVALID_CREDENTIALS": lambda api, route: ask(api, route, encrypted_key=NOBODYS_ID),
    "INVALID_CHANNEL": lambda api, route: api.numbers("fax") if route == NUMBERS else ask(api, route, channel="fax"),
    "PHONE_NUMBER_REQUIRED": lambda api, route: ask(api, route, phone_number=None),
    "INBOUND_NUMBER_NOT_FOUND": lambda api, route: ask(api, route, phone_number="+12125550100"),
    "ERROR_UPDATING_SMS_CONFIG": lambda api, route: ask(api, route, time_out=60, warning_time=60),
    "ERROR_UPDATING_WHATSAPP_CONFIG": lambda api, route: ask(
        api, route, channel="whatsapp", time_out=60, warning_time=60
    ),
    "ERROR_UPDATING_IMESSAGE_CONFIG": lambda api, route: ask(
        api, route, phone_number=IMESSAGE_NUMBER, time_out=60, warning_time=60
    ),
}


def at(route: str, pool_id: str) -> tuple[str, str]:
    method, path = route.split(" ")
    return method, path.format(pool_id=pool_id)


@rows("error")
def test_an_error_has_its_code_and_the_status_that_is_stated(asked: Api, row: Row) -> None:
    """Where no page states a status, it is that of the other generation, or 400."""
    if row.name == "UNAUTHORIZED":
        answer = asked.request(*at(row.route, NOBODYS_ID), headers={"authorization": "nobody's"})
    elif row.name == "ENTERPRISE_REQUIRED":
        asked.box.org().plan = "standard"
        answer = ask(asked, row.route)
    else:
        answer = WRONG[row.name](asked, row.route)
    status, code = error(answer)
    assert code == row.name
    assert str(status) == row.says or (not row.says.isdecimal() and 400 <= status < 500)


@pytest.mark.parametrize("generation", ["old", "new"])
def test_nothing_is_described_that_the_reference_does_not_have(generation: Any) -> None:
    """The OpenAPI document and the rows have the same routes, and the same fields of bodies."""
    document = api(generation).openapi()
    described = {
        (f"{method.upper()} {path}", *(["body", name] if name else ["route", ""]))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for name in ("", *fields_of_the_body(operation))
    }
    here = {
        (row.route, row.part, row.name)
        for row in ROWS
        if generation in row.generations and row.part in {"route", "body"}
    }
    assert described == here


def fields_of_the_body(operation: dict[str, Any]) -> list[str]:
    body = operation.get("requestBody", {"content": {"application/json": {"schema": {"properties": {}}}}})
    return [*body["content"]["application/json"]["schema"]["properties"]]


@pytest.mark.parametrize("generation", ["old", "new"])
def test_no_status_is_described_that_cannot_come(generation: Any) -> None:
    """NEW dropped INVALID_POOL_ID, OLD takes any channel, and only NEW fails with 500."""
    paths = api(generation).openapi()["paths"]
    reads = {path: operations["get"]["responses"] for path, operations in paths.items() if "get" in operations}
    expected = {"/v1/custom-dialing-pools/{pool_id}"} if generation == "old" else {"/v1/sms/numbers"}
    assert {path for path, answers in reads.items() if "400" in answers} == expected
    assert ("500" in paths["/v1/sms/number/update"]["post"]["responses"]) is (generation == "new")


def test_every_route_is_on_a_page() -> None:
    assert {row.route for row in ROWS} == set(reference.PAGES) == {LIST, GET, CREATE, UPDATE, DELETE, NUMBERS, SMS}


def test_the_page_names_tests_that_exist() -> None:
    """docs/conformance.md."""
    page = (Path(__file__).parents[2] / "docs" / "conformance.md").read_text()
    named = set(re.findall(r"`(test_\w+)` \|$", page, re.MULTILINE))
    assert named
    assert {name for name in named if not callable(globals().get(name))} == set()

"""Which account, where, and with what limits: configuration before environment, and no surprises."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

import pytest

from bland_sandbox import Sandbox
from pulumi_bland._http.access import Settings, keys_differ, settings
from pulumi_bland._http.client import Client
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import BlandError, NoApiKey, ServiceError

KEYS: list[tuple[dict[str, Any], dict[str, str], str]] = [
    ({"bland:apiKey": "config-key"}, {}, "config-key"),
    ({}, {"BLAND_API_KEY": "env-key"}, "env-key"),
    ({"bland:apiKey": "config-key"}, {"BLAND_API_KEY": "env-key"}, "config-key"),
    ({"bland:apiKey": None}, {"BLAND_API_KEY": "env-key"}, "env-key"),
    ({"bland:apiKey": ""}, {"BLAND_API_KEY": "env-key"}, "env-key"),
    ({"bland:apiKey": " config-key\n"}, {}, "config-key"),
]

NO_KEYS: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {}),
    ({"bland:apiKey": None}, {}),
    ({"bland:apiKey": "  "}, {}),
    ({}, {"BLAND_API_KEY": ""}),
    ({"apiKey": "bare"}, {"API_KEY": "bare"}),
]

LIMITS: list[tuple[str, Any, str, float | None]] = [
    ("bland:deadline", "5", "deadline", 5),
    ("bland:deadline", 0.5e1, "deadline", 5),
    ("bland:deadline", "3600", "deadline", 3600),
    ("bland:maxRequests", "1", "max_requests", 1),
    ("bland:maxRequests", 100.0, "max_requests", 100),
    ("bland:deadline", None, "deadline", Settings.deadline),
    ("bland:maxRequests", None, "max_requests", Settings.max_requests),
]

NO_SECONDS: list[Any] = ["0.5", "3601", "soon", "", "nan", "inf", -1, []]
OUT_OF_RANGE: list[tuple[str, Any]] = [
    *(("bland:deadline", value) for value in NO_SECONDS),
    *(("bland:maxRequests", value) for value in ("0", "101", "many", "nan")),
]


@pytest.mark.parametrize(("config", "environment", "key"), KEYS)
def test_the_key_comes_from_the_configuration_else_from_the_environment(
    config: dict[str, Any], environment: dict[str, str], key: str
) -> None:
    assert settings(config, environment).api_key == key


@pytest.mark.parametrize(("config", "environment"), NO_KEYS)
def test_without_a_key_the_error_names_both_ways_to_give_one(
    config: dict[str, Any], environment: dict[str, str]
) -> None:
    with pytest.raises(NoApiKey) as caught:
        settings(config, environment)
    assert "pulumi config set --secret bland:apiKey" in str(caught.value)
    assert "BLAND_API_KEY" in str(caught.value)


@pytest.mark.parametrize("key", [None, "", " "])
def test_an_account_of_its_own_never_gets_the_stacks_key(key: str | None) -> None:
    with pytest.raises(NoApiKey, match="Account 'west' was given none"):
        settings({"bland:account": "west", "bland:apiKey": key}, {"BLAND_API_KEY": "env-key"})


@pytest.mark.parametrize("key", ["a\u2019b-secret-1", "a\nb-secret-1", "a\tb-secret-1", "a\x7fb-secret-1"])
def test_a_key_that_no_header_can_carry_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(BlandError) as caught:
        settings({"bland:apiKey": key}, {})
    assert "secret-1" not in str(caught.value)


def test_the_key_is_in_no_representation_of_the_settings() -> None:
    assert "config-key" not in repr(settings({"bland:apiKey": "config-key"}, {}))


@pytest.mark.parametrize(
    ("config", "environment", "url"),
    [
        ({}, {}, None),
        ({"bland:baseUrl": "https://one.example"}, {"BLAND_BASE_URL": "https://two.example"}, "https://one.example"),
        ({}, {"BLAND_BASE_URL": "https://two.example/"}, "https://two.example"),
        ({"bland:baseUrl": ""}, {"BLAND_BASE_URL": ""}, None),
    ],
)
def test_the_address_comes_from_the_configuration_else_from_the_environment(
    config: dict[str, Any], environment: dict[str, str], url: str | None
) -> None:
    assert settings({"bland:apiKey": "k", **config}, environment).base_url == url


@pytest.mark.parametrize(("name", "given", "attribute", "expected"), LIMITS)
def test_limits_are_numbers_or_their_texts(name: str, given: Any, attribute: str, expected: float | None) -> None:
    assert getattr(settings({"bland:apiKey": "k", name: given}, {}), attribute) == expected


@pytest.mark.parametrize(("name", "given"), OUT_OF_RANGE)
def test_a_limit_out_of_range_is_refused_by_name(name: str, given: Any) -> None:
    with pytest.raises(BlandError, match=f"^{name} must be a number from"):
        settings({"bland:apiKey": "k", name: given}, {})


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("a", "b", True), ("a", "a", False), (None, "b", False), ("a", None, False), ("", "b", False)],
)
def test_two_different_keys_are_noticed(one: str | None, other: str | None, expected: bool) -> None:  # noqa: FBT001
    environment = {} if other is None else {"BLAND_API_KEY": other}
    assert keys_differ({"bland:apiKey": one}, environment) is expected


def test_lists_are_keyed_by_one_spelling() -> None:
    with Sandbox() as box:
        pool = box.add_pool("+14155550101")
        box.edit_sms("+15550001111", objective="Be kind.")
        account = Account(Client(Settings(box.key, base_url=box.url)))
        assert set(account.pools.rows()) == {pool}
        assert set(account.sms["sms"].rows()) == {"+15550001111"}
        assert account.sms["whatsapp"].rows() == {}


@pytest.mark.parametrize(
    "rows",
    [{"pools": []}, ["id"], [{"phone_numbers": []}], [{"id": None}], [{"id": ["x"]}], "none", 3, [None]],
)
def test_a_list_of_another_form_is_an_error_and_never_an_empty_one(rows: Any) -> None:
    with Sandbox() as box:
        box.fault("GET", "*", body={"data": rows, "errors": None}, status=200)
        account = Account(Client(Settings(box.key, base_url=box.url)))
        for each in (account.pools, account.sms["sms"]):
            with pytest.raises(ServiceError, match="form"):
                each.rows()


def test_creating_the_same_takes_turns_and_creating_another_does_not() -> None:
    account = Account(Client(Settings("k")))
    assert account.creating(("+1",)) is account.creating(("+1",))
    with account.creating(("+1",)):
        assert account.creating(("+2",)).acquire(blocking=False)
        free: list[bool] = []
        thread = threading.Thread(target=lambda: free.append(account.creating(("+1",)).acquire(blocking=False)))
        thread.start()
        thread.join()
        assert free == [False]


@pytest.mark.parametrize("module", ["requests", "urllib3"])
def test_nothing_that_speaks_http_is_imported_before_a_call_is_made(module: str) -> None:
    """Neither by a program nor by a preview, whose provider looks at its configuration."""
    seen = f"""
import sys
import pulumi_bland.dialing_pool, pulumi_bland.sms_number
from pulumi_bland._http.access import settings
settings({{"bland:apiKey": "k", "bland:baseUrl": "https://gateway.example"}}, {{}})
assert {module!r} not in sys.modules
"""
    subprocess.run([sys.executable, "-c", seen], check=True, capture_output=True)

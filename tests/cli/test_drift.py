"""`pulumi-bland drift` without an engine: a state of the real lifecycles against the sandbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bland_sandbox import Sandbox
from pulumi_bland._http.access import Settings
from pulumi_bland._http.client import Client
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import NoApiKey
from pulumi_bland.cli._compare.account import compare_account as compare
from pulumi_bland.cli._kind import Kind
from pulumi_bland.cli._kinds.agent import KIND as AGENT
from pulumi_bland.cli._kinds.pool import KIND as POOL
from pulumi_bland.cli._read import stack as reading
from pulumi_bland.cli._read.stack import Managed, Stack
from pulumi_bland.cli._render import Format, show
from pulumi_bland.cli._report.change import Hidden, Listing
from pulumi_bland.cli._report.verdict import verdict

NUMBER, OTHER = "+15550001111", "+15550002222"


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    for name in ("BLAND_API_KEY", "BLAND_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with Sandbox() as running:
        yield running


def config(box: Sandbox, key: str | None = None) -> dict[str, str]:
    return {"bland:apiKey": key or box.key, "bland:baseUrl": box.url}


def managed(box: Sandbox, kind: Kind, name: str, secret: frozenset[str] = frozenset(), **inputs: Any) -> Managed:
    """A resource made by its lifecycle, as an `up` would make it."""
    account = Account(Client(Settings(box.key, box.url)))
    checked = kind.lifecycle.check({}, inputs)
    assert not checked.problems
    id_, state = kind.lifecycle.create(lambda: account, checked.inputs, {}, lambda _: None)
    return Managed(kind, name, id_, "", state, secret)


def stack(box: Sandbox, *resources: Managed, configs: Mapping[str, Mapping[str, Any]] | None = None) -> Stack:
    return Stack("shop/dev", resources, configs or {"": config(box)})


def test_what_was_never_declared_is_no_drift(box: Sandbox) -> None:
    box.edit_sms(NUMBER, timezone="UTC")
    agent = managed(box, AGENT, "desk", phone_number=NUMBER, objective="Answer.")
    box.edit_sms(NUMBER, timezone="Europe/Rome", webhook="https://example.com")
    report = compare(stack(box, agent))
    assert (report.changes, report.errors) == ((), ())
    assert verdict(report) == "No drift: 1 agent as last seen"


def test_what_the_service_makes_of_a_value_is_no_drift(box: Sandbox) -> None:
    """A time_out of 10 is raised to 30; numbers may come back as texts."""
    agent = managed(box, AGENT, "desk", phone_number=NUMBER, time_out=10, pathway_version=3)
    box.settings.numbers_as = "strings"
    assert compare(stack(box, agent)).changes == ()


def test_an_authoritative_agent_shows_fields_that_somebody_added(box: Sandbox) -> None:
    agent = managed(box, AGENT, "desk", phone_number=NUMBER, objective="Answer.", authoritative=True)
    box.edit_sms(NUMBER, timezone="Europe/Rome")
    [change] = compare(stack(box, agent)).changes
    assert [(each.name, each.before, each.after) for each in change.fields] == [("timezone", None, "Europe/Rome")]


def test_an_agent_whose_settings_are_gone_is_empty_and_not_gone(box: Sandbox) -> None:
    agent = managed(box, AGENT, "desk", phone_number=NUMBER, objective="Answer.", temperature=0.5)
    box.drop_sms(NUMBER)
    [change] = compare(stack(box, agent)).changes
    assert (change.action, [each.name for each in change.fields]) == ("update", ["objective", "temperature"])


def test_secret_numbers_are_said_to_differ_and_not_shown(box: Sandbox) -> None:
    pool = managed(box, POOL, "west", frozenset({"phone_numbers", "members"}), phone_numbers=["+14155550101"])
    box.edit_pool(pool.id, add=["+12065550102"])
    [change] = compare(stack(box, pool)).changes
    assert change.members is not None
    assert (change.members.hidden, change.members.added) == (Hidden.SECRET, {})


TOKEN = "a-token-that-nobody-may-see"


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_a_service_that_repeats_a_secret_is_not_repeated(
    box: Sandbox, format_: Format, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither in what it says of an error, nor where it holds one in a field that is no secret."""
    secret = frozenset({"request_data"})
    desk = managed(box, AGENT, "desk", secret, phone_number=NUMBER, objective="Hi.", request_data={"token": TOKEN})
    pool = managed(box, POOL, "west", phone_numbers=["+14155550101"])
    box.edit_sms(NUMBER, objective=f"Say {TOKEN} twice.")
    message = f"no pools for {TOKEN} and {box.key}"
    box.fault("GET", "/v1/custom-dialing-pools*", status=400, body={"errors": [{"error": "NO", "message": message}]})
    report = compare(stack(box, pool, desk))
    assert [each.name for each in report.changes] == ["desk"]
    box.fault("GET", "/v1/sms/numbers*", status=400, body={"errors": [{"error": "NO", "message": message}]})
    failed = compare(stack(box, pool, desk))
    assert len(failed.errors) == 2
    for each in (report, failed):
        show(each, format_, 0.3)
    printed = capsys.readouterr().out
    assert "desk" in printed
    assert TOKEN not in printed
    assert box.key not in printed


def test_secret_numbers_that_stay_are_no_drift(box: Sandbox) -> None:
    pool = managed(box, POOL, "west", frozenset({"phone_numbers", "members"}), phone_numbers=["+14155550101"])
    assert compare(stack(box, pool)).changes == ()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            {"status": 401, "body": {"errors": [{"error": "UNAUTHORIZED", "message": "no"}], "data": None}},
            "UNAUTHORIZED",
        ),
        ({"status": 404, "body": "<html>nothing here</html>"}, "HTTP 404"),
    ],
)
def test_what_cannot_be_read_is_an_error_and_neither_gone_nor_fine(
    box: Sandbox, fault: dict[str, Any], said: str
) -> None:
    """The others are compared all the same; one reason for several resources is said once."""
    pools = [managed(box, POOL, name, phone_numbers=["+14155550101"]) for name in ("west", "east")]
    agent = managed(box, AGENT, "desk", phone_number=NUMBER, objective="Answer.")
    box.edit_sms(NUMBER, objective="Answer at once.")
    box.fault("GET", "/v1/custom-dialing-pools*", **fault)
    report = compare(stack(box, *pools, agent), unmanaged=True)
    assert [each.name for each in report.changes] == ["desk"]
    assert all(said in each.text for each in report.errors)
    assert len({each.text for each in report.errors}) == len(report.errors)
    assert verdict(report).startswith("The comparison failed, so this is not all")


def test_the_key_of_another_organisation_finds_nothing_gone(box: Sandbox) -> None:
    pool = managed(box, POOL, "west", phone_numbers=["+14155550101"])
    box.add_org("another-key")
    box.add_pool("+12065550102", key="another-key")
    report = compare(stack(box, pool, configs={"": config(box, "another-key")}))
    assert report.changes == ()
    assert "belongs to another Bland organisation" in report.errors[0].text


def test_each_resource_is_looked_for_in_its_own_account(box: Sandbox) -> None:
    box.add_org("another-key")
    theirs = box.add_pool("+12065550102", key="another-key")
    pool = managed(box, POOL, "west", phone_numbers=["+14155550101"])
    state = {"phone_numbers": ["+12065550102"], "members": {}, "pool_id": theirs}
    other = Managed(
        POOL, "north", theirs, "urn:pulumi:dev::shop::pulumi:providers:pulumi-python::second::1", state, frozenset()
    )
    report = compare(stack(box, pool, other, configs={"": config(box), other.access: config(box, "another-key")}))
    assert (report.changes, report.errors) == ((), ())


def test_unmanaged_things_are_listed_and_are_no_drift(box: Sandbox) -> None:
    pool = managed(box, POOL, "west", phone_numbers=["+14155550101"])
    agent = managed(box, AGENT, "desk", phone_number=NUMBER, objective="Answer.")
    free = box.add_pool("+14155550101")
    box.edit_sms(NUMBER, timezone="UTC")
    box.edit_sms(OTHER, objective="By hand.")
    box.edit_sms(NUMBER, "whatsapp", webhook="https://example.com")
    report = compare(stack(box, pool, agent), unmanaged=True)
    assert report.changes == ()
    assert {each.title: each.names for each in report.listings} == {
        "Unmanaged pools": (free,),
        "Unmanaged agents": (f"{OTHER}/sms", f"{NUMBER}/whatsapp"),
        "Unmanaged fields": ("timezone of desk",),
    }


def test_a_stack_without_resources_of_ours_needs_no_key(box: Sandbox) -> None:
    empty = stack(box, configs={"": {}})
    assert verdict(compare(empty)) == "No drift"
    assert compare(empty).listings == ()
    with pytest.raises(NoApiKey):
        compare(empty, unmanaged=True)


def test_a_service_that_does_not_know_other_channels_lists_no_agent_twice() -> None:
    with Sandbox(generation="old") as box:
        box.edit_sms(OTHER, objective="By hand.")
        report = compare(stack(box), unmanaged=True)
    assert report.listings[1] == Listing("Unmanaged agents", (f"{OTHER}/sms",))


def test_fields_that_the_service_does_not_report_are_named(box: Sandbox) -> None:
    """It is not known whether they drifted, so "no drift" alone would say too much."""
    agent = managed(box, AGENT, "desk", phone_number=NUMBER, time_out=60, timeout_message="Bye.")
    report = compare(stack(box, agent))
    assert report.changes == ()
    title = "Not compared, because the service does not report them"
    assert report.listings == (Listing(title, ("timeout_message of desk",)),)


def test_a_state_is_read_out_of_its_envelopes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look-ups and what is about to be deleted are not ours to compare; a secret stays known as one."""
    envelope = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '{"token": 1.0}'}
    kind = "pulumi-python:dynamic/bland:SmsNumberConfig"
    desk = {
        "urn": f"urn:pulumi:dev::shop::{kind}::a::b",
        "type": kind,
        "id": "+15550001111/sms",
        "provider": "urn:pulumi:dev::shop::pulumi:providers:pulumi-python::default::7",
        "outputs": {"__provider": "x", "request_data": envelope, "time_out": 60.0, "secret_inputs": ["objective"]},
    }
    second = {
        "urn": "urn:pulumi:dev::shop::pulumi:providers:pulumi-python::second",
        "type": "pulumi:providers:pulumi-python",
        "id": "8",
        "inputs": {"bland:apiKey": {**envelope, "plaintext": '"key-8"'}},
    }
    theirs = desk | {"urn": f"{desk['urn']}-2", "provider": f"{second['urn']}::8"}
    printed = {
        "stack": {
            "deployment": {"resources": [second, desk, theirs, desk | {"external": True}, desk | {"delete": True}]}
        },
        "config": {"bland:apiKey": {"value": "key-0", "secret": True}, "shop:empty": {"secret": False}},
    }
    monkeypatch.setattr(reading, "_json", lambda command, *_: printed[command])
    read = reading.read_stack(None)
    assert read.name == "shop/dev"
    [only, other] = read.managed
    assert (other.name, other.access) == ("a::b-2", f"{second['urn']}::8")
    assert (only.name, only.access) == ("a::b", "")
    assert only.secret == frozenset({"request_data", "objective"})
    assert only.state["request_data"] == {"token": 1}
    assert read.configs[""]["bland:apiKey"] == "key-0"
    assert read.configs[f"{second['urn']}::8"] == {"bland:apiKey": "key-8"}
    assert "key-" not in repr(read)
    assert "token" not in repr(read)

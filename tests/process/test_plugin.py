"""Every call of the plugin's protocol, as the engine makes it; the plugin serves in this process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from pulumi_bland._rules.travel import SIGNATURE
from tests.faults.provider import raw, struct
from tests.process.native import (
    CHANGES,
    KINDS,
    NUMBER,
    ONE,
    POOL_URN,
    SMS_URN,
    THREE,
    TWO,
    UNKNOWN,
    Provider,
    secret,
)

if TYPE_CHECKING:
    from bland_sandbox import Sandbox


def test_the_plugin_says_what_it_is_and_has_its_schema(provider: Provider) -> None:
    hello = provider.call("Handshake", provider_pb2.ProviderHandshakeRequest(engine_address=provider.log.address))
    assert hello.accept_secrets
    schema = json.loads(provider.call("GetSchema", provider_pb2.GetSchemaRequest()).schema)
    assert schema["version"] == provider.call("GetPluginInfo", empty_pb2.Empty()).version
    assert schema["resources"].keys() == {"bland:index:CustomDialingPool", "bland:index:SmsNumberConfig"}
    for kind, resource in schema["resources"].items():
        assert resource["aliases"] == [{"type": f"pulumi-python:dynamic/bland:{kind.rpartition(':')[2]}"}]
        assert all(each["description"] for each in resource["properties"].values())


def test_the_key_becomes_a_secret_and_no_change_of_it_replaces(provider: Provider) -> None:
    checked = provider.call("CheckConfig", provider_pb2.CheckRequest(news=struct({"apiKey": "k", "deadline": 20})))
    assert raw(checked.inputs) == {"apiKey": secret("k"), "deadline": 20}
    changed = provider_pb2.DiffRequest(olds=struct({"apiKey": secret("k")}), news=struct({"apiKey": secret("other")}))
    found = provider.call("DiffConfig", changed)
    assert (found.changes, list(found.replaces)) == (CHANGES.DIFF_SOME, [])
    same = provider_pb2.DiffRequest(olds=struct({"apiKey": "k"}), news=struct({"apiKey": secret("k")}))
    assert provider.call("DiffConfig", same).changes == CHANGES.DIFF_NONE


def test_an_explicit_provider_never_takes_the_key_of_the_environment(
    provider: Provider, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLAND_API_KEY", box.key)
    provider.configure("second", apiKey=None)
    request = provider_pb2.CreateRequest(urn=POOL_URN, properties=struct({"phone_numbers": [ONE]}))
    message = provider.refused("Create", request).message
    assert "'second'" in message
    assert "apiKey" in message
    provider.configure(apiKey=None)
    assert provider.call("Create", request).id in box.org().pools


@pytest.mark.parametrize("name", ["defaults", "default-west", "default_west", "my_default_0_1_0"])
def test_a_provider_of_the_program_is_explicit_whatever_it_is_called(
    name: str, provider: Provider, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLAND_API_KEY", box.key)
    request = provider.creation(POOL_URN, phone_numbers=[ONE])
    provider.configure(name, apiKey=None)
    assert name in provider.refused("Create", request).message
    for own in ("default", "default_0_1_0", "default_1_2_3_alpha_4", "default_https___example.com_plugins"):
        provider.configure(own, apiKey=None)
        assert provider.call("Create", request).id in box.org().pools


def test_a_kind_that_this_version_does_not_have_is_one_sentence(provider: Provider) -> None:
    urn = POOL_URN.replace("CustomDialingPool", "Voice")
    refused = provider.refused("Check", provider_pb2.CheckRequest(urn=urn))
    assert refused.message == "this version of the provider has no bland:index:Voice"


def test_a_check_says_everything_that_is_wrong_and_shows_no_value(provider: Provider) -> None:
    checked = provider.check(SMS_URN, phone_number="1", time_out="soon", objektive="x")
    assert len(checked.failures) == 3
    assert {each.property for each in checked.failures} == {""}
    assert any(each.reason.startswith("objektive: ") for each in checked.failures)


def test_an_integer_that_the_wire_cannot_carry_is_refused_and_not_changed_in_silence(provider: Provider) -> None:
    data = {"id": 1234567890123456789, "small": 2**53, "ids": [{"id": -(2**60)}], "share": 0.5}
    (one, other) = provider.check(SMS_URN, phone_number=NUMBER, request_data=data).failures
    assert one.reason.startswith("request_data.id: an integer beyond 2**53")
    assert other.reason.startswith("request_data.ids[0].id: ")
    exact = provider.check(SMS_URN, phone_number=NUMBER, request_data={"id": "1234567890123456789"})
    assert not exact.failures


def test_secrets_stay_secret_as_a_whole_on_every_way(provider: Provider, box: Sandbox) -> None:
    box.edit_sms(NUMBER, objective="Theirs")
    given = {
        "phone_number": NUMBER,
        "request_data": {"token": secret("hidden"), "shop": 7},
        "objective": secret("Ours"),
    }
    inputs = provider.check(SMS_URN, **given).inputs
    assert raw(inputs)["request_data"] == secret({"token": "hidden", "shop": 7})
    made = provider.call("Create", provider_pb2.CreateRequest(urn=SMS_URN, properties=inputs))
    outputs = raw(made.properties)
    assert {key for key, value in outputs.items() if isinstance(value, dict) and SIGNATURE in value} == {
        "request_data",
        "objective",
        "baseline",
    }
    found = provider.call(
        "Read", provider_pb2.ReadRequest(id=made.id, urn=SMS_URN, properties=made.properties, inputs=inputs)
    )
    assert (raw(found.properties), raw(found.inputs)) == (outputs, raw(inputs))
    unchanged = provider_pb2.DiffRequest(id=made.id, urn=SMS_URN, olds=made.properties, old_inputs=inputs, news=inputs)
    assert provider.call("Diff", unchanged).changes == CHANGES.DIFF_NONE


def test_an_output_that_an_option_made_secret_is_no_change(provider: Provider) -> None:
    inputs = provider.check(POOL_URN, phone_numbers=[ONE]).inputs
    made = provider.call("Create", provider_pb2.CreateRequest(urn=POOL_URN, properties=inputs))
    olds = raw(made.properties)
    olds["phone_numbers"] = secret(olds["phone_numbers"])  # additional_secret_outputs
    request = provider_pb2.DiffRequest(id=made.id, urn=POOL_URN, olds=struct(olds), old_inputs=inputs, news=inputs)
    assert provider.call("Diff", request).changes == CHANGES.DIFF_NONE


def test_the_members_of_a_pool_whose_numbers_are_secret_are_secret_too(provider: Provider) -> None:
    made = provider.create(POOL_URN, phone_numbers=[secret(ONE), TWO])
    outputs = raw(made.properties)
    assert outputs["phone_numbers"] == secret([ONE, TWO])
    assert outputs["members"][SIGNATURE]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([ONE, TWO], [TWO], {"phone_numbers[0]": KINDS.DELETE}),
        ([TWO], [ONE, TWO], {"phone_numbers[0]": KINDS.ADD}),
        ([ONE, TWO], [ONE, THREE], {"phone_numbers[1]": KINDS.UPDATE}),
        ([ONE, THREE], [TWO], {"phone_numbers[0]": KINDS.UPDATE, "phone_numbers[1]": KINDS.DELETE}),
        ([ONE], [UNKNOWN, TWO], {"phone_numbers[0]": KINDS.UPDATE, "phone_numbers[1]": KINDS.ADD}),
        ([ONE, TWO, THREE], [THREE, UNKNOWN, ONE, TWO], {"phone_numbers[3]": KINDS.ADD}),
        ([ONE, TWO], UNKNOWN, {"phone_numbers": KINDS.UPDATE}),
        ([TWO, ONE], [ONE, TWO], {}),
    ],
)
def test_members_are_shown_one_by_one_and_none_hides_another(
    provider: Provider, old: list[str], new: list[str], expected: dict[str, int]
) -> None:
    made = provider.create(POOL_URN, phone_numbers=old)
    inputs = provider.check(POOL_URN, phone_numbers=old).inputs
    news = provider.check(POOL_URN, phone_numbers=new).inputs
    request = provider_pb2.DiffRequest(id=made.id, urn=POOL_URN, olds=made.properties, old_inputs=inputs, news=news)
    found = provider.call("Diff", request)
    assert {path: each.kind for path, each in found.detailedDiff.items()} == expected
    assert found.changes == (CHANGES.DIFF_SOME if expected else CHANGES.DIFF_NONE)


def test_another_channel_is_shown_as_what_replaces(provider: Provider) -> None:
    made = provider.create(SMS_URN, phone_number=NUMBER, objective="Ours")
    inputs = provider.check(SMS_URN, phone_number=NUMBER, objective="Ours").inputs
    news = provider.check(SMS_URN, phone_number=NUMBER, channel="whatsapp").inputs
    request = provider_pb2.DiffRequest(id=made.id, urn=SMS_URN, olds=made.properties, old_inputs=inputs, news=news)
    found = provider.call("Diff", request)
    assert list(found.replaces) == ["channel"]
    assert {path: each.kind for path, each in found.detailedDiff.items()} == {
        "channel": KINDS.UPDATE_REPLACE,
        "objective": KINDS.DELETE,
    }


def test_a_preview_of_a_create_knows_what_can_be_known(provider: Provider, box: Sandbox) -> None:
    planned = raw(provider.create(POOL_URN, preview=True, phone_numbers=[ONE]).properties)
    assert planned["members"] == {ONE: "Washington State"}
    assert {key for key, value in planned.items() if value == UNKNOWN} == {
        "pool_id",
        "owner_id",
        "created_at",
        "credentials_name",
    }
    unknown = raw(provider.create(POOL_URN, preview=True, phone_numbers=[UNKNOWN]).properties)
    assert unknown["members"] == UNKNOWN
    assert not box.org().pools


def test_a_preview_of_an_update_knows_the_outputs_that_stay(provider: Provider, box: Sandbox) -> None:
    (key,) = box.org().credentials
    made = provider.create(POOL_URN, phone_numbers=[ONE])

    def planned(**inputs: Any) -> dict[str, Any]:
        old = provider.check(POOL_URN, phone_numbers=[ONE]).inputs
        new = provider.check(POOL_URN, **inputs).inputs
        request = provider_pb2.UpdateRequest(
            id=made.id, urn=POOL_URN, olds=made.properties, old_inputs=old, news=new, preview=True
        )
        return raw(provider.call("Update", request).properties)

    after = planned(phone_numbers=[ONE, TWO])
    assert (after["pool_id"], after["phone_numbers"]) == (made.id, [ONE, TWO])
    assert UNKNOWN not in after.values()
    assert planned(phone_numbers=[ONE], encrypted_key=secret(key))["credentials_name"] == UNKNOWN
    assert box.pool(made.id).phone_numbers == [ONE]


def test_what_was_done_in_part_is_kept_and_said_in_one_sentence(provider: Provider, box: Sandbox) -> None:
    box.edit_sms(NUMBER, objective="Theirs")
    box.fault("POST", "/v1/sms/number/update", phase="after", status=500, body="")
    box.fault("GET", "/v1/sms/numbers", calls="2-", status=500, body="")
    request = provider_pb2.CreateRequest(
        urn=SMS_URN, properties=provider.check(SMS_URN, phone_number=NUMBER, objective=secret("Ours")).inputs
    )
    refused = provider.refused("Create", request)
    assert refused.kept is not None
    assert refused.kept.id == f"{NUMBER}/sms"
    assert list(refused.kept.reasons) == [refused.message]
    assert "Theirs" not in refused.message
    assert SIGNATURE in raw(refused.kept.properties)["baseline"]


def test_a_pool_that_is_gone_is_read_as_an_empty_id(provider: Provider, box: Sandbox) -> None:
    made = provider.create(POOL_URN, phone_numbers=[ONE])
    box.drop_pool(made.id)
    provider.configure()  # another run, which has read no list yet
    inputs = provider.check(POOL_URN, phone_numbers=[ONE]).inputs
    request = provider_pb2.ReadRequest(id=made.id, urn=POOL_URN, properties=made.properties, inputs=inputs)
    assert provider.call("Read", request).id == ""


def test_what_is_looked_up_is_not_taken_for_the_past_of_the_object(provider: Provider, box: Sandbox) -> None:
    """Refreshed, a `.get` sends the outputs that it has, and never inputs: nobody manages the object by it."""
    box.edit_sms(NUMBER, objective="Theirs")
    made, old = provider.create(SMS_URN, phone_number=NUMBER, objective="Ours"), f"{SMS_URN}-old"
    inputs = provider.check(SMS_URN, phone_number=NUMBER, objective="Ours").inputs

    def read(urn: str, **known: Any) -> Any:
        return provider.call("Read", provider_pb2.ReadRequest(id=made.id, urn=urn, **known))

    looked_up = read(f"{SMS_URN}-get").properties
    provider.configure()  # the next run, which begins with a refresh, and in which the resource has another name
    read(old, properties=made.properties, inputs=inputs)
    read(f"{SMS_URN}-get", properties=looked_up)
    renamed = provider.create(SMS_URN, phone_number=NUMBER, objective="Ours")
    assert raw(renamed.properties)["baseline"] == raw(made.properties)["baseline"]
    provider.configure()
    provider.call("Delete", provider_pb2.DeleteRequest(id=made.id, urn=SMS_URN, properties=renamed.properties))
    assert box.sms(NUMBER) == {"objective": "Theirs"}


@pytest.mark.parametrize("id_", ["+1 555 000 1111/sms", NUMBER, f"{NUMBER}/fax", "sms"])
def test_an_id_that_is_not_spelt_as_ids_are_is_not_imported(id_: str, provider: Provider, box: Sandbox) -> None:
    box.edit_sms(NUMBER, objective="Theirs")
    refused = provider.refused("Read", provider_pb2.ReadRequest(id=id_, urn=SMS_URN))
    assert f"{NUMBER}/sms" in refused.message or "sms, whatsapp, imessage" in refused.message

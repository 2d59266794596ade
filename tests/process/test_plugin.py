"""Every call of the plugin's protocol, as the engine makes it; the plugin serves in this process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from pulumi_bland._engine.plugin import Plugin, serve
from pulumi_bland._engine.plugin_wire import SIGNATURE
from tests.faults.host import Log
from tests.process.conftest import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bland_sandbox import Sandbox

ONE, TWO, THREE, NUMBER = "+12065550102", "+14155550101", "+14155550103", "+15550001111"
POOL_URN = "urn:pulumi:dev::try::bland:index:CustomDialingPool::west"
SMS_URN = "urn:pulumi:dev::try::example:Desk$bland:index:SmsNumberConfig::support"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
KINDS, CHANGES = provider_pb2.PropertyDiff, provider_pb2.DiffResponse


class Provider:
    """The plugin over gRPC, configured for an account."""

    def __init__(self, box: Sandbox, log: Log, port: int) -> None:
        self._stub: Any = provider_pb2_grpc.ResourceProviderStub(grpc.insecure_channel(f"127.0.0.1:{port}"))
        self.log = log
        self.call("Attach", plugin_pb2.PluginAttach(address=log.address))
        self.configure(apiKey=box.key, baseUrl=box.url)

    def configure(self, name: str = "default_0_1_0", **args: str) -> None:
        self.call("Configure", provider_pb2.ConfigureRequest(args=struct(args), name=name, acceptSecrets=True))

    def call(self, method: str, request: Any) -> Any:
        return getattr(self._stub, method)(request, timeout=60)

    def refused(self, method: str, request: Any) -> Refusal:
        with pytest.raises(grpc.RpcError) as caught:
            self.call(method, request)
        assert caught.value.code() is grpc.StatusCode.UNKNOWN
        return Refusal(caught.value)

    def check(self, urn: str, **news: Any) -> Any:
        return self.call("Check", provider_pb2.CheckRequest(urn=urn, news=struct(news)))

    def create(self, urn: str, *, preview: bool = False, **inputs: Any) -> Any:
        properties = self.check(urn, **inputs).inputs
        return self.call("Create", provider_pb2.CreateRequest(urn=urn, properties=properties, preview=preview))


def struct(values: dict[str, Any]) -> Any:
    return json_format.ParseDict(values, struct_pb2.Struct())


def plain(properties: Any) -> dict[str, Any]:
    found: dict[str, Any] = json_format.MessageToDict(properties)
    return found


def secret(value: Any) -> dict[str, Any]:
    return {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": value}


@pytest.fixture
def provider(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    for name in ("BLAND_API_KEY", "BLAND_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    server, port = serve(Plugin())
    with Log() as log:
        yield Provider(box, log, port)
    server.stop(0).wait()


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
    assert plain(checked.inputs) == {"apiKey": secret("k"), "deadline": 20}
    changed = provider_pb2.DiffRequest(olds=struct({"apiKey": secret("k")}), news=struct({"apiKey": secret("other")}))
    found = provider.call("DiffConfig", changed)
    assert (found.changes, list(found.replaces)) == (CHANGES.DIFF_SOME, [])
    same = provider_pb2.DiffRequest(olds=struct({"apiKey": "k"}), news=struct({"apiKey": secret("k")}))
    assert provider.call("DiffConfig", same).changes == CHANGES.DIFF_NONE


def test_an_explicit_provider_never_takes_the_key_of_the_environment(
    provider: Provider, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLAND_API_KEY", box.key)
    provider.configure("second", baseUrl=box.url)
    request = provider_pb2.CreateRequest(urn=POOL_URN, properties=struct({"phone_numbers": [ONE]}))
    message = provider.refused("Create", request).message
    assert "'second'" in message
    assert "apiKey" in message
    provider.configure(baseUrl=box.url)
    assert provider.call("Create", request).id in box.org().pools


def test_a_check_says_everything_that_is_wrong_and_shows_no_value(provider: Provider) -> None:
    checked = provider.check(SMS_URN, phone_number="1", time_out="soon", objektive="x")
    assert len(checked.failures) == 3
    assert {each.property for each in checked.failures} == {""}
    assert any(each.reason.startswith("objektive: ") for each in checked.failures)


def test_secrets_stay_secret_as_a_whole_on_every_way(provider: Provider, box: Sandbox) -> None:
    box.edit_sms(NUMBER, objective="Theirs")
    given = {
        "phone_number": NUMBER,
        "request_data": {"token": secret("hidden"), "shop": 7},
        "objective": secret("Ours"),
    }
    inputs = provider.check(SMS_URN, **given).inputs
    assert plain(inputs)["request_data"] == secret({"token": "hidden", "shop": 7})
    made = provider.call("Create", provider_pb2.CreateRequest(urn=SMS_URN, properties=inputs))
    outputs = plain(made.properties)
    assert {key for key, value in outputs.items() if isinstance(value, dict) and SIGNATURE in value} == {
        "request_data",
        "objective",
        "baseline",
    }
    found = provider.call(
        "Read", provider_pb2.ReadRequest(id=made.id, urn=SMS_URN, properties=made.properties, inputs=inputs)
    )
    assert (plain(found.properties), plain(found.inputs)) == (outputs, plain(inputs))
    unchanged = provider_pb2.DiffRequest(id=made.id, urn=SMS_URN, olds=made.properties, old_inputs=inputs, news=inputs)
    assert provider.call("Diff", unchanged).changes == CHANGES.DIFF_NONE


def test_an_output_that_an_option_made_secret_is_no_change(provider: Provider) -> None:
    inputs = provider.check(POOL_URN, phone_numbers=[ONE]).inputs
    made = provider.call("Create", provider_pb2.CreateRequest(urn=POOL_URN, properties=inputs))
    olds = plain(made.properties)
    olds["phone_numbers"] = secret(olds["phone_numbers"])  # additional_secret_outputs
    request = provider_pb2.DiffRequest(id=made.id, urn=POOL_URN, olds=struct(olds), old_inputs=inputs, news=inputs)
    assert provider.call("Diff", request).changes == CHANGES.DIFF_NONE


def test_the_members_of_a_pool_whose_numbers_are_secret_are_secret_too(provider: Provider) -> None:
    made = provider.create(POOL_URN, phone_numbers=[secret(ONE), TWO])
    outputs = plain(made.properties)
    assert outputs["phone_numbers"] == secret([ONE, TWO])
    assert outputs["members"][SIGNATURE]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([ONE, TWO], [TWO], {"phone_numbers[0]": KINDS.DELETE}),
        ([TWO], [ONE, TWO], {"phone_numbers[0]": KINDS.ADD}),
        ([ONE, TWO], [ONE, THREE], {"phone_numbers[1]": KINDS.UPDATE}),
        ([ONE, THREE], [TWO], {"phone_numbers[0]": KINDS.UPDATE, "phone_numbers[1]": KINDS.DELETE}),
        ([ONE], [TWO, UNKNOWN], {"phone_numbers": KINDS.UPDATE}),
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
    planned = plain(provider.create(POOL_URN, preview=True, phone_numbers=[ONE]).properties)
    assert planned["members"] == {ONE: "Washington State"}
    assert {key for key, value in planned.items() if value == UNKNOWN} == {
        "pool_id",
        "owner_id",
        "created_at",
        "credentials_name",
    }
    unknown = plain(provider.create(POOL_URN, preview=True, phone_numbers=[UNKNOWN]).properties)
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
        return plain(provider.call("Update", request).properties)

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
    assert SIGNATURE in plain(refused.kept.properties)["baseline"]


def test_a_pool_that_is_gone_is_read_as_an_empty_id(provider: Provider, box: Sandbox) -> None:
    made = provider.create(POOL_URN, phone_numbers=[ONE])
    box.drop_pool(made.id)
    provider.configure(apiKey=box.key, baseUrl=box.url)  # another run, which has read no list yet
    request = provider_pb2.ReadRequest(id=made.id, urn=POOL_URN, properties=made.properties)
    assert provider.call("Read", request).id == ""


def test_cancel_ends_a_wait_at_once_and_no_write_follows(provider: Provider, box: Sandbox) -> None:
    # Without `Cancel` none of these calls would end within the time that a call may take here.
    provider.configure(apiKey=box.key, baseUrl=box.url, deadline="3600")
    box.fault("POST", "*", status=429, headers={"retry-after": "3000"}, body={"status": "error"})
    pools = [
        provider_pb2.CreateRequest(urn=f"{POOL_URN}-{n}", properties=struct({"phone_numbers": [ONE]})) for n in "ab"
    ]
    number = provider_pb2.CreateRequest(
        urn=SMS_URN, properties=provider.check(SMS_URN, phone_number=NUMBER, objective="Ours").inputs
    )
    with ThreadPoolExecutor() as threads:
        calls = [threads.submit(provider.refused, "Create", each) for each in (*pools, number)]
        while not box.calls("POST"):
            assert not all(each.done() for each in calls)
        sent = box.calls("POST")
        provider.call("Cancel", empty_pb2.Empty())
        refusals = [each.result() for each in calls]
    assert {each.kept for each in refusals} == {None}
    assert all("cancelled" in each.message for each in refusals)
    assert box.calls("POST") <= sent + 1  # one may have been past its last check
    box.faults.clear()
    assert "cancelled" in provider.refused("Create", number).message
    assert (box.org().pools, box.sms(NUMBER)) == ({}, None)


def test_cancel_ends_the_looks_for_a_pool_whose_answer_was_lost(provider: Provider, box: Sandbox) -> None:
    box.fault("POST", "/v1/custom-dialing-pools", phase="before", status=504, body="")
    request = provider_pb2.CreateRequest(urn=POOL_URN, properties=struct({"phone_numbers": [ONE]}))
    with ThreadPoolExecutor() as threads:
        call = threads.submit(provider.refused, "Create", request)
        while not box.calls("POST"):
            assert not call.done()
        provider.call("Cancel", empty_pb2.Empty())
        assert "cancelled" in call.result().message
    assert box.calls("POST") == 1


def test_the_program_says_its_port_and_ends_when_it_is_told_to_and_the_calls_under_way_are_done(box: Sandbox) -> None:
    box.fault("POST", "/v1/custom-dialing-pools", delay=1)
    command = [sys.executable, "-m", "pulumi_bland.plugin"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process, Log() as log:
        try:
            assert process.stdout
            provider = Provider(box, log, int(process.stdout.readline()))
            request = provider_pb2.CreateRequest(urn=POOL_URN, properties=struct({"phone_numbers": [ONE]}))
            with ThreadPoolExecutor() as threads:
                call = threads.submit(provider.call, "Create", request)
                while not box.calls("POST"):
                    assert not call.done()
                process.send_signal(signal.SIGINT)
                made = call.result()
            assert [*box.org().pools] == [made.id]
            assert process.wait(60) == 0
        finally:
            process.kill()

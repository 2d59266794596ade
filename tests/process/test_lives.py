"""Every call of the engine's protocol, for both resources, in the process that Pulumi starts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from google.protobuf import struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2

from bland_sandbox import Sandbox
from tests.faults.provider import PROVIDER, plain, raw, struct
from tests.process.conftest import POOL, SMS, Process
from tests.reference import CREDENTIALS

ONE, TWO, NUMBER, OTHER = "+12065550102", "+14155550101", "+15550001111", "+15550002222"
SECRET = rpc._special_sig_key
NONE, COMPARE = provider_pb2.DiffResponse.DIFF_NONE, provider_pb2.DiffResponse.DIFF_UNKNOWN


def check(process: Process, news: dict[str, Any], olds: dict[str, Any] | None = None, urn: str = "") -> Any:
    return process.call("Check", provider_pb2.CheckRequest(urn=urn, olds=struct(olds or {}), news=struct(news)))


def diff(process: Process, olds: dict[str, Any], news: dict[str, Any]) -> Any:
    return process.call("Diff", provider_pb2.DiffRequest(id="x", olds=struct(olds), news=struct(news)))


def test_a_pool_is_made_read_changed_and_deleted(process: Process, box: Sandbox) -> None:
    provider = process.provider(POOL, box)
    checked = check(process, {PROVIDER: provider, "phone_numbers": ["+1 (415) 555-0101", ONE], "members": {}})
    inputs = plain(checked.inputs)
    assert inputs == {
        PROVIDER: provider,
        "phone_numbers": [ONE, TWO],
        "members": {ONE: "Washington State", TWO: "San Francisco, CA"},
    }
    made = process.call("Create", provider_pb2.CreateRequest(properties=checked.inputs))
    outputs = plain(made.properties)
    assert box.pool(made.id).phone_numbers == [ONE, TWO]
    assert {**inputs, "pool_id": made.id}.items() <= outputs.items()
    assert diff(process, outputs, inputs).changes == NONE

    fewer = plain(check(process, {PROVIDER: provider, "phone_numbers": [ONE]}, inputs).inputs)
    found = diff(process, outputs, fewer)
    assert (found.changes, list(found.replaces)) == (COMPARE, [])
    request = provider_pb2.UpdateRequest(id=made.id, olds=struct(outputs), news=struct(fewer))
    outputs = plain(process.call("Update", request).properties)
    assert box.pool(made.id).phone_numbers == outputs["phone_numbers"] == [ONE]

    process.call("Delete", provider_pb2.DeleteRequest(id=made.id, properties=struct(outputs)))
    assert not box.org().pools


def test_a_pool_that_is_gone_is_read_as_an_empty_id(process: Process, box: Sandbox) -> None:
    made = process.create(process.provider(POOL, box), phone_numbers=[ONE], members={})
    box.drop_pool(made.id)
    # Lists are shared by all that have the same settings: with others, this reads as a process of its own would.
    afresh = {PROVIDER: process.provider(POOL, box, **{"bland:deadline": "29"})}
    request = provider_pb2.ReadRequest(id=made.id, properties=struct(plain(made.properties) | afresh))
    assert process.call("Read", request).id == ""


def test_a_made_pool_that_names_its_own_id_names_it_after_a_refresh_too(process: Process, box: Sandbox) -> None:
    provider = process.provider(POOL, box)
    made = process.create(provider, phone_numbers=[ONE], members={})
    inputs = {PROVIDER: provider, "phone_numbers": [ONE], "members": {ONE: "Washington State"}}
    for own in ({"pool_id": made.id}, {}):
        request = provider_pb2.ReadRequest(id=made.id, properties=made.properties, inputs=struct(inputs | own))
        found = plain(process.call("Read", request).inputs)
        assert found == {**inputs, **own} | {PROVIDER: found[PROVIDER]}


def test_a_made_pool_that_names_its_own_id_names_it_after_a_half_done_update_too(
    process: Process, box: Sandbox
) -> None:
    provider = process.provider(POOL, box)
    made = process.create(provider, phone_numbers=[ONE], members={})
    row = {"id": made.id, "owner_id": box.org().id, "phone_numbers": [ONE], "encrypted_key": None}
    for own in ({"pool_id": made.id}, {}):
        news = {PROVIDER: provider, "phone_numbers": [ONE, TWO], "members": {}, **own}
        box.fault("POST", "*/update", status=200, body={"data": row, "errors": None}, calls="first")
        request = provider_pb2.UpdateRequest(id=made.id, olds=made.properties, news=struct(news))
        kept = process.refused("Update", request).kept
        assert kept is not None
        assert ("pool_id" in plain(kept.inputs)) == bool(own)


def test_settings_are_taken_over_read_changed_and_handed_back(process: Process, box: Sandbox) -> None:
    box.edit_sms(NUMBER, objective="Theirs", webhook="https://theirs.example")
    provider = process.provider(SMS, box)
    # A number that this process has checked is in the program and would not be handed back: destroy checks nothing.
    declared: dict[str, Any] = {"phone_number": NUMBER, "channel": "sms", "objective": "Ours", "time_out": 10}
    inputs = {PROVIDER: provider, **declared}
    made = process.create(provider, "urn:taken", **declared)
    outputs = plain(made.properties)
    assert made.id == f"{NUMBER}/sms"
    assert box.sms(NUMBER) == {"objective": "Ours", "webhook": "https://theirs.example", "time_out": 30}
    assert diff(process, outputs, inputs).changes == NONE
    assert any("objective" in text for text in process.log.lines["urn:taken"])

    found = process.call("Read", provider_pb2.ReadRequest(id=made.id, properties=struct(outputs)))
    assert plain(found.inputs) == inputs
    assert plain(found.properties) == outputs

    dropped = {key: value for key, value in inputs.items() if key != "time_out"}
    request = provider_pb2.UpdateRequest(id=made.id, olds=struct(outputs), news=struct(dropped))
    outputs = plain(process.call("Update", request).properties)
    assert box.sms(NUMBER) == {"objective": "Ours", "webhook": "https://theirs.example"}

    process.call("Delete", provider_pb2.DeleteRequest(id=made.id, properties=struct(outputs)))
    assert box.sms(NUMBER) == {"objective": "Theirs", "webhook": "https://theirs.example"}


def test_settings_that_the_program_has_under_another_name_are_not_handed_back(process: Process, box: Sandbox) -> None:
    provider = process.provider(SMS, box)
    renamed = plain(
        check(process, {PROVIDER: provider, "phone_number": OTHER, "objective": "Ours"}, urn="urn:new").inputs
    )
    assert (renamed["phone_number"], renamed["channel"]) == (OTHER, "sms")
    outputs = plain(process.create(urn="urn:new", **renamed).properties)
    request = provider_pb2.DeleteRequest(id=f"{OTHER}/sms", urn="urn:old", properties=struct(outputs))
    process.call("Delete", request)
    assert box.sms(OTHER) == {"objective": "Ours"}
    (told,) = process.log.lines["urn:old"]
    assert told.startswith(f"{OTHER}/sms is managed by 'urn:new' now, so nothing was undone")
    assert "aliases" in told


def test_what_is_wrong_is_told_without_a_property_whose_value_would_be_printed(process: Process, box: Sandbox) -> None:
    answer = check(process, {PROVIDER: process.provider(POOL, box), "phone_numbers": [ONE, "415"], "pool_id": "west"})
    assert [each.property for each in answer.failures] == ["", ""]
    assert sorted(each.reason.partition(":")[0] for each in answer.failures) == ["phone_numbers[1]", "pool_id"]
    assert box.calls() == 0


@pytest.mark.parametrize("provider", [POOL, SMS])
def test_check_and_diff_need_no_key_and_no_network(provider: str, process: Process) -> None:
    without = process.host.provider(provider, {})
    identity = {"phone_numbers": [ONE]} if provider is POOL else {"phone_number": OTHER, "channel": "sms"}
    inputs = plain(check(process, {PROVIDER: without, **identity}).inputs)
    assert diff(process, {PROVIDER: without, **identity, "objective": "x"}, inputs).changes in {NONE, COMPARE}


def test_what_a_preview_does_not_know_comes_back_unknown(process: Process, box: Sandbox) -> None:
    provider = process.provider(SMS, box)
    unknown = {PROVIDER: provider, "phone_number": OTHER, "webhook": rpc.UNKNOWN, "tools": [{"url": rpc.UNKNOWN}]}
    found = raw(check(process, unknown).inputs)
    assert found["webhook"] == rpc.UNKNOWN
    assert found["tools"] == [{"url": rpc.UNKNOWN}]
    assert diff(process, {PROVIDER: provider, "phone_number": OTHER, "channel": "sms"}, found).changes == COMPARE


def test_what_is_secret_leaves_the_process_marked_so(process: Process, box: Sandbox) -> None:
    pool = box.add_pool(TWO)
    provider = process.provider(POOL, box)
    made = process.create(provider, phone_numbers=[ONE], members={}, pool_id=pool, encrypted_key=CREDENTIALS)
    marked = {
        key for key, value in raw(made.properties).items() if isinstance(value, dict) and rpc._special_sig_key in value
    }
    assert {"encrypted_key", "baseline"} <= marked
    assert not marked & {"phone_numbers", "pool_id", "owner_id", PROVIDER}


def test_worker_threads_share_one_list(process: Process, box: Sandbox) -> None:
    numbers = [number for number, owned in box.org().numbers.items() if owned.channel == "sms"]
    for number in numbers:
        box.edit_sms(number, objective="Theirs")
    provider = process.provider(SMS, box)
    state = {PROVIDER: provider, "channel": "sms", "objective": "Theirs"}

    def read(number: str) -> Any:
        properties = struct({**state, "phone_number": number})
        return process.call("Read", provider_pb2.ReadRequest(id=f"{number}/sms", properties=properties))

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(read, numbers * 4))
    assert [plain(each.properties)["objective"] for each in found] == ["Theirs"] * len(numbers) * 4
    assert box.calls() == box.calls("GET", "/v1/sms/numbers") == 1


def test_pools_made_at_once_are_as_many_as_were_asked_for(process: Process, box: Sandbox) -> None:
    provider = process.provider(POOL, box)
    box.fault("POST", "/v1/custom-dialing-pools", calls=[2, 5], phase="after", action="drop")
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: process.create(provider, phone_numbers=[ONE, TWO], members={}), range(8)))
    assert {each.id for each in made} == set(box.org().pools)
    assert len(box.org().pools) == 8


def test_two_configurations_of_one_process_are_two_accounts(process: Process, box: Sandbox) -> None:
    box.add_org("another-key")
    for key in (box.key, "another-key"):
        process.create(process.provider(POOL, box, **{"bland:apiKey": key}), phone_numbers=[ONE], members={})
    assert [len(org.pools) for org in box.state.orgs] == [1, 1]


def test_a_look_up_reads_with_nothing_but_an_id(process: Process, box: Sandbox) -> None:
    pool = box.add_pool(TWO)
    only = struct_pb2.Struct(fields={PROVIDER: struct_pb2.Value(string_value=process.provider(POOL, box))})
    found = plain(process.call("Read", provider_pb2.ReadRequest(id=pool, properties=only)).properties)
    assert found["phone_numbers"] == [TWO]

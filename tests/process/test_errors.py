"""How errors leave the process: one sentence in a rich status, what must be kept, and never a secret."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2

from bland_sandbox import Sandbox
from pulumi_bland._rules.errors import WITHHELD
from tests.faults.provider import PROVIDER, plain, raw, struct
from tests.process.conftest import POOL, SMS, Process, creation
from tests.process.native import SMS_URN, Provider, secret

ONE, TWO, NUMBER = "+12065550102", "+14155550101", "+15550001111"
CANARY = "canary-prompt-0a1b2c3d"
UPDATE = "/v1/sms/number/update"


def test_an_error_is_exactly_its_sentence(process: Process, box: Sandbox) -> None:
    refusal = process.refused(
        "Create", creation(process.provider(POOL, box), phone_numbers=[], pool_id=ONE, members={})
    )
    assert refusal.message.startswith(f"there is no dialing pool {ONE} that this API key can see")
    assert "Traceback" not in refusal.message
    assert "\n" not in refusal.message
    assert refusal.kept is None


def test_without_a_key_the_first_call_of_the_api_says_how_to_give_one(process: Process) -> None:
    without = process.host.provider(SMS, {})
    refusal = process.refused("Create", creation(without, phone_number=NUMBER, channel="sms"))
    assert refusal.message == (
        "no Bland API key: run `pulumi config set --secret bland:apiKey`, or set BLAND_API_KEY in the environment"
    )


@pytest.mark.parametrize("method", ["Create", "Read", "Update", "Delete"])
def test_every_call_that_reaches_the_service_ends_in_a_sentence(method: str, process: Process, box: Sandbox) -> None:
    box.fault(status=401)
    state = {PROVIDER: process.provider(SMS, box), "phone_number": NUMBER, "channel": "sms", "objective": "a"}
    changed = struct({**state, "objective": "b"})
    requests: dict[str, Any] = {
        "Create": provider_pb2.CreateRequest(properties=struct(state)),
        "Read": provider_pb2.ReadRequest(id=f"{NUMBER}/sms", properties=struct(state)),
        "Update": provider_pb2.UpdateRequest(id=f"{NUMBER}/sms", olds=struct(state), news=changed),
        "Delete": provider_pb2.DeleteRequest(id=f"{NUMBER}/sms", properties=struct(state)),
    }
    refusal = process.refused(method, requests[method])
    assert refusal.message.startswith("could not list the sms numbers: Bland answered HTTP 401, ")
    assert "--run-program" in refusal.message


def test_a_partial_failure_carries_the_resource_to_keep(process: Process, box: Sandbox) -> None:
    box.edit_sms(NUMBER, objective="Theirs")
    box.settings.nulls = "ignored"
    provider = process.provider(SMS, box)
    made = process.create(provider, phone_number=NUMBER, channel="sms", objective="Ours", webhook="https://a.example")
    news = {PROVIDER: provider, "phone_number": NUMBER, "channel": "sms", "webhook": "https://b.example"}
    request = provider_pb2.UpdateRequest(id=made.id, olds=struct(plain(made.properties)), news=struct(news))
    refusal = process.refused("Update", request)
    assert refusal.kept is not None
    assert refusal.kept.id == f"{NUMBER}/sms"
    assert list(refusal.kept.reasons) == [refusal.message]
    assert "objective could not be cleared" in refusal.message
    outputs, inputs = plain(refusal.kept.properties), plain(refusal.kept.inputs)
    assert outputs[PROVIDER] == inputs[PROVIDER] == provider
    assert outputs["objective"] == inputs["objective"] == "Ours"
    assert inputs["webhook"] == "https://b.example"
    assert "Theirs" in outputs["baseline"]
    assert raw(refusal.kept.properties)["baseline"] != outputs["baseline"], "it is marked as a secret"


def test_a_create_in_doubt_keeps_the_number_and_what_was_there(process: Process, box: Sandbox) -> None:
    box.edit_sms(NUMBER, objective="Theirs")
    box.fault("POST", UPDATE, phase="after", status=500, body="")
    box.fault("GET", calls="2-", status=500, body="")
    refusal = process.refused(
        "Create", creation(process.provider(SMS, box), phone_number=NUMBER, channel="sms", objective="Ours")
    )
    assert refusal.kept is not None
    assert "Theirs" in plain(refusal.kept.properties)["baseline"]
    # All that is certain: what was there. So the next preview shows what is perhaps still to do.
    assert plain(refusal.kept.inputs)["objective"] == "Theirs"


def test_a_bug_of_ours_keeps_its_traceback(process: Process, box: Sandbox) -> None:
    """What the engine never sends, because check asks for it, stands for a bug."""
    refusal = process.refused("Create", creation(process.provider(POOL, box), members={}))
    assert refusal.status is None
    assert "'phone_numbers'" in refusal.details
    # Python's own words for it come with the SDKs that pass them on: not yet the oldest that we take.
    sdk = importlib.util.find_spec("pulumi.dynamic.__main__")
    if sdk and sdk.origin and "traceback" in Path(sdk.origin).read_text():
        assert "Traceback" in refusal.details
        assert "KeyError" in refusal.details


@pytest.mark.parametrize("status", [400, 404, 409, 422, 500])
@pytest.mark.parametrize("secret", ["objective", "webhook"])
def test_words_that_repeat_a_secret_are_withheld_and_others_are_shown(
    secret: str, status: int, process: Process, box: Sandbox
) -> None:
    told = f"cannot set objective to '{CANARY}'"
    refuse(box, told, status)
    inputs: dict[str, Any] = {"phone_number": NUMBER, "channel": "sms", "objective": CANARY, "secret_inputs": [secret]}
    refusal = process.refused("Create", creation(process.provider(SMS, box), **inputs))
    assert (WITHHELD if secret == "objective" else told) in refusal.message
    assert (CANARY in refusal.text) is (secret == "webhook")


def test_the_key_is_always_a_secret(process: Process, box: Sandbox) -> None:
    refuse(box, f"{box.key[:9]} is no key")
    refusal = process.refused(
        "Create", creation(process.provider(SMS, box), phone_number=NUMBER, channel="sms", objective="a")
    )
    assert WITHHELD in refusal.message
    assert box.key[:9] not in refusal.text


@pytest.mark.parametrize("kind", [{"status": 502, "body": f"<html>{CANARY}</html>"}, {"action": "truncate"}])
def test_what_is_no_answer_is_not_repeated(kind: dict[str, Any], process: Process, box: Sandbox) -> None:
    box.fault("GET", **kind)
    provider = process.provider(SMS, box, **{"bland:deadline": "1"})
    refusal = process.refused("Create", creation(provider, phone_number=NUMBER, channel="sms", objective=CANARY))
    assert refusal.message.startswith("could not list the sms numbers")
    assert CANARY not in refusal.text
    assert box.key not in refusal.text


def test_nothing_that_the_process_wrote_holds_a_secret(process: Process, box: Sandbox) -> None:
    process.create(process.provider(SMS, box), phone_number=NUMBER, channel="sms", objective=CANARY)
    box.fault("POST", UPDATE, status=400)
    process.refused(
        "Create", creation(process.provider(SMS, box), phone_number=NUMBER, channel="sms", objective=f"{CANARY} 2")
    )
    assert "bland: method=POST" in process.host.noise
    assert CANARY not in process.host.noise
    assert box.key not in process.host.noise


def refuse(box: Sandbox, told: str, status: int = 400) -> None:
    errors = [{"error": "INVALID_BODY", "message": told}]
    box.fault("POST", UPDATE, status=status, body={"data": None, "errors": errors})


@pytest.mark.parametrize("status", [400, 500])
def test_a_secret_is_hidden_where_our_own_sentence_quotes_the_service(
    status: int, process: Process, box: Sandbox
) -> None:
    box.edit_sms(NUMBER, objective="Theirs")
    made = process.create(process.provider(SMS, box), phone_number=NUMBER, channel="sms", objective=CANARY)
    refuse(box, "cannot restore 'Theirs'", status)
    request = provider_pb2.DeleteRequest(id=made.id, properties=struct(plain(made.properties)))
    refusal = process.refused("Delete", request)
    assert f"INVALID_BODY: {WITHHELD}" in refusal.message, "what was there before is a secret"
    assert 'on_delete="retain"' in refusal.message


def test_a_replacement_hides_what_was_secret_before(process: Process, box: Sandbox) -> None:
    provider = process.provider(SMS, box)
    box.edit_sms(NUMBER, objective="Theirs")
    process.create(provider, phone_number=NUMBER, channel="sms", objective=CANARY)
    changed = {"phone_number": NUMBER, "channel": "sms", "objective": "Second", PROVIDER: provider}
    refuse(box, "cannot replace Theirs")
    refusal = process.refused("Create", provider_pb2.CreateRequest(properties=struct(changed)))
    assert WITHHELD in refusal.message


@pytest.mark.parametrize("kept_by", ["dynamic", "plugin"])
def test_a_secret_that_is_there_still_is_one_under_another_name_and_behind_another_door(
    kept_by: str, process: Process, provider: Provider, box: Sandbox
) -> None:
    """It was dropped, renamed or moved in the same step, and the service did not clear it."""
    box.settings.nulls = "ignored"
    here = process.provider(SMS, box)
    if kept_by == "plugin":
        given: dict[str, Any] = {"phone_number": NUMBER, "objective": secret(CANARY), "time_out": 60}
        olds = plain(provider.create(SMS_URN, **given).properties)
        news = struct({PROVIDER: here, "phone_number": NUMBER, "channel": "sms", "time_out": 60})
        request: Any = provider_pb2.UpdateRequest(id=f"{NUMBER}/sms", olds=struct(olds), news=news)
        refusal = process.refused("Update", request)
    else:
        inputs: dict[str, Any] = {"phone_number": NUMBER, "channel": "sms", "time_out": 60}
        made = process.create(here, **inputs, objective=CANARY, secret_inputs=["objective"])
        process.call("Read", provider_pb2.ReadRequest(id=made.id, properties=struct(plain(made.properties))))
        refusal = process.refused("Create", creation(here, **inputs))
    assert "objective could not be cleared" in refusal.message
    assert refusal.kept is not None
    for bag in (refusal.kept.properties, refusal.kept.inputs):
        assert raw(bag)["objective"] == secret(CANARY)


def test_a_secret_that_the_program_dropped_and_somebody_sets_again_is_still_one(
    process: Process, provider: Provider, box: Sandbox
) -> None:
    here = {PROVIDER: process.provider(SMS, box)}
    program: dict[str, Any] = {"phone_number": NUMBER, "channel": "sms", "authoritative": True}
    id_ = f"{NUMBER}/sms"

    def reads(call: Any, state: Any, inputs: Any) -> None:
        box.edit_sms(NUMBER, objective=CANARY, webhook="https://a.example")
        found = call("Read", provider_pb2.ReadRequest(id=id_, urn=SMS_URN, properties=state, inputs=inputs))
        for bag in (found.properties, found.inputs):
            assert (raw(bag)["objective"], raw(bag)["webhook"]) == (secret(CANARY), "https://a.example")
        unchanged = provider_pb2.DiffRequest(id=id_, urn=SMS_URN, olds=state, old_inputs=inputs, news=inputs)
        assert call("Diff", unchanged).changes == provider_pb2.DiffResponse.DIFF_NONE
        box.edit_sms(NUMBER, objective=None, webhook=None)

    made = process.create(here[PROVIDER], **program, objective=CANARY, secret_inputs=["objective"])
    news = struct({**here, **program})
    olds = struct(plain(made.properties) | here)
    left = process.call("Update", provider_pb2.UpdateRequest(id=id_, olds=olds, news=news))
    anew = {PROVIDER: process.provider(SMS, box, **{"bland:deadline": "99"})}  # another run, with lists of its own
    reads(process.call, struct(plain(left.properties) | anew), struct({**program, **anew}))

    first = provider.check(SMS_URN, **program, objective=secret(CANARY)).inputs
    made = provider.call("Create", provider_pb2.CreateRequest(urn=SMS_URN, properties=first))
    news = provider.check(SMS_URN, **program).inputs
    request = provider_pb2.UpdateRequest(id=id_, urn=SMS_URN, olds=made.properties, old_inputs=first, news=news)
    left = provider.call("Update", request)
    provider.configure()
    reads(provider.call, left.properties, news)

"""Ctrl-C at the plugin: waits end, no write starts any more, and what is known is kept."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2_grpc

from bland_sandbox import Sandbox
from tests.faults.provider import raw
from tests.process.native import NUMBER, ONE, POOL_URN, SMS_URN, THREE, TWO, Provider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LATER = {"retry-after": "3000"}
"""A wait that no call here would outlive, without `Cancel`."""
POOLS, UPDATE = "/v1/custom-dialing-pools", "/v1/sms/number/update"


@pytest.fixture
def patient(provider: Provider) -> Provider:
    """A plugin that waits for as long as the account asks."""
    provider.configure(deadline=3600)
    return provider


def cancelled(provider: Provider, box: Sandbox, *requests: Any, writes: int = 1) -> list[Any]:
    """What becomes of these creates when the run is cancelled once so many writes have gone out."""

    def outcome(request: Any) -> Any:
        try:
            return provider.call("Create", request)
        except grpc.RpcError as error:
            return provider.refusal(error)

    with ThreadPoolExecutor(len(requests)) as threads:
        calls = [threads.submit(outcome, each) for each in requests]
        while box.calls("POST") < writes:
            assert not all(each.done() for each in calls), [each.result() for each in calls]
        provider.call("Cancel", empty_pb2.Empty())
        return [each.result() for each in calls]


def test_cancel_ends_a_wait_that_the_account_asked_for_and_no_write_follows(patient: Provider, box: Sandbox) -> None:
    box.fault("POST", "*", status=429, headers=LATER, body={"status": "error"})
    number = patient.creation(SMS_URN, phone_number=NUMBER, objective="Ours")
    pools = [patient.creation(f"{POOL_URN}-{each}", phone_numbers=[ONE]) for each in "ab"]
    refusals = cancelled(patient, box, number, *pools)
    assert {each.kept for each in refusals} == {None}
    assert all("cancelled" in each.message for each in refusals)
    sent = box.calls("POST")
    box.faults.clear()
    patient.call("Cancel", empty_pb2.Empty())
    assert "cancelled" in patient.refused("Create", number).message
    assert box.calls("POST") == sent
    assert (box.org().pools, box.sms(NUMBER)) == ({}, None)


@pytest.mark.parametrize("phase", ["before", "after"])
def test_cancel_ends_the_pause_before_another_try_and_a_look_says_what_is_there(
    phase: str, patient: Provider, box: Sandbox
) -> None:
    box.edit_sms(NUMBER, webhook="https://theirs.example")
    box.fault("POST", UPDATE, phase=phase, status=503, headers=LATER, body="")
    (ended,) = cancelled(patient, box, patient.creation(SMS_URN, phone_number=NUMBER, objective="Ours"))
    assert box.calls("POST") == 1
    if phase == "after":
        assert raw(ended.properties)["objective"] == "Ours"
        assert (box.sms(NUMBER) or {})["objective"] == "Ours"
    else:
        assert "cancelled" in ended.message
        assert box.sms(NUMBER) == {"webhook": "https://theirs.example"}


def test_what_a_write_wiped_is_owed_where_cancel_comes_before_it_is_put_back(
    attach: Callable[[Sandbox], Provider],
) -> None:
    with Sandbox(write="replace") as box:
        provider = attach(box)
        provider.configure(deadline=3600)
        box.edit_sms(NUMBER, timezone="Europe/Paris")
        box.fault("POST", UPDATE, calls=2, status=503, headers=LATER, body="")
        request = provider.creation(SMS_URN, phone_number=NUMBER, objective="Ours")
        (ended,) = cancelled(provider, box, request, writes=2)
        assert box.calls("POST") == 2
        assert "timezone" in ended.message
        assert "Paris" in str(raw(ended.kept.properties)["owed"])


def test_cancel_ends_the_looks_for_a_pool_whose_answer_was_lost(provider: Provider, box: Sandbox) -> None:
    box.fault("POST", POOLS, phase="before", status=504, body="")
    (ended,) = cancelled(provider, box, provider.creation(POOL_URN, phone_numbers=[ONE]))
    assert "cancelled" in ended.message
    assert box.calls("POST") == 1


def test_cancel_ends_the_wait_for_a_place_and_what_is_under_way_is_finished_and_kept(
    attach: Callable[[Sandbox], Provider],
) -> None:
    go_on = Event()

    def made_at() -> datetime:
        assert go_on.wait(60)
        return datetime.now(UTC)

    with Sandbox(clock=made_at) as box, ThreadPoolExecutor() as threads:
        provider = attach(box)
        provider.configure(maxRequests=1)
        first, *others = [provider.creation(f"{POOL_URN}-{each}", phone_numbers=[each]) for each in (ONE, TWO, THREE)]
        under_way = threads.submit(provider.call, "Create", first)
        while not box.calls("POST"):
            assert not under_way.done()
        waiting = [threads.submit(provider.refused, "Create", each) for each in others]
        provider.call("Cancel", empty_pb2.Empty())
        assert all("cancelled" in each.result().message for each in waiting)
        assert not under_way.done()
        go_on.set()
        assert [under_way.result().id] == list(box.org().pools)
        assert box.calls("POST") == 1


def test_cancel_is_heard_however_many_calls_wait(patient: Provider, box: Sandbox) -> None:
    box.fault("POST", "*", status=429, headers=LATER, body={"status": "error"})
    requests = [patient.creation(f"{POOL_URN}-{each}", phone_numbers=[ONE]) for each in range(100)]
    calls = [patient.stub.Create.future(each, timeout=60) for each in requests]
    while not box.calls("POST"):
        assert not any(each.done() for each in calls)
    patient.call("Cancel", empty_pb2.Empty())
    assert all("cancelled" in str(each.exception()) for each in calls)


@contextmanager
def script(*before: str) -> Iterator[tuple[subprocess.Popen[bytes], Any]]:
    """The plugin as a process, as the engine starts it."""
    command = [*before, sys.executable, "-c", "from pulumi_bland._engine.plugin import main; main()", "127.0.0.1:1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            channel = grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}")
            yield process, provider_pb2_grpc.ResourceProviderStub(channel)
        finally:
            process.kill()


@pytest.mark.parametrize("before", [(), ("sh", "-c", """trap '' INT; exec "$0" "$@" """)], ids=["as it is", "ignored"])
def test_the_process_says_its_port_and_serves_until_the_engine_interrupts_it(before: tuple[str, ...]) -> None:
    """The engine waits five seconds for a plugin that does not heed it, at the end of each command.

    What a shell starts in the background ignores interrupts, until it says otherwise.
    """
    with script(*before) as (process, stub):
        assert stub.GetPluginInfo(empty_pb2.Empty(), timeout=60).version
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


def test_the_process_ends_with_the_engine_that_started_it() -> None:
    with script() as (process, stub):
        assert stub.GetPluginInfo(empty_pb2.Empty(), timeout=60).version
        assert process.stdin
        process.stdin.close()
        assert process.wait(60) == 0

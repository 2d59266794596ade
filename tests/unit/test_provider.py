"""What is written into the state of every resource of every user: a short reference that never changes."""

from __future__ import annotations

import base64
import inspect
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from pulumi.dynamic import Config, ConfigureRequest
from pulumi.dynamic.dynamic import serialize_provider

from pulumi_bland._engine.provider import DynamicProvider
from pulumi_bland.dialing_pool import CustomDialingPoolProvider
from pulumi_bland.sms_number import SmsNumberConfigProvider

PINNED = {
    CustomDialingPoolProvider: b"pulumi_bland.dialing_pool CustomDialingPoolProvider",
    SmsNumberConfigProvider: b"pulumi_bland.sms_number SmsNumberConfigProvider",
}
RECORDED = {
    CustomDialingPoolProvider: "gASVPgAAAAAAAACMGXB1bHVtaV9ibGFuZC5kaWFsaW5nX3Bvb2yUjBlDdXN0b21EaWFsaW5nUG9v"
    "bFByb3ZpZGVylJOUKVKULg==",
    SmsNumberConfigProvider: "gASVOgAAAAAAAACMF3B1bHVtaV9ibGFuZC5zbXNfbnVtYmVylIwXU21zTnVtYmVyQ29uZmlnUHJvdmlk"
    "ZXKUk5QpUpQu",
}
"""As release 0.1.0 wrote them."""
KINDS = pytest.mark.parametrize("kind", PINNED)


def configured(kind: type[DynamicProvider]) -> DynamicProvider:
    provider = kind()
    config = Config({"bland:apiKey": "canary-key-1234", "bland:baseUrl": "https://canary.example"}, "project")
    provider.configure(ConfigureRequest(config))
    return provider


@KINDS
def test_the_module_and_class_of_a_provider_never_change(kind: type[DynamicProvider]) -> None:
    module, name = PINNED[kind].decode().split()
    assert (kind.__module__, kind.__qualname__) == (module, name)


@KINDS
def test_a_provider_is_kept_as_a_reference_and_nothing_more(kind: type[DynamicProvider]) -> None:
    text = serialize_provider(kind())
    assert len(text) < 150
    kept = base64.b64decode(text)
    assert kept.count(b"pulumi_bland") == 1
    assert all(part in kept for part in PINNED[kind].split())


@KINDS
def test_what_a_process_knows_besides_is_not_kept(kind: type[DynamicProvider]) -> None:
    assert serialize_provider(configured(kind)) == serialize_provider(kind())


@KINDS
def test_what_was_recorded_is_still_read(kind: type[DynamicProvider]) -> None:
    assert type(pickle.loads(base64.b64decode(RECORDED[kind]))) is kind  # noqa: S301 - written above
    assert serialize_provider(kind()) == RECORDED[kind]


def test_a_program_of_thousands_of_resources_can_be_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """`serialize_provider` nests a wrapper with each call, which providers with attributes die of near 980."""
    for name in ("_batch_setitems", "save_dict"):
        monkeypatch.setattr(pickle._Pickler, name, getattr(pickle._Pickler, name))
    kinds = [*PINNED] * 2_500
    assert {serialize_provider(kind()) for kind in kinds} == set(RECORDED.values())


@KINDS
def test_a_provider_is_no_secret_because_there_is_none_in_it(kind: type[DynamicProvider]) -> None:
    assert kind.serialize_as_secret_always is False


@KINDS
def test_every_call_of_the_engine_is_answered_by_the_door_itself(kind: type[DynamicProvider]) -> None:
    """Pulumi's own defaults wipe outputs (update) and compare providers (diff)."""
    for method in ("check", "diff", "create", "read", "update", "delete", "configure"):
        assert inspect.unwrap(getattr(kind, method)).__qualname__.startswith("DynamicProvider.")


def test_the_two_providers_can_be_told_apart_in_a_state() -> None:
    with ThreadPoolExecutor(4) as pool:
        texts = set(pool.map(lambda kind: serialize_provider(kind()), PINNED))
    assert len(texts) == len(PINNED)

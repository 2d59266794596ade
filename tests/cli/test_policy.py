"""The example policy pack in its own process, asked over gRPC as the engine asks it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from .previews import AGENT, POOL, UNKNOWN

PACK = Path(__file__).parents[2] / "examples" / "policy"
NUMBERS = ["+12065550102", "+14155550101"]
PROTECTED = {"phone_numbers": NUMBERS, "on_delete": "retain"}
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": f"AKIA{'A' * 16}"}


@pytest.fixture(scope="module")
def pack() -> Iterator[Any]:
    """The pack as it starts: it prints its port."""
    command = [sys.executable, "-u", "__main__.py"]  # as Pulumi starts it: else the port stays in a buffer
    with subprocess.Popen(command, cwd=PACK, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        with grpc.insecure_channel(f"127.0.0.1:{process.stdout.readline().strip()}") as channel:
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
        process.kill()


def struct(values: dict[str, Any]) -> Any:
    made = struct_pb2.Struct()
    made.update(values)
    return made


def analyze(pack: Any, kind: str, props: dict[str, Any], *, protect: bool = False, name: str = "it") -> list[str]:
    """What the pack finds at one resource: `policy: message`."""
    options = analyzer_pb2.AnalyzerResourceOptions(protect=protect)
    request = analyzer_pb2.AnalyzeRequest(type=kind, properties=struct(props), urn="urn", name=name, options=options)
    return [f"{each.policyName}: {each.message}" for each in pack.Analyze(request).diagnostics]


@pytest.mark.parametrize(
    ("policy", "kind", "bad", "good"),
    [
        ("pool-size", POOL, {**PROTECTED, "phone_numbers": []}, PROTECTED),
        ("pool-size", POOL, {**PROTECTED, "phone_numbers": NUMBERS[:1]}, PROTECTED),
        ("pool-protect", POOL, {"phone_numbers": NUMBERS}, {"phone_numbers": NUMBERS, "on_delete": "restore"}),
        ("webhook-https", AGENT, {"webhook": "http://example.com"}, {"webhook": "HTTPS://example.com"}),
        ("pathway-pinned", AGENT, {"pathway_id": "p"}, {"pathway_id": "p", "pathway_version": 3}),
        ("pathway-pinned", AGENT, {"pathway_id": "p", "pathway_version": "latest"}, {"pathway_version": "latest"}),
        ("time-out-message", AGENT, {"time_out": 60}, {"time_out": 60, "timeout_message": "Bye."}),
        ("time-out-message", AGENT, {"time_out": 30.5}, {"time_out": 0}),
        ("no-secrets-in-texts", AGENT, {"objective": f"Use AKIA{'A' * 16}."}, {"objective": "Use AKIA, a bakery."}),
        (
            "no-secrets-in-texts",
            AGENT,
            {"tools": [{"auth": {"password": "hunter2hunter2"}}]},
            {"tools": [{"auth": {}}]},
        ),
        (
            "no-secrets-in-texts",
            AGENT,
            {"request_data": {"h": f"Bearer {'x1' * 12}"}},
            {"request_data": {"h": "Bearer bond"}},
        ),
        ("no-secrets-in-texts", AGENT, {"objective": "https://me:pass@host"}, {"objective": "https://host/a:b@c"}),
        (
            "no-secrets-in-texts",
            AGENT,
            {"objective": "password: correct-horse"},
            {"objective": "Never ask for a password."},
        ),
        ("no-secrets-in-texts", AGENT, {"tools": [SECRET]}, {"tools": [SECRET], "secret_inputs": ["tools"]}),
    ],
)
def test_a_policy_finds_what_it_is_for(
    policy: str, kind: str, bad: dict[str, Any], good: dict[str, Any], pack: Any
) -> None:
    [found] = analyze(pack, kind, bad)
    assert found.startswith(f"{policy}: ")
    assert analyze(pack, kind, good) == []
    assert analyze(pack, "aws:s3/bucket:Bucket", bad) == []
    assert analyze(pack, f"bland:index:{kind.rpartition(':')[2]}", bad) == [found]


def test_a_protected_pool_may_be_deleted_by_destroy(pack: Any) -> None:
    assert analyze(pack, POOL, {"phone_numbers": NUMBERS}, protect=True) == []


@pytest.mark.parametrize(
    ("kind", "props"),
    [
        (POOL, {"phone_numbers": UNKNOWN, "on_delete": "retain"}),
        (POOL, {"phone_numbers": [UNKNOWN], "on_delete": "retain"}),
        (AGENT, {"webhook": UNKNOWN, "time_out": UNKNOWN, "pathway_id": UNKNOWN, "objective": UNKNOWN}),
        (AGENT, {"pathway_id": "p", "pathway_version": UNKNOWN, "time_out": 60, "timeout_message": UNKNOWN}),
        (AGENT, {"tools": [UNKNOWN, {"url": UNKNOWN, "name": "lookup"}], "request_data": UNKNOWN}),
    ],
)
def test_what_is_not_known_yet_is_skipped(kind: str, props: dict[str, Any], pack: Any) -> None:
    """Not even a remark that the policy could not be run."""
    assert analyze(pack, kind, props) == []


def test_what_is_known_beside_it_is_checked(pack: Any) -> None:
    [found] = analyze(pack, AGENT, {"tools": [UNKNOWN, {"url": UNKNOWN, "key": f"AKIA{'A' * 16}"}]})
    assert "tools[1].key seems to hold an AWS access key" in found


def test_a_message_never_repeats_the_secret(pack: Any) -> None:
    assert f"AKIA{'A' * 16}" not in str(analyze(pack, AGENT, {"objective": f"Use AKIA{'A' * 16}."}))


def test_a_number_in_two_pools_is_found_in_the_whole_stack(pack: Any) -> None:
    pools = {"east": ["+12125550101", NUMBERS[0]], "west": NUMBERS, "north": [UNKNOWN], "south": UNKNOWN}
    resources = [
        analyzer_pb2.AnalyzerResource(
            type=POOL, urn=f"urn:{name}", name=name, properties=struct({"phone_numbers": each})
        )
        for name, each in pools.items()
    ]
    [found] = pack.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=resources)).diagnostics
    assert found.message.endswith("+12065550102 is in east and west: its calls cannot be told apart")
    assert found.urn == "urn:west"


def test_a_pool_keeps_most_of_what_is_on_record(pack: Any) -> None:
    record = {"sizes": {"west": 10}, "share": 0.3}
    config = {
        "pool-shrink": analyzer_pb2.PolicyConfig(enforcementLevel=analyzer_pb2.MANDATORY, properties=struct(record))
    }
    pack.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=config))
    seven, six = ([f"+1415555{n:04d}" for n in range(count)] for count in (7, 6))
    assert analyze(pack, POOL, {**PROTECTED, "phone_numbers": seven}, name="west") == []
    assert analyze(pack, POOL, {**PROTECTED, "phone_numbers": six}, name="other") == []
    [found] = analyze(pack, POOL, {**PROTECTED, "phone_numbers": six}, name="west")
    assert "the pool has 6 numbers, and 10 are on record" in found
    pack.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig={}))


def test_the_readme_names_every_policy(pack: Any) -> None:
    from google.protobuf import empty_pb2  # noqa: PLC0415 - beside its use

    info = pack.GetAnalyzerInfo(empty_pb2.Empty())
    text = (PACK / "README.md").read_text()
    assert len(info.policies) == 8
    assert [each.name for each in info.policies if f"| `{each.name}` |" not in text] == []

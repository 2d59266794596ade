"""Canaries: secrets of every kind travel every way there is, with errors on the way, and none is ever seen again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

from bland_sandbox import Sandbox
from pulumi_bland._rules.errors import WITHHELD
from tests.engine.project import POOL_UPDATE, POOLS, SMS_UPDATE, SUPPORT, Project
from tests.reference import CREDENTIALS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.engine.project import Run

CANARIES = {
    "KEY": "canary-key-0a1b2c",
    "OTHER_KEY": "canary-other-key-3d4e5f",
    "CREDENTIALS": CREDENTIALS,
    "FIRST": "+14155550101",
    "SECOND": "+12065550102",
    "THIRD": "+13035550123",
    "PROMPT": 'canary "prompt" 1d2e3f\nof two lines',
    "NESTED": "canary-nested-4a5b6c",
    "LATE": "canary-late-7d8e9f",
    "SECONDS": "73127",
}
"""What the program takes from its environment: the engine masks the secrets of the configuration by itself."""
HAND = "canary-by-hand-9f8e7d"
SHAPES = sorted({part for each in (*CANARIES.values(), HAND) for part in (each, each.split("\n")[0], each[-6:])})
"""Each canary, its first line and its end, so that a part of one is noticed too."""
LOOKS = {each: re.compile(rf"(?<!\d){each}(?!\d)" if each.isdigit() else re.escape(each)) for each in SHAPES}
"""Digits inside of longer ones are something else: the nanoseconds of a line of the engine's log, above all."""
WEST, AGENT, ELSEWHERE = ("KEY", "CREDENTIALS", "FIRST"), ("KEY", "PROMPT", "NESTED", "LATE"), ("OTHER_KEY", "SECOND")
"""What each resource tells its account."""
PROGRAM = """
    import os

    def secret(name):
        return pulumi.Output.secret(os.environ["CANARY_" + name])

    numbers = [secret("FIRST"), secret({last!r})]
    pool = bland.CustomDialingPool("west", phone_numbers=numbers, encrypted_key=secret("CREDENTIALS"))
    late = pulumi.Output.all(pool.pool_id, secret("LATE")).apply(lambda both: both[1])
    bland.SmsNumberConfig(
        "agent",
        phone_number={number!r},
        objective=secret("PROMPT"),
        summary_prompt=late,
        time_out=secret("SECONDS").apply(lambda text: int(text) + {generation} - 1),
        tools=[{{"name": "look {generation}", "headers": [{{"authorization": secret("NESTED")}}]}}],
    )
    other = bland.Account("other", api_key=secret("OTHER_KEY"), base_url={url!r})
    elsewhere = pulumi.ResourceOptions(provider=other)
    bland.CustomDialingPool("elsewhere", elsewhere, phone_numbers=[secret("SECOND"), secret({last!r})])
    pulumi.export("pool", pool)
"""


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(key=CANARIES["KEY"]) as running:
        yield running


@pytest.fixture
def other() -> Iterator[Sandbox]:
    """Another account, of an explicit provider."""
    with Sandbox(key=CANARIES["OTHER_KEY"]) as running:
        yield running


@pytest.fixture
def project(start: Callable[[Sandbox], Project], box: Sandbox) -> Project:
    made = start(box)
    made.environment |= {f"CANARY_{name}": value for name, value in CANARIES.items()} | {"BLAND_LOG": "debug"}
    return made


def echoes(box: Sandbox, method: str, path: str, names: tuple[str, ...], **fault: Any) -> None:
    """An error that repeats what it was sent: as text, as JSON, as programs print it, and at the end of a long line."""
    sent = [CANARIES[name] for name in names]
    told = " ".join([*sent, json.dumps(sent), repr(sent)])
    errors = [{"error": "INVALID_BODY", "message": told, "field": told}, {"error": told, "message": "x" * 290 + told}]
    box.fault(method, path, body={"data": None, "errors": errors}, headers={"x-request-id": sent[0]}, **fault)


def declare(project: Project, other: Sandbox, last: str, generation: int) -> None:
    project.program(PROGRAM.format(last=last, generation=generation, number=SUPPORT, url=other.url))


def test_no_secret_is_seen_again(project: Project, box: Sandbox, other: Sandbox, engine: dict[str, str]) -> None:
    declare(project, other, "SECOND", 1)
    hidden(project.run("preview", "--json")).expect()
    echoes(box, "POST", POOLS, WEST, calls="first", status=400)
    echoes(other, "POST", POOLS, ELSEWHERE, status=400)
    hidden(project.up("--continue-on-error", "--diff")).refuses("INVALID_BODY", WITHHELD)

    other.faults.clear()
    box.fault("POST", SMS_UPDATE, status=200, body={"data": None, "errors": None})
    hidden(project.up("--continue-on-error", "--json")).expect(SUPPORT, "objective", "time_out", fails=True)
    assert "initErrors" in hidden_text(project.export())

    box.faults.clear()
    traced = project.up("--logtostderr", "-v=9").expect()
    assert not [line for line in traced.text.splitlines() if seen_in(line) and not of_the_engine(line)]

    (pool_id,) = box.org().pools
    box.edit_sms(SUPPORT, objective=HAND, webhook=f"https://{HAND}.example/")
    box.edit_pool(pool_id, remove=[CANARIES["FIRST"]])
    declare(project, other, "THIRD", 2)
    hidden(project.up("--continue-on-error")).refuses(pool_id, "was changed outside Pulumi (1 of its numbers")
    hidden(project.refresh("--diff")).expect()
    echoes(box, "POST", POOL_UPDATE, WEST, status=500, phase="after")
    echoes(box, "POST", SMS_UPDATE, AGENT, status=500, phase="after")
    echoes(other, "*", "*", ELSEWHERE, status=500)
    box.fault("GET", "*", calls="4-", status=500, body="")
    hidden(project.up("--continue-on-error")).expect(fails=True)
    echoes(box, "*", "/v1/custom*", WEST, status=403)
    echoes(box, "*", "/v1/sms*", AGENT, status=403)
    hidden(project.destroy("--continue-on-error")).expect(fails=True)
    box.faults.clear()
    other.faults.clear()
    hidden(project.destroy()).expect()

    kept = [*files(project.folder), *files(Path(engine["PULUMI_HOME"]))]
    assert any("history" in path.parts for path in kept)
    assert [str(path) for path in kept if seen_in(path.read_bytes().decode(errors="replace"))] == []
    # The sandbox shows numbers, of telephones above all, which is what it is for; texts it only describes.
    shown = requests.get(box.url, timeout=30).text + str([entry.model_dump() for entry in box.journal.entries()])
    assert "<string, length" in shown
    assert [canary for canary in CANARIES.values() if canary in shown and not canary.lstrip("+").isdigit()] == []


def hidden(run: Run) -> Run:
    """The command, if it showed no secret."""
    hidden_text(run.text)
    return run


def hidden_text(text: str) -> str:
    lines = [line for line in text.splitlines() if seen_in(line)]
    assert not lines, f"shown: {seen_in(text)}\n" + "\n".join(lines)
    return text


def seen_in(text: str) -> list[str]:
    return [shape for shape in SHAPES if shape in text and LOOKS[shape].search(text)]


def of_the_engine(line: str) -> bool:
    """At -v=9 the engine itself logs the properties that it sends to and gets from each plug-in, secrets included."""
    return bool(re.search(r'"msg":"(Marshaling|Unmarshaling) property for RPC\[', line))


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]

"""The programs that people copy: each one is run, as it stands in examples/."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import sys
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks, rpc

from bland_sandbox import Sandbox
from tests.engine.project import Project
from tests.reference import CREDENTIALS

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
TOKEN = "a token that nobody sees"


class Example(Project):
    """An example with its own Pulumi.yaml, in a copy of what a checkout holds."""

    def __init__(self, name: str, copy: Path, environment: dict[str, str], box: Sandbox) -> None:
        shutil.copytree(EXAMPLES, copy / "examples", symlinks=True)
        shutil.copy(ROOT / "Pulumi.yaml", copy)
        (copy / ".venv").symlink_to(sys.prefix)
        self.folder = copy if name == "quickstart" else copy / "examples" / name
        self.environment = environment | {
            "BLAND_API_KEY": box.key,
            "BLAND_BASE_URL": box.url,
            "PULUMI_BACKEND_URL": f"file://{copy}",
        }
        self.run("stack", "init", "dev").expect()


def accounts(box: Sandbox) -> dict[str, Any]:
    """What all organisations hold; a number whose fields are all empty has no settings."""
    return {
        org.key: (
            {pool_id: (set(pool.phone_numbers), pool.encrypted_key) for pool_id, pool in org.pools.items()},
            {number: each for number, each in org.configs.items() if any(each.values())},
        )
        for org in box.state.orgs
    }


def test_the_quickstart_changes_as_the_readme_shows_and_leaves_nothing(
    tmp_path: Path, engine: dict[str, str], box: Sandbox
) -> None:
    example = Example("quickstart", tmp_path, engine, box)
    before = accounts(box)
    example.up().expect("+ 3 created")
    assert example.outputs()["pool_id"] in box.org().pools
    example.expect_quiet()

    program = tmp_path / "examples" / "quickstart" / "__main__.py"
    edited = program.read_text().replace("+12065550102", "+13035550123")
    program.write_text(edited.replace("opening hours", "opening hours and prices"))
    preview = example.preview().expect()
    readme = re.search(r"```text\n\$ pulumi preview --diff\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert readme is not None
    assert [line for line in readme[1].splitlines() if line not in preview.stdout.splitlines()] == []

    example.destroy().expect("- 3 deleted")
    assert accounts(box) == before


def test_what_was_taken_over_is_handed_back(tmp_path: Path, engine: dict[str, str], box: Sandbox) -> None:
    pool_id = box.add_pool("+14155550101", "+12065550102")
    box.edit_sms("+15550002222", objective="Say that we are closed.", temperature=1, webhook="https://example.com/sms")
    before = accounts(box)
    example = Example("take_over", tmp_path, engine, box)
    example.config("poolId", pool_id)
    example.config("number", "+15550002222")
    example.config("twilioKey", CREDENTIALS, secret=True)

    example.up().expect("adds +13035550123", "removes +14155550101", "replaces objective and temperature")
    assert box.pool(pool_id).encrypted_key == CREDENTIALS
    assert box.sms("+15550002222") == {
        "objective": (EXAMPLES / "take_over" / "prompt.md").read_text(),
        "temperature": 0.2,
        "timezone": "America/Denver",
        "webhook": "https://example.com/sms",
    }
    example.expect_quiet()
    example.destroy().expect()
    assert accounts(box) == before


def test_a_rehearsal_reads_one_account_and_writes_to_the_other(
    tmp_path: Path, engine: dict[str, str], box: Sandbox
) -> None:
    box.add_org("rehearsal-key", numbers={"+15550003333": {}, "+13035550123": {}})
    pool_id = box.add_pool("+14155550101")
    box.edit_sms("+15550001111", objective="Offer the next free slot.", temperature=0.5)
    before = accounts(box)
    example = Example("two_accounts", tmp_path, engine, box)
    example.config("rehearsalKey", "rehearsal-key", secret=True)
    example.config("productionNumber", "+15550001111")
    example.config("productionPool", pool_id)
    example.config("rehearsalNumber", "+13035550123")

    example.up().expect()
    assert accounts(box)[box.key] == before[box.key]
    assert box.sms("+13035550123") == {"objective": "Offer the next free slot.", "temperature": 0.5}
    assert example.outputs()["pool_id"] in box.org("rehearsal-key").pools
    assert example.outputs()["production_members"] == {"+14155550101": "San Francisco, CA"}
    example.expect_quiet()
    example.destroy().expect()
    assert accounts(box) == before


def test_development_and_production_have_an_account_and_numbers_of_their_own(
    tmp_path: Path, engine: dict[str, str], box: Sandbox
) -> None:
    keys = {"dev": "development-key", "prod": "production-key"}
    for key in keys.values():
        box.add_org(key, numbers={"+15550001111": {}, "+15550002222": {}})
    before = accounts(box)
    example = Example("stacks", tmp_path, engine, box)
    del example.environment["BLAND_API_KEY"]
    example.run("stack", "init", "prod").expect()
    for stack, key in keys.items():
        example.run("config", "set", "bland:apiKey", key, "--secret", "--stack", stack).expect()
        example.up("--stack", stack).expect()
        example.run("preview", "--expect-no-changes", "--stack", stack).expect()
    held = {
        stack: ([pool.phone_numbers for pool in box.org(key).pools.values()], sorted(box.org(key).configs))
        for stack, key in keys.items()
    }
    assert held == {
        "dev": ([["+12065550102", "+14155550101"]], ["+15550001111"]),
        "prod": ([["+13035550123", "+13125550166"]], ["+15550001111", "+15550002222"]),
    }

    example.destroy("--stack", "dev").expect()
    example.destroy("--stack", "prod").refuses("protect")
    assert box.org("production-key").pools
    example.run("config", "set", "protect", "false", "--stack", "prod").expect()
    example.up("--stack", "prod").expect()
    example.destroy("--stack", "prod").expect()
    assert accounts(box) == before


def test_what_was_set_up_by_hand_is_found_and_used(tmp_path: Path, engine: dict[str, str], box: Sandbox) -> None:
    pool_id = box.add_pool("+14155550101", "+12065550102")
    box.add_org("archive-key")
    box.add_pool("+13035550123", key="archive-key")
    box.org().numbers["+15550002222"].label = "Front desk"
    box.edit_sms("+15550002222", timezone="America/Denver")
    before = accounts(box)
    example = Example("look_ups", tmp_path, engine, box)
    example.config("poolNumber", "+14155550101")
    example.config("label", "Front desk")
    example.config("archiveKey", "archive-key", secret=True)

    example.up().expect("+ 3 created")
    assert example.outputs() == {
        "call": {"dialing_strategy": {"type": "custom_pooling", "pool_id": pool_id}},
        "own": [pool_id],
        "members": ["+12065550102", "+14155550101"],
        "archived": 1,
        "answering": 0,
    }
    assert (box.sms("+15550002222") or {})["objective"] == "Answer questions about opening hours. Be brief."
    example.expect_quiet()
    example.destroy().expect()
    assert accounts(box) == before


def test_the_test_of_a_program_passes(engine: dict[str, str]) -> None:
    command = [sys.executable, "-m", "pytest", "-q", str(EXAMPLES / "testing")]
    done = subprocess.run(command, env=engine, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def sources() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in EXAMPLES.rglob("*") if path.suffix in {".py", ".yaml", ".md"}}


def test_the_demonstration_does_what_its_captions_say(tmp_path: Path, engine: dict[str, str]) -> None:
    before = sources()
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "demo.py")],
        env=engine | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\x1b" not in done.stdout
    assert list(tmp_path.iterdir()) == []
    assert sources() == before


class Cloud(mocks.Mocks):
    """An AWS and a Bland that say yes, and remember what they were asked for."""

    def __init__(self) -> None:
        self.asked: dict[str, dict[str, Any]] = {}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.asked[args.typ] = args.inputs
        computed = {
            "arn": f"arn:of:{args.typ}",
            "apiEndpoint": "https://replies.example.com",
            "executionArn": "arn:of:calls",
            "name": "replies-1",
        }
        return f"{args.name}-id", computed | args.inputs

    def call(self, _args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        return {}, None


def run_with_mocks(cloud: Cloud, config: dict[str, str]) -> None:
    """Run the program of the current folder, in a context that keeps Pulumi's settings from other tests."""
    mocks.set_mocks(cloud, project="example")
    pulumi.runtime.set_all_config({f"example:{key}": value for key, value in config.items()})

    def program() -> None:
        runpy.run_path("__main__.py")

    mocks.test(program)()  # type: ignore[no-untyped-call]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:pulumi_aws")  # importing it deprecates its own modules
def test_the_cloud_function_is_the_webhook_of_the_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES / "cloud_webhook")
    cloud = Cloud()
    copy_context().run(run_with_mocks, cloud, {"number": "+15550001111", "webhookToken": TOKEN})
    webhook = cloud.asked["pulumi-python:dynamic/bland:SmsNumberConfig"]["webhook"]
    assert rpc.is_rpc_secret(webhook)
    assert rpc.unwrap_rpc_secret(webhook) == f"https://replies.example.com/?token={TOKEN}"
    function = cloud.asked["aws:lambda/function:Function"]
    assert rpc.unwrap_rpc_secret(function["environment"]) == {"variables": {"TOKEN": TOKEN}}
    assert cloud.asked["aws:apigatewayv2/api:Api"]["target"] == "arn:of:aws:lambda/function:Function"
    assert cloud.asked["aws:lambda/permission:Permission"]["sourceArn"] == "arn:of:calls/*/*"


@pytest.mark.parametrize(
    ("query", "answer"), [({"token": TOKEN}, 204), ({"token": "a guess"}, 403), ({"tokens": TOKEN}, 403), (None, 403)]
)
def test_the_function_takes_replies_with_the_token_only(
    query: dict[str, str] | None, answer: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOKEN", TOKEN)
    receive = runpy.run_path(str(EXAMPLES / "cloud_webhook" / "handler" / "replies.py"))["receive"]
    event = {"body": '{"message": "See you at nine."}'} | ({"queryStringParameters": query} if query else {})
    assert receive(event, None) == {"statusCode": answer}
    assert ("See you at nine." in capsys.readouterr().out) is (answer == 204)

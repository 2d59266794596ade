"""An account that was set up by hand comes under code through the real engine: not one write, and an empty preview."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli import accounts
from tests.engine.project import Project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bland_sandbox import Sandbox

COMMAND = Path(sys.executable).with_name("pulumi-bland")
SECRETS = ("hunter2", "0123456789abcdef", "550e8400-e29b-41d4-a716-446655440000", "k-0123456789")


@dataclass(frozen=True)
class Done:
    code: int
    stdout: str
    stderr: str


class Shell(Project):
    """A person's folder, with an environment but without a project; `project` is where an export goes."""

    def __init__(self, folder: Path, environment: Mapping[str, str], box: Sandbox) -> None:
        self.box, self.folder = box, folder / "shop"
        (folder / "state").mkdir()
        self.arguments = folder / "arguments"
        """All that `pulumi` was ever called with: every process of the machine could have read it."""
        pulumi = shutil.which("pulumi", path=environment["PATH"])
        (folder / "bin").mkdir()
        (folder / "bin" / "pulumi").write_text(f'#!/bin/sh\necho "$@" >> {self.arguments}\nexec {pulumi} "$@"\n')
        (folder / "bin" / "pulumi").chmod(0o755)
        self.environment = dict(environment) | {
            "BLAND_API_KEY": box.key,
            "BLAND_BASE_URL": box.url,
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PATH": f"{folder / 'bin'}{os.pathsep}{environment['PATH']}",
        }

    def bland(self, *arguments: str) -> Done:
        done = subprocess.run(
            [str(COMMAND), *arguments],
            cwd=self.folder if self.folder.exists() else self.folder.parent,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def exported(self, *arguments: str) -> Done:
        done = self.bland("export", "--out", str(self.folder), *arguments)
        assert done.code == 0, done.stderr
        if not (self.folder / ".venv").exists():
            (self.folder / ".venv").symlink_to(sys.prefix)
        return done

    def files(self) -> dict[str, bytes]:
        found = [*self.folder.glob("*.*"), *self.folder.glob("prompts/*")]
        return {path.name: path.read_bytes() for path in found if path.is_file() and path.name != "Pulumi.dev.yaml"}

    def writes(self) -> int:
        return self.box.calls("POST") + self.box.calls("DELETE")


@pytest.fixture
def shell(tmp_path: Path, engine: dict[str, str], box: Sandbox) -> Shell:
    accounts.small(box)
    return Shell(tmp_path, engine, box)


def kept(shell: Shell) -> dict[str, Any]:
    """What the state has of our resources: inputs and outputs, secrets in the clear."""
    deployment = json.loads(shell.run("stack", "export", "--show-secrets").expect().stdout)["deployment"]
    ours = [each for each in deployment.get("resources", []) if "bland:" in each["type"]]
    return {each["urn"]: (each["id"], each["inputs"], each["outputs"]) for each in ours}


def test_an_exported_program_is_brought_up_without_a_write_and_destroyed_without_one(shell: Shell) -> None:
    before = shell.box.state.shown()
    shell.exported("--stack", "dev")
    files = shell.files()
    shell.up().expect("+ 8 created").hides("took over", *SECRETS)
    shell.expect_quiet()
    shell.refresh("--expect-no-changes").expect()
    shell.expect_quiet()
    shell.exported("--stack", "dev")
    assert shell.files() == files
    shell.destroy().expect("- 8 deleted")
    assert shell.writes() == 0
    assert shell.box.state.shown() == before


def test_what_is_adopted_is_in_the_state_as_an_up_would_have_it(shell: Shell) -> None:
    shell.exported("--stack", "dev")
    done = shell.bland("adopt", "--stack", "dev")
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == "adopted 2 dialing pools and 5 SMS agents; nothing was written to the account\n"
    shell.expect_quiet()
    assert not [each for each in SECRETS if each in shell.export()]
    arguments = shell.arguments.read_text()
    assert {line.split()[0] for line in arguments.splitlines()} >= {"stack", "config", "preview", "import"}
    assert not [each for each in SECRETS if each in arguments]
    kept_files = [each for each in shell.folder.parent.rglob("*") if each.is_file() and ".venv" not in each.parts]
    assert not [each for each in kept_files for secret in SECRETS if secret.encode() in each.read_bytes()]
    adopted = kept(shell)
    shell.up().expect("8 unchanged")
    assert kept(shell) == adopted
    shell.refresh("--expect-no-changes").expect()
    assert "nothing to adopt" in shell.bland("adopt").stdout
    shell.destroy().expect()
    shell.up().expect("+ 8 created")
    assert kept(shell) == adopted
    assert shell.writes() == 0


def test_what_differs_from_the_account_is_named_and_nothing_is_adopted(shell: Shell) -> None:
    shell.exported("--stack", "dev")
    [pool_id] = [each for each, pool in shell.box.org().pools.items() if pool.encrypted_key]
    shell.box.edit_pool(pool_id, add=["+13035550123"], remove=["+14155550101"], encrypted_key=None)
    shell.box.edit_sms("+15550001111", objective="Answer in rhymes.", time_out=60)
    done = shell.bland("adopt", "--stack", "dev")
    assert (done.code, done.stdout) == (1, "")
    assert "nothing was adopted" in done.stderr
    assert "the account has not +14155550101; the program has not +13035550123; encrypted_key differs" in done.stderr
    assert "front-desk-1111: objective and time_out differ (in +15550001111/sms)" in done.stderr
    assert not [each for each in (*SECRETS, "rhymes", "Northside") if each in done.stderr]
    assert kept(shell) == {}
    assert shell.writes() == 0


def test_a_pool_that_does_not_exist_is_not_adopted(shell: Shell) -> None:
    shell.exported("--stack", "dev")
    program = shell.folder / "__main__.py"
    program.write_text(program.read_text() + '\nbland.CustomDialingPool("new", phone_numbers=["+13035550123"])\n')
    done = shell.bland("adopt")
    assert done.code == 1
    assert "new: the program makes a new pool" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("parent=pulumi.ComponentResource('shop:Desk', 'desk')", "new has a parent"),
        ("provider=bland.Account('other', api_key='another-key')", "new is of another account"),
    ],
)
def test_what_an_import_cannot_bring_in_is_named(options: str, said: str, shell: Shell) -> None:
    shell.exported("--stack", "dev", "--number", "+14155550101")
    resource = f'bland.SmsNumberConfig("new", phone_number="+15550001111", opts=pulumi.ResourceOptions({options}))'
    program = shell.folder / "__main__.py"
    program.write_text(program.read_text() + f"\nimport pulumi\n{resource}\n")
    done = shell.bland("adopt")
    assert (done.code, done.stdout) == (1, "")
    assert said in done.stderr
    assert shell.writes() == 0


def test_a_program_that_fails_is_not_adopted(shell: Shell) -> None:
    shell.exported("--stack", "dev")
    (shell.folder / "__main__.py").write_text("import nothing_of_that_name\n")
    done = shell.bland("adopt")
    assert done.code == 1
    assert done.stderr.startswith("pulumi-bland: could not run `pulumi preview`")


def test_a_second_export_adds_what_is_not_there_yet(shell: Shell) -> None:
    shell.exported("--stack", "dev", "--exclude", "+1555*")
    assert shell.bland("adopt").code == 0
    (shell.folder / "prompts").mkdir()
    (shell.folder / "prompts" / "objective.md").write_text("Mine.")
    shell.box.add_pool("+13035550123")
    done = shell.exported("--unmanaged", "--stack", "dev")
    assert 'add "import unmanaged" to __main__.py' in done.stderr
    program = shell.folder / "__main__.py"
    program.write_text(program.read_text() + "\nimport unmanaged\n")
    assert shell.bland("adopt").stdout.startswith("adopted 1 dialing pool and 3 SMS agents")
    assert (shell.folder / "prompts" / "objective.md").read_text() == "Mine."
    shell.expect_quiet()
    done = shell.bland("export", "--unmanaged")
    assert (done.code, done.stdout) == (1, "")
    assert "there is nothing to export" in done.stderr
    assert shell.writes() == 0


def test_a_configuration_that_is_there_keeps_what_it_has(shell: Shell) -> None:
    shell.exported("--stack", "dev")
    shell.config("mine", "stays")
    shell.config("twilioKey0001", "another", secret=True)
    done = shell.bland("export", "--out", str(shell.folder), "--stack", "dev")
    assert (done.code, "another value for twilioKey0001" in done.stderr) == (1, True)
    assert shell.run("config", "get", "twilioKey0001").stdout.strip() == "another"
    shell.exported("--stack", "dev", "--force")
    assert shell.run("config", "get", "twilioKey0001").stdout.strip() == SECRETS[2]
    assert shell.run("config", "get", "mine").stdout.strip() == "stays"


def test_a_secret_that_cannot_be_set_leaves_no_project_and_no_stack(shell: Shell) -> None:
    shell.environment.pop("PULUMI_CONFIG_PASSPHRASE")
    done = shell.bland("export", "--out", str(shell.folder), "--stack", "dev")
    assert (done.code, done.stdout) == (1, "")
    assert "passphrase" in done.stderr
    assert not shell.folder.exists()
    assert not list((shell.folder.parent / "state").rglob("dev*.json"))


@pytest.mark.parametrize("way", ["adopt", "up"])
def test_forty_pools_and_two_hundred_numbers_come_under_code(
    way: str, tmp_path: Path, engine: dict[str, str], box: Sandbox, record_property: Any
) -> None:
    accounts.large(box)
    shell = Shell(tmp_path, engine, box)
    before, began = box.state.shown(), time.monotonic()

    def told(what: str) -> None:
        nonlocal began
        record_property(what, f"{time.monotonic() - began:.1f} s, {box.calls()} calls, {shell.writes()} writes")
        began = time.monotonic()

    shell.exported("--stack", "dev")
    lines = sum(text.count(b"\n") for name, text in shell.files().items() if name.endswith(".py"))
    told(f"export, {lines} lines")
    if way == "adopt":
        assert shell.bland("adopt").stdout.startswith("adopted 40 dialing pools and 200 SMS agents")
    else:
        shell.up().expect("+ 241 created").hides("took over")
    told(way)
    shell.expect_quiet()
    told("preview")
    files = shell.files()
    shell.exported("--stack", "dev")
    told("export again")
    assert shell.files() == files
    shell.destroy().expect("- 241 deleted")
    told("destroy")
    assert shell.writes() == 0
    assert box.state.shown() == before

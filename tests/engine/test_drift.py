"""`pulumi-bland drift` on a stack of the real engine: it finds what changed, and writes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.reference import CREDENTIALS

if TYPE_CHECKING:
    from pathlib import Path

    from bland_sandbox import Sandbox
    from tests.engine.project import Project

TOKEN = "a-token-that-nobody-may-see"
SECOND_KEY = "key-of-the-second-organisation"


def drift(project: Project, *options: str, folder: Path | None = None, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", "from pulumi_bland.cli import main; main()", "drift", *options],
        cwd=folder or project.folder,
        env=project.environment | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    text = done.stdout + done.stderr
    assert "Traceback" not in text, text
    for secret in (TOKEN, CREDENTIALS, SECOND_KEY, project.environment["BLAND_API_KEY"]):
        assert secret not in text, text
    return done.returncode, text


def test_drift_finds_what_changed_and_writes_nothing(box: Sandbox, project: Project, tmp_path: Path) -> None:
    box.add_org(SECOND_KEY)
    project.config("token", TOKEN, secret=True)
    project.program(f"""
        west = bland.CustomDialingPool("west", phone_numbers=["+14155550101", "+12065550102", "+13035550123"])
        bland.CustomDialingPool("keyed", phone_numbers=["+14155550101"], encrypted_key="{CREDENTIALS}")
        second = bland.Account("second", api_key="{SECOND_KEY}", base_url="{box.url}")
        bland.CustomDialingPool("theirs", phone_numbers=["+12125550101"], opts=pulumi.ResourceOptions(provider=second))
        bland.CustomDialingPool.get("looked-up", west.pool_id)
        bland.SmsNumberConfig(
            "support",
            phone_number="+15550001111",
            objective="Answer politely.",
            webhook="https://example.com/a",
            time_out=10,
            timeout_message="Bye.",
            request_data={{"token": pulumi.Config().require_secret("token")}},
        )
    """)
    project.up().expect()
    code, text = drift(project)
    assert (code, text.splitlines()[0]) == (0, "No drift: 3 pools and 1 agent as last seen")
    assert "does not report them: timeout_message of support" in text

    ids = {name: each["id"] for name, each in project.state().items()}
    box.edit_pool(ids["west"], add=["+16505550199"], remove=["+12065550102"])
    box.edit_pool(ids["keyed"], encrypted_key=None)
    box.org(SECOND_KEY).pools.clear()
    box.edit_sms("+15550001111", webhook="https://example.org/taken", request_data={"token": "other"}, timezone="UTC")
    box.edit_sms("+15550002222", objective="Set by hand.")
    unmanaged = box.add_pool("+12065550102")
    state, writes = project.run("stack", "export").stdout, len(box.journal.entries("POST", "*"))

    code, text = drift(project, "--format", "markdown")
    assert code == 2, text
    assert text.splitlines()[0] == (
        "**2 pools were changed outside Pulumi: 1 number added, 1 removed · "
        "settings of 1 agent were changed outside Pulumi · 1 pool is gone**"
    )
    assert "- +12065550102  Washington State\n+ +16505550199  California" in text
    assert "| webhook | `https://example.com/a` | `https://example.org/taken` |" in text
    assert "| encrypted_key | *secret* | *not set* |" in text
    assert "| request_data | *secret* | *another secret* |" in text
    assert "- `theirs`: is gone at Bland" in text
    assert "timezone" not in text

    code, text = drift(project, "--unmanaged", "--format", "json", "--stack", "dev")
    found = json.loads(text)
    assert (code, found["view"], len(found["changes"])) == (2, "drift", 4)
    assert found["listings"]["Unmanaged pools"] == [unmanaged]
    assert found["listings"]["Unmanaged agents"] == ["+15550002222/sms"]
    assert found["listings"]["Unmanaged fields"] == ["timezone of support"]
    assert found["listings"]["Unmanaged pools of second"] == []

    assert project.run("stack", "export").stdout == state
    assert len(box.journal.entries("POST", "*")) == writes

    code, text = drift(project, BLAND_API_KEY="wrong")
    assert code == 1
    assert text.count("UNAUTHORIZED") == 2, "once for the pools and once for the numbers, not for each resource"
    for options, folder in (["--stack", "nowhere"], None), ([], tmp_path):
        code, text = drift(project, *options, folder=folder)
        assert code == 1
        assert text.startswith("pulumi-bland: could not run `pulumi stack export")
    code, text = drift(project, PATH=os.devnull)
    assert code == 1
    assert text.startswith("pulumi-bland: there is no `pulumi` on PATH")

    project.refresh().expect()
    code, text = drift(project)
    assert (code, text.splitlines()[0]) == (0, "No drift: 2 pools and 1 agent as last seen")

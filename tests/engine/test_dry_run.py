"""`pulumi-bland review --account` with the real engine: what it foretells is what `up` then does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.engine.project import DENVER, SALES, SEATTLE, SF, SUPPORT
from tests.reference import CREDENTIALS

if TYPE_CHECKING:
    from bland_sandbox import Sandbox
    from tests.engine.project import Project

TOKEN = "a-token-that-nobody-may-see"
BEFORE = f"""
    token = pulumi.Config().require_secret("token")
    bland.SmsNumberConfig("desk", phone_number="{SUPPORT}", objective="One.", request_data={{"token": token}})
    bland.CustomDialingPool("ours", phone_numbers=["{SF}", "{SEATTLE}"], encrypted_key="{CREDENTIALS}")
    bland.CustomDialingPool("old", phone_numbers=["{SF}"])
"""


def review(project: Project, *options: str) -> tuple[int, str]:
    """Preview the program, and review that with a look at the account."""
    preview = project.run("preview", "--json", "--show-sames").expect()
    done = subprocess.run(
        [sys.executable, "-c", "from pulumi_bland.cli import main; main()", "review", "--account", *options],
        cwd=project.folder,
        env=project.environment,
        input=preview.stdout,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    text = done.stdout + done.stderr
    for secret in (TOKEN, CREDENTIALS, project.environment["BLAND_API_KEY"]):
        assert secret not in text, text
    assert "Traceback" not in text, text
    return done.returncode, done.stdout


def writes(box: Sandbox) -> Iterator[tuple[str, str, frozenset[str]]]:
    for each in box.journal.entries():
        if each.method != "GET":
            yield each.method, each.path, frozenset(each.fields)


def foretold(text: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    for change in json.loads(text)["changes"]:
        for each in change["account"]["requests"]:
            yield each["method"], each["route"], frozenset(each["fields"])


def test_the_requests_of_an_up_are_those_of_the_dry_run(box: Sandbox, project: Project) -> None:
    """A take-over of each kind, a secret that stays, a change, a new pool, a delete; the key may only read."""
    project.config("token", TOKEN, secret=True)
    project.program(BEFORE).up().expect()
    theirs = box.add_pool(SF, SEATTLE)
    box.edit_sms(SALES, objective="Before us.")
    project.program(f"""
        token = pulumi.Config().require_secret("token")
        bland.SmsNumberConfig("desk", phone_number="{SUPPORT}", objective="Two.", request_data={{"token": token}})
        bland.SmsNumberConfig("sales", phone_number="{SALES}", objective="Sell.", time_out=10)
        bland.CustomDialingPool("ours", phone_numbers=["{SF}", "{DENVER}"], encrypted_key="{CREDENTIALS}")
        bland.CustomDialingPool("theirs", phone_numbers=["{DENVER}"], pool_id="{theirs}")
        bland.CustomDialingPool("new", phone_numbers=["{DENVER}"])
    """)
    box.journal.clear()
    for method in ("POST", "DELETE"):
        box.fault(method, "*", status=403, body="read only")
    code, told = review(project, "--format", "json", "--fail-on", "takeover")
    _, comment = review(project)
    assert code == 2
    assert [*writes(box)] == []
    box.faults.clear()
    project.up().expect()
    assert sorted(foretold(told), key=str) == sorted(writes(box), key=str)
    assert len([*writes(box)]) == 6
    found: dict[str, Any] = {each["name"]: each["account"] for each in json.loads(told)["changes"]}
    assert (found["theirs"]["replaces"], found["sales"]["replaces"]) == (["its numbers"], ["objective"])
    assert "| objective | `Before us.` | `Sell.` |" in comment
    assert f"- {SEATTLE}  Washington State\n+ {DENVER}  Colorado" in comment


def test_an_update_that_the_dry_run_says_refused_is_refused(box: Sandbox, project: Project) -> None:
    project.config("token", TOKEN, secret=True)
    project.program(BEFORE).up().expect()
    box.edit_sms(SUPPORT, objective=f"By hand, with {TOKEN}.")
    project.program(BEFORE.replace("One.", "Two."))
    code, comment = review(project, "--fail-on", "refused")
    assert code == 2
    assert "1 agent would be refused" in comment.splitlines()[0]
    said = f"{SUPPORT}/sms was changed outside Pulumi (objective), and this update would undo that"
    assert said in comment
    project.up().refuses(said)

"""docs/transcripts.md: the lives that it tells, lived again each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.project import DENVER, SEATTLE, SF, SUPPORT, Project, Run
from tests.languages.transcript import Transcript, check

if TYPE_CHECKING:
    from pathlib import Path

    from bland_sandbox import Sandbox

FORTY = [f"+1415555{index:04}" for index in range(100, 140)]
PROMPT = """\
You answer for a bakery.
Say what is sold out today. Never promise a price.
If somebody asks for a cake, ask for the day and the number of guests."""
WITHOUT_A_QUESTION = ("--yes", "--skip-preview")

PROGRAM = f"""\
name: shop
runtime: yaml
resources:
  west:
    type: bland:CustomDialingPool
    properties:
      phone_numbers:
        - "{SF}"
        - "{SEATTLE}"
  support:
    type: bland:SmsNumberConfig
    properties:
      phone_number: "{SUPPORT}"
      objective: Answer questions about opening hours.
      time_out: 600
      request_data:
        pool: ${{west.pool_id}}
outputs:
  poolId: ${{west.pool_id}}
"""
ADOPTING = f"""\
import pulumi
import pulumi_bland as bland

west = bland.CustomDialingPool("west", phone_numbers=["{SF}", "{DENVER}"])
bland.SmsNumberConfig(
    "support",
    phone_number="{SUPPORT}",
    objective="Be kind.",
    time_out=60,
    opts=pulumi.ResourceOptions(depends_on=[west]),
)
"""


@pytest.fixture
def project(tmp_path: Path, hosts: dict[str, str], box: Sandbox) -> Project:
    """A project called `shop` whose account is the sandbox."""
    account = {"BLAND_API_KEY": box.key, "BLAND_BASE_URL": box.url}
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: shop\n")
    return Project(folder, hosts | account | {"PULUMI_PARALLEL": "1"})


@pytest.fixture
def told(project: Project, box: Sandbox) -> Transcript:
    return Transcript(project, box)


def test_a_program_in_yaml_lives(told: Transcript, box: Sandbox) -> None:
    box.edit_sms(SUPPORT, objective="Before.")
    told.say("A pool, and a number whose settings name it. The number has a prompt already.")
    told.program("Pulumi.yaml", PROGRAM)
    told.run("preview", "--diff")
    told.run("up", unattended=WITHOUT_A_QUESTION)
    told.run("preview", "--diff")
    told.say(f"One member is another now, `{DENVER}` in place of `{SEATTLE}`:")
    told.program("Pulumi.yaml", PROGRAM.replace(SEATTLE, DENVER), shown=False)
    told.run("preview", "--diff")
    told.run("up", unattended=WITHOUT_A_QUESTION)
    told.say("Somebody edits the prompt in the dashboard:")
    box.edit_sms(SUPPORT, objective="We are closed on Friday.")
    told.run("preview", "--refresh", "--diff")
    told.run("up", "--refresh", unattended=WITHOUT_A_QUESTION)
    told.run("destroy", unattended=WITHOUT_A_QUESTION)
    assert box.sms(SUPPORT) == {"objective": "Before."}
    check("a program in YAML", told)


def test_a_pool_of_forty_and_a_number_with_a_prompt_are_imported(told: Transcript, box: Sandbox) -> None:
    pool_id = box.add_pool(*FORTY)
    box.edit_sms(SUPPORT, objective=PROMPT, time_out=600)
    told.program("Pulumi.yaml", "name: shop\nruntime: yaml\n")
    pool = told.run(
        *("import", "bland:index:CustomDialingPool", "west", pool_id), unattended=("--yes", "--protect=false")
    )
    number = told.run(
        *("import", "bland:index:SmsNumberConfig", "support", f"{SUPPORT}/sms"),
        unattended=("--yes", "--protect=false"),
    )
    told.say("What was printed is pasted into the program. It changes nothing:")
    told.program(
        "Pulumi.yaml", "name: shop\nruntime: yaml\nresources:\n" + generated(pool) + generated(number), shown=False
    )
    told.run("preview", "--diff")
    assert box.calls("POST") == 0
    check("an import", told)


def test_a_program_in_python_adopts_an_import(told: Transcript, box: Sandbox) -> None:
    pool_id = box.add_pool(SF, DENVER)
    box.edit_sms(SUPPORT, objective="Be kind.", time_out=60)
    unattended = ("--yes", "--skip-preview")
    told.program("Pulumi.yaml", "name: shop\nruntime: python\n")
    told.program("__main__.py", ADOPTING)
    flags = ("--generate-code=false", "--protect=false")
    told.run("import", "bland:index:CustomDialingPool", "west", pool_id, *flags, unattended=unattended)
    told.run("import", "bland:index:SmsNumberConfig", "support", f"{SUPPORT}/sms", *flags, unattended=unattended)
    told.run("preview", "--diff")
    told.run("up", unattended=WITHOUT_A_QUESTION)
    told.run("preview", "--diff")
    check("a program in Python adopts", told)


def generated(run: Run) -> str:
    """The resource that an import has printed, as a part of a program."""
    return run.stdout.partition("\nresources:\n")[2].rstrip() + "\n"

"""The example in TypeScript, with the SDK that is made from the schema."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from bland_sandbox.testing import Asked
from tests.engine.project import CHICAGO, DENVER, SALES, SEATTLE, SF, SUPPORT
from tests.languages.example import Example

if TYPE_CHECKING:
    from pathlib import Path

    from bland_sandbox import Sandbox

TOKEN = "a token that nobody sees"


@pytest.fixture
def project(tmp_path: Path, hosts: dict[str, str], typescript: Path, box: Sandbox) -> Example:
    """A copy of the example, configured for the sandbox; the stack's own account is another."""
    environment = hosts | {"BLAND_API_KEY": "a-key-that-is-not-used"}
    made = Example(tmp_path / "project", environment, typescript, "index.ts")
    made.config("rehearsalKey", box.key, secret=True)
    made.config("crmToken", TOKEN, secret=True)
    made.config("rehearsalUrl", box.url)
    return made


def test_the_compiler_knows_every_input(project: Example) -> None:
    def compiled() -> subprocess.CompletedProcess[str]:
        command = ["npm", "run", "check"]
        return subprocess.run(
            command, cwd=project.folder, env=project.environment, capture_output=True, text=True, check=False
        )

    assert compiled().returncode == 0, compiled().stdout
    project.edit("time_out: 600", "time_uot: 600")
    assert "'time_uot' does not exist in type 'SmsNumberConfigArgs'" in compiled().stdout


def test_the_example_lives_from_up_to_destroy(project: Example, box: Sandbox) -> None:
    box.edit_sms(SUPPORT, objective="Before")
    org, asked = box.org(), Asked(box)
    project.preview().expect("+ 4 to create", "request_data", "[secret]").hides(box.key, TOKEN)
    asked.expect_no_writes()
    project.up().expect("+ 4 created", "replaces objective").hides(box.key, TOKEN)
    asked.expect_writes(pools_created=1, sms=1)
    outputs = project.outputs()
    assert org.pools[outputs["poolId"]].phone_numbers == [SEATTLE, SF]
    assert outputs["members"] == {SEATTLE: "Washington State", SF: "San Francisco, CA"}
    assert (box.sms(SUPPORT) or {})["request_data"] == {"shop": 7, "token": TOKEN}
    state = project.export()
    assert box.key not in state
    assert TOKEN not in state
    asked.forget()
    project.expect_quiet()
    assert asked.routes == {}

    project.edit(SEATTLE, DENVER)
    shown = project.preview().expect(f'~ [0]: "{SEATTLE}" => "{DENVER}"', "~ 1 to update", "3 unchanged")
    shown.hides(box.key, TOKEN, "~ [1]")
    project.up().expect("~ 1 updated")
    asked.expect_writes(pools_updated=1)
    assert org.pools[outputs["poolId"]].phone_numbers == [DENVER, SF]

    box.edit_sms(SUPPORT, objective="Theirs")
    asked.forget()
    project.refresh().expect("~ 1 updated")
    asked.expect_no_writes()
    project.preview().expect('~ objective: "Theirs" => "Answer questions about opening hours."', "~ 1 to update")
    project.up().expect("~ 1 updated").hides(TOKEN)
    asked.expect_writes(sms=1)
    asked.forget()
    project.expect_quiet()
    project.destroy().expect()
    asked.expect_writes(pools_deleted=1, sms=1)
    assert not org.pools
    assert box.sms(SUPPORT) == {"objective": "Before"}


def test_what_is_there_is_imported_by_command_and_by_option(project: Example, box: Sandbox) -> None:
    pool_id = box.add_pool(SF, CHICAGO)
    before: dict[str, Any] = {"objective": "Theirs", "time_out": 60}
    box.edit_sms(SALES, **before)
    project.up().expect("+ 4 created")
    (rehearsal,) = (
        each["urn"]
        for each in project.run("stack", "export").json["deployment"]["resources"]
        if each["type"] == "pulumi:providers:bland"
    )
    asked = Asked(box)
    project.run(
        *("import", "bland:index:SmsNumberConfig", "sales", f"{SALES}/sms", "--provider", f"rehearsal={rehearsal}"),
        *("--yes", "--skip-preview", "--protect=false", "--generate-code=false"),
    ).expect("= 1 imported")
    project.edit(
        "// What `dialing",
        f"""
        new bland.SmsNumberConfig("sales", {{
            phone_number: "{SALES}", objective: "Theirs", time_out: 60,
        }}, {{ provider: rehearsal }});
        new bland.CustomDialingPool("theirs", {{
            phone_numbers: ["{SF}", "{CHICAGO}"],
        }}, {{ provider: rehearsal, import: "{pool_id}" }});
        // What `dialing""",
    )
    project.preview().expect("= 1 to import", "5 unchanged")
    project.up().expect("= 1 imported", "5 unchanged")
    project.expect_quiet()
    asked.expect_no_writes()
    project.edit("Theirs", "Ours")
    project.up().expect("~ 1 updated")
    assert box.sms(SALES) == before | {"objective": "Ours"}
    project.destroy().expect()
    assert (box.sms(SALES), sorted(box.pool(pool_id).phone_numbers)) == (before, sorted([SF, CHICAGO]))

"""What `make plugin` builds, installed by Pulumi on a machine that has nothing of ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.engine.project import SF, SUPPORT, Project
from tests.languages.example import BUILD, with_hosts
from tests.languages.test_schema import SCHEMA

if TYPE_CHECKING:
    from pathlib import Path

    from bland_sandbox import Sandbox

VERSION = json.loads(SCHEMA.read_text())["version"]
EMPTY = "name: bundle\nruntime: yaml\n"


@pytest.fixture
def project(tmp_path: Path, hosts: dict[str, str], box: Sandbox) -> Project:
    """An empty project in YAML, with the plugin in a Pulumi home of its own."""
    environment = with_hosts(hosts | {"PULUMI_HOME": str(tmp_path / "home")})
    made = Project(tmp_path / "project", environment | {"BLAND_API_KEY": box.key, "BLAND_BASE_URL": box.url})
    (made.folder / "Pulumi.yaml").write_text(EMPTY)
    made.run("stack", "init", "dev").expect()
    bundle = BUILD / f"pulumi-resource-bland-v{VERSION}.tar.gz"
    made.run("plugin", "install", "resource", "bland", VERSION, "--file", str(bundle)).expect()
    return made


def test_pulumi_starts_the_installed_bundle(project: Project, box: Sandbox) -> None:
    pool_id = box.add_pool(SF)
    box.edit_sms(SUPPORT, objective="Theirs")
    options = ("--yes", "--protect=false")
    first = project.run("import", "bland:index:CustomDialingPool", "west", pool_id, *options)
    first.expect("= 1 imported", "type: bland:CustomDialingPool")
    again = project.run("import", "bland:index:SmsNumberConfig", "support", f"{SUPPORT}/sms", *options)
    again.expect("= 1 imported", "objective: Theirs")
    (project.folder / "Pulumi.yaml").write_text(f"""{EMPTY}
resources:
  west:
    type: bland:CustomDialingPool
    properties:
      phone_numbers: ["{SF}"]
  support:
    type: bland:SmsNumberConfig
    properties:
      phone_number: "{SUPPORT}"
      objective: Ours
""")
    project.up().expect("~ 1 updated", "2 unchanged")
    assert box.sms(SUPPORT) == {"objective": "Ours"}
    project.destroy().expect()
    assert (box.pool(pool_id).phone_numbers, box.sms(SUPPORT)) == ([SF], {"objective": "Theirs"})

"""The example in YAML, from up to destroy, with the plugin as a user has it: a program that the engine starts."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.engine.project import DENVER, SF, SUPPORT, Project

if TYPE_CHECKING:
    from bland_sandbox import Sandbox

EXAMPLES = Path(__file__).parents[2] / "examples"
TOKEN = "a token that nobody sees"


class YamlProject(Project):
    """A copy of the example, whose stack finds the plugin by the path in Pulumi.yaml."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        super().__init__(folder, environment)
        self.file = folder / "Pulumi.yaml"
        shutil.copy(EXAMPLES / "yaml" / "Pulumi.yaml", self.file)
        starter = folder / "plugin" / "pulumi-resource-bland"
        starter.parent.mkdir()
        starter.write_text(f'#!/bin/sh\nexec {sys.executable} -m pulumi_bland.plugin "$@"\n')
        starter.chmod(0o755)
        plugin = f"plugins:\n  providers:\n    - name: bland\n      path: {starter.parent}\n"
        self.file.write_text(self.file.read_text() + plugin)
        self.run("stack", "init", "dev").expect()  # of this project, which has another name

    def edit(self, old: str, new: str) -> None:
        text = self.file.read_text()
        assert old in text
        self.file.write_text(text.replace(old, new))


def test_the_example_lives_from_up_to_destroy(tmp_path: Path, hosts: dict[str, str], box: Sandbox) -> None:
    box.edit_sms(SUPPORT, objective="Before")
    org = box.org()
    # The key of the environment is another account's: an explicit provider never uses it.
    project = YamlProject(tmp_path / "project", hosts | {"BLAND_API_KEY": "a-key-that-is-not-used"})
    project.config("rehearsalKey", box.key, secret=True)
    project.config("crmToken", TOKEN, secret=True)
    project.config("rehearsalUrl", box.url)
    project.up().expect("+ 4 created", "replaces objective").hides(box.key, TOKEN)
    outputs = project.outputs()
    assert org.pools[outputs["poolId"]].phone_numbers == ["+12065550102", SF]
    assert outputs["members"] == {"+12065550102": "Washington State", SF: "San Francisco, CA"}
    assert box.key not in project.export()
    assert TOKEN not in project.export()
    project.expect_quiet()
    project.refresh("--expect-no-changes").expect()

    project.edit("+12065550102", DENVER)
    project.preview().expect(f'"+12065550102" => "{DENVER}"', "~ 1 to update").hides(box.key, TOKEN)
    project.up().expect("~ 1 updated")
    box.edit_sms(SUPPORT, objective="Theirs")
    project.preview("--refresh").expect('"Theirs" => "Answer questions about opening hours."')
    project.up("--refresh").expect("~ 1 updated")
    project.expect_quiet()
    project.destroy().expect()
    assert not org.pools
    assert box.sms(SUPPORT) == {"objective": "Before"}

"""The example in YAML, from up to destroy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine.project import DENVER, SF, SUPPORT
from tests.languages.example import EXAMPLES, Example

if TYPE_CHECKING:
    from pathlib import Path

    from bland_sandbox import Sandbox

TOKEN = "a token that nobody sees"


def test_the_example_lives_from_up_to_destroy(tmp_path: Path, hosts: dict[str, str], box: Sandbox) -> None:
    box.edit_sms(SUPPORT, objective="Before")
    org = box.org()
    # The key of the environment is another account's: an explicit provider never uses it.
    environment = hosts | {"BLAND_API_KEY": "a-key-that-is-not-used"}
    project = Example(tmp_path / "project", environment, EXAMPLES / "yaml", "Pulumi.yaml")
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

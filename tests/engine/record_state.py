"""Records the states that the version at hand writes, each with the account that it describes.

`pytest tests/engine/record_state.py`, once for each release; the pairs of released versions are never changed. Its name
keeps it out of the suite.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from bland_sandbox import Sandbox
from tests.engine.attached import NativeProject
from tests.engine.project import PROGRAM as IN_PYTHON
from tests.engine.test_recorded_states import BEFORE, PROGRAM, STATES, WRITERS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("writer", WRITERS)
def test_record_the_state_of_this_version(writer: str, engine: dict[str, str], tmp_path: Path) -> None:
    with Sandbox(data=tmp_path / "account.json") as box:
        box.edit_sms("+15550001111", "sms", **BEFORE)
        pool_id = box.add_pool("+14155550101", "+12065550102")
        environment = engine | {"BLAND_API_KEY": box.key, "BLAND_BASE_URL": box.url}
        project, text = NativeProject(tmp_path / "project", environment), PROGRAM.replace("POOL_ID", pool_id)
        in_plugin = project.head
        for head in WRITERS[writer]:
            project.head = IN_PYTHON if head == "dynamic" else in_plugin
            project.program(text).up().expect()
        state = project.run("stack", "export").expect().json
    for resource in state["deployment"]["resources"]:
        for place in ("sourcePosition", "stackTrace"):  # paths of the machine that recorded it
            resource.pop(place, None)
    account = json.loads((tmp_path / "account.json").read_text())
    pair = {"pool_id": pool_id, "account": account, "state": state}
    folder = STATES / writer
    folder.mkdir(exist_ok=True)
    (folder / f"{version('pulumi-bland')}.json").write_text(json.dumps(pair, indent=1) + "\n")

"""Records the state that the version at hand writes, with the account that it describes.

`pytest tests/engine/record_state.py`, once for each release; the pairs of released versions are never changed. Its name
keeps it out of the suite.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING

from bland_sandbox import Sandbox
from tests.engine.test_recorded_states import BEFORE, PROGRAM, STATES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.engine.project import Project


def test_record_the_state_of_this_version(start: Callable[[Sandbox], Project], tmp_path: Path) -> None:
    with Sandbox(data=tmp_path / "account.json") as box:
        box.edit_sms("+15550001111", "sms", **BEFORE)
        pool_id = box.add_pool("+14155550101", "+12065550102")
        project = start(box).program(PROGRAM.replace("POOL_ID", pool_id))
        project.up().expect()
        state = project.run("stack", "export").expect().json
    for resource in state["deployment"]["resources"]:
        for place in ("sourcePosition", "stackTrace"):  # paths of the machine that recorded it
            resource.pop(place, None)
    account = json.loads((tmp_path / "account.json").read_text())
    pair = {"pool_id": pool_id, "account": account, "state": state}
    (STATES / f"{version('pulumi-bland')}.json").write_text(json.dumps(pair, indent=1) + "\n")

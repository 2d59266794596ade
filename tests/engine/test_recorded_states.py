"""State is a format: what a released version wrote is read by every later one, without a change shown.

A recorded state comes with the account that it describes (see `record_state.py`).
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bland_sandbox import Sandbox
from tests.reference import CREDENTIALS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.project import Project

STATES = Path(__file__).parent / "states"
PROGRAM = f"""
    made = bland.CustomDialingPool("made", phone_numbers=["+14155550101", "+12065550102"], on_delete="retain")
    taken = bland.CustomDialingPool(
        "taken", pool_id="POOL_ID", phone_numbers=["+12065550102", "+13035550123"], encrypted_key="{CREDENTIALS}"
    )
    agent = bland.SmsNumberConfig(
        "agent",
        phone_number="+15550001111",
        objective="Answer politely.",
        time_out=10,
        request_data={{"plan": "gold", "seats": 3, "nothing": [None]}},
        disposition_ids=["b", "a"],
        webhook=pulumi.Output.secret("https://hooks.example/recorded"),
    )
"""
BEFORE = {"objective": "Be kind.", "timezone": "Europe/London"}


def test_the_version_at_hand_has_its_state_recorded() -> None:
    assert (STATES / f"{version('pulumi-bland')}.json").exists()


@pytest.mark.parametrize("recorded", [each.stem for each in sorted(STATES.glob("*.json"))])
def test_the_state_of_a_release_replays(recorded: str, start: Callable[[Sandbox], Project]) -> None:
    pair = json.loads((STATES / f"{recorded}.json").read_text())
    with Sandbox(seed=pair["account"]) as box:
        project = start(box).program(PROGRAM.replace("POOL_ID", pair["pool_id"]))
        (project.folder / "recorded.json").write_text(json.dumps(pair["state"]))
        project.run("stack", "import", "--file", "recorded.json").expect()
        project.expect_quiet()
        project.refresh().expect()
        project.expect_quiet()
        assert not box.calls("POST")
        project.destroy().expect()
        assert set(box.pool(pair["pool_id"]).phone_numbers) == {"+14155550101", "+12065550102"}
        assert box.pool(pair["pool_id"]).encrypted_key is None
        after = box.sms("+15550001111") or {}
        assert {key: after.get(key) for key in BEFORE} == BEFORE

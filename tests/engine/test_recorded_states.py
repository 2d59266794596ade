"""State is a format: what a released version wrote is read by every later one, without a change shown.

A recorded state comes with the account that it describes (see `record_state.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bland_sandbox import Sandbox
from tests.engine.project import PROGRAM as IN_PYTHON
from tests.reference import CREDENTIALS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.project import Project

STATES = Path(__file__).parent / "states"
WRITERS = {"dynamic": ["dynamic"], "plugin": ["plugin"], "moved": ["dynamic", "plugin"]}
"""What wrote the states of a folder: one door, or one after the other."""
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


@pytest.mark.parametrize("writer", WRITERS)
def test_the_version_at_hand_has_its_state_recorded(writer: str) -> None:
    assert (STATES / writer / f"{version('pulumi-bland')}.json").exists()


def recorded(*writers: str) -> list[Path]:
    return [each for writer in writers for each in sorted((STATES / writer).glob("*.json"))]


def name(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


@contextmanager
def replayed(path: Path, start: Callable[[Sandbox], Project]) -> Iterator[tuple[Project, Sandbox]]:
    """A project with the state, and the account as it was then; afterwards all is as it was before Pulumi."""
    pair = json.loads(path.read_text())
    with Sandbox(seed=pair["account"]) as box:
        project = start(box)
        project.program(PROGRAM.replace("POOL_ID", pair["pool_id"]))
        (project.folder / "recorded.json").write_text(json.dumps(pair["state"]))
        project.run("stack", "import", "--file", "recorded.json").expect()
        yield project, box
        project.expect_quiet()
        project.refresh().expect()
        project.expect_quiet()
        assert not box.calls("POST")
        project.destroy().expect()
        assert set(box.pool(pair["pool_id"]).phone_numbers) == {"+14155550101", "+12065550102"}
        assert box.pool(pair["pool_id"]).encrypted_key is None
        after = box.sms("+15550001111") or {}
        assert {key: after.get(key) for key in BEFORE} == BEFORE


@pytest.mark.parametrize("path", recorded("dynamic"), ids=name)
def test_the_state_of_a_release_replays(path: Path, start: Callable[[Sandbox], Project]) -> None:
    with replayed(path, start):
        pass


@pytest.mark.parametrize("path", recorded("plugin", "moved"), ids=name)
@pytest.mark.parametrize("start", ["native"], indirect=True)
def test_the_state_that_the_plugin_wrote_replays(path: Path, start: Callable[[Sandbox], Project]) -> None:
    with replayed(path, start):
        pass


@pytest.mark.parametrize("path", recorded("plugin", "moved"), ids=name)
@pytest.mark.parametrize("start", ["native"], indirect=True)
def test_the_state_that_the_plugin_wrote_becomes_one_of_dynamic_resources(
    path: Path, start: Callable[[Sandbox], Project]
) -> None:
    """By one update at most, which the plugin must be there for."""

    def in_python(box: Sandbox) -> Project:
        project = start(box)
        project.head = IN_PYTHON
        return project

    with replayed(path, in_python) as (project, box):
        project.up().expect()
        assert box.calls() == 0
        assert all(each["type"].startswith("pulumi-python:dynamic/") for each in project.state().values())

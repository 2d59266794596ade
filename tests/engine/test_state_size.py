"""What a resource takes in the state: the engine writes all of it at each step, so bytes are what large stacks cost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.project import SUPPORT

if TYPE_CHECKING:
    from bland_sandbox import Sandbox
    from tests.engine.project import Project

FORTY = [f"+1212555{n}" for n in range(1000, 1040)]
PROMPT = "You answer for a dental practice. " * 8
OF_THE_MACHINE = ("sourcePosition", "stackTrace", "created", "modified")
"""Paths and times of whoever ran it. A stack trace is of some hundred bytes to thousands, and the engine's own."""
LIMITS = {"dynamic": {"west": 4900, "support": 1650}, "native": {"west": 3300, "support": 1350}}
"""docs/performance.md has the values: 4,860 and 1,636, 3,251 and 1,315."""


@pytest.mark.parametrize(("start", "door"), [(each, each) for each in LIMITS], indirect=["start"])
def test_a_pool_of_forty_and_a_number_take_little_in_the_state(door: str, project: Project, box: Sandbox) -> None:
    """Each was taken over, so that both hold what was there before."""
    pool_id = box.add_pool(*FORTY[:39])
    box.edit_sms(SUPPORT, objective="Be kind.", time_out=60)
    project.program(f"""
        bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers={FORTY!r})
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective={PROMPT!r}, time_out=600)
    """)
    project.up().expect()
    sizes = {name: size(resource) for name, resource in project.state().items()}
    assert {name: each for name, each in sizes.items() if each > LIMITS[door][name]} == {}


def size(resource: dict[str, Any]) -> int:
    """Bytes of a resource as JSON without white space, and without what differs from machine to machine."""
    kept = {key: each for key, each in resource.items() if key not in OF_THE_MACHINE}
    return len(json.dumps(kept, separators=(",", ":")))

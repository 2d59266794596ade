"""docs/transcripts.md: the lives that it tells, lived again each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.project import DENVER, SEATTLE, SF, SUPPORT, Project
from tests.languages.example import use_plugin
from tests.languages.transcript import Transcript

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
import pulumi_bland as bland

bland.CustomDialingPool("west", phone_numbers=["{SF}", "{DENVER}"])
bland.SmsNumberConfig("support", phone_number="{SUPPORT}", objective="Be kind.", time_out=60)
"""


@pytest.fixture
def project(tmp_path: Path, hosts: dict[str, str], box: Sandbox) -> Project:
    """A project called `shop` whose account is the sandbox."""
    account = {"BLAND_API_KEY": box.key, "BLAND_BASE_URL": box.url}
    made = Project(tmp_path / "project", hosts | account | {"PULUMI_PARALLEL": "1"})
    use_plugin(made.folder)
    return made


@pytest.fixture
def told(project: Project, box: Sandbox) -> Transcript:
    return Transcript(project, box)

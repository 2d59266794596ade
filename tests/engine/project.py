"""What the tests of the engine have in common: the harness of the sandbox's pytest plugin, and some numbers."""

from __future__ import annotations

import textwrap
from typing import Self

from bland_sandbox import testing
from bland_sandbox.testing import Run, engine_environment
from bland_sandbox.testing.project import PROGRAM

__all__ = ["PROGRAM", "Project", "Run", "engine_environment"]

SF, SEATTLE, DENVER, CHICAGO, LONDON = "+14155550101", "+12065550102", "+13035550123", "+13125550166", "+442079460123"
"""Members of pools."""
SUPPORT, SALES = "+15550001111", "+15550002222"
"""Numbers of the sandbox's account that answer messages."""
POOLS, POOL, POOL_UPDATE = (
    "/v1/custom-dialing-pools",
    "/v1/custom-dialing-pools/{pool_id}",
    "/v1/custom-dialing-pools/{pool_id}/update",
)
SMS_LIST, SMS_UPDATE = "/v1/sms/numbers", "/v1/sms/number/update"


class Project(testing.Project):
    """A project whose programs begin with `head`: with dynamic resources, unless a test says otherwise."""

    head: str = PROGRAM
    members: str = "members"
    """The property that shows which numbers come and go."""

    def program(self, text: str) -> Self:
        """Write the program; `pulumi` and `bland` are imported."""
        (self.folder / "__main__.py").write_text(self.head + textwrap.dedent(text))
        return self

    @staticmethod
    def member(sign: str, number: str, place: str) -> str:
        """How a preview shows a number that comes or goes."""
        return f'{sign} {number}: "{place}"'

"""A number of an account and the stack that has its settings, for tests that go through several commands.

They run as the machines do: the real lifecycle, over HTTP, against the sandbox.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle
from tests.reference import NUMBER
from tests.unit.stack import Outcome, Stack

if TYPE_CHECKING:
    from bland_sandbox import Sandbox

UPDATE = ("POST", "/v1/sms/number/update")
Start = Callable[..., "Agent"]


class Agent:
    """A number of an account that behaves as given, and the stack that has its settings."""

    def __init__(self, box: Sandbox, live: dict[str, Any]) -> None:
        self.box, self.stack = box, Stack(SmsNumberConfigLifecycle(), box)
        if live:
            self.edit(**live)

    @property
    def live(self) -> dict[str, Any]:
        return self.box.sms(NUMBER) or {}

    def edit(self, **fields: Any) -> None:
        self.box.edit_sms(NUMBER, "sms", **fields)

    def up(self, **program: Any) -> Outcome:
        return self.stack.up({"phone_number": NUMBER, **program})

    def preview(self, **program: Any) -> set[str]:
        return set(self.stack.preview({"phone_number": NUMBER, **program}))

    def settles(self, **program: Any) -> None:
        """Bring the program up without a problem, and see that nothing is left to do."""
        outcome = self.up(**program)
        assert outcome.error is None, outcome.text
        self.quiet(**program)

    def quiet(self, **program: Any) -> None:
        assert self.preview(**program) == set()
        assert self.stack.refresh().error is None
        assert self.preview(**program) == set()

    def hands_back(self, **expected: Any) -> None:
        outcome = self.stack.destroy()
        assert outcome.error is None, outcome.text
        live = self.live
        assert {key: value for key, value in live.items() if value not in (None, [], "")} == expected

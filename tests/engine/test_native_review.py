"""The command line on stacks whose resources are the plugin's: reviewed, rehearsed and compared as all others are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine.project import DENVER, SEATTLE, SF, SUPPORT
from tests.engine.test_drift import drift
from tests.engine.test_dry_run import TOKEN, foretold, review, writes

if TYPE_CHECKING:
    from bland_sandbox import Sandbox
    from tests.engine.attached import NativeProject

PROGRAM = """
    token = pulumi.Config().require_secret("token")
    bland.SmsNumberConfig("desk", phone_number="{number}", objective="{objective}", request_data={{"token": token}})
    bland.CustomDialingPool("west", phone_numbers={members})
"""


def test_a_change_through_the_plugin_is_reviewed_with_its_numbers_and_requests(
    box: Sandbox, native: NativeProject
) -> None:
    native.config("token", TOKEN, secret=True)
    native.program(PROGRAM.format(number=SUPPORT, objective="One.", members=[SF, SEATTLE])).up().expect("+ 3 created")
    native.program(PROGRAM.format(number=SUPPORT, objective="Two.", members=[SF, DENVER]))
    code, text = review(native)
    assert code == 0
    assert "1 pool changes: 1 number added, 1 removed" in text
    assert f"- {SEATTLE}  Washington State\n" in text
    assert f"+ {DENVER}  Colorado\n" in text
    _, document = review(native, "--format", "json")
    box.journal.clear()
    native.up().expect("~ 2 updated")
    assert sorted(foretold(document)) == sorted(writes(box))


def test_drift_of_what_the_plugin_manages_is_found(box: Sandbox, native: NativeProject) -> None:
    native.config("token", TOKEN, secret=True)
    native.program(PROGRAM.format(number=SUPPORT, objective="One.", members=[SF, SEATTLE])).up().expect("+ 3 created")
    assert drift(native)[0] == 0
    box.edit_sms(SUPPORT, objective="Theirs.")
    box.edit_pool(native.state()["west"]["id"], add=[DENVER])
    code, text = drift(native)
    assert code == 2
    assert "Theirs." in text
    assert DENVER in text

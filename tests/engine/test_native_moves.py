"""A stack moves from dynamic resources to the plugin and back: without a write, with all that it kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.project import DENVER, PROGRAM, SEATTLE, SF, SUPPORT

if TYPE_CHECKING:
    from bland_sandbox import Sandbox
    from tests.engine.attached import NativeProject

DECLARED = f"""
    bland.CustomDialingPool("made", phone_numbers=[{SF!r}])
    bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective=pulumi.Output.secret("Ours"), time_out=10,
                          request_data=dict(token=pulumi.Output.secret("hidden"), shop=7))
"""
IN_A_COMPONENT = f"""
    desk = pulumi.ComponentResource("example:Desk", "desk")
    bland.CustomDialingPool("of a desk", pulumi.ResourceOptions(parent=desk), phone_numbers=[{SEATTLE!r}])
"""


@pytest.fixture
def taken(box: Sandbox) -> str:
    """A pool to take over, and its numbers' first settings."""
    box.edit_sms(SUPPORT, objective="Before", timezone="Europe/Paris")
    return box.add_pool(DENVER)


def program(taken: str) -> str:
    return f"{DECLARED}\n    bland.CustomDialingPool('taken', pool_id={taken!r}, phone_numbers=[{SF!r}])\n"


def handed_back(box: Sandbox, taken: str) -> bool:
    return (
        list(box.org().pools) == [taken]
        and box.pool(taken).phone_numbers == [DENVER]
        and box.sms(SUPPORT) == {"objective": "Before", "timezone": "Europe/Paris"}
    )


def test_dynamic_resources_move_into_the_plugin_and_back(native: NativeProject, box: Sandbox, taken: str) -> None:
    in_plugin, native.head = native.head, PROGRAM
    native.program(program(taken)).up().expect("+ 4 created")
    box.journal.clear()

    native.head = in_plugin
    native.program(program(taken)).expect_quiet()
    native.up().expect("4 unchanged")
    assert box.calls("POST") + box.calls("DELETE") == 0
    assert all(each["type"].startswith("bland:index:") for each in native.state().values())
    native.expect_quiet()
    native.refresh("--expect-no-changes").expect()
    native.expect_quiet()

    native.head = PROGRAM
    native.program(program(taken)).up().expect("~ 3 updated").hides("hidden")
    assert box.calls("POST") + box.calls("DELETE") == 0
    native.expect_quiet()
    native.refresh("--expect-no-changes").expect()
    native.destroy().expect()
    assert handed_back(box, taken)


def test_resources_of_a_component_move_too(native: NativeProject, box: Sandbox) -> None:
    in_plugin, native.head = native.head, PROGRAM
    native.program(IN_A_COMPONENT).up().expect()
    (made,) = box.org().pools
    for head in (in_plugin, PROGRAM):
        native.head = head
        native.program(IN_A_COMPONENT).up().hides("created", "deleted", "replaced")
        assert list(box.org().pools) == [made]
        native.expect_quiet()


def test_what_moved_into_the_plugin_is_handed_back_by_it(native: NativeProject, box: Sandbox, taken: str) -> None:
    in_plugin, native.head = native.head, PROGRAM
    native.program(program(taken)).up().expect()
    native.head = in_plugin
    native.program(program(taken)).up().expect("4 unchanged")
    exported = native.export()
    assert "Ours" not in exported
    assert "hidden" not in exported
    native.destroy().expect()
    assert handed_back(box, taken)

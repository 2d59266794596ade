"""Which object a resource is: renamed, declared twice, out of sight of another key, no longer on the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bland_sandbox import Sandbox
from tests.engine.project import CHICAGO, DENVER, POOL, POOL_UPDATE, SEATTLE, SF, SMS_UPDATE, SUPPORT, Project

if TYPE_CHECKING:
    from collections.abc import Callable


def both(pool_id: str, suffix: str = "", *, aliases: bool = False) -> str:
    return f"""
        def opts(name):
            return pulumi.ResourceOptions(aliases=[pulumi.Alias(name=name)] if {aliases} else None)

        west = bland.CustomDialingPool("west{suffix}", pool_id={pool_id!r}, phone_numbers={[SF, SEATTLE]!r},
                                       opts=opts("west"))
        support = bland.SmsNumberConfig("support{suffix}", phone_number={SUPPORT!r}, objective="Ours",
                                        opts=opts("support"))
    """


def test_renaming_without_aliases_undoes_nothing_and_says_so(project: Project, box: Sandbox) -> None:
    pool_id = box.add_pool(SF, CHICAGO)
    box.edit_sms(SUPPORT, objective="Before")
    project.program(both(pool_id)).up().expect()
    # Another resource fails, so the engine leaves the deletion of the old names to the next up.
    fails = """
        bland.SmsNumberConfig("elsewhere", phone_number="+13125550166", objective="Not on the account",
                              opts=pulumi.ResourceOptions(depends_on=[west, support]))
    """
    project.program(both(pool_id, "-renamed") + fails)
    project.up().refuses("INBOUND_NUMBER_NOT_FOUND")
    assert len(project.state()) == 4
    project.program(both(pool_id, "-renamed"))
    project.up().expect("is managed by 'support-renamed' now, so nothing was undone", "- 2 deleted").expect(
        f"({SEATTLE} and {CHICAGO})", "is forgotten (objective)", "`aliases`", "`pulumi up --refresh`"
    )
    assert set(box.pool(pool_id).phone_numbers) == {SF, SEATTLE}
    assert box.sms(SUPPORT) == {"objective": "Ours"}
    project.expect_quiet()


def test_renaming_with_aliases_changes_nothing_and_keeps_what_was_there(project: Project, box: Sandbox) -> None:
    pool_id = box.add_pool(SF, CHICAGO)
    box.edit_sms(SUPPORT, objective="Before")
    project.program(both(pool_id)).up().expect()
    box.journal.clear()
    project.program(both(pool_id, "-renamed", aliases=True))
    project.expect_quiet()
    project.up().expect("3 unchanged")
    assert box.calls() == 0
    project.destroy().expect()
    assert set(box.pool(pool_id).phone_numbers) == {SF, CHICAGO}
    assert box.sms(SUPPORT) == {"objective": "Before"}


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        (
            f'SmsNumberConfig("one", phone_number="{SUPPORT}", objective="A")',
            'SmsNumberConfig("two", phone_number="+1 555 000 1111", objective="B")',
            f"{SUPPORT}/sms",
        ),
        (
            f'CustomDialingPool("one", pool_id="550e8400-e29b-41d4-a716-446655440001", phone_numbers=["{SF}"])',
            f'CustomDialingPool("two", pool_id="550E8400-e29b-41d4-a716-446655440001", phone_numbers=["{DENVER}"])',
            "550e8400-e29b-41d4-a716-446655440001",
        ),
    ],
    ids=["number", "pool"],
)
def test_two_resources_on_one_object_are_refused_at_preview(
    first: str, second: str, what: str, project: Project, box: Sandbox
) -> None:
    project.program(f"bland.{first}\nbland.{second}")
    project.preview().refuses("'one'", "'two'", what)
    assert box.calls("POST") == 0


def test_one_number_on_two_channels_is_two_objects(project: Project, box: Sandbox) -> None:
    project.program(f"""
        bland.SmsNumberConfig("text", phone_number={SUPPORT!r}, objective="By text")
        bland.SmsNumberConfig("whatsapp", phone_number={SUPPORT!r}, channel="whatsapp", objective="By WhatsApp")
    """)
    project.up().expect()
    assert (box.sms(SUPPORT), box.sms(SUPPORT, "whatsapp")) == ({"objective": "By text"}, {"objective": "By WhatsApp"})
    project.expect_quiet()


@pytest.mark.parametrize(
    ("generation", "number", "channel", "reason"),
    [
        ("new", "+16505550199", "sms", 'declare channel="imessage"'),
        ("old", SUPPORT, "whatsapp", "changed its sms settings instead of those for whatsapp, which were put back"),
    ],
    ids=["provisioned for iMessage", "a service without channels"],
)
def test_settings_that_would_land_on_another_channel_are_refused(
    generation: str, number: str, channel: str, reason: str, start: Callable[[Sandbox], Project]
) -> None:
    with Sandbox(generation=generation) as box:
        box.edit_sms("+16505550199", "imessage", objective="On iMessage")
        box.edit_sms(SUPPORT, objective="By text")
        project = start(box)
        project.program(f"""
            bland.SmsNumberConfig("support", phone_number={number!r}, channel={channel!r}, objective="Ours")
        """).up().refuses(reason).hides("Ours", "On iMessage", "By text")
        assert (box.sms(SUPPORT), project.state()) == ({"objective": "By text"}, {})
        assert box.sms("+16505550199", "imessage") == {"objective": "On iMessage"}


def test_a_key_of_another_organisation_drops_and_deletes_nothing(project: Project, box: Sandbox) -> None:
    project.program(f'bland.CustomDialingPool("west", phone_numbers=[{SF!r}])').up().expect()
    (pool_id,) = box.org().pools
    box.add_org("another-key", numbers={SF: {}})
    box.add_pool(CHICAGO, key="another-key")
    project.environment["BLAND_API_KEY"] = "another-key"
    for command in (project.refresh, project.destroy):
        command().refuses(pool_id, "another Bland organisation", "bland:apiKey").hides("another-key")
        assert project.state()["west"]["id"] == pool_id
    project.program(f'bland.CustomDialingPool("west", phone_numbers=[{DENVER!r}])')
    project.up().refuses("another Bland organisation").hides("another-key")

    project.environment["BLAND_API_KEY"] = box.key
    project.up().expect()
    assert box.pool(pool_id).phone_numbers == [DENVER]
    project.destroy().expect()
    assert pool_id not in box.org().pools


def test_a_number_that_left_the_account_fails_an_update_and_not_a_destroy(project: Project, box: Sandbox) -> None:
    box.edit_sms(SUPPORT, objective="Before")
    declared = f'bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective='
    project.program(declared + '"Ours")').up().expect()
    box.drop_number(SUPPORT)
    project.program(declared + '"Changed")')
    project.refresh().expect()
    assert "support" in project.state()
    project.up().refuses("INBOUND_NUMBER_NOT_FOUND", SUPPORT).hides("Changed", "Before")
    project.destroy().expect()
    assert project.state() == {}


def test_a_pool_that_vanished_before_an_update_says_how_to_go_on(project: Project, box: Sandbox) -> None:
    pool_id = box.add_pool(SF)
    project.program(f'bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers=[{SF!r}])').up().expect()
    box.drop_pool(pool_id)
    project.program(f'bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers=[{DENVER!r}])')
    project.up().refuses(pool_id, "gone", "pulumi refresh")
    assert box.calls("POST", POOL_UPDATE) == 0
    project.destroy().expect()
    assert box.calls("DELETE", POOL) == 0
    assert box.calls("POST", SMS_UPDATE) == 0


def test_a_second_resource_on_a_pool_known_only_later_never_costs_the_pool(project: Project, box: Sandbox) -> None:
    made = f'made = bland.CustomDialingPool("made", phone_numbers=[{SF!r}])\n'
    second = f'bland.CustomDialingPool("second", pool_id=made.pool_id, phone_numbers={[SF, DENVER]!r})'
    project.program(made).up().expect()
    (pool_id,) = box.org().pools
    # The constructors cannot know that these are one; the provider can, and the pool outlives the second.
    project.program(made + second).preview().refuses("is managed by 'made' too")
    project.up().refuses("is managed by 'made' too")
    project.program(made).up("--refresh").expect()
    assert box.pool(pool_id).phone_numbers == [SF]
    project.expect_quiet()


def test_two_resources_on_one_object_known_only_later_are_refused(project: Project, box: Sandbox) -> None:
    box.edit_sms(SUPPORT, objective="Before")
    project.program(f"""
        first = bland.SmsNumberConfig("first", phone_number={SUPPORT!r}, objective="Ours")
        second = bland.SmsNumberConfig("second", phone_number=first.phone_number, objective="Ours too")
    """)
    project.up().refuses("is managed by 'first' too")
    assert box.sms(SUPPORT) == {"objective": "Ours"}
    project.destroy().expect()
    assert box.sms(SUPPORT) == {"objective": "Before"}


@pytest.mark.parametrize("refresh", [[], ["--refresh"]])
def test_a_renamed_resource_that_could_not_be_created_is_handed_back(
    project: Project, box: Sandbox, refresh: list[str]
) -> None:
    box.edit_sms(SUPPORT, objective="Before")
    project.program(f'bland.SmsNumberConfig("old", phone_number={SUPPORT!r}, objective="Ours")').up().expect()
    refused = {"error": "INVALID_BODY", "message": "no"}
    box.fault("POST", SMS_UPDATE, calls=1, status=400, body={"data": None, "errors": [refused]})
    project.program(f'bland.SmsNumberConfig("new", phone_number={SUPPORT!r}, objective="Ours, new")')
    project.up("--continue-on-error", *refresh).refuses("INVALID_BODY", "- 1 deleted")
    assert project.state() == {}
    assert box.sms(SUPPORT) == {"objective": "Before"}


def test_a_made_pool_that_comes_to_name_its_own_id_shows_drift_alone_after_a_refresh(
    box: Sandbox, project: Project
) -> None:
    project.program(f'bland.CustomDialingPool("west", phone_numbers=[{SF!r}])').up().expect()
    (pool_id,) = box.org().pools
    project.program(f'bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers=[{SF!r}])').up().expect()
    box.edit_pool(pool_id, add=[DENVER])
    project.refresh().expect()
    assert project.state()["west"]["inputs"]["pool_id"] == pool_id
    project.preview().hides("+ pool_id")

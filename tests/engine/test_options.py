"""Pulumi's own resource options behave as their documentation says, with what this provider promises besides."""

from __future__ import annotations

import pytest

from bland_sandbox import Sandbox
from tests.engine.project import CHICAGO, DENVER, POOL_UPDATE, POOLS, SALES, SEATTLE, SF, SMS_UPDATE, SUPPORT, Project


def test_ignore_changes_leaves_to_others_what_it_names(project: Project, box: Sandbox) -> None:
    def program(numbers: list[str], objective: str, webhook: str) -> str:
        return f"""
            def ignore(*names):
                return pulumi.ResourceOptions(ignore_changes=[*names])

            bland.CustomDialingPool("west", phone_numbers={numbers!r}, opts=ignore("phone_numbers"))
            bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective={objective!r}, webhook={webhook!r},
                                  opts=ignore("objective"))
        """

    project.program(program([SF], "Ours", "https://ours.example/1")).up().expect()
    (pool_id,) = box.org().pools
    project.program(program([DENVER], "Ours, second", "https://ours.example/1"))
    project.expect_quiet()
    box.edit_pool(pool_id, add=[CHICAGO])
    box.edit_sms(SUPPORT, objective="Theirs")
    project.program(program([DENVER], "Ours, second", "https://ours.example/2"))
    project.up().expect("~ 1 updated", "objective")
    assert box.sms(SUPPORT) == {"objective": "Theirs", "webhook": "https://ours.example/2"}
    project.refresh().expect()
    project.expect_quiet()
    assert set(box.pool(pool_id).phone_numbers) == {SF, CHICAGO}
    assert box.calls("POST", POOL_UPDATE) == 0


@pytest.mark.parametrize("path", ["*", "request_data.a"])
def test_what_is_ignored_in_whole_or_in_part_is_quiet_after_a_hand_edit_and_a_refresh(
    project: Project, box: Sandbox, path: str
) -> None:
    box.edit_sms(SUPPORT, request_data={"a": 0})
    project.program(f"""
        opts = pulumi.ResourceOptions(ignore_changes=[{path!r}])
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, request_data={{"a": 1, "b": 2}}, opts=opts)
    """).up().expect()
    box.edit_sms(SUPPORT, request_data={"a": 3, "b": 2})
    project.refresh().expect()
    project.expect_quiet()
    project.destroy().expect()
    assert box.sms(SUPPORT) == {"request_data": {"a": 3, "b": 2}}, "what somebody edited is not ours to undo"


def test_protect_and_retain_on_delete_keep_what_they_are_set_on(project: Project, box: Sandbox) -> None:
    box.edit_sms(SUPPORT, objective="Before")
    protected = f"""
        bland.CustomDialingPool("west", phone_numbers=[{SF!r}], opts=pulumi.ResourceOptions(protect=True))
    """
    project.program(
        protected
        + f"""
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours",
                              opts=pulumi.ResourceOptions(retain_on_delete=True))
    """
    ).up().expect()
    project.program(protected).up().expect("- 1 deleted")
    assert set(project.state()) == {"west"}
    assert box.sms(SUPPORT) == {"objective": "Ours"}
    project.destroy().expect("protect", fails=True)
    assert len(box.org().pools) == 1


def test_replace_on_changes_replaces_and_still_hands_back_what_was_there(project: Project, box: Sandbox) -> None:
    taken = box.add_pool(SF, CHICAGO)
    box.edit_sms(SUPPORT, objective="Before")

    def program(numbers: list[str], objective: str) -> str:
        return f"""
            def replaced(*names):
                return pulumi.ResourceOptions(replace_on_changes=[*names])

            bland.CustomDialingPool("made", phone_numbers={numbers!r}, opts=replaced("phone_numbers"))
            bland.CustomDialingPool("taken", pool_id={taken!r}, phone_numbers={numbers!r},
                                    opts=replaced({project.members!r}))
            bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective={objective!r},
                                  opts=replaced("objective"))
        """

    project.program(program([SF], "Ours, first")).up().expect()
    (first,) = set(box.org().pools) - {taken}
    project.program(program([SF, DENVER], "Ours, second")).up().expect("+-3 replaced").hides("aliases")
    (second,) = set(box.org().pools) - {taken}
    assert second != first
    assert (box.sms(SUPPORT), set(box.pool(taken).phone_numbers)) == ({"objective": "Ours, second"}, {SF, DENVER})
    project.expect_quiet()
    project.destroy().expect()
    assert box.sms(SUPPORT) == {"objective": "Before"}
    assert {key: set(pool.phone_numbers) for key, pool in box.org().pools.items()} == {taken: {SF, CHICAGO}}


@pytest.mark.parametrize(("delete_first", "refresh"), [(False, []), (True, []), (False, ["--refresh"])])
def test_a_replacement_by_force_says_what_it_forgets(
    project: Project,
    box: Sandbox,
    delete_first: bool,  # noqa: FBT001
    refresh: list[str],
) -> None:
    box.edit_sms(SUPPORT, objective="Before")
    kept = delete_first or bool(refresh)
    project.program(f"""
        opts = pulumi.ResourceOptions(delete_before_replace={delete_first})
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours", opts=opts)
    """).up().expect()
    urn = project.state()["support"]["urn"]
    replaced = project.up("--replace", urn, *refresh).expect("1 replaced")
    assert ("What was there before Pulumi managed it is forgotten (objective)" in replaced.text) is not kept
    project.expect_quiet()
    assert box.sms(SUPPORT) == {"objective": "Ours"}
    project.destroy().expect()
    assert box.sms(SUPPORT) == {"objective": "Before" if kept else "Ours"}


def test_a_replacement_by_force_of_a_made_pool_that_names_its_id_removes_nothing(
    project: Project, box: Sandbox
) -> None:
    project.program(f'bland.CustomDialingPool("west", phone_numbers=[{SF!r}])').up().expect()
    (pool_id,) = box.org().pools
    box.edit_pool(pool_id, add=[CHICAGO])
    project.program(f"""
        opts = pulumi.ResourceOptions(delete_before_replace=True)
        bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers=[{SF!r}], opts=opts)
    """)
    project.up("--replace", project.state()["west"]["urn"]).expect("1 replaced").hides("takes over", "forgotten")
    assert set(box.pool(pool_id).phone_numbers) == {SF, CHICAGO}
    project.expect_quiet()
    project.destroy().expect()
    assert not box.org().pools


def test_a_replacement_deleted_first_that_could_not_be_made_keeps_what_was_there(
    project: Project, box: Sandbox
) -> None:
    box.edit_sms(SUPPORT, objective="Before")
    pool_id = box.add_pool(SF, CHICAGO)

    def program(objective: str, numbers: list[str]) -> Project:
        return project.program(f"""
            opts = pulumi.ResourceOptions(delete_before_replace=True, replace_on_changes=["objective", "members"])
            bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective={objective!r}, opts=opts)
            bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers={numbers!r}, opts=opts)
        """)

    program("Ours", [SF]).up().expect()
    for path in (SMS_UPDATE, POOL_UPDATE):
        refused = {"error": "INVALID_BODY", "message": "no"}
        box.fault("POST", path, calls=1, status=400, body={"data": None, "errors": [refused]})
    program("Ours, second", [SF, DENVER]).up("--continue-on-error").refuses("INVALID_BODY")
    assert project.state().keys() == {"support", "west"}
    project.destroy().expect()
    assert box.sms(SUPPORT) == {"objective": "Before"}
    assert set(box.pool(pool_id).phone_numbers) == {SF, CHICAGO}


def test_resources_move_into_a_component_without_a_change(project: Project, box: Sandbox) -> None:
    def program(last: str) -> str:
        return f"""
            def agents(parent=None, aliases=None):
                opts = pulumi.ResourceOptions(parent=parent, aliases=aliases)
                bland.CustomDialingPool("west", phone_numbers=[{SF!r}], opts=opts)
                bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours", opts=opts)

            class Desk(pulumi.ComponentResource):
                def __init__(self, name):
                    super().__init__("example:Desk", name)
                    agents(self, [pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)])

            {last}
        """

    project.program(program("agents()")).up().expect()
    box.journal.clear()
    project.program(program('Desk("desk")')).up().expect("+ 1 created", "3 unchanged")
    assert box.calls() == 0
    project.expect_quiet()
    project.destroy().expect()
    assert (box.org().pools, box.sms(SUPPORT)) == ({}, {})


def test_one_program_manages_two_accounts(project: Project, box: Sandbox) -> None:
    other = box.add_org("the-other-key", numbers={SUPPORT: {}, SALES: {}})
    # The keys of the accounts come before the environment's; one account is given by a component's providers.
    project.environment["BLAND_API_KEY"] = "a-key-that-is-not-used"
    project.config("firstKey", box.key, secret=True)
    project.config("otherKey", "the-other-key", secret=True)
    project.program(f"""
        config = pulumi.Config()
        first = bland.Account("first", api_key=config.require_secret("firstKey"), base_url={box.url!r})
        other = bland.Account("other", api_key=config.require_secret("otherKey"), base_url={box.url!r})
        desk = pulumi.ComponentResource("example:Desk", "desk", None, pulumi.ResourceOptions(providers=[other]))

        for name, opts in dict(first=pulumi.ResourceOptions(provider=first),
                               other=pulumi.ResourceOptions(parent=desk)).items():
            bland.SmsNumberConfig(f"{{name}}-agent", phone_number={SUPPORT!r}, objective=name, opts=opts)
            bland.CustomDialingPool(f"{{name}}-pool", phone_numbers=[{SF!r}], opts=opts)
    """)
    project.up().expect().hides(box.key, "the-other-key", "different keys")
    for org, name in ((box.org(), "first"), (other, "other")):
        assert org.configs == {SUPPORT: {"sms": {"objective": name}}}
        assert len(org.pools) == 1
    assert not any(key in project.export() for key in (box.key, "the-other-key"))
    project.refresh("--expect-no-changes").expect()
    project.expect_quiet()

    # A new key for an account changes the account and nothing that is in it.
    other.key = "the-other-key-renewed"
    project.config("otherKey", "the-other-key-renewed", secret=True)
    writes = box.calls("POST")
    project.up().expect("~ 1 updated").hides("the-other-key")
    assert box.calls("POST") == writes
    project.destroy().expect()
    assert all(org.configs == {SUPPORT: {"sms": {}}} and not org.pools for org in (box.org(), other))


def test_an_account_of_its_own_has_limits_of_its_own(project: Project, box: Sandbox) -> None:
    box.fault("GET", "*", status=429, headers={"retry-after": "60"}, body={"status": "error", "message": "slow"})
    project.program(f"""
        account = bland.Account("other", api_key={box.key!r}, base_url={box.url!r}, deadline=7.5, max_requests=2)
        bland.SmsNumberConfig("agent", phone_number={SUPPORT!r}, opts=pulumi.ResourceOptions(provider=account))
    """)
    project.up().refuses("Bland asks to wait 60 s", "or give it more than 7.5 s with bland:deadline")
    assert box.calls() == 1


def test_destroy_with_run_program_really_deletes_and_restores(project: Project, box: Sandbox) -> None:
    taken = box.add_pool(SF)
    box.edit_sms(SUPPORT, objective="Before")
    project.program(f"""
        bland.CustomDialingPool("made", phone_numbers=[{SEATTLE!r}])
        bland.CustomDialingPool("taken", pool_id={taken!r}, phone_numbers=[{DENVER!r}])
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours")
    """).up().expect()
    project.destroy("--run-program").expect("- 4 deleted").hides("aliases")
    assert {key: pool.phone_numbers for key, pool in box.org().pools.items()} == {taken: [SF]}
    assert box.sms(SUPPORT) == {"objective": "Before"}
    assert box.calls("DELETE", f"{POOLS}/*") == 1

"""Programs of several resources: the past of an object at Bland is handed on, handed back, or said to be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.project import CHICAGO, DENVER, SALES, SEATTLE, SF, SMS_UPDATE, SUPPORT, Project

if TYPE_CHECKING:
    from bland_sandbox import Sandbox
    from tests.engine.project import Run

PAST = {SUPPORT: "Support, before", SALES: "Sales, before"}
REFUSED = {"data": None, "errors": [{"error": "INVALID_BODY", "message": "no"}]}


def agents(box: Sandbox) -> dict[str, str]:
    """The prompts of both numbers."""
    return {number: str((box.sms(number) or {})["objective"]) for number in PAST}


def forgotten(run: Run, *objects: str) -> set[str]:
    """Of which of these objects the output says that their past is forgotten; it then says what keeps it."""
    lines = [line for line in run.text.splitlines() if "forgotten" in line]
    assert all("`aliases`" in line for line in lines), run.text
    return {each for each in objects if any(each in line for line in lines)}


def test_two_resources_that_swap_their_numbers_hand_back_both_or_say_what_is_forgotten(
    project: Project, box: Sandbox
) -> None:
    for number, objective in PAST.items():
        box.edit_sms(number, objective=objective)

    def program(first: str, second: str) -> Project:
        return project.program(f"""
            bland.SmsNumberConfig("first", phone_number={first!r}, objective="Ours, first")
            bland.SmsNumberConfig("second", phone_number={second!r}, objective="Ours, second")
        """)

    program(SUPPORT, SALES).up().expect()
    swapped = program(SALES, SUPPORT).up().expect("+-2 replaced")
    assert agents(box) == {SUPPORT: "Ours, second", SALES: "Ours, first"}
    gone = forgotten(swapped, *PAST)
    # Whose old state is told before the other is made is the engine's choice: it may well be both.
    assert gone != set(PAST)
    project.expect_quiet()
    project.destroy().expect()
    left = {SUPPORT: "Ours, first", SALES: "Ours, second"}
    assert agents(box) == {number: left[number] if number in gone else past for number, past in PAST.items()}


def test_two_resources_that_swap_their_pools_hand_back_both_or_say_what_is_forgotten(
    project: Project, box: Sandbox
) -> None:
    past = {box.add_pool(SF): {SF}, box.add_pool(SEATTLE): {SEATTLE}}

    def program(first: str, second: str) -> Project:
        return project.program(f"""
            bland.CustomDialingPool("first", pool_id={first!r}, phone_numbers=[{DENVER!r}])
            bland.CustomDialingPool("second", pool_id={second!r}, phone_numbers=[{CHICAGO!r}])
        """)

    one, other = past
    program(one, other).up().expect()
    swapped = program(other, one).up().expect("+-2 replaced")
    gone = forgotten(swapped, *past)
    assert gone != set(past)
    for pool_id in gone:
        swapped.hides(f"took over dialing pool {pool_id}: added {DENVER}, removed {CHICAGO}; destroy hands it back as")
    project.expect_quiet()
    project.destroy().expect()
    left = {one: {DENVER}, other: {CHICAGO}}
    found = {pool_id: set(box.pool(pool_id).phone_numbers) for pool_id in past}
    assert found == {pool_id: left[pool_id] if pool_id in gone else numbers for pool_id, numbers in past.items()}


def test_a_swap_in_two_steps_forgets_nothing(project: Project, box: Sandbox) -> None:
    for number, objective in PAST.items():
        box.edit_sms(number, objective=objective)

    def program(**numbers: str) -> Project:
        return project.program(f"""
            for name, number in {numbers!r}.items():
                bland.SmsNumberConfig(name, phone_number=number, objective="Ours, " + name)
        """)

    program(first=SUPPORT, second=SALES).up().expect()
    program(first=SUPPORT).up().expect().hides("forgotten")
    program(second=SUPPORT).up().expect()
    program(second=SUPPORT, first=SALES).up().expect()
    project.destroy().expect()
    assert agents(box)[SALES] == PAST[SALES]


@pytest.mark.parametrize("refreshed", [False, True], ids=["up", "up --refresh"])
def test_a_plain_rename_says_what_is_forgotten_or_hands_it_back(
    refreshed: bool,  # noqa: FBT001
    project: Project,
    box: Sandbox,
) -> None:
    pool_id = box.add_pool(SF, CHICAGO)
    box.edit_sms(SUPPORT, objective=PAST[SUPPORT])

    def program(suffix: str) -> Project:
        return project.program(f"""
            bland.CustomDialingPool("west{suffix}", pool_id={pool_id!r}, phone_numbers=[{SF!r}, {DENVER!r}])
            bland.SmsNumberConfig("support{suffix}", phone_number={SUPPORT!r}, objective="Ours")
        """)

    program("").up().expect()
    renamed = program("-renamed").up(*["--refresh"] * refreshed).expect("- 2 deleted")
    gone = forgotten(renamed, pool_id, SUPPORT)
    assert (set(box.pool(pool_id).phone_numbers), box.sms(SUPPORT)) == ({SF, DENVER}, {"objective": "Ours"})
    project.expect_quiet()
    project.destroy().expect()
    assert set(box.pool(pool_id).phone_numbers) == ({SF, DENVER} if pool_id in gone else {SF, CHICAGO})
    assert box.sms(SUPPORT) == {"objective": "Ours" if SUPPORT in gone else PAST[SUPPORT]}


@pytest.mark.parametrize("refreshed", [False, True], ids=["up", "up --refresh"])
def test_what_a_new_name_that_cannot_be_created_leaves_is_handed_back(
    refreshed: bool,  # noqa: FBT001
    project: Project,
    box: Sandbox,
) -> None:
    box.edit_sms(SUPPORT, objective=PAST[SUPPORT])
    project.program(f'bland.SmsNumberConfig("old", phone_number={SUPPORT!r}, objective="Ours")').up().expect()
    box.fault("POST", SMS_UPDATE, calls=1, status=400, body=REFUSED)
    project.program(f'bland.SmsNumberConfig("new", phone_number={SUPPORT!r}, objective="Ours, new")')
    project.up("--continue-on-error", *["--refresh"] * refreshed).refuses("INVALID_BODY", "- 1 deleted")
    assert project.state() == {}
    assert box.sms(SUPPORT) == {"objective": PAST[SUPPORT]}


@pytest.mark.parametrize("refreshed", [False, True], ids=["not refreshed", "refreshed"])
def test_a_hand_edit_that_the_program_comes_to_declare_is_ours_whether_or_not_it_was_refreshed(
    refreshed: bool,  # noqa: FBT001
    project: Project,
    box: Sandbox,
) -> None:
    pool_id = box.add_pool(SF)
    box.edit_sms(SUPPORT, objective=PAST[SUPPORT])

    def program(objective: str, numbers: list[str]) -> Project:
        return project.program(f"""
            bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers={numbers!r})
            bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective={objective!r})
        """)

    program("One.", [SF, DENVER]).up().expect()
    box.edit_sms(SUPPORT, objective="X.")
    box.edit_pool(pool_id, add=[CHICAGO], remove=[SF])
    if refreshed:
        project.refresh().expect("~ 2 updated")
    writes = box.calls("POST")
    program("X.", [CHICAGO, DENVER]).up().expect()
    assert box.calls("POST") == writes, "what is there already is not written"
    project.expect_quiet()
    project.destroy().expect()
    assert box.pool(pool_id).phone_numbers == [SF]
    assert box.sms(SUPPORT) == {"objective": PAST[SUPPORT]}


@pytest.mark.parametrize("refreshed", [False, True], ids=["not refreshed", "refreshed"])
def test_an_update_that_never_reached_the_state_is_ours_after_the_same_up(
    refreshed: bool,  # noqa: FBT001
    project: Project,
    box: Sandbox,
) -> None:
    pool_id = box.add_pool(SF)
    box.edit_sms(SUPPORT, objective=PAST[SUPPORT])

    def program(objective: str, numbers: list[str]) -> Project:
        return project.program(f"""
            bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers={numbers!r})
            bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective={objective!r})
        """)

    program("One.", [SF, DENVER]).up().expect()
    killed = project.export()
    program("Two.", [DENVER, CHICAGO]).up().expect()
    # As after a kill between the write and the saving of the state: the state is the one before.
    (project.folder / "before.json").write_text(killed)
    project.run("stack", "import", "--file", "before.json").expect()
    if refreshed:
        project.refresh().expect("~ 2 updated")
    project.up().expect()
    project.expect_quiet()
    project.destroy().expect()
    assert box.pool(pool_id).phone_numbers == [SF]
    assert box.sms(SUPPORT) == {"objective": PAST[SUPPORT]}


def test_a_pool_replaced_under_another_provider_is_deleted_though_another_process_has_looked_at_it(
    project: Project, box: Sandbox
) -> None:
    def program(numbers: list[str], opts: str) -> Project:
        return project.program(f"""
            account = bland.Account("account", api_key={box.key!r}, base_url={box.url!r})
            opts = pulumi.ResourceOptions({opts})
            bland.CustomDialingPool("west", phone_numbers={numbers!r}, opts=opts)
        """)

    program([SF], "").up().expect()
    (first,) = box.org().pools
    # The explicit provider's process checks, diffs and creates; the default one's deletes.
    moved = program([SF, DENVER], 'provider=account, replace_on_changes=["phone_numbers", "members"]').up()
    moved.expect("1 replaced").hides("force", "forgotten")
    assert first not in box.org().pools
    assert [set(pool.phone_numbers) for pool in box.org().pools.values()] == [{SF, DENVER}]

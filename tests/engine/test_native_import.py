"""`pulumi import` through the plugin: what is there comes into the state by reading, and is handed back as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.engine.project import CHICAGO, DENVER, PROGRAM, SALES, SF, SUPPORT

if TYPE_CHECKING:
    from bland_sandbox import Sandbox
    from tests.engine.attached import NativeProject
    from tests.engine.project import Run

FORTY = [f"+1415555{index:04}" for index in range(100, 140)]


def imported(project: NativeProject, kind: str, name: str, id_: str, *args: str) -> Run:
    return project.run("import", f"bland:index:{kind}", name, id_, "--yes", "--protect=false", *args)


def only_reads(box: Sandbox) -> bool:
    return box.calls("POST") + box.calls("DELETE") == 0


def test_a_pool_of_forty_and_a_number_with_a_prompt_are_imported_and_handed_back(
    native: NativeProject, box: Sandbox
) -> None:
    (key,) = box.org().credentials
    pool_id = box.add_pool(*FORTY, encrypted_key=key)
    before: dict[str, Any] = {"objective": "Be kind.", "time_out": 60, "request_data": {"shop": 7}}
    box.edit_sms(SUPPORT, **before)
    native.program("")
    imported(native, "CustomDialingPool", "west", pool_id, "--generate-code=false").expect("= 1 imported").hides(key)
    imported(native, "SmsNumberConfig", "support", f"{SUPPORT}/sms", "--generate-code=false").expect("= 1 imported")
    assert only_reads(box)
    assert key not in native.export()

    def program(numbers: list[str], objective: str, more: str = "") -> str:
        return f"""
            bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers={numbers!r}, {more})
            bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective={objective!r}, time_out=60,
                                  request_data=dict(shop=7))
        """

    # Pulumi prints what it imports: the credentials are no part of it until the program declares them.
    native.program(program(FORTY, "Be kind.")).expect_quiet()
    native.up().expect("3 unchanged")
    native.refresh("--expect-no-changes").expect()
    assert only_reads(box)
    native.program(program([*FORTY[:5], *FORTY[6:], DENVER], "Be quick."))
    native.preview().expect(f'- [5]: "{FORTY[5]}"', f'+ [0]: "{DENVER}"', '"Be kind." => "Be quick."')
    native.up().expect("~ 2 updated")
    assert DENVER in box.pool(pool_id).phone_numbers
    native.expect_quiet()
    box.journal.clear()
    native.program(
        program([*FORTY[:5], *FORTY[6:], DENVER], "Be quick.", f"encrypted_key=pulumi.Output.secret({key!r})")
    )
    native.up().expect("~ 1 updated").hides(key)
    assert only_reads(box)
    native.expect_quiet()
    native.destroy().expect()
    assert (set(box.pool(pool_id).phone_numbers), box.pool(pool_id).encrypted_key) == (set(FORTY), key)
    assert box.sms(SUPPORT) == before


def test_a_python_program_adopts_an_import_without_a_call(native: NativeProject, box: Sandbox) -> None:
    pool_id = box.add_pool(SF, DENVER)
    box.edit_sms(SUPPORT, objective="Theirs", webhook="https://theirs.example")
    native.program("")
    imported(native, "CustomDialingPool", "west", pool_id, "--generate-code=false").expect()
    imported(native, "SmsNumberConfig", "support", f"{SUPPORT}/sms", "--generate-code=false").expect()
    native.head = PROGRAM  # from here on the project is one of dynamic resources
    native.program(f"""
        bland.CustomDialingPool("west", phone_numbers=[{SF!r}, {DENVER!r}])
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Theirs", webhook="https://theirs.example")
    """)
    box.journal.clear()
    native.up().expect("~ 2 updated")
    assert box.calls() == 0
    native.expect_quiet()
    native.refresh("--expect-no-changes").expect()
    native.program(f"""
        bland.CustomDialingPool("west", phone_numbers=[{SF!r}, {CHICAGO!r}])
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours")
    """)
    native.up().expect("~ 2 updated")
    assert (set(box.pool(pool_id).phone_numbers), box.sms(SUPPORT)) == ({SF, CHICAGO}, {"objective": "Ours"})
    native.destroy().expect()
    assert set(box.pool(pool_id).phone_numbers) == {SF, DENVER}
    assert box.sms(SUPPORT) == {"objective": "Theirs", "webhook": "https://theirs.example"}


def test_what_is_not_there_is_not_imported_and_a_bare_number_is_with_a_warning(
    native: NativeProject, box: Sandbox
) -> None:
    native.program("")
    missing = "550e8400-e29b-41d4-a716-446655440009"
    imported(native, "CustomDialingPool", "west", missing, "--generate-code=false").refuses(missing, "bland:apiKey")
    bare = imported(native, "SmsNumberConfig", "sales", f"{SALES}/sms", "--generate-code=false")
    bare.expect("has no settings, or is not on this account")
    assert only_reads(box)
    assert native.state().keys() == {"sales"}


def test_a_look_up_beside_a_managed_resource_claims_nothing(native: NativeProject, box: Sandbox) -> None:
    pool_id = box.add_pool(SF)
    box.edit_sms(SUPPORT, objective="Theirs")
    native.program(f"""
        bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers=[{DENVER!r}])
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours")
        pool = bland.CustomDialingPool.get("pool", {pool_id!r})
        number = bland.SmsNumberConfig.get("number", {SUPPORT!r})
        pulumi.export("owner", pool.owner_id)
    """)
    native.up().expect("+ 3 created")
    assert native.outputs() == {"owner": box.org().id}
    native.up("--refresh").expect("3 unchanged")
    native.destroy().expect()
    assert (box.pool(pool_id).phone_numbers, box.sms(SUPPORT)) == ([SF], {"objective": "Theirs"})


def test_the_option_import_takes_what_is_there(native: NativeProject, box: Sandbox) -> None:
    box.edit_sms(SUPPORT, objective="Theirs", time_out=60)

    def program(time_out: int, opts: str = "") -> str:
        return f"""
            bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Theirs", time_out={time_out}, {opts})
        """

    option = f"opts=pulumi.ResourceOptions(import_='{SUPPORT}/sms')"
    native.program(program(60, option)).up().expect("= 1 imported")
    assert only_reads(box)
    native.program(program(90)).up().expect("~ 1 updated")
    native.destroy().expect()
    assert box.sms(SUPPORT) == {"objective": "Theirs", "time_out": 60}

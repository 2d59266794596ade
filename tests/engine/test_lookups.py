"""Look-ups in a program, through the real engine: read in previews too, kept in no state, of whichever account."""

from __future__ import annotations

import subprocess
import sys

import pytest

import pulumi_bland
from bland_sandbox import Sandbox
from tests.engine.project import CHICAGO, DENVER, SALES, SF, SUPPORT, Project
from tests.reference import CREDENTIALS


def test_look_ups_are_read_and_leave_nothing_in_the_state(project: Project, box: Sandbox) -> None:
    pool_id = box.add_pool(SF, DENVER, encrypted_key=CREDENTIALS)
    box.add_pool(CHICAGO)
    box.org().numbers[SUPPORT].label = "Front desk"
    box.edit_sms(SUPPORT, objective="Theirs", time_out=60, request_data={"shop": 7})
    box.edit_sms(SALES, "whatsapp", objective="Hello")
    project.program(f"""
        pool = bland.get_custom_dialing_pool(phone_number="+1 (415) 555-0101")
        [desk] = [each for each in bland.list_sms_numbers() if each.label == "Front desk"]
        pulumi.export("pool", [pool.pool_id, pool.phone_numbers, pool.credentials_name])
        pulumi.export("key", pool.encrypted_key)
        pulumi.export("desk", [desk.phone_number, desk.settings])
        pulumi.export("pools", bland.list_custom_dialing_pools_output().apply(len))
        pulumi.export("whatsapp", [each.phone_number for each in bland.list_sms_numbers(channel="whatsapp")])

        async def awaited():
            return (await bland.get_custom_dialing_pool({pool_id.upper()!r})).owner_id

        pulumi.export("owner", pulumi.Output.from_input(awaited()))
    """)
    project.preview().expect('"Theirs"', SUPPORT).hides(CREDENTIALS)
    project.up().expect().hides(CREDENTIALS)
    assert project.outputs() == {
        "pool": [pool_id, [DENVER, SF], "AC00000000000000000000000000000001"],
        "key": CREDENTIALS,
        "desk": [SUPPORT, {"objective": "Theirs", "time_out": 60, "request_data": {"shop": 7}}],
        "pools": 2,
        "whatsapp": [SALES],
        "owner": box.org().id,
    }
    assert project.state() == {}
    assert CREDENTIALS not in project.export()
    assert box.calls("POST") == 0
    # Two runs of the program, each with one list of pools and two of numbers.
    assert box.calls() == 6


def test_a_look_up_in_another_account_uses_its_key_alone(project: Project, box: Sandbox) -> None:
    box.add_pool(SF)
    box.add_org("another-key")
    theirs = box.add_pool(DENVER, key="another-key")
    project.config("other", "another-key", secret=True)
    project.program(f"""
        other = bland.Account("other", api_key=pulumi.Config().require_secret("other"))
        there = pulumi.InvokeOptions(provider=other)
        pulumi.export("plain", [each.pool_id for each in bland.list_custom_dialing_pools(opts=there)])
        found = bland.get_custom_dialing_pool_output(pulumi.Output.from_input({theirs!r}), opts=there)
        pulumi.export("output", found.phone_numbers)
    """)
    project.preview().expect().hides("another-key")
    project.up().expect().hides("another-key")
    assert project.outputs() == {"plain": [theirs], "output": [DENVER]}


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            f"get_custom_dialing_pool(phone_number={CHICAGO!r})",
            f"no dialing pool that this API key can see has {CHICAGO}",
        ),
        (f"get_custom_dialing_pool(phone_number={SF!r})", f"{SF} is in several dialing pools: "),
        ('get_custom_dialing_pool(phone_number="415")', "phone_number: must begin with + and the country code"),
        (f"get_custom_dialing_pool_output({CREDENTIALS!r})", f"there is no dialing pool {CREDENTIALS}"),
        ("get_custom_dialing_pool()", "takes a pool_id or a phone_number"),
        ('list_sms_numbers(channel="rcs")', "there is no channel 'rcs'"),
    ],
)
def test_what_cannot_be_looked_up_is_one_sentence(call: str, said: str, project: Project, box: Sandbox) -> None:
    box.add_pool(SF)
    box.add_pool(SF)
    project.program(f"bland.{call}").preview().refuses(said)


def test_importing_the_package_does_not_import_what_look_ups_need() -> None:
    """The import of look-ups alone: what the resources need besides is theirs."""
    code = f"""
import sys, types, pulumi
package = sys.modules["pulumi_bland"] = types.ModuleType("pulumi_bland")
package.__path__ = {list(pulumi_bland.__path__)!r}
before = set(sys.modules)
import pulumi_bland.lookups
print(*(set(sys.modules) - before))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["pulumi_bland.lookups"]

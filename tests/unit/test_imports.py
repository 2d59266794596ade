"""What each of Pulumi's two processes imports: a program only writes resources down, a provider acts on them."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import pulumi, pulumi_bland
pulumi.runtime.set_mocks(type("Mocks", (pulumi.runtime.Mocks,), {
    "new_resource": lambda self, args: (args.name, args.inputs),
    "call": lambda self, args: ({}, []),
})())
def program():
    pulumi_bland.Account("other", api_key="k")
    pulumi_bland.CustomDialingPool("pool", phone_numbers=["+14155550101"], encrypted_key="x")
    pulumi_bland.CustomDialingPool.get("found", "550e8400-e29b-41d4-a716-446655440001")
    pulumi_bland.SmsNumberConfig("agent", phone_number="+1 (555) 000-1111", tools=[{"a": pulumi.Output.from_input(1)}])
pulumi.runtime.test(program)()
"""
CHECKED = """
from pulumi.dynamic import Config, ConfigureRequest
from pulumi_bland.dialing_pool import CustomDialingPoolProvider
provider = CustomDialingPoolProvider()
provider.configure(ConfigureRequest(Config({}, "project")))
"""
A_POOL = """
found = provider.check({}, {"phone_numbers": ["+14155550101", "+442079460123", "+18005550101"]})
assert found.inputs["members"]["+14155550101"] == "San Francisco, CA"
"""


def imported(code: str) -> set[str]:
    """Every module that a fresh Python has after this code."""
    show = "import sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"{code}\n{show}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("needless", ["pydantic", "requests", "urllib3", "phonenumbers", "typer", "rich"])
def test_a_program_does_not_import_what_only_a_provider_needs(needless: str) -> None:
    assert needless not in imported(PROGRAM)


def test_a_program_imports_no_lifecycle_and_nothing_that_calls_bland() -> None:
    rooms = {name for name in imported(PROGRAM) if name.startswith("pulumi_bland.")}
    assert {"pulumi_bland.dialing_pool", "pulumi_bland._engine.provider"} <= rooms
    assert [
        name for name in rooms if name.startswith(("pulumi_bland._http", "pulumi_bland._pool", "pulumi_bland._sms"))
    ] == []


def test_a_provider_imports_its_http_client_when_it_calls() -> None:
    rooms = imported(CHECKED + A_POOL)
    assert "pulumi_bland._http.access" in rooms
    assert not {"requests", "urllib3"} & rooms


def test_a_provider_looks_at_the_numbering_plan_when_the_first_number_comes() -> None:
    assert "pulumi_bland._pool.lifecycle" in imported(CHECKED)
    assert "phonenumbers" not in imported(CHECKED)
    assert "phonenumbers" in imported(CHECKED + A_POOL)


def test_the_names_of_places_elsewhere_in_the_world_stay_where_they_are() -> None:
    assert "phonenumbers.geodata" not in imported(CHECKED + A_POOL)

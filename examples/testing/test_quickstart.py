"""A test of a program: the real Pulumi runs it, and Bland is a sandbox in this process."""

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bland_sandbox import Sandbox
from pulumi import automation as auto

PROGRAM = Path(__file__).parents[1] / "quickstart" / "__main__.py"


def program() -> None:
    runpy.run_path(str(PROGRAM))


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def stack(box: Sandbox, tmp_path: Path) -> auto.Stack:
    environment = {
        "BLAND_API_KEY": box.key,
        "BLAND_BASE_URL": box.url,
        "PULUMI_BACKEND_URL": f"file://{tmp_path}",
        "PULUMI_CONFIG_PASSPHRASE": "of a test",
        "PULUMI_PYTHON_CMD": sys.executable,  # the Python that has pulumi_bland
    }
    return auto.create_stack(
        "test",
        project_name="quickstart",
        program=program,
        opts=auto.LocalWorkspaceOptions(env_vars=environment),
    )


def test_the_account_is_as_the_program_says(stack: auto.Stack, box: Sandbox) -> None:
    stack.up()
    assert [pool.phone_numbers for pool in box.org().pools.values()] == [["+12065550102", "+14155550101"]]
    assert box.sms("+15550001111") == {"objective": "Answer questions about opening hours. Be brief."}
    assert set(stack.preview().change_summary) == {auto.OpType.SAME}

    stack.destroy()
    assert not box.org().pools

"""The pytest plugin: its fixtures, and what can be asserted of what was asked. The engine tests run on it."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from bland_sandbox import Sandbox
from bland_sandbox.testing import Asked, Project
from tests.reference import NUMBER

from .api import Api, data


def test_it_is_a_plugin_of_pytest_that_imports_nothing_by_itself() -> None:
    """It is loaded in every run of whoever has the package installed, with or without the extra."""
    (plugin,) = entry_points(group="pytest11", name="bland_sandbox")
    heavy = "{'pulumi', 'fastapi', 'uvicorn', 'pydantic', 'typer'}"
    program = f"import sys, {plugin.value}; print(*sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.bland_sandbox(generation="old", seed="demo")
def test_a_marker_gives_the_sandbox_its_arguments(bland_sandbox: Sandbox) -> None:
    assert (bland_sandbox.settings.generation, len(bland_sandbox.org().pools)) == ("old", 2)
    assert Api(bland_sandbox).get("/v1/sms/numbers").status_code == 200


def test_what_was_asked_is_told_by_route(bland_sandbox: Sandbox, bland_asked: Asked) -> None:
    api = Api(bland_sandbox)
    pool_id = data(api.create())["id"]
    api.pool(pool_id)
    api.sms(objective="x")
    api.sms(objective="x")
    assert bland_asked.routes == {
        "POST /v1/custom-dialing-pools": 1,
        "GET /v1/custom-dialing-pools/{pool_id}": 1,
        "POST /v1/sms/number/update": 2,
    }
    assert bland_asked.changed == {pool_id, f"{NUMBER}/sms"}
    bland_asked.expect_writes(pools_created=1, sms=2)
    bland_asked.forget()
    bland_asked.expect_no_writes()
    assert (bland_asked.routes, bland_asked.changed) == ({}, set())
    bland_sandbox.journal.clear()
    api.get("/v1/sms/numbers")
    assert bland_asked.routes == {"GET /v1/sms/numbers": 1}


def test_a_write_that_was_not_expected_is_shown(bland_sandbox: Sandbox, bland_asked: Asked) -> None:
    """Also one that changed nothing, and one that failed."""
    api = Api(bland_sandbox)
    api.create(["x"])
    with pytest.raises(AssertionError, match="POST /v1/custom-dialing-pools 400 INVALID_PHONE_NUMBERS"):
        bland_asked.expect_no_writes()
    with pytest.raises(AssertionError, match="written: "):
        bland_asked.expect_writes(pools_created=2)


def test_a_project_is_a_copy_that_runs_with_this_python(tmp_path: Path) -> None:
    """Its own folder is not touched, and its virtual environment not looked for."""
    own, bin_dir = tmp_path / "infra", tmp_path / "bin"
    for folder in (own / ".venv", bin_dir):
        folder.mkdir(parents=True)
    settings = "name: infra\nruntime:\n  name: python\n  options:\n    virtualenv: .venv\n\nmain: src\n"
    (own / "Pulumi.yaml").write_text(settings)
    (own / "__main__.py").write_text("print('infra')\n")
    pulumi = bin_dir / "pulumi"
    pulumi.write_text("#!/bin/sh\nexit 0\n")
    pulumi.chmod(0o755)
    copy = Project(tmp_path / "copy", {"PATH": f"{bin_dir}:/bin:/usr/bin"}, own).folder
    assert (copy / "Pulumi.yaml").read_text() == "name: infra\n\nmain: src\n\nruntime: python\n"
    assert (copy / "__main__.py").read_text() == "print('infra')\n"
    assert not (copy / ".venv").exists()
    assert (own / "Pulumi.yaml").read_text() == settings
    assert sorted(each.name for each in own.iterdir()) == [".venv", "Pulumi.yaml", "__main__.py"]

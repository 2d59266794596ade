"""`pulumi-bland doctor` in a real project, with the real engine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bland_sandbox import Sandbox
from tests.engine.project import SF, Project

COMMAND = Path(sys.executable).with_name("pulumi-bland")


def doctor(project: Project) -> tuple[int, dict[str, str], str]:
    """The exit code, each check with its state, and all that was printed."""
    done = subprocess.run(
        [COMMAND, "doctor", "--format", "json"],
        cwd=project.folder,
        env=project.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return done.returncode, {each["name"]: each["state"] for each in json.loads(done.stdout)}, done.stdout + done.stderr


def test_a_project_that_works_passes_and_one_without_its_passphrase_does_not(project: Project, box: Sandbox) -> None:
    project.program(f'bland.CustomDialingPool("west", phone_numbers=[{SF!r}])').up().expect()
    code, found, text = doctor(project)
    assert (code, set(found.values())) == (0, {"ok"}), text
    assert {"engine", "language host", "Python", "package", "SDK", "backend", "stack", "key", "resources"} < set(found)
    assert box.key not in text
    del project.environment["PULUMI_CONFIG_PASSPHRASE"]
    code, found, text = doctor(project)
    assert (code, found["stack"]) == (1, "failed"), text
    assert "set PULUMI_CONFIG_PASSPHRASE" in text

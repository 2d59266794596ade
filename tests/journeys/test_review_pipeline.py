"""The scripts of the example pipeline for GitLab, run as a runner would: real engine, a key only where it is given."""

from __future__ import annotations

import subprocess

from bland_sandbox import Sandbox
from tests.cli.pipeline import script
from tests.engine.project import Project


def run(project: Project, job: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script(job)],
        cwd=project.folder,
        env=project.environment | {"PULUMI_STACK": "dev"} | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_pipeline_reviews_brings_up_and_notices_drift(project: Project, box: Sandbox) -> None:
    key = project.environment.pop("BLAND_API_KEY")
    project.program('bland.CustomDialingPool("west", phone_numbers=["+14155550101", "+12065550102"])')
    assert run(project, "preview", BLAND_BASE_URL="http://127.0.0.1:1").returncode == 0
    assert run(project, "review", BLAND_READ_KEY=key).returncode == 0
    comment = (project.folder / "comment.md").read_text()
    assert comment.startswith("**1 pool is made, with 2 numbers · nothing is deleted**")

    assert run(project, "up", BLAND_API_KEY=key).returncode == 0
    assert run(project, "drift", BLAND_API_KEY=key).returncode == 0
    [pool] = box.org().pools
    box.edit_pool(pool, add=["+13035550123"])
    drifted = run(project, "drift", BLAND_API_KEY=key)
    assert (drifted.returncode, "+13035550123" in drifted.stdout) == (2, True)
    box.edit_pool(pool, remove=["+13035550123"])

    project.program('bland.CustomDialingPool("west", phone_numbers=["+14155550101"])')
    assert run(project, "preview").returncode == 0
    assert run(project, "review", BLAND_READ_KEY=key).returncode == 2
    assert run(project, "review", BLAND_READ_KEY=key, BLAND_FAIL_ON="delete").returncode == 0
    project.program("bland.CustomDialingPool(")
    assert run(project, "preview").returncode == 0
    assert run(project, "review", BLAND_READ_KEY=key).returncode == 1

"""The scripts of the example workflow, run as a runner would: with a real engine, and without a key for the preview."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bland_sandbox import Sandbox
from tests.cli.workflow import commands, script
from tests.engine.project import Project


def step(project: Project, job: str, name: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the workflow, its files for output and summary in the project's folder."""
    runner = {"STACK": "dev", "GITHUB_OUTPUT": "output.txt", "GITHUB_STEP_SUMMARY": "summary.md"}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script(job, name)],
        cwd=project.folder,
        env=project.environment | runner | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def reviewed(project: Project, key: dict[str, str], **environment: str) -> subprocess.CompletedProcess[str]:
    """The preview, which has no key and reaches no account, and the look at it, which has one."""
    made = step(project, "preview", "Preview", BLAND_BASE_URL="http://127.0.0.1:1")
    assert made.returncode == 0, made.stdout + made.stderr
    return step(project, "review", "Review", **key, **environment)


def read(path: Path) -> str:
    return path.read_text()


def test_the_workflow_reviews_brings_up_and_notices_drift(project: Project, box: Sandbox) -> None:
    key = {"BLAND_API_KEY": project.environment.pop("BLAND_API_KEY")}
    project.program('bland.CustomDialingPool("west", phone_numbers=["+14155550101", "+12065550102"])')
    done = reviewed(project, key, FAIL_ON="delete,shrink=30%")
    assert done.returncode == 0, done.stdout + done.stderr
    assert read(project.folder / "output.txt") == "code=0\n"
    assert read(project.folder / "comment.md").startswith("**1 pool is made, with 2 numbers · nothing is deleted**")
    assert read(project.folder / "summary.md") == read(project.folder / "comment.md")

    done = step(project, "up", "Make", **key)
    assert done.returncode == 0, done.stdout + done.stderr
    [pool] = box.org().pools

    project.program('bland.CustomDialingPool("west", phone_numbers=["+14155550101"])')
    reviewed(project, key, FAIL_ON="delete,shrink=30%")
    assert read(project.folder / "output.txt").endswith("code=2\n")
    assert "writes: `POST /v1/custom-dialing-pools/" in read(project.folder / "comment.md")
    assert step(project, "review", "Fail", CODE="2").returncode == 2

    project.program("bland.CustomDialingPool(")
    reviewed(project, key, FAIL_ON="delete")
    assert read(project.folder / "output.txt").endswith("code=1\n")
    assert read(project.folder / "comment.md").startswith("**The preview failed")

    assert step(project, "drift", "Compare", **key).returncode == 0
    box.edit_pool(pool, add=["+13035550123"])
    done = step(project, "drift", "Compare", **key)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout.startswith("**1 pool was changed outside Pulumi: 1 number added**")
    assert done.stdout in read(project.folder / "summary.md")


def test_every_command_of_pulumi_exists_with_its_options(project: Project) -> None:
    called = list(commands("pulumi"))
    assert [words[1] for words in called] == ["preview", "up"]
    for words in called:
        project.run(*words[1:], "--help").expect("Usage")

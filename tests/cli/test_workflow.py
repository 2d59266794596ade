"""The example workflow of code review: its syntax, what its jobs may do, and that what it calls exists."""

from __future__ import annotations

import re
import subprocess

import pytest

from .command import run
from .workflow import PATH, commands, steps, workflow


def test_every_action_is_pinned_by_commit_with_its_version() -> None:
    uses = [line.strip() for line in PATH.read_text().splitlines() if "uses:" in line]
    assert len(uses) >= 10
    for line in uses:
        assert re.match(r"- uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line
    assert len({line.split("@")[0]: line.split()[2] for line in uses}) == len({line.split()[2] for line in uses})


@pytest.mark.parametrize("script", [step["run"] for _, step in steps() if "run" in step])
def test_every_script_is_one_that_bash_understands(script: str) -> None:
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_value_of_an_event_is_pasted_into_a_script() -> None:
    """The title of a pull request would become part of the script."""
    assert not [step["run"] for _, step in steps() if "${{" in step.get("run", "")]


def test_the_job_that_may_write_runs_no_code_of_the_pull_request() -> None:
    jobs = workflow()["jobs"]
    assert workflow()["permissions"] == {"contents": "read"}
    assert [name for name, job in jobs.items() if "permissions" in job] == ["comment"]
    assert not [each for each in jobs["comment"]["steps"] if "checkout" in each.get("uses", "")]
    assert "pip" not in str(jobs["comment"])
    assert jobs["comment"]["env"]["PULUMI_ACCESS_TOKEN"] == ""


def test_the_preview_has_no_key_of_bland() -> None:
    jobs = workflow()["jobs"]
    assert [name for name, job in jobs.items() if "BLAND_API_KEY" in str(job)] == ["review", "up", "drift"]
    assert "environment" not in jobs["preview"]


def test_the_job_that_looks_at_the_account_runs_no_code_of_the_pull_request() -> None:
    """It checks out the branch that the pull request goes into, and takes the preview as data."""
    review = workflow()["jobs"]["review"]
    [checkout] = [each["with"] for each in review["steps"] if "actions/checkout" in each.get("uses", "")]
    assert checkout == {"ref": "${{ github.event.pull_request.base.sha }}", "persist-credentials": False}
    assert "pulumi preview" not in str(review)
    assert "BLAND_READ_KEY" in str(review)
    assert "secrets.BLAND_API_KEY" not in str(review)
    assert review["needs"] == "preview"


def test_every_command_of_ours_exists_with_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    called = list(commands("pulumi-bland"))
    assert [words[1] for words in called] == ["review", "drift"]
    for words in called:
        ran = run(capsys, *[word.strip('"') for word in words[1:]], "--help")
        assert ran.code == 0, ran.err

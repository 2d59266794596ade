"""What all commands share: help, exit codes, and no traceback for what people do."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .command import run

COMMANDS = ["contract", "drift", "review", "sandbox"]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, command, "--help")
    assert ran.code == 0
    assert "Usage: " in ran.out
    assert "\x1b" not in ran.out
    assert command in run(capsys, "--help").out


@pytest.mark.parametrize("command", ["contract", "drift", "review"])
def test_help_has_examples_that_the_command_understands(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [each.strip() for each in run(capsys, command, "--help").out.splitlines()]
    examples = [each for each in lines[lines.index("Examples:") :] if "pulumi-bland" in each]
    assert len(examples) >= 3
    for example in examples:
        words = example.split("pulumi-bland ")[1].split(">")[0].split()
        assert words[0] == command
        ran = run(capsys, *words, "--help")
        assert ran.code == 0, ran.err


def test_the_exit_codes_are_documented(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Exit codes: 0 done; 1 could not be done; 2 done, and drift" in " ".join(run(capsys, "--help").out.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["revue"], "No such command 'revue'"),
        (["review", "--formt", "json"], "No such option: --formt"),
        (["review", "--format", "html"], "'html' is not one of 'text', 'markdown', 'json'"),
        (["drift", "--stack"], "Option '--stack' requires an argument"),
        (["review", "a", "b"], "unexpected extra argument"),
    ],
)
def test_wrong_usage_is_an_error_and_not_a_finding(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, which command lines often have for wrong usage, means here that something was found."""
    ran = run(capsys, *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert ran.err.startswith("pulumi-bland: ")


def test_it_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from pulumi_bland.cli import main; main()", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("pulumi-bland 0.")

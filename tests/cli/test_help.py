"""Help and completion: the same for every command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import run

COMMAND = Path(sys.executable).with_name("pulumi-bland")


@pytest.mark.parametrize("command", ["adopt", "doctor", "drift", "export", "new", "review"])
def test_help_has_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    done = run(capsys, command, "--help")
    assert done.code == 0
    assert f"pulumi-bland {command}" in done.out.partition("Examples:")[2]


def test_a_shell_completes_commands_and_options() -> None:
    def completed(words: str) -> list[str]:
        asked = {
            "_PULUMI_BLAND_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split()) - 1),
        }
        done = subprocess.run(
            [COMMAND], env=os.environ | asked, capture_output=True, text=True, check=False, timeout=60
        )
        return done.stdout.split()

    assert completed("pulumi-bland ex") == ["export"]
    assert {"--out", "--stack", "--unmanaged"} <= set(completed("pulumi-bland export --"))

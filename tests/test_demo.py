"""`make demo` leaves nothing behind, however it ends.

Here `pulumi` is a shell script; tests/journeys/test_examples.py runs the demonstration with the real one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

DEMO = Path(__file__).resolve().parents[1] / "examples" / "demo.py"


class Demo:
    """The demonstration with a `pulumi` of ours, in an environment where its temporary folder is easy to find."""

    def __init__(self, folder: Path, pulumi: str) -> None:
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        script = folder / "bin" / "pulumi"
        script.parent.mkdir()
        script.write_text(f"#!/bin/sh\n{pulumi}\n")
        script.chmod(0o755)
        path = os.pathsep.join([str(script.parent), os.environ["PATH"]])
        self.process = subprocess.Popen(
            [sys.executable, DEMO],
            env=os.environ | {"PATH": path, "TMPDIR": str(self.temporary), "GATE": str(folder / "gate")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def end(self) -> tuple[int, str]:
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, said


def test_a_step_that_turns_out_otherwise_is_a_failure(tmp_path: Path) -> None:
    demo = Demo(tmp_path, 'echo "Resources:"; echo "    3 unchanged"')
    code, said = demo.end()
    assert (code, list(demo.temporary.iterdir())) == (1, [])
    assert said.endswith("The demonstration went wrong: the preview is not what the program says\n")


def test_a_command_that_fails_is_a_failure(tmp_path: Path) -> None:
    demo = Demo(tmp_path, 'test "$1" = stack || { echo "error: no space left"; exit 7; }')
    code, said = demo.end()
    assert (code, list(demo.temporary.iterdir())) == (1, [])
    assert "error: no space left\n" in said
    assert said.endswith("The demonstration went wrong: `pulumi preview` ended with code 7\n")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_what_was_started_and_removes_everything(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    # The second before the gate lets the demonstration come back from starting the command: an interrupt that falls
    # into that instant itself leaves the command to its own end.
    demo = Demo(tmp_path, 'sleep 1; echo $$ > "$GATE"; exec sleep 600')
    started = int(gate.read_text())
    demo.process.send_signal(number)
    ended, said = demo.end()
    assert (ended, list(demo.temporary.iterdir())) == (code, [])
    assert "Traceback" not in said
    # It is gone, or a zombie that nobody has collected yet.
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(started)], capture_output=True, text=True, check=False
    ).stdout
    assert state.strip()[:1] in ("", "Z")

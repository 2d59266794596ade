"""docs/sandbox.md: its commands do what they are for."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from bland_sandbox import Sandbox

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text()
COMMANDS = re.findall(r"^curl .*$", PAGE, re.MULTILINE)
POOL_ID = "550e8400-e29b-41d4-a716-446655440001"


def test_the_curl_lines_change_what_they_say() -> None:
    """One after the other, as somebody would who reads the page."""
    with Sandbox(seed="demo") as box:
        answers = [curl(command, box) for command in COMMANDS]
        assert box.pool(POOL_ID).phone_numbers == ["+14155550101", "+14155550102", "+13035550123"]
        sms = box.sms("+15550001111")
        assert sms is not None
        assert (sms["objective"], "time_out" in sms) == ("Say that we are closed.", False)
        assert len(box.org().pools) == 3
        assert (box.settings.write, box.faults.all()) == ("replace", [])
        assert box.state.snapshots() == ["start", "before"]
        assert json.loads(answers[-1])["log"]["version"] == "1.2"


@pytest.mark.parametrize("seed", ["state", "demo"])
def test_what_the_state_line_answers_is_a_seed(seed: str, tmp_path: Path) -> None:
    """As the page says."""
    with Sandbox(seed="demo") as box:
        file = tmp_path / "state.json"
        file.write_text(curl("curl localhost:8787/_sandbox/state", box))
        shown = box.state.shown()
    assert Sandbox(seed=file if seed == "state" else "demo").state.shown() == shown


def curl(command: str, box: Sandbox) -> str:
    """Run a line of the page against a sandbox; it fails where the answer is an error."""
    arguments = [each.replace("localhost:8787", box.url) for each in shlex.split(command)]
    done = subprocess.run(
        [*arguments, "--fail-with-body", "--silent"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, (command, done.stdout)
    return done.stdout

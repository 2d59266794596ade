"""`pulumi-bland sandbox`, as its own process."""

import inspect
import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import pytest
import requests
import typer
from typer.testing import CliRunner

from bland_sandbox import Settings
from bland_sandbox.command import sandbox
from tests.reference import CREDENTIALS, OWNER_ID

# Alone, so that a fault of another command is not found here.
PROGRAM = [sys.executable, "-m", "bland_sandbox"]


@contextmanager
def running(*options: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command, and the URL that it prints."""
    command = [*PROGRAM, "--port", "0", *map(str, options)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def failure(*options: object) -> str:
    """What it says on stderr when it does not start."""
    app = typer.Typer()
    app.command()(sandbox)
    result = CliRunner().invoke(app, ["--port", "0", *map(str, options)])
    assert result.exit_code == 1
    return result.stderr


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_url_and_serves_until_it_is_ended(ended_by: signal.Signals) -> None:
    """Ctrl-C and SIGTERM are ways to end it, not errors."""
    with running("--generation", "old", "--key", "mine") as (process, url):
        answer = requests.get(f"{url}/v1/custom-dialing-pools", headers={"authorization": "mine"}, timeout=30)
        assert answer.json() == {"status": "success", "data": [], "errors": None}
        process.send_signal(ended_by)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")


def test_on_a_terminal_the_first_line_is_what_to_set() -> None:
    """A person copies it; a key of one's own is not repeated, it might be a true one."""
    for options, key in (((), "sandbox-key"), (("--key", "mine"), "…")):
        reads, writes = pty.openpty()
        command = [*PROGRAM, "--port", "0", *options]
        with subprocess.Popen(command, stdout=writes) as process, os.fdopen(reads) as terminal:
            os.close(writes)
            line = terminal.readline()
            process.terminate()
        assert re.fullmatch(
            rf"export BLAND_BASE_URL=http://127.0.0.1:\d+ BLAND_API_KEY={key}  # watch it at .*\n", line
        )


def test_it_needs_neither_pulumi_nor_the_resources() -> None:
    """That is most of what would keep somebody waiting for it."""
    found = "print(*sorted({'pulumi', 'pulumi_bland', 'rich'} & set(sys.modules)))"
    program = f"import sys, bland_sandbox.__main__, bland_sandbox.serving; {found}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_before_its_first_answer_nothing_is_made_that_a_program_does_not_ask_for() -> None:
    """Neither the page, nor the other generation: a test waits for each sandbox that it starts."""
    program = """if True:
        import sys, urllib.request
        from bland_sandbox import Sandbox
        with Sandbox() as box:
            request = urllib.request.Request(f"{box.url}/v1/sms/numbers", headers={"authorization": box.key})
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).read()
            from bland_sandbox.routes import api
            print(api.cache_info().currsize)
            print(*sorted(name for name in sys.modules if name.startswith("bland_sandbox.")))
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    made, _, modules = done.stdout.partition("\n")
    assert made == "1"
    unasked = {"bland_sandbox.admin", "bland_sandbox.watching", "bland_sandbox.command", "bland_sandbox.testing"}
    assert unasked & set(modules.split()) == set()


def test_its_files_are_read_and_kept(tmp_path: Path) -> None:
    """`--seed`, `--data`, `--faults` and switches."""
    seed, kept, faults = tmp_path / "seed.json", tmp_path / "data.json", tmp_path / "faults.json"
    seed.write_text(
        json.dumps({"orgs": [{"id": OWNER_ID, "key": "seeded", "pools": {CREDENTIALS: {"phone_numbers": []}}}]})
    )
    faults.write_text(json.dumps([{"path": "/v1/sms/*", "status": 503}]))
    with running("--seed", seed, "--data", kept, "--faults", faults, "--no-strict", "--order", "sorted") as (_, url):
        key = {"authorization": "seeded"}
        assert (
            requests.get(f"{url}/v1/custom-dialing-pools", headers=key, timeout=30).json()["data"][0]["id"]
            == CREDENTIALS
        )
        assert requests.get(f"{url}/v1/sms/numbers", headers=key, timeout=30).status_code == 503
        turned = requests.get(f"{url}/_sandbox/settings", timeout=30).json()
    assert turned == Settings(strict=False, order="sorted").model_dump()
    assert json.loads(kept.read_text())["orgs"][0]["key"] == "seeded"


def test_every_switch_is_an_option_with_the_same_values_and_default() -> None:
    """The two lists of switches are one."""
    options = inspect.signature(sandbox).parameters
    for name, field in Settings.model_fields.items():
        given = get_args(options[name].annotation)[0]
        assert get_args(given) == get_args(field.annotation)
        assert options[name].default == field.default


def test_every_option_has_a_help_text() -> None:
    """`pulumi-bland sandbox --help`."""
    for name, option in inspect.signature(sandbox).parameters.items():
        info: Any = get_args(option.annotation)[1]
        assert info.help.endswith("."), name


def test_what_is_wrong_is_said_in_one_line(tmp_path: Path) -> None:
    """No traceback for a file or a port."""
    assert failure("--seed", tmp_path / "none.json") == f"{tmp_path / 'none.json'}: No such file or directory\n"
    assert failure("--faults", tmp_path / "none.json") == f"{tmp_path / 'none.json'}: No such file or directory\n"
    kept = tmp_path / "none" / "data.json"
    assert failure("--data", kept) == f"{kept}: No such file or directory\n"
    assert failure("--host", "192.0.2.1").startswith("192.0.2.1 port 0: ")


def test_without_a_web_server_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is an extra: a deployment installs none."""
    for module in [name for name in sys.modules if name.partition(".")[0] == "bland_sandbox"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "fastapi", None)
    assert failure() == "the sandbox needs a web server: pip install 'pulumi-bland[sandbox]'\n"

"""What was changed for the questions is put back, also after a kill, an outage, or a service that refuses."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import signal
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import filelock
import pytest

from bland_sandbox import Sandbox
from bland_sandbox.faults import Fault
from pulumi_bland._http.access import Settings as Access
from pulumi_bland._http.client import Client
from pulumi_bland._rules.errors import BlandError
from pulumi_bland.cli import main
from pulumi_bland.cli.contract.exchange import Service
from pulumi_bland.cli.contract.journal import FILE, opened
from pulumi_bland.cli.contract.run import recover
from tests.contract.accounts import CREDENTIALS, EVERYTHING, MEMBERS, NAMED, NUMBER, SEED, SETTINGS, ask, reset, state
from tests.contract.killed import command

READABLE = {name: value for name, value in SETTINGS.items() if name != "timeout_message"}
"""With these, even a service that replaces loses nothing."""
OWN, THEIRS = {"numbers": MEMBERS, "number": NUMBER}, {"pool_id": NAMED, "number": NUMBER}
SERVICES: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "merging": ({}, OWN),
    "replacing": ({"write": "replace", "omitted_key": "cleared", "unset": "absent", "error_status": "200"}, OWN),
    "older": ({"generation": "old", "nulls": "ignored", "omitted_key": "cleared", "numbers_as": "strings"}, THEIRS),
}
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["__main__", "tests.contract.killed"])


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture(params=SERVICES)
def wanted(request: pytest.FixtureRequest, box: Sandbox) -> dict[str, Any]:
    """What is asked of one of the services."""
    switches, asked = SERVICES[request.param]
    box.settings.change(switches)
    return asked


def fill(box: Sandbox, settings: dict[str, Any] = READABLE) -> str:
    [org] = SEED["orgs"]
    reset(box, {"orgs": [{**org, "configs": {NUMBER: {"sms": settings}}}]}, {})
    box.journal.clear()
    return state(box)


def options(wanted: dict[str, Any]) -> list[str]:
    names = {"numbers": "--numbers", "pool_id": "--pool", "number": "--number"}
    given = [(names[name], value if isinstance(value, str) else ",".join(value)) for name, value in wanted.items()]
    return ["contract", "--yes", *(word for pair in given for word in pair)]


def put_back(box: Sandbox, folder: Path) -> None:
    """What the next run does first."""
    access = Access(box.key, box.url)
    with opened(folder, access) as journal:
        recover(Service(Client(access)), journal, read_only=False)


def outage(box: Sandbox, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """The service carries out its n-th write, but neither that nor anything later gets its answer."""
    writes = itertools.count(1)
    broken: list[int] = []

    def due(method: str, _path: str) -> Fault | None:
        if broken:
            return Fault(status=500)
        if method == "POST" and next(writes) == at:
            broken.append(at)
            return Fault(status=500, phase="after")
        return None

    monkeypatch.setattr(box.faults, "due", due)


class Killer:
    """Kills a process at its n-th request, before it is carried out or after."""

    def __init__(self, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        self.box = box
        self._pid: list[int] = []
        self._known = threading.Event()
        self._left, self._phase = 0, "before"
        monkeypatch.setattr(box.faults, "due", self._due)

    def run(self, folder: Path, words: list[str], at: int, phase: str) -> int | None:
        """The exit code; -9 where it was killed."""
        self._left, self._phase = at, phase
        self._known.clear()
        process = PROCESSES.Process(target=command, args=(folder, self.box.url, self.box.key, words))
        process.start()
        assert process.pid is not None
        self._pid = [process.pid]
        self._known.set()
        process.join()
        return process.exitcode

    def _due(self, _method: str, _path: str) -> Fault | None:
        self._left -= 1
        if self._left != 0:
            return None
        self._known.wait()
        os.kill(self._pid[0], signal.SIGKILL)
        return Fault.model_validate({"action": "drop", "phase": self._phase})


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_run_that_was_killed_is_put_back_by_the_next(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, Any], phase: str
) -> None:
    """Killed at each of its requests in turn with `make contract`, else at every fifth."""
    before = fill(box)
    killer = Killer(box, monkeypatch)
    at, changed = 0, 0
    while True:
        at += 1 if EVERYTHING else 5
        code = killer.run(tmp_path, options(wanted), at, phase)
        if code != -signal.SIGKILL:
            break
        changed += state(box) != before
        put_back(box, tmp_path)
        assert state(box) == before, f"killed {phase} request {at}"
        assert list(tmp_path.iterdir()) == []
    assert (code, state(box)) == (0, before)
    assert at > 20
    assert changed > 1


def test_a_run_that_is_killed_again_and_again_comes_to_an_end(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, Any]
) -> None:
    """Also while it puts back."""
    before = fill(box)
    killer = Killer(box, monkeypatch)
    codes = [killer.run(tmp_path, options(wanted), 25, "after")]
    codes += [killer.run(tmp_path, ["contract"], at, "after") for at in range(1, 22, 1 if EVERYTHING else 4)]
    codes += [killer.run(tmp_path, ["contract"], 1000, "after")]
    assert codes[0] == codes[1] == -signal.SIGKILL
    assert (codes[-1], state(box), list(tmp_path.iterdir())) == (0, before, [])


def test_a_service_that_fails_once_ends_the_questions_and_all_is_put_back(
    box: Sandbox, tmp_path: Path, wanted: dict[str, Any]
) -> None:
    """At each request that changes something in turn; a 500 does not say whether it was carried out."""
    for phase in ("before", "after"):
        for at in range(1, 9):
            before = fill(box)
            box.faults.clear()
            box.fault("POST", calls=at, phase=phase, status=500)
            run = ask(box, tmp_path, **wanted)
            assert state(box) == before, (phase, at)
            assert (run.problems, bool(run.stopped)) == ([], True), (phase, at)


def test_what_an_outage_leaves_is_kept_in_a_file_of_the_owner_and_put_back_by_the_next_run(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, Any]
) -> None:
    for at in range(1, 12):
        before = fill(box)
        with monkeypatch.context() as patch:
            outage(box, patch, at)
            run = ask(box, tmp_path, leaves=(FILE,), **wanted)
        assert run.stopped
        assert len(run.problems) >= 1
        kept = tmp_path / FILE
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert box.key not in kept.read_text()
        put_back(box, tmp_path)
        assert (state(box), list(tmp_path.iterdir())) == (before, [])


def test_a_value_that_a_merging_service_would_tidy_is_never_written(box: Sandbox, tmp_path: Path) -> None:
    """Trimmed texts, completed tools and raised time-outs could not be put back."""
    untidy = {**SETTINGS, "objective": " Answer. \n", "tools": [{"name": "look up"}], "time_out": 10}
    box.settings.change({"values": "tidied"})
    before = fill(box, untidy)
    run = ask(box, tmp_path, number=NUMBER)
    assert run.answers.value("values") == "tidied"
    assert (run.problems, state(box)) == ([], before)


def test_what_a_replacing_service_keeps_in_another_form_is_said(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """First, and again by the next run: the file keeps what was there."""
    box.settings.change({"values": "tidied", "write": "replace"})
    fill(box, {**READABLE, "objective": " Answer. "})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BLAND_BASE_URL", box.url)
    monkeypatch.setenv("BLAND_API_KEY", box.key)
    with pytest.raises(SystemExit) as ended:
        main(options({"number": NUMBER}))
    said = capsys.readouterr()
    problem = f"objective of {NUMBER} could not be put back as before: the service shows another value"
    assert ended.value.code == 1
    assert said.out.startswith(f"not put back: {problem}")
    assert problem in said.err
    assert json.loads((tmp_path / FILE).read_text())["debts"][0]["before"]["objective"] == " Answer. "
    assert box.sms(NUMBER) == {**READABLE, "objective": "Answer."}
    with pytest.raises(SystemExit):
        main(["contract"])
    assert problem in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["contract", "--read-only"])
    assert "run it without --read-only first" in capsys.readouterr().err


def test_a_pool_with_the_same_numbers_that_is_older_is_not_taken_for_ones_own(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to the create was lost, and meanwhile somebody made a pool of the same numbers."""
    fill(box)
    killer = Killer(box, monkeypatch)
    create = [entry.method for entry in _journal_of(box, tmp_path)].index("POST") + 1
    fill(box)
    killer.run(tmp_path, options({"numbers": MEMBERS}), create, "before")
    theirs = box.add_pool(*MEMBERS)
    box.pool(theirs).created_at = "2024-01-15T10:30:00Z"
    with pytest.raises(BlandError, match=f"look at {theirs}"):
        put_back(box, tmp_path)
    assert theirs in box.org().pools


def _journal_of(box: Sandbox, folder: Path) -> list[Any]:
    ask(box, folder, numbers=MEMBERS)
    return list(box.journal.entries("*", "/v1/*"))


def test_another_account_is_not_put_back_with_what_was_kept_of_this_one(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(box)
    outage(box, monkeypatch, 1)
    ask(box, tmp_path, leaves=(FILE,), number=NUMBER)
    box.add_org("another-key", id="550e8400-e29b-41d4-a716-446655440009")
    with (
        pytest.raises(BlandError, match="in another account, at another address or with another key"),
        opened(tmp_path, Access("another-key", box.url)),
    ):
        pass


def test_two_runs_at_once_in_one_folder_are_not_allowed(box: Sandbox, tmp_path: Path) -> None:
    with (
        filelock.FileLock(tmp_path / f"{FILE}.lock"),
        pytest.raises(BlandError, match="another `pulumi-bland contract` is at work in this folder"),
        opened(tmp_path, Access(box.key, box.url)),
    ):
        pass


def test_two_runs_at_once_on_one_account_are_not_allowed_in_two_folders_either(box: Sandbox, tmp_path: Path) -> None:
    """What the one takes away for a moment would be the other's "before"."""
    access, other = Access(box.key, box.url), tmp_path / "other"
    (other / "third").mkdir(parents=True)
    with (
        opened(tmp_path, access),
        opened(other, Access("another-key", box.url)),
        pytest.raises(BlandError, match="or on this account"),
        opened(other / "third", access),
    ):
        pass


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{}")
    access = Access(tmp_path.name)
    with pytest.raises(BlandError, match="is no file of `pulumi-bland contract`"), opened(tmp_path, access):
        pass
    assert (tmp_path / FILE).read_text() == "{}"


def test_the_credentials_of_a_named_pool_come_back(box: Sandbox, tmp_path: Path) -> None:
    box.settings.change({"generation": "old", "omitted_key": "cleared"})
    before = fill(box)
    run = ask(box, tmp_path, pool_id=NAMED)
    assert run.answers.value("omitted_key") == "cleared"
    assert (box.pool(NAMED).encrypted_key, state(box)) == (CREDENTIALS, before)

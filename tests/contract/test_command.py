"""`pulumi-bland contract`, as somebody runs it."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bland_sandbox import Sandbox, Settings
from bland_sandbox.faults import Fault
from pulumi_bland.cli.contract.questions import QUESTIONS
from tests.cli.command import Ran, run
from tests.contract.accounts import CREDENTIALS, MEMBERS, NAMED, NUMBER, SEED, SETTINGS, THEIRS, UNUSED, state

NUMBERS = ",".join(MEMBERS)
Command = Callable[..., Ran]


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(seed=SEED) as running:
        yield running


@pytest.fixture
def contract(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs the command in an empty folder, at the end of a pipe."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BLAND_BASE_URL", box.url)
    monkeypatch.setenv("BLAND_API_KEY", box.key)
    return lambda *words: run(capsys, "contract", *words, stdin="")


def test_without_options_it_only_reads_and_deletes_what_is_not_there(box: Sandbox, contract: Command) -> None:
    before = state(box)
    ran = contract("--format", "markdown")
    assert (ran.code, ran.err) == (0, "")
    assert [entry.method for entry in box.journal.entries("*", "/v1/*") if entry.method != "GET"] == ["DELETE"]
    assert "not known: no number was named with --number" in ran.out
    assert state(box) == before


def test_the_table_has_each_question_with_its_answer_and_the_exchange(contract: Command) -> None:
    out = " ".join(contract("--numbers", NUMBERS, "--number", NUMBER, "--yes").out.split())
    assert "\x1b" not in out
    exchange = "DELETE /v1/custom-dialing-pools/{pool_id} → HTTP 404, POOL_NOT_FOUND"
    for part in ("merge: it keeps them", "kept: as they were sent", exchange):
        assert part in out


def test_it_says_what_it_will_change_before_it_does(contract: Command) -> None:
    ran = contract("--numbers", NUMBERS, "--number", UNUSED)
    assert ran.code == 0
    assert ran.err.splitlines() == [
        "this will make a dialing pool of 3 numbers, change it, and delete it",
        f"this will set a time-out on {UNUSED}, which has no SMS settings, and clear it: an empty configuration stays",
    ]
    assert ran.out.startswith("an empty configuration stays on the number, which had none\n")


@pytest.mark.parametrize("options", [("--number", NUMBER), ("--pool", NAMED)])
def test_what_is_in_use_is_not_changed_unless_somebody_agrees(
    box: Sandbox, contract: Command, options: tuple[str, str]
) -> None:
    before = state(box)
    ran = contract(*options)
    assert ran.code == 1
    assert ran.err.startswith("this will change ")
    assert ran.err.endswith("pulumi-bland: nothing was changed: without a terminal, --yes agrees to the above\n")
    assert box.calls("POST") == 0
    assert state(box) == before


def test_it_says_which_fields_a_replacing_service_would_wipe(box: Sandbox, contract: Command) -> None:
    assert "timeout_message, warning_time" in contract("--number", NUMBER).err
    box.settings.reads = "all"
    assert "does not name" not in contract("--number", NUMBER).err


@pytest.mark.parametrize(("answer", "code", "posts"), [("n\n", 1, False), ("y\n", 0, True)])
def test_on_a_terminal_it_asks(
    box: Sandbox,
    contract: Command,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    code: int,
    posts: bool,  # noqa: FBT001 - a column of the table
) -> None:
    terminal = io.StringIO(answer)
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", terminal)
    ran = run(capsys, "contract", "--number", NUMBER)
    assert ran.code == code
    assert "go on?" in ran.err
    assert (box.calls("POST") > 0) is posts
    del contract


def test_the_profile_holds_nothing_of_the_account(box: Sandbox, contract: Command, tmp_path: Path) -> None:
    ran = contract("--numbers", NUMBERS, "--number", NUMBER, "--yes", "--out", "profile.json", "--format", "json")
    text = (tmp_path / "profile.json").read_text()
    assert ran.out == text
    texts = [each for each in _texts(SETTINGS) if each not in ("done", "open")]
    for held in (box.key, NUMBER, *MEMBERS, NAMED, CREDENTIALS, SEED["orgs"][0]["id"], *texts, "Rome"):
        assert str(held) not in text
    assert not re.search(r"\d{5}|[0-9a-f]{8}-", text)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []


def test_a_sandbox_with_the_profile_behaves_like_the_service(box: Sandbox, contract: Command, tmp_path: Path) -> None:
    """And asked the same questions, it gives the same profile."""
    switches = {"write": "replace", "null_key": "refused", "order": "shuffled", "unset": "empty", "values": "tidied"}
    box.settings.change(switches)
    asked = ("--numbers", NUMBERS, "--number", NUMBER, "--yes", "--format", "json")
    first = json.loads(contract(*asked, "--out", "profile.json").out)
    with Sandbox(profile=tmp_path / "profile.json", seed=SEED) as other:
        assert other.settings == Settings(**switches)
        os.environ["BLAND_BASE_URL"] = other.url
        assert json.loads(contract(*asked).out) == first


def test_the_markdown_is_a_table(contract: Command) -> None:
    lines = contract("--format", "markdown").out.splitlines()
    assert lines[:2] == ["| question | answer | evidence |", "| --- | --- | --- |"]
    assert len(lines) == 2 + len(QUESTIONS)


def test_each_switch_of_the_sandbox_is_a_question_with_the_same_answers() -> None:
    """`strict` is about the sandbox's journal alone, the others about a key and a load, not about the service."""
    no_questions = {"strict", "read_only", "latency", "calls_per_second"}
    fields = {name: field for name, field in Settings.model_fields.items() if name not in no_questions}
    assert {each.name: set(each.values) for each in QUESTIONS if each.switch} == {
        name: set(field.annotation.__args__)  # type: ignore[union-attr]
        for name, field in fields.items()
    }


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--read-only", "--number", NUMBER), "--read-only changes nothing, so it takes no --numbers, --pool"),
        (("--number", "555"), "a number must begin with + and the country code"),
        (("--numbers", "+4930123456"), "a number must be a US (+1) or UK (+44) number"),
        (("--pool", "550e8400-e29b-41d4-a716-446655440009", "--yes"), "POOL_NOT_FOUND"),
        (("--out", "none/profile.json"), "none/profile.json: No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(contract: Command, options: tuple[str, ...], said: str) -> None:
    ran = contract(*options)
    assert ran.code == 1
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert len(ran.err.strip().splitlines()) <= 2


def test_a_wrong_key_is_said_and_nothing_else(contract: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLAND_API_KEY", "wrong-key")
    ran = contract()
    assert (ran.code, ran.out) == (1, "")
    assert "the API key was not accepted" in ran.err
    monkeypatch.delenv("BLAND_API_KEY")
    assert contract().err == "pulumi-bland: no Bland API key: set BLAND_API_KEY in the environment\n"


def test_an_account_without_the_plan_refuses_and_that_is_told(box: Sandbox, contract: Command) -> None:
    box.org().plan = "standard"
    ran = contract("--numbers", NUMBERS, "--number", NUMBER, "--yes", "--format", "markdown")
    assert (ran.code, ran.out.count("not known: the service refused it")) == (0, 8)
    assert "HTTP 403, ENTERPRISE_REQUIRED" in ran.out


def test_a_service_that_is_like_neither_reference_is_told_so(box: Sandbox, contract: Command) -> None:
    """Its errors are no envelopes, and it has a generation of its own."""
    box.fault("GET", "/v1/custom-dialing-pools/*", status=404, body="<html>nothing here</html>")
    box.fault("DELETE", status=500)
    box.fault("GET", "/v1/sms/numbers", calls="first", status=500)
    out = contract("--numbers", NUMBERS, "--format", "markdown").out
    assert out.count("not known: it does none of what was expected, or not always the same") == 6
    assert "| new: the later one | `GET /v1/custom-dialing-pools → ok, with phone_numbers_count` |" in out
    assert box.calls("POST") == 0


def test_signs_of_both_generations_are_no_answer(box: Sandbox, contract: Command) -> None:
    box.fault("DELETE", status=404, body="<html>Cannot DELETE</html>")
    out = contract("--format", "markdown").out
    assert "| Which of the two references does it follow? | not known: it does none of what was expected" in out


def test_a_number_that_is_provisioned_for_imessage_is_noticed(box: Sandbox, contract: Command) -> None:
    ran = contract("--number", "+16505550199", "--format", "markdown")
    assert "it may be provisioned for iMessage" in ran.out
    assert "| object: yes |" in ran.out
    assert box.sms("+16505550199", "imessage") == {}


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_end_at_any_write_it_puts_back_first(
    box: Sandbox, contract: Command, monkeypatch: pytest.MonkeyPatch, told: signal.Signals
) -> None:
    """Also while it puts back."""
    before = state(box)
    for at in itertools.count(1):
        writes = itertools.count(1)

        def due(method: str, _path: str, at: int = at, writes: Iterator[int] = writes) -> Fault | None:
            if method == "POST" and next(writes) == at:
                os.kill(os.getpid(), told)
            return None

        monkeypatch.setattr(box.faults, "due", due)
        ran = contract("--number", NUMBER, "--yes")
        assert state(box) == before, f"told to end at write {at}"
        if ran.code == 0:
            break
        assert ran.err.endswith("pulumi-bland: interrupted\n")
    assert at > 5


def test_where_the_profile_cannot_be_written_the_answers_are_printed_all_the_same(contract: Command) -> None:
    ran = contract("--number", NUMBER, "--yes", "--out", "none/profile.json")
    assert ran.code == 1
    assert "merge: it keeps them" in " ".join(ran.out.split())


def test_what_stays_is_said_beside_a_profile_too(contract: Command) -> None:
    ran = contract("--number", UNUSED, "--format", "json")
    assert ran.err.endswith("an empty configuration stays on the number, which had none\n")
    assert json.loads(ran.out)["contract"] == 1


def test_numbers_of_a_pool_in_use_are_refused(box: Sandbox, contract: Command) -> None:
    """A service that allows a number in one pool only would take them out of the other."""
    ran = contract("--numbers", f"{MEMBERS[0]},{THEIRS[0]}")
    assert (ran.code, ran.out, box.calls("POST")) == (1, "", 0)
    assert f"takes numbers that are in no dialing pool, and {THEIRS[0]} is" in ran.err


@pytest.mark.parametrize(
    ("options", "path", "secret"),
    [
        (("--pool", NAMED), "/v1/custom-dialing-pools/*", CREDENTIALS),
        (("--numbers", NUMBERS), "/v1/custom-dialing-pools/*", CREDENTIALS),
        (("--number", NUMBER), "/v1/sms/*", str(SETTINGS["objective"])),
    ],
)
def test_what_the_service_repeats_of_the_account_is_in_no_message(
    box: Sandbox, contract: Command, options: tuple[str, str], path: str, secret: str
) -> None:
    box.settings.generation = "new" if "--numbers" in options else "old"
    body = {"data": None, "errors": [{"error": "OUT_OF_ORDER", "message": f"cannot store {secret}"}]}
    box.fault("POST", path, status=500, body=body)
    ran = contract(*options, "--yes")
    assert ran.code == 1
    assert "OUT_OF_ORDER" in ran.err
    assert secret not in ran.err + ran.out

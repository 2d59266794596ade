"""The provider processes of one run know what the others hold; those of other runs, and dead ones, do not count."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pulumi_bland._engine.peers import Peers

ENGINE, OBJECT, URN = "127.0.0.1:4000", ("Kind", "+15550001111/sms", "a-secret-key", None), "urn:pulumi:a::b::c::held"
HOLDS = f"""
import sys
from pulumi_bland._engine.peers import Peers
here = Peers(sys.argv[1])
here.tell({OBJECT!r}, {URN!r})
print("told", flush=True)
sys.stdin.read()
"""
Start = Callable[[str], "subprocess.Popen[bytes]"]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start another process that holds the object for an engine."""
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    with ExitStack() as running:

        def started(engine: str) -> subprocess.Popen[bytes]:
            process = running.enter_context(
                subprocess.Popen([sys.executable, "-c", HOLDS, engine], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            )
            running.callback(process.kill)
            assert process.stdout
            assert process.stdout.readline() == b"told\n"
            return process

        yield started


def test_a_process_of_the_same_engine_knows_while_the_other_lives(start: Start, tmp_path: Path) -> None:
    here = Peers(ENGINE)
    assert here.holder(OBJECT) is None
    there = start(ENGINE)
    assert here.holder(OBJECT) == URN
    assert here.holder((*OBJECT, "another")) is None
    there.kill()
    there.wait()
    assert here.holder(OBJECT) is None
    assert list(tmp_path.glob("*/*")) == []


def test_what_a_killed_process_left_is_cleared_by_the_next(start: Start, tmp_path: Path) -> None:
    there = start(ENGINE)
    there.kill()
    there.wait()
    here = Peers("127.0.0.1:5000")
    here.tell(OBJECT, URN)
    assert {each.name.partition("-")[2].partition("-")[0] for each in tmp_path.glob("*/*")} == {"5000"}


def test_a_process_of_another_engine_does_not_know(start: Start) -> None:
    start(ENGINE)
    assert Peers("127.0.0.1:400").holder(OBJECT) is None
    assert Peers("127.0.0.1:40000").holder(OBJECT) is None


def test_a_process_does_not_hear_itself_and_writes_nothing_that_can_be_read(start: Start, tmp_path: Path) -> None:
    here = Peers(ENGINE)
    here.tell(OBJECT, URN)
    assert here.holder(OBJECT) is None
    start(ENGINE)
    kept = b"".join(each.read_bytes() for each in tmp_path.glob("*/*"))
    assert URN.encode() in kept
    assert b"5550001111" not in kept
    assert b"secret" not in kept


def test_where_no_file_can_be_had_there_are_no_peers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "file"))
    here = Peers(ENGINE)
    here.tell(OBJECT, URN)
    assert here.holder(OBJECT) is None

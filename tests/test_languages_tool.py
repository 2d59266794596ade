"""tools/languages.py builds the hosts of other languages, or says in a sentence why it cannot."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.test_engine_tool import SCRIPT, VERSION, Machine, engine, read_until, write

TOOLS = SCRIPT.parents[1]
HOSTS = ("pulumi-language-nodejs", "pulumi-language-yaml")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with a copy of the tools, whose modules a test may change."""
    shutil.copytree(TOOLS, tmp_path / "tools")
    return Machine(tmp_path, tmp_path / "tools" / "languages.py")


def built(machine: Machine) -> list[Path]:
    """The directories of hosts, the oldest first."""
    found = (machine.home / "versions").glob(f"{VERSION}-languages-*/bin")
    return sorted(found, key=lambda each: each.stat().st_ctime_ns)


def compiled(machine: Machine) -> int:
    return len([line for line in machine.asked_of_go() if line.startswith("build")])


def test_both_hosts_are_built_once(machine: Machine) -> None:
    machine.give_go()
    first = machine.run()
    (directory,) = built(machine)
    assert first.gives(directory)
    assert sorted(path.name for path in directory.iterdir()) == sorted(HOSTS)
    again = machine.run()
    assert again.gives(directory)
    assert again.err == ""
    assert compiled(machine) == len(HOSTS)


def test_a_host_that_is_missing_is_built_alone(machine: Machine) -> None:
    machine.give_go()
    machine.run()
    (directory,) = built(machine)
    (directory / HOSTS[0]).unlink()
    assert machine.run().gives(directory)
    assert compiled(machine) == len(HOSTS) + 1


def test_hosts_of_other_modules_are_built_beside_the_old_ones(machine: Machine) -> None:
    machine.give_go()
    machine.run()
    (old,) = built(machine)
    module = machine.script.parent / "engine" / "yaml_host" / "go.mod"
    module.write_text(re.sub(r"(pulumi-yaml) v\S+", r"\1 v1.99.0", module.read_text()))
    assert machine.run().gives(next(each for each in built(machine) if each != old))
    assert sorted(path.name for path in old.iterdir()) == sorted(HOSTS)


def test_a_machine_without_go_is_told_to_install_it(machine: Machine) -> None:
    answer = machine.run()
    assert answer.refuses("Go is not on PATH: install Go 1.", "or newer", "try again")
    assert not list(built(machine)[0].iterdir())


def test_a_host_that_cannot_be_fetched_is_named(machine: Machine) -> None:
    machine.give_go(fetch="echo 'dial tcp: no such host' >&2; exit 1")
    assert machine.run().refuses("fetching the modules of pulumi-language-yaml", "no such host", "network")


def test_two_at_once_build_each_host_once(machine: Machine) -> None:
    machine.give_go()
    os.mkfifo(machine.root / "gate")
    first = machine.start()
    read_until(first.stderr, "compiling")
    second = machine.start()
    read_until(second.stderr, "waiting for another installation")
    (machine.root / "gate").write_text("go on\n")
    answers = {process.communicate(timeout=60)[0] for process in (first, second)}
    assert answers == {f"{built(machine)[0]}\n"}
    assert compiled(machine) == len(HOSTS)


def test_the_sdk_is_made_by_the_code_of_the_engine_that_is_installed() -> None:
    assert engine.pinned(engine.HERE / "sdks") == engine.pinned(engine.CLI)


def test_a_place_that_cannot_be_written_is_named(machine: Machine) -> None:
    write(machine.home, "a file, not a directory")
    machine.give_go()
    assert machine.run().refuses(str(machine.home), "PULUMI_HOME")

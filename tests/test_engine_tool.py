"""tools/engine/engine.py finds or installs a Pulumi engine, or says in a sentence why it cannot.

Every machine here is made of shell scripts: no test downloads or compiles anything.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import IO

import pytest

SCRIPT = Path(__file__).parents[1] / "tools" / "engine" / "engine.py"
SPEC = importlib.util.spec_from_file_location("engine", SCRIPT)
assert SPEC is not None
assert SPEC.loader is not None
engine = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(engine)

VERSION = engine.pinned(engine.CLI)
COMPANIONS = tuple(program for program in engine.PROGRAMS if program != "pulumi")

# Answers what engine.py asks of Go, and "compiles" by writing a script. A pipe called gate holds the first build up.
GO = """#!/bin/sh
echo "$@ GOWORK=$GOWORK" >> {root}/go.log
case "$1" in
  env)
    shift
    for name; do
      case $name in
        GOVERSION) echo {version} ;;
        GOTOOLCHAIN) echo {toolchain} ;;
        *) echo {root}/$name ;;
      esac
    done ;;
  list)
    case "$*" in
      *"{{{{.Dir}}}}"*) echo {root}/sdk ;;
      *) {fetch} ;;
    esac ;;
  build)
    echo $$ > {root}/go.pid
    if [ -p {root}/gate ]; then read line < {root}/gate; /bin/rm {root}/gate; fi
    while [ "$1" != -o ]; do shift; done
    /bin/mkdir -p "$2"
    case $PWD in
      */cli) program=pulumi text='{pulumi}' ;;
      */python_host) program=pulumi-language-python text='#!/bin/sh' ;;
      */yaml_host) program=pulumi-language-yaml text='#!/bin/sh' ;;
      */node_host) program=pulumi-language-nodejs text='#!/bin/sh' ;;
    esac
    echo "$text" > "$2$program"
    /bin/chmod +x "$2$program" ;;
esac
"""

# Stands in for Pulumi's SDK, so that its installer is asked without anything being downloaded.
AUTOMATION = """
import pathlib
class PulumiCommand:
    def install(root, version):
        if {offline}:
            raise OSError("no route to host")
        for program, text in {programs}.items():
            path = pathlib.Path(root, "bin", program)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o755)
"""


def pulumi_script(version: str = f"v{VERSION}") -> str:
    return f"#!/bin/sh\necho {version}\n"


@dataclass
class Machine:
    """A PATH, a Pulumi home and a network of its own."""

    root: Path
    script: Path = SCRIPT

    def __post_init__(self) -> None:
        self.bin = self.root / "path"
        self.home = self.root / "home"
        self.downloaded = self.home / "versions" / VERSION / "bin"
        self.built = self.home / "versions" / f"{VERSION}-go" / "bin"
        for script in engine.SCRIPTS:
            write(self.root / "sdk" / script, "#!/bin/sh\n", mode=0o444)  # as in Go's module cache
        self.give_installer(offline=True)

    def give_go(self, version: str = "go1.99.0", toolchain: str = "local", fetch: str = ":", pulumi: str = "") -> None:
        values = {"version": version, "toolchain": toolchain, "fetch": fetch, "pulumi": pulumi or pulumi_script()}
        write(self.bin / "go", GO.format(root=self.root, **values))

    def give_installer(self, *, offline: bool) -> None:
        programs = dict.fromkeys(COMPANIONS, "#!/bin/sh\n") | {"pulumi": pulumi_script()}
        write(self.root / "sdk-stub/pulumi/__init__.py", "")
        write(self.root / "sdk-stub/pulumi/automation.py", AUTOMATION.format(offline=offline, programs=programs))

    def start(self, **env: str) -> subprocess.Popen[str]:
        variables = {"PATH": str(self.bin), "PULUMI_HOME": str(self.home), "PYTHONPATH": str(self.root / "sdk-stub")}
        return subprocess.Popen(
            [sys.executable, str(self.script)],
            env=variables | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, **env: str) -> Answer:
        process = self.start(**env)
        out, err = process.communicate(timeout=60)
        return Answer(process.returncode, out, err)

    def asked_of_go(self) -> list[str]:
        log = self.root / "go.log"
        return log.read_text().splitlines() if log.exists() else []


@dataclass
class Answer:
    """What a run of the script left for its caller."""

    code: int
    out: str
    err: str

    def gives(self, directory: Path) -> bool:
        return (self.code, self.out) == (0, f"{directory}\n")

    def refuses(self, *words: str) -> bool:
        """One sentence, last on stderr, and nothing on stdout that a caller could take for a directory."""
        last = self.err.splitlines()[-1]
        clean = "Traceback" not in self.err and last.startswith("engine: ") and last.endswith(".")
        return (self.code, self.out) == (1, "") and clean and all(word in last for word in words)


def write(path: Path, text: str, mode: int = 0o755) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def put_engine(directory: Path, pulumi: str = "", without: str = "") -> None:
    """Fill a bin directory with programs that only say their version."""
    write(directory / "pulumi", pulumi or pulumi_script())
    for program in COMPANIONS:
        if program != without:
            write(directory / program, "#!/bin/sh\n")


def read_until(stream: IO[str] | None, words: str) -> None:
    assert stream is not None
    assert any(words in line for line in stream), f"ended without saying {words!r}"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


# Versions


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v3.259.0\n", (3, 259, 0)),
        ("3.260.1-alpha.1700000000+dirty", (3, 260, 1)),
        ("go1.26.8", (1, 26, 8)),
        ("go1.27rc1", (1, 27, 0)),
        ("devel go1.28-3f2a1b", (1, 28, 0)),
        ("", ()),
        ("command not found", ()),
    ],
)
def test_a_version_is_read_from_whatever_surrounds_it(text: str, version: tuple[int, ...]) -> None:
    assert engine.parse_version(text) == version


def test_a_version_is_compared_by_number_and_none_at_all_is_the_oldest() -> None:
    ordered = ["nothing", "3.99.0", "3.259.0", "3.1000.0"]
    assert sorted(ordered, key=engine.parse_version) == ordered


# Pulumi on PATH


@pytest.mark.parametrize("version", [f"v{VERSION}", "v3.1000.0", "4.0.0-alpha.1"])
def test_a_recent_pulumi_on_path_is_taken_as_it_is(machine: Machine, version: str) -> None:
    put_engine(machine.bin, pulumi_script(version))
    assert machine.run().gives(machine.bin)
    assert not machine.home.exists()


def test_a_pulumi_whose_python_host_is_elsewhere_on_path_is_taken(machine: Machine) -> None:
    put_engine(machine.root / "hosts")
    (machine.root / "hosts" / "pulumi").unlink()
    write(machine.bin / "pulumi", pulumi_script())
    path = os.pathsep.join([str(machine.bin), str(machine.root / "hosts")])
    assert machine.run(PATH=path).gives(machine.bin)


def test_a_pulumi_that_is_a_link_to_a_whole_installation_is_taken(machine: Machine) -> None:
    put_engine(machine.root / "cellar")
    machine.bin.mkdir()
    (machine.bin / "pulumi").symlink_to(machine.root / "cellar" / "pulumi")
    assert machine.run().gives(machine.bin)


@pytest.mark.parametrize(
    ("pulumi", "without", "reason"),
    [
        (pulumi_script("v3.258.9"), "", f"older than {VERSION}"),
        (pulumi_script(), "pulumi-language-python", "pulumi-language-python not found"),
        (pulumi_script(), "pulumi-resource-pulumi-python", "pulumi-resource-pulumi-python not found"),
        ("#!/bin/sh\nexit 1\n", "", "does not answer"),
        ("not a program", "", "does not answer"),
        (pulumi_script("hello"), "", "does not answer"),
    ],
)
def test_a_pulumi_on_path_that_would_not_do_is_left_aside_with_the_reason(
    machine: Machine, pulumi: str, without: str, reason: str
) -> None:
    put_engine(machine.bin, pulumi, without)
    put_engine(machine.built)
    answer = machine.run()
    assert answer.gives(machine.built)
    assert f"{machine.bin}/pulumi is not used" in answer.err
    assert reason in answer.err


# What is installed already


def test_an_earlier_build_is_taken_without_asking_anybody(machine: Machine) -> None:
    put_engine(machine.built)
    machine.give_go()
    answer = machine.run()
    assert answer.gives(machine.built)
    assert answer.err == ""
    assert machine.asked_of_go() == []


def test_what_the_automation_api_installed_is_taken(machine: Machine) -> None:
    put_engine(machine.downloaded)
    assert machine.run().gives(machine.downloaded)


def test_an_installation_that_lost_a_program_is_replaced(machine: Machine) -> None:
    put_engine(machine.built, without="pulumi-language-python-exec")
    machine.give_go()
    assert machine.run().gives(machine.built)
    assert sorted(path.name for path in machine.built.iterdir()) == sorted(engine.PROGRAMS)


# Installing


def test_pulumis_own_installer_comes_before_a_build(machine: Machine) -> None:
    machine.give_installer(offline=False)
    machine.give_go()
    assert machine.run().gives(machine.downloaded)
    assert machine.asked_of_go() == []


def test_a_machine_without_a_network_is_noticed_by_the_real_installer_at_once(machine: Machine) -> None:
    nowhere = "http://127.0.0.1:9"
    answer = machine.run(PYTHONPATH="", https_proxy=nowhere, HTTPS_PROXY=nowhere)
    assert "Pulumi's own installer failed" in answer.err
    assert "refused" in answer.err
    assert answer.refuses("Go is not on PATH")


def test_a_build_leaves_four_executable_programs_and_nothing_else(machine: Machine) -> None:
    machine.give_go()
    answer = machine.run()
    assert answer.gives(machine.built)
    assert "no route to host" in answer.err
    modes = {path.name: path.stat().st_mode & 0o777 for path in machine.built.iterdir()}
    assert modes == dict.fromkeys(engine.PROGRAMS, 0o755)
    left = {path for path in machine.home.rglob("*") if path.is_dir()}
    assert left == {machine.built, machine.built.parent, machine.built.parent.parent}


def test_a_build_is_held_to_the_pinned_modules_whatever_the_environment_says(machine: Machine) -> None:
    machine.give_go()
    machine.run(GOFLAGS="-mod=mod", GOWORK="/somewhere/go.work")
    asked = machine.asked_of_go()
    assert asked
    assert all(line.endswith("GOWORK=off") for line in asked)
    assert all("-mod=readonly" in line for line in asked if not line.startswith("env"))


def test_a_killed_build_is_not_taken_for_an_installation(machine: Machine) -> None:
    put_engine(machine.built.parent.with_name(f".{VERSION}-go.partial") / "bin")
    assert machine.run().refuses("Go is not on PATH")
    machine.give_go()
    assert machine.run().gives(machine.built)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_build_that_is_stopped_leaves_no_process_and_no_half_installation(machine: Machine, number: int) -> None:
    machine.give_go()
    os.mkfifo(machine.root / "gate")
    process = machine.start()
    read_until(process.stderr, "compiling")
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (128 + number, "")
    assert "Traceback" not in err
    with pytest.raises(ProcessLookupError):
        os.kill(int((machine.root / "go.pid").read_text()), 0)
    assert [path.name for path in (machine.home / "versions").iterdir()] == [f".{VERSION}.lock"]


def test_two_at_once_build_once(machine: Machine) -> None:
    machine.give_go()
    gate = machine.root / "gate"
    os.mkfifo(gate)
    first = machine.start()
    read_until(first.stderr, "compiling")
    second = machine.start()
    read_until(second.stderr, "waiting for another installation")
    gate.write_text("go on\n")
    assert {process.communicate(timeout=60)[0] for process in (first, second)} == {f"{machine.built}\n"}
    assert len([line for line in machine.asked_of_go() if line.startswith("build")]) == len(("host", "cli"))


# Refusing


def test_a_machine_without_go_is_told_what_to_install(machine: Machine) -> None:
    assert machine.run().refuses("Go is not on PATH", "install Pulumi, or Go 1.", "try again")


@pytest.mark.parametrize(
    ("version", "toolchain"),
    [("go1.25.0", "local"), ("go1.24.9", "go1.24.9"), ("go1.20.14", "auto"), ("", "")],
)
def test_a_go_that_is_too_old_is_refused_before_anything_is_fetched(
    machine: Machine, version: str, toolchain: str
) -> None:
    machine.give_go(version, toolchain)
    assert machine.run().refuses("too old", version, "newer")
    assert all(line.startswith("env") for line in machine.asked_of_go())


def test_an_older_go_that_may_fetch_its_successor_is_used(machine: Machine) -> None:
    machine.give_go("go1.21.0", "auto")
    assert machine.run().gives(machine.built)


def test_a_go_that_fails_at_once_is_quoted(machine: Machine) -> None:
    write(machine.bin / "go", "#!/bin/sh\necho 'go: toolchain not available' >&2; exit 1\n")
    assert machine.run().refuses("toolchain not available", "install Pulumi")


def test_modules_that_cannot_be_fetched_are_told_from_a_failing_compiler(machine: Machine) -> None:
    address = '"https://modules.example/pulumi/@v/v3.zip"'
    machine.give_go(fetch=f"echo 'go: pulumi@v3: Get {address}: dial tcp: no such host' >&2; exit 1")
    answer = machine.run()
    assert answer.refuses("fetching the modules", "(dial tcp: no such host)", "network")
    assert not any(line.startswith("build") for line in machine.asked_of_go())


def test_a_build_that_does_not_run_is_not_installed(machine: Machine) -> None:
    machine.give_go(pulumi="#!/bin/sh\nexit 1\n")
    assert machine.run().refuses("cannot be used", "does not answer")
    assert not machine.built.exists()


def test_a_place_that_cannot_be_written_is_named(machine: Machine) -> None:
    write(machine.home, "a file, not a directory")
    machine.give_go()
    assert machine.run().refuses(str(machine.home), "PULUMI_HOME")


def test_a_disk_that_cannot_take_the_build_is_refused_with_both_sizes(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = engine.MODULES_SIZE + engine.COMPILED_SIZE + engine.STAGED_SIZE
    caches = [str(machine.root / name) for name in ("modules", "compiled")]
    monkeypatch.setenv("PULUMI_HOME", str(machine.home))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=need))
    engine.check_disk(*caches)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=need - 10**8))
    with pytest.raises(engine.EngineError, match=r"up to 6 GB on the disk of .*, 5\.9 are free: free some, or set"):
        engine.check_disk(*caches)

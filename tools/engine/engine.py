#!/usr/bin/env python3
"""Print the bin directory of a Pulumi engine that can run Python programs; install one when there is none.

Tried in this order: `pulumi` on PATH, what an earlier run installed, Pulumi's own installer, a build with Go of the
modules pinned beside this file. Progress goes to stderr; the directory is the only line on stdout. Linux and macOS.
"""

from __future__ import annotations

import contextlib
import fcntl
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

HERE = Path(__file__).resolve().parent
CLI = HERE / "cli"
# Two modules, because the CLI and the newest Python host that Go's modules contain need two versions of the same SDK.
PYTHON_HOST = HERE / "python_host"
SDK = "github.com/pulumi/pulumi/sdk/v3"
PROGRAMS = ("pulumi", "pulumi-language-python", "pulumi-language-python-exec", "pulumi-resource-pulumi-python")
SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")

GB = 10**9
# With no cache to start from a build takes 1.8, 1.8 and, while it links, 1.6 GB.
MODULES_SIZE = 2 * GB
COMPILED_SIZE = 2 * GB
STAGED_SIZE = 2 * GB

# A site that does not answer is given up within seconds, a slow download after minutes.
CONNECT_SECONDS = 10
DOWNLOAD_SECONDS = 180
INSTALLER = f"""
import socket, subprocess, sys, urllib.error
from pulumi.automation import PulumiCommand
from semver import VersionInfo
socket.setdefaulttimeout({CONNECT_SECONDS})
try:
    PulumiCommand.install(root=sys.argv[1], version=VersionInfo.parse(sys.argv[2]))
except urllib.error.URLError as error:
    sys.exit(str(error.reason))
except subprocess.CalledProcessError as error:
    sys.exit(error.output.decode(errors="replace") or str(error))
"""

Version = tuple[int, ...]


class EngineError(Exception):
    """A sentence that says what cannot work, and what to do next."""


class StepError(EngineError):
    """A command that failed, and why."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what} failed ({why})")


def main() -> int:
    return told(lambda: on_path() or installed() or install())


def told(find: Callable[[], Path]) -> int:
    """Print what is found; where it cannot be had, say in a sentence why."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))  # leave by way of the clean-up
    try:
        sys.stdout.write(f"{find()}\n")
    except EngineError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"{error.strerror or error} ({error.filename}): mend that, or set PULUMI_HOME to a directory that will do.")
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


# What is there


def on_path() -> Path | None:
    """Accept the machine's own `pulumi` when it is recent enough and finds its Python host."""
    found = shutil.which("pulumi")
    if found is None:
        return None
    pulumi = Path(found).absolute()
    beside = (str(pulumi.parent), str(pulumi.resolve().parent))
    problem = unusable(pulumi, os.pathsep.join((*beside, os.environ.get("PATH", ""))))
    if problem:
        say(f"{pulumi} is not used: {problem}")
        return None
    return pulumi.parent


def installed() -> Path | None:
    """Find what an earlier run, or the Automation API, has installed."""
    for root in (root_of_download(), root_of_build()):
        directory = root / "bin"
        if directory.exists() and not unusable(directory / "pulumi", str(directory)):
            return directory
    return None


def unusable(pulumi: Path, search: str) -> str | None:
    """Say what keeps this `pulumi` from running a Python program, or nothing."""
    missing = [program for program in PROGRAMS if shutil.which(program, path=search) is None]
    if missing:
        return f"{', '.join(missing)} not found"
    version = version_of(pulumi)
    if not version:
        return "it does not answer `pulumi version`"
    if version < parse_version(pinned(CLI)):
        return f"it is older than {pinned(CLI)}"
    return None


def version_of(pulumi: Path) -> Version:
    env = os.environ | {"PULUMI_SKIP_UPDATE_CHECK": "1"}
    try:
        answer = subprocess.run([pulumi, "version"], capture_output=True, text=True, timeout=60, env=env, check=True)
    except (OSError, subprocess.SubprocessError):
        return ()
    return parse_version(answer.stdout)


def parse_version(text: str) -> Version:
    """Read the first version in a text; the empty one, older than any other, when there is none."""
    match = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return tuple(int(part or 0) for part in match.groups()) if match else ()


# Getting one


def install() -> Path:
    versions = pulumi_home() / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    with locked(versions / f".{pinned(CLI)}.lock"):
        return installed() or download() or build()


def download() -> Path | None:
    """Let Pulumi's installer try; where it cannot succeed, say why and go on."""
    root = root_of_download()
    try:
        with staged(root) as stage:
            command = [sys.executable, "-c", INSTALLER, str(stage), pinned(CLI)]
            run("Pulumi's own installer", command, env={"TMPDIR": str(stage / "tmp")}, limit=DOWNLOAD_SECONDS)
    except EngineError as error:
        say(f"{error}; building with Go instead")
        return None
    return root / "bin"


def build() -> Path:
    go = find_go()
    check_disk(*go_env(go, "GOMODCACHE", "GOCACHE"))
    root = root_of_build()
    with staged(root) as stage:
        env = {"TMPDIR": str(stage / "tmp"), "GOWORK": "off", "CGO_ENABLED": "0"}
        # The small one first: what is wrong with Go or the network then shows at once.
        build_tool(go, PYTHON_HOST, "Pulumi's Python host", stage / "bin", env)
        build_tool(go, CLI, "the Pulumi CLI", stage / "bin", env)
        copy_scripts(go, stage / "bin", env)
    return root / "bin"


def build_tool(go: str, module: Path, name: str, into: Path, env: Mapping[str, str]) -> None:
    """Fetch and compile apart, so that a missing network is not taken for a broken compiler."""
    version = f"-X {SDK}/go/common/version.Version=v{pinned(module)}"
    flags = ("-trimpath", "-buildvcs=false", "-tags=osusergo,grpcnotrace", f"-ldflags=-s -w {version}")
    fetch = (go, "list", "-mod=readonly", "-deps", "tool")
    compile_ = (go, "build", "-mod=readonly", *flags, "-o", f"{into}/", "tool")
    try:
        run(f"fetching the modules of {name}", fetch, cwd=module, env=env)
    except StepError as error:
        refuse(f"{error}: check the network and `go env GOPROXY`, then try again.")
    try:
        run(f"compiling {name}", compile_, cwd=module, env=env)
    except StepError as error:
        refuse(f"{error}: mend that, or install Pulumi, then try again.")


def copy_scripts(go: str, into: Path, env: Mapping[str, str]) -> None:
    """Take what is not compiled from the SDK's module as it is."""
    command = [go, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", SDK]
    sdk = Path(run("copying the SDK's scripts", command, cwd=CLI, env=env))
    for script in SCRIPTS:
        copy = into / Path(script).name
        shutil.copyfile(sdk / script, copy)
        copy.chmod(0o755)


# What a build needs


def find_go(instead: str = "Pulumi, or ") -> str:
    """The path of Go; where there is none that will do, say what else would."""
    minimum = go_mod(CLI, r"^go (\S+)")
    way_out = f"install {instead}Go {minimum} or newer (https://go.dev/dl), then try again."
    go = shutil.which("go")
    if go is None:
        refuse(f"Go is not on PATH: {way_out}")
    version, toolchain = go_env(go, "GOVERSION", "GOTOOLCHAIN")
    # Since 1.21 Go fetches a newer toolchain by itself, where GOTOOLCHAIN lets it.
    replaces_itself = toolchain.endswith("auto") and parse_version(version) >= (1, 21)
    if parse_version(version) < parse_version(minimum) and not replaces_itself:
        refuse(f"{go} is too old ({version or 'no version'}): {way_out}")
    return go


def go_env(go: str, *names: str) -> list[str]:
    try:
        values = run("asking Go for its settings", [go, "env", *names], env={"GOWORK": "off"}).splitlines()
    except StepError as error:
        refuse(f"{error}: mend that, or install Pulumi, then try again.")
    return values + [""] * (len(names) - len(values))  # a name that an old Go does not know


def check_disk(modules: str, compiled: str) -> None:
    """Refuse when a file system cannot take all that a build puts on it."""
    sizes = {Path(modules): MODULES_SIZE, Path(compiled): COMPILED_SIZE, root_of_build(): STAGED_SIZE}
    needed: dict[int, int] = {}
    for directory, size in sizes.items():
        existing = next(path for path in (directory, *directory.parents) if path.exists())
        device = existing.stat().st_dev
        needed[device] = needed.get(device, 0) + size
        free = shutil.disk_usage(existing).free
        if free < needed[device]:
            refuse(
                f"a build takes up to {needed[device] / GB:.0f} GB on the disk of {existing}, {free / GB:.1f} are "
                "free: free some, or set GOMODCACHE, GOCACHE and PULUMI_HOME to a larger disk."
            )


# Installing whole or not at all


@contextlib.contextmanager
def locked(lock: Path) -> Iterator[None]:
    """Let one installation run at a time; the kernel drops the lock of a process that dies."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another installation to end")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def staged(root: Path) -> Iterator[Path]:
    """Give a directory to install into; it takes the root's place only once the engine in it runs."""
    stage = root.with_name(f".{root.name}.partial")
    shutil.rmtree(stage, ignore_errors=True)  # of a run that was killed
    try:
        (stage / "bin").mkdir(parents=True)
        (stage / "tmp").mkdir()
        yield stage
        if problem := unusable(stage / "bin" / "pulumi", str(stage / "bin")):
            refuse(f"what was just installed cannot be used, {problem}: install Pulumi, then try again.")
        shutil.rmtree(stage / "tmp")
        shutil.rmtree(root, ignore_errors=True)  # found unusable, or nobody would install
        stage.rename(root)
        say(f"installed {root}")
    finally:
        shutil.rmtree(stage, ignore_errors=True)


# Names and places


def root_of_download() -> Path:
    """Where the Automation API installs, so that each finds what the other did."""
    return pulumi_home() / "versions" / pinned(CLI)


def root_of_build() -> Path:
    return pulumi_home() / "versions" / f"{pinned(CLI)}-go"


def pulumi_home() -> Path:
    return Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi").absolute()


def pinned(module: Path) -> str:
    """Version of the SDK in a module's go.mod, the one place where it is written."""
    return go_mod(module, rf"^\s*{SDK} v(\S+)")


def go_mod(module: Path, pattern: str) -> str:
    (value,) = re.findall(pattern, (module / "go.mod").read_text(encoding="utf-8"), re.MULTILINE)
    return str(value)


# Running and reporting


def run(what: str, command: Sequence[str], *, env: Mapping[str, str], cwd: Path = HERE, limit: float = math.inf) -> str:
    """Run a command, showing what it is for and for how long it has run; give its output."""
    with tempfile.TemporaryFile("w+", errors="replace") as out, tempfile.TemporaryFile("w+", errors="replace") as err:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=os.environ | env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,  # a group of its own: its children end with it
        )
        try:
            watch(process, what, limit)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode:
            raise StepError(what, last_words(err))
        out.seek(0)
        return out.read().rstrip("\n")


def watch(process: subprocess.Popen[bytes], what: str, limit: float) -> None:
    """Wait, and say what for and for how long: in place on a terminal, by a line now and then elsewhere."""
    terminal = sys.stderr.isatty()
    started = time.monotonic()
    pause = 1
    while not ends_within(process, pause):
        seconds = time.monotonic() - started
        if seconds > limit:
            raise StepError(what, f"not done after {limit:.0f} s")
        say(f"{what}, {seconds:.0f} s", end="\r" if terminal else "\n")
        pause = 1 if terminal else 20


def ends_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    return process.returncode is not None


def last_words(err: IO[str]) -> str:
    err.seek(0)
    last = next((line for line in reversed(err.read().splitlines()) if line.strip()), "no message")
    return last.rsplit('": ', 1)[-1].strip()[:300]  # Go puts the whole address, in quotes, before the cause


def refuse(sentence: str) -> NoReturn:
    raise EngineError(sentence)


def say(sentence: str, end: str = "\n") -> None:
    clear = "\033[K" if sys.stderr.isatty() else ""
    sys.stderr.write(f"{clear}engine: {sentence}{end}")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())

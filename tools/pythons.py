"""Runs tests on each version of Python that this machine has and the package takes; `make pythons` calls it.

The first argument is a folder for virtual environments, the others go to pytest. A version that is not there is named
and left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSIONS = ("3.11", "3.12", "3.13")
OF_THE_SDK = "ignore:There is no current event loop:DeprecationWarning"
"""Pulumi's mocks ask for an event loop in a way that Python deprecates from 3.12 on."""
TESTS = ("tests/unit", "tests/process", "tests/engine/test_lifecycle.py")


def main(folder: str, *options: str) -> int:
    """Run all, and return how many versions failed."""
    failed = [version for version in VERSIONS if not passes(version, Path(folder).absolute() / version, options)]
    if failed:
        print(f"failed: Python {', '.join(failed)}", file=sys.stderr)
    return len(failed)


def passes(version: str, environment: Path, options: tuple[str, ...]) -> bool:
    """Whether the tests pass on a version, or there is none of it here."""
    python = found(version)
    if python is None:
        print(f"Python {version}: skipped, because there is none on this machine", flush=True)
        return True
    print(f"Python {version}: {python}", flush=True)
    subprocess.run([python, "-m", "venv", environment], check=True)
    own = environment / "bin" / "python"
    subprocess.run([own, "-m", "pip", "install", "--quiet", "--upgrade", "pip"], check=True)
    subprocess.run([own, "-m", "pip", "install", "--quiet", "--editable", ".", "--group", "dev"], check=True)
    path = os.pathsep.join([str(own.parent), os.environ["PULUMI_BLAND_ENGINE"], os.environ["PATH"]])
    command = [str(own), "-m", "pytest", "-W", OF_THE_SDK, *options, *TESTS]
    return subprocess.run(command, env=os.environ | {"PATH": path}, check=False).returncode == 0


def found(version: str) -> str | None:
    """The interpreter of a version: on PATH, or among those of pyenv, whose command of that name may be off."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for each in (shutil.which(f"python{version}"), *sorted(pyenv.glob(f"versions/{version}.*/bin/python"))):
        if each and works(str(each), version):
            return str(each)
    return None


def works(python: str, version: str) -> bool:
    """Whether it starts, and is of that version."""
    said = "import sys; print('.'.join(map(str, sys.version_info[:2])))"
    done = subprocess.run([python, "-c", said], capture_output=True, text=True, check=False)
    return (done.returncode, done.stdout.strip()) == (0, version)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

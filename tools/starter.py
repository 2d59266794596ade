#!/usr/bin/env python3
"""Start the plugin: what Pulumi runs as `pulumi-resource-bland`, beside the wheel of `pulumi_bland`.

The first start makes a Python environment here, with the wheel and what it needs; later ones only use it. Python 3.8
must be able to read this file, or it could not say that it is too old. stdout is Pulumi's, which reads a port there.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / "environment"
PYTHON = ENVIRONMENT / "bin" / "python"
COMPLETE = ENVIRONMENT / "complete"
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def main() -> NoReturn:
    try:
        if not usable():
            prepare()
    except OSError as error:
        sys.exit(f"{error.strerror} ({error.filename}): the plugin needs to make a Python environment beside itself.")
    # -I: nothing of the program's folder, nor of PYTHONPATH, is imported.
    become(str(PYTHON), "-I", "-m", "pulumi_bland.plugin")


def usable() -> bool:
    """Whether an environment is here, and the Python that it stands on still is."""
    return COMPLETE.exists() and PYTHON.exists()


def prepare() -> None:
    """Make the environment. Pulumi starts several plugins at once: one makes it, and the others wait."""
    with (HERE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not usable():
            print("The first start makes a Python environment for the plugin, in about a minute.", file=sys.stderr)
            make()


def make() -> None:
    (wheel,) = HERE.glob("*.whl")
    run(sys.executable, "-I", "-m", "venv", "--clear", ENVIRONMENT)
    run(PYTHON, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    COMPLETE.touch()


def run(*command: object) -> None:
    words = [str(each) for each in command]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    if done.returncode:
        sys.exit(f"The plugin's Python environment could not be made: {' '.join(words)}")


def newer() -> str:
    """The path of a Python that is new enough."""
    found = next(filter(None, map(shutil.which, NEWER)), None)
    if found is None:
        sys.exit(f"The plugin needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")
    return found


def become(*command: str) -> NoReturn:
    """Run a command with our arguments as this process, which is the one that Pulumi ends."""
    os.execv(command[0], [*command, *sys.argv[1:]])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        become(newer(), __file__)
    main()

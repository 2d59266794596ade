"""The user's own `pulumi`, run as a person would run it: what it prints, or why it refused, in its own words."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path
from typing import Any

from pulumi_bland._rules.errors import BlandError


def pulumi(*arguments: str, cwd: Path | None = None, stdin: str | None = None, quiet: tuple[str, ...] = ()) -> str:
    """Run a command of `pulumi` and return what it prints.

    Args:
        arguments: the command and its options; none of them is a secret, because other processes can read them.
        cwd: the folder of the project; otherwise the current one.
        stdin: what the command reads: secrets go this way.
        quiet: arguments to be left out of an error.

    Raises:
        BlandError: there is no `pulumi`, or it refused.
    """
    return _run(arguments, cwd, stdin, quiet, ())


def pulumi_writes(*arguments: str, option: str, cwd: Path | None = None) -> str:
    """Run a command that writes a file, named by `option`, and return what it wrote there.

    The file is a pipe: there may be secrets in it, and nothing of them is left behind, whatever happens.
    """
    if os.name != "posix":
        raise BlandError("this needs pipes with names, which this system does not have; `pulumi up` does the same")
    reading, writing = os.pipe()
    found: list[str] = []

    def read() -> None:
        with open(reading, encoding="utf-8") as pipe:  # noqa: PTH123 - a descriptor, not a path
            found.append(pipe.read())

    reader = threading.Thread(target=read)
    reader.start()
    try:
        _run((*arguments, option, f"/dev/fd/{writing}"), cwd, None, (option, f"/dev/fd/{writing}"), (writing,))
    finally:
        os.close(writing)
        reader.join()
    return found[0]


def _run(
    arguments: tuple[str, ...],
    cwd: Path | None,
    stdin: str | None,
    quiet: tuple[str, ...],
    descriptors: tuple[int, ...],
) -> str:
    shown = " ".join(["pulumi", *(each for each in arguments if each not in quiet and not each.startswith("--show"))])
    given: dict[str, Any] = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
    try:
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color=never"],
            cwd=cwd,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            pass_fds=descriptors,
            **given,
        )
    except OSError:
        raise BlandError("there is no `pulumi` on PATH that can be run; https://www.pulumi.com/docs/install") from None
    if done.returncode:
        said = _said(done.stderr) or _said(done.stdout) or f"exit code {done.returncode}"
        text = f"could not run `{shown}`: {said}"
        raise BlandError(text)
    return str(done.stdout)


def _said(text: str) -> str:
    """What a command says about its failure, on one line: its errors where it marks them as such."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("error:")]
    return " ".join(errors or lines).removeprefix("error: ")

"""The command line as a process would run it, in this one."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass

import pytest

from pulumi_bland.cli import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def run(capsys: pytest.CaptureFixture[str], *arguments: str, stdin: str | bytes | None = None) -> Ran:
    """Run `pulumi-bland` with these arguments; with `stdin`, as the end of a pipe."""
    with pytest.MonkeyPatch.context() as patch:
        if stdin is not None:
            data = stdin.encode() if isinstance(stdin, str) else stdin
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        with pytest.raises(SystemExit) as ended:
            main(arguments)
    printed = capsys.readouterr()
    code = ended.value.code
    assert isinstance(code, int)
    return Ran(code, printed.out, printed.err)

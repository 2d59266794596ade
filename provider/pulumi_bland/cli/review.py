"""`pulumi-bland review`: a preview as a comment on a pull request."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from pulumi_bland._rules.errors import BlandError
from pulumi_bland.cli._compare.plan import compare_plan
from pulumi_bland.cli._read.preview import read_preview
from pulumi_bland.cli._read.stack import read_stack
from pulumi_bland.cli._rehearse.rehearsal import foretell
from pulumi_bland.cli._render import Format, show
from pulumi_bland.cli._report.dangers import RULES, FailOn, dangers


def review(
    preview: Annotated[
        Path | None,
        typer.Argument(
            help="File with the preview; without it, or with -, it is read from standard input.", show_default=False
        ),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="Markdown fits one comment on GitHub; the others are not cut.")
    ] = "markdown",
    fail_on: Annotated[
        str,
        typer.Option(metavar="RULES", help=f"Exit with 2 if one of these is found: {', '.join(RULES)} (shrink=30%)."),
    ] = "",
    account: Annotated[
        bool, typer.Option("--account", help="Look at the account too, and say what `up` would write to it now.")
    ] = False,
    stack: Annotated[
        str | None,
        typer.Option(
            "--stack",
            "-s",
            help="With --account: name of the stack; otherwise the one that is selected.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Say what a preview would change at Bland, so that a person can approve it.

    Reads what `pulumi preview --json` prints; with --refresh, or of `pulumi refresh` and `pulumi destroy` with
    --preview-only, too. Secrets are never shown. A preview that failed ends with exit code 1.

    With --account it is a dry run, in the folder of the project: it asks `pulumi` for the state, reads the account, and
    shows the requests that `up` would make and what they replace. It writes to neither, and a key that may only read is
    enough.

    \b
    Examples:
      pulumi preview --json --show-sames | pulumi-bland review
      pulumi preview --json | pulumi-bland review --fail-on delete,takeover
      pulumi-bland review preview.json --format text
      pulumi-bland review preview.json --account --fail-on refused
    """  # noqa: D301 - the backspace keeps the lines of a paragraph
    wanted = FailOn.parse(fail_on)
    found = read_preview(_input(preview))
    report = compare_plan(found)
    if account:
        report = foretell(report, found, read_stack(stack))
    show(report, format_, wanted.share)
    if report.errors:
        what = "the account could not be read" if account and not compare_plan(found).errors else "the preview failed"
        text = f"{what}: this is not all that would happen"
        raise BlandError(text)
    if met := wanted.met(dangers(report, wanted.share)):
        typer.echo(f"found: {', '.join(met)}", err=True)
        raise typer.Exit(2)


def _input(preview: Path | None) -> str:
    if preview is None and sys.stdin.isatty():
        raise BlandError("there is no preview to read: run `pulumi preview --json | pulumi-bland review`")
    try:
        data = sys.stdin.buffer.read() if preview is None or str(preview) == "-" else preview.read_bytes()
        return data.decode(json.detect_encoding(data))  # PowerShell writes UTF-16
    except OSError as error:
        text = f"{preview}: {error.strerror}"
        raise BlandError(text) from None
    except UnicodeDecodeError:
        raise BlandError("this is no preview: it is not text") from None

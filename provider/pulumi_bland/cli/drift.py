"""`pulumi-bland drift`: a stack's state against the account, without writing to either."""

from __future__ import annotations

from typing import Annotated

import typer

from pulumi_bland._rules.errors import BlandError
from pulumi_bland.cli._compare.account import compare_account
from pulumi_bland.cli._read.stack import read_stack
from pulumi_bland.cli._render import Format, show
from pulumi_bland.cli._report.dangers import SHARE


def drift(
    stack: Annotated[
        str | None,
        typer.Option(
            "--stack", "-s", help="Name of the stack; otherwise the one that is selected.", show_default=False
        ),
    ] = None,
    unmanaged: Annotated[
        bool,
        typer.Option("--unmanaged", help="List the pools, numbers and fields that no resource of the stack manages."),
    ] = False,
    format_: Annotated[Format, typer.Option("--format", "-f", help="Markdown fits one comment or issue.")] = "text",
) -> None:
    """Compare the state of a stack with the account: exit code 0 without drift, 2 with it, 1 if it cannot be told.

    Run it in the folder of the project. It asks `pulumi` for the state and the configuration, reads the account, and
    writes to neither; `pulumi refresh` takes the drift into the state. Secrets are never shown.

    \b
    Examples:
      pulumi-bland drift
      pulumi-bland drift --stack prod --format markdown > drift.md
      pulumi-bland drift --unmanaged
    """  # noqa: D301 - the backspace keeps the lines of a paragraph
    report = compare_account(read_stack(stack), unmanaged=unmanaged)
    show(report, format_, SHARE)
    if report.errors:
        raise BlandError("not everything could be read, so whether there is drift cannot be told")
    if report.changes:
        raise typer.Exit(2)

"""`pulumi-bland adopt`: what a program declares comes into the state of its stack without a deploy."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from pulumi_bland._rules.errors import BlandError
from pulumi_bland.cli._pulumi import pulumi
from pulumi_bland.cli._stack import read_stack
from pulumi_bland.cli.adopt.entries import import_file
from pulumi_bland.cli.adopt.planned import read_declared
from pulumi_bland.cli.export.holdings import counted


def adopt(
    stack: Annotated[
        str | None,
        typer.Option(
            "--stack", "-s", help="Name of the stack; otherwise the one that is selected.", show_default=False
        ),
    ] = None,
) -> None:
    """Bring what a program declares into the state of its stack, where the account is so already.

    Run it in the folder of the project. It reads the account and writes nothing there; the preview afterwards is
    empty. Where the account differs from the program it names what does, and adopts nothing. Resources that the stack
    has already stay as they are.

    \b
    Examples:
      pulumi-bland adopt
      pulumi-bland adopt --stack prod
    """  # noqa: D301 - the backspace keeps the lines of a paragraph
    declared = read_declared(stack)
    if not declared:
        typer.echo("there is nothing to adopt: the stack has all pools and agents of the program")
        return
    file = import_file(read_stack(stack).account(), declared)
    chosen = ["--stack", stack] if stack else []
    quiet = ("--file", "/dev/stdin", "--generate-code=false", "--protect=false", "--yes", "--skip-preview")
    pulumi("import", *quiet, *chosen, stdin=json.dumps(file), quiet=quiet)
    left = [each.name for each in read_declared(stack)]
    if left:
        text = f"`pulumi import` did not take {len(left)} of {len(declared)} resources; look at `pulumi preview`"
        raise BlandError(text)
    typer.echo(f"adopted {counted(each.kind for each in declared)}; nothing was written to the account")

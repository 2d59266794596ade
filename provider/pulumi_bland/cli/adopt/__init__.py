"""`pulumi-bland adopt`: what a program declares comes into the state of its stack without a deploy."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from pulumi_bland._rules.errors import BlandError, listed
from pulumi_bland.cli._progress import progress
from pulumi_bland.cli._pulumi import pulumi
from pulumi_bland.cli._read.stack import read_stack
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
    with progress() as say:
        say("asking Pulumi what the program declares")
        declared = read_declared(stack)
        if not declared:
            typer.echo("there is nothing to adopt: the stack has all pools and agents of the program")
            return
        say("comparing it with the account")
        file = import_file(read_stack(stack).account(), declared)
        say("bringing it into the state")
        _import(file, stack)
    there = {each.name for each in read_stack(stack).managed}
    if left := [each.name for each in declared if each.name not in there]:
        text = f"`pulumi import` did not take {listed(left)}; look at `pulumi preview`"
        raise BlandError(text)
    typer.echo(f"adopted {counted(each.kind for each in declared)}; nothing was written to the account")


def _import(file: dict[str, Any], stack: str | None) -> None:
    """Have Pulumi read the import from a pipe: there may be secrets in it, and nothing of them is left behind."""
    chosen = ["--stack", stack] if stack else []
    quiet = ("--file", "/dev/stdin", "--generate-code=false", "--protect=false", "--yes", "--skip-preview")
    pulumi("import", *quiet, *chosen, stdin=json.dumps(file), quiet=quiet)

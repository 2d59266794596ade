"""The command line, `pulumi-bland`: one file for each command.

Exit codes, the same for every command:

- 0: done, and nothing to report
- 1: could not be done: wrong usage, an unreachable account, an incomplete preview
- 2: done, and what was asked about was found: drift, or a `--fail-on` rule of a review
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from bland_sandbox.command import sandbox
from pulumi_bland._rules.errors import BlandError
from pulumi_bland.cli.adopt import adopt
from pulumi_bland.cli.contract import contract
from pulumi_bland.cli.doctor import doctor
from pulumi_bland.cli.drift import drift
from pulumi_bland.cli.export import export
from pulumi_bland.cli.new import new
from pulumi_bland.cli.review import review

app = typer.Typer(
    name="pulumi-bland",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks print local variables, and with them keys
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(adopt)
app.command()(contract)
app.command()(doctor)
app.command()(drift)
app.command()(export)
app.command()(new)
app.command()(review)
app.command()(sandbox)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pulumi-bland {version('pulumi-bland')}")
        raise typer.Exit


@app.callback()
def _commands(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Tools for people who keep Bland AI dialing pools and SMS agents in Pulumi.

    Exit codes: 0 done; 1 could not be done; 2 done, and drift or a --fail-on rule was found.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit; expected errors are one sentence on stderr."""
    try:
        code = app(arguments, standalone_mode=False)
    except BlandError as error:
        _end(str(error))
    except typer.Abort:
        _end("interrupted")
    except Exception as error:
        # typer's usage errors, whose own exit code is 2: that one means "found" here. Their class is not public.
        if not hasattr(error, "format_message"):
            raise
        _end(f"{error.format_message()} (pulumi-bland --help)")
    sys.exit(code if isinstance(code, int) else 0)


def _end(message: str) -> None:
    typer.echo(f"pulumi-bland: {message}", err=True)
    sys.exit(1)

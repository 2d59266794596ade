"""Fourth stage: a report drawn for a terminal, for a comment on a pull request, or for a program."""

from __future__ import annotations

from typing import Literal

import typer
from rich.console import Console

from pulumi_bland.cli._render import document, terminal
from pulumi_bland.cli._render.markdown import markdown
from pulumi_bland.cli._report.change import Report

Format = Literal["text", "markdown", "json"]


def show(report: Report, format_: Format, share: float) -> None:
    """Print a report to standard output."""
    if format_ == "json":
        typer.echo(document.document(report, share=share))
    elif format_ == "markdown":
        typer.echo(markdown(report, share=share), nl=False)
    else:
        terminal.show(report, Console(), share=share)

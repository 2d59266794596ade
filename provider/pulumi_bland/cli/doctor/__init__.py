"""`pulumi-bland doctor`: whether this machine, this project, this stack and this account fit together."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.text import Text

from pulumi_bland._rules.errors import BlandError
from pulumi_bland.cli._read.stack import Stack
from pulumi_bland.cli.doctor import account, project, resources, toolchain
from pulumi_bland.cli.doctor import stack as stacks
from pulumi_bland.cli.doctor.check import Check

_COLOURS = {"ok": "green", "warning": "yellow", "failed": "red"}


def doctor(
    stack: Annotated[
        str | None,
        typer.Option(
            "--stack", "-s", help="Name of the stack; otherwise the one that is selected.", show_default=False
        ),
    ] = None,
    format_: Annotated[Literal["text", "json"], typer.Option("--format", "-f", help="How to print it.")] = "text",
) -> None:
    """Look for what keeps a project from working, a line for each check, with what to do about it.

    Run it in the folder of the project. It looks at the engine, the Python that Pulumi uses, Pulumi.yaml, the stack,
    the key and the account, by reads alone. Exit code 1 if a check failed.

    \b
    Examples:
      pulumi-bland doctor
      pulumi-bland doctor --stack prod --format json
    """  # noqa: D301 - the backspace keeps the lines of a paragraph
    checks = []
    console = Console()
    for check in examine(Path.cwd(), stack):
        checks.append(check)
        if format_ == "text":
            _show(check, console)
    if format_ == "json":
        typer.echo(json.dumps([asdict(each) for each in checks], indent=2, ensure_ascii=False))
    if count := sum(each.state == "failed" for each in checks):
        text = f"{count} of {len(checks)} checks failed"
        raise BlandError(text)


def examine(folder: Path, name: str | None) -> Iterator[Check]:
    """All checks, as long as one makes sense after the other."""
    told = toolchain.about()
    found = project.find_project(folder)
    if isinstance(told, Check):
        yield told
    else:
        yield from toolchain.examine(told, found if isinstance(found, project.Project) else None)
    if isinstance(found, Check):
        yield found
        return
    yield from project.examine(found)
    yield from account.environment(os.environ)
    if isinstance(told, Check):
        return
    yield stacks.backend(told)
    opened = stacks.open_stack(name)
    if not isinstance(opened, Stack):
        yield opened
        return
    keys = list(stacks.examine(opened, secret=stacks.keeps_secret(name)))
    yield from keys
    if all(each.state != "failed" for each in keys):
        reached = list(account.examine(opened.configs.get("", {})))
        yield from reached
        if all(each.state != "failed" for each in reached):
            yield from resources.examine(opened)


def _show(check: Check, console: Console) -> None:
    """Print a check; nothing in it is taken for markup, and no line is wrapped."""
    line = Text(f"{check.state:<8}", style=_COLOURS[check.state]).append(f"{check.name}: {check.said}", style="default")
    console.print(line, soft_wrap=True, highlight=False)
    if check.fix:
        console.print(Text(f"         {check.fix}"), soft_wrap=True, highlight=False)

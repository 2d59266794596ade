"""`pulumi-bland contract`: what Bland's reference leaves open, asked of an account by experiments that undo themselves.

questions → reads, pools, sms (the experiments, over exchange) → conclude → report; journal and undo put back.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from pulumi_bland._http.access import Settings, settings
from pulumi_bland._http.client import Client
from pulumi_bland._rules.errors import BlandError, NoApiKey
from pulumi_bland._rules.phone import e164, pool_number
from pulumi_bland.cli._progress import progress
from pulumi_bland.cli._render import Format
from pulumi_bland.cli.contract import report
from pulumi_bland.cli.contract.exchange import Service
from pulumi_bland.cli.contract.journal import Journal, opened
from pulumi_bland.cli.contract.run import Run, Wanted, kept, recover

_DEADLINE = 120.0
"""Seconds for each exchange: a limit that asks to wait a minute is waited for, or the account would stay changed."""


def contract(
    numbers: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBERS",
            help="Numbers, separated by commas, for a dialing pool that is made, asked about and deleted again. "
            "Three or more; none is called.",
            show_default=False,
        ),
    ] = None,
    pool: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="A dialing pool that may be changed and put back, for a service that cannot delete pools.",
            show_default=False,
        ),
    ] = None,
    number: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER", help="A number whose SMS settings may be changed and put back.", show_default=False
        ),
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Ask only what reads can answer.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Agree to what it says it will change.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the profile there; the sandbox takes it with --profile."),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="As JSON, the profile is printed.")] = "text",
) -> None:
    """Ask an account what Bland's reference leaves open; everything that is changed for that is put back.

    The account is that of BLAND_API_KEY, at BLAND_BASE_URL if it is set. Without options it reads, and deletes a pool
    that does not exist. What cannot be told is "not known". The profile holds no key, number, id or text.

    \b
    Examples:
      pulumi-bland contract --read-only
      pulumi-bland contract --numbers +16465550141,+15035550142,+16175550143
      pulumi-bland contract --number +15550001111 --out profile.json
    """  # noqa: D301 - the backspace keeps the lines of a paragraph
    wanted = _wanted(numbers, pool, number, read_only=read_only)
    access = _access()
    run = Run(Service(Client(replace(access, deadline=_DEADLINE))), wanted)
    with opened(Path.cwd(), access) as journal, _ended_gently(journal):
        with progress() as run.service.tell:
            recovered = recover(run.service, journal, read_only=read_only)
        if recovered:
            typer.echo("what an interrupted run had changed is put back", err=True)
        with progress() as run.service.tell:
            run.look()
        if not read_only:
            _agreed(*run.announced(), yes=yes)
            with progress() as run.service.tell:
                run.change(journal)
        where = kept(journal)
    run.conclude()
    _show(run, format_)
    left = f"not everything could be put back: {'; '.join(run.problems)}; {where}" if run.problems else ""
    if failed := "; ".join(filter(None, (left, run.stopped, _written(run, out)))):
        raise BlandError(failed)


def _wanted(numbers: str | None, pool: str | None, number: str | None, *, read_only: bool) -> Wanted:
    if read_only and (numbers or pool or number):
        raise BlandError("--read-only changes nothing, so it takes no --numbers, --pool or --number")
    try:
        members = dict.fromkeys(pool_number(each) for each in (numbers or "").split(",") if each.strip())
        return Wanted(tuple(members), pool, number and e164(number), read_only)
    except ValueError as error:
        text = f"a number {error}"
        raise BlandError(text) from None


def _access() -> Settings:
    try:
        return settings({}, os.environ)
    except NoApiKey:
        raise BlandError("no Bland API key: set BLAND_API_KEY in the environment") from None


def _agreed(told: list[str], needed: bool, *, yes: bool) -> None:
    """Say what will be changed, and where that needs it, have somebody agree."""
    for each in told:
        typer.echo(f"this will {each}", err=True)
    if not needed or yes:
        return
    if not sys.stdin.isatty():
        raise BlandError("nothing was changed: without a terminal, --yes agrees to the above")
    if not typer.confirm("go on?", err=True):
        raise BlandError("nothing was changed")


@contextmanager
def _ended_gently(journal: Journal) -> Iterator[None]:
    """Put back also when told to end, or the terminal is closed; what a second signal cuts short the next run does."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    told = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    usual = {each: signal.signal(each, end) for each in told}
    try:
        yield
    except KeyboardInterrupt:
        left = "run it again to put the rest back" if journal.debts else "everything is as it was"
        text = f"interrupted; {left}"
        raise BlandError(text) from None
    finally:
        for each, before in usual.items():
            signal.signal(each, before)


def _show(run: Run, format_: Format) -> None:
    if format_ == "json":
        for text in run.remarks:
            typer.echo(text, err=True)
        typer.echo(report.document(run.answers), nl=False)
    elif format_ == "markdown":
        typer.echo(report.markdown(run), nl=False)
    else:
        report.show(run)


def _written(run: Run, out: Path | None) -> str:
    """Write the profile; why it could not be."""
    if out is not None:
        try:
            out.write_text(report.document(run.answers), encoding="utf-8")
        except OSError as error:
            return f"{out}: {error.strerror}"
    return ""

"""`pulumi-bland export`: an account becomes a Pulumi project. Read, name, render, write: a module each."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from pulumi_bland._http.access import settings
from pulumi_bland._http.client import Client
from pulumi_bland._rules.account import CHANNELS, Account
from pulumi_bland._rules.errors import BlandError, NoApiKey
from pulumi_bland.cli._kinds.agent import KIND as AGENT
from pulumi_bland.cli._kinds.pool import KIND as POOL
from pulumi_bland.cli._progress import progress
from pulumi_bland.cli._read.stack import Stack, read_stack
from pulumi_bland.cli.export.configured import configured
from pulumi_bland.cli.export.files import written
from pulumi_bland.cli.export.holdings import Chosen, counted, read_holdings
from pulumi_bland.cli.export.naming import name_all, read_names
from pulumi_bland.cli.export.program import render, render_more, render_one
from pulumi_bland.cli.export.project import ENVIRONMENT, next_commands, project_file, readme, requirements
from pulumi_bland.cli.export.secrets import find_secrets

PATIENCE = 300.0
"""Seconds that one read may take with its repetitions: an account at its limit of requests is waited for."""


def export(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DIR", help="Folder of the new project; without it, one program is printed."
        ),
    ] = None,
    stack: Annotated[
        str | None,
        typer.Option(
            "--stack",
            "-s",
            help="Stack to set the secrets in, made if there is none. With --unmanaged: the stack to compare with.",
            show_default=False,
        ),
    ] = None,
    pool: Annotated[
        list[str] | None, typer.Option(metavar="GLOB", help="Only pools whose id matches.", show_default=False)
    ] = None,
    number: Annotated[
        list[str] | None, typer.Option(metavar="GLOB", help="Only numbers that match.", show_default=False)
    ] = None,
    channel: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help=f"Only the settings for it: {', '.join(CHANNELS)}.", show_default=False),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GLOB", help="Not what matches: a pool's id, a number, number/channel.", show_default=False
        ),
    ] = None,
    unmanaged: Annotated[
        bool, typer.Option("--unmanaged", help="Only what the stack of this folder's project does not have yet.")
    ] = False,
    names: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help='JSON file of names: {"+15550001111": "support"}.', show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files, and secrets, that are there already.")] = False,
) -> None:
    """Write a Pulumi program that declares an account as it is, so that its first `pulumi up` changes nothing.

    It only reads the account, with the key in BLAND_API_KEY, or with --unmanaged the stack's own. Credentials, and
    texts that look like a secret, become secrets of the stack's configuration. What is left out is said on standard
    error. With --out either the whole project is written or nothing.

    \b
    Examples:
      pulumi-bland export --out bland --stack dev
      pulumi-bland export --number '+1415*' --channel sms > program.py
      pulumi-bland export --unmanaged --out .
    """  # noqa: D301 - the backspace keeps the lines of a paragraph
    if unknown := [each for each in channel or () if each not in CHANNELS]:
        text = f"there is no channel {unknown[0]!r}: it is one of {', '.join(CHANNELS)}"
        raise BlandError(text)
    if stack and out is None and not unmanaged:
        raise BlandError("--stack sets secrets in the stack of a new project: name its folder with --out")
    known = read_stack(stack) if unmanaged else None
    account = _account(known)
    managed = {each.id.lower() for each in known.managed if not each.access} if known else set()
    globs = {POOL: pool or (), AGENT: number or ()}
    chosen = Chosen(globs, channel or (), exclude or (), frozenset(managed))
    with progress() as say:
        read = read_holdings(account, chosen, say)
    if not read.found:
        raise BlandError("; ".join(["there is nothing to export", *read.notes]))
    taken = {each.name for each in known.managed} if known else set()
    wanted = read_names(names) if names else {}
    named = name_all(read.found, wanted, taken)
    ids = {part for each in named.values() for part in (each.id, each.id.partition("/")[0])}
    read.notes += [f"{names} names {each}, which is not exported" for each in sorted(wanted.keys() - ids)]
    secrets = find_secrets(named)
    counts = counted(each.kind for each in named.values())
    values = {each.key: each.value for each in secrets.values()}
    if out is None:
        typer.echo(render_one(named, secrets), nl=False)
        _tell(counts, read.notes, sorted(values))
        return
    extending = known is not None and (out / "Pulumi.yaml").exists()
    commands = next_commands(stack, sorted(values))
    if extending:
        main = _free_module(out)
        files = render_more(named, secrets, main, {each.stem for each in out.glob("prompts/*.md")})
        commands = [f'add "import {main.removesuffix(".py")}" to __main__.py', *commands[-2:]]
    else:
        files = {
            "Pulumi.yaml": project_file(out, f"{counts} of a Bland account"),
            "requirements.txt": requirements(),
            "README.md": readme(counts, commands),
            **render(named, secrets),
        }
    setting = configured(out, stack, values, force=force) if stack else nullcontext()
    with written(out, files, force=force), setting:
        pass
    if (out / ".venv").resolve() == Path(sys.prefix).resolve():
        commands = [each for each in commands if each != ENVIRONMENT]
    if out.resolve() != Path.cwd():
        commands = [f"cd {shlex.quote(str(out))}", *commands]
    lines = sum(text.count("\n") for path, text in files.items() if path.endswith(".py"))
    _tell(f"{counts} in {lines} lines of Python in {out}", read.notes, () if stack else sorted(values), commands)


def _account(stack: Stack | None) -> Account:
    """The account to read: patiently, because a long export may come to the limit of its requests."""
    if stack is not None:
        return stack.account()
    try:
        found = settings({}, os.environ)
    except NoApiKey:
        raise BlandError("no Bland API key: set BLAND_API_KEY in the environment") from None
    return Account(Client(replace(found, deadline=max(found.deadline, PATIENCE))))


def _free_module(folder: Path) -> str:
    count = 1
    while (folder / (name := "unmanaged.py" if count == 1 else f"unmanaged_{count}.py")).exists():
        count += 1
    return name


def _tell(done: str, notes: Collection[str], keys: Collection[str], commands: Collection[str] = ()) -> None:
    """What came of it, on standard error: the program may be on standard output."""
    lines = [f"exported {done}", *(f"note: {each}" for each in notes)]
    if keys:
        lines.append(f"secrets to set, which --out with --stack would do: {', '.join(keys)}")
    lines += ["next:", *(f"  {each}" for each in commands)] if commands else []
    sys.stderr.write("\n".join(lines) + "\n")

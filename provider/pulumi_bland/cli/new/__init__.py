"""`pulumi-bland new`: a project to begin with."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from pulumi_bland.cli.export.files import written
from pulumi_bland.cli.export.project import ENVIRONMENT, project_file, requirements
from pulumi_bland.cli.new import templates


def new(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of the project; made if there is none.")
    ] = Path(),
    workflow: Annotated[
        bool, typer.Option("--workflow", help="With the workflow that reviews pull requests on GitHub.")
    ] = False,
    policy: Annotated[bool, typer.Option("--policy", help="With the policy pack.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there already.")] = False,
) -> None:
    """Write a small project that previews at once, and print the commands that lead there.

    It makes no environment and calls nothing: the preview needs no key.

    \b
    Examples:
      pulumi-bland new shop
      pulumi-bland new --workflow --policy
    """  # noqa: D301 - the backspace keeps the lines of a paragraph
    files = {
        "Pulumi.yaml": project_file(folder, "Dialing pools and SMS agents of a Bland account"),
        "requirements.txt": requirements(),
        **templates.program(),
        **(templates.workflow() if workflow else {}),
        **(templates.policy() if policy else {}),
    }
    with written(folder, files, force=force):
        pass
    there = folder.resolve() == Path.cwd()
    commands = [
        *(() if there else (f"cd {shlex.quote(str(folder))}",)),
        ENVIRONMENT,
        "pulumi stack init dev",
        "pulumi preview",
    ]
    typer.echo(f"wrote {', '.join(files)}")
    typer.echo("next:")
    for each in commands:
        typer.echo(f"  {each}")
    typer.echo("then, with a key of your account:")
    typer.echo("  pulumi config set --secret bland:apiKey")
    typer.echo("  pulumi up")

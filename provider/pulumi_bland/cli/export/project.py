"""What belongs beside the program: the project file, its requirements, and the next commands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from pulumi_bland.cli.export.naming import slug

PACKAGE = "pulumi-bland"
ENVIRONMENT = "python3 -m venv .venv && . .venv/bin/activate && pip install -r requirements.txt"


def project_file(folder: Path, description: str) -> str:
    """`Pulumi.yaml`. The project has the folder's name, as `pulumi new` would have it."""
    name = slug(folder.resolve().name).encode("ascii", "ignore").decode().strip("-")
    name = name if name and name != "bland" else "bland-account"  # the configuration of `bland` is the package's own
    return f"""\
name: {name}
description: {description}
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: .venv
"""


def requirements() -> str:
    """`requirements.txt`: this package from where it was installed here."""
    return f"{requirement(distribution(PACKAGE))}\n"


def requirement(installed: Distribution) -> str:
    """This package as pip finds it again.

    No index has to know the package, and then its bare name could become somebody else's: so it is named by the
    address that it was installed from (https://packaging.python.org/specifications/direct-url), or with its version.
    """
    recorded = installed.read_text("direct_url.json")
    if recorded is None:
        return f"{PACKAGE}=={installed.version}"
    origin = json.loads(recorded)
    if vcs := origin.get("vcs_info"):
        return f"{PACKAGE} @ {vcs['vcs']}+{origin['url']}@{vcs['commit_id']}"
    if origin["url"].startswith("file:"):
        return (
            "# From this machine; for others, name a wheel in this folder or a reference with a tag:\n"
            f"# {PACKAGE} @ git+https://…@v{installed.version}\n"
            f"{PACKAGE} @ {origin['url']}"
        )
    return f"{PACKAGE} @ {origin['url']}"


def next_commands(stack: str | None, keys: Iterable[str]) -> list[str]:
    """What to type, in the folder of the project, until a preview is empty."""
    name = stack or "dev"
    return [
        ENVIRONMENT,
        *(() if stack else (f"pulumi stack init {name}",)),
        *(() if stack else (f"pulumi config set --secret {key}" for key in keys)),
        f"pulumi-bland adopt --stack {name}",
        f"pulumi preview --stack {name}",
    ]


def readme(counted: str, commands: Iterable[str]) -> str:
    """`README.md`: what this is, and what to type next."""
    return "\n".join(_readme(counted, commands))


def _readme(counted: str, commands: Iterable[str]) -> Iterator[str]:
    yield "# A Bland account in Pulumi\n"
    yield f"{counted}, as they were when `pulumi-bland export` wrote this project. Nothing was changed in the"
    yield "account.\n"
    yield "```bash"
    yield "export BLAND_API_KEY=…   # of the account, or: pulumi config set --secret bland:apiKey"
    yield from commands
    yield "```\n"
    yield "`pulumi-bland adopt` brings what the program declares into the state of the stack, without a write to the"
    yield "account; the preview after it is empty. `pulumi up` in its place writes nothing either. `pulumi destroy`"
    yield "deletes nothing: it hands everything back as it is.\n"

"""What is installed: the engine, its language host, and the Python that Pulumi will use."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from importlib.metadata import requires
from pathlib import Path
from typing import Any

from pulumi_bland._rules.errors import BlandError
from pulumi_bland.cli._pulumi import pulumi
from pulumi_bland.cli.doctor.check import Check, failed, ok, warning
from pulumi_bland.cli.doctor.project import Project

_INSTALL = "install it: https://www.pulumi.com/docs/install"
_OLDEST_PYTHON = (3, 11)
_ASKS = """
import importlib.metadata as metadata, importlib.util as util, json, sys
found = {"python": list(sys.version_info[:3]), "package": util.find_spec("pulumi_bland") is not None}
for name in ("pulumi", "pulumi-bland"):
    try:
        found[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        found[name] = None
print(json.dumps(found))
"""


def about() -> dict[str, Any] | Check:
    """What `pulumi about` tells, or why it tells nothing."""
    try:
        printed = json.loads(pulumi("about", "--json"))
    except (BlandError, ValueError) as error:
        return failed("engine", str(error), _INSTALL)
    return printed if isinstance(printed, dict) else {}


def examine(told: Mapping[str, Any], project: Project | None) -> Iterator[Check]:
    """The engine, the language host, and the Python that the host names."""
    engine = str((told.get("cliAbout") or {}).get("version") or "")
    if _version(engine) < oldest():
        yield failed("engine", f"pulumi {engine} is older than {'.'.join(map(str, oldest()))}", _INSTALL)
    else:
        yield ok("engine", f"pulumi {engine}")
    if project is None:
        return
    runtime = told.get("runtime") or {}
    executable = str(runtime.get("executable") or "")
    if not executable:
        why = "; ".join(told.get("errors") or []) or "it names no Python"
        yield failed("language host", f"the language host for Python does not answer: {why}", _INSTALL)
        return
    hosts = [
        each for each in told.get("plugins") or [] if (each.get("kind"), each.get("name")) == ("language", "python")
    ]
    version = next((each.get("version") for each in hosts if each.get("version")), "")
    yield ok("language host", f"pulumi-language-python {version}".strip())
    if project.environment is not None and project.environment.is_dir() and not _is_in(executable, project.environment):
        yield warning(
            "Python",
            f"Pulumi uses {executable}: this language host ignores that Pulumi.yaml names {project.environment}",
            f". {project.environment}/bin/activate",
        )
    yield from _python(executable)


def _python(executable: str) -> Iterator[Check]:
    """Whether the Python that Pulumi uses has what it needs."""
    try:
        done = subprocess.run(
            [executable, "-c", _ASKS], capture_output=True, text=True, check=True, timeout=60, stdin=subprocess.DEVNULL
        )
        found = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        yield failed("Python", f"{executable} cannot be run", "make the virtual environment again")
        return
    version = ".".join(map(str, found["python"]))
    if tuple(found["python"]) < _OLDEST_PYTHON:
        yield failed("Python", f"{executable} is Python {version}", "make the environment with Python 3.11 or newer")
        return
    yield ok("Python", f"{executable}, {version}")
    install = f"{executable} -m pip install -r requirements.txt"
    if not found["package"]:
        yield failed("package", f"No module named 'pulumi_bland' in {executable}", install)
    else:
        yield ok("package", f"pulumi-bland {found['pulumi-bland'] or 'from its source'}")
    sdk = found["pulumi"]
    if sdk is None:
        yield failed("SDK", f"there is no Pulumi SDK in {executable}", install)
    elif _version(sdk) < oldest():
        yield failed("SDK", f"the Pulumi SDK {sdk} is too old", f"{executable} -m pip install --upgrade pulumi")
    else:
        yield ok("SDK", f"pulumi {sdk} for Python")


def oldest() -> tuple[int, ...]:
    """The oldest version of Pulumi that this package takes, as it is declared."""
    declared = next(each for each in requires("pulumi-bland") or [] if re.match(r"pulumi[<>=!~ ]", each))
    found = re.search(r">=\s*([\d.]+)", declared)
    return _version(found[1] if found else "0")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in re.findall(r"\d+", text.partition("-")[0])[:3])


def _is_in(executable: str, folder: Path) -> bool:
    """Whether an executable is one of an environment; its own name may be a link out of it."""
    return Path(executable).parent.resolve() == (folder / "bin").resolve() or Path(executable).parent.parent == folder

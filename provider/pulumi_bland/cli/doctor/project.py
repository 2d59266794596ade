"""The project: its Pulumi.yaml, and the environment that it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pulumi_bland.cli.doctor.check import Check, failed, ok

_FILES = ("Pulumi.yaml", "Pulumi.yml")


@dataclass(frozen=True)
class Project:
    """A project of Pulumi.

    Attributes:
        file: its Pulumi.yaml.
        content: what that says.
    """

    file: Path
    content: dict[str, Any]

    @property
    def options(self) -> dict[str, Any]:
        """The options of the language."""
        runtime = self.content.get("runtime")
        options = runtime.get("options") if isinstance(runtime, dict) else None
        return options if isinstance(options, dict) else {}

    @property
    def environment(self) -> Path | None:
        """The virtual environment that it names, where Pulumi looks for it for the program."""
        named = self.options.get("virtualenv")
        return self.file.parent / str(named) if named else None

    @property
    def program(self) -> Path:
        """The folder of the program; where `main` names a file, the folder that this is in."""
        main = self.file.parent / str(self.content.get("main") or ".")
        return main.parent if main.is_file() else main


def find_project(folder: Path) -> Project | Check:
    """The project of a folder, or why there is none."""
    found = (each / name for each in (folder, *folder.parents) for name in _FILES)
    file = next((each for each in found if each.is_file()), None)
    if file is None:
        return failed("project", "there is no Pulumi.yaml here or above", "go to the project, or: pulumi-bland new")
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return failed("project", f"{file} cannot be read as YAML", "correct it")
    return Project(file, content) if isinstance(content, dict) else failed("project", f"{file} is empty", "write it")


def examine(project: Project) -> Iterator[Check]:
    """Whether the project is for Python, and whether its environment is where Pulumi looks for it."""
    runtime = project.content.get("runtime")
    language = runtime.get("name") if isinstance(runtime, dict) else runtime
    if language != "python":
        yield failed("project", f"{project.file} has the runtime {language}", "dynamic resources need: runtime: python")
        return
    yield ok("project", f"{project.content.get('name')}, {project.file}")
    if project.environment is None:
        yield ok("virtualenv", "none is named; Pulumi takes the Python on PATH")
    elif not project.environment.is_dir():
        yield failed("virtualenv", _missing(project.environment), f"python3 -m venv {project.environment}")
    elif not (beside := project.program / str(project.options["virtualenv"])).is_dir():
        # For dynamic resources Pulumi looks beside the program.
        yield failed("virtualenv", _missing(beside), f"ln -s {project.environment} {beside}, or name an absolute path")
    else:
        yield ok("virtualenv", str(project.environment))


def _missing(folder: Path) -> str:
    return f"The 'virtualenv' option in Pulumi.yaml is set to a folder that does not exist: {folder}"

"""An example in another language as a project, with the plugin as a user has it: a program that the engine starts."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.engine.project import Project

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build"
EXAMPLES = ROOT / "examples"
BUILT = "PULUMI_BLAND_LANGUAGES"
"""The environment variable that says where the language hosts are."""
NOT_COPIED = shutil.ignore_patterns("bin", "node_modules", "sdks")
"""What a user has beside a program: what is installed, and what is made."""


class Example(Project):
    """A copy of an example, whose stack finds the plugin by the path in Pulumi.yaml.

    Args:
        folder: where the copy goes.
        environment: that of the engine, with the language's host.
        of: the folder of the example.
        program: the name of its program.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], of: Path, program: str) -> None:
        super().__init__(folder, environment)
        shutil.copytree(of, folder, ignore=NOT_COPIED, dirs_exist_ok=True)
        if (of / "node_modules").exists():
            (folder / "node_modules").symlink_to(of / "node_modules")
        self.file = folder / program
        use_plugin(folder)
        self.run("stack", "init", "dev").expect()  # of this project, which has another name

    def edit(self, old: str, new: str) -> None:
        """Change the program."""
        text = self.file.read_text()
        assert old in text
        self.file.write_text(text.replace(old, new))


def with_hosts(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of an engine, once the hosts are in its home: on PATH, Pulumi would warn of them each time."""
    for host in Path(os.environ[BUILT]).iterdir():
        folder = Path(environment["PULUMI_HOME"]) / "plugins" / f"{host.name.removeprefix('pulumi-')}-v0.0.1"
        folder.mkdir(parents=True)
        (folder / host.name).symlink_to(host)
    return dict(environment)


def use_plugin(folder: Path) -> None:
    """Let the project in a folder find the plugin by a path."""
    starter = folder / "plugin" / "pulumi-resource-bland"
    starter.parent.mkdir(exist_ok=True)
    starter.write_text(f'#!/bin/sh\nexec {sys.executable} -m pulumi_bland.plugin "$@"\n')
    starter.chmod(0o755)
    with (folder / "Pulumi.yaml").open("a") as settings:
        settings.write(f"plugins:\n  providers:\n    - name: bland\n      path: {starter.parent}\n")

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bland_sandbox import Sandbox
from tests.engine.attached import NativeProject
from tests.engine.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable

DOORS = {"dynamic": Project, "native": NativeProject}
PROMISES = Path(__file__).parents[2] / "docs" / "promises.md"
ROWS = {*re.findall(r"`(test_\w+)` \|$", PROMISES.read_text(), re.MULTILINE)}
OF_DYNAMIC_RESOURCES = {
    "test_get_reads_without_managing": "an SDK takes an output that is not there for one not known yet, in previews",
    "test_look_ups_are_read_and_leave_nothing_in_the_state": "functions of the Python package",
    "test_one_program_manages_two_accounts": "an attached plugin is one provider; tests/languages has an explicit one",
}
"""Rows that hold for dynamic resources only, each with the reason."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each promise is kept by both doors: by dynamic resources in every run, by the plugin in `make doors`."""
    name = metafunc.function.__name__
    if not {"start", "project"}.intersection(metafunc.fixturenames) or name not in ROWS:
        return
    door = os.environ.get("BLAND_DOOR", "dynamic")
    if door == "dynamic" or name not in OF_DYNAMIC_RESOURCES:
        metafunc.parametrize("start", [door], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where one door is asked for, its promises alone are run, and what only it does."""
    if door := os.environ.get("BLAND_DOOR"):
        its_own = f"test_{door}_"
        others = [
            each
            for each in items
            if door not in re.split(r"[][-]", each.name) and not each.path.name.startswith(its_own)
        ]
        config.hook.pytest_deselected(items=others)
        items[:] = [each for each in items if each not in others]


@pytest.fixture(scope="session")
def engine(bland_engine: dict[str, str]) -> dict[str, str]:
    """The engine's environment, one Pulumi home for all tests of a worker."""
    return bland_engine


@pytest.fixture
def box(bland_sandbox: Sandbox) -> Sandbox:
    return bland_sandbox


@pytest.fixture
def start(tmp_path: Path, engine: dict[str, str], request: pytest.FixtureRequest) -> Callable[[Sandbox], Project]:
    """Makes an empty project whose account is the given sandbox, for programs of one of the doors."""
    door = DOORS[getattr(request, "param", "dynamic")]

    def project(box: Sandbox) -> Project:
        return door(tmp_path / "project", engine | {"BLAND_API_KEY": box.key, "BLAND_BASE_URL": box.url})

    return project


@pytest.fixture
def project(start: Callable[[Sandbox], Project], box: Sandbox) -> Project:
    """An empty project whose account is the sandbox, also where a module has a sandbox of its own."""
    return start(box)


@pytest.fixture
def native(tmp_path: Path, engine: dict[str, str], box: Sandbox) -> NativeProject:
    """An empty project whose account is the sandbox, and whose provider is the plugin in this process."""
    return NativeProject(tmp_path / "project", engine | {"BLAND_API_KEY": box.key, "BLAND_BASE_URL": box.url})

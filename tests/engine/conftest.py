from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bland_sandbox import Sandbox
from tests.engine.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def engine(bland_engine: dict[str, str]) -> dict[str, str]:
    """The engine's environment, one Pulumi home for all tests of a worker."""
    return bland_engine


@pytest.fixture
def box(bland_sandbox: Sandbox) -> Sandbox:
    return bland_sandbox


@pytest.fixture
def start(tmp_path: Path, engine: dict[str, str]) -> Callable[[Sandbox], Project]:
    """Makes an empty project whose account is the given sandbox."""

    def project(box: Sandbox) -> Project:
        return Project(tmp_path / "project", engine | {"BLAND_API_KEY": box.key, "BLAND_BASE_URL": box.url})

    return project


@pytest.fixture
def project(start: Callable[[Sandbox], Project], box: Sandbox) -> Project:
    """An empty project whose account is the sandbox, also where a module has a sandbox of its own."""
    return start(box)

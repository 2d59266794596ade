from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from bland_sandbox import Sandbox
from tests.engine.project import Project, engine_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The engine's environment, one Pulumi home for all tests of a worker."""
    bin_dir = os.environ.get("PULUMI_BLAND_ENGINE")
    environment = engine_environment(tmp_path_factory.mktemp("pulumi-home"))
    if bin_dir:
        environment["PATH"] = os.pathsep.join([environment["PATH"], bin_dir])
    if shutil.which("pulumi", path=environment["PATH"]) is None:
        pytest.fail("there is no Pulumi engine: run the tests with `make test`, which gets one")
    return environment


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def start(tmp_path: Path, engine: dict[str, str]) -> Callable[[Sandbox], Project]:
    """Makes an empty project whose account is the given sandbox."""

    def project(box: Sandbox) -> Project:
        return Project(tmp_path / "project", engine | {"BLAND_API_KEY": box.key, "BLAND_BASE_URL": box.url})

    return project


@pytest.fixture
def project(start: Callable[[Sandbox], Project], box: Sandbox) -> Project:
    """An empty project whose account is the sandbox."""
    return start(box)

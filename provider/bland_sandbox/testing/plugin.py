"""The pytest plugin `bland_sandbox`: a sandbox, a Pulumi project on it, and what the project asked.

It comes with `pip install 'pulumi-bland[sandbox]'` and needs no line in a conftest.py. Nothing is imported before a
test asks for a fixture: pytest loads it in every run.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bland_sandbox.sandbox import Sandbox
    from bland_sandbox.testing import Asked, Project


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest of the marker."""
    config.addinivalue_line("markers", "bland_sandbox(**options): arguments of the Sandbox that the fixture starts")


@pytest.fixture
def bland_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A running sandbox; `@pytest.mark.bland_sandbox(generation="old", seed="demo")` gives its arguments."""
    from bland_sandbox.sandbox import Sandbox  # noqa: PLC0415 - only where a test asks for it

    marker = request.node.get_closest_marker("bland_sandbox")
    with Sandbox(**(marker.kwargs if marker else {})) as box:
        yield box


@pytest.fixture
def bland_asked(bland_sandbox: Sandbox) -> Asked:
    """What is asked of that sandbox: `routes`, `writes`, `changed`, `expect_writes(sms=1)`, `expect_no_writes()`."""
    from bland_sandbox.testing import Asked  # noqa: PLC0415

    return Asked(bland_sandbox)


@pytest.fixture(scope="session")
def bland_engine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which Pulumi runs: a home of its own, and nothing of the machine's own settings."""
    from bland_sandbox.testing import engine_environment  # noqa: PLC0415

    environment = engine_environment(tmp_path_factory.mktemp("pulumi-home"))
    if shutil.which("pulumi", path=environment["PATH"]) is None:
        pytest.fail("there is no Pulumi engine on PATH: https://www.pulumi.com/docs/install")
    return environment


@pytest.fixture
def bland_project(
    tmp_path: Path, bland_engine: dict[str, str], bland_sandbox: Sandbox
) -> Callable[[str | Path | None], Project]:
    """Makes a project whose account is that sandbox: `bland_project("infra")` copies a folder, else it is empty."""
    from bland_sandbox.testing import Project  # noqa: PLC0415

    def project(of: str | Path | None = None) -> Project:
        account = {"BLAND_API_KEY": bland_sandbox.key, "BLAND_BASE_URL": bland_sandbox.url}
        return Project(tmp_path / "project", bland_engine | account, None if of is None else Path(of))

    return project

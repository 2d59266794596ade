from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.engine.conftest import box, engine
from tests.languages.example import BUILD, BUILT, EXAMPLES, NOT_COPIED, with_hosts

__all__ = ["box", "engine", "hosts", "typescript"]


@pytest.fixture(scope="session")
def hosts(engine: dict[str, str]) -> dict[str, str]:
    """The environment of an engine that has the language hosts that `make languages` builds."""
    if BUILT not in os.environ:
        pytest.skip("`make languages` gets what other languages need, and runs these tests")
    return with_hosts(engine)


@pytest.fixture(scope="session")
def typescript(hosts: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example in TypeScript, with the SDK and exactly the packages of its lock file."""
    folder = tmp_path_factory.mktemp("typescript") / "example"
    shutil.copytree(EXAMPLES / "typescript", folder, ignore=NOT_COPIED)
    shutil.copytree(BUILD / "sdks" / "nodejs", folder / "sdks" / "bland")
    done = subprocess.run(["npm", "ci"], cwd=folder, env=hosts, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder

from __future__ import annotations

import os
import shutil

import pytest

from tests.engine.conftest import box, engine

__all__ = ["box", "engine", "hosts"]


@pytest.fixture(scope="session")
def hosts(engine: dict[str, str]) -> dict[str, str]:
    """The engine's environment with the language hosts that `make languages` builds."""
    path = os.pathsep.join([os.environ.get("PULUMI_BLAND_LANGUAGES", ""), engine["PATH"]])
    for host in ("pulumi-language-yaml", "pulumi-language-nodejs"):
        if shutil.which(host, path=path) is None:
            pytest.skip(f"there is no {host}: `make languages` gets one, and runs these tests")
    return engine | {"PATH": path}

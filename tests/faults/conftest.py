from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.conftest import box, engine, project, start
from tests.faults.matrix import DOORS, Hosts
from tests.faults.operation import SECRETS

if TYPE_CHECKING:
    from collections.abc import Iterator


__all__ = ["box", "engine", "hosts", "project", "start"]


@pytest.fixture(scope="session", params=DOORS)
def hosts(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Hosts]:
    """Providers for all cells, behind each door; at the end, nothing that they wrote holds a secret or a traceback."""
    with Hosts(request.param, tmp_path_factory.mktemp("hosts")) as started:
        yield started
        noise = "".join(host.noise for host in started.all)
    assert "bland: method=" in noise or not started.used, "nothing was noted, so nothing can be told from it"
    assert not [line for line in noise.splitlines() if "Traceback" in line or any(each in line for each in SECRETS)]

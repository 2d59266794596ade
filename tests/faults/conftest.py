from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.matrix import Hosts

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with Hosts(tmp_path_factory.mktemp("hosts")) as started:
        yield started

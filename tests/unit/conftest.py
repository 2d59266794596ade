from __future__ import annotations

import pytest

from tests.clock import Clock


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock().install(monkeypatch)

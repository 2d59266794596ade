"""Nobody waits in these tests: no write is carried out late unless a test says so."""

from __future__ import annotations

import pytest

from pulumi_bland.cli.contract.exchange import Service


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Service, "patience", 0)

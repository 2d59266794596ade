from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from bland_sandbox import Sandbox
from tests.clock import Clock
from tests.unit.agent import Agent, Start


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock().install(monkeypatch)


@pytest.fixture
def agent() -> Iterator[Start]:
    with ExitStack() as running:

        def start(live: dict[str, Any] | None = None, **switches: Any) -> Agent:
            return Agent(running.enter_context(Sandbox(**switches)), live or {})

        yield start

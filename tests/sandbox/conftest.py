"""Sandboxes for tests, started on demand and ended with the test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from bland_sandbox import Sandbox

from .api import Api


@pytest.fixture(params=["old", "new"])
def generation(request: pytest.FixtureRequest) -> str:
    """Both generations of the reference, one after the other."""
    return str(request.param)


@pytest.fixture
def start() -> Iterator[Callable[..., Api]]:
    """Start a sandbox with the given options."""
    with ExitStack() as stack:

        def started(**options: Any) -> Api:
            return stack.enter_context(closing(Api(stack.enter_context(Sandbox(**options)))))

        yield started


@pytest.fixture
def api(start: Callable[..., Api], generation: str) -> Api:
    """A sandbox with no switch turned, in both generations."""
    return start(generation=generation)


@pytest.fixture
def old(start: Callable[..., Api]) -> Api:
    """A sandbox that speaks the OLD reference."""
    return start(generation="old")


@pytest.fixture
def new(start: Callable[..., Api]) -> Api:
    """A sandbox that speaks the NEW reference."""
    return start(generation="new")

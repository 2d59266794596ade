"""A plugin inside the test process, as a debugger would have it: the engine is told its port."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pulumi_bland._engine.plugin import Plugin, serve

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def attached() -> Iterator[dict[str, str]]:
    """Serve a plugin; what the engine's environment needs to find it."""
    server, port = serve(Plugin())
    try:
        yield {"PULUMI_DEBUG_PROVIDERS": f"bland:{port}"}
    finally:
        server.stop(0).wait()

"""The native plugin in this process: each command has one of its own, as the engine would start it."""

from __future__ import annotations

import io
import logging
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import grpc
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from pulumi_bland._engine.plugin import Plugin, serve
from tests.faults.host import Log, called
from tests.faults.provider import Provider, raw, struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

LOGGERS = ("pulumi_bland", "grpc")
"""The requests, as `BLAND_LOG=debug` shows them, and whatever ends a call with a traceback."""


class Attached:
    """Plugins that serve an engine which found them running."""

    types = "bland:index:"

    def __init__(self, log: Log, _folder: Path) -> None:
        self.log = log
        self._noise = io.StringIO()
        self._handler = logging.StreamHandler(self._noise)
        self._handler.setFormatter(logging.Formatter("bland: %(message)s"))

    def __enter__(self) -> Self:
        for name in LOGGERS:
            logging.getLogger(name).addHandler(self._handler)
        logging.getLogger("pulumi_bland").setLevel(logging.DEBUG)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for name in LOGGERS:
            logging.getLogger(name).removeHandler(self._handler)

    @property
    def noise(self) -> str:
        """All that was logged meanwhile."""
        return self._noise.getvalue()

    @contextmanager
    def command(self, _kind: str, config: Mapping[str, str]) -> Iterator[Provider]:
        """A provider for one command. It takes secrets, so the engine keeps and sends them marked."""
        server, port = serve(Plugin())
        try:
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                call = partial(called, provider_pb2_grpc.ResourceProviderStub(channel))
                call("Attach", plugin_pb2.PluginAttach(address=self.log.address))
                args: Any = struct({key.removeprefix("bland:"): value for key, value in config.items()})
                call("Configure", provider_pb2.ConfigureRequest(args=args, name="default", acceptSecrets=True))
                yield Provider(call, raw)
        finally:
            server.stop(0).wait()

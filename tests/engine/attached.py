"""The plugin inside the test process, as a debugger would have it: the engine is told its port."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from pulumi_bland._engine.plugin import Plugin, serve
from tests.engine.project import Project, Run

if TYPE_CHECKING:
    from collections.abc import Iterator

SDK = Path(__file__).with_name("native_bland.py")


@contextmanager
def attached() -> Iterator[int]:
    """Serve a plugin; the port."""
    server, port = serve(Plugin())
    try:
        yield port
    finally:
        server.stop(0).wait()


class NativeProject(Project):
    """A project whose program uses the plugin, which serves it in this process."""

    head = "import pulumi\nimport native_bland as bland\n\n"
    members = "phone_numbers"

    @staticmethod
    def member(sign: str, number: str, place: str) -> str:  # noqa: ARG004 - one that goes and one that comes share a line
        """As the engine shows a list: `+ [1]: "…"`, `- [1]: "…"`, or `~ [1]: "…" => "…"`."""
        return f'"{number}"'

    def run(self, *args: str) -> Run:
        if not (self.folder / SDK.name).exists():
            shutil.copy(SDK, self.folder)
        with attached() as port, self._here():
            self.environment["PULUMI_DEBUG_PROVIDERS"] = f"bland:{port}"
            return super().run(*args)

    def _here(self) -> mock._patch_dict:
        """The environment as far as a plugin started by the engine would inherit it."""
        ours = {key: value for key, value in self.environment.items() if key.startswith("BLAND_")}
        others = {key: value for key, value in os.environ.items() if not key.startswith("BLAND_")}
        return mock.patch.dict(os.environ, others | ours, clear=True)

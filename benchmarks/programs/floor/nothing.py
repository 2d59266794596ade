"""The provider of the floor: in a module of its own, so that the state holds its name and not its code."""

import importlib
import os
from typing import Any

from pulumi import dynamic


class Nothing(dynamic.ResourceProvider):
    """Says yes to everything."""

    serialize_as_secret_always = False

    def configure(self, _req: dynamic.ConfigureRequest) -> None:
        """Once in the provider's process: import what this contender is to import, and not to use."""
        for name in os.environ["BENCH_IMPORTS"].split():
            importlib.import_module(name)

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Nothing is made."""
        return dynamic.CreateResult(str(props.get("phone_number") or props["phone_numbers"][0]), props)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """The engine finds out."""
        return dynamic.DiffResult(changes=_olds != _news)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        """Nothing is changed."""
        return dynamic.UpdateResult(_news)

"""The kinds of resources: a module for each, whose `KIND` is all that the command line knows of it.

No other module asks which kind a resource is of: a new kind is a new module here, and no other file changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from pulumi_bland.cli._kind import Kind

_FOUND: list[Kind] = [import_module(f"{__name__}.{each.name}").KIND for each in iter_modules(__path__)]
KINDS: Final[Mapping[str, Kind]] = {each.token: each for each in sorted(_FOUND, key=lambda each: each.rank)}
"""All kinds by their type; they stand in this order wherever there are several."""

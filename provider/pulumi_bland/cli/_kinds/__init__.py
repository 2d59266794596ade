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
KINDS: Final = tuple(sorted(_FOUND, key=lambda each: each.rank))
"""All kinds, in the order in which they stand wherever there are several."""
BY_TYPE: Final[Mapping[str, Kind]] = {type_: kind for kind in KINDS for type_ in kind.types}
"""The kind of each type of resource, whichever door it comes through."""

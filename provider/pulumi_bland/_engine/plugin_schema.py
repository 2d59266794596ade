"""The plugin's schema, which is the contract with every language, and what the plugin itself takes from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Shape:
    """One kind of resource in the schema.

    Attributes:
        inputs: what a program may give.
        sets: the inputs in which order means nothing: in both kinds every list of texts is one.
        always: the outputs that every resource of the kind has.
    """

    inputs: tuple[str, ...]
    sets: frozenset[str]
    always: tuple[str, ...]


@cache
def text() -> str:
    """The schema as Pulumi asks for it. `make docs` writes it from the field tables."""
    return (resources.files("pulumi_bland") / "schema.json").read_text(encoding="utf-8")


@cache
def shape(type_: str) -> Shape:
    """What the schema says of a kind of resource, named by its type token."""
    resource: dict[str, Any] = json.loads(text())["resources"][type_]
    given = resource["inputProperties"]
    sets = [name for name, each in given.items() if each.get("items") == {"type": "string"}]
    return Shape(tuple(given), frozenset(sets), tuple(resource["required"]))

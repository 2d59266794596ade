"""A change of inputs for the eye: the paths at which the engine shows what was and what will be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pulumi.runtime.proto import provider_pb2

from pulumi_bland._engine.plugin_schema import Shape
from pulumi_bland._rules.values import Json

_KINDS = provider_pb2.PropertyDiff
_REPLACING = {
    _KINDS.ADD: _KINDS.ADD_REPLACE,
    _KINDS.DELETE: _KINDS.DELETE_REPLACE,
    _KINDS.UPDATE: _KINDS.UPDATE_REPLACE,
}


def detail(old: Mapping[str, Json], new: Mapping[str, Json], shape: Shape, replaces: Collection[str]) -> dict[str, Any]:
    """Each path that changes, with how. Sets, which are sorted on both sides, are shown member by member.

    Args:
        old: what is, as last seen.
        new: what is wanted.
        shape: of the kind of resource.
        replaces: the inputs whose change needs another object.
    """
    # What a resource has anyway does not go because a program no longer names it.
    named = [name for name in shape.inputs if name in new or name not in shape.always]
    return {
        path: provider_pb2.PropertyDiff(kind=_REPLACING[kind] if name in replaces else kind)
        for name in named
        for path, kind in _changes(name, old.get(name), new.get(name), in_set=name in shape.sets)
    }


def _changes(name: str, old: Json, new: Json, *, in_set: bool) -> Iterator[tuple[str, Any]]:
    if old == new:
        return
    if old is None or new is None:
        yield name, _KINDS.ADD if old is None else _KINDS.DELETE
    elif in_set and isinstance(old, list) and isinstance(new, list):
        yield from _members(name, old, new)
    else:
        yield name, _KINDS.UPDATE


def _members(name: str, old: list[Json], new: list[Json]) -> Iterator[tuple[str, Any]]:
    """A path of the engine's is an index: one at which a member goes and another comes says both, as a change."""
    before, after = set(old), set(new)
    gone = {index for index, each in enumerate(old) if each not in after}
    come = {index for index, each in enumerate(new) if each not in before}
    for index in sorted(gone | come):
        kind = _KINDS.UPDATE if index in gone & come else _KINDS.DELETE if index in gone else _KINDS.ADD
        yield f"{name}[{index}]", kind

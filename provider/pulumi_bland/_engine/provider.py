"""What stands in the state of every resource: a dynamic provider that is a reference, and nothing more.

A program imports it to write it down, and never calls it. So the door behind it, with its HTTP client, field tables and
numbering plan, is imported in the process that Pulumi starts for providers, when the first call comes.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from pulumi import dynamic

if TYPE_CHECKING:
    from pulumi_bland._engine.dynamic import DynamicDoor
    from pulumi_bland._rules.lifecycle import Lifecycle


class DynamicProvider(dynamic.ResourceProvider):
    """A kind of resource as Pulumi keeps it. Subclasses name their lifecycle, and add nothing."""

    serialize_as_secret_always = False  # it is a reference: 60 bytes without a secret in them

    def __reduce__(self) -> tuple[type[DynamicProvider], tuple[()]]:
        return type(self), ()

    def lifecycle(self) -> Lifecycle:
        """The life of this kind, imported where it is called."""
        raise NotImplementedError

    @functools.cached_property
    def _door(self) -> DynamicDoor:
        # Pulumi calls `configure` first, and alone: no two threads make a door each.
        from pulumi_bland._engine.dynamic import DynamicDoor  # noqa: PLC0415 - not in the program's process

        return DynamicDoor(self.lifecycle())

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Keep the configuration."""
        self._door.configure(req)

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Bring inputs into their one spelling, or report all that is wrong with them."""
        return self._door.check(_olds, news)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """Say whether anything changes."""
        return self._door.diff(_id, _olds, _news)

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Make the object, or take it over."""
        return self._door.create(props)

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Look at the object."""
        return self._door.read(id_, props)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        """Make the object as wanted."""
        return self._door.update(_id, _olds, _news)

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the object, hand it back, or leave it."""
        self._door.delete(_id, _props)

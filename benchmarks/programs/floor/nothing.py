"""The provider of the floor: in a module of its own, so that the state holds its name and not its code."""

from typing import Any

from pulumi import dynamic


class Nothing(dynamic.ResourceProvider):
    """Says yes to everything."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Nothing is made."""
        return dynamic.CreateResult(str(props.get("phone_number") or props["phone_numbers"][0]), props)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """The engine finds out."""
        return dynamic.DiffResult(changes=_olds != _news)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        """Nothing is changed."""
        return dynamic.UpdateResult(_news)

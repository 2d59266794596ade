"""A provider as one command of Pulumi has it, behind either door: the calls of the engine, and what it keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format, struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2

PROVIDER = "__provider"
CHANGES = provider_pb2.DiffResponse
Properties = dict[str, Any]


@dataclass
class Kept:
    """A resource in the state; its properties are as the door's wire has them."""

    id: str
    outputs: Properties
    inputs: Properties
    unfinished: bool = False


class Provider:
    """The calls of one command.

    Args:
        call: sends a request to the provider.
        taken: properties of an answer, as the engine keeps them.
        own: what the door has among the properties of each resource.
    """

    def __init__(
        self, call: Callable[[str, Any], Any], taken: Callable[[Any], Properties], own: Mapping[str, str] | None = None
    ) -> None:
        self._call, self._given_back, self._own = call, taken, own or {}

    def check(self, urn: str, kept: Kept | None, program: Mapping[str, Any]) -> Properties:
        olds = self._sent(kept.inputs) if kept else None
        answer = self._call("Check", provider_pb2.CheckRequest(urn=urn, olds=olds, news=self._sent(program)))
        assert not answer.failures, answer.failures
        return self._taken(answer.inputs)

    def changes(self, urn: str, kept: Kept, inputs: Properties) -> bool:
        """Whether anything changes. Where the provider leaves that to the engine, the inputs decide."""
        found = self._call(
            "Diff", provider_pb2.DiffRequest(urn=urn, **self._old(kept), news=self._sent(inputs))
        ).changes
        return bool(found == CHANGES.DIFF_SOME or (found == CHANGES.DIFF_UNKNOWN and inputs != kept.inputs))

    def create(self, urn: str, inputs: Properties) -> Kept:
        answer = self._call("Create", provider_pb2.CreateRequest(urn=urn, properties=self._sent(inputs)))
        return Kept(answer.id, self._taken(answer.properties), inputs)

    def look_up(self, urn: str, id_: str) -> Properties:
        answer = self._call("Read", provider_pb2.ReadRequest(urn=urn, id=id_, properties=self._sent({})))
        assert answer.id == id_
        return self._taken(answer.properties)

    def read(self, urn: str, kept: Kept) -> Kept | None:
        """The resource as it is; None when it is gone."""
        properties, inputs = self._sent(kept.outputs), self._sent(kept.inputs)
        request = provider_pb2.ReadRequest(urn=urn, id=kept.id, properties=properties, inputs=inputs)
        answer = self._call("Read", request)
        return Kept(answer.id, self._taken(answer.properties), self._taken(answer.inputs)) if answer.id else None

    def update(self, urn: str, kept: Kept, inputs: Properties) -> Kept:
        answer = self._call("Update", provider_pb2.UpdateRequest(urn=urn, **self._old(kept), news=self._sent(inputs)))
        return Kept(kept.id, self._taken(answer.properties), inputs)

    def delete(self, urn: str, kept: Kept) -> None:
        properties, inputs = self._sent(kept.outputs), self._sent(kept.inputs)
        self._call("Delete", provider_pb2.DeleteRequest(urn=urn, id=kept.id, properties=properties, old_inputs=inputs))

    def unfinished(self, failure: Any) -> Kept:
        """What a partial failure gives the engine to keep."""
        return Kept(failure.id, self._taken(failure.properties), self._taken(failure.inputs), unfinished=True)

    def _old(self, kept: Kept) -> dict[str, Any]:
        return {"id": kept.id, "olds": self._sent(kept.outputs), "old_inputs": self._sent(kept.inputs)}

    def _sent(self, properties: Mapping[str, Any]) -> Any:
        return struct({**properties, **self._own})

    def _taken(self, properties: Any) -> Properties:
        return {key: value for key, value in self._given_back(properties).items() if key not in self._own}


def struct(properties: Mapping[str, Any]) -> Any:
    """Properties as the engine sends them: None inside objects is gone."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(each) for key, each in value.items() if each is not None}
        return [walk(each) for each in value] if isinstance(value, list) else value

    return json_format.ParseDict(walk(dict(properties)), struct_pb2.Struct())


def raw(properties: Any) -> Properties:
    """Properties exactly as they travel."""
    found: Properties = json_format.MessageToDict(properties)
    return found


def plain(properties: Any) -> Properties:
    """Properties with their secrets in the clear."""
    found: Properties = clear(raw(properties))
    return found


def clear(value: Any) -> Any:
    """A value with its secrets in the clear."""
    if isinstance(value, dict):
        marked = rpc._special_sig_key in value
        return clear(value["value"]) if marked else {key: clear(each) for key, each in value.items()}
    return [clear(each) for each in value] if isinstance(value, list) else value

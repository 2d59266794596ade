"""What a program declares that its stack does not have yet: the engine's own plan, with its inputs as checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_bland._rules.errors import BlandError, listed
from pulumi_bland._rules.travel import SECRET_INPUTS
from pulumi_bland._rules.values import canonical
from pulumi_bland.cli._kind import Kind
from pulumi_bland.cli._kinds import BY_TYPE
from pulumi_bland.cli._pulumi import pulumi_writes
from pulumi_bland.cli._read.blinds import opened

_DEFAULT = "::pulumi:providers:pulumi-python::default::"
_STACK = "::pulumi:pulumi:Stack::"


@dataclass(frozen=True)
class Declared:
    """One of our resources that an `up` would create, secrets in the clear: none of it may be shown.

    Attributes:
        inputs: as the lifecycle takes them.
        provider: the reference to our class that Pulumi keeps with each resource.
        secret: the names of the inputs that are secret.
    """

    kind: Kind
    type: str
    name: str
    inputs: Mapping[str, Any] = field(repr=False)
    provider: str
    secret: frozenset[str]


def read_declared(stack: str | None) -> list[Declared]:
    """What an `up` of this folder's project would create of ours, by name.

    Raises:
        BlandError: the preview failed; or a resource is not one that an import can bring into the state.
    """
    printed = pulumi_writes("preview", "--show-secrets", *(["--stack", stack] if stack else []), option="--save-plan")
    plans = json.loads(printed).get("resourcePlans") or {}
    ours = {urn: each for urn, each in plans.items() if (each.get("goal") or {}).get("type") in BY_TYPE}
    created = {urn: each["goal"] for urn, each in ours.items() if each.get("steps") == ["create"]}
    if replaced := [
        urn.rpartition("::")[2] for urn in ours.keys() - created.keys() if "create" in str(ours[urn]["steps"])
    ]:
        text = f"{listed(sorted(replaced))} would be replaced: run `pulumi up` first"
        raise BlandError(text)
    return sorted(_declared(created), key=lambda each: (each.kind.rank, each.name))


def _declared(goals: Mapping[str, Mapping[str, Any]]) -> Iterator[Declared]:
    for goal in goals.values():
        name, inputs = str(goal["name"]), dict((goal.get("inputDiff") or {}).get("adds") or {})
        if _STACK not in goal.get("parent", _STACK):
            text = f"{name} has a parent: an import of Pulumi cannot bring it into the state; run `pulumi up`"
            raise BlandError(text)
        if goal["type"] == BY_TYPE[goal["type"]].types[1]:
            text = (
                f"{name} is a resource of the plugin: `pulumi import {goal['type']} {name} ID` brings it into the state"
            )
            raise BlandError(text)
        if _DEFAULT not in goal.get("provider", _DEFAULT):
            text = f"{name} is of another account than the stack's own; run `pulumi up`, which writes nothing either"
            raise BlandError(text)
        plain = {key: opened(each) for key, each in inputs.items()}
        secret = {key for key in plain if plain[key] != inputs[key]} | set(plain.get(SECRET_INPUTS) or ())
        yield Declared(
            BY_TYPE[goal["type"]],
            goal["type"],
            name,
            {key: canonical(each) for key, each in plain.items() if key != "__provider"},
            str(plain.get("__provider")),
            frozenset(secret),
        )

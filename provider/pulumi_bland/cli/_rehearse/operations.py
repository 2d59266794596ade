"""What the engine would ask of our providers, in its order: from a preview, and the state that it was made on.

The preview has what is wanted, with secrets masked; the state has what is, in the clear. A masked secret that Pulumi
does not count as changed is the one in the state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pulumi_bland._rules.values import canonical
from pulumi_bland.cli._compare.plan import acts
from pulumi_bland.cli._kind import Kind
from pulumi_bland.cli._read.blinds import has_secret, has_unknown
from pulumi_bland.cli._read.preview import Preview, Step
from pulumi_bland.cli._read.stack import Managed, Stack, access_of

PROVIDER = "__provider"


@dataclass(frozen=True)
class Operation:
    """One call of a lifecycle that writes. It may hold secrets.

    Attributes:
        urn: the resource.
        access: the account that it is in.
        id: the object, for an update or a delete.
        state: the outputs that it begins with; for a create those of the resource that it replaces.
        inputs: what is wanted; empty for a delete.
        secret: the names of inputs and outputs that must not be shown.
        is_refreshed: whether a refresh comes first.
        cannot: why it cannot be rehearsed.
        known_as: the resource's name in the state: with `aliases` it may be another.
        ignored: the inputs whose changes are ignored.
    """

    urn: str
    kind: Kind
    does: Literal["create", "update", "delete"]
    access: str
    id: str = ""
    state: Mapping[str, Any] = field(default_factory=dict, repr=False)
    inputs: Mapping[str, Any] = field(default_factory=dict, repr=False)
    secret: frozenset[str] = frozenset()
    is_refreshed: bool = False
    cannot: str | None = None
    known_as: str = ""
    ignored: tuple[str, ...] = ()


def operations(preview: Preview, stack: Stack) -> list[Operation]:
    """All operations on our resources: creates and updates as the preview has them, then deletes, the last first."""
    found = [each for group in preview.steps.values() for each in _operations(group, stack, _accounts(preview))]
    deletes = [each for each in found if each.does == "delete"]
    return [each for each in found if each.does != "delete"] + deletes[::-1]


def _accounts(preview: Preview) -> frozenset[str]:
    """The providers that change in the same preview: the key that they will have is not known."""
    return frozenset(urn for urn, group in preview.steps.items() if any(acts(each) for each in group))


def _operations(group: tuple[Step, ...], stack: Stack, changing: frozenset[str]) -> Iterator[Operation]:
    kind = group[-1].kind
    acting = [each for each in group if acts(each)]
    if kind is None or not acting:
        return
    is_refreshed = any(each.op == "refresh" for each in group)
    replaced = [each for each in acting if acts(each) == "replace"]
    for step in replaced[:1] or acting:
        doomed = bool(step.old.get("delete"))
        managed = (
            stack.find(str(step.old.get("urn") or step.urn), str(step.old.get("id") or ""), doomed=doomed)
            if step.old
            else None
        )
        access = access_of(step.new) if step.new else managed.access if managed else ""
        cannot = _obstacle(step, managed, access, stack, changing)
        secret = step.secret | (managed.secret if managed else frozenset())
        state = {} if managed is None else dict(managed.state)
        does = acts(step)
        if does != "delete":
            inputs = _wanted(step, managed)
            secret |= {name for name, value in step.after.items() if has_secret(value)}
            yield Operation(
                urn=step.urn,
                kind=kind,
                does="update" if does == "update" else "create",
                access=access,
                id=managed.id if managed else "",
                state=state,
                inputs=inputs,
                secret=secret,
                is_refreshed=is_refreshed,
                cannot=cannot or _unknown_object(kind, inputs),
                known_as=managed.urn if managed else "",
                ignored=tuple(map(str, step.new.get("ignoreChanges") or [])),
            )
        if does in ("delete", "replace") and not step.old.get("retainOnDelete"):
            at = managed.access if managed else access
            id_ = managed.id if managed else ""
            known_as = managed.urn if managed else ""
            yield Operation(step.urn, kind, "delete", at, id_, state, {}, secret, is_refreshed, cannot, known_as)


def _obstacle(step: Step, managed: Managed | None, access: str, stack: Stack, changing: frozenset[str]) -> str | None:
    if step.old and managed is None:
        return "the state has changed since the preview: make the preview again"
    if access.rpartition("::")[0] in changing or access not in {"", *stack.configs}:
        return "its Account changes in the same preview, and the key that it will have is not known"
    return None


def _unknown_object(kind: Kind, inputs: Mapping[str, Any]) -> str | None:
    """What keeps a preview from knowing which object is meant."""
    for name in kind.identity:
        if has_unknown(inputs.get(name)):
            return f"its {name} is known after `up` only"
        if has_secret(inputs.get(name)):
            return f"its {name} is a secret that changes"
    return None


def _wanted(step: Step, managed: Managed | None) -> dict[str, Any]:
    """The inputs as the lifecycle would get them; what is masked or not known yet stays as Pulumi prints it."""
    before = managed.inputs if managed else {}
    wanted = {}
    for name, value in step.after.items():
        if name == PROVIDER:
            continue
        kept = has_secret(value) and name not in step.changed and before.get(name) is not None
        wanted[name] = canonical(before[name] if kept else value)
    numbers = wanted.get("phone_numbers")
    if numbers is not None:
        wanted["phone_numbers"] = numbers if isinstance(numbers, list) else [numbers]
        labels = wanted.get("members")
        labels = labels if isinstance(labels, Mapping) else {}
        wanted["members"] = {each: labels.get(each) or "?" for each in wanted["phone_numbers"]}
    return wanted

"""`pulumi preview --json` as steps by resource, read with tolerance for what the engine may print elsewhere.

Measured with engine 3.259: a preview is one document with `steps`; each step has `op`, `urn`, `oldState`, `newState`,
and for an update a `detailedDiff`. Steps of unchanged resources are left out without `--show-sames`, except the stack's
own and those whose protection changes. Secrets are `[secret]` on both sides (with `--show-secrets` too), so only the
detail tells that one changed. With `--refresh` each resource has a `refresh` step first, whose two states are both the
old one; the step after it has what is live as its old state. A refresh (`refresh --preview-only`) has `update` and
`delete` steps for what drifted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pulumi_bland._rules.errors import BlandError
from pulumi_bland._rules.travel import SECRET_INPUTS
from pulumi_bland.cli._kind import Kind
from pulumi_bland.cli._kinds import BY_TYPE

_STACK: Final = "pulumi:pulumi:Stack"


@dataclass(frozen=True)
class Step:
    """One step of a preview.

    Attributes:
        op: the engine's word for it: `create`, `update`, `same`, `delete-replaced`, …
        urn: the resource.
        old: its state before, as far as the preview prints it; empty for a new one.
        new: and after.
        changed: the top-level inputs that Pulumi says change: it compares secrets, which we cannot.
    """

    op: str
    urn: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    changed: frozenset[str]

    @property
    def type(self) -> str:
        """The type of the resource."""
        return str(self.new.get("type") or self.old.get("type") or "")

    @property
    def kind(self) -> Kind | None:
        """Which of ours it is."""
        return BY_TYPE.get(self.type)

    @property
    def name(self) -> str:
        """The name in the program."""
        return name_of(self.urn)

    @property
    def before(self) -> Mapping[str, Any]:
        """The inputs before."""
        return bag(self.old, "inputs")

    @property
    def after(self) -> Mapping[str, Any]:
        """The inputs after."""
        return bag(self.new, "inputs")

    @property
    def secret(self) -> frozenset[str]:
        """The properties that are secret on either side, should they not be blinded."""
        return frozenset(name for each in (self.old, self.new) for name in _secrets(each))


@dataclass(frozen=True)
class Preview:
    """What Pulumi printed.

    Attributes:
        stack: project and stack, `shop/dev`; empty where nothing names them.
        is_refresh: whether it is a refresh alone, so that its changes were made outside Pulumi.
        steps: the steps of each resource, by its URN.
        diagnostics: what was said on the way.
    """

    stack: str
    is_refresh: bool
    steps: Mapping[str, tuple[Step, ...]]
    diagnostics: tuple[Mapping[str, Any], ...]


def read_preview(text: str) -> Preview:
    """Read what `pulumi preview --json`, `refresh --preview-only --json` or `destroy --preview-only --json` printed.

    Raises:
        BlandError: it is no such document.
    """
    document = _document(text)
    steps: dict[str, list[Step]] = {}
    for each in document.get("steps") or []:
        if isinstance(each, Mapping) and each.get("urn"):
            steps.setdefault(str(each["urn"]), []).append(_step(each))
    of_stack = {step.op for group in steps.values() for step in group if step.type == _STACK}
    parts = next(iter(steps), "").removeprefix("urn:pulumi:").split("::")
    return Preview(
        stack=f"{parts[1]}/{parts[0]}" if len(parts) > 1 else "",
        # The stack's own resource is refreshed there, and nothing else happens to it.
        is_refresh=of_stack == {"refresh"},
        steps={urn: tuple(group) for urn, group in steps.items()},
        diagnostics=tuple(each for each in document.get("diagnostics") or [] if isinstance(each, Mapping)),
    )


def bag(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """One half of a step, or one bag of a state; empty where there is none."""
    found = holder.get(name)
    return found if isinstance(found, Mapping) else {}


def name_of(urn: str) -> str:
    """The name in the program; it may hold the separator itself."""
    return (urn.split("::", 3) + [""] * 3)[3]


def _step(step: Mapping[str, Any]) -> Step:
    detail = [*(step.get("detailedDiff") or {}), *(step.get("diffReasons") or [])]
    return Step(
        op=str(step.get("op")),
        urn=str(step["urn"]),
        old=bag(step, "oldState"),
        new=bag(step, "newState"),
        changed=frozenset(_top(path) for path in detail),
    )


def _secrets(state: Mapping[str, Any]) -> Iterator[str]:
    for names in (state.get("additionalSecretOutputs"), bag(state, "inputs").get(SECRET_INPUTS)):
        yield from names if isinstance(names, list) else []


def _top(path: str) -> str:
    """The input that a path of the detailed diff is in: `members["+1…"]`, `tools[0].a`."""
    return path.split("[", 1)[0].split(".", 1)[0]


def _document(text: str) -> Mapping[str, Any]:
    if not text.strip():
        raise BlandError("there is no preview to read: pipe `pulumi preview --json` into this command")
    start = text.find("{")
    try:
        document, end = json.JSONDecoder().raw_decode(text, max(start, 0))
    except (ValueError, RecursionError):
        raise BlandError("this is no preview: it must be the output of `pulumi preview --json`") from None
    if not isinstance(document, Mapping) or not {"steps", "changeSummary", "diagnostics"} & document.keys():
        streamed = isinstance(document, Mapping) and "sequence" in document
        reason = "a stream of events; unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW" if streamed else "something else"
        text = f"this is no preview but {reason}: it must be the one document that `pulumi preview --json` prints"
        raise BlandError(text)
    if text[end:].lstrip().startswith("{"):
        raise BlandError("there is more than one document: review one preview at a time")
    return document

"""`pulumi preview --json` as a report: what the engine prints, read with tolerance for what it may print elsewhere.

Measured with engine 3.259: a preview is one document with `steps`; each step has `op`, `urn`, `oldState`, `newState`,
and for an update a `detailedDiff`. Steps of unchanged resources are left out, except the stack's own. Secrets are
`[secret]` on both sides (with `--show-secrets` too), so only the detail tells that one changed. With `--refresh` each
resource has a `refresh` step first, whose two states are both the old one; the step after it has what is live as its
old state. A refresh (`refresh --preview-only`) has `update` and `delete` steps for what drifted.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from pulumi_bland._rules.errors import BlandError
from pulumi_bland._rules.travel import SECRET_INPUTS
from pulumi_bland.cli._change import KINDS, Action, Change, Ending, Kind, Problem, Report
from pulumi_bland.cli._compare import SECRET_TEXT, UNKNOWN_TEXT, compare_fields, compare_members

Step = Mapping[str, Any]
_STACK: Final = "pulumi:pulumi:Stack"
_PROVIDERS: Final = "pulumi:providers:"
_OURS: Final = "pulumi:providers:pulumi-python"
_ACTIONS: Final[Mapping[str, Action]] = {
    "create": "create",
    "import": "create",
    "update": "update",
    "replace": "replace",
    "create-replacement": "replace",
    "import-replacement": "replace",
    "delete": "delete",
    "delete-replaced": "delete",
}
"""The engine's operations that do something; the others (same, read, refresh, discard, …) do not."""

_PREAMBLE: Final = re.compile(r"^\S+ resource '.*?' has a problem: ")


def read_preview(text: str) -> Report:
    """Read what `pulumi preview --json`, `refresh --preview-only --json` or `destroy --preview-only --json` printed.

    Raises:
        BlandError: it is no such document.
    """
    document = _document(text)
    steps = [each for each in document.get("steps") or [] if isinstance(each, Mapping) and each.get("urn")]
    drift = _is_refresh(steps)
    groups: dict[str, list[Step]] = {}
    for step in steps:
        groups.setdefault(str(step["urn"]), []).append(step)
    acted = [each for group in groups.values() for each in _changes(group, drift=drift)]
    problems = [each for each in document.get("diagnostics") or [] if isinstance(each, Mapping)]
    return Report(
        stack=_stack(groups),
        view="drift" if drift else "plan",
        changes=tuple(_renamed(acted)),
        errors=tuple(_problem(each) for each in problems if each.get("severity") == "error"),
        warnings=tuple(_problem(each) for each in problems if each.get("severity") == "warning" and _is_ours(each)),
        accounts=tuple(
            _name(urn)
            for urn, group in groups.items()
            if _type(group[0]) == _OURS and any(each.get("op") in ("update", "replace") for each in group)
        ),
        others=_others(groups),
    )


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


def _is_refresh(steps: list[Step]) -> bool:
    """Whether this is a refresh alone: the stack's own resource is refreshed there, and nothing else happens to it."""
    operations = [step.get("op") for step in steps if _type(step) == _STACK]
    return bool(operations) and set(operations) == {"refresh"}


def _changes(group: list[Step], *, drift: bool) -> Iterator[tuple[Change, Step]]:
    """What happens to one resource, and the step that says so."""
    kind = KINDS.get(_type(group[-1]))
    if kind is None:
        return
    refreshed = next((each for each in group if each.get("op") == "refresh"), None)
    acting = [each for each in group if each.get("op") in _ACTIONS]
    replaced = [each for each in acting if _ACTIONS[each["op"]] == "replace"]
    for step in replaced[:1] or acting:
        action = _ACTIONS[step["op"]]
        change = _change(kind, "gone" if drift and action == "delete" else action, step)
        yield replace(change, takes_back=refreshed is not None and _moved(kind, refreshed, step)), step


def _moved(kind: Kind, refreshed: Step, step: Step) -> bool:
    """Whether the refresh of this preview found something else than the state had."""
    if step["op"] == "create":
        return True
    before, live = (_side(_side(each, "oldState"), "inputs") for each in (refreshed, step))
    return bool(compare_fields(kind, before, live) or compare_members(before, live))


def _change(kind: Kind, action: Action, step: Step) -> Change:
    old, new = _side(step, "oldState"), _side(step, "newState")
    before, after = _side(old, "inputs"), _side(new, "inputs")
    secret = {name for each in (old, new) for name in _secrets(each)}
    detail = [*(step.get("detailedDiff") or {}), *(step.get("diffReasons") or [])]
    changed = {_top(path) for path in detail}
    fields = compare_fields(kind, before, after, secret=secret, changed=changed)
    members = compare_members(before, after, secret=secret, changed=changed) if kind == "pool" else None
    ends = action in ("delete", "replace")
    return Change(
        kind=kind,
        action=action,
        name=_name(str(step["urn"])),
        object=_object(kind, old or new, after if action in ("create", "replace") else before),
        members=members,
        fields=fields,
        ending=_ending(kind, old) if ends else None,
        takes_over=kind == "pool" and action in ("create", "replace") and after.get("pool_id") is not None,
        unfinished=bool(old.get("initErrors")),
        detailed=bool(fields or members or action != "update"),
    )


def _secrets(state: Mapping[str, Any]) -> Iterator[str]:
    """The properties of a state that are secret, should they not be blinded."""
    for names in (state.get("additionalSecretOutputs"), _side(state, "inputs").get(SECRET_INPUTS)):
        yield from names if isinstance(names, list) else []


def _ending(kind: Kind, state: Mapping[str, Any]) -> Ending:
    """What destroy does with this object, as the lifecycles decide it."""
    if state.get("retainOnDelete"):
        return "retain"
    outputs = _side(state, "outputs")
    given = outputs.get("on_delete")
    if given in ("delete", "restore", "clear", "retain"):
        return given  # type: ignore[no-any-return]
    # A pool that was taken over has a baseline; one made here has none.
    return "restore" if kind == "agent" or "baseline" in outputs else "delete"


def _object(kind: Kind, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> str | None:
    """What the resource manages at Bland, as far as it may be shown."""
    if kind == "pool":
        known = inputs.get("pool_id") or state.get("id")
    else:
        parts = [inputs.get("phone_number"), inputs.get("channel")]
        known = state.get("id") if None in parts else "/".join(map(str, parts))
    hidden = (SECRET_TEXT, UNKNOWN_TEXT)
    return None if known is None or any(each in str(known) for each in hidden) else str(known)


def _renamed(acted: list[tuple[Change, Step]]) -> Iterator[Change]:
    """All changes; a create and a delete of one object become one: the provider undoes nothing then."""
    made = {(each.kind, each.object) for each, _ in acted if each.action == "create" and each.object}
    gone = {(each.kind, each.object): step for each, step in acted if each.action == "delete" and each.object}
    for change, step in acted:
        key = (change.kind, change.object)
        if change.action == "create" and key in gone:
            both = {**step, "oldState": _side(gone[key], "oldState")}
            renamed = _change(change.kind, "update", both)
            yield replace(renamed, renamed_from=_name(str(gone[key]["urn"])), detailed=True)
        elif not (change.action == "delete" and key in made):
            yield change


def _others(groups: Mapping[str, list[Step]]) -> dict[str, int]:
    count: Counter[str] = Counter()
    for group in groups.values():
        kind = _type(group[-1])
        if kind in KINDS or kind == _STACK or kind.startswith(_PROVIDERS):
            continue
        found = [_ACTIONS[each["op"]] for each in group if each.get("op") in _ACTIONS]
        if found:
            count["replace" if "replace" in found else found[-1]] += 1
    return {action: count[action] for action in dict.fromkeys(_ACTIONS.values()) if count[action]}


def _problem(diagnostic: Mapping[str, Any]) -> Problem:
    """What Pulumi said. Of a traceback only the error: its lines are source code, and name the machine's folders."""
    lines = [each for each in str(diagnostic.get("message", "")).strip().splitlines() if each.strip()]
    if any(each.startswith("Traceback ") for each in lines):
        lines = [lines[0], lines[-1]]
    text = "\n".join(lines).removeprefix("error: ").removeprefix("warning: ")
    text = _PREAMBLE.sub("", text)  # the name stands before it already
    return Problem(text, about=_name(str(diagnostic.get("urn") or "")))


def _is_ours(diagnostic: Mapping[str, Any]) -> bool:
    types = (str(diagnostic.get("urn") or "").split("::", 3) + [""] * 3)[2]
    return types.rsplit("$", 1)[-1] in KINDS


def _stack(groups: Mapping[str, list[Step]]) -> str:
    parts = next(iter(groups), "").removeprefix("urn:pulumi:").split("::")
    return f"{parts[1]}/{parts[0]}" if len(parts) > 1 else ""


def _side(step: Step, side: str) -> Mapping[str, Any]:
    """One half of a step, or one bag of a state; empty where there is none."""
    found = step.get(side)
    return found if isinstance(found, Mapping) else {}


def _type(step: Step) -> str:
    return str(_side(step, "newState").get("type") or _side(step, "oldState").get("type") or "")


def _name(urn: str) -> str:
    """The name in the program; it may hold the separator itself."""
    return (urn.split("::", 3) + [""] * 3)[3]


def _top(path: str) -> str:
    """The input that a path of the detailed diff is in: `members["+1…"]`, `tools[0].a`."""
    return path.split("[", 1)[0].split(".", 1)[0]

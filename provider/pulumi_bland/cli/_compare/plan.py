"""A preview as a report: what happens to each of our resources, as far as Pulumi knows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from pulumi_bland._rules.travel import UNKNOWN_TEXT
from pulumi_bland.cli._compare.inputs import compare_fields, compare_members, newly_managed
from pulumi_bland.cli._kind import Ending, Kind
from pulumi_bland.cli._kinds import BY_TYPE
from pulumi_bland.cli._read.blinds import SECRET_TEXT
from pulumi_bland.cli._read.preview import Preview, Step, bag, name_of
from pulumi_bland.cli._read.stack import PROVIDERS
from pulumi_bland.cli._report.change import Action, Change, Problem, Report

_NOT_COUNTED: Final = ("pulumi:pulumi:Stack", "pulumi:providers:")
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
_PROTECTIONS: Final[Mapping[str, str]] = {"protect": "protect", "retainOnDelete": "retain_on_delete"}
"""Options that keep an object from being deleted: Pulumi's words in a state, and in a program."""
_ENDINGS: Final[tuple[Ending, ...]] = ("delete", "restore", "clear", "retain")
_PREAMBLE: Final = re.compile(r"^\S+ resource '.*?' has a problem: ")


def compare_plan(preview: Preview) -> Report:
    """What a preview would change, or what a refresh found changed."""
    acted = [each for group in preview.steps.values() for each in _changes(group, drift=preview.is_refresh)]
    said = preview.diagnostics
    return Report(
        stack=preview.stack,
        view="drift" if preview.is_refresh else "plan",
        changes=tuple(_renamed(acted)),
        errors=_problems(each for each in said if each.get("severity") == "error"),
        warnings=_problems(each for each in said if each.get("severity") == "warning" and _is_ours(each)),
        accounts=tuple(
            name_of(urn)
            for urn, group in preview.steps.items()
            if group[0].type in PROVIDERS and any(each.op in ("update", "replace") for each in group)
        ),
        others=_others(preview.steps),
    )


def acts(step: Step) -> Action | None:
    """What a step does to its resource."""
    return _ACTIONS.get(step.op)


def object_of(kind: Kind, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> str | None:
    """What a resource manages at Bland, as far as it may be shown; None where that is not known (yet)."""
    parts = [inputs.get(each) for each in kind.identity]
    known = state.get("id") if None in parts else "/".join(map(str, parts))
    hidden = (SECRET_TEXT, UNKNOWN_TEXT)
    return None if known is None or any(each in str(known) for each in hidden) else str(known)


def _changes(group: tuple[Step, ...], *, drift: bool) -> Iterator[tuple[Change, Step]]:
    """What happens to one resource, and the step that says so."""
    kind = group[-1].kind
    if kind is None:
        return
    refreshed = next((each for each in group if each.op == "refresh"), None)
    acting = [each for each in group if acts(each)]
    replaced = [each for each in acting if acts(each) == "replace"]
    kept = [each for each in group if each.op == "same" and _options_change(each)]
    for step in replaced[:1] or acting or kept:
        action = acts(step) or "update"
        change = _change(kind, "gone" if drift and action == "delete" else action, step, refreshed, drift=drift)
        moved = refreshed is not None and acts(step) is not None and _moved(kind, refreshed, step)
        yield replace(change, takes_back=moved), step


def _moved(kind: Kind, refreshed: Step, step: Step) -> bool:
    """Whether the refresh of this preview found something else than the state had."""
    if step.op == "create":
        return True
    before, live = (bag(each.old, "inputs") for each in (refreshed, step))
    return bool(compare_fields(kind, before, live) or compare_members(before, live))


def _change(kind: Kind, action: Action, step: Step, refreshed: Step | None = None, *, drift: bool = False) -> Change:
    before, after = step.before, step.after
    fields = compare_fields(kind, before, after, secret=step.secret, changed=step.changed)
    if action == "update" and not drift:
        fields = newly_managed(kind, fields, refreshed.before if refreshed else before)
    members = None
    if kind.has_members:
        members = compare_members(before, after, secret=step.secret, changed=step.changed)
    stays = bool(step.old and step.new)
    was, is_ = (set(map(str, each.get("ignoreChanges") or [])) if stays else set() for each in (step.old, step.new))
    begins, ends = action in ("create", "replace"), action in ("delete", "replace")
    return Change(
        kind=kind,
        action=action,
        name=step.name,
        object=object_of(kind, step.old or step.new, after if begins else before),
        members=members,
        fields=fields,
        ending=_ending(kind, step.old) if ends else None,
        takes_over=begins and kind.takes_over(after),
        urn=step.urn,
        declared=tuple(name for name in kind.fields if before.get(name) is not None),
        declares=tuple(name for name in kind.fields if after.get(name) is not None),
        on_delete=after.get("on_delete") if after.get("on_delete") in _ENDINGS else None,
        unfinished=bool(step.old.get("initErrors")),
        unprotected=tuple(
            word for key, word in _PROTECTIONS.items() if stays and step.old.get(key) and not step.new.get(key)
        ),
        ignores=tuple(sorted(is_ - was)),
        heeds=tuple(sorted(was - is_)),
        detailed=bool(fields or members or _options_change(step) or action != "update"),
    )


def _ending(kind: Kind, state: Mapping[str, Any]) -> Ending:
    """What destroy does with this object, as the lifecycles decide it."""
    if state.get("retainOnDelete"):
        return "retain"
    outputs = dict(bag(state, "outputs"))
    if kind.lifecycle.removes(outputs):
        return "delete"
    given = outputs.get("on_delete")
    return next((each for each in _ENDINGS if each == given), "restore")


def _options_change(step: Step) -> bool:
    """Whether the options of a resource that stays change, as far as they say what may become of it."""
    was, is_ = ([each.get(key) or None for key in ("ignoreChanges", *_PROTECTIONS)] for each in (step.old, step.new))
    return bool(step.old and step.new) and was != is_


def _renamed(acted: list[tuple[Change, Step]]) -> Iterator[Change]:
    """All changes; a create and a delete of one object become one: the provider undoes nothing then."""
    made = {(each.kind, each.object) for each, _ in acted if each.action == "create" and each.object}
    gone = {(each.kind, each.object): step for each, step in acted if each.action == "delete" and each.object}
    for change, step in acted:
        key = (change.kind, change.object)
        if change.action == "create" and key in gone:
            before = gone[key]
            renamed = _change(change.kind, "update", replace(step, old=before.old))
            yield replace(renamed, renamed_from=before.name, detailed=True)
        elif not (change.action == "delete" and key in made):
            yield change


def _others(steps: Mapping[str, tuple[Step, ...]]) -> dict[str, int]:
    count: Counter[str] = Counter()
    for group in steps.values():
        if group[-1].kind is not None or group[-1].type.startswith(_NOT_COUNTED):
            continue
        found = [action for each in group if (action := acts(each))]
        if found:
            count["replace" if "replace" in found else found[-1]] += 1
    return {action: count[action] for action in dict.fromkeys(_ACTIONS.values()) if count[action]}


def _problems(diagnostics: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """What was said, by resource: the engine works on many at once, and which of them speaks first is chance."""
    return tuple(sorted(map(_problem, diagnostics), key=lambda each: (each.about, each.text)))


def _problem(diagnostic: Mapping[str, Any]) -> Problem:
    """What Pulumi said. Of a traceback only the error: its lines are source code, and name the machine's folders."""
    lines = [each for each in str(diagnostic.get("message", "")).strip().splitlines() if each.strip()]
    if any(each.startswith("Traceback ") for each in lines):
        lines = [lines[0], lines[-1]]
    text = "\n".join(lines).removeprefix("error: ").removeprefix("warning: ")
    text = _PREAMBLE.sub("", text)  # the name stands before it already
    return Problem(text, about=name_of(str(diagnostic.get("urn") or "")))


def _is_ours(diagnostic: Mapping[str, Any]) -> bool:
    types = (str(diagnostic.get("urn") or "").split("::", 3) + [""] * 3)[2]
    return types.rsplit("$", 1)[-1] in BY_TYPE

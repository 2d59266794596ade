"""A report for other programs. A value is `{"value": …}`, or `{"hidden": why}`, or null where nothing is set."""

from __future__ import annotations

import json
from typing import Any

from pulumi_bland.cli._render.textdiff import visible
from pulumi_bland.cli._report.change import Change, Hidden, Members, Report, Value
from pulumi_bland.cli._report.dangers import SHARE, dangers
from pulumi_bland.cli._report.verdict import verdict


def document(report: Report, *, share: float = SHARE) -> str:
    """The report as one JSON document."""
    content = {
        "verdict": verdict(report),
        "stack": report.stack,
        "view": report.view,
        "complete": not report.errors,
        "dangers": [
            {"rule": each.rule, "name": each.about, "text": each.said(visible)} for each in dangers(report, share)
        ],
        "changes": [_change(each) for each in report.changes],
        "other_resources": dict(report.others),
        "accounts": list(report.accounts),
        "errors": [{"name": each.about, "text": each.text} for each in report.errors],
        "warnings": [{"name": each.about, "text": each.text} for each in report.warnings],
        "listings": {each.title: list(each.names) for each in report.listings},
    }
    return json.dumps(content, indent=2)


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.word,
        "action": change.action,
        "name": change.name,
        "object": change.object,
        "ending": change.ending,
        "takes_over": change.takes_over,
        "takes_back": change.takes_back,
        "renamed_from": change.renamed_from,
        "unprotected": list(change.unprotected),
        "ignore_changes": {"added": list(change.ignores), "removed": list(change.heeds)},
        "numbers": None if change.members is None else _members(change.members),
        "fields": [
            {"name": each.name, "before": _value(each.before), "after": _value(each.after)} for each in change.fields
        ],
    }


def _members(members: Members) -> dict[str, Any]:
    hidden = members.hidden
    return {
        "hidden": hidden.value if hidden else None,
        "before": members.before,
        "after": None if hidden else members.after,
        "added": dict(members.added),
        "removed": dict(members.removed),
    }


def _value(value: Value) -> dict[str, Any] | None:
    if value is None:
        return None
    return {"hidden": value.value} if isinstance(value, Hidden) else {"value": value}

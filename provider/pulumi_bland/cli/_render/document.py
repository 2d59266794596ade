"""A report for other programs. A value is `{"value": …}`, or `{"hidden": why}`, or null where nothing is set."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pulumi_bland.cli._render.textdiff import visible
from pulumi_bland.cli._report.change import Change, Field, Foretold, Hidden, Members, Report, Value
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
        "fields": _fields(change.fields),
        "account": None if change.foretold is None else _foretold(change, change.foretold),
    }


def _fields(fields: Iterable[Field]) -> list[dict[str, Any]]:
    return [{"name": each.name, "before": _value(each.before), "after": _value(each.after)} for each in fields]


def _foretold(change: Change, foretold: Foretold) -> dict[str, Any]:
    return {
        "requests": [
            {
                "method": each.method,
                "route": each.route,
                "fields": {name: _value(value) for name, value in each.sent.items()},
                "numbers": None if each.members is None else _members(each.members),
                "changes": _fields(each.fields),
                "lets_go": each.lets_go,
            }
            for each in foretold.writes
        ],
        "replaces": list(change.replaces),
        "empties": list(change.empties),
        "refused": foretold.refused,
        "not_foretold": foretold.untold,
        "remarks": list(foretold.remarks),
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

"""Two sets of inputs compared: the program's with the state's (a preview), the account's with the state's (drift).

Values that must not be shown are taken out here, so that nothing after this module holds a secret.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import phonenumbers

from pulumi_bland._rules.phone import place
from pulumi_bland._rules.travel import SECRET_INPUTS, UNKNOWN_TEXT
from pulumi_bland._rules.values import canonical, same
from pulumi_bland.cli._kind import Kind
from pulumi_bland.cli._read.blinds import has_secret, has_unknown
from pulumi_bland.cli._report.change import Field, Hidden, Members, Value


def compare_fields(
    kind: Kind,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    secret: Collection[str] = (),
    changed: Collection[str] = (),
) -> tuple[Field, ...]:
    """The inputs that differ. `changed` names those that Pulumi says change: it compares secrets, which we cannot."""
    found = []
    for name in kind.inputs:
        if same(canonical(old.get(name)), canonical(new.get(name))) and name not in changed:
            continue
        hide = name in secret or name in kind.always_secret or any(has_secret(each.get(name)) for each in (old, new))
        before, after = (shown(each.get(name), hide=hide) for each in (old, new))
        if before is after is Hidden.SECRET:
            after = _marking(kind, name, old, new)
        if not same(before, after):
            found.append(Field(name, before, after))
    return tuple(found)


def newly_managed(kind: Kind, fields: tuple[Field, ...], old: Mapping[str, Any]) -> tuple[Field, ...]:
    """Fields that the program names for the first time: what the account holds there is not known, and not nothing.

    With `authoritative` all fields were managed: those that the program did not name were held empty. `old` is what the
    state had before any refresh: a field that somebody emptied was managed.
    """
    if old.get("authoritative"):
        return fields
    return tuple(
        replace(each, before=Hidden.UNMANAGED)
        if each.name in kind.fields and each.before is None and old.get(each.name) is None
        else each
        for each in fields
    )


def _marking(kind: Kind, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Hidden:
    """What becomes of a secret: another one, or one only now, or none any more."""
    was, is_ = (has_secret(each.get(name)) or name in (each.get(SECRET_INPUTS) or []) for each in (old, new))
    if was is is_ or name in kind.always_secret:
        return Hidden.OTHER_SECRET
    return Hidden.SECRET_NOW if is_ else Hidden.SECRET_NO_MORE


def compare_members(
    old: Mapping[str, Any], new: Mapping[str, Any], *, secret: Collection[str] = (), changed: Collection[str] = ()
) -> Members | None:
    """What becomes of the numbers; None when they stay."""
    before, after = (_numbers(each, secret) for each in (old, new))
    if isinstance(before, Hidden) or isinstance(after, Hidden):
        differ = old.get("phone_numbers") != new.get("phone_numbers")
        moved = differ or "phone_numbers" in changed or "members" in changed
        hidden = Hidden.SECRET if Hidden.SECRET in (before, after) else Hidden.UNKNOWN
        added = {each: _label(each, new, old) for each in _known(new) - _known(old)} if hidden is Hidden.UNKNOWN else {}
        count = 0 if isinstance(before, Hidden) else len(before)
        return Members(added=dict(sorted(added.items())), before=count, hidden=hidden) if moved else None
    if before == after:
        return None
    return Members(
        added={each: _label(each, new, old) for each in sorted(after - before)},
        removed={each: _label(each, old, new) for each in sorted(before - after)},
        before=len(before),
        after=len(after),
    )


def _numbers(inputs: Mapping[str, Any], secret: Collection[str]) -> frozenset[str] | Hidden:
    given = inputs.get("phone_numbers") or []
    if "phone_numbers" in secret or has_secret(given):
        return Hidden.SECRET
    if not isinstance(given, list) or UNKNOWN_TEXT in given:
        return Hidden.UNKNOWN
    return frozenset(str(each) for each in given)


def _known(inputs: Mapping[str, Any]) -> frozenset[str]:
    given = inputs.get("phone_numbers")
    return frozenset(str(each) for each in given if each != UNKNOWN_TEXT) if isinstance(given, list) else frozenset()


def _label(number: str, *inputs: Mapping[str, Any]) -> str:
    for each in inputs:
        labels = each.get("members")
        if isinstance(labels, Mapping) and isinstance(labels.get(number), str):
            return str(labels[number])
    try:
        return place(number)
    except phonenumbers.NumberParseException:
        return ""


def shown(value: Any, *, hide: bool) -> Value:
    """A value as a report may hold it."""
    if value is None:
        return None
    if hide:
        return Hidden.SECRET
    return Hidden.UNKNOWN if has_unknown(value) else canonical(value)

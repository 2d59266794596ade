"""Two sets of inputs compared: the program's with the state's (a preview), the account's with the state's (drift).

Values that must not be shown are taken out here, so that nothing after this module holds a secret.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import phonenumbers

from pulumi_bland._pool.inputs import KEY, CustomDialingPoolInputs
from pulumi_bland._rules.phone import place
from pulumi_bland._rules.travel import SECRET_INPUTS
from pulumi_bland._rules.values import canonical, same
from pulumi_bland._sms.inputs import SmsNumberConfigInputs
from pulumi_bland.cli._change import Field, Hidden, Kind, Members, Value

_NOT_FIELDS = ("phone_numbers", "members", SECRET_INPUTS)
FIELDS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "pool": tuple(name for name in CustomDialingPoolInputs.model_fields if name not in _NOT_FIELDS),
    "agent": tuple(name for name in SmsNumberConfigInputs.model_fields if name not in _NOT_FIELDS),
}
"""The inputs that are compared one by one, in the order of the reference."""
ALWAYS_SECRET: Final = frozenset({KEY})

SECRET_TEXT: Final = "[secret]"  # noqa: S105 - it stands where one was
"""What Pulumi prints in the place of a secret."""
UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What Pulumi prints in the place of a value that is known after `up`."""
SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
"""The key that marks an object of the state as the envelope of a secret or of another special value."""


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
    for name in FIELDS[kind]:
        if same(canonical(old.get(name)), canonical(new.get(name))) and name not in changed:
            continue
        hide = name in secret or name in ALWAYS_SECRET or any(_secret_inside(each.get(name)) for each in (old, new))
        before, after = (_shown(each.get(name), hide=hide) for each in (old, new))
        if before is after is Hidden.SECRET:
            after = _marking(name, old, new)
        if not same(before, after):
            found.append(Field(name, before, after))
    return tuple(found)


def _marking(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Hidden:
    """What becomes of a secret: another one, or one only now, or none any more."""
    was, is_ = (_secret_inside(each.get(name)) or name in (each.get(SECRET_INPUTS) or []) for each in (old, new))
    if was is is_ or name in ALWAYS_SECRET:
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
    if "phone_numbers" in secret or _secret_inside(given):
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


def _shown(value: Any, *, hide: bool) -> Value:
    if value is None:
        return None
    if hide:
        return Hidden.SECRET
    return Hidden.UNKNOWN if _unknown_inside(value) else canonical(value)


def _secret_inside(value: Any) -> bool:
    """Whether there is a secret in a value: blinded by Pulumi, or in an envelope of the state."""
    if isinstance(value, Mapping):
        return SIGNATURE in value or any(_secret_inside(each) for each in value.values())
    return any(_secret_inside(each) for each in value) if isinstance(value, list) else value == SECRET_TEXT


def _unknown_inside(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_unknown_inside(each) for each in value.values())
    return any(_unknown_inside(each) for each in value) if isinstance(value, list) else value == UNKNOWN_TEXT

"""A profile: how a Bland service behaves, as `pulumi-bland contract` found out, for a sandbox to do the same."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import JsonValue, ValidationError

from bland_sandbox.accounts import SeedError, problems
from bland_sandbox.settings import Settings

FORM = 1
_SWITCHES = frozenset(Settings.model_fields)


def read_profile(source: Mapping[str, Any] | str | Path) -> dict[str, JsonValue]:
    """The switches of a profile, from a value or a JSON file: `{"contract": 1, "switches": {"write": "replace"}}`.

    What a profile leaves open is not in it, so that the sandbox's defaults hold.

    Raises:
        SeedError: it is no profile, of another form, or holds a switch or value that this sandbox does not have.
    """
    name = "profile" if isinstance(source, Mapping) else str(source)
    try:
        data = source if isinstance(source, Mapping) else json.loads(Path(source).read_text(encoding="utf-8"))
    except OSError as error:
        raise SeedError(f"{name}: {error.strerror}") from None
    except ValueError as error:
        raise SeedError(f"{name}: not JSON: {error}") from None
    switches = data.get("switches") if isinstance(data, Mapping) else None
    if not isinstance(switches, Mapping) or data.get("contract") != FORM:
        raise SeedError(f"{name}: no profile of `pulumi-bland contract` in the form that this sandbox reads")
    if unknown := sorted(str(each) for each in switches if each not in _SWITCHES):
        raise SeedError(f"{name}: this sandbox has no switch {', '.join(unknown)}")
    try:
        Settings.model_validate(dict(switches))
    except ValidationError as error:
        raise SeedError("\n".join(f"{name}: {line}" for line in problems(error))) from None
    return dict(switches)

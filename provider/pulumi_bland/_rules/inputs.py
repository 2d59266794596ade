"""What a program declares, checked offline: every problem of a resource at once, each at the path the user typed.

Never stricter than the API, and tolerant of values that a preview does not know yet. A problem never repeats a value:
in here secrets cannot be told from other values.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    PlainValidator,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
)

from pulumi_bland._rules.travel import lost
from pulumi_bland._rules.values import UNKNOWN, Json, canonical

OnDrift = Literal["refuse", "overwrite"]


class Inputs(BaseModel):
    """The inputs of a resource: its fields are the field table that docstrings and the README are made from."""

    model_config = ConfigDict(extra="forbid", strict=True)

    secret_inputs: list[str] | None = None

    @field_validator("*", mode="wrap")
    @classmethod
    def _unknown_passes(cls, value: Any, check: ValidatorFunctionWrapHandler) -> Any:
        return value if value is UNKNOWN else check(value)


def _is(kinds: tuple[type, ...], words: str) -> PlainValidator:
    """A check by type whose error is one sentence, where a union of types would give one for each."""

    def check(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, kinds):
            problem = f"must be {words}"
            raise ValueError(problem)
        return value

    return PlainValidator(check)


Number = Annotated[float, _is((int, float), "a number")]
NumberOrText = Annotated[float | str, _is((int, float, str), "a text or a number")]
ObjectOrList = Annotated[dict[str, Any] | list[Any], _is((dict, list), "an object or a list")]
JsonList = Annotated[list[Any], _is((list,), "a list")]


@dataclass
class Checked:
    """The outcome of a check: the inputs in their one spelling, or what is wrong with them."""

    inputs: dict[str, Json]
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def validate(model: type[Inputs], given: Mapping[str, Json]) -> Checked:
    """Check inputs against their model; the result has only what was declared."""
    values = {key: canonical(value) for key, value in given.items() if value is not None}
    damaged = {key: problems for key, value in values.items() if (problems := [*lost(value, key)])}
    checked = Checked(values, [problem for problems in damaged.values() for problem in problems])
    try:
        parsed = model.model_validate({key: value for key, value in values.items() if key not in damaged})
    except ValidationError as error:
        checked.problems += [_problem(each) for each in error.errors() if each["loc"][0] not in damaged]
    else:
        checked.inputs = values | {key: getattr(parsed, key) for key in parsed.model_fields_set}
    return checked


def as_uuid(text: str) -> str | None:
    try:
        return str(uuid.UUID(text)) if len(text) == 36 else None  # noqa: PLR2004 - the hyphened form, as the API wants it
    except ValueError:
        return None


_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: "is required",
    "extra_forbidden": lambda _: "is not an input of this resource",
    "string_type": lambda _: "must be a text",
    "bool_type": lambda _: "must be true or false",
    "list_type": lambda _: "must be a list",
    "literal_error": lambda context: f"must be {context['expected']}",
    "value_error": lambda context: str(context["error"]),
}


def _problem(error: Any) -> str:
    path = ""
    for step in error["loc"]:
        # A step in the name of a type is pydantic's branch of a union, not something that the user typed.
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path and step.islower() else path or step
    words = _WORDS.get(error["type"])
    return f"{path}: {words(error.get('ctx', {})) if words else error['msg'][:1].lower() + error['msg'][1:]}"

"""The parts of the resource classes that are made from the field tables: what an editor shows, what Python checks."""

from __future__ import annotations

import json
import textwrap
import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pulumi_bland._pool.inputs import CustomDialingPoolInputs, CustomDialingPoolOutputs
from pulumi_bland._sms.inputs import SmsNumberConfigInputs

KINDS: dict[str, tuple[type[BaseModel], type[BaseModel]]] = {
    "CustomDialingPool": (CustomDialingPoolInputs, CustomDialingPoolOutputs),
    "SmsNumberConfig": (SmsNumberConfigInputs, BaseModel),
}
"""The inputs of each kind, and what it tells besides them."""
WIDTH = 120


def described(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a table that a program has to do with: those that have a description."""
    return {name: field for name, field in model.model_fields.items() if field.description}


def readable(given: type[BaseModel], found: type[BaseModel]) -> str:
    """The types of all that a program may read of a resource."""
    computed = described(found)
    lines = [
        f"{name}: pulumi.Output[{output_type(field.annotation)}]"
        for name, field in described(given).items()
        if name not in computed
    ]
    for name, field in computed.items():
        lines += [f"{name}: pulumi.Output[{output_type(field.annotation)}]", f'"""{field.description}"""']
    return "\n".join(lines)


def head(given: type[BaseModel], found: type[BaseModel]) -> str:
    """What a resource is, what it takes, and which of its outputs are no inputs too."""
    computed = ", ".join(f'"{name}"' for name in described(found) if name not in given.model_fields)
    return f'"""{given.__doc__}\n\nArgs:\n{meanings(given, 4)}\n"""\n\n_computed = ({computed})'


CONSTRUCTOR = '''\
def __init__(
    self,
    resource_name: str,
    opts: pulumi.ResourceOptions | None = None,
    *,
{parameters}
) -> None:
    """Manage {summary}

    Args:
        resource_name: The name in the program.
        opts: Pulumi's options, such as an explicit provider.
{arguments}
    """'''


def constructor(given: type[BaseModel]) -> str:
    """A keyword argument for each input, so that a program's editor knows them and Python refuses a misspelt one."""
    parameters = (f"    {name}: {argument(field)}," for name, field in described(given).items())
    summary = str(given.__doc__)
    return CONSTRUCTOR.format(
        parameters="\n".join(parameters),
        summary=summary[0].lower() + summary[1:],
        arguments=textwrap.indent(meanings(given, 8), "    "),
    )


def meanings(model: type[BaseModel], indent: int) -> str:
    """What each input means, as the lines of a docstring that stands so far to the right."""
    return "\n".join(
        textwrap.fill(f"{name}: {each.description}", WIDTH - indent, initial_indent=" " * 4, subsequent_indent=" " * 8)
        for name, each in described(model).items()
    )


def argument(field: FieldInfo) -> str:
    """The type of a keyword argument, and its default."""
    kind = input_type(field.annotation)
    if field.is_required():
        return f"pulumi.Input[{kind}]"
    default = json.dumps(field.default).replace("null", "None")
    return f"pulumi.Input[{kind}]{' | None' * (field.default is None)} = {default}"


def input_type(annotation: Any) -> str:
    """What a program may give: any sequence for a list, with outputs in it, and any mapping for an object."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return input_type(arguments[0])
    if origin in (Union, types.UnionType):
        return " | ".join(map(input_type, arguments))
    if origin is Literal:
        return f"Literal[{', '.join(map(json.dumps, arguments))}]"
    if origin is list:
        return "Sequence[Any]" if arguments == (Any,) else f"Sequence[pulumi.Input[{input_type(arguments[0])}]]"
    if origin is dict:
        return "Mapping[str, Any]"
    return "None" if annotation is type(None) else str(annotation.__name__)


def output_type(annotation: Any) -> str:
    """What a program gets: Pulumi converts outputs by these, and fails where one is a union of several types."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return output_type(arguments[0])
    if origin in (Union, types.UnionType):
        kinds = {output_type(each) for each in arguments if each is not type(None)}
        return "Any" if "Any" in kinds or len(kinds) > 1 else f"{kinds.pop()} | None"
    if origin is Literal:
        return "str"
    if origin in (list, dict):
        return f"{origin.__name__}[{', '.join(map(output_type, arguments))}]"
    return str(annotation.__name__)

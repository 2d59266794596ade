"""The schema of the native plugin, made from the field tables: what every language of Pulumi knows of the resources."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from importlib import metadata
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from classes import KINDS, described
from pulumi_bland._engine.plugin import KINDS as LIFECYCLES

ANY = {"$ref": "pulumi.json#/Any"}
CONFIGURATION: dict[str, dict[str, Any]] = {
    "apiKey": {"type": "string", "secret": True, "description": "The API key of the Bland account."},
    "baseUrl": {
        "type": "string",
        "description": "One address for all routes, `https` or on this machine. Default: Bland's own hosts.",
    },
    "deadline": {"type": "number", "description": "Seconds that one operation may take, with all its repetitions."},
    "look": {
        "type": "boolean",
        "description": "Whether a preview looks at the account, to say what `up` would replace. Default: true.",
    },
    "maxRequests": {"type": "integer", "description": "Requests that may be under way at once."},
}


def schema() -> str:
    """The schema as JSON."""
    whole = {
        "$schema": "https://www.pulumi.com/schema/package.json",
        "name": "bland",
        "displayName": "Bland AI",
        "version": metadata.version("pulumi-bland"),
        "description": "Dialing pools and SMS agent settings of Bland AI.",
        "keywords": ["pulumi", "bland", "kind/native", "category/infrastructure"],
        "license": "Apache-2.0",
        "meta": {"moduleFormat": "(.*)"},
        "config": {"variables": CONFIGURATION},
        "provider": {
            "description": "One Bland account. An explicit provider never takes the key of another account.",
            "inputProperties": CONFIGURATION,
        },
        "types": {token: each for kind in KINDS for token, each in enums(kind)},
        "resources": {token: resource(token.rpartition(":")[2]) for token in LIFECYCLES},
        # Names beside that of the package of the dynamic resources.
        "language": {
            "nodejs": {
                "packageName": "@pulumi-bland/sdk",
                "respectSchemaVersion": True,
                "typescriptVersion": "^5.0.0",  # that of programs: one compiler is installed, not two
            },
            "python": {
                "packageName": "pulumi_bland_native",
                "respectSchemaVersion": True,
                "pyproject": {"enabled": True},
            },
            "go": {"respectSchemaVersion": True},
            "csharp": {"respectSchemaVersion": True},
        },
    }
    return json.dumps(whole, indent=2) + "\n"


def resource(kind: str) -> dict[str, Any]:
    """One kind of resource. Its other type is that of the dynamic resource: a stack may move from that one to this."""
    given, found = KINDS[kind]
    inputs = {name: property_(kind, name, field) for name, field in described(given).items()}
    outputs = inputs | {name: property_(kind, name, field) for name, field in described(found).items()}
    required = [name for name, field in given.model_fields.items() if field.is_required() or field.default is not None]
    return {
        "description": given.__doc__,
        "inputProperties": inputs,
        "requiredInputs": [name for name, field in given.model_fields.items() if field.is_required()],
        "properties": outputs,
        "required": [*required, *(name for name in described(found) if name not in required)],
        "aliases": [{"type": f"pulumi-python:dynamic/bland:{kind}"}],
    }


def property_(kind: str, name: str, field: Any) -> dict[str, Any]:
    """An input or an output."""
    secret = {"secret": True} if name in LIFECYCLES[f"bland:index:{kind}"].secrets({}) else {}
    return {**type_(kind, name, field.annotation), "description": field.description, **secret}


def type_(kind: str, name: str, annotation: Any) -> dict[str, Any]:
    """A type as the schema has it. A choice may be any text: a plugin may be newer than a program's SDK."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_(kind, name, arguments[0])
    if origin in (Union, types.UnionType):
        kinds = [type_(kind, name, each) for each in arguments if each is not type(None)]
        return kinds[0] if len(kinds) == 1 else ANY if ANY in kinds or kinds[0]["type"] == "object" else either(kinds)
    if origin is Literal:
        return either([{"type": "string"}, {"$ref": f"#/types/{token_of(kind, name)}"}])
    if origin is list:
        return {"type": "array", "items": type_(kind, name, arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": type_(kind, name, arguments[1])}
    if annotation is Any:
        return ANY
    return {"type": {str: "string", float: "number", bool: "boolean"}[annotation]}


def either(kinds: list[dict[str, Any]]) -> dict[str, Any]:
    """One of several types."""
    return {"oneOf": kinds}


def enums(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The choices among the inputs of a kind."""
    for name, field in described(KINDS[kind][0]).items():
        if choices := literals(field.annotation):
            yield token_of(kind, name), {"type": "string", "enum": [{"value": each} for each in choices]}


def literals(annotation: Any) -> tuple[str, ...]:
    """The choices that a type allows."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((found for each in get_args(annotation) if (found := literals(each))), ())


def token_of(kind: str, name: str) -> str:
    """The name of the type of an input that is a choice."""
    return f"bland:index:{kind}{name.title().replace('_', '')}"

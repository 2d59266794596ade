"""Values as Python source, laid out as `ruff format` lays it out: no formatter is needed on the user's machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from pulumi_bland._rules.values import Json

WIDTH = 88
"""The line length of ruff and black where a project says nothing."""
_INDENT = "    "


@dataclass(frozen=True)
class Code:
    """An expression as it stands in the program, in place of a value."""

    text: str


def text(value: str) -> str:
    """A text as one literal: in double quotes, unless single ones save escapes."""
    quote = "'" if value.count('"') > value.count("'") else '"'
    return f"{quote}{''.join(_escaped(each, quote) for each in value)}{quote}"


def paragraph(value: str) -> str | None:
    """A text of several lines as they are read; None where only a plain literal has it exactly."""
    if '"' * 3 in value or value.endswith('"'):
        return None
    lines = ["".join(_escaped(each, "") for each in line) for line in value.split("\n")]
    return '"""\\\n' + "\n".join(lines) + '"""'


def fits(line: str) -> bool:
    """Whether a line is as short as the formatter wants lines to be."""
    return cell_len(line) <= WIDTH


def item(head: str, value: Json | Code, depth: int, comment: str = "") -> Iterator[str]:
    """The lines of one element of something that is spread over lines: `head` is `name=`, `"key": ` or nothing."""
    indent = _INDENT * depth
    flat = f"{indent}{head}{_flat(value)},"
    if fits(flat) or not isinstance(value, Mapping | list) or not value:
        yield flat + (f"  # {comment}" if comment else "")
        return
    yield from _spread(head, value, depth)


def members(head: str, values: Sequence[str], comments: Mapping[str, str], depth: int) -> Iterator[str]:
    """The lines of a list that has one element a line, each with a comment."""
    indent = _INDENT * depth
    if not values:
        yield f"{indent}{head}[],"
        return
    yield f"{indent}{head}["
    for each in values:
        yield from item("", each, depth + 1, comments.get(each, ""))
    yield f"{indent}],"


def assignment(name: str, value: str) -> str:
    """A constant; in parentheses where that alone makes it fit, as the formatter would."""
    line = f"{name} = {text(value)}"
    inside = f"{_INDENT}{text(value)}"
    return line if fits(line) or not fits(inside) else f"{name} = (\n{inside}\n)"


def _spread(head: str, value: Mapping[str, Json] | list[Json], depth: int) -> Iterator[str]:
    indent = _INDENT * depth
    opening, closing = ("{", "}") if isinstance(value, Mapping) else ("[", "]")
    yield f"{indent}{head}{opening}"
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from item(f"{text(key)}: ", each, depth + 1)
    else:
        for each in value:
            yield from item("", each, depth + 1)
    yield f"{indent}{closing},"


def _flat(value: Json | Code) -> str:
    if isinstance(value, Code):
        return value.text
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{text(key)}: {_flat(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    return repr(value).replace("e+", "e")


def _escaped(character: str, quote: str) -> str:
    if character in ("\\", quote):
        return f"\\{character}"
    return repr(character)[1:-1] if not character.isprintable() else character

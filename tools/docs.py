#!/usr/bin/env python3
"""Write what is made from the code elsewhere; with `--check`, only say what is out of date.

In README.md and docs/ such a part stands between `<!-- generated: NAME -->` and `<!-- end -->`; in the modules of the
resource classes, which are made from the field tables, between `# generated: NAME` and `# end`. NAME is a key of
`PARTS`. The schema of the native plugin is written as a whole.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import re
import sys
import textwrap
import types
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from fastapi.routing import APIRoute
from pydantic import BaseModel
from typer.models import OptionInfo

import classes
import quotes
import schema
from bland_sandbox import Fault, Number, Org, Pool, Sandbox, admin, reference
from bland_sandbox import Settings as Switches
from bland_sandbox.testing import Asked, Project, plugin
from classes import described
from pulumi_bland._http.access import Settings
from pulumi_bland.cli import app
from pulumi_bland.cli.contract.questions import QUESTIONS
from services import SERVICES, asked

ROOT = Path(__file__).resolve().parents[1]
NO_WRAP = re.compile(r"^(?:\x08|\\b)\n", re.MULTILINE)  # typer's mark before a paragraph that it must not wrap
PART = re.compile(r"<!-- generated: (?P<name>[^\n]+) -->\n.*?<!-- end -->", re.DOTALL)
CODE = re.compile(r"(?P<indent> *)# generated: (?P<name>[^\n]+)\n.*?(?P<end> *# end)\n", re.DOTALL)


def main(arguments: list[str]) -> int:
    """Write all pages and modules, or with `--check` none."""
    pages = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    modules = sorted((ROOT / "provider" / "pulumi_bland").glob("*.py"))
    written = ROOT / "provider" / "pulumi_bland" / "schema.json"
    stale = [str(written.relative_to(ROOT))] if written.read_text() != schema.schema() else []
    if arguments != ["--check"]:
        written.write_text(schema.schema())
    for path in (*pages, *modules):
        pattern, write = (CODE, code) if path.suffix == ".py" else (PART, part)
        old = path.read_text()
        new = pattern.sub(write, old)
        stale += [f"{path.relative_to(ROOT)}: {name}" for name in changed(pattern, old, new)]
        if arguments != ["--check"]:
            path.write_text(new)
    if arguments == ["--check"] and stale:
        print("out of date, `make docs` writes them anew:", *stale, sep="\n  ", file=sys.stderr)
        return 1
    return 0


def part(found: re.Match[str]) -> str:
    """A part of a page between its markers."""
    return f"<!-- generated: {found['name']} -->\n\n{made(found['name'])}\n\n<!-- end -->"


def code(found: re.Match[str]) -> str:
    """A part of a module between its markers, indented as they are."""
    text = f"# generated: {found['name']}\n{made(found['name'])}"
    return f"{textwrap.indent(text, found['indent'])}\n{found['end']}\n"


def made(name: str) -> str:
    """The text of a generated part."""
    if name not in PARTS:
        sys.exit(f"there is no generated part {name!r}; there are: {', '.join(PARTS)}")
    return PARTS[name]().strip()


def changed(pattern: re.Pattern[str], old: str, new: str) -> list[str]:
    """The names of the parts that differ."""
    pairs = zip(pattern.finditer(old), pattern.finditer(new), strict=True)
    return [one["name"] for one, other in pairs if one.group() != other.group()]


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    head, *lines = ([cell.replace("|", r"\|") for cell in row] for row in (heads, *rows))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *lines))


# What the code says of itself


def inputs(model: type[BaseModel]) -> str:
    """The inputs of a resource."""
    rows = [
        (f"`{name}`{' (required)' * each.is_required()}", f"`{python_type(each.annotation)}`", str(each.description))
        for name, each in described(model).items()
    ]
    return table(("input", "type", "meaning"), rows)


def outputs(model: type[BaseModel]) -> str:
    """The outputs of a resource besides its inputs."""
    return table(
        ("output", "meaning"), ((f"`{name}`", str(each.description)) for name, each in described(model).items())
    )


def python_type(annotation: Any) -> str:
    """A type as a program gives it: without None, checks, and what is inside JSON."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return python_type(arguments[0])
    if origin in (Union, types.UnionType):
        return " | ".join(python_type(each) for each in arguments if each is not type(None))
    if origin is Literal:
        return "str"
    if origin is list and arguments != (Any,):
        return f"list[{python_type(arguments[0])}]"
    return str((origin or annotation).__name__)


def attributes(kind: type) -> Iterator[tuple[str, str]]:
    """The annotated attributes of a class that have a docstring, which follows them."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    for one, following in itertools.pairwise(body):
        if isinstance(one, ast.AnnAssign) and isinstance(following, ast.Expr):
            yield ast.unparse(one.target), " ".join(str(ast.literal_eval(following.value)).split())


def methods(kind: type) -> Iterator[tuple[str, str]]:
    """The public methods of a class as they are called, each with its docstring's first paragraph."""
    for name, method in inspect.getmembers(kind, lambda each: inspect.isfunction(each) or isinstance(each, property)):
        if not name.startswith("_"):
            text = " ".join((inspect.getdoc(method) or "").partition("\n\n")[0].split())
            yield name if isinstance(method, property) else f"{name}({parameters(method)})", text


def parameters(function: Callable[..., Any]) -> str:
    """The parameters of a method with their defaults."""
    given = [each.replace(annotation=each.empty) for each in inspect.signature(function).parameters.values()][1:]
    return str(inspect.Signature(given))[1:-1]


def choices(model: type[BaseModel]) -> str:
    """The fields of a model that have a docstring, with what may be said, the default first."""
    rows = [
        (f"`{name}`", ", ".join(f"`{each}`" for each in values(model, name)), text)
        for name, text in attributes(model)
        if name in model.model_fields
    ]
    return table(("switch", "values, the default first", "what it decides"), rows)


def values(model: type[BaseModel], name: str) -> tuple[object, ...]:
    """What a field may be."""
    field = model.model_fields[name]
    if field.annotation is bool:
        return (field.default, not field.default)
    return get_args(field.annotation) or (field.default, "any more")


def account_fields() -> str:
    """What an account consists of, as a seed has it."""
    kinds = (("orgs[]", Org), ("orgs[].numbers{}", Number), ("orgs[].pools{}", Pool))
    rows = [(f"`{where}.{name}`", text) for where, kind in kinds for name, text in attributes(kind)]
    return table(("field", "meaning"), rows)


def fixtures() -> Iterator[tuple[str, str]]:
    """The fixtures of the pytest plugin, each with its docstring."""
    tree = ast.parse(inspect.getsource(plugin))
    for each in tree.body:
        if isinstance(each, ast.FunctionDef) and any("fixture" in ast.unparse(by) for by in each.decorator_list):
            yield f"`{each.name}`", " ".join((ast.get_docstring(each) or "").split())


def own_routes() -> str:
    """The sandbox's own routes, each with its docstring."""
    rows = [
        (f"`{method} {route.path}`", " ".join((inspect.getdoc(route.endpoint) or "").split()))
        for route in admin.own_routes().routes
        if isinstance(route, APIRoute) and route.include_in_schema
        for method in sorted(route.methods or ())
    ]
    return table(("route", "what it does"), rows)


def conformance() -> str:
    """Every route, field and code of the reference, the page that has it, and the test that shows it."""
    parts = []
    for route, page in reference.PAGES.items():
        rows = [
            (
                part_of_a_call(row),
                *("yes" if generation in row.generations else "" for generation in reference.BOTH),
                row.says,
                f"`{SHOWN_BY[row.part]}`",
            )
            for row in reference.rows()
            if row.route == route
        ]
        heads = ("what", "OLD", "NEW", "what the page adds", "test")
        parts.append(f"## {route}\n\nPage: `api-v1/{page}`\n\n{table(heads, rows)}")
    others = [f"- `{code}` of `{route}`: {why}" for (route, code), why in reference.NOT_HERE.items()]
    return "\n\n".join((*parts, "## What the sandbox never does by itself", "\n".join(others)))


def part_of_a_call(row: reference.Row) -> str:
    """A row by its place."""
    return f"{row.part} `{row.name}`" if row.name else "the route"


SHOWN_BY = {
    "route": "test_a_route_answers_in_its_envelope",
    "body": "test_a_field_of_a_body_is_kept",
    "query": "test_a_parameter_chooses_the_channel",
    "answer": "test_a_field_is_in_the_answer_with_its_value",
    "error": "test_an_error_has_its_code_and_the_status_that_is_stated",
}


# Configuration, command line, examples


def configuration() -> str:
    """What can be configured, with the defaults of the code."""
    rows = (
        ("`bland:apiKey`, a secret", "`BLAND_API_KEY`", "The API key. A preview of a program needs none."),
        (
            "`bland:baseUrl`",
            "`BLAND_BASE_URL`",
            "One address for all routes, `https` or on this machine: a proxy, the sandbox. Default: Bland's own hosts.",
        ),
        (
            "`bland:deadline`",
            "",
            f"Seconds that one operation may take, with all its repetitions. Default: {Settings.deadline:g}.",
        ),
        (
            "`bland:maxRequests`",
            "",
            "Requests that may be under way at once. Default: as many as Pulumi asks for, 4 at first.",
        ),
        (
            "`bland:look`",
            "",
            "`false`: a preview does not look at the account. Default: it looks where it has a key.",
        ),
        ("", "`BLAND_LOG`", "`debug` shows a line for each request: route, status, seconds, never a body or a key."),
    )
    return table(("configuration", "environment", "meaning"), rows)


def commands() -> str:
    """The commands in one line each."""
    rows = [
        (f"[`pulumi-bland {name}`](#pulumi-bland-{name})", (inspect.getdoc(call) or "").split("\n")[0])
        for name, call in COMMANDS.items()
    ]
    return table(("command", "what it does"), rows)


def command_pages() -> str:
    """Each command with its help and its options."""
    pages = []
    for name, call in COMMANDS.items():
        text, _, examples = NO_WRAP.sub("", inspect.getdoc(call) or "").partition("Examples:\n")
        if examples:
            text = f"{text}```bash\n{textwrap.dedent(examples)}\n```"
        pages.append(f"## pulumi-bland {name}\n\n{text}\n\n{table(('option', 'values', 'meaning'), options(call))}")
    return "\n\n".join(pages)


def options(call: Callable[..., Any]) -> Iterator[tuple[str, str, str]]:
    """Names, values and help of what a command takes."""
    for name, hint in get_type_hints(call, include_extras=True).items():
        if name == "return":
            continue
        kind, about = get_args(hint)
        # Inside Annotated, typer takes the first name that an Option is given for its default.
        named = [each for each in (about.default, *(about.param_decls or ())) if isinstance(each, str)]
        names = named or [f"--{name.replace('_', '-')}" if isinstance(about, OptionInfo) else name.upper()]
        default = inspect.signature(call).parameters[name].default
        choices = [f"`{each}`" for each in get_args(kind) if isinstance(each, str)]
        given = [", ".join(choices)] * bool(choices) + [f"default `{default}`"] * (default not in (None, "", False))
        yield ", ".join(f"`{each}`" for each in names), "; ".join(given), " ".join((about.help or "").split())


def questions() -> str:
    """The questions of `pulumi-bland contract`, with the answers that can be given."""
    rows = [
        (f"`{each.name}`", each.text, "; ".join(f"`{value}`: {meaning}" for value, meaning in each.values.items()))
        for each in QUESTIONS
    ]
    return table(("name", "question", "answers"), rows)


def source(path: str, *, docstring: bool) -> str:
    """An example as it is."""
    text = (ROOT / "examples" / path).read_text().strip()
    return f"```python\n{text if docstring else text.split(TRIPLE, 2)[2].strip()}\n```"


TRIPLE = '"""'
COMMANDS = {
    str(each.name or each.callback.__name__): each.callback for each in app.registered_commands if each.callback
}
PARTS: dict[str, Callable[[], str]] = {
    "the quickstart": lambda: source("quickstart/__main__.py", docstring=False),
    "an exported program": quotes.exported,
    "the comment on a pull request": quotes.comment,
    "the example of a test": lambda: source("testing/test_quickstart.py", docstring=True),
    "configuration": configuration,
    "commands": commands,
    "commands with options": command_pages,
    "questions": questions,
    **{name: partial(asked, **service) for name, service in SERVICES.items()},
    "switches of the sandbox": lambda: choices(Switches),
    "faults of the sandbox": lambda: table(
        ("field", "meaning"), ((f"`{name}`", text) for name, text in attributes(Fault))
    ),
    "fields of an organisation": account_fields,
    "routes of the sandbox": own_routes,
    "conformance": conformance,
    "fixtures of the plugin": lambda: table(("fixture", "what it is"), fixtures()),
    "assertions of the plugin": lambda: table(
        ("of what was asked", "what it is"), ((f"`{call}`", text) for call, text in methods(Asked))
    ),
    "projects of the plugin": lambda: table(
        ("of a `Project`", "what it does"), ((f"`{call}`", text) for call, text in methods(Project))
    ),
    "methods of the sandbox": lambda: table(
        ("of a `Sandbox`", "what it does"), ((f"`{call}`", text) for call, text in methods(Sandbox))
    ),
}
for _kind, (_given, _found) in classes.KINDS.items():
    PARTS |= {
        f"inputs of {_kind}": partial(inputs, _given),
        f"outputs of {_kind}": partial(outputs, _found),
        f"types of the outputs of {_kind}": partial(classes.readable, _given, _found),
        f"head of {_kind}": partial(classes.head, _given, _found),
        f"constructor of {_kind}": partial(classes.constructor, _given),
    }

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

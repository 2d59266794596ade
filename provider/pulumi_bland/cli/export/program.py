"""The program that declares an account: its modules and its prompts, from named objects."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pulumi_bland._rules.errors import listed
from pulumi_bland._rules.values import Json
from pulumi_bland.cli._kind import Kind
from pulumi_bland.cli._kinds import KINDS
from pulumi_bland.cli.export.holdings import Holding
from pulumi_bland.cli.export.literals import Code, assignment, fits, item, members, paragraph, text
from pulumi_bland.cli.export.secrets import Secret

LARGE = 300
"""A program of more lines has a module for each kind."""
FEW = 2
"""A text with more line ends than this is read as a text, and not as a literal."""
PROSE = ("objective", "timeout_message", "warning_message", "summary_prompt")
SHARED = (*PROSE, "webhook")
"""Fields whose text stands once where several agents have the same."""
_PROMPT = '''

def prompt(name: str) -> str:
    """The text of prompts/<name>.md, without the end of its last line."""
    path = Path(__file__).with_name("prompts") / f"{name}.md"
    return path.read_text(encoding="utf-8").removesuffix("\\n")

'''


@dataclass
class _Module:
    """A module while it is written."""

    constants: dict[str, str] = field(default_factory=dict)
    """Each constant with its assignment."""
    files: dict[str, str] = field(default_factory=dict)
    """Each prompt by the name of its file, without the ending."""
    known: dict[tuple[str, str], Code] = field(default_factory=dict)
    """What stands for a text of a field."""
    body: list[str] = field(default_factory=list)
    secret: bool = False
    taken: Collection[str] = ()
    """Names of prompts that are there already."""


def render(named: Mapping[str, Holding], secrets: Mapping[tuple[str, str], Secret]) -> dict[str, str]:
    """A project's files by their path: the program, in a module per kind where it would be long, and the prompts."""
    main = "__main__.py"
    one, prompts = _module(named, secrets, files=True)
    if one.count("\n") <= LARGE:
        return {main: one} | prompts
    files: dict[str, str] = {}
    kinds = [kind for kind in KINDS if any(each.kind == kind for each in named.values())]
    for kind in kinds:
        of_kind = {name: each for name, each in named.items() if each.kind == kind}
        files[f"{_module_of(kind)}.py"], found = _module(of_kind, secrets, files=True, about=kind)
        files |= found
    imports = "".join(f"import {_module_of(kind)}  # noqa: F401 - it declares them\n" for kind in kinds)
    return {main: f'"""{_about(*KINDS)}"""\n\n{imports}'} | files


def render_more(
    named: Mapping[str, Holding], secrets: Mapping[tuple[str, str], Secret], module: str, prompts: Collection[str]
) -> dict[str, str]:
    """One more module for a project that has others, and these prompts already."""
    program, more = _module(named, secrets, files=True, taken=prompts)
    return {module: program} | more


def render_one(named: Mapping[str, Holding], secrets: Mapping[tuple[str, str], Secret]) -> str:
    """The whole program as one text, its prompts inside."""
    return _module(named, secrets, files=False)[0]


def _module(
    named: Mapping[str, Holding],
    secrets: Mapping[tuple[str, str], Secret],
    *,
    files: bool,
    about: Kind | None = None,
    taken: Collection[str] = (),
) -> tuple[str, dict[str, str]]:
    module = _Module(taken=taken)
    often = _often(named.values())
    for kind in KINDS:
        for name, holding in named.items():
            if holding.kind == kind:
                values = {
                    key: _shown(module, name, key, value, secrets.get((name, key)), often, files=files)
                    for key, value in holding.inputs.items()
                    if value != kind.lifecycle.model.model_fields[key].default
                }
                module.body.append("\n".join(_resource(name, holding, values)))
    return "".join(_source(module, *([about] if about else KINDS))), {
        f"prompts/{name}.md": f"{each}\n" for name, each in module.files.items()
    }


def _about(*kinds: Kind) -> str:
    return f"The {listed(f'{kind.formal}s' for kind in kinds)} of a Bland account."


def _module_of(kind: Kind) -> str:
    """`dialing_pools`: the module of one kind."""
    return f"{kind.formal}s".lower().replace(" ", "_")


def _source(module: _Module, *kinds: Kind) -> Iterator[str]:
    yield f'"""{_about(*kinds)}"""\n\n'
    if module.files:
        yield "from pathlib import Path\n\n"
    if module.secret:
        yield "import pulumi\n"
    yield "import pulumi_bland as bland\n"
    if module.secret:
        yield "\nconfig = pulumi.Config()\n"
    if module.constants:
        yield "\n" + "\n".join(module.constants.values()) + "\n"
    if module.files:
        yield _PROMPT
    for each in module.body:
        yield f"\n{each}\n"


def _resource(name: str, holding: Holding, values: Mapping[str, Json | Code]) -> Iterator[str]:
    yield f"bland.{holding.kind.name}("
    yield from item("", name, 1)
    for key, value in values.items():
        if key == "phone_numbers" and not isinstance(value, Code):
            places = {each: visible(holding.places.get(each, "")) for each in value}
            yield from members("phone_numbers=", value, places, 1)
        else:
            yield from item(f"{key}=", value, 1)
    yield ")"


def visible(comment: str) -> str:
    """A text on one line."""
    return " ".join(comment.split())


def _often(found: Iterable[Holding]) -> dict[tuple[str, str], int]:
    counted: dict[tuple[str, str], int] = {}
    for holding in found:
        for key in SHARED:
            if isinstance(value := holding.inputs.get(key), str):
                counted[key, value] = counted.get((key, value), 0) + 1
    return counted


def _shown(
    module: _Module,
    name: str,
    key: str,
    value: Json,
    secret: Secret | None,
    often: Mapping[tuple[str, str], int],
    *,
    files: bool,
) -> Json | Code:
    """What stands in the program for a value: the value itself, or where to find it."""
    if secret is not None:
        module.secret = True
        call = "require_secret" if isinstance(value, str) else "require_secret_object"
        return Code(f"config.{call}({text(secret.key)})")
    if key not in SHARED:
        return value
    if (key, value) not in module.known:
        module.known[key, value] = _placed(module, name, key, value, often, files=files)
    return module.known[key, value]


def _placed(
    module: _Module, name: str, key: str, value: str, often: Mapping[tuple[str, str], int], *, files: bool
) -> Code:
    shared = often[key, value] > 1
    long = key in PROSE and (value.count("\n") > FEW or not fits(f"    {key}={text(value)},"))
    if long and files and "\r" not in value:
        file = _free(_file(key if shared else name, key), "-", {*module.files, *module.taken})
        module.files[file] = value
        return Code(f"prompt({text(file)})")
    lines = paragraph(value) if long and "\n" in value else None
    if not shared and lines is None:
        return Code(text(value))
    constant = _free(_identifier(key if shared else f"{name}_{key}"), "_", module.constants)
    module.constants[constant] = f"{constant} = {lines}" if lines else assignment(constant, value)
    return Code(constant)


def _file(name: str, key: str) -> str:
    """The name of a prompt's file: it must be one on every system."""
    plain = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", name).strip(". ") or "prompt"
    return plain if key in ("objective", name) else f"{plain}-{key.replace('_', '-')}"


def _identifier(name: str) -> str:
    """The name of a constant."""
    plain = re.sub(r"\W+", "_", name).upper()
    return plain if plain.isidentifier() else f"AGENT_{plain}"


def _free(name: str, joint: str, taken: Collection[str]) -> str:
    """The name, with a number behind it where it is taken."""
    count, free = 1, name
    while free in taken:
        count += 1
        free = f"{name}{joint}{count}"
    return free

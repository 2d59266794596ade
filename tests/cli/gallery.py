"""docs/gallery.md: each edit with what the engine shows of it and what the review says."""

from __future__ import annotations

import difflib
import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

from pulumi_bland.cli._compare.plan import compare_plan
from pulumi_bland.cli._read.preview import read_preview
from pulumi_bland.cli._render.markdown import fence, markdown

from .edits import DESTROYED, DRIFTS, EDITS, EXISTING, MISTAKE
from .recorded import LOOKS, PLUGIN, Recorded

PAGE = Path(__file__).parents[2] / "docs" / "gallery.md"
_INTRODUCTION = """\
# Gallery: what a person sees

Typical edits of a program, each with what `pulumi preview --diff` shows and what `pulumi preview --json | pulumi-bland
review` makes of it for a pull request; some also with what a look at the account adds. The tests make this page from
previews that a real engine printed.

All edits are in one stack. The program begins with:
"""


def page() -> str:
    """The page, from the recorded previews."""
    return "\n".join(_page()).rstrip() + "\n"


def _page() -> Iterator[str]:
    from .edits import PROGRAM  # noqa: PLC0415 - beside its use

    yield _INTRODUCTION
    yield fence(["import pulumi", "import pulumi_bland as bland", *PROGRAM.strip().splitlines()], "python")
    yield "\n## Edits of the program"
    plan, looks, plugin = Recorded.load("plan"), json.loads(LOOKS.read_text()), Recorded.load(PLUGIN)
    for edit in EDITS:
        changed = difflib.unified_diff(edit.before.splitlines(), edit.after.splitlines(), lineterm="", n=0)
        lines = [_shortened(line) for line in changed if not line.startswith(("---", "+++", "@@"))]
        yield from _entry(edit.title, lines, plan, list(edit.names))
        if edit.both:
            yield "\n`pulumi preview` of the same edit in a program that uses [the plugin](languages.md):\n"
            yield fence("\n".join(plugin.text[name] for name in edit.names).splitlines(), "text")
        if edit.look:
            yield "\nWith a look at the account, `review --account`:\n"
            yield fence(looks[edit.title].strip().splitlines(), "markdown")
    yield "\n## Changes made outside Pulumi\n"
    yield "`pulumi refresh --preview-only` shows what changed, `pulumi preview --refresh` what `up` would do."
    for drift in DRIFTS:
        yield f"\n### {drift.title}"
        yield from _views(Recorded.load("refresh"), list(drift.names), "`pulumi refresh --preview-only`")
        yield from _views(Recorded.load("plan_after_refresh"), list(drift.names), "`pulumi preview --refresh`")
    yield "\n## The stack is destroyed\n"
    yield "A pool made here, one taken over, one to be retained, and an agent."
    yield from _views(Recorded.load("destroy"), DESTROYED, "`pulumi destroy --preview-only`")
    yield "\n## A mistake"
    yield from _entry("Numbers that no pool takes", ["+" + MISTAKE], Recorded.load("failed"), [""])


def _entry(title: str, lines: list[str], recorded: Recorded, names: list[str]) -> Iterator[str]:
    yield f"\n### {title}\n"
    yield fence(lines)
    yield from _views(recorded, names, "`pulumi preview`")


def _views(recorded: Recorded, names: list[str], command: str) -> Iterator[str]:
    shown = [recorded.text[name] for name in names if name in recorded.text]
    yield f"\n{command}:\n" if shown else f"\n{command} shows nothing.\n"
    if shown:
        yield fence("\n".join(shown).splitlines(), "text")
    yield "\nReview:\n"
    report = compare_plan(read_preview(json.dumps(recorded.about(names))))
    yield fence(markdown(report).strip().splitlines(), "markdown")


def _shortened(line: str) -> str:
    """A line of the program; the words for pools that are there already become the ids of the recorded ones."""
    return re.sub("|".join(EXISTING), lambda found: str(uuid.uuid5(uuid.NAMESPACE_URL, found[0])), line)

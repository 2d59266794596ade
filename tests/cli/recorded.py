"""Recorded previews: real output of the engine without what differs from run to run and from machine to machine."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PREVIEWS = Path(__file__).parent / "previews"
LOOKS = PREVIEWS / "looks.json"
"""By the title of an edit: its review with a look at the account."""
RECORD = "PULUMI_BLAND_RECORD"
"""Set in the environment, tests write what they would compare with: previews in the engine tests, the gallery here."""
VIEWS = ("plan", "refresh", "plan_after_refresh", "destroy", "failed")
PLUGIN = "plan_of_the_plugin"
"""The view of the edits that are also made in a program that uses the plugin."""
_UNSTABLE = ("sourcePosition", "stackTrace", "created", "modified", "duration", "provider", "propertyDependencies")
_RESOURCE = re.compile(r"^ {0,6}(?:\S{1,2} ?)?[\w:/$-]+: \(\w[\w-]*(?:\[retain\])?\)")
_UNSTABLE_LINE = re.compile(r"^ *\[provider=.*\n", re.MULTILINE)
_NAME = re.compile(r"\[urn=.*::([^]]*)\]")


@dataclass(frozen=True)
class Recorded:
    """One preview: the text that a person reads, by resource, and the document that `review` reads."""

    text: Mapping[str, str]
    document: Mapping[str, Any]

    def about(self, names: Collection[str]) -> Mapping[str, Any]:
        """The document with the steps and warnings of these resources only, and the steps of other providers'."""
        steps = [
            each for each in self.document["steps"] if _name(each) in names or "pulumi:pulumi:Stack" in each["urn"]
        ]
        said = [
            each
            for each in self.document.get("diagnostics", [])
            if each["severity"] != "warning" or not each.get("urn") or _name(each) in names
        ]
        return {**self.document, "steps": steps, "diagnostics": said}

    @classmethod
    def load(cls, view: str) -> Recorded:
        return cls(
            json.loads((PREVIEWS / f"{view}.text.json").read_text()),
            json.loads((PREVIEWS / f"{view}.json").read_text()),
        )

    def only(self, names: Collection[str]) -> Recorded:
        """The part about these resources, where a view shows all that the stack has."""
        steps = [
            each for each in self.document["steps"] if _name(each) in names or "pulumi:pulumi:Stack" in each["urn"]
        ]
        text = {name: text for name, text in self.text.items() if name in names}
        return Recorded(text, {**self.document, "steps": steps})

    def save(self, view: str) -> None:
        PREVIEWS.mkdir(exist_ok=True)
        (PREVIEWS / f"{view}.text.json").write_text(json.dumps(self.text, indent=1, ensure_ascii=False) + "\n")
        steps = ",\n".join(json.dumps(each, ensure_ascii=False) for each in self.document["steps"])
        rest = {key: value for key, value in self.document.items() if key != "steps"}
        (PREVIEWS / f"{view}.json").write_text(f'{json.dumps(rest)[:-1]}, "steps": [\n{steps}\n]}}\n')


def stand_in(name: str) -> str:
    """The id that is recorded in the place of one that the sandbox made up."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def stable(text: str, document: Mapping[str, Any], ids: Mapping[str, str]) -> Recorded:
    """A preview as it is recorded. `ids` gives names to the identifiers that the sandbox made up."""

    def fixed(value: str) -> str:
        for name, id_ in ids.items():
            value = value.replace(id_, stand_in(name))
        return value

    cleaned = json.loads(fixed(json.dumps(_cleaned(document))))
    cleaned["steps"].sort(key=lambda each: each["urn"])  # the engine works in parallel; the order for one URN is kept
    return Recorded(dict(sorted(_blocks(_UNSTABLE_LINE.sub("", fixed(text))).items())), cleaned)


def _cleaned(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {key: each for key, each in value.items() if key not in _UNSTABLE}
        return {key: "(pickle)" if key == "__provider" else _cleaned(each) for key, each in sorted(kept.items())}
    return [_cleaned(each) for each in value] if isinstance(value, list) else value


def _blocks(text: str) -> dict[str, str]:
    """The text of `--diff` by resource; what is said about the whole (diagnostics) is under the empty name."""
    blocks: dict[str, list[str]] = {}
    name: str | None = None
    lines = text.splitlines()
    for index, line in enumerate(lines):
        if _RESOURCE.match(line):
            found = next((each[1] for each in map(_NAME.search, lines[index + 1 : index + 4]) if each), None)
            name = None if "pulumi:pulumi:Stack" in line else found
        elif line.startswith(("Resources:", "    --outputs:--", "error: ")):
            name = "" if line.startswith("error: ") else None
        if name is not None:
            blocks.setdefault(name, []).append(line)
    return {name: "\n".join(each).rstrip() for name, each in blocks.items()}


def _name(step: Mapping[str, Any]) -> str:
    return str(step["urn"]).rsplit("::", 1)[1]

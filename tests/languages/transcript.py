"""Stories as a terminal tells them: commands, what they print, and what they asked of Bland."""

from __future__ import annotations

import json
import os
import re
import uuid
from typing import TYPE_CHECKING

from bland_sandbox.testing import Asked
from pulumi_bland.cli._render.markdown import fence
from tests.languages.example import ROOT

if TYPE_CHECKING:
    from bland_sandbox import Sandbox
    from tests.engine.project import Project, Run

PAGE = ROOT / "docs" / "transcripts.md"
RECORD = "PULUMI_BLAND_RECORD"
"""Set in the environment, a test writes what it would compare with."""
_PASSING = re.compile(r"^(?:@ .*|Duration: .*|View .*)\n", re.MULTILINE)
"""Lines that say how far a command is, and how long it took."""
_SECONDS = re.compile(r" \(\d+(?:\.\d+)?s\)")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


class Transcript:
    """A story under way. Pulumi does one thing after another in it, so that it is told the same each time."""

    def __init__(self, project: Project, box: Sandbox) -> None:
        self._project = project
        self._asked = Asked(box)
        self._told: list[str] = []
        self._ids: dict[str, str] = {}

    def say(self, *lines: str) -> None:
        """A paragraph."""
        self._told.append(" ".join(lines))

    def write(self, file: str, text: str, shown: str | None = None) -> None:
        """Write a file of the project, and show it."""
        (self._project.folder / file).write_text(text)
        self.say(f"`{file}`:")
        self._told.append(fence((shown or text).strip().splitlines(), "yaml" if file.endswith("yaml") else "python"))

    def run(self, *args: str, unattended: tuple[str, ...] = ()) -> Run:
        """Run a command, and tell what it printed and asked. What only a test needs to give is not shown."""
        self._asked.forget()
        run = self._project.run(*args, *unattended, "--parallel=1").expect()
        lines = [f"$ pulumi {' '.join(args)}", *_PASSING.sub("", run.text).strip().splitlines()]
        self._told.append(fence([line.rstrip() for line in lines], "console"))
        self._told.append(self._journal())
        return run

    def _journal(self) -> str:
        asked = [f"{each.method} {each.path} {each.status}" for each in self._asked.entries]
        return "Asked of Bland:\n\n" + fence(asked, "text") if asked else "Nothing was asked of Bland."

    def text(self) -> str:
        """The story, without what differs from run to run."""
        told = _TIME.sub("2026-01-02T03:04:05Z", _SECONDS.sub("", "\n\n".join(self._told)))
        return _UUID.sub(lambda found: self._stand_in(found[0]), told)

    def _stand_in(self, id_: str) -> str:
        return self._ids.setdefault(id_, str(uuid.uuid5(uuid.NAMESPACE_URL, str(len(self._ids)))))


def check(story: str, transcript: Transcript) -> None:
    """Compare a story with the page that has it; where tests record, write it there."""
    pattern = re.compile(rf"(<!-- recorded: {re.escape(story)} -->\n\n).*?(\n\n<!-- end -->)", re.DOTALL)
    page, new = PAGE.read_text(), transcript.text()
    (old,) = (found[0] for found in pattern.finditer(page))
    made = pattern.sub(lambda found: f"{found[1]}{new}{found[2]}", old)
    if RECORD in os.environ:
        PAGE.write_text(page.replace(old, made))
    else:
        assert old == made, json.dumps(story)

"""Stories as a terminal tells them: commands, what they print, and what they asked of Bland."""

from __future__ import annotations

import difflib
import os
import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from bland_sandbox.testing import Asked
from pulumi_bland.cli._render.markdown import fence
from tests.languages.example import ROOT, use_plugin

if TYPE_CHECKING:
    from bland_sandbox import Sandbox
    from tests.engine.project import Project, Run

PAGE = ROOT / "docs" / "transcripts.md"
RECORD = "PULUMI_BLAND_RECORD"
"""Set in the environment, a test writes what it would compare with."""
_PASSING = re.compile(
    r"^(?:@ .*|Duration: .*|.{4}\S+:\S+ \S+ \w+ing\b.*|    \S+:\S+ [^\s(]\S*(?: \(\S+\))?[^\S\n]*)\n", re.MULTILINE
)
"""Lines of how far a command is, how long it took and, whenever Pulumi comes to it, that something is as it was."""
_SECONDS = re.compile(r" \(\d+(?:\.\d+)?s\)")
_VERSION = re.compile(r"default_\d+_\d+_\d+")
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

    def program(self, file: str, text: str, *, shown: bool = True) -> None:
        """Write a file of the project, and show it. Where Pulumi finds the plugin is added, and not shown."""
        (self._project.folder / file).write_text(text)
        if file == "Pulumi.yaml":
            use_plugin(self._project.folder)
        if shown:
            self.say(f"`{file}`:")
            self._told.append(fence(text.strip().splitlines(), Path(file).suffix[1:]))

    def run(self, *args: str, unattended: tuple[str, ...] = ()) -> Run:
        """Run a command, and tell what it printed and asked. What only a test needs to give is not shown."""
        self._asked.forget()
        run = self._project.run(*args, *unattended).expect()
        lines = [f"$ pulumi {' '.join(args)}", *_PASSING.sub("", run.text).strip().splitlines()]
        self._told.append(fence([line.rstrip() for line in lines], "console"))
        self._told.append(self._journal())
        return run

    def _journal(self) -> str:
        asked = [f"{each.method} {each.path} {each.status}" for each in self._asked.entries]
        return "Asked of Bland:\n\n" + fence(asked, "text") if asked else "Nothing was asked of Bland."

    def text(self) -> str:
        """The story, without what differs from run to run."""
        told = "\n\n".join(self._told)
        for passing, stand_in in ((_SECONDS, ""), (_VERSION, "default_0_1_0")):
            told = passing.sub(stand_in, told)
        return _UUID.sub(lambda found: self._stand_in(found[0]), told)

    def _stand_in(self, id_: str) -> str:
        return self._ids.setdefault(id_, str(uuid.uuid5(uuid.NAMESPACE_URL, str(len(self._ids)))))


def check(story: str, transcript: Transcript) -> None:
    """Compare a story with the page that has it; where tests record, write it there."""
    head, found, rest = PAGE.read_text().partition(f"<!-- recorded: {story} -->\n")
    assert found
    old, end, tail = rest.partition("<!-- end -->")
    new = f"\n{transcript.text()}\n\n"
    if RECORD in os.environ:
        PAGE.write_text(f"{head}{found}{new}{end}{tail}")
    else:
        assert old == new, "\n".join(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2))

"""What the engine really prints of typical edits: the previews that the review is tested with."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bland_sandbox import Sandbox
from pulumi_bland.cli._compare.plan import compare_plan
from pulumi_bland.cli._read.preview import read_preview
from pulumi_bland.cli._render.markdown import markdown
from tests.cli.edits import DESTROYED, DRIFTS, EDITS, EXISTING, MISTAKE, OTHER, PROGRAM, agent_number
from tests.cli.recorded import LOOKS, PLUGIN, PREVIEWS, RECORD, VIEWS, Recorded, stable, stand_in
from tests.engine.attached import NativeProject
from tests.engine.project import Project

ENGINE = "v3.259.0"
"""The engine that the previews were recorded with. Another one may word its text differently."""


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as running:
        for number in range(1, 21):
            running.add_number(agent_number(number))
        yield running


def test_the_recorded_previews_are_what_the_engine_prints(box: Sandbox, project: Project) -> None:
    """With PULUMI_BLAND_RECORD in the environment, they are recorded instead."""
    existing = {word: box.add_pool(*numbers) for word, numbers in EXISTING.items()}
    (project.folder / "other.py").write_text(OTHER)
    project.config("token", "+12065550199", secret=True)
    before = _program([edit.before for edit in EDITS], existing)
    project.program(before).up().expect()
    ids = existing | {name: each["id"] for name, each in project.state().items() if "Pool" in each["type"]}

    seen = {}
    project.program(_program([edit.after for edit in EDITS], existing))
    for edit in EDITS:
        edit.meanwhile(box)
    seen["plan"] = _recorded(project, ids, "preview", "--show-sames")
    looks = {edit.title: _look(project, seen["plan"], edit.names, ids) for edit in EDITS if edit.look}
    project.program(_program([MISTAKE], existing))
    seen["failed"] = _recorded(project, ids, "preview", fails=True)
    project.program(before)
    project.run("state", "unprotect", "--all", "--yes").expect()
    seen["destroy"] = _recorded(project, ids, "destroy", "--preview-only").only(DESTROYED)
    for drift in DRIFTS:
        drift.make(box, ids.__getitem__)
    drifted = {name for drift in DRIFTS for name in drift.names}
    seen["refresh"] = _recorded(project, ids, "refresh", "--preview-only").only(drifted | {"kept"})
    seen["plan_after_refresh"] = _recorded(project, ids, "preview", "--refresh").only(drifted | {"kept"})

    if RECORD in os.environ:
        shutil.rmtree(PREVIEWS, ignore_errors=True)
        for view, each in seen.items():
            each.save(view)
        LOOKS.write_text(json.dumps(looks, indent=1, ensure_ascii=False) + "\n")
    assert looks == json.loads(LOOKS.read_text())
    version = project.run("version").stdout.strip()
    for view in VIEWS:
        kept = Recorded.load(view)
        assert _operations(seen[view]) == _operations(kept), view
        assert _review(seen[view]) == _review(kept), view
        if version == ENGINE:
            assert seen[view].text == kept.text, view


def test_the_recorded_previews_of_the_plugin_are_what_the_engine_prints(native: NativeProject) -> None:
    """Recorded as the others are."""
    edits = [edit for edit in EDITS if edit.both]
    (native.folder / "other.py").write_text(OTHER)
    native.config("token", "+12065550199", secret=True)
    native.program(_program([edit.before for edit in edits], {})).up().expect()
    ids = {name: each["id"] for name, each in native.state().items()}
    native.program(_program([edit.after for edit in edits], {}))
    seen = _recorded(native, ids, "preview")
    if RECORD in os.environ:
        seen.save(PLUGIN)
    kept = Recorded.load(PLUGIN)
    assert _operations(seen) == _operations(kept)
    if native.run("version").stdout.strip() == ENGINE:
        assert seen.text == kept.text


def _program(snippets: list[str], existing: Mapping[str, str]) -> str:
    text = PROGRAM + "\n".join(snippets) + "\n"
    for word, id_ in existing.items():
        text = re.sub(rf"\b{word}\b", id_, text)
    return text


def _recorded(project: Project, ids: Mapping[str, str], *command: str, fails: bool = False) -> Recorded:
    text = project.run(*(each for each in command if each != "--show-sames"), "--diff").expect(fails=fails).text
    document = project.run(*command, "--json").expect(fails=fails)
    assert str(Path.home()) not in text
    return stable(text, document.json, ids)


def _look(project: Project, plan: Recorded, names: Sequence[str], ids: Mapping[str, str]) -> str:
    """The review of these resources with a look at the account. It needs the ids that the sandbox made up."""
    document = json.dumps(plan.about(names))
    for name, id_ in ids.items():
        document = document.replace(stand_in(name), id_)
    done = subprocess.run(
        [sys.executable, "-c", "from pulumi_bland.cli import main; main()", "review", "--account"],
        cwd=project.folder,
        env=project.environment,
        input=document,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    text = done.stdout
    for name, id_ in ids.items():
        text = text.replace(id_, stand_in(name))
    return text


def _review(recorded: Recorded) -> str:
    return markdown(compare_plan(read_preview(json.dumps(recorded.document))))


def _operations(recorded: Recorded) -> list[tuple[str, str, list[str]]]:
    return [(each["op"], each["urn"], sorted(each.get("detailedDiff") or {})) for each in recorded.document["steps"]]

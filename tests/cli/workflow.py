"""The example workflow, read as GitHub reads it."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PATH = Path(__file__).parents[2] / "examples" / "code_review" / "bland.yml"
_yaml: Any = importlib.import_module("yaml")  # it comes with pulumi, without types


def workflow() -> dict[str, Any]:
    return dict(_yaml.safe_load(PATH.read_text()))


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each step with the name of its job."""
    for job, content in workflow()["jobs"].items():
        yield from ((job, step) for step in content["steps"])


def script(job: str, name: str) -> str:
    """The shell script of a step, by the beginning of its name."""
    return next(str(step["run"]) for of, step in steps() if of == job and step.get("name", "").startswith(name))


def commands(program: str) -> Iterator[list[str]]:
    """Each call of a program in the scripts, as words without what the shell does with its output."""
    for _, step in steps():
        for line in step.get("run", "").splitlines():
            for found in re.finditer(rf"(?:^|\s|\()({program} [^|>;)]*)", line):
                yield found[1].split()

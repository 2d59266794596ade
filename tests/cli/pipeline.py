"""The example pipeline for GitLab, read as GitLab reads it."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

PATH = Path(__file__).parents[2] / "examples" / "code_review" / "bland.gitlab-ci.yml"
_NO_JOBS = ("default", "workflow", "stages")
_yaml: Any = importlib.import_module("yaml")


def pipeline() -> dict[str, Any]:
    return dict(_yaml.safe_load(PATH.read_text()))


def jobs() -> dict[str, dict[str, Any]]:
    return {name: job for name, job in pipeline().items() if name not in _NO_JOBS}


def script(job: str, part: str = "script") -> str:
    """The commands of a job as its runner joins them."""
    return "\n".join(jobs()[job].get(part, pipeline()["default"].get(part, [])))

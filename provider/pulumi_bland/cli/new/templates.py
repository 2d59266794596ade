"""The files of a new project: the examples of this package, as they are."""

from __future__ import annotations

from pathlib import Path

_PLACES = (Path(__file__).with_name("examples"), Path(__file__).parents[4] / "examples")
"""In an installed package, and in a checkout."""


def example(path: str) -> str:
    """An example by its path."""
    return next(each / path for each in _PLACES if (each / path).is_file()).read_text(encoding="utf-8")


def program() -> dict[str, str]:
    """A program with one pool and one agent."""
    return {"__main__.py": example("quickstart/__main__.py")}


def workflow() -> dict[str, str]:
    """The workflow that reviews pull requests, brings up the main branch and looks for drift."""
    return {".github/workflows/bland.yml": example("code_review/bland.yml")}


def policy() -> dict[str, str]:
    """The policy pack."""
    return {
        f"policy/{name}": example(f"policy/{name}") for name in ("PulumiPolicy.yaml", "__main__.py", "requirements.txt")
    }

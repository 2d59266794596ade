"""Tests of a program of one's own: the real Pulumi runs it, and Bland is a sandbox. `plugin` has the fixtures."""

from bland_sandbox.testing.asked import Asked
from bland_sandbox.testing.project import Project, Run, engine_environment

__all__ = ["Asked", "Project", "Run", "engine_environment"]

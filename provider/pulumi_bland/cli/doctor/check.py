"""One thing that a doctor looks at, and how it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "failed"]


@dataclass(frozen=True)
class Check:
    """One line of the report.

    Attributes:
        name: what was looked at.
        state: `failed` where Pulumi or the resources cannot work so.
        said: how it is; never a key.
        fix: what to do about it.
    """

    name: str
    state: State
    said: str
    fix: str = ""


def ok(name: str, said: str) -> Check:
    """Something that is as it should be."""
    return Check(name, "ok", said)


def warning(name: str, said: str, fix: str) -> Check:
    """Something that works, and that somebody will stumble over."""
    return Check(name, "warning", said, fix)


def failed(name: str, said: str, fix: str) -> Check:
    """Something that keeps the project from working."""
    return Check(name, "failed", said, fix)

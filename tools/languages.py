#!/usr/bin/env python3
"""Print the directory of Pulumi's language hosts for YAML and Node.js; build them with Go when they are not there yet.

Each is a module of its own in engine/, with the checksums of all that it is made of. Progress goes to stderr; the
directory is the only line on stdout.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

from engine.engine import CLI, HERE, EngineError, build_tool, find_go, locked, pinned, pulumi_home, say

HOSTS = {"pulumi-language-yaml": HERE / "yaml_host", "pulumi-language-nodejs": HERE / "node_host"}


def main() -> int:
    try:
        sys.stdout.write(f"{hosts()}\n")
    except EngineError as error:
        say(str(error))
        return 1
    return 0


def hosts() -> Path:
    """The directory of all hosts, those that are missing built first."""
    into = root() / "bin"
    into.mkdir(parents=True, exist_ok=True)
    with locked(root() / ".lock"):
        for program, module in HOSTS.items():
            if not (into / program).exists():
                build(program, module, into)
    return into


def root() -> Path:
    """One directory for each set of modules: another version of a host is built beside the old one."""
    modules = b"".join((module / name).read_bytes() for module in HOSTS.values() for name in ("go.mod", "go.sum"))
    return pulumi_home() / "versions" / f"{pinned(CLI)}-languages-{hashlib.sha256(modules).hexdigest()[:12]}"


def build(program: str, module: Path, into: Path) -> None:
    """Build a host, whole or not at all."""
    with tempfile.TemporaryDirectory(dir=into.parent) as stage:
        env = {"TMPDIR": stage, "GOWORK": "off", "CGO_ENABLED": "0"}
        build_tool(find_go(), module, f"the host {program}", Path(stage) / "built", env)
        (Path(stage) / "built" / program).rename(into / program)


if __name__ == "__main__":
    sys.exit(main())

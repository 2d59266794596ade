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

from engine.engine import CLI, HERE, build_tool, find_go, locked, pinned, pulumi_home, told

HOSTS = {"pulumi-language-yaml": HERE / "yaml_host", "pulumi-language-nodejs": HERE / "node_host"}


def main() -> int:
    return told(lambda: programs(HOSTS))


def programs(modules: dict[str, Path]) -> Path:
    """The directory of all these programs, each made by its module; those that are missing are built first."""
    root = root_of(modules)
    into = root / "bin"
    into.mkdir(parents=True, exist_ok=True)
    with locked(root / ".lock"):
        for program, module in modules.items():
            if not (into / program).exists():
                build(program, module, into)
    return into


def root_of(modules: dict[str, Path]) -> Path:
    """One directory for each set of modules: another version of a program is built beside the old one."""
    made_of = b"".join(file.read_bytes() for module in modules.values() for file in sorted(module.iterdir()))
    return pulumi_home() / "versions" / f"{pinned(CLI)}-languages-{hashlib.sha256(made_of).hexdigest()[:12]}"


def build(program: str, module: Path, into: Path) -> None:
    """Build a program, whole or not at all."""
    with tempfile.TemporaryDirectory(dir=into.parent) as stage:
        env = {"TMPDIR": stage, "GOWORK": "off", "CGO_ENABLED": "0"}
        build_tool(find_go(instead=""), module, program, Path(stage) / "built", env)
        (Path(stage) / "built" / program).rename(into / program)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Build the bundle that `pulumi plugin install` takes: the wheel of this package, and what starts the plugin in it.

Progress goes to stderr; the bundle's path is the only line on stdout.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
STARTER = Path(__file__).with_name("starter.py")
PLUGIN = "pulumi-resource-bland"
"""The name of the program that Pulumi looks for."""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        wheel = built(Path(folder))
        version = wheel.name.split("-")[1]
        BUILD.mkdir(exist_ok=True)
        bundle = BUILD / f"{PLUGIN}-v{version}.tar.gz"
        with tarfile.open(bundle, "w:gz") as archive:
            archive.add(STARTER, PLUGIN, filter=program)
            archive.add(wheel, wheel.name, filter=nobodys)
    print(bundle)
    return 0


def built(folder: Path) -> Path:
    """The wheel, built anew."""
    command = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    subprocess.run(command, stdout=sys.stderr, check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """A file without the account that it was built by."""
    return member.replace(uid=0, gid=0, uname="", gname="", deep=False)


def program(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """A file that can be run."""
    return nobodys(member.replace(mode=0o755, deep=False))


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Write the SDK for TypeScript, made from the provider's schema, and print its folder.

The program that makes it is built with Go when it is not there yet. Progress goes to stderr.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from engine.engine import HERE, run, told
from languages import programs

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "provider" / "pulumi_bland" / "schema.json"
NODEJS = ROOT / "build" / "sdks" / "nodejs"


def main() -> int:
    return told(nodejs)


def nodejs() -> Path:
    """The folder of the SDK, written anew."""
    generator = programs({"sdks": HERE / "sdks"}) / "sdks"
    shutil.rmtree(NODEJS, ignore_errors=True)
    run("making the SDK for TypeScript", [str(generator), str(SCHEMA), str(NODEJS)], env={})
    return NODEJS


if __name__ == "__main__":
    sys.exit(main())

"""The schema, as Pulumi checks it: every SDK is made from it."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

from tests.languages.example import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = ROOT / "provider" / "pulumi_bland" / "schema.json"


def checked(schema: Path, engine: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["pulumi", "schema", "check", str(schema)]
    return subprocess.run(command, env=engine, capture_output=True, text=True, check=False)


def test_pulumi_accepts_the_schema(engine: dict[str, str]) -> None:
    done = checked(SCHEMA, engine)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_pulumi_refuses_a_schema_with_a_type_that_is_nowhere(tmp_path: Path, engine: dict[str, str]) -> None:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text())
    del schema["types"]["bland:index:SmsNumberConfigChannel"]
    wrong = tmp_path / "schema.json"
    wrong.write_text(json.dumps(schema))
    done = checked(wrong, engine)
    assert done.returncode != 0
    assert "bland:index:SmsNumberConfigChannel" in done.stdout + done.stderr

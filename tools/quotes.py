"""What the commands print, as the pages quote it: printed anew by the commands themselves each time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from bland_sandbox import Sandbox

GALLERY = Path(__file__).resolve().parents[1] / "docs" / "gallery.md"
POOL = "3f2913fd-2e4d-4a89-b91d-fea2754dac1c"
"""The id that the exported pool has on the page: the sandbox draws another each time."""


def exported() -> str:
    """What `pulumi-bland export` prints of a small account: the program, and what it says beside it."""
    with Sandbox() as box:
        pool_id = box.add_pool("+14155550101", "+14155550122", "+12065550102")
        box.org().numbers["+15550001111"].label = "Front desk"
        box.edit_sms(
            "+15550001111", objective="Answer questions about opening hours. Be brief.", timezone="America/Denver"
        )
        done = subprocess.run(
            [Path(sys.executable).with_name("pulumi-bland"), "export"],
            env=os.environ | {"BLAND_API_KEY": box.key, "BLAND_BASE_URL": box.url},
            capture_output=True,
            text=True,
            check=True,
        )
    program, said = (
        text.replace(pool_id, POOL).replace(pool_id.partition("-")[0], POOL.partition("-")[0]).strip()
        for text in (done.stdout, done.stderr)
    )
    return f"```python\n{program}\n```\n\n```text\n{said.partition(chr(10))[0]}\n```"


def comment() -> str:
    """The review of an edit in the gallery, as the comment on a pull request is rendered."""
    section = GALLERY.read_text().partition("\n### One number for another\n")[2]
    found = re.search(r"Review:\n\n````markdown\n(.*?)\n<!-- pulumi-bland review:", section, re.DOTALL)
    if found is None:
        raise LookupError("the gallery has no review of this edit")
    return found[1].strip()

"""The accounts that the questions are asked of, and which answers each can give."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bland_sandbox import Sandbox
from pulumi_bland._http.access import Settings as Access
from pulumi_bland._http.client import Client
from pulumi_bland.cli.contract.exchange import Service
from pulumi_bland.cli.contract.journal import opened
from pulumi_bland.cli.contract.run import Run, Wanted

EVERYTHING = os.environ.get("BLAND_CONTRACT") == "all"
"""Whether all combinations and all requests are taken, and not a selection."""

NUMBER, UNUSED = "+15550001111", "+15550002222"
MEMBERS = ("+16465550141", "+15035550142", "+16175550143")
"""Of a pool that is made for the questions."""
THEIRS = ("+13035550123", "+14155550101", "+12065550102")
"""Of a pool in use."""
CREDENTIALS = "550e8400-e29b-41d4-a716-446655440000"
NAMED = "550e8400-e29b-41d4-a716-446655440001"

SETTINGS = {
    "objective": "Answer questions about opening hours.",
    "summary_prompt": "In one sentence.",
    "time_out": 600,
    "temperature": 0.5,
    "timezone": "Europe/Rome",
    "timeout_message": "Bye.",
    "webhook": "https://example.com/sms",
    "disposition_ids": ["done", "open"],
}

SEED = {
    "orgs": [
        {
            "id": "550e8400-e29b-41d4-a716-446655440002",
            "key": "sandbox-key",
            "numbers": {NUMBER: {}, UNUSED: {}, "+16505550199": {"channel": "imessage"}},
            "credentials": {CREDENTIALS: "AC00000000000000000000000000000001"},
            "pools": {NAMED: {"phone_numbers": list(THEIRS), "encrypted_key": CREDENTIALS}},
            "configs": {NUMBER: {"sms": SETTINGS}},
        }
    ]
}


def state(box: Sandbox) -> str:
    """The whole account, byte for byte; keys of objects have no order."""
    return json.dumps(box.state.shown(), sort_keys=True)


def ask(box: Sandbox, folder: Path, *, leaves: tuple[str, ...] = (), **wanted: Any) -> Run:
    """A run as the command makes it, without its words; `leaves` are the files that it leaves in the folder."""
    access = Access(box.key, box.url)
    run = Run(Service(Client(access)), Wanted(**wanted))
    with opened(folder, access) as journal:
        run.look()
        if not run.wanted.read_only:
            run.announced()
            run.change(journal)
    run.conclude()
    assert [path.name for path in folder.iterdir()] == list(leaves)
    return run


def reset(box: Sandbox, seed: Mapping[str, Any], switches: Mapping[str, Any]) -> None:
    box.settings.change(switches)
    box.state.replace(json.loads(json.dumps(seed)))

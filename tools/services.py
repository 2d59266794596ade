"""What `pulumi-bland contract` finds out about four sandboxes: tables of docs/contract.md."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from bland_sandbox import Sandbox
from pulumi_bland._http.access import Settings
from pulumi_bland._http.client import Client
from pulumi_bland.cli.contract.exchange import Service
from pulumi_bland.cli.contract.journal import opened
from pulumi_bland.cli.contract.report import markdown
from pulumi_bland.cli.contract.run import Run, Wanted

SERVICES: dict[str, dict[str, Any]] = {
    "a service that merges": {},
    "an older service": {
        "generation": "old",
        "omitted_key": "cleared",
        "null_key": "ignored",
        "nulls": "ignored",
        "numbers_as": "strings",
        "unset": "null",
    },
    "a service that replaces": {
        "error_status": "200",
        "write": "replace",
        "reads": "all",
        "order": "sorted",
        "null_key": "refused",
        "values": "tidied",
        "unset": "absent",
    },
    "a number without settings": {
        "number": "+15550002222",
        "bare": True,
        "echo": "absent",
        "order": "shuffled",
        "empty_pool": "refused",
        "unset": "defaults",
    },
}


def asked(*, number: str = "+15550001111", bare: bool = False, **switches: Any) -> str:
    """What `pulumi-bland contract` finds out about a sandbox that is switched so; its account must be as before."""
    numbers = ("+16465550141", "+15035550142", "+16175550143")
    with Sandbox(**switches) as box, tempfile.TemporaryDirectory() as folder:
        box.edit_sms("+15550001111", objective="Answer.", time_out=600, temperature=0.5, timezone="Europe/Rome")
        members = ("+14155550101", "+12065550102", "+13035550123")
        pool = box.add_pool(*members, encrypted_key=None if bare else next(iter(box.org().credentials)))
        before = box.state.shown()
        access = Settings(box.key, box.url)
        run = Run(Service(Client(access)), Wanted(numbers, pool, number))
        with opened(Path(folder), access) as journal:
            run.look()
            run.announced()
            run.change(journal)
        run.conclude()
        if box.sms(number) == {}:  # an empty configuration stays, as the page says
            box.drop_sms(number)
            del box.org().configs[number]
        if box.state.shown() != before:
            sys.exit(f"an account is not as it was after the questions: {switches}")
    said = ", ".join(f"`{name}={value}`" for name, value in switches.items()) or "as it is by default"
    return f"Switched: {said}.\n\n{markdown(run)}"

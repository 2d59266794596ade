"""The client of a dry run: it has the methods of the real one that read, and none that writes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from pulumi_bland._rules.account import Account, Api
from pulumi_bland._rules.rehearsal import Request
from pulumi_bland.cli._kinds import KINDS


def recording(client: Api) -> tuple[Account, list[Request]]:
    """An account that can be read, and the writes that it was asked for, in their order."""
    reads = SimpleNamespace(**{name: getattr(client, name) for kind in KINDS.values() for name in kind.reads})
    requests: list[Request] = []
    recorder = type("Recorder", tuple(kind.answers for kind in KINDS.values()), {})
    return Account(cast("Api", recorder(reads, requests.append))), requests

"""The command in a process of its own, to be killed. Little is imported here: each process begins from it."""

from __future__ import annotations

import os
from pathlib import Path

from pulumi_bland.cli import main
from pulumi_bland.cli.contract.exchange import Service


def command(folder: Path, url: str, key: str, words: list[str]) -> None:
    """Run it in a folder, without a word."""
    Service.patience = 0
    os.chdir(folder)
    os.environ.update(BLAND_BASE_URL=url, BLAND_API_KEY=key)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    main(words)

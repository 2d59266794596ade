"""The secrets of an exported program, set in its stack by the user's own `pulumi`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from pulumi_bland._rules.errors import BlandError, listed
from pulumi_bland._rules.values import Json
from pulumi_bland.cli._pulumi import pulumi


@contextmanager
def configured(folder: Path, stack: str, secrets: Mapping[str, Json], *, force: bool) -> Iterator[None]:
    """Set secrets in the stack of this name, made if there is none; when the block fails, all is as it was.

    They travel on standard input, and are never printed. What the stack's configuration has besides stays.

    Raises:
        BlandError: `pulumi` refused; or the configuration has another value, and `force` does not say to replace it.
    """
    names = {
        str(each.get("name", "")).rpartition("/")[2] for each in json.loads(pulumi("stack", "ls", "--json", cwd=folder))
    }
    made = stack.rpartition("/")[2] not in names
    file = folder / f"Pulumi.{stack.rpartition('/')[2]}.yaml"
    before = file.read_bytes() if file.exists() else None
    try:
        pulumi("stack", "select", "--create", stack, cwd=folder)
        _set(folder, stack, secrets, force=force)
        yield
    except BaseException:
        if made:
            with suppress(BlandError):  # what went wrong first is the better thing to say
                pulumi("stack", "rm", "--yes", "--preserve-config", stack, cwd=folder)
        if before is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(before)
        raise


def _set(folder: Path, stack: str, secrets: Mapping[str, Json], *, force: bool) -> None:
    project = next(
        line.partition(":")[2].strip()
        for line in (folder / "Pulumi.yaml").read_text(encoding="utf-8").splitlines()
        if line.startswith("name:")
    )
    printed = json.loads(pulumi("config", "--json", "--show-secrets", "--stack", stack, cwd=folder))
    there = {key: each.get("value") for key, each in printed.items()}
    wanted = {key: value if isinstance(value, str) else json.dumps(value) for key, value in secrets.items()}
    others = [key for key, value in wanted.items() if there.get(f"{project}:{key}", value) != value]
    if others and not force:
        text = f"the configuration of stack {stack} has another value for {listed(others)} (--force replaces it)"
        raise BlandError(text)
    for key, value in wanted.items():
        if there.get(f"{project}:{key}") != value:
            exact = ["--raw"] if value != value.rstrip("\r\n") else []
            pulumi("config", "set", "--secret", "--stack", stack, *exact, key, cwd=folder, stdin=value)

"""The stack: its backend, whether its secrets can be read, and where the key is from."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_bland._http.access import keys_differ, settings
from pulumi_bland._rules.errors import BlandError
from pulumi_bland.cli._pulumi import pulumi
from pulumi_bland.cli._read.stack import Stack, read_stack
from pulumi_bland.cli.doctor.check import Check, failed, ok, warning

_FIXES = {
    "passphrase": "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE",
    "no stack selected": "pulumi stack init dev, or name one with --stack",
    "no current stack": "pulumi stack init dev, or name one with --stack",
    "no stack named": "pulumi stack init, or name another one",
    "logged in": "pulumi login, or set PULUMI_BACKEND_URL",
    "login": "pulumi login, or set PULUMI_BACKEND_URL",
}
_SET = "pulumi config set --secret bland:apiKey"


def backend(told: Mapping[str, Any]) -> Check:
    """Where the state is."""
    found = told.get("backend") or {}
    if not found.get("url"):
        why = "; ".join(told.get("errors") or []) or "Pulumi is not logged in"
        return failed("backend", why, _FIXES["login"])
    return ok("backend", str(found["url"]))


def open_stack(name: str | None) -> Stack | Check:
    """The stack with its secrets, or why it cannot be read."""
    try:
        return read_stack(name)
    except BlandError as error:
        said = str(error)
        fix = next((fix for words, fix in _FIXES.items() if words in said.lower()), "see what Pulumi says")
        return failed("stack", said, fix)


def examine(stack: Stack, *, secret: bool) -> Iterator[Check]:
    """The stack, its key, and the keys of its other accounts; `secret`: its configuration keeps the key encrypted."""
    yield ok("stack", f"{stack.name or 'not deployed yet'}, {len(stack.managed)} resources of this package")
    own = stack.configs.get("", {})
    yield _key(own, secret=secret)
    if keys_differ(own, os.environ):
        yield warning(
            "keys",
            "bland:apiKey and BLAND_API_KEY hold different keys; the one in the configuration is used",
            "remove one of them",
        )
    for access, config in stack.configs.items():
        if access and config.get("bland:account"):
            try:
                settings(config, os.environ)
            except BlandError as error:
                yield failed("key", str(error), "give the Account its api_key: it never uses the stack's own")


def _key(own: Mapping[str, Any], *, secret: bool) -> Check:
    try:
        found = settings(own, os.environ)
    except BlandError as error:
        return failed(
            "key", str(error), f"{_SET}, or export BLAND_API_KEY" if "no Bland API key" in str(error) else "correct it"
        )
    where = "bland:apiKey of the stack's configuration" if own.get("bland:apiKey") else "BLAND_API_KEY"
    if own.get("bland:apiKey") and not secret:
        return warning("key", "bland:apiKey is kept in clear text", _SET)
    return ok("key", f"from {where}" + (f", for {found.base_url}" if found.base_url else ""))


def keeps_secret(name: str | None) -> bool:
    """Whether the key in the configuration is encrypted."""
    chosen = ["--stack", name] if name else []
    entry = json.loads(pulumi("config", "--json", *chosen)).get("bland:apiKey") or {}
    return bool(entry.get("secret"))

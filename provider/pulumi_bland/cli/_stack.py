"""A stack as the user's own `pulumi` exports it: our resources and how to reach their accounts. Nothing is written."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_bland._http.access import settings
from pulumi_bland._http.client import Client
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import BlandError
from pulumi_bland._rules.travel import SECRET_INPUTS
from pulumi_bland._rules.values import canonical
from pulumi_bland.cli._change import KINDS, Kind
from pulumi_bland.cli._compare import SIGNATURE

_DEFAULT = "pulumi:providers:pulumi-python::default::"


@dataclass(frozen=True)
class Managed:
    """One of our resources as the state has it, secrets in the clear: none of it may be shown.

    Attributes:
        access: the explicit provider that it belongs to; empty for the stack's own account.
        secret: the top-level properties that are secret.
    """

    kind: Kind
    name: str
    id: str
    access: str
    state: Mapping[str, Any] = field(repr=False)
    secret: frozenset[str]


@dataclass(frozen=True)
class Stack:
    """What a stack holds of ours.

    Attributes:
        name: project and stack, `shop/dev`.
        managed: our resources, pools first and by name (the engine writes them as they came to an end), without
            look-ups and what is about to be deleted.
        configs: how to reach each account, by `Managed.access`.
    """

    name: str
    managed: tuple[Managed, ...]
    configs: Mapping[str, Mapping[str, Any]] = field(repr=False)

    def accounts(self, environment: Mapping[str, str] = os.environ) -> dict[str, Account]:
        """The accounts that the resources are in.

        Raises:
            BlandError: there is no key for one of them.
        """
        return {name: self.account(name, environment) for name in dict.fromkeys(each.access for each in self.managed)}

    def account(self, access: str = "", environment: Mapping[str, str] = os.environ) -> Account:
        """One account, by `Managed.access`; without it the stack's own.

        Raises:
            BlandError: there is no key for it.
        """
        return Account(Client(settings(self.configs.get(access, {}), environment)))


def read_stack(stack: str | None) -> Stack:
    """Read the stack of this folder's project.

    Raises:
        BlandError: `pulumi` is missing, or refused, in its own words.
    """
    chosen = ["--stack", stack] if stack else []
    exported = _json("stack", "export", "--show-secrets", *chosen)
    deployment = exported.get("deployment") or {}
    resources = [each for each in deployment.get("resources") or [] if isinstance(each, Mapping)]
    configured = _json("config", "--json", "--show-secrets", *chosen)
    configs = {f"{each['urn']}::{each['id']}": _plain(each.get("inputs") or {})[0] for each in _providers(resources)}
    configs[""] = {key: each.get("value") for key, each in configured.items() if isinstance(each, Mapping)}
    managed = [_managed(each) for each in resources if _is_managed(each)]
    urns = [str(each.get("urn", "")).removeprefix("urn:pulumi:").split("::") for each in resources[:1]]
    return Stack(
        name="/".join([urns[0][1], urns[0][0]]) if urns and len(urns[0]) > 1 else stack or "",
        managed=tuple(sorted(managed, key=lambda each: (each.kind != "pool", each.name))),
        configs=configs,
    )


def _providers(resources: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [each for each in resources if each.get("type") == "pulumi:providers:pulumi-python"]


def _is_managed(resource: Mapping[str, Any]) -> bool:
    return resource.get("type") in KINDS and not resource.get("external") and not resource.get("delete")


def _managed(resource: Mapping[str, Any]) -> Managed:
    state, secret = _plain(resource.get("outputs") or {})
    provider = str(resource.get("provider") or "")
    return Managed(
        kind=KINDS[resource["type"]],
        name=str(resource["urn"]).split("::", 3)[3],
        id=str(resource.get("id") or ""),
        access="" if _DEFAULT in provider else provider,
        state={key: canonical(value) for key, value in state.items() if key != "__provider"},
        secret=frozenset([*secret, *state.get(SECRET_INPUTS, [])]),
    )


def _plain(properties: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Properties out of their envelopes, and the names of those that hold a secret."""
    opened = {key: _open(value) for key, value in properties.items()}
    return opened, [key for key in opened if opened[key] != properties[key]]


def _open(value: Any) -> Any:
    if isinstance(value, Mapping):
        if SIGNATURE in value:
            return _open(json.loads(value["plaintext"])) if "plaintext" in value else None
        return {key: _open(each) for key, each in value.items()}
    return [_open(each) for each in value] if isinstance(value, list) else value


def _json(*arguments: str) -> dict[str, Any]:
    """What a command of `pulumi` prints."""
    command = f"pulumi {' '.join(each for each in arguments if not each.startswith('--show'))}"
    try:
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color=never"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except OSError:
        raise BlandError("there is no `pulumi` on PATH that can be run; it reads the state of the stack") from None
    if done.returncode:
        said = " ".join(done.stderr.split()).removeprefix("error: ") or f"exit code {done.returncode}"
        text = f"could not run `{command}`: {said}"
        raise BlandError(text)
    try:
        printed = json.loads(done.stdout)
    except ValueError:
        text = f"`{command}` did not print JSON"
        raise BlandError(text) from None
    return printed if isinstance(printed, dict) else {}

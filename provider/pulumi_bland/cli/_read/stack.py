"""A stack as the user's own `pulumi` exports it: our resources and how to reach their accounts. Nothing is written."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pulumi_bland._engine.door import configuration, is_default
from pulumi_bland._http.access import Settings, settings
from pulumi_bland._http.client import Client
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import BlandError
from pulumi_bland._rules.lifecycle import RECORDS
from pulumi_bland._rules.secrets import PIECE
from pulumi_bland._rules.travel import SECRET_INPUTS
from pulumi_bland._rules.values import canonical, texts
from pulumi_bland.cli._kind import Kind
from pulumi_bland.cli._kinds import BY_TYPE
from pulumi_bland.cli._pulumi import pulumi
from pulumi_bland.cli._read.blinds import opened

PROVIDERS = ("pulumi:providers:pulumi-python", "pulumi:providers:bland")
"""Types of the providers that our resources may have: that of dynamic resources, and the plugin."""


@dataclass(frozen=True)
class Managed:
    """One of our resources as the state has it, secrets in the clear: none of it may be shown.

    Attributes:
        access: the explicit provider that it belongs to; empty for the stack's own account.
        secret: the top-level properties that are secret.
        urn: the resource in the engine's words.
        inputs: what the program declared when it was last written.
    """

    kind: Kind
    name: str
    id: str
    access: str
    state: Mapping[str, Any] = field(repr=False)
    secret: frozenset[str]
    urn: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def hidden(self) -> list[Any]:
        """Values that must not be repeated, whoever says them: secrets, and our records of what was there."""
        names = self.secret | self.kind.lifecycle.secrets(self.state)
        return [_recorded(each) for name in names if (each := self.state.get(name)) is not None]

    @property
    def secrets(self) -> list[Any]:
        """What the program made secret, without our records: those hold what anybody may see in the dashboard."""
        names = self.secret | self.kind.lifecycle.secrets(self.state)
        return [self.state[name] for name in names if name in self.state and name not in RECORDS]


@dataclass(frozen=True)
class Stack:
    """What a stack holds of ours.

    Attributes:
        name: project and stack, `shop/dev`.
        managed: our resources, by kind and name (the engine writes them as they came to an end), without look-ups and
            what is about to be deleted.
        configs: how to reach each account, by `Managed.access`.
        secrets: what the configuration keeps secret.
        doomed: resources that the next `up` deletes, because the last one replaced them and did not get that far.
    """

    name: str
    managed: tuple[Managed, ...]
    configs: Mapping[str, Mapping[str, Any]] = field(repr=False)
    secrets: tuple[Any, ...] = field(default=(), repr=False)
    doomed: tuple[Managed, ...] = ()

    def find(self, urn: str, id_: str, *, doomed: bool = False) -> Managed | None:
        """The resource of this URN that has this object."""
        found = self.doomed if doomed else self.managed
        return next((each for each in found if each.urn == urn and each.id == id_), None)

    @property
    def hidden(self) -> list[Any]:
        """Values that must not be repeated, whichever resource they belong to."""
        return [*self.secrets, *(each.hidden for each in (*self.managed, *self.doomed))]

    @property
    def clear(self) -> list[Any]:
        """Values that are shown anyway."""
        return [
            each.state[name]
            for each in self.managed
            for name in each.state.keys() - each.secret - each.kind.lifecycle.secrets(each.state)
        ]

    def holds_secret(self, value: Any) -> bool:
        """Whether a secret of this stack is in a value: a service may repeat what it was sent, anywhere."""
        return any(secret in " ".join(text.split()) for text in texts(value) for secret in self._secret_texts)

    @cached_property
    def _secret_texts(self) -> list[str]:
        known = [*self.secrets, *(each.secrets for each in self.managed)]
        known += [each.get("bland:apiKey") for each in self.configs.values()]
        return [each for text in texts(known) if len(each := " ".join(text.split())) >= PIECE]

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
        return Account(Client(self.settings(access, environment)))

    def settings(self, access: str = "", environment: Mapping[str, str] = os.environ) -> Settings:
        """Where an account is, and its key.

        Raises:
            BlandError: there is no key for it.
        """
        return settings(self.configs.get(access, {}), environment)


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
    providers = [each for each in resources if each.get("type") in PROVIDERS]
    configs = {f"{each['urn']}::{each['id']}": _configuration(each) for each in providers}
    configs[""] = {key: each.get("value") for key, each in configured.items() if isinstance(each, Mapping)}
    ours = [each for each in resources if each.get("type") in BY_TYPE and not each.get("external")]
    managed = [_managed(each) for each in ours if not each.get("delete")]
    urns = [str(each.get("urn", "")).removeprefix("urn:pulumi:").split("::") for each in resources[:1]]
    return Stack(
        name="/".join([urns[0][1], urns[0][0]]) if urns and len(urns[0]) > 1 else stack or "",
        managed=tuple(sorted(managed, key=lambda each: (each.kind.rank, each.name))),
        configs=configs,
        doomed=tuple(_managed(each) for each in ours if each.get("delete")),
        secrets=tuple(each.get("value") for each in configured.values() if each.get("secret")),
    )


def _configuration(provider: Mapping[str, Any]) -> Mapping[str, Any]:
    given, _ = _plain(provider.get("inputs") or {})
    if provider["type"] == PROVIDERS[0]:
        return given
    return configuration(str(provider["urn"]).split("::", 3)[3], given)


def access_of(resource: Mapping[str, Any]) -> str:
    """The explicit provider of a resource; empty for the stack's own account."""
    provider = str(resource.get("provider") or "")
    name = provider.split("::")[-2:-1]
    return "" if not name or is_default(name[0]) else provider


def _managed(resource: Mapping[str, Any]) -> Managed:
    state, secret = _plain(resource.get("outputs") or {})
    inputs, _ = _plain(resource.get("inputs") or {})
    return Managed(
        kind=BY_TYPE[resource["type"]],
        name=str(resource["urn"]).split("::", 3)[3],
        id=str(resource.get("id") or ""),
        access=access_of(resource),
        state={key: canonical(value) for key, value in state.items() if key != "__provider"},
        secret=frozenset([*secret, *state.get(SECRET_INPUTS, [])]),
        urn=str(resource["urn"]),
        inputs={key: canonical(value) for key, value in inputs.items() if key != "__provider"},
    )


def _recorded(value: Any) -> Any:
    """A value, or what our records hold: they are JSON in a text."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _plain(properties: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Properties out of their envelopes, and the names of those that hold a secret."""
    plain = {key: opened(value) for key, value in properties.items()}
    return plain, [key for key in plain if plain[key] != properties[key]]


def _json(*arguments: str) -> dict[str, Any]:
    """What a command of `pulumi` prints."""
    try:
        printed = json.loads(pulumi(*arguments))
    except ValueError:
        text = f"`pulumi {arguments[0]}` did not print JSON"
        raise BlandError(text) from None
    return printed if isinstance(printed, dict) else {}

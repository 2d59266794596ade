"""What the stack has of ours, looked at in the account: is it there, is it ours to see, is it as it was left."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import BlandError, hiding
from pulumi_bland._rules.values import texts
from pulumi_bland.cli._read.stack import Managed, Stack
from pulumi_bland.cli.doctor.check import Check, failed, ok, warning


def examine(stack: Stack) -> Iterator[Check]:
    """Each resource that is not as it was left; one line where all are."""
    accounts = stack.accounts()
    found = [check for each in stack.managed for check in _resource(accounts[each.access], each)]
    yield from found or [ok("resources", f"{len(stack.managed)} are as Pulumi left them")]


def _resource(account: Account, managed: Managed) -> Iterator[Check]:
    lifecycle, warnings = managed.kind.lifecycle, list[str]()
    with hiding(texts(dict(managed.state))):
        try:
            found = lifecycle.read(lambda: account, managed.id, dict(managed.state), warnings.append)
        except BlandError as error:
            said, _, advice = str(error).rpartition("; ")
            yield failed(managed.name, said or str(error), advice or "see the message")
            return
    for text in warnings:
        yield warning(managed.name, text, "look at it in the dashboard, and at whose key is used")
    if found is None:
        yield warning(managed.name, f"{managed.id} is gone", "`pulumi refresh` takes it out of the state")
        return
    inputs = {key: each for key, each in managed.state.items() if key in lifecycle.model.model_fields}
    if not warnings and lifecycle.diff(found.state, inputs).changes:
        yield warning(managed.name, f"{managed.id} was changed outside Pulumi", "`pulumi-bland drift` shows it")

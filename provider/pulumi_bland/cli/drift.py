"""`pulumi-bland drift`: a stack's state against the account, without writing to either."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

import typer

from pulumi_bland._pool.lifecycle import CustomDialingPoolLifecycle
from pulumi_bland._rules.account import CHANNELS, Account
from pulumi_bland._rules.errors import BlandError, ServiceError, hiding
from pulumi_bland._rules.lifecycle import Lifecycle
from pulumi_bland._rules.values import texts, unset
from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle
from pulumi_bland.cli._change import Change, Kind, Listing, Problem, Report
from pulumi_bland.cli._compare import FIELDS, compare_fields, compare_members
from pulumi_bland.cli._dangers import SHARE
from pulumi_bland.cli._stack import Managed, Stack, read_stack
from pulumi_bland.cli.review import Format, show

LIFECYCLES: dict[Kind, Lifecycle] = {"pool": CustomDialingPoolLifecycle(), "agent": SmsNumberConfigLifecycle()}


def drift(
    stack: Annotated[
        str | None,
        typer.Option(
            "--stack", "-s", help="Name of the stack; otherwise the one that is selected.", show_default=False
        ),
    ] = None,
    unmanaged: Annotated[
        bool,
        typer.Option("--unmanaged", help="List the pools, numbers and fields that no resource of the stack manages."),
    ] = False,
    format_: Annotated[Format, typer.Option("--format", "-f", help="Markdown fits one comment or issue.")] = "text",
) -> None:
    """Compare the state of a stack with the account: exit code 0 without drift, 2 with it, 1 if it cannot be told.

    Run it in the folder of the project. It asks `pulumi` for the state and the configuration, reads the account, and
    writes to neither; `pulumi refresh` takes the drift into the state. Secrets are never shown.

    \b
    Examples:
      pulumi-bland drift
      pulumi-bland drift --stack prod --format markdown > drift.md
      pulumi-bland drift --unmanaged
    """  # noqa: D301 - the backspace keeps the lines of a paragraph
    report = compare(read_stack(stack), unmanaged=unmanaged)
    show(report, format_, SHARE)
    if report.errors:
        raise BlandError("not everything could be read, so whether there is drift cannot be told")
    if report.changes:
        raise typer.Exit(2)


def compare(stack: Stack, *, unmanaged: bool = False) -> Report:
    """Everything of the stack that is not as it was last seen, by the lifecycles' own reads."""
    accounts = stack.accounts()
    changes: list[Change] = []
    errors: list[Problem] = []
    warnings: list[Problem] = []
    unreported: list[str] = []
    for each in stack.managed:
        account = accounts[each.access]
        with hiding(texts(each.state)):
            try:
                if (change := _change(account, each, warnings)) is not None:
                    changes.append(change)
                unreported += _unreported(account, each)
            except BlandError as error:
                errors.append(Problem(str(error), about=each.name))
    listings = [Listing("Not compared, because the service does not report them", tuple(unreported))]
    if unmanaged and not errors:
        listings += _unmanaged(stack, accounts or {"": stack.account()})
    return Report(
        stack=stack.name,
        view="drift",
        changes=tuple(changes),
        errors=tuple(_once(errors)),
        warnings=tuple(warnings),
        watched=Counter(each.kind for each in stack.managed),
        listings=tuple(listings if unreported else listings[1:]),
    )


def _change(account: Account, managed: Managed, warnings: list[Problem]) -> Change | None:
    """How one resource is now, where it is not as it was last seen."""

    def warn(text: str) -> None:
        warnings.append(Problem(text, about=managed.name))

    found = LIFECYCLES[managed.kind].read(lambda: account, managed.id, dict(managed.state), warn)
    change = Change(managed.kind, "update", managed.name, object=managed.id)
    if found is None:
        return replace(change, action="gone", members=compare_members(managed.state, {}, secret=managed.secret))
    inputs = found.inputs or {}
    if managed.kind == "pool":
        change = replace(change, members=compare_members(managed.state, inputs, secret=managed.secret))
    names = [each for each in FIELDS[managed.kind] if each != "pool_id"]
    before, live = ({key: bag[key] for key in names if key in bag} for bag in (managed.state, inputs))
    change = replace(change, fields=compare_fields(managed.kind, before, live, secret=managed.secret))
    return change if change.members or change.fields else None


def _row(account: Account, managed: Managed) -> dict[str, object] | None:
    """The configuration of an agent as it is listed."""
    number, _, channel = managed.id.partition("/")
    config = account.sms[channel].rows().get(number, {}).get(f"{channel}_config")
    return dict(config) if isinstance(config, dict) else None


def _unreported(account: Account, managed: Managed) -> list[str]:
    """Declared fields that the service's answer does not have."""
    if managed.kind == "pool" or (config := _row(account, managed)) is None:
        return []
    fields = [each for each in FIELDS["agent"][2:] if each not in ("authoritative", "on_delete", "on_drift")]
    return [f"{each} of {managed.name}" for each in fields if each in managed.state and each not in config]


def _unmanaged(stack: Stack, accounts: dict[str, Account]) -> Iterator[Listing]:
    """What is in the accounts and in no resource: pools, agents, and fields of agents."""
    for access, account in accounts.items():
        ours = [each for each in stack.managed if each.access == access]
        ids = {each.id.lower() for each in ours}
        pools = (key for key in sorted(account.pools.rows()) if key not in ids)
        agents = (each for channel in CHANNELS for each in _agents(account, channel) if each not in ids)
        fields = (each for managed in ours if managed.kind == "agent" for each in _fields(account, managed))
        name = f" of {access.split('::')[3]}" if access else ""
        for what, found in (("pools", pools), ("agents", agents), ("fields", fields)):
            yield Listing(f"Unmanaged {what}{name}", tuple(found))


def _agents(account: Account, channel: str) -> list[str]:
    try:
        rows = account.sms[channel].rows()
    except ServiceError as error:
        if channel == "sms" or not error.refused:
            raise
        return []  # a service that does not know the channel has no such agents
    return [f"{number}/{channel}" for number, row in sorted(rows.items()) if _set(row.get(f"{channel}_config"))]


def _fields(account: Account, managed: Managed) -> list[str]:
    return [f"{each} of {managed.name}" for each in _set(_row(account, managed)) if each not in managed.state]


def _set(config: object) -> list[str]:
    """The fields of a configuration that have a value."""
    return [key for key in FIELDS["agent"] if not unset(config.get(key))] if isinstance(config, dict) else []


def _once(problems: list[Problem]) -> Iterator[Problem]:
    """Each error once: what is wrong with a key is wrong for every resource."""
    seen: set[str] = set()
    for each in problems:
        if each.text not in seen:
            seen.add(each.text)
            yield each

"""The state of a stack compared with its accounts, by the lifecycles' own reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import BlandError, hiding
from pulumi_bland.cli._compare.inputs import compare_fields, compare_members
from pulumi_bland.cli._kind import Kind
from pulumi_bland.cli._kinds import KINDS
from pulumi_bland.cli._read.stack import Managed, Stack
from pulumi_bland.cli._report.change import Change, Listing, Problem, Report


def compare_account(stack: Stack, *, unmanaged: bool = False) -> Report:
    """Everything of the stack that is not as it was last seen."""
    with hiding(stack.hidden, stack.clear):
        return _compared(stack, stack.accounts(), unmanaged=unmanaged)


def _compared(stack: Stack, accounts: dict[str, Account], *, unmanaged: bool) -> Report:
    changes: list[Change] = []
    errors: list[Problem] = []
    warnings: list[Problem] = []
    unreported: list[str] = []
    for each in stack.managed:
        account = accounts[each.access]
        try:
            if (change := _change(stack, account, each, warnings)) is not None:
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
        errors=tuple(once(errors)),
        warnings=tuple(warnings),
        watched=Counter(each.kind for each in stack.managed),
        listings=tuple(listings if unreported else listings[1:]),
    )


def once(problems: list[Problem]) -> Iterator[Problem]:
    """Each error once: what is wrong with a key is wrong for every resource."""
    seen: set[str] = set()
    for each in problems:
        if each.text not in seen:
            seen.add(each.text)
            yield each


def _change(stack: Stack, account: Account, managed: Managed, warnings: list[Problem]) -> Change | None:
    """How one resource is now, where it is not as it was last seen."""

    def warn(text: str) -> None:
        warnings.append(Problem(text, about=managed.name))

    kind = managed.kind
    found = kind.lifecycle.read(lambda: account, managed.id, dict(managed.state), warn)
    change = Change(kind, "update", managed.name, object=managed.id)
    members, inputs = None, {} if found is None else found.inputs or {}
    secret = managed.secret | {name for name, value in inputs.items() if stack.holds_secret(value)}
    if kind.has_members:
        members = compare_members(managed.state, inputs, secret=secret)
    if found is None:
        return replace(change, action="gone", members=members)
    names = [each for each in kind.inputs if each not in kind.identity]
    before, live = ({key: bag[key] for key in names if key in bag} for bag in (managed.state, inputs))
    change = replace(change, members=members, fields=compare_fields(kind, before, live, secret=secret))
    return change if change.members or change.fields else None


def _unreported(account: Account, managed: Managed) -> list[str]:
    """Declared fields that the service's answer does not have."""
    settings = managed.kind.settings(account, managed.id)
    if settings is None:
        return []
    return [
        f"{each} of {managed.name}" for each in managed.kind.fields if each in managed.state and each not in settings
    ]


def _unmanaged(stack: Stack, accounts: dict[str, Account]) -> Iterator[Listing]:
    """What is in the accounts and in no resource: objects of each kind, and fields."""
    for access, account in accounts.items():
        ours = [each for each in stack.managed if each.access == access]
        ids = {each.id.lower() for each in ours}
        name = f" of {access.split('::')[3]}" if access else ""
        for kind in KINDS:
            found = (each for part in kind.parts for each in kind.listed(account, part))
            others = tuple(each for each in found if each not in ids and not _is_empty(kind, account, each))
            yield Listing(f"Unmanaged {kind.words}{name}", others)
        yield Listing(f"Unmanaged fields{name}", tuple(each for managed in ours for each in _fields(account, managed)))


def _is_empty(kind: Kind, account: Account, id_: str) -> bool:
    settings = kind.settings(account, id_)
    return settings is not None and not kind.are_set(settings)


def _fields(account: Account, managed: Managed) -> list[str]:
    there = managed.kind.are_set(managed.kind.settings(account, managed.id) or {})
    return [f"{each} of {managed.name}" for each in there if each not in managed.state]

"""Each operation of a preview carried out by its lifecycle, on an account that can only be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pulumi_bland._http.client import Client
from pulumi_bland._rules.account import Account, Api
from pulumi_bland._rules.errors import BlandError, ServiceError, hiding
from pulumi_bland._rules.phone import from_wire
from pulumi_bland._rules.values import canonical
from pulumi_bland.cli._answers import Request
from pulumi_bland.cli._compare.account import once
from pulumi_bland.cli._compare.inputs import compare_fields, compare_members, shown
from pulumi_bland.cli._read.preview import Preview
from pulumi_bland.cli._read.stack import Stack
from pulumi_bland.cli._rehearse.operations import Operation, operations
from pulumi_bland.cli._rehearse.recorder import recording
from pulumi_bland.cli._report.change import Foretold, Hidden, Problem, Report, Value, Write

_UNREAD = "the account could not be read"
Clients = Callable[[str], Api]
"""The client of an account, by `Managed.access`."""


@dataclass(frozen=True)
class Rehearsed:
    """What became of one operation. It may hold secrets."""

    operation: Operation
    requests: tuple[Request, ...] = field(default=(), repr=False)
    refused: str | None = None
    untold: str | None = None
    unread: str | None = None
    kept: bool = False
    remarks: tuple[str, ...] = ()


def foretell(report: Report, preview: Preview, stack: Stack, clients: Clients | None = None) -> Report:
    """A report of a preview with what `up` would do to the account now, and what that replaces.

    Raises:
        BlandError: it is no preview of an `up` or a destroy, or there is no key.
    """
    if preview.is_refresh:
        raise BlandError("a refresh writes nothing to the account: review it without --account")
    if report.stack and stack.managed and report.stack != stack.name:
        text = f"the preview is of {report.stack}, and the state of {stack.name}: name the stack with --stack"
        raise BlandError(text)
    with hiding(stack.hidden):
        found = [*rehearse(operations(preview, stack), stack, clients or _clients(stack))]
    by_urn: dict[str, list[Rehearsed]] = {}
    for each in found:
        by_urn.setdefault(each.operation.urn, []).append(each)
    names = {each.urn: each.name for each in report.changes}
    unread = [Problem(each.unread, names.get(each.operation.urn, "")) for each in found if each.unread is not None]
    return replace(
        report,
        changes=tuple(replace(each, foretold=_foretold(by_urn.get(each.urn, []), stack)) for each in report.changes),
        errors=(*report.errors, *once(unread)),
    )


def rehearse(planned: list[Operation], stack: Stack, clients: Clients) -> Iterator[Rehearsed]:
    """Carry out operations in their order, each on what those before it would leave."""
    accounts: dict[str, tuple[Account, list[Request]]] = {}
    declared, stopped = _declared(planned, stack), set[str]()
    for each in planned:
        if each.cannot is not None:
            yield Rehearsed(each, untold=each.cannot)
            continue
        if each.does == "delete" and each.urn in stopped:
            continue  # what was to replace it cannot be made, so it stays
        if each.access not in accounts:
            accounts[each.access] = recording(clients(each.access))
        account, requests = accounts[each.access]
        first, remarks = len(requests), list[str]()
        if each.does == "delete" and _object(each, each.state) in declared:
            yield Rehearsed(each, kept=True)
            continue
        try:
            _carry_out(each, account, remarks.append, _predecessor(each, planned))
        except ServiceError as error:
            yield Rehearsed(each, tuple(requests[first:]), unread=str(error), remarks=tuple(remarks))
        except BlandError as error:
            stopped.add(each.urn)
            yield Rehearsed(each, tuple(requests[first:]), refused=str(error), remarks=tuple(remarks))
        else:
            yield Rehearsed(each, tuple(requests[first:]), remarks=tuple(remarks))


def _carry_out(operation: Operation, account: Account, warn: Callable[[str], None], earlier: Mapping[str, Any]) -> None:
    kind, state, inputs = operation.kind, dict(operation.state), dict(operation.inputs)
    if operation.is_refreshed and operation.does != "create" and state:
        found = kind.lifecycle.read(lambda: account, operation.id, state, lambda _: None)
        if found is None:
            return  # it is gone; the create that makes it again is another operation
        state = found.state
    if operation.does == "create":
        kind.lifecycle.create(lambda: account, inputs, dict(earlier), warn)
    elif operation.does == "update":
        kind.lifecycle.update(lambda: account, operation.id, state, inputs, warn)
    else:
        kind.lifecycle.delete(lambda: account, operation.id, state, warn)


def _declared(planned: list[Operation], stack: Stack) -> set[object]:
    """The objects that the program has after it, whatever their names."""
    acted = {urn for each in planned for urn in (each.urn, each.known_as)}
    found = {_object(each, each.inputs) for each in planned if each.does != "delete"}
    found |= {_object(each, each.state) for each in planned if each.does == "update"}
    for each in stack.managed:
        if each.urn not in acted:
            found.add((each.kind, each.access, each.kind.lifecycle.identity(each.state)))
    return {each for each in found if each[-1] is not None}


def _object(operation: Operation, values: Mapping[str, Any]) -> tuple[object, ...]:
    """An object of an account; its last part is None where the values name none."""
    return operation.kind, operation.access, operation.kind.lifecycle.identity(values)


def _predecessor(operation: Operation, planned: list[Operation]) -> Mapping[str, Any]:
    """The state of whoever has the object of a create until now, as far as the engine shows it in the same run.

    It shows the state of what it replaces and updates, and tells of what it only deletes when everything is done.
    """
    wanted = _object(operation, operation.inputs)
    if operation.does != "create" or wanted[-1] is None:
        return {}
    shown_to_us = [each for each in planned if each.does == "create" and each.state]
    return next((each.state for each in shown_to_us if _object(each, each.state) == wanted), {})


def _foretold(found: list[Rehearsed], stack: Stack) -> Foretold:
    """What a report may say of the operations on one resource."""
    writes = [_write(request, each.operation, stack) for each in found for request in each.requests]
    return Foretold(
        writes=tuple(writes),
        refused=next((each.refused for each in found if each.refused), None),
        untold=next((each.untold or _UNREAD for each in found if each.untold or each.unread), None),
        kept=any(each.kept for each in found),
        remarks=tuple(remark for each in found for remark in each.remarks),
    )


def _write(request: Request, operation: Operation, stack: Stack) -> Write:
    kind = operation.kind
    values = {**request.before, **request.after, **request.body}
    secret = operation.secret | {name for name, value in values.items() if stack.holds_secret(value)}
    secret |= {name for name, value in request.before.items() if stack.holds_secret(value)}
    before, after = _tidy(request.before), _tidy(request.after)
    if not request.after:
        after = {}  # it is deleted
    touched = {key: bag for key, bag in after.items() if key in request.body or not request.body}
    fields = compare_fields(kind, {key: before.get(key) for key in touched}, touched, secret=secret)
    return Write(
        method=request.method,
        route=request.route,
        sent={name: _sent(kind.always_secret, name, value, secret) for name, value in request.body.items()},
        fields=tuple(
            each if each.name in before else replace(each, before=Hidden.UNREPORTED)
            for each in fields
            if each.name in kind.fields
        ),
        members=compare_members(before, after, secret=secret) if kind.has_members else None,
        lets_go=operation.does == "delete",
    )


def _sent(always: frozenset[str], name: str, value: Any, secret: frozenset[str]) -> Value:
    return shown(value, hide=name in secret or name in always)


def _tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """What an account holds, spelt as the inputs are; empty in whatever form is not set."""
    found = {
        key: None if value in ("", [], {}) and key != "phone_numbers" else canonical(value)
        for key, value in values.items()
    }
    if isinstance(numbers := found.get("phone_numbers"), list):
        found["phone_numbers"] = sorted({from_wire(str(each)) for each in numbers})
    return found


def _clients(stack: Stack) -> Clients:
    return lambda access: Client(stack.settings(access))

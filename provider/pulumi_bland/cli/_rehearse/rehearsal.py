"""Each operation of a preview carried out by its lifecycle, on an account that can only be read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from pulumi_bland._engine.door import Call
from pulumi_bland._engine.run import Run
from pulumi_bland._http.client import Client
from pulumi_bland._rules.account import Account, Api
from pulumi_bland._rules.errors import BlandError, ServiceError, hiding
from pulumi_bland._rules.lifecycle import silent
from pulumi_bland._rules.phone import from_wire
from pulumi_bland._rules.rehearsal import Request, rehearsed
from pulumi_bland._rules.values import canonical
from pulumi_bland.cli._compare.account import once
from pulumi_bland.cli._compare.inputs import compare_fields, compare_members, shown
from pulumi_bland.cli._kind import Kind
from pulumi_bland.cli._kinds import KINDS
from pulumi_bland.cli._read.preview import Preview
from pulumi_bland.cli._read.stack import Stack
from pulumi_bland.cli._rehearse.operations import Operation, operations
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
    with hiding(stack.hidden, stack.clear):
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
    """Carry out operations in their order, each on what those before it would leave.

    What a run knows of its objects decides who goes on from whose state, and what a delete undoes, as in `up`: so the
    program is declared first, with the state of each resource that stays or is replaced.
    """
    stage = _Stage(Run(), clients)
    stopped: set[str] = set()
    _declare(stage, planned, stack)
    for each in planned:
        if each.cannot is not None:
            yield Rehearsed(each, untold=each.cannot)
        elif each.does != "delete" or each.urn not in stopped:  # what was to replace it cannot be made, so it stays
            found = _rehearsed(stage, each)
            stopped |= {each.urn} if found.refused else set()
            yield found


@dataclass(frozen=True)
class _Stage:
    """What one dry run has: the records of its run, and its accounts with what they were asked to write."""

    run: Run
    clients: Clients
    accounts: dict[str, tuple[Account, list[Request]]] = field(default_factory=dict)

    def account(self, access: str) -> tuple[Account, list[Request]]:
        if access not in self.accounts:
            requests: list[Request] = []
            answers = [kind.lifecycle.answers for kind in KINDS]
            self.accounts[access] = rehearsed(Account(self.clients(access)), answers, requests.append), requests
        return self.accounts[access]


@dataclass(frozen=True)
class _RecordedCall(Call):
    """A call of the engine on an account that can only be read."""

    recorded: Callable[[], Account] = field(kw_only=True)

    def account(self) -> Account:
        return self.recorded()

    def declare(self, inputs: Mapping[str, Any]) -> None:
        """Note that the program has this resource; its inputs were checked when the preview was made."""
        self.run.declare(self.key(inputs), self.urn)

    def key(self, values: Mapping[str, Any]) -> Hashable | None:
        """The object that inputs or outputs name."""
        return self._key(self.lifecycle.identity(values))


def _call(
    stage: _Stage, urn: str, kind: Kind, access: str, warn: Callable[[str], None], *ignored: str
) -> _RecordedCall:
    # The account is named in the place of its key: nothing but the account that it is needs to be known of it here.
    config = {"bland:account": access or "the stack's own", "bland:apiKey": access or "the stack's own"}
    account = partial(lambda name: stage.account(name)[0], access)
    return _RecordedCall(kind.lifecycle, urn, config, stage.run, warn, warn, ignored, recorded=account)


def _declare(stage: _Stage, planned: list[Operation], stack: Stack) -> None:
    acted = {urn for each in planned for urn in (each.urn, each.known_as)}
    for managed in stack.managed:
        if managed.urn not in acted:
            call = _call(stage, managed.urn, managed.kind, managed.access, silent)
            call.declare(managed.inputs)
            call.run.manage(call.key(managed.state), managed.urn, dict(managed.state))
    wanted = [each for each in planned if each.does != "delete" and each.cannot is None]
    for each in wanted:
        _call(stage, each.urn, each.kind, each.access, silent).declare(each.inputs)
    for each in wanted:
        if each.state:
            call = _call(stage, each.urn, each.kind, each.access, silent, *each.ignored)
            call.diff(dict(each.state), dict(each.inputs))


def _rehearsed(stage: _Stage, operation: Operation) -> Rehearsed:
    remarks: list[str] = []
    call = _call(stage, operation.urn, operation.kind, operation.access, remarks.append, *operation.ignored)
    refused = unread = None
    first = 0
    try:
        first = len(stage.account(operation.access)[1])
        _carry_out(call, operation)
    except ServiceError as error:
        unread = str(error)
    except BlandError as error:
        refused = str(error)
    requests = stage.accounts[operation.access][1][first:] if operation.access in stage.accounts else []
    return Rehearsed(operation, tuple(requests), refused=refused, unread=unread, remarks=tuple(remarks))


def _carry_out(call: _RecordedCall, operation: Operation) -> None:
    state, inputs = dict(operation.state), dict(operation.inputs)
    if operation.is_refreshed and operation.does != "create" and state:
        found = call.lifecycle.read(call.account, operation.id, state, silent)
        if found is None:
            return  # it is gone; the create that makes it again is another operation
        state = found.state
    if operation.does == "create":
        call.create(inputs)
    elif operation.does == "update":
        call.update(operation.id, state, inputs)
    else:
        call.delete(operation.id, state)


def _foretold(found: list[Rehearsed], stack: Stack) -> Foretold:
    """What a report may say of the operations on one resource."""
    writes = [_write(request, each.operation, stack) for each in found for request in each.requests]
    return Foretold(
        writes=tuple(writes),
        refused=next((each.refused for each in found if each.refused), None),
        untold=next((each.untold or _UNREAD for each in found if each.untold or each.unread), None),
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
    order = ("phone_number", "channel", "phone_numbers", *kind.inputs)
    sent = dict(sorted(request.body.items(), key=lambda each: order.index(each[0]) if each[0] in order else len(order)))
    touched = {key: bag for key, bag in after.items() if key in request.body or not request.body}
    fields = compare_fields(kind, {key: before.get(key) for key in touched}, touched, secret=secret)
    return Write(
        method=request.method,
        route=request.route,
        sent={name: _sent(kind.always_secret, name, value, secret) for name, value in sent.items()},
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

"""What reads answer, and the one harmless write: DELETE of a pool that does not exist."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from pulumi_bland._rules.errors import ServiceError
from pulumi_bland.cli.contract.conclude import Observed
from pulumi_bland.cli.contract.exchange import Service, refused
from pulumi_bland.cli.contract.questions import REFUSED, UNLIKE, UNREAD, Answers

_Rows = TypeVar("_Rows")
Signs = dict[str, str]
"""Lines of evidence, each with the generation that it is a sign of."""


def ask_by_reading(service: Service, answers: Answers, observed: Observed) -> Signs:
    """Ask what needs no write. Returns the signs of the generation; a write may add one."""
    rows = _unless_refused(service.pools) or []
    signs: Signs = {}
    if rows:
        counted = any("phone_numbers_count" in row for row in rows)
        signs[f"{_line(service)}, {'with' if counted else 'without'} phone_numbers_count"] = "new" if counted else "old"
    _missing_pool(service, answers)
    code = _refusal(service, "no-uuid")
    if code in ("INVALID_POOL_ID", "POOL_NOT_FOUND"):
        signs[_line(service)] = "old" if code == "INVALID_POOL_ID" else "new"
    service.taken()
    try:
        service.numbers("no-such-channel")
    except ServiceError as error:
        if error.status is None:
            raise
        if error.code == "INVALID_CHANNEL":
            signs[_line(service)] = "new"
    else:
        signs[_line(service)] = "old"
    numbers = _unless_refused(service.numbers) or {}
    service.taken()
    observed.listed += [config for row in numbers.values() if isinstance(config := row.get("sms_config"), dict)]
    return signs


def ask_for_delete(service: Service, answers: Answers, signs: Signs) -> None:
    """Find out whether pools can be deleted, by deleting one that does not exist."""
    try:
        service.delete_pool(str(uuid.uuid4()))
    except ServiceError as error:
        lines = service.taken()
        if error.enveloped and error.code == "POOL_NOT_FOUND":
            answers.settle("delete_route", "yes", lines)
            signs[lines[-1]] = "new"
        elif not error.enveloped and error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
            answers.settle("delete_route", "no", lines)
            signs[lines[-1]] = "old"
        elif error.status is None:
            raise
        else:
            answers.leave(REFUSED if refused(error) else UNLIKE, "delete_route", evidence=lines)
    else:
        answers.leave(UNLIKE, "delete_route", evidence=service.taken())


def conclude_generation(signs: Signs, answers: Answers) -> None:
    """A generation is answered where all signs are of one."""
    generations = set(signs.values())
    if len(generations) == 1:
        answers.settle("generation", generations.pop(), signs)
    else:
        answers.leave(UNLIKE if generations else UNREAD, "generation", evidence=signs)


def _unless_refused(ask: Callable[[], _Rows]) -> _Rows | None:
    try:
        return ask()
    except ServiceError as error:
        if not refused(error):
            raise
        return None


def _missing_pool(service: Service, answers: Answers) -> None:
    """How the service says that it does not have a pool."""
    try:
        service.pool(str(uuid.uuid4()))
    except ServiceError as error:
        if not error.enveloped or not refused(error):
            answers.leave(UNLIKE, "error_status", evidence=service.taken())
        else:
            answers.settle("error_status", "200" if error.status == HTTPStatus.OK else "documented", service.taken())
    else:
        answers.leave(UNLIKE, "error_status", evidence=service.taken())


def _refusal(service: Service, pool_id: str) -> str | None:
    try:
        service.pool(pool_id, named=f"/v1/custom-dialing-pools/{pool_id}")
    except ServiceError as error:
        return error.code if refused(error) else None
    return None


def _line(service: Service) -> str:
    """The line of the last exchange."""
    return service.taken()[-1]

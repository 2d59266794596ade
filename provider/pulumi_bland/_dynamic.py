"""The one place that knows `pulumi.dynamic`: the door between Pulumi's engine and the lifecycles.

A dynamic provider is pickled into the state of every resource, so it must be a reference and nothing more: a stateless
class of an importable module. Whatever a process needs besides (the account, what it saw) lives in the process.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from pulumi import dynamic
from pulumi.output import UNKNOWN as PULUMI_UNKNOWN
from pulumi.output import Unknown

from pulumi_bland import _account, _host
from pulumi_bland._account import Account
from pulumi_bland._client import Client, Settings
from pulumi_bland._errors import BlandError, PartialFailure, ServiceError, redact
from pulumi_bland._lifecycle import Lifecycle
from pulumi_bland._values import UNKNOWN, canonical, texts

PROVIDER = "__provider"


class DynamicProvider(dynamic.ResourceProvider):
    """A lifecycle as Pulumi calls it. Subclasses name theirs, and add nothing."""

    serialize_as_secret_always = False  # it is a reference: 60 bytes without a secret in them
    lifecycle: ClassVar[Lifecycle]

    def __init__(self) -> None:
        super().__init__()
        self._config: dict[str, Any] = {}

    def __reduce__(self) -> tuple[type[DynamicProvider], tuple[()]]:
        return type(self), ()

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Keep the configuration. It is looked at when the API is first called: a preview needs none of it."""
        _host.log_requests(os.environ.get("BLAND_LOG", ""))
        keys = ("bland:apiKey", "bland:baseUrl", "bland:deadline", "bland:maxRequests")
        self._config = {key: req.config.get(key) for key in keys}

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Bring inputs into their one spelling, or report all that is wrong with them."""
        with _shown(news):
            checked = self.lifecycle.check(_decoded(_olds), _decoded(news))
            # The property stays empty: Pulumi prints the value of a named one, secret or not.
            failures = [dynamic.CheckFailure("", problem) for problem in checked.problems]
            if not failures:
                _host.seen(self._claimed(self.lifecycle.identity(checked.inputs)))
                for text in checked.warnings:
                    _host.warn(text)
            return dynamic.CheckResult(_encoded(checked.inputs), failures)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """Say whether anything changes. `None` for yes: the engine then compares the inputs and shows the detail."""
        with _shown(_olds, _news):
            found = self.lifecycle.diff(_decoded(_olds), _decoded(_news))
            return dynamic.DiffResult(changes=None if found.changes else False, replaces=found.replaces)

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Make the object, or take it over."""
        with _shown(props, provider=props.get(PROVIDER)):
            id_, state = self.lifecycle.create(self._account, _decoded(props), _host.warn)
            return dynamic.CreateResult(id_, state)

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Look at the object; an empty id tells the engine that it is gone."""
        with _shown(props):
            found = self.lifecycle.read(self._account, id_, _decoded(props), _host.warn)
            return dynamic.ReadResult(id_, found.state, found.inputs) if found else dynamic.ReadResult("", {})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        """Make the object as wanted."""
        with _shown(_olds, _news, provider=_news.get(PROVIDER)):
            state = self.lifecycle.update(self._account, _id, _decoded(_olds), _decoded(_news), _host.warn)
            return dynamic.UpdateResult(state)

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the object, hand it back, or leave it."""
        with _shown(_props):
            state = _decoded(_props)
            identity = self.lifecycle.identity(state)
            if _host.was_seen(self._claimed(identity)):
                _host.warn(
                    f"{identity} is still in the program under another name, so nothing was undone; to rename a "
                    "resource, add `aliases` to its options, which also keeps what was there before it was managed"
                )
                return
            self.lifecycle.delete(self._account, _id, state, _host.warn)

    def _claimed(self, identity: str | None) -> tuple[str, str] | None:
        return (type(self).__name__, identity) if identity else None

    def _account(self) -> Account:
        made = _account.settings(self._config, os.environ)
        if _account.keys_differ(self._config, os.environ):
            _host.warn_once("bland:apiKey and BLAND_API_KEY hold different keys; the one in the configuration is used")
        return _shared(made)


_accounts: dict[Settings, Account] = {}
_lock = threading.Lock()


def _shared(made: Settings) -> Account:
    """The account of these settings; one for the whole process, so that its lists are fetched once."""
    with _lock:
        return _accounts.setdefault(made, Account(Client(made)))


@contextmanager
def _shown(*bags: Mapping[str, Any], provider: str | None = None) -> Iterator[None]:
    """Show errors that are meant for people as one sentence; a bug of ours keeps its traceback."""
    try:
        yield
    except PartialFailure as failure:
        kept = {PROVIDER: provider}
        _host.fail_in_part(str(failure), failure.id, kept | failure.state, kept | failure.inputs)
    except BlandError as error:
        if isinstance(error, ServiceError):
            error.said = redact(error.said, texts(list(bags)))
        _host.fail(str(error))


def _decoded(props: Mapping[str, Any]) -> dict[str, Any]:
    """Properties as the lifecycles take them: without Pulumi's own key, numbers as they were meant."""

    def walk(value: Any) -> Any:
        if isinstance(value, Unknown):
            return UNKNOWN
        if isinstance(value, Mapping):
            return {key: walk(each) for key, each in value.items()}
        return [walk(each) for each in value] if isinstance(value, list) else value

    return {key: canonical(walk(value)) for key, value in props.items() if key != PROVIDER}


def _encoded(inputs: Mapping[str, Any]) -> dict[str, Any]:
    def walk(value: Any) -> Any:
        if value is UNKNOWN:
            return PULUMI_UNKNOWN
        if isinstance(value, Mapping):
            return {key: walk(each) for key, each in value.items()}
        return [walk(each) for each in value] if isinstance(value, list) else value

    return {key: walk(value) for key, value in inputs.items()}

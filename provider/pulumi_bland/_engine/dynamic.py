"""The one place that knows `pulumi.dynamic`: the door between Pulumi's engine and the lifecycles.

A dynamic provider is pickled into the state of every resource, so it must be a reference and nothing more: a stateless
class of an importable module. Whatever a process needs besides (the account, what it saw) lives in the process.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from pulumi import dynamic
from pulumi.output import UNKNOWN as PULUMI_UNKNOWN
from pulumi.output import Unknown
from pulumi.runtime import rpc

from pulumi_bland._engine import host
from pulumi_bland._http import access
from pulumi_bland._http.client import Client, Settings
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import UNDO_EACH_OTHER, BlandError, PartialFailure, hiding
from pulumi_bland._rules.lifecycle import Lifecycle
from pulumi_bland._rules.values import UNKNOWN, canonical

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
        host.log_requests(os.environ.get("BLAND_LOG", ""))
        keys = ("bland:account", "bland:apiKey", "bland:baseUrl", "bland:deadline", "bland:maxRequests")
        self._config = {key: req.config.get(key) for key in keys}

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Bring inputs into their one spelling, or report all that is wrong with them."""
        with self._shown(news):
            checked = self.lifecycle.check(_decoded(_olds), _decoded(news))
            if not checked.problems:
                identity = self.lifecycle.identity(checked.inputs)
                if other := host.seen(self._claimed(identity)):
                    checked.problems.append(f"{identity} is managed by {other!r} too, {UNDO_EACH_OTHER}")
                for text in checked.warnings:
                    host.warn(text)
            # The property stays empty: Pulumi prints the value of a named one, secret or not.
            failures = [dynamic.CheckFailure("", problem) for problem in checked.problems]
            return dynamic.CheckResult(_encoded(checked.inputs), failures)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """Say whether anything changes. `None` for yes: the engine then compares the inputs and shows the detail."""
        with self._shown(_olds, _news):
            state = _decoded(_olds)
            claimed = self._claimed(self.lifecycle.identity(state))
            host.remember(claimed, state)
            found = self.lifecycle.diff(state, _decoded(_news))
            if not found.replaces:
                host.holds(claimed)
            changes = True if found.beyond_inputs else None if found.changes else False
            return dynamic.DiffResult(changes=changes, replaces=found.replaces)

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Make the object, or take it over."""
        inputs = _decoded(props)
        claimed = self._claimed(self.lifecycle.identity(inputs))
        earlier = dict(host.remembered(claimed))
        if not earlier:
            host.made(claimed)
        with self._shown(earlier, props):
            try:
                id_, state = self.lifecycle.create(self._account, inputs, earlier, host.warn)
            except PartialFailure as failure:
                host.holds(self._claimed(self.lifecycle.identity(failure.state)))
                raise
            except BlandError as error:
                if (id_let_go := host.id_let_go(claimed)) is None:
                    raise
                # The engine has forgotten the resource that this one replaces, and with it what was there before us.
                raise PartialFailure(str(error), id_=id_let_go, state=earlier, inputs=inputs) from None
            host.holds(self._claimed(self.lifecycle.identity(state)))
            return dynamic.CreateResult(id_, self._marked(state))

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Look at the object; an empty id tells the engine that it is gone."""
        with self._shown(props):
            found = self.lifecycle.read(self._account, id_, _decoded(props), host.warn)
            if found is None:
                return dynamic.ReadResult("", {})
            inputs = None if found.inputs is None else self._marked(found.inputs)
            return dynamic.ReadResult(id_, self._marked(found.state), inputs)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        """Make the object as wanted."""
        with self._shown(_olds, _news):
            state = self.lifecycle.update(self._account, _id, _decoded(_olds), _decoded(_news), host.warn)
            return dynamic.UpdateResult(self._marked(state))

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the object, hand it back, or leave it."""
        with self._shown(_props):
            state = _decoded(_props)
            identity = self.lifecycle.identity(state)
            claimed = self._claimed(identity)
            still_there = host.seen_as(claimed)
            if still_there is None:
                self.lifecycle.delete(self._account, _id, state, host.warn)
            elif still_there == "other":
                if not host.is_remembered(claimed, state):  # it was renamed without aliases
                    host.warn(
                        f"{identity} is still in the program under another name, so nothing was undone; to rename a "
                        "resource, add `aliases` to its options, which also keeps what was there before it was managed"
                    )
            elif host.was_made(claimed):  # a replacement on the same object is no reason to undo anything either
                host.warn(
                    f"{identity} was replaced by force (`--replace`, `pulumi state taint`), of which the new resource "
                    "is told nothing: what was there before it was managed is forgotten, and destroy leaves it as it "
                    "is; with `delete_before_replace` in its options it would have been kept"
                )
            else:
                host.let_go(claimed, _id, state)

    @contextmanager
    def _shown(self, *bags: Mapping[str, Any]) -> Iterator[None]:
        """Show errors that are meant for people as one sentence; a bug of ours keeps its traceback."""
        with hiding([_unnamed(bag) for bag in bags]):
            try:
                yield
            except PartialFailure as failure:
                kept = {PROVIDER: bags[-1].get(PROVIDER)}
                state, inputs = self._marked(failure.state), self._marked(failure.inputs)
                host.fail_in_part(str(failure), failure.id, kept | state, kept | inputs)
            except BlandError as error:
                host.fail(str(error))

    def _claimed(self, identity: str | None) -> tuple[object, ...] | None:
        """An object of this account, as every process of this run names it."""
        if identity is None:
            return None
        try:
            account = access.settings(self._config, os.environ)
        except BlandError:
            return type(self).__name__, identity  # nothing can be done to it
        return type(self).__name__, identity, account.api_key, account.base_url

    def _marked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Outputs or inputs with their secrets marked as such.

        The engine marks an output only while a property of the same name was a secret the moment before.
        """
        names = self.lifecycle.secrets(values)
        return {key: rpc.wrap_rpc_secret(each) if key in names else each for key, each in values.items()}

    def _account(self) -> Account:
        made = access.settings(self._config, os.environ)
        if not self._config["bland:account"] and access.keys_differ(self._config, os.environ):
            host.warn_once("bland:apiKey and BLAND_API_KEY hold different keys; the one in the configuration is used")
        return _shared(made)


_accounts: dict[Settings, Account] = {}
_lock = threading.Lock()


def _shared(made: Settings) -> Account:
    """The account of these settings; one for the whole process, so that its lists are fetched once."""
    with _lock:
        return _accounts.setdefault(made, Account(Client(made)))


def _unnamed(bag: Mapping[str, Any]) -> list[Any]:
    """Values of properties that may be secret: all but what a message names anyway."""
    return [value for key, value in bag.items() if key not in ("phone_number", "channel", "pool_id", PROVIDER)]


def _decoded(props: Mapping[str, Any]) -> dict[str, Any]:
    """Properties as the lifecycles take them: without Pulumi's own key, numbers as they were meant."""
    ours = {key: value for key, value in props.items() if key != PROVIDER}
    decoded: dict[str, Any] = canonical(_swapped(ours, lambda value: UNKNOWN if isinstance(value, Unknown) else value))
    return decoded


def _encoded(inputs: Mapping[str, Any]) -> dict[str, Any]:
    encoded: dict[str, Any] = _swapped(inputs, lambda value: PULUMI_UNKNOWN if value is UNKNOWN else value)
    return encoded


def _swapped(value: Any, swap: Callable[[Any], Any]) -> Any:
    if isinstance(value, Mapping):
        return {key: _swapped(each, swap) for key, each in value.items()}
    return [_swapped(each, swap) for each in value] if isinstance(value, list) else swap(value)

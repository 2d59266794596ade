"""The door between Pulumi's engine and the lifecycles: what `provider.DynamicProvider` does when it is called."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pulumi import dynamic
from pulumi.output import UNKNOWN as PULUMI_UNKNOWN
from pulumi.output import Unknown
from pulumi.runtime import rpc

from pulumi_bland._engine import host
from pulumi_bland._engine.door import CONFIGURATION, Call
from pulumi_bland._engine.run import Run
from pulumi_bland._rules.errors import BlandError, PartialFailure
from pulumi_bland._rules.lifecycle import Lifecycle
from pulumi_bland._rules.values import UNKNOWN, canonical

RUN = Run()
"""A provider process serves one run."""
PROVIDER = "__provider"


class DynamicDoor:
    """A lifecycle as Pulumi calls it."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        self.lifecycle = lifecycle
        self._config: dict[str, Any] = {}

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Keep the configuration. It is looked at when the API is first called: a preview needs none of it."""
        host.log_requests(os.environ.get("BLAND_LOG", ""))
        self._config = {key: req.config.get(key) for key in CONFIGURATION}

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        with self._call(news) as call:
            checked = call.check(_decoded(_olds), _decoded(news))
            # The property stays empty: Pulumi prints the value of a named one, secret or not.
            failures = [dynamic.CheckFailure("", problem) for problem in checked.problems]
            return dynamic.CheckResult(_encoded(checked.inputs), failures)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """None for "changes": the engine then compares the inputs and shows the detail."""
        with self._call(_olds, _news) as call:
            found = call.diff(_decoded(_olds), _decoded(_news), _id)
            # What the native plugin kept moves into this door, whose state names its provider, by an update.
            moved = PROVIDER not in _olds
            changes = True if found.beyond_inputs or moved else None if found.changes else False
            return dynamic.DiffResult(changes=changes, replaces=found.replaces)

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        with self._call(props) as call:
            id_, state = call.create(_decoded(props))
            return dynamic.CreateResult(id_, self._marked(state))

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """An empty id tells the engine that the object is gone."""
        with self._call(props) as call:
            found = call.read(id_, _decoded(props), host.given())
            if found is None:
                return dynamic.ReadResult("", {})
            inputs = None if found.inputs is None else self._marked(found.inputs)
            return dynamic.ReadResult(id_, self._marked(found.state), inputs)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        with self._call(_olds, _news) as call:
            return dynamic.UpdateResult(self._marked(call.update(_id, _decoded(_olds), _decoded(_news))))

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        with self._call(_props) as call:
            call.delete(_id, _decoded(_props))

    @contextmanager
    def _call(self, *bags: Mapping[str, Any]) -> Iterator[Call]:
        """The call under way. Errors meant for people end it as one sentence; a bug of ours keeps its traceback."""
        call = Call(self.lifecycle, host.urn(), self._config, RUN, host.warn, host.warn_once, host.ignored())
        with self.lifecycle.hiding(*bags):
            try:
                yield call
            except PartialFailure as failure:
                kept = {PROVIDER: bags[-1].get(PROVIDER)}
                state, inputs = self._marked(failure.state), self._marked(failure.inputs)
                host.fail_in_part(str(failure), failure.id, kept | state, kept | inputs)
            except BlandError as error:
                host.fail(str(error))

    def _marked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Outputs or inputs with their secrets marked as such.

        The engine marks an output only while a property of the same name was a secret the moment before.
        """
        names = self.lifecycle.secrets(values)
        return {key: rpc.wrap_rpc_secret(each) if key in names else each for key, each in values.items()}


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

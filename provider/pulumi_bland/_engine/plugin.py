"""The native door: a provider plugin that Pulumi's engine starts, for `pulumi import` and every language.

https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
"""

from __future__ import annotations

import os
import signal
import stat
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import metadata
from typing import Any, NoReturn

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from pulumi_bland._engine import host, plugin_schema
from pulumi_bland._engine.door import Call, configuration
from pulumi_bland._engine.plugin_diff import detail
from pulumi_bland._engine.plugin_resource import Resource
from pulumi_bland._engine.plugin_schema import shape
from pulumi_bland._engine.plugin_wire import Bag, declared, packed, unpacked
from pulumi_bland._engine.run import Run
from pulumi_bland._pool.lifecycle import CustomDialingPoolLifecycle
from pulumi_bland._rules.errors import BlandError, PartialFailure
from pulumi_bland._rules.lifecycle import Lifecycle
from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle

KINDS: dict[str, Lifecycle] = {
    "bland:index:CustomDialingPool": CustomDialingPoolLifecycle(),
    "bland:index:SmsNumberConfig": SmsNumberConfigLifecycle(),
}
"""The lifecycles by type token. Tokens are in the state of every stack."""
_CALLS_AT_ONCE = 1024
"""More than `--parallel` is ever set to: where all threads wait, `Cancel` does not get one either."""
_LARGEST_MESSAGE = 400 * 1024 * 1024
"""As the engine's own."""
_KEY = "apiKey"
_LEAVE = 30.0
"""Seconds for the calls under way, once the engine is gone."""


class Plugin(provider_pb2_grpc.ResourceProviderServicer):
    """One provider of one run of Pulumi.

    Args:
        engine: the address of the engine, which takes messages for the user.
    """

    def __init__(self, engine: str = "") -> None:
        self._messages = host.Messages(engine)
        self._config: dict[str, Any] = {}
        self._looks = True
        self._run = Run()

    # The plugin

    def Handshake(self, request: Any, _context: Any) -> Any:
        """Learn where the engine is, and say what this plugin takes."""
        self._messages = host.Messages(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: Any, _context: Any) -> Any:
        """Serve the engine at this address: how a plugin is told that was there before the engine."""
        self._messages = host.Messages(request.address)
        return empty_pb2.Empty()

    def GetPluginInfo(self, _request: Any, _context: Any) -> Any:
        """The version of this package."""
        return plugin_pb2.PluginInfo(version=metadata.version("pulumi-bland"))

    def GetSchema(self, _request: Any, _context: Any) -> Any:
        """What languages need to know."""
        return provider_pb2.GetSchemaResponse(schema=plugin_schema.text())

    def Cancel(self, _request: Any, _context: Any) -> Any:
        """End all waits; no write starts any more, and what is under way is finished and kept."""
        self.cancel()
        return empty_pb2.Empty()

    def cancel(self) -> None:
        """End all waits of this run."""
        self._run.cancelled.set()

    # Its configuration

    def CheckConfig(self, request: Any, _context: Any) -> Any:
        """Mark the key as the secret that it is, however it was given."""
        bag = unpacked(request.news)
        return provider_pb2.CheckResponse(inputs=packed(bag.values, {*bag.secret, _KEY}))

    def DiffConfig(self, request: Any, _context: Any) -> Any:
        """Never replace: that would replace every resource."""
        changed = unpacked(request.olds).values != unpacked(request.news).values
        some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=some if changed else none)

    def Configure(self, request: Any, _context: Any) -> Any:
        """Begin a run. The configuration is looked at when the API is first called: a preview needs none of it."""
        host.log_requests(os.environ.get("BLAND_LOG", ""))
        given = unpacked(request.args).values
        self._config = configuration(request.name, given)
        self._looks = given.get("look") not in (False, "false")
        self._run = Run()
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    # Its resources

    def Check(self, request: Any, context: Any) -> Any:
        """Bring inputs into their one spelling, or report all that is wrong with them."""
        old, new = unpacked(request.olds), unpacked(request.news)
        with self._resource(request, context, new) as about:
            checked = about.call.check(old.values, declared(about.given(new)))
            # The property stays empty: Pulumi prints the value of a named one, secret or not.
            failures = [provider_pb2.CheckFailure(reason=each) for each in checked.problems]
            return provider_pb2.CheckResponse(inputs=about.pack_inputs(checked.inputs), failures=failures)

    def Diff(self, request: Any, context: Any) -> Any:
        """Say what changes, path by path."""
        olds, news = unpacked(request.olds), unpacked(request.news)
        with self._resource(request, context, olds, news) as about:
            state = about.state(olds, unpacked(request.old_inputs))
            inputs = about.inputs(news, state)
            found = about.call.diff(state, inputs, request.id)
            changes = provider_pb2.DiffResponse.DIFF_SOME if found.changes else provider_pb2.DiffResponse.DIFF_NONE
            shown = detail(state, inputs, about.shape, found.replaces) if found.changes else {}
            return provider_pb2.DiffResponse(
                changes=changes,
                replaces=found.replaces,
                diffs=sorted({path.partition("[")[0] for path in shown}),
                detailedDiff=shown,
                hasDetailedDiff=True,
            )

    def Create(self, request: Any, context: Any) -> Any:
        """Make the object, or take it over."""
        news = unpacked(request.properties)
        with self._resource(request, context, news) as about:
            inputs = about.inputs(news, {})
            if request.preview:
                if self._looks:
                    about.call.foresee("", {}, inputs)
                return provider_pb2.CreateResponse(properties=about.expected(inputs, {}))
            id_, state = about.call.create(inputs)
            return provider_pb2.CreateResponse(id=id_, properties=about.pack_state(state))

    def Read(self, request: Any, context: Any) -> Any:
        """Look at the object. What is not in the state yet is imported, or looked up: these two look alike."""
        olds = unpacked(request.properties)
        with self._resource(request, context, olds) as about:
            given = unpacked(request.inputs)
            state = about.state(olds, given)
            # What was looked up before has outputs, and never inputs; what is managed has at least the required one.
            new = not given.values or about.call.lifecycle.identity(state) is None
            found = about.call.adopt(request.id) if new else about.call.read(request.id, state, given.values)
            if found is None:
                return provider_pb2.ReadResponse()
            wanted = about.pack_inputs(found.inputs or {})
            return provider_pb2.ReadResponse(id=request.id, properties=about.pack_state(found.state), inputs=wanted)

    def Update(self, request: Any, context: Any) -> Any:
        """Make the object as wanted."""
        olds, news = unpacked(request.olds), unpacked(request.news)
        with self._resource(request, context, olds, news) as about:
            state = about.state(olds, unpacked(request.old_inputs))
            inputs = about.inputs(news, state)
            if request.preview:
                if self._looks:
                    about.call.foresee(request.id, state, inputs)
                return provider_pb2.UpdateResponse(properties=about.expected(inputs, state))
            made = about.call.update(request.id, state, inputs)
            return provider_pb2.UpdateResponse(properties=about.pack_state(made))

    def Delete(self, request: Any, context: Any) -> Any:
        """Delete the object, hand it back, or leave it."""
        olds = unpacked(request.properties)
        with self._resource(request, context, olds) as about:
            about.call.delete(request.id, about.state(olds, unpacked(request.old_inputs)))
            return empty_pb2.Empty()

    @contextmanager
    def _resource(self, request: Any, context: Any, *bags: Bag) -> Iterator[Resource]:
        """The resource under way. Errors meant for people end it as one sentence; a bug of ours keeps its traceback."""
        type_ = request.urn.split("::")[2].rpartition("$")[2]
        if type_ not in KINDS:
            _abort(context, f"this version of the provider has no {type_}")
        messages, urn = self._messages, request.urn
        call = Call(
            KINDS[type_],
            urn,
            self._config,
            self._run,
            lambda text: messages.warn(text, urn),
            lambda text: messages.warn_once(text, urn),
            [*getattr(request, "ignoreChanges", ())],
        )
        about = Resource(call, shape(type_))
        with call.lifecycle.hiding(*map(about.given, bags)):
            try:
                yield about
            except PartialFailure as failure:
                kept = provider_pb2.ErrorResourceInitFailed(
                    id=failure.id,
                    properties=about.pack_state(failure.state),
                    inputs=about.pack_inputs(failure.inputs),
                    reasons=[str(failure)],
                )
                _abort(context, str(failure), kept)
            except BlandError as error:
                _abort(context, str(error))


def _abort(context: Any, message: str, kept: Any = None) -> NoReturn:
    context.set_trailing_metadata(host.rich_status(message, kept))
    context.abort(grpc.StatusCode.UNKNOWN, message)
    raise AssertionError  # abort raised


def serve(plugin: Plugin) -> tuple[grpc.Server, int]:
    """Serve a plugin on this machine; returns the server and its port."""
    limits = [("grpc.max_receive_message_length", _LARGEST_MESSAGE), ("grpc.max_send_message_length", _LARGEST_MESSAGE)]
    server = grpc.server(ThreadPoolExecutor(_CALLS_AT_ONCE, "call"), options=limits)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(plugin, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def main() -> None:
    """`python -m pulumi_bland.plugin ENGINE`: print the port, and serve as long as the engine wants it."""
    # A shell has what it starts in the background ignore this, and what that starts in turn.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    plugin, over = Plugin(sys.argv[-1] if sys.argv[1:] else ""), threading.Event()
    server, port = serve(plugin)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    # The engine holds the other end of a pipe, which ends with it, also where it is killed.
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        threading.Thread(target=_wait_for_end, args=(over,), daemon=True).start()
    # It interrupts a plugin that it needs no more. Ctrl-C does not: a plugin is in a process group of its own.
    with suppress(KeyboardInterrupt):
        over.wait()
    plugin.cancel()
    server.stop(_LEAVE).wait()


def _wait_for_end(over: threading.Event) -> None:
    while os.read(0, 1024):
        pass
    over.set()

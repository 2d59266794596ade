"""What the resource classes share: how inputs set out, look-ups, and what a constructor refuses."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import weakref
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar

import pulumi
from pulumi import dynamic
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import get_root_resource
from pulumi.runtime.config import get_config, is_config_secret
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.settings import get_monitor, is_dry_run

from pulumi_bland._rules.errors import UNDO_EACH_OTHER
from pulumi_bland._rules.travel import LOOK, SECRET_INPUTS, travelling

R = TypeVar("R", bound="BlandResource")

_claims: weakref.WeakKeyDictionary[pulumi.Resource, dict[object, str]] = weakref.WeakKeyDictionary()
"""Per run of a program, which object is managed by the resource of which name."""


class _Nothing:
    """An output that a resource does not have: known to be nothing.

    Pulumi takes a missing output for one that a preview does not know yet, and an output made for each of the fields
    that a program leaves out cost half of a constructor. So the class has this one, made when a program asks for it;
    where the resource has an output of the name, that is found first.
    """

    def __get__(self, instance: object | None, kind: type) -> object:
        return self if instance is None else pulumi.Output.from_input(None)


class BlandResource(dynamic.Resource):
    """A resource of this package.

    The types of a resource's outputs stand in a class of their own that comes before this one among the bases: Pulumi
    evaluates those of the resource class itself anew for each resource, to convert what none of ours needs converted.
    """

    _names: ClassVar[tuple[str, ...]]
    """Every output that a program may read, inputs included."""
    _computed: ClassVar[tuple[str, ...]] = ()
    """Outputs that the service decides."""
    _secrets: ClassVar[tuple[str, ...]] = ()
    """Outputs that are secret whatever the program says."""
    _hidden: ClassVar[tuple[str, ...]] = ()
    """Properties whose changes are shown better by another one."""
    _instead_of_import: ClassVar[str]

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        ours = itertools.takewhile(lambda base: base is not BlandResource, cls.__mro__)
        cls._names = tuple(name for base in ours for name in inspect.get_annotations(base))
        for name in cls._names:
            setattr(cls, name, _Nothing())

    def _register(
        self,
        provider: dynamic.ResourceProvider,
        resource_name: str,
        inputs: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None,
        identity: str | None = None,
    ) -> None:
        """What the constructor of a dynamic resource does, for the constructors of our classes.

        Pulumi keeps where in the program each resource comes from, and everything that called it: it takes the third
        `__init__` from the inside for the resource class' own, and what is outside of it for the program. With one
        constructor less in between that is the line that the user wrote, and the state is 250 bytes shorter.
        """
        self._claim(resource_name, opts, identity)
        ours = pulumi.ResourceOptions(
            aliases=[self._alias(resource_name, opts)],
            additional_secret_outputs=[*self._secrets],
            hide_diffs=["__provider", SECRET_INPUTS, *self._hidden],
        )
        declared = {key: _travelling(value) for key, value in inputs.items() if value is not None}
        secret = _secret_names(inputs, self._secrets)
        props = {**dict.fromkeys(self._computed), **declared, **({SECRET_INPUTS: secret} if secret else {})}
        if is_dry_run() and get_config("bland:look") != "false":
            props[LOOK] = True
        props["__provider"] = serialize_provider(provider)
        kind = f"pulumi-python:{self._resource_type_name}"
        pulumi.CustomResource.__init__(self, kind, resource_name, props, pulumi.ResourceOptions.merge(opts, ours))

    @classmethod
    def _look_up(
        cls,
        provider: dynamic.ResourceProvider,
        resource_name: str,
        id_: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None,
    ) -> Self:
        """A resource that is read and not managed: registered with its id, all outputs from the account."""
        found = cls.__new__(cls)
        with_id = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id_))
        found._claim(resource_name, opts, None)  # noqa: SLF001 - its own class
        secret = pulumi.ResourceOptions.merge(
            with_id, pulumi.ResourceOptions(additional_secret_outputs=[*cls._secrets])
        )
        dynamic.Resource.__init__(found, provider, resource_name, dict.fromkeys(cls._names), secret)
        known = asyncio.ensure_future(pulumi.Output.from_input(id_).is_known())
        for name in cls._names:
            output: pulumi.Output[Any] = getattr(found, name)
            value = output.future(with_unknowns=False)
            # As in the constructor: what the look-up of a known object did not find is nothing, and not unknown.
            setattr(found, name, pulumi.Output(output.resources(), value, known, output.is_secret()))
        return found

    @classmethod
    def _native(cls) -> str:
        """The type of the same kind in the native plugin, whose state this class goes on from."""
        return f"bland:index:{cls.__name__}"

    @classmethod
    def _alias(cls, resource_name: str, opts: pulumi.ResourceOptions | None) -> str | pulumi.Alias:
        """The same resource as the native plugin has it.

        Pulumi makes ten outputs of an `Alias`, which is half of a constructor; a URN needs none, and without a parent
        it is known.
        """
        if opts is not None and opts.parent is not None:
            return pulumi.Alias(type_=cls._native())
        return f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{cls._native()}::{resource_name}"

    def _claim(self, resource_name: str, opts: pulumi.ResourceOptions | None, identity: str | None) -> None:
        """Refuse, before anything is registered, what cannot end well.

        Raises:
            pulumi.RunError: `import_` was used, or another resource of this program has the same object.
        """
        kind = type(self).__name__
        if opts is not None and opts.import_:
            text = (
                f"{kind} {resource_name!r}: dynamic resources cannot be imported; {self._instead_of_import}. Or run "
                f"`pulumi import {self._native()} {resource_name} {opts.import_} --generate-code=false`, and then this "
                "program without import_"
            )
            raise pulumi.RunError(text)
        root = get_root_resource()
        if root is None or isinstance(get_monitor(), MockMonitor):  # unit tests, many programs in one process
            return
        if root not in _claims and get_config("bland:apiKey") and not is_config_secret("bland:apiKey"):
            pulumi.log.warn("bland:apiKey is kept in clear text; run `pulumi config set --secret bland:apiKey` again")
        claims, claim = _claims.setdefault(root, {}), (identity, _provider(opts))
        if identity and claim in claims:
            text = f"{kind} {resource_name!r} and {claims[claim]!r} both manage {identity}, {UNDO_EACH_OTHER}"
            raise pulumi.RunError(text)
        claims[claim] = resource_name


class Account(pulumi.ProviderResource):
    """Another Bland account than the stack's own, for resources that name it as their `provider`.

    Args:
        resource_name: the name in the program.
        api_key: the API key of the account; always a secret.
        base_url: one address for every route, in place of Bland's own hosts.
        deadline: seconds that one operation may take, as `bland:deadline` of the stack's own account.
        max_requests: requests that may be under way at once, as `bland:maxRequests`.
        opts: options.
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        api_key: pulumi.Input[str],
        base_url: pulumi.Input[str] | None = None,
        deadline: pulumi.Input[float] | None = None,
        max_requests: pulumi.Input[int] | None = None,
    ) -> None:
        props = {
            "bland:account": resource_name,
            "bland:apiKey": pulumi.Output.secret(api_key),
            "bland:baseUrl": base_url,
            "bland:deadline": deadline,
            "bland:maxRequests": max_requests,
        }
        super().__init__("pulumi-python", resource_name, props, opts)


def _travelling(value: Any) -> Any:
    """An input on its way. One secret inside makes the whole value one: the service may add keys beside it later."""
    return pulumi.Output.from_input(value).apply(travelling) if holds_output(value) else travelling(value)


def _secret_names(inputs: Mapping[str, Any], always: Sequence[str]) -> pulumi.Output[list[str] | None] | None:
    """Names of the inputs that are secret in this program; the provider process gets to see values only."""
    outputs = {
        name: pulumi.Output.from_input(value)
        for name, value in inputs.items()
        if name not in always and holds_output(value)
    }

    async def names() -> list[str] | None:
        return sorted([name for name, output in outputs.items() if await output.is_secret()]) or None

    return pulumi.Output.from_input(names()) if outputs else None


def holds_output(value: Any) -> bool:
    """Whether a value is, or has inside, one that only the engine will know, or a secret."""
    if isinstance(value, Mapping):
        return any(holds_output(each) for each in value.values())
    if isinstance(value, list | tuple):
        return any(holds_output(each) for each in value)
    return isinstance(value, pulumi.Output) or inspect.isawaitable(value)


def _provider(opts: pulumi.ResourceOptions | None) -> object:
    """The explicit provider that a resource will get, its parents' included: the same number may be in two accounts."""
    if opts is None:
        return None
    if isinstance(opts.provider, pulumi.ProviderResource):
        return opts.provider
    if opts.parent is not None:
        return opts.parent.get_provider("pulumi-python:dynamic:Resource")
    return None

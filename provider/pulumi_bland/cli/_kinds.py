"""The kinds of resources: one row for each, with everything that the command line must know of it.

No other module asks which kind a resource is of: a new kind is a new row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pulumi_bland._pool.inputs import KEY
from pulumi_bland._pool.lifecycle import CustomDialingPoolLifecycle
from pulumi_bland._pool.rehearsal import PoolAnswers
from pulumi_bland._rules.account import CHANNELS, Account
from pulumi_bland._rules.errors import ServiceError
from pulumi_bland._rules.lifecycle import Lifecycle
from pulumi_bland._rules.rehearsal import Answers
from pulumi_bland._rules.travel import SECRET_INPUTS
from pulumi_bland._rules.values import cleared
from pulumi_bland._sms.lifecycle import SmsNumberConfigLifecycle
from pulumi_bland._sms.rehearsal import SmsAnswers

Ending = Literal["delete", "restore", "clear", "retain"]
"""What becomes of the object at Bland: deleted, handed back as it was, its fields emptied, or left as it is."""
_NOT_COMPARED = ("phone_numbers", "members", SECRET_INPUTS)
_HOW_MANAGED = ("authoritative", "on_delete", "on_drift")


@dataclass(frozen=True, eq=False, repr=False)
class Kind:
    """One kind of resource.

    Attributes:
        word: what people call one of them.
        words: and several.
        formal: the word where a reader has no other at hand.
        token: its type in Pulumi.
        lifecycle: how it is checked, made, read, changed and let go.
        identity: inputs that say which object at Bland it is; another value is another object.
        begins: what happens to a new one.
        ending: what destroy does where `on_delete` is not declared, from the outputs.
        takes_over: whether a create comes upon an object that is there already, from the inputs.
        called: the object as a title shows it, from its id.
        listed: the ids of all objects of the account.
        reads: methods of the client that read objects of this kind.
        answers: what a service would answer that did exactly what it was asked.
        settings: what an object holds, field by field as the account lists it; None where that cannot be said of it.
        has_members: whether it is a set of numbers (`phone_numbers`, and `members` with their places).
        prompt: the input that says how an agent talks.
        addresses: inputs that say where messages go.
        credentials: inputs that say whose account is behind it.
        always_secret: inputs that are secret whatever the program says.
    """

    word: str
    words: str
    formal: str
    token: str
    lifecycle: Lifecycle
    identity: tuple[str, ...]
    begins: str
    ending: Callable[[Mapping[str, Any]], Ending]
    takes_over: Callable[[Mapping[str, Any]], bool]
    called: Callable[[str], str]
    listed: Callable[[Account], list[str]]
    settings: Callable[[Account, str], Mapping[str, Any] | None]
    reads: tuple[str, ...]
    answers: type[Answers]
    has_members: bool = False
    prompt: str | None = None
    addresses: frozenset[str] = frozenset()
    credentials: frozenset[str] = frozenset()
    always_secret: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The name of its class in a program."""
        return self.token.rpartition(":")[2]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs that are compared one by one, in the order of the reference."""
        return tuple(name for name in self.lifecycle.model.model_fields if name not in _NOT_COMPARED)

    @property
    def fields(self) -> tuple[str, ...]:
        """Those of them that the object has at Bland: not what names it, and not how it is managed."""
        return tuple(name for name in self.inputs if name not in (*self.identity, *_HOW_MANAGED))

    def __repr__(self) -> str:
        return self.word

    def count(self, number: int) -> str:
        """`1 pool`, `2 pools`."""
        return f"{number} {self.word if number == 1 else self.words}"


def _agents(account: Account) -> list[str]:
    """Numbers and channels that have settings."""
    return [each for channel in CHANNELS for each in _configured(account, channel)]


def _configured(account: Account, channel: str) -> Iterator[str]:
    try:
        rows = account.sms[channel].rows()
    except ServiceError as error:
        if channel == "sms" or not error.refused:
            raise
        return  # a service that does not know the channel has no such agents
    for number, row in sorted(rows.items()):
        config = row.get(f"{channel}_config")
        if isinstance(config, Mapping) and not all(cleared(config.get(key)) for key in AGENT.fields):
            yield f"{number}/{channel}"


def _settings(account: Account, id_: str) -> Mapping[str, Any] | None:
    number, _, channel = id_.partition("/")
    config = account.sms[channel].rows().get(number, {}).get(f"{channel}_config")
    return config if isinstance(config, Mapping) else None


POOL: Final = Kind(
    word="pool",
    words="pools",
    formal="dialing pool",
    token="pulumi-python:dynamic/bland:CustomDialingPool",  # noqa: S106 - a type
    lifecycle=CustomDialingPoolLifecycle(),
    identity=("pool_id",),
    begins="made",
    # A pool that was taken over has a baseline; one made here has none.
    ending=lambda outputs: "restore" if "baseline" in outputs else "delete",
    takes_over=lambda inputs: inputs.get("pool_id") is not None,
    called=str,
    listed=lambda account: sorted(account.pools.rows()),
    settings=lambda _account, _id: None,
    reads=("list_pools", "get_pool"),
    answers=PoolAnswers,
    has_members=True,
    credentials=frozenset({KEY}),
    always_secret=frozenset({KEY}),
)
AGENT: Final = Kind(
    word="agent",
    words="agents",
    formal="SMS agent",
    token="pulumi-python:dynamic/bland:SmsNumberConfig",  # noqa: S106 - a type
    lifecycle=SmsNumberConfigLifecycle(),
    identity=("phone_number", "channel"),
    begins="set up",
    ending=lambda _outputs: "restore",
    # A number is there before us, and may have settings already.
    takes_over=lambda _inputs: True,
    called=lambda id_: id_.removesuffix("/sms").replace("/", " on "),
    listed=_agents,
    settings=_settings,
    reads=("list_sms",),
    answers=SmsAnswers,
    prompt="objective",
    addresses=frozenset({"webhook"}),
    credentials=frozenset({"messaging_service_sid"}),
)
KINDS: Final[Mapping[str, Kind]] = {each.token: each for each in (POOL, AGENT)}
"""All kinds by their type; they stand in this order wherever there are several."""


def rank(kind: Kind) -> int:
    """The place of a kind in that order."""
    return [*KINDS.values()].index(kind)

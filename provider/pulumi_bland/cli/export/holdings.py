"""What an account holds, as a program can declare it: first stage of an export, by reads only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from pulumi_bland._pool.inputs import KEY
from pulumi_bland._rules.account import CHANNELS, Account
from pulumi_bland._rules.errors import BlandError, ServiceError
from pulumi_bland._rules.inputs import Checked
from pulumi_bland._rules.lifecycle import Lifecycle
from pulumi_bland._rules.reading import ReadOnly, WouldWrite
from pulumi_bland._rules.travel import travelling
from pulumi_bland._rules.values import Json, as_number, texts, unset
from pulumi_bland._sms.inputs import FIELDS, NUMBERS
from pulumi_bland.cli._kinds import AGENT, KINDS, POOL, Kind
from pulumi_bland.cli._progress import Progress

_POOL_FIELDS = ("pool_id", "phone_numbers", KEY)
_AGENT_FIELDS = ("phone_number", "channel", *FIELDS)
_IDENTITY = ("phone_numbers", "phone_number", "channel", "pool_id")
"""Without these there is nothing to declare."""


@dataclass(frozen=True)
class Holding:
    """One pool, or what answers on a number and channel.

    Attributes:
        id: the resource's id at Bland: a pool's UUID, or number and channel, `+15550001111/sms`.
        inputs: what declares it as it is, in the order in which a program shows it.
        label: what a person calls the number in the dashboard, where the service tells.
        since: when the pool was made, in ISO 8601; empty where it is not told.
        account_sid: the Twilio account of a pool's credentials, where the service tells.
        places: where the members of a pool belong to, by number.
    """

    kind: Kind
    id: str
    inputs: Mapping[str, Json] = field(repr=False)
    label: str = ""
    since: str = ""
    account_sid: str = ""
    places: Mapping[str, str] = field(default_factory=dict)


def counted(kinds: Iterable[Kind]) -> str:
    """How many of each kind there are, in words."""
    found = Counter(kinds)
    there = [(found[kind], kind.formal) for kind in KINDS.values() if found[kind]]
    parts = [f"{number} {formal if number == 1 else f'{formal}s'}" for number, formal in there]
    return " and ".join(parts)


@dataclass
class Holdings:
    """What was found, and what of it no program declares.

    Attributes:
        found: the pools by id, then the agents by number and channel.
        notes: sentences for the person who exports: what was left out, and why.
    """

    found: list[Holding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Chosen:
    """What is to be exported: globs of shells. Naming one kind only leaves the other out."""

    pools: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    managed: frozenset[str] = frozenset()

    @property
    def any_pool(self) -> bool:
        """Whether pools are asked for at all."""
        return bool(self.pools) or not self.numbers

    @property
    def any_agent(self) -> bool:
        """Whether agents are asked for at all."""
        return bool(self.numbers) or not self.pools

    def has(self, id_: str) -> bool:
        """Whether this object is one of the chosen."""
        number, _, channel = id_.partition("/")
        globs = self.numbers if channel else self.pools
        names = (id_, number)
        wanted = not globs or any(fnmatchcase(each, glob) for glob in globs for each in names)
        excluded = any(fnmatchcase(each, glob) for glob in self.exclude for each in names)
        return wanted and not excluded and id_ not in self.managed


def read_holdings(account: Account, chosen: Chosen, progress: Progress) -> Holdings:
    """Read everything that is chosen.

    Raises:
        BlandError: something cannot be read; half an account is no export.
    """
    account = Account(ReadOnly(account.client))
    read = Holdings()
    if chosen.any_pool:
        progress("listing the dialing pools")
        ids = [each for each in sorted(account.pools.rows()) if chosen.has(each)]
        for count, pool_id in enumerate(ids, 1):
            progress(f"reading dialing pool {count} of {len(ids)}")
            _take(read, account, _pool(account, pool_id))
    zeros: Counter[str] = Counter()
    unreported: set[str] = set()
    for channel in (each for each in CHANNELS if each in (chosen.channels or CHANNELS)) if chosen.any_agent else ():
        progress(f"listing the {channel} numbers")
        rows = {each: row for each, row in _rows(account, channel) if chosen.has(f"{each}/{channel}")}
        for count, (number, row) in enumerate(sorted(rows.items()), 1):
            progress(f"reading {channel} number {count} of {len(rows)}")
            config = row[f"{channel}_config"]
            zeros.update(key for key in NUMBERS if as_number(config.get(key)) == 0)
            agent = _agent(account, number, channel, row)
            if any(key in agent.inputs for key in FIELDS):
                unreported |= {key for key in FIELDS if key not in config}
                _take(read, account, agent)
            else:
                read.notes.append(f"{agent.id} has no settings")
    read.notes += _of_fields(zeros, [each for each in FIELDS if each in unreported])
    return read


def _of_fields(zeros: Mapping[str, int], unreported: list[str]) -> Iterator[str]:
    for key, count in zeros.items():
        yield (
            f"{key} is reported as 0 for {count} of the numbers, which is also how the service answers when nothing is "
            "set; it is not declared, and stays as it is"
        )
    if unreported:
        yield (
            f"not every number comes with {', '.join(unreported)} in the service's answer; where they are set without "
            "being told, they are not declared, and stay as they are"
        )


def _rows(account: Account, channel: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The numbers with a configuration for this channel."""
    try:
        rows = account.sms[channel].rows()
    except ServiceError as error:
        if channel == "sms" or not error.refused:
            raise
        return  # a service that does not know the channel has no such numbers
    for number, row in rows.items():
        if isinstance(row.get(f"{channel}_config"), Mapping):
            yield number, row


def _pool(account: Account, pool_id: str) -> Holding:
    found = POOL.lifecycle.read(lambda: account, pool_id, {}, _ignore)
    state = found.state if found else {}
    inputs = {key: state[key] for key in _POOL_FIELDS if state.get(key) is not None}
    return Holding(
        POOL,
        pool_id,
        {"pool_id": pool_id, "phone_numbers": [], **inputs},
        since=str(state.get("created_at") or ""),
        account_sid=str(state.get("credentials_name") or ""),
        places=state.get("members") or {},
    )


def _agent(account: Account, number: str, channel: str, row: Mapping[str, Any]) -> Holding:
    found = AGENT.lifecycle.read(lambda: account, f"{number}/{channel}", {}, _ignore)
    state = found.state if found else {}
    inputs = {key: state[key] for key in _AGENT_FIELDS if key in state and not unset(state[key])}
    # The service shows an unset number as 0: what cannot be told apart is left alone.
    inputs = {key: each for key, each in inputs.items() if not (key in NUMBERS and each == 0)}
    return Holding(AGENT, f"{number}/{channel}", inputs, label=str(row.get("label") or ""))


def _take(read: Holdings, account: Account, holding: Holding) -> None:
    """Add an object, without the fields that no program can declare; each is checked by the lifecycle itself."""
    lifecycle, inputs = holding.kind.lifecycle, {key: _carried(each) for key, each in holding.inputs.items()}
    while problems := [*_unwritable(inputs), *(checked := _checked(lifecycle, inputs)).problems]:
        path, _, why = problems[0].partition(": ")
        name = path.partition(".")[0].partition("[")[0]
        if name not in inputs or name in _IDENTITY:
            read.notes.append(f"{holding.id} is left out: {path} {why}")
            return
        read.notes.append(f"{name} of {holding.id} is not declared, and stays as it is: {path} {why}")
        del inputs[name]
    declared = {key: checked.inputs[key] for key in inputs if checked.inputs.get(key) is not None}
    try:
        lifecycle.create(lambda: account, checked.inputs, {}, _ignore)
    except WouldWrite:
        read.notes.append(f"{holding.id} is left out: declared as it is reported, it would be written again")
    except BlandError as error:
        read.notes.append(f"{holding.id} is left out: {error}")
    else:
        read.found.append(
            Holding(
                holding.kind,
                holding.id,
                declared,
                holding.label,
                holding.since,
                holding.account_sid,
                holding.places,
            )
        )


def _checked(lifecycle: Lifecycle, inputs: Mapping[str, Json]) -> Checked:
    return lifecycle.check({}, {key: travelling(each) for key, each in inputs.items()})


def _unwritable(inputs: Mapping[str, Json]) -> list[str]:
    """Texts that are none in any encoding: half of a surrogate pair."""
    halves = re.compile("[\ud800-\udfff]")
    return [
        f"{key}: holds characters that cannot be written"
        for key in inputs
        if any(map(halves.search, texts(inputs[key])))
    ]


def _carried(value: Json) -> Json:
    """A value without what Pulumi drops on the way: nulls in objects, at any depth."""
    if isinstance(value, Mapping):
        return {key: _carried(each) for key, each in value.items() if each is not None}
    return [_carried(each) for each in value] if isinstance(value, list) else value


def _ignore(_text: str) -> None:
    """Warnings of a lifecycle are about what is to come; nothing comes of this one."""

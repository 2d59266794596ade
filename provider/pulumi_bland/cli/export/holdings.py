"""What an account holds, as a program can declare it: first stage of an export, by reads only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import BlandError
from pulumi_bland._rules.inputs import Checked
from pulumi_bland._rules.lifecycle import Lifecycle, silent
from pulumi_bland._rules.rehearsal import refuse, rehearsed
from pulumi_bland._rules.travel import travelling
from pulumi_bland._rules.values import Json, texts
from pulumi_bland.cli._kind import Kind
from pulumi_bland.cli._kinds import KINDS
from pulumi_bland.cli._progress import Progress


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
    there = [(found[kind], kind.formal) for kind in KINDS if found[kind]]
    parts = [f"{number} {formal if number == 1 else f'{formal}s'}" for number, formal in there]
    return " and ".join(parts)


@dataclass
class Holdings:
    """What was found, and what of it no program declares.

    Attributes:
        found: kind by kind, in the order of their ids.
        notes: sentences for the person who exports: what was left out, and why.
    """

    found: list[Holding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Chosen:
    """What is to be exported. Naming some of one kind only leaves the others out.

    Attributes:
        globs: patterns of shells by kind, for the ids of its objects.
        parts: the parts of the account; empty for all.
        exclude: patterns of what is left out.
        managed: ids of what is left out.
    """

    globs: Mapping[Kind, Sequence[str]] = field(default_factory=dict)
    parts: Sequence[str] = ()
    exclude: Sequence[str] = ()
    managed: frozenset[str] = frozenset()

    def parts_of(self, kind: Kind) -> Iterator[str]:
        """Where to look for objects of this kind."""
        if self.globs.get(kind) or not any(self.globs.values()):
            yield from (each for each in kind.parts if not each or each in (self.parts or kind.parts))

    def has(self, kind: Kind, id_: str) -> bool:
        """Whether this object is one of the chosen. A pattern may be of the id, or of what stands before a slash."""
        globs, names = self.globs.get(kind), (id_, id_.partition("/")[0])
        wanted = not globs or any(fnmatchcase(each, glob) for glob in globs for each in names)
        excluded = any(fnmatchcase(each, glob) for glob in self.exclude for each in names)
        return wanted and not excluded and id_ not in self.managed


def read_holdings(account: Account, chosen: Chosen, progress: Progress) -> Holdings:
    """Read everything that is chosen.

    Raises:
        BlandError: something cannot be read; half an account is no export.
    """
    read = Holdings()
    for kind in KINDS:
        reading = rehearsed(account, [kind.lifecycle.answers], refuse)
        zeros: Counter[str] = Counter()
        unreported: set[str] = set()
        for part in chosen.parts_of(kind):
            words = " ".join(filter(None, [part, kind.words]))
            progress(f"listing the {words}")
            ids = [each for each in kind.listed(reading, part) if chosen.has(kind, each)]
            for count, id_ in enumerate(ids, 1):
                progress(f"reading {count} of {len(ids)} {words}")
                settings = kind.settings(reading, id_)
                holding = _held(kind, reading, id_)
                if settings is not None:
                    zeros.update(kind.zeros(settings))
                    if not kind.are_set(holding.inputs):
                        read.notes.append(f"{id_} has no settings")
                        continue
                    unreported |= {key for key in kind.fields if key not in settings}
                _take(read, reading, holding)
        read.notes += _of_fields(kind, zeros, [each for each in kind.fields if each in unreported])
    return read


def _of_fields(kind: Kind, zeros: Mapping[str, int], unreported: list[str]) -> Iterator[str]:
    for key, count in zeros.items():
        yield (
            f"{key} is reported as 0 for {kind.count(count)}, which is also how the service answers when nothing is "
            "set; it is not declared, and stays as it is"
        )
    if unreported:
        yield (
            f"not every {kind.word} comes with {', '.join(unreported)} in the service's answer; where they are set "
            "without being told, they are not declared, and stay as they are"
        )


def _held(kind: Kind, account: Account, id_: str) -> Holding:
    found = kind.lifecycle.read(lambda: account, id_, {}, silent)
    state = found.state if found else {}
    names = [*kind.identity, *["phone_numbers"] * kind.has_members, *kind.are_set(state)]
    return Holding(
        kind,
        id_,
        {key: state[key] for key in names if key in state},
        label=kind.label(account, id_),
        since=str(state.get("created_at") or ""),
        account_sid=str(state.get("credentials_name") or ""),
        places=state.get("members") or {},
    )


def _take(read: Holdings, account: Account, holding: Holding) -> None:
    """Add an object, without the fields that no program can declare; each is checked by the lifecycle itself."""
    lifecycle, inputs = holding.kind.lifecycle, {key: _carried(each) for key, each in holding.inputs.items()}
    while problems := [*_unwritable(inputs), *(checked := _checked(lifecycle, inputs)).problems]:
        path, _, why = problems[0].partition(": ")
        name = path.partition(".")[0].partition("[")[0]
        if name not in inputs or name not in holding.kind.fields:  # without the others there is nothing to declare
            read.notes.append(f"{holding.id} is left out: {path} {why}")
            return
        read.notes.append(f"{name} of {holding.id} is not declared, and stays as it is: {path} {why}")
        del inputs[name]
    declared = {key: checked.inputs[key] for key in inputs if checked.inputs.get(key) is not None}
    try:
        lifecycle.create(lambda: account, checked.inputs, {}, silent)
    except BlandError as error:
        read.notes.append(f"{holding.id} is left out: {error}")
    else:
        read.found.append(replace(holding, inputs=declared))


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

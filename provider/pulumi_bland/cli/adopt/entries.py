"""What the state keeps of an adopted resource, computed by the lifecycles with a client that cannot write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import BlandError, hiding, listed
from pulumi_bland._rules.lifecycle import silent
from pulumi_bland._rules.rehearsal import WouldWrite, refuse, rehearsed
from pulumi_bland._rules.values import Json, same, texts
from pulumi_bland.cli._kind import Kind
from pulumi_bland.cli._kinds import KINDS
from pulumi_bland.cli._read.blinds import sealed
from pulumi_bland.cli.adopt.planned import Declared


def import_file(account: Account, declared: Iterable[Declared]) -> dict[str, Any]:
    """The file that `pulumi import` reads: each resource with the inputs and outputs that an `up` would keep.

    Raises:
        BlandError: a resource is not as the account has it; all of them are named, with what differs.
    """
    account = rehearsed(account, [kind.lifecycle.answers for kind in KINDS], refuse)
    entries, problems = [], []
    for each in declared:
        with hiding(texts(dict(each.inputs))):
            try:
                id_, state = each.kind.lifecycle.create(lambda: account, each.inputs, {}, silent)
            except WouldWrite:
                problems.append(f"{each.name}: {_difference(account, each)}")
            except BlandError as error:
                problems.append(f"{each.name}: {error}")
            else:
                entries.append(_entry(each, id_, state))
    if problems:
        text = "nothing was adopted, because not everything is as the program says:\n" + "\n".join(
            f"  {each}" for each in problems
        )
        raise BlandError(text)
    return {"resources": entries}


def _entry(declared: Declared, id_: str, state: Mapping[str, Json]) -> dict[str, Any]:
    secret = declared.kind.lifecycle.secrets(state)
    own = {"__provider": declared.provider}
    return {
        "type": declared.type,
        "name": declared.name,
        "id": id_,
        "inputs": own | _sealed(declared.inputs, declared.secret),
        "outputs": own | _sealed(state, secret | declared.secret),
    }


def _sealed(values: Mapping[str, Json], secret: Collection[str]) -> dict[str, Json]:
    return {key: sealed(each) if key in secret else each for key, each in values.items()}


def _difference(account: Account, declared: Declared) -> str:
    """What `up` would write, by the names of fields and numbers; never a value, and no number that is secret."""
    inputs = declared.inputs
    if not declared.kind.takes_over(inputs):
        word, names = declared.kind.word, listed(declared.kind.identity)
        return f"the program makes a new {word}; name an existing one with {names}, or run `pulumi up`"
    id_ = "/".join(inputs[each] for each in declared.kind.identity)
    found = declared.kind.lifecycle.read(lambda: account, id_, {}, silent)
    live = found.state if found else {}
    parts = []
    if declared.kind.has_members:
        parts = _numbers(declared, set(inputs["phone_numbers"]), set(live.get("phone_numbers") or ()))
    parts += _fields(declared.kind, inputs, live)
    return f"{'; '.join(parts)} (in {id_})" if parts else f"`pulumi up` would write to {id_}"


def _numbers(declared: Declared, wanted: set[str], there: set[str]) -> list[str]:
    if wanted == there:
        return []
    if "phone_numbers" in declared.secret:
        return ["phone_numbers differs"]
    parts = [("the account has not", wanted - there), ("the program has not", there - wanted)]
    return [f"{who} {listed(sorted(numbers))}" for who, numbers in parts if numbers]


def _fields(kind: Kind, inputs: Mapping[str, Json], live: Mapping[str, Json]) -> list[str]:
    differ = [each for each in kind.fields if inputs.get(each) is not None and not same(inputs[each], live.get(each))]
    if inputs.get("authoritative"):
        beside = (each for each in kind.fields if each in live and each not in inputs)
        differ += [f"{each}, which authoritative would empty" for each in beside]
    return [f"{listed(differ)} {'differs' if len(differ) == 1 else 'differ'}"] if differ else []

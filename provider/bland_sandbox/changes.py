"""What changed in the account: told to whoever watches, and noted with the request that did it."""

from typing import Literal, NamedTuple

from pydantic import BaseModel, JsonValue

from bland_sandbox.accounts import Org
from bland_sandbox.fields import Json


class Thing(NamedTuple):
    """One thing that an organisation has, by the organisation's id and its own."""

    org: str
    kind: Literal["org", "number", "pool", "config"]
    id: str
    """A pool's UUID, a number, a number with its channel (`+15550001111/sms`), or empty for the organisation."""


class Change(BaseModel):
    """What became of one thing. None is: not there."""

    org: str
    kind: Literal["org", "number", "pool", "config"]
    id: str
    before: JsonValue
    after: JsonValue


def everything(orgs: list[Org]) -> list[Thing]:
    """All there is."""
    things = []
    for org in orgs:
        things.append(Thing(org.id, "org", ""))
        things += [Thing(org.id, "number", number) for number in org.numbers]
        things += [Thing(org.id, "pool", pool_id) for pool_id in org.pools]
        things += [
            Thing(org.id, "config", f"{number}/{each}") for number, all_of in org.configs.items() for each in all_of
        ]
    return things


def seen(orgs: list[Org], things: list[Thing]) -> dict[Thing, Json | None]:
    """The things as they are now."""
    by_id = {org.id: org for org in orgs}
    return {thing: _seen(by_id.get(thing.org), thing) for thing in things}


def _seen(org: Org | None, thing: Thing) -> Json | None:
    """One thing, never a key. The values of a configuration are replaced, never changed, so they are not copied."""
    if org is None:
        return None
    if thing.kind == "org":
        return {"plan": org.plan, "credentials": {**org.credentials}}
    if thing.kind == "config":
        number, _, channel = thing.id.partition("/")
        config = next((fields for each, fields in org.configs.get(number, {}).items() if each == channel), None)
        return None if config is None else {**config}
    found = org.numbers.get(thing.id) if thing.kind == "number" else org.pools.get(thing.id)
    return None if found is None else found.model_dump(mode="json")


def changes(before: dict[Thing, Json | None], after: dict[Thing, Json | None]) -> list[Change]:
    """What differs."""
    things = {**after, **before}
    return [
        Change(org=thing.org, kind=thing.kind, id=thing.id, before=before.get(thing), after=after.get(thing))
        for thing in things
        if before.get(thing) != after.get(thing)
    ]

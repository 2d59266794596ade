"""One sandbox as its routes see it, and one call to it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from fastapi import Request

from bland_sandbox.accounts import Org
from bland_sandbox.changes import Thing
from bland_sandbox.errors import enterprise_required, invalid_body, read_only, unauthorized
from bland_sandbox.faults import Faults
from bland_sandbox.feed import Feed
from bland_sandbox.fields import Channel, Json
from bland_sandbox.journal import Exchange, Journal
from bland_sandbox.settings import Settings
from bland_sandbox.state import State


@dataclass
class World:
    """All that a sandbox consists of."""

    settings: Settings
    state: State
    journal: Journal
    faults: Faults
    feed: Feed = field(default_factory=Feed)
    private: bool = False
    """Whether the page describes texts instead of showing them."""


@dataclass
class Call:
    """An authorised request: whose it is, what its body says, and where to note what was ignored."""

    state: State
    settings: Settings
    org: Org
    exchange: Exchange
    body: Json

    def may_write(self) -> None:
        """Refuse a key that may only read, and what the organisation's plan does not include."""
        if self.settings.read_only:
            raise read_only()
        if self.org.plan != "enterprise":
            raise enterprise_required()

    @contextmanager
    def changing_pool(self, pool_id: str) -> Iterator[None]:
        """Hold the lock for a change of a pool, and note what it changed."""
        with self._changing(Thing(self.org.id, "pool", pool_id)):
            yield

    @contextmanager
    def changing_config(self, number: str, channel: Channel) -> Iterator[None]:
        """Hold the lock for a change of a number's configuration, and note what it changed."""
        with self._changing(Thing(self.org.id, "config", f"{number}/{channel}")):
            yield

    @contextmanager
    def _changing(self, thing: Thing) -> Iterator[None]:
        with self.state.changing(thing) as changes:
            yield
        self.exchange.changes += changes

    def note_ignored(self, *names: str) -> None:
        """Tell whoever reads the journal that the API did not look at these fields."""
        if self.settings.strict:
            self.exchange.entry.ignored.extend(names)


def world_of(request: Request) -> World:
    """The sandbox that a request is to. Routes are made once and serve every sandbox of the process."""
    world: World = request.scope["world"]
    return world


async def authorised(request: Request, *, reads_body: bool = False) -> Call:
    """Find out whose request it is (raw key, or `Bearer` before it) before looking at anything else in it."""
    world = world_of(request)
    key = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    org = world.state.org_of(key)
    if org is None:
        raise unauthorized()
    body = await json_object(request) if reads_body else {}
    return Call(world.state, world.settings, org, request.scope["exchange"], body)


async def json_object(request: Request) -> Json:
    """The body as a JSON object. Without a JSON content type the service's parser would see no body at all."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise invalid_body("content-type must be application/json")
    try:
        body = json.loads(await request.body(), parse_constant=_no_json)
    except ValueError:
        raise invalid_body("the body is not JSON") from None
    if not isinstance(body, dict):
        raise invalid_body("the body must be a JSON object")
    return body


def _no_json(constant: str) -> None:
    raise ValueError(constant)

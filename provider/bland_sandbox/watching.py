"""The page to watch: its files, and the stream of what happens, as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Response
from fastapi.responses import StreamingResponse
from pydantic import JsonValue

from bland_sandbox.changes import Change
from bland_sandbox.fields import ConfigKept, Json
from bland_sandbox.har import shown
from bland_sandbox.journal import Entry, Exchange, described
from bland_sandbox.settings import Settings
from bland_sandbox.world import World, world_of

_World = Annotated[World, Depends(world_of)]

_REQUESTS = 200
# How often a page hears of what was changed in this process without a word: switches and faults.
_LOOK = 1.0

_KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_HEADERS = {
    "content-security-policy": "; ".join(
        (
            "default-src 'none'",
            *(f"{kind}-src 'self'" for kind in ("script", "style", "connect", "img")),
            *(f"{what} 'none'" for what in ("base-uri", "form-action", "frame-ancestors", "trusted-types")),
            "require-trusted-types-for 'script'",
        )
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


def add_page(app: FastAPI) -> None:
    """GET / and what it needs. Everything comes from here: it works without a network."""

    @app.get("/", include_in_schema=False)
    async def page() -> Response:
        return _file("index.html")

    @app.get("/_sandbox/page/{name}", include_in_schema=False)
    async def part(name: str) -> Response:
        return _file(name)

    @app.get("/_sandbox/events")
    async def events(world: _World) -> Response:
        """All there is, then what happens, as server-sent events; the page lives on it."""
        return StreamingResponse(_events(world), headers={"cache-control": "no-store"}, media_type="text/event-stream")


def _file(name: str) -> Response:
    """A file of the page. Its folder has no folders in it, and a part of a path has no slash."""
    file = files("bland_sandbox").joinpath("page", name)
    kind = _KINDS.get(name.rpartition(".")[2])
    if kind is None or not file.is_file():
        raise HTTPException(404, "the page has no such file")
    return Response(file.read_bytes(), headers=_HEADERS, media_type=kind)


def told(exchange: Exchange, *, private: bool) -> Json:
    """A request as the page tells it on a click."""
    return {
        "entry": exchange.entry.model_dump(mode="json"),
        "body": shown(exchange.body, private=private),
        "answer": shown(exchange.answered, private=private),
        "changes": [_change(change, private=private) for change in exchange.changes],
    }


async def _events(world: World) -> AsyncIterator[str]:
    """One message for all that happened since the last one, so that a page draws once for it."""
    with world.feed.watched() as watcher:
        behaviour = _behaviour(world)
        yield _message(_everything(world) | behaviour)
        while True:
            try:
                said = await asyncio.wait_for(watcher.take(), _LOOK)
            except TimeoutError:
                said = []
            news = _everything(world) if said is None else _news(said, private=world.private)
            now = _behaviour(world)
            news |= {name: value for name, value in now.items() if value != behaviour[name]}
            behaviour = now
            yield _message(news) if news else ": nothing new\n\n"


def _message(news: Json) -> str:
    return f"data: {json.dumps(news, separators=(',', ':'))}\n\n"


def _everything(world: World) -> Json:
    """What a page begins with."""
    with world.state.lock:
        orgs: Any = world.state.shown()["orgs"]
    if world.private:
        for org in orgs:
            for number, channels in org["configs"].items():
                org["configs"][number] = {channel: _hidden(config) for channel, config in channels.items()}
    fields = ConfigKept.model_json_schema()["properties"]
    return {
        "orgs": orgs,
        "requests": [entry.model_dump(mode="json") for entry in world.journal.entries()[-_REQUESTS:]],
        "fields": {name: _json_types(field) for name, field in fields.items()},
        "schema": Settings.model_json_schema()["properties"],
        "private": world.private,
    }


def _json_types(field: dict[str, Any]) -> list[JsonValue]:
    return [each.get("type") for each in field.get("anyOf", [field]) if each.get("type") != "null"]


def _behaviour(world: World) -> Json:
    """What may change without a word."""
    return {
        "settings": world.settings.model_dump(mode="json"),
        "faults": [
            {**fault.model_dump(mode="json"), "what": str(fault), "seen": seen} for fault, seen in world.faults.seen()
        ],
        "snapshots": [*world.state.snapshots()],
    }


def _news(said: list[tuple[str, Any]], *, private: bool) -> Json:
    requests: dict[int, Entry] = {}
    changes: list[JsonValue] = []
    news: Json = {}
    for kind, what in said:
        if kind == "request":
            requests[what.sequence] = what
        elif kind == "changes":
            changes += [_change(change, private=private) for change in what]
        else:
            news[kind] = True
            requests.clear()
    if changes:
        news["changes"] = changes
    if requests:
        news["requests"] = [entry.model_dump(mode="json") for entry in requests.values()]
    return news


def _change(change: Change, *, private: bool) -> JsonValue:
    dumped: Json = change.model_dump(mode="json")
    if private and change.kind == "config":
        dumped |= {name: _hidden(dumped[name]) for name in ("before", "after")}
    return dumped


def _hidden(config: Any) -> Any:
    """A configuration without its texts."""
    return None if config is None else {name: described(value) for name, value in config.items()}

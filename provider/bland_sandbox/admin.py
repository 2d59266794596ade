"""The sandbox's own routes: what a person or a test does behind the API's back. From this machine only."""

from functools import cache
from ipaddress import ip_address
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, ValidationError

from bland_sandbox.accounts import E164, SeedError, Uuid, problems
from bland_sandbox.dashboard import Dashboard
from bland_sandbox.errors import ApiError
from bland_sandbox.faults import Fault
from bland_sandbox.fields import Channel, Json
from bland_sandbox.har import har
from bland_sandbox.journal import Entry
from bland_sandbox.settings import Settings
from bland_sandbox.watching import add_page, told
from bland_sandbox.world import World, json_object, world_of

_World = Annotated[World, Depends(world_of)]
_Body = Annotated[Json, Depends(json_object)]


class PoolMade(BaseModel):
    """Body of POST /_sandbox/pools. `org` is the id of an organisation, the first one's unless given."""

    model_config = ConfigDict(extra="forbid")

    phone_numbers: list[E164] = []
    encrypted_key: Uuid | None = None
    org: Uuid | None = None


class PoolEdited(BaseModel):
    """Body of PATCH /_sandbox/pools/{pool_id}. Credentials of null are taken away, those not given stay."""

    model_config = ConfigDict(extra="forbid")

    add: list[E164] = []
    remove: list[str] = []
    encrypted_key: Uuid | None = None


@cache
def own_routes() -> FastAPI:
    """GET / is the page to watch; /_sandbox/… looks at and changes everything."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(_from_here)])
    add_page(app)
    _add_state(app)
    _add_edits(app)
    _add_journal(app)
    _add_behaviour(app)

    @app.exception_handler(ApiError)
    @app.exception_handler(SeedError)
    @app.exception_handler(ValueError)  # pydantic's too
    async def refused(_request: Request, error: Exception) -> Response:
        if isinstance(error, ValidationError):
            return JSONResponse({"errors": problems(error)}, 400)
        return JSONResponse({"errors": str(getattr(error, "message", error)).splitlines()}, 400)

    @app.exception_handler(KeyError)
    async def not_there(_request: Request, error: KeyError) -> Response:
        return JSONResponse({"errors": [str(error.args[0])]}, 404)

    return app


def _from_here(request: Request) -> None:
    """No key guards these routes; only a client on this machine, that also calls it so, may use them.

    The second part is for browsers, where any web page can make its own name mean 127.0.0.1; and a browser says with
    `Origin` whose page asks: no other page may, whatever it asks for.
    """
    client = request.client.host if request.client else ""
    if not (_is_loopback(client) and _is_loopback(request.url.hostname or "")):
        raise HTTPException(403, "only from the machine that the sandbox runs on")
    if request.headers.get("origin", _own(request)) != _own(request):
        raise HTTPException(403, "only from the sandbox's own page")


def _own(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_unspecified  # 0.0.0.0 is what we call ourselves with --host 0.0.0.0


def _add_state(app: FastAPI) -> None:
    @app.get("/_sandbox/state")
    async def state(world: _World) -> Json:
        """All organisations, without their keys."""
        return world.state.shown()

    @app.put("/_sandbox/state")
    async def replace_state(world: _World, body: _Body) -> Json:
        """Take these organisations instead; one without a key keeps that of the same id."""
        world.state.replace(body)
        return world.state.shown()

    @app.get("/_sandbox/snapshots")
    async def snapshots(world: _World) -> list[str]:
        """The names of the snapshots; `start` is as it began."""
        return world.state.snapshots()

    @app.put("/_sandbox/snapshots/{name}", status_code=204)
    async def take_snapshot(world: _World, name: str) -> None:
        """Keep all organisations as they are under this name."""
        world.state.snapshot(name)
        world.feed.wake()

    @app.post("/_sandbox/snapshots/{name}/restore", status_code=204)
    async def go_back(world: _World, name: str) -> None:
        """Go back to a snapshot."""
        if name not in world.state.snapshots():
            raise KeyError(f"the sandbox has no snapshot {name}")
        world.state.go_back(name)


def _add_edits(app: FastAPI) -> None:
    @app.post("/_sandbox/pools", status_code=201)
    async def add_pool(world: _World, body: _Body) -> Json:
        """Make a pool."""
        made = PoolMade.model_validate(body)
        keys = [org.key for org in world.state.orgs if made.org in {None, org.id}]
        if not keys:
            raise KeyError(f"the sandbox has no organisation {made.org}")
        dashboard = Dashboard(world.state)
        return {"id": dashboard.add_pool(*made.phone_numbers, encrypted_key=made.encrypted_key, key=keys[0])}

    @app.patch("/_sandbox/pools/{pool_id}")
    async def edit_pool(world: _World, pool_id: str, body: _Body) -> Json:
        """Add and remove members, or set the credentials."""
        edited, dashboard = PoolEdited.model_validate(body), Dashboard(world.state)
        key: Any = edited.encrypted_key if "encrypted_key" in edited.model_fields_set else False
        dashboard.edit_pool(pool_id, add=edited.add, remove=edited.remove, encrypted_key=key)
        return dashboard.pool(pool_id).model_dump()

    @app.delete("/_sandbox/pools/{pool_id}", status_code=204)
    async def drop_pool(world: _World, pool_id: str) -> None:
        """Delete a pool."""
        Dashboard(world.state).drop_pool(pool_id)

    @app.patch("/_sandbox/numbers/{number}/{channel}")
    async def edit_sms(world: _World, number: str, channel: Channel, body: _Body) -> Json:
        """Set fields of a number's settings, or with null clear them."""
        dashboard = Dashboard(world.state)
        dashboard.edit_sms(number, channel, **body)
        return dashboard.sms(number, channel) or {}

    @app.delete("/_sandbox/numbers/{number}/{channel}", status_code=204)
    async def drop_sms(world: _World, number: str, channel: Channel) -> None:
        """Take all settings of a number for a channel away."""
        Dashboard(world.state).drop_sms(number, channel)


def _add_journal(app: FastAPI) -> None:
    @app.get("/_sandbox/journal")
    async def journal(world: _World, method: str = "*", path: str = "*") -> list[Entry]:
        """The requests, without texts; `?method=` and `?path=` choose among them."""
        return world.journal.entries(method, path)

    @app.get("/_sandbox/journal.har")
    async def journal_as_har(world: _World, request: Request, method: str = "*", path: str = "*") -> Json:
        """The same with bodies and answers, as a HAR file; without the key."""
        return har(world.journal.exchanges(method, path), _own(request), private=world.private)

    @app.get("/_sandbox/journal/{sequence}")
    async def journal_entry(world: _World, sequence: int) -> Json:
        """One request with its body, its answer and what it changed."""
        exchange = world.journal.exchange(sequence)
        if exchange is None:
            raise KeyError(f"the journal has no request {sequence}")
        return told(exchange, private=world.private)

    @app.delete("/_sandbox/journal", status_code=204)
    async def clear_journal(world: _World) -> None:
        """Forget all requests."""
        world.journal.clear()
        world.feed.tell("cleared", None)


def _add_behaviour(app: FastAPI) -> None:
    @app.get("/_sandbox/settings")
    async def settings(world: _World) -> Settings:
        """The switches."""
        return world.settings

    @app.patch("/_sandbox/settings")
    async def change_settings(world: _World, body: _Body) -> Settings:
        """Turn switches, or none if one of them is wrong."""
        world.settings.change(body)
        world.feed.wake()
        return world.settings

    @app.get("/_sandbox/faults")
    async def faults(world: _World) -> list[Fault]:
        """The faults that are set."""
        return world.faults.all()

    @app.post("/_sandbox/faults", status_code=201)
    async def add_fault(world: _World, body: _Body) -> Fault:
        """Set one more fault, given by its fields."""
        fault = Fault.model_validate(body)
        world.faults.add(fault)
        world.feed.wake()
        return fault

    @app.delete("/_sandbox/faults", status_code=204)
    async def clear_faults(world: _World) -> None:
        """Take all faults away."""
        world.faults.clear()
        world.feed.wake()

"""The sandbox's own routes: what a person or a test does behind the API's back. From this machine only."""

from ipaddress import ip_address
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import ValidationError

from bland_sandbox.errors import ApiError
from bland_sandbox.faults import Fault
from bland_sandbox.fields import Json
from bland_sandbox.journal import Entry
from bland_sandbox.page import page
from bland_sandbox.settings import Settings
from bland_sandbox.state import SeedError, problems
from bland_sandbox.world import World, json_object, world_of

_World = Annotated[World, Depends(world_of)]
_Body = Annotated[Json, Depends(json_object)]


def _own_pages() -> FastAPI:
    """GET / is the page to watch; /_sandbox/… looks at and changes everything."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(_from_here)])
    _add_state(app)
    _add_behaviour(app)

    @app.get("/")
    async def watch(world: _World) -> HTMLResponse:
        return HTMLResponse(page(world))

    @app.exception_handler(ApiError)
    @app.exception_handler(SeedError)
    @app.exception_handler(ValidationError)
    async def refused(_request: Request, error: Exception) -> Response:
        if isinstance(error, ValidationError):
            return JSONResponse({"errors": problems(error)}, 400)
        return JSONResponse({"errors": str(getattr(error, "message", error)).splitlines()}, 400)

    return app


def _from_here(request: Request) -> None:
    """No key guards these routes; only a client on this machine, that also calls it so, may use them.

    The second part is for browsers, where any web page can make its own name mean 127.0.0.1.
    """
    client = request.client.host if request.client else ""
    if not (_is_loopback(client) and _is_loopback(request.url.hostname or "")):
        raise HTTPException(403, "only from the machine that the sandbox runs on")


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
        return world.state.shown()

    @app.put("/_sandbox/state")
    async def replace_state(world: _World, body: _Body) -> Json:
        world.state.replace(body)
        return world.state.shown()

    @app.get("/_sandbox/journal")
    async def journal(world: _World, method: str = "*", path: str = "*") -> list[Entry]:
        return world.journal.entries(method, path)

    @app.delete("/_sandbox/journal", status_code=204)
    async def clear_journal(world: _World) -> None:
        world.journal.clear()


def _add_behaviour(app: FastAPI) -> None:
    @app.get("/_sandbox/settings")
    async def settings(world: _World) -> Settings:
        return world.settings

    @app.patch("/_sandbox/settings")
    async def change_settings(world: _World, body: _Body) -> Settings:
        world.settings.change(body)
        return world.settings

    @app.get("/_sandbox/faults")
    async def faults(world: _World) -> list[Fault]:
        return world.faults.all()

    @app.post("/_sandbox/faults", status_code=201)
    async def add_fault(world: _World, body: _Body) -> Fault:
        fault = Fault.model_validate(body)
        world.faults.add(fault)
        return fault

    @app.delete("/_sandbox/faults", status_code=204)
    async def clear_faults(world: _World) -> None:
        world.faults.clear()


OWN_PAGES = _own_pages()

"""Bland's documented routes, and nothing else: HTTP to rules and back."""

from collections.abc import Callable
from functools import cache
from html import escape
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query, Request, Response, Security
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, JsonValue
from starlette.exceptions import HTTPException

from bland_sandbox import pools, shapes, sms
from bland_sandbox.answers import POOLS, failure, success
from bland_sandbox.errors import ApiError
from bland_sandbox.fields import CHANNELS, UpdateNew, UpdateOld
from bland_sandbox.settings import Generation
from bland_sandbox.world import Call, authorised, world_of

POOL = f"{POOLS}/{{pool_id}}"
POOL_UPDATE = f"{POOL}/update"
NUMBERS = "/v1/sms/numbers"
SMS_UPDATE = "/v1/sms/number/update"

_key = APIKeyHeader(name="authorization", auto_error=False, description="The raw API key; `Bearer <key>` works too.")


@cache
def api(generation: Generation) -> FastAPI:
    """The API of one generation, with an OpenAPI document of its own. Made when it is asked: most need one alone."""
    app = FastAPI(
        title=f"Bland AI, {generation} reference, as the sandbox speaks it",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Security(_key)],
    )
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]  # FastAPI documents it so
    _add_pools(app, generation)
    _add_sms(app, generation)

    @app.exception_handler(ApiError)
    async def refused(request: Request, error: ApiError) -> Response:
        request.scope["exchange"].entry.error = error.code
        return failure(request.url.path, world_of(request).settings, error)

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, _error: HTTPException) -> Response:
        """Not 404: a program that asks the sandbox for more than it has must not believe that something is gone."""
        message = f"the sandbox does not have {request.method} {request.url.path}"
        request.scope["exchange"].entry.error = "NOT_IN_SANDBOX"
        return JSONResponse({"data": None, "errors": [{"error": "NOT_IN_SANDBOX", "message": message}]}, 501)

    return app


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, without the 422 that FastAPI has for each parameter: Bland's errors are its own."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        for operations in document["paths"].values():
            for operation in operations.values():
                operation["responses"].pop("422", None)
                body = operation.get("requestBody", {"content": {"application/json": {"schema": {}}}})
                named = body["content"]["application/json"]["schema"].pop("$defs", {})
                document["components"]["schemas"].update(named)
                operation["responses"]["429"]["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
        for unused in ("HTTPValidationError", "ValidationError"):
            document["components"]["schemas"].pop(unused, None)
        app.openapi_schema = document
    return app.openapi_schema


def _add_pools(app: FastAPI, generation: Generation) -> None:
    new = generation == "new"
    envelope: Any = shapes.Success if new else shapes.StatusSuccess
    pool: Any = shapes.PoolNew if new else shapes.PoolOld
    create: type[BaseModel] = shapes.PoolCreateNew if new else shapes.PoolCreateOld
    update: type[BaseModel] = shapes.PoolUpdateNew if new else shapes.PoolUpdateOld
    pool_ids: Any = Annotated[str, Path(json_schema_extra={} if new else {**shapes.ANY_UUID})]
    refusals = _refusals(shapes.Failure if new else shapes.StatusFailure)

    @app.get(POOLS, summary="List custom dialing pools", response_model=envelope[list[pool]], responses=refusals(401))
    async def list_pools(request: Request) -> Response:
        return await _answer(request, pools.listed)

    @app.get(
        POOL, summary="Get one", response_model=envelope[pool], responses=refusals(401, 404, *([] if new else [400]))
    )
    async def get_pool(request: Request, pool_id: pool_ids) -> Response:
        return await _answer(request, lambda call: pools.got(call, pool_id))

    created = 201 if new else 200

    @app.post(
        POOLS,
        summary="Create one",
        status_code=created,
        response_model=envelope[shapes.PoolOld],
        responses=refusals(400, 401, 403),
        openapi_extra=_body(create),
    )
    async def create_pool(request: Request) -> Response:
        return await _answer(request, pools.created, status=created)

    @app.post(
        POOL_UPDATE,
        summary="Replace numbers or credentials of one",
        response_model=envelope[pool],
        responses=refusals(400, 401, 403, 404),
        openapi_extra=_body(update),
    )
    async def update_pool(request: Request, pool_id: pool_ids) -> Response:
        return await _answer(request, lambda call: pools.updated(call, pool_id))

    if new:

        @app.delete(
            POOL,
            summary="Delete one",
            response_model=envelope[shapes.PoolDeleted],
            responses=refusals(401, 403, 404),
        )
        async def delete_pool(request: Request, pool_id: pool_ids) -> Response:
            return await _answer(request, lambda call: pools.deleted(call, pool_id))

    else:

        @app.delete(POOL, include_in_schema=False)
        async def no_delete(request: Request, pool_id: pool_ids) -> Response:  # noqa: ARG001 - a route's parameter
            # The one route that is missing and yet no 501: where Bland has no DELETE its router answers like this, and
            # a program has to tell that from a pool that is gone.
            text = f"<pre>Cannot DELETE {escape(request.url.path)}</pre>"
            return HTMLResponse(f"<!DOCTYPE html>\n<html><body>\n{text}\n</body></html>\n", 404)


def _add_sms(app: FastAPI, generation: Generation) -> None:
    new = generation == "new"
    row: Any = shapes.NumberNew if new else shapes.NumberOld
    channels: Any = Annotated[str, Query(json_schema_extra={"enum": [*CHANNELS]} if new else {})]
    updated: Any = shapes.UpdatedNew if new else shapes.UpdatedOld
    refusals = _refusals(shapes.Failure if new else shapes.FailureOld)

    @app.get(
        NUMBERS,
        summary="List numbers with a messaging configuration",
        response_model=shapes.Success[list[row]],
        responses=refusals(401, *([400] if new else [])),
    )
    async def list_numbers(request: Request, channel: channels = "sms") -> Response:
        return await _answer(request, lambda call: sms.listed(call, channel))

    @app.post(
        SMS_UPDATE,
        summary="Update a number's messaging configuration",
        response_model=shapes.Success[updated],
        responses=refusals(400, 401, 403, 404, *([500] if new else [])),
        openapi_extra=_body(UpdateNew if new else UpdateOld),
    )
    async def update_number(request: Request) -> Response:
        return await _answer(request, sms.updated)


async def _answer(request: Request, rule: Callable[[Call], JsonValue], status: int = 200) -> Response:
    call = await authorised(request, reads_body=request.method == "POST")
    with call.state.lock:
        data = rule(call)
    return success(request.url.path, call.settings, data, status)


def _body(model: type[BaseModel]) -> dict[str, Any]:
    """Document a body that the rules read themselves, so that each problem gets Bland's own error."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _refusals(model: type[BaseModel]) -> Callable[..., dict[int | str, dict[str, Any]]]:
    return lambda *statuses: {status: {"model": model} for status in (*statuses, 429)}

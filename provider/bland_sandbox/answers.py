"""Answers in the envelopes of both generations."""

from fastapi.responses import JSONResponse
from pydantic import JsonValue

from bland_sandbox.errors import ApiError
from bland_sandbox.fields import Json
from bland_sandbox.settings import Settings

POOLS = "/v1/custom-dialing-pools"


def success(path: str, settings: Settings, data: JsonValue, status: int = 200) -> JSONResponse:
    """Bland's answer. Only the OLD pages about pools have a `status` in it; the SMS pages never had."""
    return JSONResponse({**_status(path, settings, "success"), "data": data, "errors": None}, status)


def failure(path: str, settings: Settings, error: ApiError) -> JSONResponse:
    """Bland's answer to what it refuses, by the switch `error_status` perhaps inside a 200."""
    told: Json = {"error": error.code, "message": error.message}
    if error.field and settings.generation == "new":
        told["field"] = error.field
    status = 200 if settings.error_status == "200" else error.status
    return JSONResponse({**_status(path, settings, "error"), "data": None, "errors": [told]}, status)


def _status(path: str, settings: Settings, status: str) -> Json:
    return {"status": status} if settings.generation == "old" and path.startswith(POOLS) else {}

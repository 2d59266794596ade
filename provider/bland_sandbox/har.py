"""The journal in the form that browsers' developer tools and other programs read: HAR 1.2."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import urlencode

from pydantic import JsonValue

from bland_sandbox.fields import Json
from bland_sandbox.journal import Exchange, described

_PHRASES = {int(status): status.phrase for status in HTTPStatus}


def shown(value: JsonValue, *, private: bool = False) -> JsonValue:
    """A body as others may see it: never the credentials in it; with `private` no text at all."""
    if isinstance(value, dict):
        return {
            name: described(each) if name == "encrypted_key" else shown(each, private=private)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [shown(each, private=private) for each in value]
    return described(value) if private else value


def har(exchanges: list[Exchange], url: str, *, private: bool = False) -> Json:
    """These requests as a HAR file. The key is not in it, nor the UUID of Twilio credentials."""
    entries: list[JsonValue] = [_entry(each, url, private) for each in exchanges]
    creator: Json = {"name": "bland_sandbox", "version": version("pulumi-bland")}
    return {"log": {"version": "1.2", "creator": creator, "entries": entries}}


def _entry(exchange: Exchange, url: str, private: bool) -> Json:  # noqa: FBT001 - of this module only
    entry = exchange.entry
    query = f"?{urlencode(entry.query)}" if entry.query else ""
    milliseconds = entry.milliseconds or 0
    request: dict[str, Any] = {
        "method": entry.method,
        "url": f"{url}{entry.path}{query}",
        "queryString": [{"name": name, "value": value} for name, value in entry.query.items()],
        "headers": _headers(exchange.headers),
        "bodySize": len(exchange.request),
        **_unknown(),
    }
    if exchange.request:
        kind = exchange.headers.get("content-type", "")
        request["postData"] = {"mimeType": kind, "params": [], "text": _text(exchange.body, private)}
    response: dict[str, Any] = {
        "status": entry.status or 0,
        "statusText": _PHRASES.get(entry.status or 0, ""),
        "headers": _headers(exchange.answer_headers),
        "redirectURL": "",
        "bodySize": len(exchange.answer or b""),
        "content": {
            "size": len(exchange.answer or b""),
            "mimeType": exchange.answer_headers.get("content-type", ""),
            "text": _text(exchange.answered, private) if exchange.answer else "",
        },
        **_unknown(),
    }
    timings: Json = {"send": 0, "wait": milliseconds, "receive": 0}
    told: Json = {
        "startedDateTime": entry.time,
        "time": milliseconds,
        "request": request,
        "response": response,
        "cache": {},
        "timings": timings,
    }
    if entry.fault:
        told["comment"] = f"fault: {entry.fault}"
    return told


def _unknown() -> dict[str, Any]:
    """What HAR requires and the sandbox does not keep."""
    return {"httpVersion": "HTTP/1.1", "cookies": [], "headersSize": -1}


def _headers(headers: Mapping[str, str]) -> list[JsonValue]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def _text(body: JsonValue, private: bool) -> str:  # noqa: FBT001 - of this module only
    told = shown(body, private=private)
    return told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)

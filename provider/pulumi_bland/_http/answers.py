"""What an HTTP answer of the API says: its data, or one error with a code and a text.

The reference shows several shapes for both, over two generations: `status` beside `data` and `errors` (old), without it
(new), errors as objects or as plain texts, a bare `message`. Anything else is not taken for an answer of the API.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_ENVELOPE = {"status", "data", "errors", "error", "message"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One decoded answer.

    Attributes:
        data: what a success carries.
        failed: whether it is an error, whatever its HTTP status.
        code: the API's error code.
        said: the API's own words, or what is wrong with the answer.
        enveloped: whether it has the documented envelope with coded errors; only then does a code mean what it says.
    """

    data: Any = None
    failed: bool = False
    code: str | None = None
    said: str = ""
    enveloped: bool = False


def decode(status: int, body: bytes, content_type: str) -> Answer:
    """Read an answer. Never raises: an answer that cannot be read is a failed one that says so."""
    if not body.strip():
        return Answer(failed=True, said="the answer is empty")
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        kind = "an HTML page" if b"<html" in body[:1000].lower() or "html" in content_type else "not JSON"
        return Answer(failed=True, said=f"the answer is {kind}, so it may come from something in between")
    if not isinstance(payload, dict):
        return Answer(failed=True, said="the answer does not have the API's form")
    errors = payload.get("errors") or []
    if errors or payload.get("status") == "error" or payload.get("error") or not _success(status):
        return _error(payload, errors if isinstance(errors, list) else [errors])
    if payload.get("data") is not None:
        return Answer(data=payload["data"])
    # Some successes carry their data under a name of its own, beside `data: null`.
    others = [value for key, value in payload.items() if key not in _ENVELOPE]
    if len(others) == 1:
        return Answer(data=others[0])
    if "data" in payload or payload.get("status") == "success":
        return Answer()
    return Answer(failed=True, said="the answer does not have the API's form")


def _success(status: int) -> bool:
    return 200 <= status < 300  # noqa: PLR2004 - the meaning of the range is HTTP's


def _error(payload: dict[str, Any], errors: list[Any]) -> Answer:
    bare = payload.get("error")
    gateway = isinstance(bare, dict)  # not a shape of Bland's, so that its code decides nothing
    if gateway:
        errors, bare = [*errors, bare], None
    entries = [each for each in errors if isinstance(each, dict)]
    names = [each.get("error") or each.get("code") for each in entries]
    codes = [name for name in names if isinstance(name, str) and _CODE.fullmatch(name)]
    enveloped = bool(entries) and len(codes) == len(errors) and not gateway
    if not codes and isinstance(bare, str) and _CODE.fullmatch(bare):
        codes = [bare]
    said: list[Any] = [_entry(each) for each in errors] or [payload.get("message"), None if codes else bare]
    text = "; ".join(each for each in said if isinstance(each, str) and each)
    return Answer(
        failed=True,
        code=codes[0] if codes else None,
        said=text,
        enveloped=enveloped,
    )


def _entry(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry or "")
    code = entry.get("error")
    text = entry.get("message") or entry.get("msg") or ("" if code and _CODE.fullmatch(str(code)) else code)
    field = entry.get("field") or entry.get("param")
    return f"{text} (field: {field})" if field and str(field) not in str(text) else str(text or "")

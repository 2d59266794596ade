"""The faults: what a service, a proxy or a network does on a bad day, each with the name that the table gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bland_sandbox import Sandbox

LONG = 3600.0
ANY_POOL, ANY_SMS = "/v1/custom-dialing-pools*", "/v1/sms/number*"


@dataclass(frozen=True)
class Trouble:
    """One fault.

    Attributes:
        name: as the table has it.
        fault: what the sandbox is told; `{code}` in it stands for a code that the route can answer with.
        lasts: it happens at every call, not only at the first.
        committed: the service has done what it was asked when it happens.
        passing: it looks as if it would pass, so that it is worth trying again.
    """

    name: str
    fault: dict[str, Any]
    lasts: bool = True
    committed: bool = False
    passing: bool = False

    @property
    def unreachable(self) -> bool:
        """Whether there is no service at all."""
        return not self.fault


def _coded(code: str, message: str = "something is not right") -> dict[str, Any]:
    return {"data": None, "errors": [{"error": code, "message": message}]}


def _once(name: str, *, committed: bool = False, **fault: Any) -> Trouble:
    return Trouble(f"{name}, once", fault, lasts=False, committed=committed)


def _always(name: str, *, committed: bool = False, passing: bool = False, **fault: Any) -> Trouble:
    return Trouble(f"{name}, always", fault, committed=committed, passing=passing)


HTML = "<html><body>Something in between</body></html>"
SLOW_DOWN: dict[str, Any] = {
    "status": 429,
    "headers": {"retry-after": "0"},
    "body": {"status": "error", "message": "Rate limit exceeded"},
}
DONE = ", though it was done"

TROUBLES = [
    Trouble("nobody listens", {}, passing=True),
    _once("connection dropped", action="drop"),
    _always("connection dropped", action="drop", passing=True),
    _once("connection dropped" + DONE, action="drop", committed=True),
    _always("connection dropped" + DONE, action="drop", committed=True, passing=True),
    _always("no answer in time", delay=LONG, passing=True),
    _always("no answer in time" + DONE, delay=LONG, committed=True, passing=True),
    _once("429 with `Retry-After`", **SLOW_DOWN),
    _always("429 with `Retry-After`", **SLOW_DOWN, passing=True),
    _always("500 with a code", status=500, body=_coded("{code}")),
    _always("500 with a code" + DONE, status=500, body=_coded("{code}"), committed=True),
    _always("500 without a code", status=500, body=""),
    _always("500 without a code" + DONE, status=500, body="", committed=True),
    _once("502 with an HTML page", status=502, body=HTML),
    _once("502 with an HTML page" + DONE, status=502, body=HTML, committed=True),
    _always("502 with an HTML page", status=502, body=HTML, passing=True),
    _once("503", status=503, body=""),
    _always("503", status=503, body="", passing=True),
    _once("504" + DONE, status=504, body="", committed=True),
    _once("answer cut short" + DONE, action="truncate", committed=True),
    _always("answer cut short" + DONE, action="truncate", committed=True, passing=True),
    _always("answer empty", status=200, body=""),
    _always("answer empty" + DONE, status=200, body="", committed=True),
    _always("HTML page with 200", status=200, body=HTML),
    _always("HTML page with 200" + DONE, status=200, body=HTML, committed=True),
    _always("redirect", status=307, headers={"location": "https://elsewhere.example/"}, body=""),
    _always("401", status=401, body=_coded("UNAUTHORIZED", "Invalid API key or insufficient permissions")),
    _always("403 `ENTERPRISE_REQUIRED`", status=403, body=_coded("ENTERPRISE_REQUIRED", "Enterprise plan required")),
    _always("404 with an HTML page", status=404, body=HTML),
    _always("error inside HTTP 200", status=200, body=_coded("{code}")),
    _always("error inside HTTP 200" + DONE, status=200, body=_coded("{code}"), committed=True),
    _always("success without the object", status=200, body={"data": None, "errors": None}),
    _always("success without the object" + DONE, status=200, body={"data": None, "errors": None}, committed=True),
]
CODES = {"pool": "UNEXPECTED_ERROR", "sms": "ERROR_UPDATING_SMS_CONFIG"}


def cause(box: Sandbox, trouble: Trouble, kind: str, method: str, path: str, calls: str) -> None:
    """Have it happen at these calls of a route."""
    fault = dict(trouble.fault)
    if isinstance(fault.get("body"), dict) and fault["body"].get("errors"):
        error = fault["body"]["errors"][0]
        fault["body"] = _coded(error["error"].format(code=CODES[kind]), error["message"])
    box.fault(method, path, calls=calls, phase="after" if trouble.committed else "before", **fault)

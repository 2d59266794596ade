"""What both generations of Bland's reference say of pools and messaging settings: every route, field and error code.

Written down from the pages, not from the sandbox: tests hold the sandbox to it, row by row, and docs/conformance.md
shows both. Pages are files of the reference under api-v1/.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bland_sandbox.settings import Generation

Part = Literal["route", "body", "query", "answer", "error"]
Both = tuple[Generation, ...]

BOTH: Both = ("old", "new")
OLD: Both = ("old",)
NEW: Both = ("new",)


@dataclass(frozen=True)
class Row:
    """One thing that a page says. `name` is a field or a code, `says` what the page adds to it."""

    route: str
    part: Part
    name: str
    generations: Both
    page: str
    says: str = ""


LIST, GET = "GET /v1/custom-dialing-pools", "GET /v1/custom-dialing-pools/{pool_id}"
CREATE, UPDATE = "POST /v1/custom-dialing-pools", "POST /v1/custom-dialing-pools/{pool_id}/update"
DELETE = "DELETE /v1/custom-dialing-pools/{pool_id}"
NUMBERS, SMS = "GET /v1/sms/numbers", "POST /v1/sms/number/update"

PAGES = {
    LIST: "get/custom-dialing-pools",
    GET: "get/custom-dialing-pool",
    CREATE: "post/custom-dialing-pools",
    UPDATE: "post/custom-dialing-pool-update",
    DELETE: "delete/custom-dialing-pool",
    NUMBERS: "get/sms-numbers",
    SMS: "post/sms-update",
}

_POOL = ("id", "owner_id", "phone_numbers", "encrypted_key", "created_at")
_POOL_NEW = ("phone_numbers_count", "credentials_name")

_READ = (
    *("webhook", "request_data", "time_out", "messaging_service_sid", "objective", "tools", "temperature"),
    *("pathway_id", "pathway_version", "start_node_id", "restart_after_end_call", "timezone"),
    *("citation_schema_ids", "disposition_ids", "summary_prompt"),
)
_ECHOED = ("timeout_action", "timeout_message", "warning_time", "warning_message")

# What the pages add to a field: OLD, NEW, or the same in both.
_SAYS = {
    (CREATE, "phone_numbers"): "required; OLD: US numbers, NEW: US or UK numbers",
    (CREATE, "encrypted_key"): "credentials of the account",
    (UPDATE, "phone_numbers"): "replaces all; OLD: required, NEW: unchanged where omitted",
    (UPDATE, "encrypted_key"): "OLD: null removes; NEW: unchanged where omitted",
    (SMS, "phone_number"): "required, owned by the account",
    (SMS, "channel"): "sms unless given",
    (SMS, "time_out"): "NEW: below 30 it is raised to 30, null or 0 disables",
    (SMS, "warning_time"): "must be less than time_out",
    (SMS, "pathway_version"): "OLD: string, NEW: number",
    (SMS, "prompt"): "alias, stored as objective",
    (SMS, "task"): "alias, stored as objective",
    (NUMBERS, "channel"): "sms unless given; OLD: in a description only",
}

_BODIES: dict[str, dict[str, Both]] = {
    CREATE: {"phone_numbers": BOTH, "encrypted_key": BOTH},
    UPDATE: {"phone_numbers": BOTH, "encrypted_key": BOTH},
    SMS: {
        "phone_number": BOTH,
        "channel": NEW,
        **dict.fromkeys((*_READ, *_ECHOED), BOTH),
        **dict.fromkeys(("response_data", "use_candidate_model", "prompt", "task"), NEW),
    },
}

_ANSWERS: dict[str, dict[str, Both]] = {
    **{route: {**dict.fromkeys(_POOL, BOTH), **dict.fromkeys(_POOL_NEW, NEW)} for route in (LIST, GET, UPDATE)},
    CREATE: dict.fromkeys(_POOL, BOTH),
    DELETE: dict.fromkeys(("message", "deleted_pool_id"), NEW),
    NUMBERS: {
        **dict.fromkeys(("phone_number", "conversation_count", "sms_config"), BOTH),
        **dict.fromkeys(("label", "messaging_service"), NEW),
        **{f"sms_config.{name}": BOTH for name in _READ},
    },
    SMS: {
        **dict.fromkeys(("message", "sms_config"), BOTH),
        **{f"sms_config.{name}": BOTH for name in (*_READ, *_ECHOED)},
        "sms_config.response_data": NEW,
    },
}

# Code, generations, HTTP status: 0 where no page states one.
_ERRORS: dict[str, list[tuple[str, Both, int]]] = {
    LIST: [("UNAUTHORIZED", OLD, 0)],
    GET: [("POOL_NOT_FOUND", BOTH, 0), ("INVALID_POOL_ID", OLD, 0), ("UNAUTHORIZED", OLD, 0)],
    CREATE: [
        ("INVALID_PHONE_NUMBERS", BOTH, 0),
        ("INVALID_CREDENTIALS", BOTH, 0),
        ("ENTERPRISE_REQUIRED", NEW, 403),
    ],
    UPDATE: [
        ("POOL_NOT_FOUND", BOTH, 0),
        ("INVALID_PHONE_NUMBERS", BOTH, 0),
        ("INVALID_CREDENTIALS", BOTH, 0),
        ("ENTERPRISE_REQUIRED", NEW, 403),
    ],
    DELETE: [("POOL_NOT_FOUND", NEW, 404), ("ENTERPRISE_REQUIRED", NEW, 403)],
    NUMBERS: [("INVALID_CHANNEL", NEW, 400)],
    SMS: [
        ("INVALID_CHANNEL", NEW, 400),
        ("PHONE_NUMBER_REQUIRED", NEW, 400),
        ("ENTERPRISE_REQUIRED", NEW, 403),
        ("INBOUND_NUMBER_NOT_FOUND", NEW, 404),
        *((f"ERROR_UPDATING_{channel}_CONFIG", NEW, 500) for channel in ("SMS", "WHATSAPP", "IMESSAGE")),
    ],
}

NOT_HERE = {
    (DELETE, "POOL_DELETE_FAILURE"): "500, NEW. A failure of the service's own: set a fault.",
}
"""What a page has and the sandbox never does by itself."""


def rows() -> Iterator[Row]:
    """Everything, route by route."""
    for route, page in PAGES.items():
        yield Row(route, "route", "", NEW if route == DELETE else BOTH, page, "answers 201 in NEW" * (route == CREATE))
        if route == NUMBERS:
            yield Row(route, "query", "channel", BOTH, page, _SAYS[route, "channel"])
        for name, generations in _BODIES.get(route, {}).items():
            yield Row(route, "body", name, generations, page, _SAYS.get((route, name), ""))
        for name, generations in _ANSWERS[route].items():
            yield Row(route, "answer", name, generations, page)
        for code, generations, status in _ERRORS[route]:
            yield Row(route, "error", code, generations, page, str(status) if status else "no status stated")

"""A client of a sandbox for its tests: the routes by name, and what the tests ask of answers."""

import socket
from typing import Any
from urllib.parse import urlsplit

import requests

from bland_sandbox import Sandbox
from tests.reference import NUMBER, POOL_NUMBERS

POOLS = "/v1/custom-dialing-pools"
NUMBERS = "/v1/sms/numbers"
SMS_UPDATE = "/v1/sms/number/update"

# From the sandbox's default organisation, which has what the reference's samples use.
IMESSAGE_NUMBER = "+16505550199"
NOBODYS_ID = "00000000-0000-4000-8000-000000000000"

# post/sms-update: the request example, with values of the types that it names.
EXAMPLE: dict[str, Any] = {
    "webhook": "https://example.com/hook",
    "request_data": [{}],
    "time_out": 123,
    "messaging_service_sid": "MG00000000000000000000000000000001",
    "objective": "Chat with the user",
    "tools": [{}],
    "temperature": 123,
    "pathway_id": "pathway",
    "pathway_version": "latest",
    "start_node_id": "node",
}

# The fields that the page's table has in both generations, with a value of the right type each.
BOTH: dict[str, Any] = {
    **{name: value for name, value in EXAMPLE.items() if name != "pathway_version"},
    "restart_after_end_call": True,
    "timezone": "America/New_York",
    "citation_schema_ids": ["c"],
    "disposition_ids": ["d"],
    "summary_prompt": "Summarise.",
    "timeout_action": "send_sms",
    "timeout_message": "Still there?",
    "warning_time": 60,
    "warning_message": "Soon.",
}
ONLY_NEW: dict[str, Any] = {"response_data": {"a": 1}, "use_candidate_model": True}
VERSION = {"old": "latest", "new": 3}


class Api:
    """Requests with the key of the sandbox's first organisation."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["authorization"] = box.key

    def close(self) -> None:
        self._session.close()

    def request(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        if body is not None:
            options["json"] = body
        return self._session.request(method, self.box.url + path, timeout=30, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> requests.Response:
        return self.request("POST", path, body, **options)

    def create(self, numbers: Any = POOL_NUMBERS, **fields: Any) -> requests.Response:
        return self.post(POOLS, {"phone_numbers": numbers, **fields})

    def pool(self, pool_id: str) -> requests.Response:
        return self.get(f"{POOLS}/{pool_id}")

    def update(self, pool_id: str, **fields: Any) -> requests.Response:
        return self.post(f"{POOLS}/{pool_id}/update", fields)

    def delete(self, pool_id: str) -> requests.Response:
        return self.request("DELETE", f"{POOLS}/{pool_id}")

    def numbers(self, channel: str | None = None) -> requests.Response:
        return self.get(NUMBERS, params={} if channel is None else {"channel": channel})

    def sms(self, number: str = NUMBER, **fields: Any) -> requests.Response:
        return self.post(SMS_UPDATE, {"phone_number": number, **fields})


def data(answer: requests.Response) -> Any:
    """What a successful answer holds."""
    body = answer.json()
    assert body["errors"] is None, body
    return body["data"]


def error(answer: requests.Response) -> tuple[int, str]:
    """Status and code of an answer that is an error."""
    body = answer.json()
    assert body["data"] is None, body
    return answer.status_code, body["errors"][0]["error"]


def config(answer: requests.Response, channel: str = "sms") -> Any:
    """The configuration that an update answers."""
    return data(answer)[f"{channel}_config"]


def all_fields(generation: str) -> dict[str, Any]:
    """Every field that a generation documents, each with a value."""
    return {**BOTH, "pathway_version": VERSION[generation], **(ONLY_NEW if generation == "new" else {})}


def listed(api: Api, channel: str | None = None) -> Any:
    """The only configuration of a channel, as the list reports it."""
    (row,) = data(api.numbers(channel))
    return row[f"{channel or 'sms'}_config"]


def connect(box: Sandbox, method: str = "GET", path: str = POOLS, body: str = "") -> socket.socket:
    """A connection on which a request has been sent."""
    url = urlsplit(box.url)
    connection = socket.create_connection((url.hostname, url.port), timeout=30)
    head = [f"{method} {path} HTTP/1.1", f"host: {url.netloc}", f"authorization: {box.key}"]
    head += ["content-type: application/json", f"content-length: {len(body)}", "", body]
    connection.sendall("\r\n".join(head).encode())
    return connection


def received(connection: socket.socket) -> bytes:
    """All that comes until the connection is closed, in whichever way."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)

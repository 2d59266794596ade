"""The writes of one operation and nothing else, from eight threads: no engine can be faster on these calls.

Usage: `python -m benchmarks.threads OPERATION FILE`; the file keeps the ids of the pools for the next operation.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests

from benchmarks.contenders import CHANGE
from benchmarks.programs.wanted import agents, pools

POOLS, UPDATE = "/v1/custom-dialing-pools", "/v1/sms/number/update"
Write = tuple[str, str, Any]

_sessions = threading.local()


def writes(operation: str, ids: dict[str, str]) -> dict[str, Write]:
    """The writes of an operation, by the name of the resource."""
    if operation == "destroy":
        gone: dict[str, Write] = {name: ("DELETE", f"{POOLS}/{id_}", None) for name, id_ in ids.items()}
        cleared = {"objective": None, "time_out": None}
        return gone | {name: ("POST", UPDATE, {"phone_number": number, **cleared}) for name, number, *_ in agents()}
    of_pools = {name: {"phone_numbers": members} for name, members in pools()}
    of_agents = {
        name: {"phone_number": number, "objective": prompt, "time_out": time_out}
        for name, number, prompt, time_out in agents()
    }
    if operation == CHANGE:
        of_pools = {name: body for name, body in of_pools.items() if name.endswith("0")}
        of_agents = {name: body for name, body in of_agents.items() if name.endswith("0")}
    made: dict[str, Write] = {
        name: ("POST", f"{POOLS}/{ids[name]}/update" if name in ids else POOLS, body) for name, body in of_pools.items()
    }
    return made | {name: ("POST", UPDATE, body) for name, body in of_agents.items()}


def send(write: Write) -> Any:
    """One call, on this thread's connection."""
    if not hasattr(_sessions, "session"):
        _sessions.session = requests.Session()
        _sessions.session.headers["authorization"] = os.environ["BLAND_API_KEY"]
    method, path, body = write
    answer = _sessions.session.request(method, os.environ["BLAND_BASE_URL"] + path, json=body, timeout=20)
    answer.raise_for_status()
    return answer.json()["data"]


def main(operation: str, file: Path) -> None:
    """Send them all."""
    ids = json.loads(file.read_text()) if file.exists() else {}
    todo = writes(operation, ids)
    with ThreadPoolExecutor(8) as threads:
        answers = dict(zip(todo, threads.map(send, todo.values()), strict=True))
    ids |= {name: answer["id"] for name, answer in answers.items() if "id" in answer}
    file.write_text(json.dumps(ids))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

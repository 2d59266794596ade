"""Receives each reply of the agent, with the history of the conversation, as Bland posts it."""

import hmac
import json
import os
from typing import Any


def receive(event: dict[str, Any], _context: object) -> dict[str, int]:
    given = event.get("queryStringParameters", {}).get("token", "")
    if not hmac.compare_digest(given, os.environ["TOKEN"]):
        return {"statusCode": 403}
    print(json.loads(event["body"]))
    return {"statusCode": 204}

"""Receives each reply of the agent, with the history of the conversation, as Bland posts it."""

import hmac
import json
import os


def receive(event, _context):
    given = (event.get("queryStringParameters") or {}).get("token", "")
    if not hmac.compare_digest(given, os.environ["TOKEN"]):
        return {"statusCode": 403}
    print(json.dumps({"reply": json.loads(event["body"])}))
    return {"statusCode": 204}

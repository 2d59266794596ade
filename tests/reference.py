"""What the two pages of Bland's reference that began this project show, as it stands there."""

from __future__ import annotations

from typing import Any

# https://docs.bland.ai/api-v1/post/custom-dialing-pool-update
POOL_ID = "550e8400-e29b-41d4-a716-446655440001"
OWNER_ID = "550e8400-e29b-41d4-a716-446655440002"
CREDENTIALS = "550e8400-e29b-41d4-a716-446655440000"
POOL_NUMBERS = ["+12345678901", "+19876543210", "+15551234567", "+17775551234"]
POOL_BODY: dict[str, Any] = {"phone_numbers": POOL_NUMBERS, "encrypted_key": CREDENTIALS}
REMOVING_CREDENTIALS: dict[str, Any] = {"phone_numbers": POOL_NUMBERS[:2], "encrypted_key": None}
UPDATED_POOL: dict[str, Any] = {
    "id": POOL_ID,
    "owner_id": OWNER_ID,
    "phone_numbers": POOL_NUMBERS,
    "encrypted_key": CREDENTIALS,
    "created_at": "2024-01-15T10:30:00Z",
}
POOL_ERRORS = {
    "POOL_NOT_FOUND": "Geospatial dialing pool not found",
    "INVALID_PHONE_NUMBERS": "All phone numbers must be valid US numbers with +1 prefix",
    "INVALID_CREDENTIALS": "Twilio credentials not found or do not belong to your account",
}

# https://docs.bland.ai/api-v1/post/sms-update
NUMBER = "+15550001111"
SMS_BODY: dict[str, Any] = {
    "phone_number": "<string>",
    "webhook": "<string>",
    "request_data": [{}],
    "time_out": 123,
    "messaging_service_sid": "<string>",
    "objective": "<string>",
    "tools": [{}],
    "temperature": 123,
    "pathway_id": "<string>",
    "pathway_version": "<string>",
    "start_node_id": "<string>",
}
UPDATED_NUMBER: dict[str, Any] = {
    "message": "SMS config updated for number +15550001111",
    "sms_config": {
        "webhook": None,
        "request_data": [],
        "time_out": None,
        "messaging_service_sid": None,
        "objective": "Chat with the user",
        "tools": [],
        "temperature": 0,
        "pathway_id": None,
        "pathway_version": None,
        "start_node_id": None,
    },
}

"""The errors of Bland's API, each with its documented code, text and HTTP status."""

from dataclasses import dataclass

from bland_sandbox.settings import Generation


@dataclass
class ApiError(Exception):
    """An error that the API answers with. `field` names the body field at fault; only NEW puts it into the answer."""

    status: int
    code: str
    message: str
    field: str | None = None


def unauthorized() -> ApiError:
    """No key, or one of no organisation (pools get/list, OLD; the calls page states the 401)."""
    return ApiError(401, "UNAUTHORIZED", "Invalid API key or insufficient permissions")


def enterprise_required() -> ApiError:
    """The plan lacks the feature (NEW: create, update and delete of pools, update of SMS)."""
    return ApiError(403, "ENTERPRISE_REQUIRED", "This feature requires an Enterprise plan")


def read_only() -> ApiError:
    """A key that may not write. No page has its status; the text is the one that the OLD pages have for such a key."""
    return ApiError(403, "UNAUTHORIZED", "Invalid API key or insufficient permissions")


def rate_limited() -> ApiError:
    """Too many calls. No page about pools or messaging has it; the calls page has the 429 and this text."""
    return ApiError(429, "RATE_LIMITED", "Rate limit exceeded")


def invalid_body(message: str, field: str | None = None) -> ApiError:
    """A body that is not what the page's table says. That it is refused is documented (NEW), the code is not."""
    return ApiError(400, "INVALID_BODY", message, field)


def pool_not_found() -> ApiError:
    """No such pool, or another organisation's: the API does not tell the two apart (delete, NEW)."""
    return ApiError(404, "POOL_NOT_FOUND", "Geospatial dialing pool not found")


def invalid_pool_id() -> ApiError:
    """The id in the path is no UUID (OLD; NEW dropped the sample)."""
    return ApiError(400, "INVALID_POOL_ID", "Pool ID must be a valid UUID")


def invalid_phone_numbers(generation: Generation) -> ApiError:
    """A member that is missing, no string, or no number of a country that pools take (create, update)."""
    messages = {
        "old": "All phone numbers must be valid US numbers with +1 prefix",
        "new": "All phone numbers must be valid US (+1) or UK (+44) numbers",
    }
    return ApiError(400, "INVALID_PHONE_NUMBERS", messages[generation], "phone_numbers")


def invalid_credentials() -> ApiError:
    """An `encrypted_key` that is not one of the organisation's own (create, update)."""
    message = "Twilio credentials not found or do not belong to your account"
    return ApiError(400, "INVALID_CREDENTIALS", message, "encrypted_key")


def phone_number_required() -> ApiError:
    """An SMS update that names no number (sms-update, NEW)."""
    return ApiError(400, "PHONE_NUMBER_REQUIRED", "phone_number is required", "phone_number")


def invalid_channel() -> ApiError:
    """A channel that Bland does not have (sms-numbers and sms-update, NEW)."""
    return ApiError(400, "INVALID_CHANNEL", "channel must be one of: sms, whatsapp, imessage", "channel")


def inbound_number_not_found(number: str) -> ApiError:
    """The number is not the organisation's (sms-update, NEW)."""
    return ApiError(404, "INBOUND_NUMBER_NOT_FOUND", f"Inbound number {number} not found", "phone_number")


def invalid_timeouts(generation: Generation, channel: str) -> ApiError:
    """A warning that would come after the timeout. OLD says "rejected"; NEW gives it as a 500 (sms-update)."""
    status = {"old": 400, "new": 500}[generation]
    code = f"ERROR_UPDATING_{channel.upper()}_CONFIG"
    return ApiError(status, code, "warning_time must be less than time_out", "warning_time")

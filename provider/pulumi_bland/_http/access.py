"""Which account, and where: from the configuration of a provider and the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_bland._http.client import Settings, check_base_url
from pulumi_bland._rules.errors import BlandError, NoApiKey


def settings(config: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
    """Which account and where: configuration first, then the environment.

    Raises:
        BlandError: no key, a key that cannot be a header, a base URL that a key must not go to, a limit out of range.
    """
    account = config.get("bland:account")
    # An account of its own never falls back on the stack's key: it would write to the wrong one.
    key = config.get("bland:apiKey") or (None if account else environment.get("BLAND_API_KEY"))
    if not key or not str(key).strip():
        raise NoApiKey(account)
    key = str(key).strip()
    if not key.isascii() or not key.isprintable():
        text = "the Bland API key holds characters that no key has; set it again without quotes or line breaks"
        raise BlandError(text)
    url = config.get("bland:baseUrl") or environment.get("BLAND_BASE_URL")
    return Settings(
        api_key=key,
        base_url=check_base_url(str(url)) if url else None,
        deadline=_limit(config, "bland:deadline", Settings.deadline, 1, 3600),
        max_requests=int(_limit(config, "bland:maxRequests", Settings.max_requests, 1, 100)),
    )


def keys_differ(config: Mapping[str, Any], environment: Mapping[str, str]) -> bool:
    """Whether the configuration and the environment name two keys, of which the configuration's is used."""
    one, other = config.get("bland:apiKey"), environment.get("BLAND_API_KEY")
    return bool(one and other and one != other)


def _limit(config: Mapping[str, Any], key: str, default: float, least: float, most: float) -> float:
    given = config.get(key)
    if given is None:
        return default
    try:
        number = float(given)
    except (TypeError, ValueError):
        number = float("nan")
    if not least <= number <= most:
        text = f"{key} must be a number from {least:g} to {most:g}"
        raise BlandError(text)
    return number

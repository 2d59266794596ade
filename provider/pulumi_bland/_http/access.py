"""Which account, and where: from the configuration of a provider and the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_bland._rules.errors import BlandError, NoApiKey

LOCAL = ("localhost", "127.0.0.1", "::1")
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(:(?P<port>[0-9]{1,5}))?(/[a-z0-9._~%!$&'()*+,;=:/-]*)?",
    re.IGNORECASE | re.ASCII,
)
"""What every parser of addresses reads in the same way: no user, query or fragment, nothing to unescape in the host."""


@dataclass(frozen=True)
class Settings:
    """What a client needs to reach one Bland account.

    Attributes:
        api_key: sent raw in the `authorization` header.
        base_url: one address for every route, in place of Bland's two hosts.
        deadline: seconds that one operation may take, all its attempts and pauses together.
        max_requests: requests of this process that may be under way at once; None: as many as Pulumi asks for.
    """

    api_key: str = field(repr=False)
    base_url: str | None = None
    deadline: float = 30.0
    max_requests: int | None = None


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
        max_requests=int(_limit(config, "bland:maxRequests", 0, 1, 100)) or None,
    )


def check_base_url(url: str) -> str:
    """A base URL that a key may be sent to: https, or anything on this very machine.

    Raises:
        BlandError: it is neither, or holds more than a scheme, a host, a port and a path.
    """
    parts = _URL.fullmatch(url)
    if (
        not parts
        or int(parts["port"] or 0) > 65535  # noqa: PLR2004 - the last port
        or (parts["scheme"].lower() == "http" and parts["host"].strip("[]").lower() not in LOCAL)
    ):
        text = "bland:baseUrl (or BLAND_BASE_URL) must be an https address; http is for this machine only (127.0.0.1)"
        raise BlandError(text)
    return url.rstrip("/")


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

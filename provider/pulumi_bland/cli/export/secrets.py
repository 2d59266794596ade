"""What of an account must not stand in a program: credentials, and what looks like a secret in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pulumi_bland._rules.values import Json
from pulumi_bland.cli.export.holdings import Holding

PATTERNS = (
    r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    r"\b(gh[oprsu]_[A-Za-z0-9]{36,}|github_pat_\w{22,})",
    r"\bxox[abeprs]-[A-Za-z0-9-]{10,}",
    r"\bAIza[0-9A-Za-z_-]{35}",
    r"\b[rs]k_(live|test)_[0-9A-Za-z]{16,}",
    r"\bsk-[A-Za-z0-9_-]{20,}",
    r"(?i)\bbearer\s+[a-z0-9._~+/-]{20,}",
    r"(?i)\bhttps?://[^/\s:@]+:[^/\s:@]+@",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    r"""(?i)\b(api[_-]?key|auth[_-]?token|password|secret)["']?\s*[:=]\s*["']?[^\s"']{8,}""",
)
"""What a secret looks like: the patterns of examples/policy, so that its rule has nothing to say of an export."""
_IN_QUERY = r"(?i)[?&](access_token|code|key|sig|signature|token)=[^&\s]{8,}"
"""What opens a webhook, in its address."""


@dataclass(frozen=True)
class Secret:
    """One value of the stack's configuration.

    Attributes:
        key: its name there, without the project's.
        value: as `config.require_secret` gives it, or for objects and lists `config.require_secret_object`.
    """

    key: str
    value: Json = field(repr=False)


def find_secrets(named: Mapping[str, Holding]) -> dict[tuple[str, str], Secret]:
    """The secrets of all objects, by name and field. A value that several share is one secret, named by the first.

    First is the pool that was made first, so that another pool leaves the names as they are.
    """
    found: dict[tuple[str, str], Secret] = {}
    known: dict[tuple[str, str], Secret] = {}
    keys: set[str] = set()
    for name, holding in sorted(named.items(), key=lambda each: (each[1].kind.rank, each[1].since, each[1].id)):
        kind = holding.kind
        for field_, value in holding.inputs.items():
            patterns = (*PATTERNS, _IN_QUERY) if field_ in kind.addresses else PATTERNS
            if field_ not in kind.always_secret and not (field_ in kind.fields and _is_secret(value, patterns)):
                continue
            secret = known.get((field_, repr(value)))
            if secret is None:
                secret = Secret(_free(_key(name, field_, holding), keys), value)
                known[field_, repr(value)] = secret
                keys.add(secret.key)
            found[name, field_] = secret
    return found


def _is_secret(value: Json, patterns: tuple[str, ...]) -> bool:
    return any(re.search(pattern, text) for text in _texts(value) for pattern in patterns)


def _texts(value: Json) -> Iterator[str]:
    """Every text; one in an object goes with its key: {"password": "…"}."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from [f"{key}: {each}"] if isinstance(each, str) else _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _key(name: str, field_: str, holding: Holding) -> str:
    if field_ not in holding.kind.always_secret & holding.kind.credentials:
        return _camel(f"{name}-{field_}")
    return f"twilioKey{holding.account_sid[-4:]}" if holding.account_sid else _camel(f"{name}-twilio-key")


def _camel(name: str) -> str:
    """A name as configuration is spelt: ASCII letters and digits, `frontDesk1111Webhook`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words: list[str] = re.findall(r"[A-Za-z0-9]+", plain) or ["value"]
    joined = words[0] + "".join(each[:1].upper() + each[1:] for each in words[1:])
    return f"agent{joined}" if joined[0].isdigit() else joined


def _free(key: str, taken: set[str]) -> str:
    count = 1
    free = key
    while free in taken:
        count += 1
        free = f"{key}{count}"
    return free

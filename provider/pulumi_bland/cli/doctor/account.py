"""The account, by reads alone: the way to it, whether it takes the key, and which generation of the API answers."""

from __future__ import annotations

import email.utils
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from pulumi_bland._http.access import Settings, settings
from pulumi_bland._http.client import POOLS_HOST, SMS_HOST, Client
from pulumi_bland._rules.errors import ServiceError
from pulumi_bland.cli.doctor.check import Check, failed, ok, warning

PATIENCE = 10.0
"""Seconds for each read."""
SKEW = 300.0
"""Seconds that this machine's clock may differ: certificates and signed requests are refused beyond."""
_MORE = "`pulumi-bland contract` finds out what else the reference leaves open"


def environment(variables: Mapping[str, str]) -> Iterator[Check]:
    """The proxy and the certificates that requests will use; a proxy's password is not shown."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if file := variables.get(name):
            known = Path(file).exists()
            yield (
                ok("CA", f"{name}={file}")
                if known
                else failed("CA", f"{name} names no file: {file}", "correct it, or unset it")
            )
    proxies = {key: each for key, each in variables.items() if key.lower() in ("https_proxy", "all_proxy") and each}
    for name, address in proxies.items():
        host = urlsplit(address if "//" in address else f"//{address}").hostname
        yield ok(
            "proxy",
            f"{name} names {host}, except for NO_PROXY={variables.get('NO_PROXY') or variables.get('no_proxy', '')}",
        )


def examine(config: Mapping[str, Any]) -> Iterator[Check]:
    """The hosts, the clock, the key and the generation. Nothing is written."""
    found = replace(settings(config, os.environ), deadline=PATIENCE)
    client = Client(found)
    yield from _reads("dialing pools", found.base_url or POOLS_HOST, client.list_pools)
    reached = True
    for check in _reads("SMS numbers", found.base_url or SMS_HOST, lambda: client.list_sms("sms")):
        reached = check.state == "ok"
        yield check
    if reached:
        yield _clock(found)
        yield _generation(client)


def _reads(what: str, host: str, read: Callable[[], Any]) -> Iterator[Check]:
    try:
        rows = read()
    except ServiceError as error:
        fact, _, advice = str(error).partition("; ")
        yield failed(what, f"{fact} ({host})", advice or "look at it with BLAND_LOG=debug")
    else:
        yield ok(what, f"{host} answers with {len(rows) if isinstance(rows, list) else 'no list'}")


def _clock(found: Settings) -> Check:
    """This machine's clock against the service's."""
    try:
        answer = requests.head(found.base_url or SMS_HOST, timeout=PATIENCE, allow_redirects=False)
        away = email.utils.parsedate_to_datetime(answer.headers["date"]).timestamp() - time.time()
    except (requests.RequestException, KeyError, ValueError, TypeError):
        return ok("clock", "the service does not tell its time")
    if abs(away) > SKEW:
        return failed("clock", f"this machine's clock is {abs(away):.0f} s off", "set it, or turn on NTP")
    return ok("clock", "agrees with the service's")


def _generation(client: Client) -> Check:
    """Which of the two published references answers: the older one does not know channels, and takes any."""
    try:
        client.list_sms("doctor")
    except ServiceError as error:
        if error.code == "INVALID_CHANNEL":
            return ok("generation", f"the newer API: channels, and a route to delete pools; {_MORE}")
        return warning("generation", f"cannot be told: {error.fact}", f"run it again; {_MORE}")
    return warning(
        "generation",
        f"the older API: SMS alone, and it has no route to delete pools; {_MORE}",
        'set on_delete="retain" for pools that destroy is to leave',
    )

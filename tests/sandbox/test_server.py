"""The server itself: up at once, gone at once."""

import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError

import bland_sandbox
from bland_sandbox import Sandbox

from .api import POOLS, Api, data


def test_it_is_up_when_entered_and_gone_when_left() -> None:
    """No waiting, no thread and no port left behind."""
    threads = set(threading.enumerate())
    with Sandbox() as box:
        api = Api(box)
        assert data(api.get(POOLS)) == []
        address = urlsplit(box.url)
    assert set(threading.enumerate()) == threads
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=30)


def test_it_can_be_entered_again_with_all_that_it_had() -> None:
    """A service that was away for a while."""
    box = Sandbox()
    with box:
        pool_id = data(Api(box).create())["id"]
    with box:
        assert data(Api(box).pool(pool_id))["id"] == pool_id


def test_several_run_side_by_side_and_share_nothing() -> None:
    """Each has a port, a state and a journal of its own."""
    with Sandbox(generation="old") as old, Sandbox(generation="new") as new:
        Api(old).create()
        assert data(Api(new).get(POOLS)) == []
        assert (old.calls(), new.calls()) == (1, 1)


def test_a_port_that_is_taken_is_an_error() -> None:
    """At once, not in a thread."""
    with Sandbox() as box, pytest.raises(OSError, match="in use"), Sandbox(port=urlsplit(box.url).port or 0):
        pass


def test_it_listens_on_ipv6_too() -> None:
    """`--host ::1`."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with Sandbox(host="::1") as box:
        assert box.url.startswith("http://[::1]:")
        assert data(Api(box).get(POOLS)) == []
        assert Api(box).get("/").status_code == 200


def test_a_misspelt_switch_is_an_error() -> None:
    """Not silently the default."""
    with pytest.raises(ValidationError, match="genaration"):
        Sandbox(genaration="old")


def test_it_is_an_independent_witness() -> None:
    """It knows nothing of the provider, nor of the provider's numbering library."""
    code = (
        "import sys, bland_sandbox; print(*(m for m in ('pulumi_bland', 'pulumi', 'phonenumbers') if m in sys.modules))"
    )
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == ""
    for file in Path(bland_sandbox.__file__).parent.glob("*.py"):
        assert "pulumi_bland" not in file.read_text(encoding="utf-8")

"""A local Bland AI API for demos, tests and CI: custom dialing pools and messaging configurations of numbers.

It knows nothing of the provider: what it does comes from Bland's reference alone.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bland_sandbox.accounts import Accounts, Number, Org, Pool, SeedError, read_accounts
    from bland_sandbox.changes import Change
    from bland_sandbox.faults import Fault, read_faults
    from bland_sandbox.profile import read_profile
    from bland_sandbox.sandbox import Sandbox
    from bland_sandbox.serving import serve
    from bland_sandbox.settings import Settings

__all__ = [
    "Accounts",
    "Change",
    "Fault",
    "Number",
    "Org",
    "Pool",
    "Sandbox",
    "SeedError",
    "Settings",
    "read_accounts",
    "read_faults",
    "read_profile",
    "serve",
]

_WHERE = {
    **dict.fromkeys(("Accounts", "Number", "Org", "Pool", "SeedError", "read_accounts"), "accounts"),
    "Change": "changes",
    **dict.fromkeys(("Fault", "read_faults"), "faults"),
    "Sandbox": "sandbox",
    "Settings": "settings",
    "read_profile": "profile",
    "serve": "serving",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is asked for: the command line and pytest look in here also where no web server is."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)

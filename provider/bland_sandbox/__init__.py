"""A local Bland AI API for demos, tests and CI: custom dialing pools and messaging configurations of numbers.

It knows nothing of the provider: what it does comes from Bland's reference alone.
"""

from bland_sandbox.faults import Fault, read_faults
from bland_sandbox.profile import read_profile
from bland_sandbox.sandbox import Sandbox
from bland_sandbox.serving import serve
from bland_sandbox.settings import Settings
from bland_sandbox.state import Accounts, Number, Org, Pool, SeedError, read_accounts

__all__ = [
    "Accounts",
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

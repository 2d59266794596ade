"""What the tests of the engine have in common: the harness of the sandbox's pytest plugin, and some numbers."""

from __future__ import annotations

from bland_sandbox.testing import Project, Run, engine_environment

__all__ = ["Project", "Run", "engine_environment"]

SF, SEATTLE, DENVER, CHICAGO, LONDON = "+14155550101", "+12065550102", "+13035550123", "+13125550166", "+442079460123"
"""Members of pools."""
SUPPORT, SALES = "+15550001111", "+15550002222"
"""Numbers of the sandbox's account that answer messages."""
POOLS, POOL, POOL_UPDATE = (
    "/v1/custom-dialing-pools",
    "/v1/custom-dialing-pools/{pool_id}",
    "/v1/custom-dialing-pools/{pool_id}/update",
)
SMS_LIST, SMS_UPDATE = "/v1/sms/numbers", "/v1/sms/number/update"

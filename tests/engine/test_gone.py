"""Gone is what the service says: a pool leaves the state for `POOL_NOT_FOUND` in an envelope, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bland_sandbox import Sandbox
from tests.engine.project import POOL, POOLS, SF, SUPPORT, Project

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_FOUND = {"error": "POOL_NOT_FOUND", "message": "Geospatial dialing pool not found"}
NOT_GONE: list[tuple[dict[str, Any], str]] = [
    ({"status": 404, "body": "<html><body>404 page not found</body></html>"}, "HTML"),
    ({"status": 404, "body": {"data": None, "errors": [{"error": "NOT_FOUND", "message": "No route"}]}}, "NOT_FOUND"),
    ({"status": 404, "body": {"message": "POOL_NOT_FOUND"}}, "404"),
    ({"status": 404, "body": ""}, "empty"),
    ({"status": 401, "body": {"data": None, "errors": [{"error": "UNAUTHORIZED", "message": "Invalid"}]}}, "API key"),
    ({"status": 403, "body": {"data": None, "errors": [{"error": "FORBIDDEN", "message": "No"}]}}, "403"),
    ({"status": 500, "body": {"data": None, "errors": [NOT_FOUND | {"error": "UNEXPECTED"}]}}, "UNEXPECTED"),
    ({"status": 200, "body": ""}, "empty"),
    ({"status": 200, "body": {"data": None, "errors": None}}, "holds no pool"),
    ({"action": "drop"}, "broke before the answer was complete"),
]


def test_no_doubtful_answer_drops_a_pool_from_the_state(project: Project, box: Sandbox) -> None:
    project.program(f'bland.CustomDialingPool("west", phone_numbers=[{SF!r}])').up().expect()
    (pool_id,) = box.org().pools
    project.config("bland:deadline", "1")
    for answer, reason in NOT_GONE:
        box.fault("GET", POOLS, body={"data": [], "errors": None})
        box.fault("GET", POOL, **answer)
        project.refresh().refuses(pool_id, reason)
        box.faults.clear()
    assert project.state()["west"]["id"] == pool_id
    # A list that lacks the pool is not believed where the pool itself can be read.
    box.fault("GET", POOLS, body={"data": [], "errors": None})
    project.refresh("--expect-no-changes").expect()
    project.expect_quiet()


@pytest.mark.parametrize("error_status", ["documented", "200"])
def test_a_pool_deleted_elsewhere_leaves_the_state(error_status: str, start: Callable[[Sandbox], Project]) -> None:
    with Sandbox(generation="old", error_status=error_status) as box:
        project = start(box)
        project.program(f"""
            bland.CustomDialingPool("west", phone_numbers=[{SF!r}])
            bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours", time_out=60)
        """).up().expect()
        (pool_id,) = box.org().pools
        box.drop_pool(pool_id)
        box.drop_sms(SUPPORT)
        project.refresh().expect("- 1 deleted", "~ 1 updated")
        assert set(project.state()) == {"support"}
        project.preview().expect("1 to create", "1 to update", '+ objective: "Ours"')
        project.up().expect("+ 1 created", "~ 1 updated")
        assert box.sms(SUPPORT) == {"objective": "Ours", "time_out": 60}
        project.expect_quiet()

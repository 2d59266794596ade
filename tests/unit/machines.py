"""How much is generated: what takes seconds in the suite, and by hand as much as you like.

    BLAND_MACHINE_EXAMPLES=5000 .venv/bin/pytest tests/unit -k "machine or every_input" -n 2

runs each state machine with that many random programs of up to 30 steps, and each generated test with that many inputs.
With BLAND_MACHINE_SHRINK=no a sequence that fails is shown as it was found, at once.

A sequence that fails becomes a test of its own, named after what it broke (`test_pool_regressions.py`, for one).
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def run(machine: type[RuleBasedStateMachine], examples: int) -> None:
    """Run a machine."""
    run_state_machine_as_test(machine, settings=generated(examples))


def generated(examples: int) -> settings:
    """Always the same few examples, or as many new ones as the environment asks for."""
    asked = os.environ.get("BLAND_MACHINE_EXAMPLES")
    long = settings(max_examples=int(asked or 1), stateful_step_count=30)
    ci = settings(max_examples=examples, stateful_step_count=20, derandomize=True)
    phases = set(Phase) - ({Phase.shrink, Phase.explain} if os.environ.get("BLAND_MACHINE_SHRINK") == "no" else set())
    return settings(
        long if asked else ci,
        phases=tuple(phases),
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )

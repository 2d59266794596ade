"""How the state machines run: for seconds in the suite, and by hand for as long as you like.

    BLAND_MACHINE_EXAMPLES=5000 .venv/bin/pytest tests/unit -k machine -n 2

runs each machine with that many random programs of up to 30 steps (5,000 take about a quarter of an hour each).
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def run(machine: type[RuleBasedStateMachine], examples: int, steps: int = 20) -> None:
    """Run a machine: always the same short programs, or as many new ones as the environment asks for."""
    asked = os.environ.get("BLAND_MACHINE_EXAMPLES")
    long = settings(max_examples=int(asked or 1), stateful_step_count=30)
    ci = settings(max_examples=examples, stateful_step_count=steps, derandomize=True)
    chosen = settings(
        long if asked else ci,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=chosen)

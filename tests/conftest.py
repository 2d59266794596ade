"""What holds for all tests: a machine may be busy, so generated examples have no deadline.

Tests interrupt what they start. A shell has what runs in its background ignore that, and all that this starts in turn.

Where Hypothesis finds that it is a CI that runs them, the examples are the same in each run, as it has them there: what
a change broke is told from what was never right. New ones are looked for by hand, with BLAND_MACHINE_EXAMPLES.
"""

from __future__ import annotations

import os
import signal

from hypothesis import settings

settings.register_profile(
    "busy machines", parent=settings.get_profile("ci" if os.environ.get("CI") else "default"), deadline=None
)
settings.load_profile("busy machines")
signal.signal(signal.SIGINT, signal.default_int_handler)

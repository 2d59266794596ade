"""What holds for all tests: a machine may be busy, so generated examples have no deadline."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("busy machines", deadline=None)
settings.load_profile("busy machines")

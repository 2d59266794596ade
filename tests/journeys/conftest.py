from __future__ import annotations

from tests.engine.conftest import box, engine, project, start

__all__ = ["box", "engine", "project", "start"]

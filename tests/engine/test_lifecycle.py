"""Whole programs through the real engine: up, empty preview, refresh, empty preview, edit, destroy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bland_sandbox import Sandbox

from tests.engine.project import Project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("generation", ["old", "new"])
def test_a_pool_lives_from_up_to_destroy(generation: str, engine: dict[str, str], tmp_path: Path) -> None:
    with Sandbox(generation=generation, order="shuffled") as box:
        project = Project(tmp_path / "project", engine | {"BLAND_API_KEY": box.key, "BLAND_BASE_URL": box.url})
        project.program("""
            pool = bland.CustomDialingPool("west", phone_numbers=["+1 (415) 555-0101", "+12065550102", "+12065550102"])
            pulumi.export("pool_id", pool.pool_id)
        """)
        project.up().expect()
        assert [pool.phone_numbers for pool in box.org().pools.values()] == [["+12065550102", "+14155550101"]]
        project.expect_quiet()
        project.refresh().expect()
        project.expect_quiet()

        project.program('bland.CustomDialingPool("west", phone_numbers=["+13035550123", "+14155550101"])')
        project.preview().expect('- +12065550102: "Washington State"', '+ +13035550123: "Colorado"')
        project.up().expect("~ 1 updated")
        assert [set(pool.phone_numbers) for pool in box.org().pools.values()] == [{"+13035550123", "+14155550101"}]

        done = project.destroy()
        if generation == "new":
            done.expect()
            assert not box.org().pools
        else:
            done.expect('set on_delete="retain"', fails=True)
            assert len(box.org().pools) == 1

"""Where an exported project gets this package from: never a bare name, which an index could have from somebody else."""

from __future__ import annotations

import json
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path
from typing import Any

import pytest

from pulumi_bland.cli.export.project import requirement


def installed(folder: Path, origin: dict[str, Any] | None) -> Distribution:

    info = folder / "pulumi_bland-1.2.3.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pulumi-bland\nVersion: 1.2.3\n")
    if origin is not None:
        (info / "direct_url.json").write_text(json.dumps(origin))
    return PathDistribution(info)


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        (None, "pulumi-bland==1.2.3"),
        ({"url": "https://example.com/b.whl", "archive_info": {}}, "pulumi-bland @ https://example.com/b.whl"),
        ({"url": "file:///wheels/b.whl", "archive_info": {}}, "pulumi-bland @ file:///wheels/b.whl"),
        (
            {
                "url": "https://example.com/b.git",
                "vcs_info": {"vcs": "git", "commit_id": "abc", "requested_revision": "v1"},
            },
            "pulumi-bland @ git+https://example.com/b.git@abc",
        ),
    ],
)
def test_the_package_is_named_by_where_it_is_from(tmp_path: Path, origin: dict[str, Any] | None, line: str) -> None:
    assert requirement(installed(tmp_path, origin)).splitlines()[-1] == line

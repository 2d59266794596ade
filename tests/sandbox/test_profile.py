"""A sandbox behaves as a profile of `pulumi-bland contract` says."""

import json
from pathlib import Path
from typing import Any

import pytest

from bland_sandbox import Sandbox, SeedError, Settings, read_profile

PROFILE: dict[str, Any] = {
    "contract": 1,
    "switches": {"write": "replace", "order": "sorted"},
    "facts": {"delete_route": "yes"},
    "open": {"null_key": "no read shows it"},
    "evidence": {},
}


def test_what_a_profile_leaves_open_is_as_usual(tmp_path: Path) -> None:
    file = tmp_path / "profile.json"
    file.write_text(json.dumps(PROFILE))
    assert Sandbox(profile=file).settings == Sandbox(profile=PROFILE).settings == Settings(**PROFILE["switches"])


def test_a_switch_that_is_given_wins() -> None:
    assert Sandbox(profile=PROFILE, order="kept").settings == Settings(write="replace", order="kept")


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({}, "profile: no profile of `pulumi-bland contract` in the form that this sandbox reads"),
        ({**PROFILE, "contract": 2}, "profile: no profile of `pulumi-bland contract` in the form"),
        ({**PROFILE, "switches": {"wrote": "merge"}}, "profile: this sandbox has no switch wrote"),
        ({**PROFILE, "switches": {"write": "both"}}, "profile: write: Input should be 'merge' or 'replace'"),
    ],
)
def test_what_is_no_profile_is_refused(profile: dict[str, Any], said: str) -> None:
    with pytest.raises(SeedError, match=said):
        read_profile(profile)


def test_a_file_that_is_no_profile_is_named(tmp_path: Path) -> None:
    file = tmp_path / "profile.json"
    with pytest.raises(SeedError, match="No such file"):
        read_profile(file)
    file.write_text("{")
    with pytest.raises(SeedError, match="not JSON"):
        read_profile(file)

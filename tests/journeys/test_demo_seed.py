"""`--seed demo`: the examples that need something to be there run on it at once, as their first lines say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bland_sandbox import Sandbox
from tests.journeys.test_examples import EXAMPLES, Example, accounts
from tests.reference import CREDENTIALS


def configured(example: Example, name: str) -> None:
    """Set what the example's own docstring sets, with the values that stand there."""
    commands = re.findall(r"pulumi config set (.*)", (EXAMPLES / name / "__main__.py").read_text())
    secrets = {"bland:apiKey": "sandbox-key", "rehearsalKey": "rehearsal-key", "twilioKey": CREDENTIALS}
    for command in commands:
        secret, key, value = re.fullmatch(r"(--secret )?(\S+) *(\S*).*", command).groups()  # type: ignore[union-attr]
        example.config(key, secrets[key] if secret else value, secret=bool(secret))


@pytest.mark.parametrize("name", ["take_over", "two_accounts"])
def test_the_example_runs_on_it_at_once_and_leaves_it_as_it_was(
    name: str, tmp_path: Path, engine: dict[str, str]
) -> None:
    with Sandbox(seed="demo") as box:
        before = accounts(box)
        example = Example(name, tmp_path, engine, box)
        configured(example, name)
        example.up().expect("+ ")
        assert accounts(box) != before
        example.expect_quiet()
        example.destroy().expect()
        assert accounts(box) == before

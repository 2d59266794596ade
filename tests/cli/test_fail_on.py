"""`pulumi-bland review --fail-on`: which changes end with exit code 2."""

from __future__ import annotations

import json

import pytest

from .command import run
from .previews import FIVE, POOL, changed, document, members, step
from .recorded import PREVIEWS

PLAN = (PREVIEWS / "plan.json").read_text()


@pytest.mark.parametrize(
    ("rules", "preview", "code"),
    [
        ("", PLAN, 0),
        ("drift", PLAN, 0),
        ("delete,replace,shrink=30%", PLAN, 2),
        (" webhook , credentials", PLAN, 2),
        ("delete", json.dumps(document(step("delete", POOL, "west", FIVE))), 2),
        ("delete", json.dumps(document(step("delete", POOL, "west", FIVE, state={"retainOnDelete": True}))), 0),
        ("delete", json.dumps(document(step("delete", POOL, "west", {**FIVE, "on_delete": "retain"}))), 0),
        ("delete", json.dumps(document(step("delete", "aws:s3/bucket:Bucket", "b", {}))), 0),
        ("shrink=40%", changed(FIVE, members(*FIVE["phone_numbers"][2:]), POOL), 0),
        ("shrink=39%", changed(FIVE, members(*FIVE["phone_numbers"][2:]), POOL), 2),
        ("shrink=0.39", changed(FIVE, members(*FIVE["phone_numbers"][2:]), POOL), 2),
        ("shrink", changed(FIVE, members(*FIVE["phone_numbers"][2:]), POOL), 2),
        ("shrink=0%", changed(FIVE, members(*FIVE["phone_numbers"][1:]), POOL), 2),
        ("shrink=0%", changed(FIVE, members(*FIVE["phone_numbers"], "+14155550199"), POOL), 0),
        ("shrink=99%", changed(FIVE, members(), POOL), 2),
        ("webhook", changed({"webhook": "https://a.example"}, {}), 0),
        ("webhook", changed({}, {"webhook": "https://a.example"}), 2),
        ("credentials", changed({"messaging_service_sid": "MG1"}, {"messaging_service_sid": "MG2"}), 2),
    ],
)
def test_fail_on_ends_with_2_where_a_rule_is_met(
    rules: str, preview: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, "review", "--fail-on", rules, stdin=preview)
    assert ran.code == code
    assert ran.err.startswith("found: ") is (code == 2)
    assert ran.out.startswith("**")


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("deletes", "there is no rule 'deletes'; the rules are delete, replace, shrink, credentials, webhook, drift"),
        ("delete=3", "there is no rule 'delete=3'"),
        ("shrink=many", "shrink takes a share such as 30% or 0.3, not 'many'"),
        ("shrink=130%", "not '130%'"),
        ("shrink=nan", "not 'nan'"),
    ],
)
def test_a_rule_that_does_not_exist_is_an_error(rules: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "review", "--fail-on", rules, stdin=PLAN)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err

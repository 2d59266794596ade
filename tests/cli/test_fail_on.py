"""`pulumi-bland review --fail-on`: which changes end with exit code 2."""

from __future__ import annotations

import json

import pytest

from .command import run
from .previews import AGENT, AGENT_INPUTS, FIVE, POOL, changed, document, members, options, step
from .recorded import PREVIEWS

SECRET_NUMBERS = {"phone_numbers": "[secret]", "members": "[secret]"}
MOVED = {**AGENT_INPUTS, "phone_number": "+15550002222", "time_out": 60}
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
        ("shrink", changed(FIVE, {"phone_numbers": "[secret]", "members": "[secret]"}, POOL), 2),
        ("shrink", changed(SECRET_NUMBERS, SECRET_NUMBERS, POOL), 0),
        ("takeover", changed({}, {"webhook": "https://a.example"}), 2),
        ("takeover", changed({"authoritative": True}, {"authoritative": True, "webhook": "https://a.example"}), 0),
        ("takeover", changed({"webhook": "https://a.example"}, {"webhook": "https://b.example"}), 0),
        ("takeover", changed({}, {"on_drift": "overwrite"}), 0),
        ("takeover", changed(FIVE, {**FIVE, "encrypted_key": "[secret]"}, POOL), 2),
        ("takeover", json.dumps(document(step("create", POOL, "west", None, FIVE))), 0),
        ("takeover", json.dumps(document(step("create", POOL, "west", None, {**FIVE, "pool_id": "p"}))), 2),
        ("takeover", json.dumps(document(step("create", AGENT, "desk", None, AGENT_INPUTS))), 0),
        ("takeover", json.dumps(document(step("create", AGENT, "desk", None, {**AGENT_INPUTS, "time_out": 60}))), 2),
        ("takeover", json.dumps(document(step("replace", AGENT, "desk", {**AGENT_INPUTS, "time_out": 60}, MOVED))), 2),
        ("empties", changed({"objective": "Answer."}, {}), 2),
        ("empties", changed({"objective": "Answer."}, {"objective": " "}), 2),
        ("empties", changed({"objective": "Answer."}, {"objective": "[secret]"}), 0),
        ("empties", json.dumps(document(step("delete", AGENT, "desk", {**AGENT_INPUTS, "objective": "Answer."}))), 0),
        ("unprotect", options({"protect": True}, {}), 2),
        ("unprotect", options({"retainOnDelete": True}, {}), 2),
        ("unprotect", options({}, {"protect": True}), 0),
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
        ("deletes", "there is no rule 'deletes'; the rules are delete, replace, takeover, empties, refused, shrink"),
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

"""`pulumi-bland review`: what it reads, what it prints, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .command import run
from .previews import AGENT, AGENT_INPUTS, FIVE, POOL, STACK, changed, document, step
from .recorded import PREVIEWS

PLAN = (PREVIEWS / "plan.json").read_text()


def test_it_reads_the_end_of_a_pipe_and_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    piped = run(capsys, "review", stdin=PLAN)
    assert piped.code == 0
    assert piped.err == ""
    assert piped == run(capsys, "review", "-", stdin=PLAN)
    assert piped == run(capsys, "review", str(PREVIEWS / "plan.json"))


def test_the_verdict_of_all_edits_of_the_gallery(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "review", "-f", "text", stdin=PLAN).out.splitlines()[0] == (
        "1 pool is made, with 3 numbers · 1 pool is taken over, with 1 number · 2 agents are taken over · "
        "6 pools change: 2 numbers added, 3 removed, the numbers of 1 pool cannot be shown · "
        "1 agent prompt is emptied · 5 agent prompts change · settings of 6 agents change · 1 agent is renamed · "
        "1 pool and 1 agent lose their protection · 1 pool and 1 agent are replaced · "
        "1 pool is deleted · 1 pool and 1 agent are handed back · 1 pool is let go"
    )


def test_json_holds_what_the_comment_says(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(run(capsys, "review", "--format", "json", stdin=PLAN).out)
    by_name = {each["name"]: each for each in found["changes"]}
    assert (found["stack"], found["view"], found["complete"]) == ("try/dev", "plan", True)
    assert by_name["large"]["numbers"] == {
        "hidden": None,
        "before": 400,
        "after": 401,
        "added": {"+14155550101": "San Francisco, CA"},
        "removed": {},
    }
    assert by_name["signed"]["fields"] == [
        {"name": "request_data", "before": {"hidden": "secret"}, "after": {"hidden": "another secret"}}
    ]
    assert by_name["hooked"]["fields"] == [
        {"name": "webhook", "before": {"value": "https://example.com/replies"}, "after": {"hidden": "known after up"}}
    ]
    assert found["other_resources"] == {"create": 1}
    assert {each["rule"] for each in found["dangers"]} == {
        "delete",
        "replace",
        "takeover",
        "empties",
        "shrink",
        "unprotect",
        "credentials",
        "webhook",
        None,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "there is no preview to read"),
        (b"error: no stack selected\n", "this is no preview"),
        (b'{"steps": [', "this is no preview"),
        (b"[]", "this is no preview"),
        (b'{"sequence": 0, "timestamp": 1}\n{"sequence": 1}\n', "PULUMI_ENABLE_STREAMING_JSON_PREVIEW"),
        (b'{"version": 3, "deployment": {}}', "this is no preview but something else"),
        (PLAN.encode() * 2, "there is more than one document"),
        (b"\xff\xfe\x00\xd8", "this is no preview"),
    ],
)
def test_what_is_no_preview_is_an_error(text: bytes, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "review", stdin=text)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "review", str(tmp_path / "preview.json"))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith("preview.json: No such file or directory\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_the_encodings_of_other_shells_are_read(encoding: str, capsys: pytest.CaptureFixture[str]) -> None:
    """PowerShell's `>` writes UTF-16."""
    assert run(capsys, "review", stdin=PLAN.encode(encoding)) == run(capsys, "review", stdin=PLAN)


def test_warnings_around_the_document_are_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    """`2>&1` puts what Pulumi says on stderr before and after it."""
    around = f"warning: a new version of Pulumi is available\n{PLAN}\nwarning: more\n"
    assert run(capsys, "review", stdin=around) == run(capsys, "review", stdin=PLAN)


def test_a_failed_preview_is_shown_and_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "review", "--fail-on", "delete", stdin=(PREVIEWS / "failed.json").read_text())
    assert ran.code == 1
    assert ran.out.startswith("**The preview failed, so this is not all**")
    assert "typo: phone_numbers[2]: must be a US" in ran.out
    assert "nothing" not in ran.out.lower()
    assert ran.err == "pulumi-bland: the preview failed: this is not all that would happen\n"


def test_of_a_traceback_only_the_error_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    traceback = 'Traceback (most recent call last):\n  File "/home/me/x.py"\n    a = secret\nKeyError: 1\n'
    message = f"error: Program failed:\n{traceback}"
    preview = json.dumps(document(diagnostics=[{"message": message, "severity": "error"}]))
    out = run(capsys, "review", stdin=preview).out
    assert "Program failed:\nKeyError: 1" in out
    assert "/home/me" not in out
    assert "secret" not in out


def test_warnings_about_our_resources_are_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    diagnostics = [
        {"severity": "warning", "urn": f"urn:pulumi:dev::try::{kind}::{name}", "message": f"warning: about {name}"}
        for kind, name in [(POOL, "west"), (f"my:Team${AGENT}", "desk"), ("aws:s3/bucket:Bucket", "logs")]
    ]
    out = run(capsys, "review", stdin=json.dumps(document(diagnostics=diagnostics))).out
    assert "- `desk`: `about desk`\n- `west`: `about west`" in out
    assert "logs" not in out


def test_nothing_at_all_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "review", "-f", "text", stdin=json.dumps(document())).out
    assert out == "Nothing changes at Bland\n"


def test_an_update_without_detail_is_not_silent(capsys: pytest.CaptureFixture[str]) -> None:
    same = {**AGENT_INPUTS, "request_data": "[secret]"}
    out = run(capsys, "review", stdin=json.dumps(document(step("update", AGENT, "desk", same, same)))).out
    assert out.startswith("**Settings of 1 agent change")
    assert "`desk` · `+15550001111` · Pulumi does not say what changes" in out


def test_what_becomes_a_secret_is_told_from_what_is_one_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    plain, secret = {"request_data": {"a": "b"}}, {"request_data": "[secret]", "secret_inputs": ["request_data"]}
    assert (
        "| request_data | *secret* | *secret from now on* |" in run(capsys, "review", stdin=changed(plain, secret)).out
    )
    bared = run(capsys, "review", stdin=changed(secret, plain)).out
    assert "| request_data | *secret* | *no longer secret* |" in bared
    assert "- `it`: request_data is no longer a secret" in bared
    assert '"b"' not in bared


def test_an_account_that_changes_is_a_danger(capsys: pytest.CaptureFixture[str]) -> None:
    """A resource of another account is looked for there, and not found: its pools count as gone."""
    kind = "pulumi:providers:pulumi-python"
    account = step("update", kind, "second", {"bland:apiKey": "[secret]"}, {"bland:apiKey": "[secret]"})
    ran = run(capsys, "review", "--fail-on", "credentials", stdin=json.dumps(document(account)))
    assert ran.code == 2
    assert ran.out.startswith("**The access to 1 account changes · nothing is deleted**")
    assert "- `second`: the account or its address changes" in ran.out


def test_a_resource_replaced_in_several_steps_is_one_change(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = AGENT_INPUTS, {**AGENT_INPUTS, "phone_number": "+15550002222"}
    parts = [
        step("create-replacement", AGENT, "desk", old, new),
        step("replace", AGENT, "desk", old, new),
        step("delete-replaced", AGENT, "desk", old),
    ]
    found = json.loads(run(capsys, "review", "-f", "json", stdin=json.dumps(document(*parts))).out)
    assert [(each["action"], each["object"]) for each in found["changes"]] == [("replace", "+15550002222/sms")]


def test_a_rename_shows_what_changes_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = {**AGENT_INPUTS, "time_out": 60}, {**AGENT_INPUTS, "time_out": 90}
    made, gone = step("create", AGENT, "new", None, new), step("delete", AGENT, "old", old)
    for parts in ([made, gone], [gone, made]):
        out = run(capsys, "review", stdin=json.dumps(document(*parts))).out
        assert out.startswith("**Settings of 1 agent change · 1 agent is renamed · nothing is deleted**")
        assert "| time_out | `60` | `90` |" in out


def test_numbers_known_after_up_only_are_not_taken_for_removed(capsys: pytest.CaptureFixture[str]) -> None:
    after = {"phone_numbers": ["+14155550100", "+14155550177", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"]}
    ran = run(capsys, "review", "--fail-on", "shrink=99%", stdin=changed(FIVE, after, POOL))
    assert ran.code == 2
    assert "some of its numbers are known after `up` only" in ran.out
    assert "numbers: 5 → known after up\n```diff\n+ +14155550177" in ran.out
    assert "\n- +1" not in ran.out


def test_labels_alone_are_no_change(capsys: pytest.CaptureFixture[str]) -> None:
    after = {**FIVE, "members": dict.fromkeys(FIVE["phone_numbers"], "Elsewhere")}
    assert "numbers" not in run(capsys, "review", stdin=changed(FIVE, after, POOL)).out


def test_a_refresh_alone_is_told_from_a_preview_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    """By what happens to the stack's own resource: in a refresh, nothing else."""
    refreshed = {"op": "refresh", "urn": f"urn:pulumi:dev::try::{STACK}::s", "newState": {"type": STACK}}
    moved = step("update", AGENT, "desk", AGENT_INPUTS, {**AGENT_INPUTS, "time_out": 60})
    for steps, view in (([refreshed, moved], "drift"), ([refreshed, {**refreshed, "op": "same"}, moved], "plan")):
        assert json.loads(run(capsys, "review", "-f", "json", stdin=json.dumps({"steps": steps})).out)["view"] == view

"""Never a secret in the clear: in no state, preview, update or error, of ours or of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bland_sandbox import Sandbox
from pulumi_bland._rules.errors import WITHHELD
from tests.engine.project import DENVER, POOL_UPDATE, SF, SMS_LIST, SMS_UPDATE, SUPPORT, Project
from tests.reference import CREDENTIALS

PROMPT, TOKEN, THEIRS = "the prompt is confidential", "token-of-the-shop", "what was there is nobody's business"


def declared(objective: str, numbers: list[str]) -> str:
    return f"""
        pool = bland.CustomDialingPool("west", phone_numbers={numbers!r}, encrypted_key={CREDENTIALS!r})
        agent = bland.SmsNumberConfig("support", phone_number={SUPPORT!r},
            objective=pulumi.Output.secret({objective!r}),
            request_data={{"token": pulumi.Output.secret({TOKEN!r}), "shop": 7}}, time_out=60)
        pulumi.export("key", pool.encrypted_key)
    """


def test_no_secret_is_shown_or_kept_in_clear(project: Project, box: Sandbox) -> None:
    box.org().key = "key-of-the-account"
    secrets = (PROMPT, TOKEN, THEIRS, CREDENTIALS, "key-of-the-account")
    del project.environment["BLAND_API_KEY"]
    project.config("bland:apiKey", "key-of-the-account", secret=True)
    box.edit_sms(SUPPORT, objective=THEIRS, webhook=f"https://theirs.example/{TOKEN}")

    def check() -> None:
        exported = project.export()
        assert not [each for each in secrets if each in exported]

    project.program(declared(PROMPT, [SF]))
    project.preview().expect().hides(*secrets)
    project.up("--diff").expect().hides(*secrets)
    check()
    assert (box.sms(SUPPORT) or {})["request_data"] == {"token": TOKEN, "shop": 7}
    project.program(declared(f"{PROMPT}, edited", [SF, DENVER]))
    project.preview().expect("~ 2 to update").hides(*secrets)

    for path, secret in ((POOL_UPDATE, CREDENTIALS), (SMS_UPDATE, f"{PROMPT}, edited")):
        said = {"error": "INVALID_BODY", "message": f"cannot take {secret} with key-of-the-account and {TOKEN[:6]}"}
        box.fault("POST", path, calls="first", status=400, body={"data": None, "errors": [said]})
    project.up("--continue-on-error").refuses("INVALID_BODY", WITHHELD).hides(*secrets)
    check()
    project.up().expect("~ 2 updated").hides(*secrets)
    check()


def test_a_secret_that_comes_back_after_it_was_emptied_is_still_one(project: Project, box: Sandbox) -> None:
    project.program(declared(PROMPT, [SF])).up().expect()
    (pool_id,) = box.org().pools

    def outside(objective: str | None, request_data: dict[str, Any] | None, key: str | None) -> None:
        box.edit_sms(SUPPORT, objective=objective, request_data=request_data)
        box.edit_pool(pool_id, encrypted_key=key)
        project.refresh().expect().hides(THEIRS, TOKEN, CREDENTIALS)

    outside(None, None, None)
    outside(THEIRS, {"token": TOKEN, "added": THEIRS}, CREDENTIALS)
    project.preview().expect("1 to update").hides(THEIRS, TOKEN, CREDENTIALS, PROMPT, "secret_inputs")
    exported = project.export()
    assert not [each for each in (THEIRS, TOKEN, CREDENTIALS, PROMPT) if each in exported]


def test_a_secret_that_was_dropped_and_could_not_be_cleared_is_still_one(start: Callable[[Sandbox], Project]) -> None:
    with Sandbox(nulls="ignored") as box:
        project = start(box)
        secret = f", objective=pulumi.Output.secret({PROMPT!r})"
        agent = f'bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, time_out=60'
        project.program(f"{agent}{secret})").up().expect()
        project.program(f"{agent})").up().refuses("objective could not be cleared").hides(PROMPT)
        project.preview().expect("- objective").hides(PROMPT)
        assert PROMPT not in project.run("preview", "--json").expect().text
        project.refresh().expect().hides(PROMPT)
        assert PROMPT not in project.export()


def test_what_the_service_says_is_shown_but_for_secrets(project: Project, box: Sandbox) -> None:
    """Numbers and names of fields stay; a secret in part, on one line, short, or a number, takes all words along."""
    prompt = "hello there,\n  you are the agent\nof the harbour"
    project.program(f"""
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective=pulumi.Output.secret({prompt!r}),
            summary_prompt=pulumi.Output.secret("rosebud"), time_out=pulumi.Output.secret(7331), webhook="https://a.example/")
    """)

    def told(words: str, shown: str) -> None:
        box.faults.clear()
        errors = [{"error": "INVALID_BODY", "message": words}]
        box.fault("POST", "*", status=400, body={"data": None, "errors": errors})
        project.up("--continue-on-error").refuses(f"INVALID_BODY: {shown}")

    for words in (f"{SF} is not of this account", "objective is too long", "https://a.example/ is no webhook"):
        told(words, words)
    for words in (
        "no: hello there, you are",
        "no: you are the ag...",
        "no: of the harbour",
        "rosebud?",
        "7331 is much",
    ):
        told(words, WITHHELD)


def test_a_secret_that_the_program_made_plain_stays_one_until_it_is_gone(project: Project, box: Sandbox) -> None:
    def program(webhook: str, objective: str) -> Project:
        return project.program(
            f'bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, webhook={webhook}, objective={objective!r})'
        )

    secret = "https://hooks.example/canary-0a1b2c3d"
    program(f"pulumi.Output.secret({secret!r})", "One").up().expect()
    box.fault("POST", SMS_UPDATE, phase="after", status=500)
    box.fault("GET", SMS_LIST, calls="2-", status=500)
    program('"https://plain.example"', "Two").up().refuses("updated in part").hides(secret)
    assert secret not in project.export()
    box.faults.clear()
    project.up().expect().hides(secret)
    project.expect_quiet()
    assert secret not in project.export()


def test_a_secret_that_was_dropped_and_is_set_again_by_hand_is_still_one(project: Project, box: Sandbox) -> None:
    def program(webhook: str = "") -> Project:
        return project.program(
            f'bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, authoritative=True, time_out=60{webhook})'
        )

    secret = "https://hooks.example/canary-0a1b2c3d"
    program(f", webhook=pulumi.Output.secret({secret!r})").up().expect()
    program().up().expect()
    project.expect_quiet()
    project.refresh().expect("2 unchanged")
    box.edit_sms(SUPPORT, webhook=secret)
    project.refresh("--diff").expect("+ webhook").hides(secret)
    assert secret not in project.export()
    project.preview().expect("- webhook").hides(secret)
    project.up("--diff").expect("~ 1 updated").hides(secret)
    project.expect_quiet()
    assert "webhook" not in (box.sms(SUPPORT) or {})


def test_a_secret_that_the_program_ignores_from_now_on_is_still_one(project: Project, box: Sandbox) -> None:
    agent = f'bland.SmsNumberConfig("support", phone_number={SUPPORT!r}'
    project.program(f"{agent}, time_out=60, objective=pulumi.Output.secret({PROMPT!r}))").up().expect()
    ignoring = 'objective="Plain", opts=pulumi.ResourceOptions(ignore_changes=["objective"]))'
    project.program(f"{agent}, time_out=90, {ignoring}").up("--diff").expect("~ 1 updated").hides(PROMPT)
    project.expect_quiet()
    for objective in (None, PROMPT):
        box.edit_sms(SUPPORT, objective=objective)
        project.refresh("--diff").expect().hides(PROMPT)
    assert PROMPT not in project.export()

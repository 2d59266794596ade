"""What a review says of things that no preview shows, and of letters that no reader sees."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pulumi_bland.cli._report.letters import foreign, unseen

from .command import Ran, run
from .previews import AGENT, AGENT_INPUTS, FIVE, POOL, changed, document, options, step

HOOK = "https://example.com/a"


Review = Callable[..., Ran]


@pytest.fixture
def reviewed(capsys: pytest.CaptureFixture[str]) -> Review:
    def review(preview: str, *options: str) -> Ran:
        return run(capsys, "review", *options, stdin=preview)

    return review


def test_a_field_declared_for_the_first_time_is_not_called_empty(reviewed: Review) -> None:
    out = reviewed(changed({"time_out": 60}, {"time_out": 60, "webhook": HOOK})).out
    assert f"| webhook | *not managed until now* | `{HOOK}` |" in out
    assert "- `it`: webhook was not managed until now: whatever is there now is replaced" in out


def test_a_prompt_declared_for_the_first_time_is_shown_as_a_text(reviewed: Review) -> None:
    out = reviewed(changed({"time_out": 60}, {"time_out": 60, "objective": "Be polite.\nOffer help."})).out
    assert "objective, not managed until now\n```diff\n+ Be polite.\n+ Offer help.\n```" in out


def test_with_authoritative_an_undeclared_field_was_held_empty(reviewed: Review) -> None:
    out = reviewed(changed({"authoritative": True}, {"authoritative": True, "webhook": HOOK})).out
    assert f"| webhook | *not set* | `{HOOK}` |" in out


def test_a_field_that_a_refresh_found_emptied_was_managed(reviewed: Review) -> None:
    had = {**AGENT_INPUTS, "webhook": HOOK}
    steps = [step("refresh", AGENT, "it", had, had), step("update", AGENT, "it", AGENT_INPUTS, had)]
    out = reviewed(json.dumps(document(*steps))).out
    assert f"| webhook | *not set* | `{HOOK}` |" in out
    assert "not managed" not in out


@pytest.mark.parametrize(
    ("on_delete", "then"),
    [
        (None, "destroy hands back what was there"),
        ("clear", "destroy empties it"),
        ("retain", "destroy leaves it as it is then"),
    ],
)
def test_a_number_that_is_taken_over_has_its_note(on_delete: str | None, then: str, reviewed: Review) -> None:
    inputs = {**AGENT_INPUTS, "webhook": HOOK, **({"on_delete": on_delete} if on_delete else {})}
    out = reviewed(json.dumps(document(step("create", AGENT, "desk", None, inputs)))).out
    assert out.startswith("**1 agent is taken over · nothing is deleted**")
    assert f"- `desk`: takes over what exists: webhook is replaced, whatever is there now; {then}\n" in out


def test_the_new_side_of_a_replacement_is_a_take_over(reviewed: Review) -> None:
    old = {**AGENT_INPUTS, "webhook": HOOK}
    moved = {**old, "phone_number": "+15550002222"}
    out = reviewed(json.dumps(document(step("replace", AGENT, "desk", old, moved)))).out
    assert "- `desk`: takes over what exists: webhook is replaced" in out


def test_protection_taken_away_is_no_silence(reviewed: Review) -> None:
    ran = reviewed(options({"protect": True, "retainOnDelete": True}, {}), "--fail-on", "unprotect")
    assert ran.code == 2
    assert ran.out.startswith("**1 agent loses its protection · nothing changes at Bland**")
    assert "- `it`: is no longer protected (protect and retain_on_delete)" in ran.out


def test_changes_that_are_ignored_from_now_on_are_shown(reviewed: Review) -> None:
    out = reviewed(options({"ignoreChanges": ["webhook"]}, {"ignoreChanges": ["objective"]})).out
    assert "- `it`: changes of objective are ignored from now on (ignore_changes)" in out
    assert "| changes of webhook | *ignored* | *heeded* |" in out
    assert "| changes of objective | *heeded* | *ignored* |" in out


def test_options_that_stay_are_no_change(reviewed: Review) -> None:
    same = {"protect": True, "ignoreChanges": ["objective"]}
    assert reviewed(options(same, same), "-f", "text").out == "Nothing changes at Bland\n"


def test_ten_numbers_that_become_one_secret_number_are_no_small_change(reviewed: Review) -> None:
    secret = {"phone_numbers": ["[secret]"], "members": "[secret]"}
    ran = reviewed(changed(FIVE, secret, POOL), "--fail-on", "shrink=99%")
    assert ran.code == 2
    assert "its numbers are secret, so how many leave cannot be told" in ran.out


@pytest.mark.parametrize("emptied", [{}, {"objective": ""}, {"objective": " \n"}])
def test_a_prompt_that_is_emptied_is_a_danger(emptied: dict[str, str], reviewed: Review) -> None:
    ran = reviewed(changed({"objective": "Answer."}, emptied), "--fail-on", "empties")
    assert ran.code == 2
    assert ran.out.startswith("**1 agent prompt is emptied")


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("paypal.com", ""),
        ("p\u0430ypal.com", "\u0430"),
        ("\u03bfk", "\u03bf"),
        ("Привет, мир", ""),
        ("日本語のAIです", ""),
        ("caf\xe9 Stra\xdfe", ""),
        ("\uff50aypal", "\uff50"),
        ("\U0001d429aypal", "\U0001d429"),
        ("A1\u2460 x\xb2", ""),
    ],
)
def test_letters_that_can_be_taken_for_others_are_found(text: str, letters: str) -> None:
    assert foreign(text) == set(letters)
    assert unseen(text) == set()


def test_letters_that_were_there_before_get_no_note(reviewed: Review) -> None:
    out = reviewed(changed({"objective": "p\u0430ypal"}, {"objective": "p\u0430ypal!"})).out
    assert "taken for others" not in out

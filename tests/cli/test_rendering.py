"""How changes are drawn: texts compared, values in their places, the worst first."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pulumi_bland.cli._compare.plan import compare_plan
from pulumi_bland.cli._read.preview import read_preview
from pulumi_bland.cli._render.markdown import code, fence, markdown
from pulumi_bland.cli._render.textdiff import diff

from .edits import PROGRAM
from .previews import AGENT, POOL, document, members, step
from .recorded import Recorded

NUMBER = {"phone_number": "+15550001111", "channel": "sms"}


def comment(*steps: dict[str, Any]) -> str:
    return markdown(compare_plan(read_preview(json.dumps(document(*steps)))))


def about(name: str) -> str:
    """The comment about one resource of the recorded preview."""
    return markdown(compare_plan(read_preview(json.dumps(Recorded.load("plan").about([name])))))


def test_a_change_of_one_member_among_400_is_one_line() -> None:
    assert "phone_numbers=four_hundred" not in PROGRAM
    assert "numbers: 400 → 401\n```diff\n+ +14155550101  San Francisco, CA\n```" in about("large")


@pytest.mark.parametrize(("name", "lines"), [("desk", 7), ("dentist", 5)])
def test_a_change_of_one_word_is_a_hunk_of_a_few_lines(name: str, lines: int) -> None:
    """In a prompt of 200 lines, and in one of a single long line."""
    hunk = about(name).split("```diff\n")[1].split("\n```")[0].splitlines()
    assert len(hunk) == lines
    assert [line[0] for line in hunk if line[0] in "+-"] == ["-", "+"]


def test_repeated_lines_do_not_blow_a_change_up() -> None:
    """difflib takes lines that repeat often for junk, unless told otherwise."""
    lines = [f"Rule {(number * number) % 11}." for number in range(400)]
    changed = [*lines[:3], "Be kind.", *lines[4:390], "Never sell.", *lines[390:]]
    signs = [line[0] for line in diff("\n".join(lines), "\n".join(changed)) if line[0] in "+-"]
    assert sorted(signs) == ["+", "+", "-"]


def test_a_hunk_names_the_line_that_it_begins_at() -> None:
    """In the old text, where lines were added before it too."""
    lines = [str(number) for number in range(1, 31)]
    changed = ["zero", "nil", *lines[:19], "twenty", *lines[20:]]
    found = diff("\n".join(lines), "\n".join(changed))
    assert [line for line in found if line.startswith("@@")] == ["@@ line 18 @@"]
    assert found[:3] == ["+zero", "+nil", " 1"]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a", "a ", ["-a", "+a␠"]),
        ("a\n", "a", [" a", "-"]),
        ("a\r\nb", "a\nb", ["-a\\r", "+a", " b"]),
        ("cafe", "caf\xe9", ["-cafe", "+caf\xe9"]),
        ("a b", "a\xa0b", ["-a b", "+a\\xa0b"]),
        ("ab", "a\u202eb", ["-ab", "+a\\u202eb"]),
        ("a\tb", "a\x1b[31mb", ["-a\tb", "+a\\x1b[31mb"]),
    ],
)
def test_what_the_eye_cannot_see_is_shown(before: str, after: str, shown: list[str]) -> None:
    assert diff(before, after) == shown


def test_values_stay_in_their_cells() -> None:
    webhook = "https://example.com/|`a`|``b``"
    text = comment(step("update", AGENT, "desk", {**NUMBER, "webhook": "x"}, {**NUMBER, "webhook": webhook}))
    assert "| webhook | `x` | ``` https://example.com/\\|`a`\\|``b`` ``` |" in text


def test_a_name_cannot_mention_anybody_or_close_its_span() -> None:
    text = comment(step("delete", POOL, "`@team` <img>", members("+14155550101")))
    assert "- `` `@team` <img> ``: is deleted" in text
    assert "#### - pool `` `@team` <img> ``" in text


def test_fences_are_longer_than_what_they_hold() -> None:
    assert fence(["a", "````", "b"]) == "`````diff\na\n````\nb\n`````"
    assert code("a``b`c") == "```a``b`c```"


def test_the_worst_comes_first_whatever_the_names() -> None:
    one, other = members("+14155550101"), members("+12065550102")
    text = comment(
        step("create", POOL, "a-made", None, one),
        step("update", POOL, "b-changed", one, other),
        step("replace", AGENT, "c-replaced", NUMBER, {**NUMBER, "phone_number": "+15550002222"}),
        step("delete", POOL, "d-deleted", one),
    )
    titles = [line.split("`")[1] for line in text.splitlines() if line.startswith("####")]
    assert titles == ["d-deleted", "c-replaced", "b-changed", "a-made"]
    rules = [line.split("`")[1] for line in text.splitlines() if line.startswith("> - ")]
    assert rules == ["d-deleted", "c-replaced", "b-changed"]


def test_a_long_list_is_folded_and_a_short_one_is_not() -> None:
    for count, folded in ((20, False), (21, True)):
        text = comment(step("create", POOL, "west", None, members(*(f"+1415555{n:04d}" for n in range(count)))))
        assert (f"<details><summary>{count} numbers</summary>\n\n```diff\n" in text) is folded


def test_a_prompt_that_is_set_or_removed_is_shown_whole() -> None:
    prompt = {**NUMBER, "objective": "Be polite.\n\nOffer help."}
    assert "```diff\n+ Be polite.\n+\n+ Offer help.\n```" in comment(step("create", AGENT, "desk", None, prompt))
    assert "```diff\n- Be polite.\n-\n- Offer help.\n```" in comment(step("update", AGENT, "desk", prompt, NUMBER))

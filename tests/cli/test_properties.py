"""What holds for every review, whatever the preview: no secret, one comment, nothing that breaks out of its place."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rich.console import Console

from pulumi_bland.cli._compare.plan import compare_plan
from pulumi_bland.cli._read.preview import read_preview
from pulumi_bland.cli._render.document import document as as_json
from pulumi_bland.cli._render.markdown import LIMIT, markdown
from pulumi_bland.cli._render.terminal import show
from pulumi_bland.cli._render.textdiff import diff
from pulumi_bland.cli._report.change import Report
from pulumi_bland.cli._report.verdict import verdict

from .previews import AGENT, LEAK, POOL, TEXTS, document, documents, members, step

slow = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
TICKS = re.compile(r"^(`{3,})(.*)$")


def read(preview: dict[str, Any]) -> Report:
    return compare_plan(read_preview(json.dumps(preview)))


def text(report: Report, *, terminal: bool = False) -> str:
    out = io.StringIO()
    show(report, Console(file=out, force_terminal=terminal, width=80))
    return out.getvalue()


def outside_fences(comment: str) -> list[str]:
    """The lines that Markdown is read in; fails if a fence is not closed."""
    lines, fence = [], ""
    for line in comment.split("\n"):
        found = TICKS.match(line)
        if not fence and found:
            fence = found[1]
        elif fence and found and len(found[1]) >= len(fence) and not found[2].strip():
            fence = ""
        elif not fence:
            lines.append(line)
    assert not fence
    return lines


@slow
@given(documents())
def test_no_secret_is_in_any_format(preview: dict[str, Any]) -> None:
    report = read(preview)
    for output in (markdown(report), text(report), as_json(report)):
        assert LEAK not in output


@slow
@given(documents())
def test_a_comment_fits_and_begins_with_the_verdict(preview: dict[str, Any]) -> None:
    report = read(preview)
    comment = markdown(report)
    assert len(comment) < LIMIT + 1
    assert comment.split("\n", 1)[0] == f"**{verdict(report)}**"
    assert comment.endswith("<!-- pulumi-bland review: try/dev -->\n")


@slow
@given(documents())
def test_no_value_breaks_out_of_its_place(preview: dict[str, Any]) -> None:
    """Outside fences and code spans there are our own words only: no mention, no tag, no heading of a value's."""
    for line in outside_fences(markdown(read(preview))):
        bare = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", line)
        assert "@" not in bare
        assert "`" not in bare
        assert not re.search(r"<(?!/?(sub|details|summary)>|!-- pulumi-bland review: try/dev -->$)", bare)
        assert not re.match(r"#+ ", bare) or re.match(r"#### [+~±-] (pool|agent) ", bare)
        if bare.startswith("| "):
            assert bare.replace("\\|", "").count("|") in (3, 4)


@slow
@given(documents())
def test_what_happens_does_not_depend_on_the_order_of_the_engine(preview: dict[str, Any]) -> None:
    assume(len({each["urn"] for each in preview["steps"]}) == len(preview["steps"]))
    turned = {
        **preview,
        "steps": [preview["steps"][0], *reversed(preview["steps"][1:])],
        "diagnostics": preview["diagnostics"][::-1],
    }
    one, other = read(preview), read(turned)
    assert verdict(one) == verdict(other)
    # Two kinds of one name may be listed either way round among the dangers.
    assert sorted(markdown(one).split("\n")) == sorted(markdown(other).split("\n"))
    assert (one.errors, one.warnings) == (other.errors, other.warnings)


@slow
@given(documents())
def test_a_terminal_gets_no_control_characters(preview: dict[str, Any]) -> None:
    assert not [each for each in text(read(preview)) if not each.isprintable() and each not in "\n\t"]


@slow
@given(
    st.lists(st.integers(0, 9999), unique=True, max_size=60), st.lists(st.integers(0, 9999), unique=True, max_size=60)
)
def test_every_number_that_joins_or_leaves_is_one_line(before: list[int], after: list[int]) -> None:
    old, new = ({f"+1415555{each:04d}" for each in numbers} for numbers in (before, after))
    comment = markdown(read(document(step("update", POOL, "west", members(*old), members(*new)))))
    shown = [(line[0], line[2:14]) for line in comment.split("\n") if re.match(r"[+-] \+1415", line)]
    assert sorted(shown) == sorted([("-", each) for each in old - new] + [("+", each) for each in new - old])


@slow
@given(TEXTS, TEXTS)
def test_a_prompt_is_never_changed_silently(before: str, after: str) -> None:
    agent = {"phone_number": "+15550001111", "channel": "sms"}
    old, new = {**agent, "objective": before}, {**agent, "objective": after}
    report = read(document(step("update", AGENT, "desk", old, new)))
    assert ("1 agent prompt " in verdict(report)) is (before != after)


@slow
@given(st.text(), st.text())
def test_a_diff_holds_both_texts_where_they_differ(before: str, after: str) -> None:
    lines = diff(before, after)
    signs = {line[0] for line in lines}
    assert bool(signs & {"+", "-"}) is (before != after)
    if (
        not any(line.startswith("@@") for line in lines)
        and (before + after).isprintable()
        and " " not in before + after
    ):
        for text_, sign in ((before, "-"), (after, "+")):
            kept = [line[1:] for line in lines if line[0] in (sign, " ")]
            assert "".join(kept) == text_ or before == after


@pytest.mark.parametrize("count", [300, 1500])
def test_a_comment_of_a_very_large_change_says_what_it_leaves_out(count: int) -> None:
    """Deletes, new pools of hundreds of numbers, and prompts of thousands of lines, all at once."""
    numbers = [f"+1415555{each:04d}" for each in range(300)]
    agent = {"phone_number": "+15550001111", "channel": "sms", "objective": "\n".join(map(str, range(2000)))}
    steps = [step("create", POOL, f"new-{each:04d}", None, members(*numbers)) for each in range(count)]
    steps += [step("delete", POOL, f"old-{each:04d}", members(*numbers[:3])) for each in range(count)]
    steps += [step("update", AGENT, f"agent-{each:04d}", agent, {**agent, "objective": "other"}) for each in range(9)]
    comment = markdown(read(document(*steps)))
    assert 0.8 * LIMIT < len(comment) < LIMIT + 1
    assert comment.startswith(
        f"**{count} pools are made, with {count * 300} numbers · 9 agent prompts change · {count} "
    )
    assert "**Cut to fit one comment.**" in comment
    assert re.search(r"[0-9]+ changes not shown: `", comment)
    assert f"… and {count - 25} more of this kind" in comment
    outside_fences(comment)

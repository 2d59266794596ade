"""What a run found out: a table for people, and a profile for the sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pulumi_bland.cli.contract.questions import QUESTIONS, Answer, Answers, Question
from pulumi_bland.cli.contract.run import Run

_PIPED_WIDTH = 160
FORM = 1


def profile(answers: Answers) -> dict[str, Any]:
    """The answers without anything of the account: names and values of switches, our own words, codes of the API."""
    found = [(each, answers.found.get(each.name, Answer())) for each in QUESTIONS]
    return {
        "contract": FORM,
        "switches": {each.name: answer.value for each, answer in found if each.switch and answer.value},
        "facts": {each.name: answer.value for each, answer in found if not each.switch and answer.value},
        "open": {each.name: answer.why for each, answer in found if not answer.value},
        "evidence": {each.name: list(answer.evidence) for each, answer in found if answer.evidence},
    }


def document(answers: Answers) -> str:
    """The profile as a file."""
    return json.dumps(profile(answers), indent=2, ensure_ascii=False) + "\n"


def markdown(run: Run) -> str:
    """Remarks and the table, for an issue or a page: what could not be put back names things of the account."""
    rows = [
        (question.text, answer, "<br>".join(f"`{line}`" for line in evidence))
        for question, answer, evidence in _rows(run.answers)
    ]
    lines = [" | ".join(cell.replace("|", r"\|") for cell in row) for row in rows]
    remarks = "".join(f"- {each}\n" for each in run.remarks)
    head = "| question | answer | evidence |\n| --- | --- | --- |\n"
    return f"{remarks}\n{head}".lstrip() + "".join(f"| {line} |\n" for line in lines)


def show(run: Run) -> None:
    """Print remarks and the table; as wide as is readable where the output is no terminal."""
    console = Console()
    console = console if console.is_terminal else Console(width=_PIPED_WIDTH)
    for text in run.problems:
        console.print(Text(f"not put back: {text}", style="bold red"), soft_wrap=True)
    for text in run.remarks:
        console.print(Text(text, style="yellow"), soft_wrap=True)
    table = Table("question", "answer", "evidence", box=SIMPLE_HEAD, pad_edge=False, leading=1)
    table.columns[0].ratio, table.columns[1].ratio, table.columns[2].ratio = 3, 3, 6
    table.expand = True
    for question, answer, evidence in _rows(run.answers):
        known = bool(run.answers.value(question.name))
        colour = "green" if known else "yellow"
        table.add_row(Text(question.text), Text(answer, style=colour), Text("\n".join(evidence)))
    console.print(table)


def _rows(answers: Answers) -> Iterator[tuple[Question, str, tuple[str, ...]]]:
    for question in QUESTIONS:
        answer = answers.found.get(question.name, Answer())
        yield question, _told(question, answer), answer.evidence


def _told(question: Question, answer: Answer) -> str:
    if answer.value is None:
        return f"not known: {answer.why}"
    meaning = question.values[answer.value]
    return meaning if meaning == answer.value else f"{answer.value}: {meaning}"

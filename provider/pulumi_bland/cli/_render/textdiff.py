"""Texts as people compare them: what changed, a little around it, and nothing that the eye cannot see.

A prompt decides what an agent says, so a reviewer must see each of its characters: what does not print (zero-width and
direction marks, control characters) is written as its escape. A terminal is safe from it for the same reason.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

CONTEXT = 2
LONG = 160
"""A line longer than this is compared sentence by sentence: many prompts are one line."""
_EXACT = 2_000
"""Up to this many lines are compared exactly; difflib's time grows with their square."""
_SENTENCE = re.compile(r"(?<=[.!?;:])(?=\s)")
_WORDS = re.compile(r".{1,120}(?:\s|$)|.{1,120}", re.DOTALL)


def visible(text: str) -> str:
    """A text of one line, with an escape for what does not print."""
    return "".join(each if each.isprintable() else _escape(each) for each in text)


def diff(before: str, after: str) -> list[str]:
    """The lines that differ, with a sign (`+`, `-`, or a space for one around them); `@@` where something is left out.

    Nothing of the change is lost: the lines with `-` and the left-out ones are `before`, those with `+` are `after`.
    """
    marked = [*_marked(_pieces(before), _pieces(after))]
    near = _near([sign != " " for sign, _ in marked])
    lines: list[str] = []
    left_out = False
    for number, (sign, text), shown in zip(_numbers(marked, before), marked, near, strict=True):
        if shown and left_out:
            lines.append(f"@@ line {number} @@")
        left_out = not shown
        if shown:
            lines.append(sign + _ends_visible(visible(text), changed=sign != " "))
    return lines


def _numbers(marked: list[tuple[str, str]], before: str) -> Iterator[int]:
    """For each piece the number of the line of `before` that it is in, or would be."""
    known = [number for number, line in enumerate(before.split("\n"), 1) for _ in _split(line)]
    index = 0
    for sign, _ in marked:
        yield known[min(index, len(known) - 1)]
        index += sign != "+"


def whole(text: str, sign: str) -> list[str]:
    """All lines of a text that has no other to be compared with."""
    return [sign + _ends_visible(visible(each), changed=True) for each in _pieces(text)]


def pieces_are_sentences(*texts: str) -> bool:
    """Whether `diff` splits lines of these texts."""
    return any(len(line) > LONG for text in texts for line in text.split("\n"))


def _pieces(text: str) -> list[str]:
    return [piece for line in text.split("\n") for piece in _split(line)]


def _split(line: str) -> Iterator[str]:
    if len(line) <= LONG:
        yield line
        return
    for sentence in _SENTENCE.split(line):
        yield from _WORDS.findall(sentence) if len(sentence) > LONG else [sentence]


def _marked(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """All pieces with their sign. What both texts begin and end with is set aside, so that repeats cannot mislead."""
    least = min(len(old), len(new))
    head = next((index for index in range(least) if old[index] != new[index]), least)
    tail = next((index for index in range(least - head) if old[-1 - index] != new[-1 - index]), least - head)
    one, other = old[head : len(old) - tail], new[head : len(new) - tail]
    yield from ((" ", each) for each in old[:head])
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=max(len(one), len(other)) > _EXACT)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            yield from ((" ", each) for each in one[i1:i2])
        else:
            yield from (("-", each) for each in one[i1:i2])
            yield from (("+", each) for each in other[j1:j2])
    yield from ((" ", each) for each in old[len(old) - tail :])


def _near(changed: list[bool]) -> list[bool]:
    """Which lines are changed, or within the context of one that is."""
    near = list(changed)
    for index, each in enumerate(changed):
        if each:
            low, high = max(0, index - CONTEXT), min(len(near), index + CONTEXT + 1)
            near[low:high] = [True] * (high - low)
    return near


def _ends_visible(line: str, *, changed: bool) -> str:
    bare = line.rstrip(" ")
    return bare + "␠" * (len(line) - len(bare)) if changed else line


def _escape(character: str) -> str:
    if character == "\t":
        return "\t"
    return character.encode("unicode_escape").decode("ascii")

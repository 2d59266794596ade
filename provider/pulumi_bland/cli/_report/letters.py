"""Characters that a reader cannot see, or takes for others: a prompt decides what an agent says.

Only what the standard library knows of Unicode: there are lists of look-alikes on PyPI, but none that follows Unicode's
releases, and a word of two alphabets is what such a list would be asked about.
"""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(r"[^\W\d_]+")


def unseen(text: str) -> set[str]:
    """Characters that do not print, but for line ends and tabs."""
    return {each for each in text if not each.isprintable() and each not in "\n\r\t"}


def foreign(text: str) -> set[str]:
    """Letters that stand for others: those of another alphabet within a Latin word, and the wide, bold and small forms.

    Alphabets are those with capitals, such as Cyrillic and Greek; a word in one of them alone is a word of a language.
    """
    found = {each for each in text if each.isalpha() and _alphabet(unicodedata.normalize("NFKC", each)[0]) == "LATIN"}
    found = {each for each in found if _alphabet(each) != "LATIN"}
    for word in _WORDS.findall(text):
        if "LATIN" in map(_alphabet, word):
            found |= {each for each in word if _alphabet(each) != "LATIN" and each.lower() != each.upper()}
    return found


def described(letter: str) -> str:
    """A letter as a message names it: `U+0430 CYRILLIC SMALL LETTER A`."""
    return f"U+{ord(letter):04X} {unicodedata.name(letter, 'without a name')}"


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ", 1)[0]

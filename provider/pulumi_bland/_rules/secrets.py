"""Whether somebody else's words repeat a secret: in whole, in part, or written in another way."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote_plus

from pulumi_bland._rules.values import Json

PIECE = 8
"""This many characters of a secret in a row give it away; a shorter secret only as a whole word."""
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))")
"""A character as JSON and programs write it."""
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s().,_/\-\u2010-\u2015\u2212]+(?=\d)")
"""What sets out a number for the eye: 415-555-0101, (415) 555-0101, 86,400."""
_DEEP = 2
"""Ways of writing that are looked through, one inside of another: JSON in JSON, an address in a page."""


def repeats(words: str, secret: Json, clear: Json = None) -> bool:
    """Whether the words hold a piece of a secret, however it is written.

    White space, case, the forms of Unicode, the setting of numbers, and the escapes of JSON, addresses and HTML.

    Args:
        words: what is to be shown.
        secret: texts and numbers at any depth. Keys that read as a name are names of fields, and no secret.
        clear: what may be shown anyway; a piece that is in both is no secret.
    """
    readings = _readings(words)
    pieces = {piece for each in readings for piece in _pieces(each)}
    shown = set(_texts(clear))
    for text in shown:
        pieces.difference_update(_pieces(text))
    for text in _texts(secret):
        if len(text) >= PIECE:
            if not pieces.isdisjoint(_pieces(text)):
                return True
        elif text and text not in shown:
            end = r"\d" if text.isdecimal() else r"\w"  # a number may have a unit: 60s
            word = re.compile(rf"(?<!\w){re.escape(text)}(?!{end})")
            if any(word.search(each) for each in readings):
                return True
    return False


def _pieces(text: str) -> Iterator[str]:
    return (text[at : at + PIECE] for at in range(len(text) - PIECE + 1))


def _plain(text: str) -> str:
    # Once more after it: what casefold makes of a letter may have another form still.
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def _forms(text: str) -> set[str]:
    """A text in its one spelling, and with its digits closed up."""
    plain = _plain(text)
    return {plain, _BETWEEN_DIGITS.sub("", plain)}


def _readings(text: str) -> set[str]:
    """All that a text may mean, each in its forms."""
    meanings = {text}
    for _ in range(_DEEP):
        meanings |= {meant(each) for each in meanings for meant in (_unescaped, unquote_plus, html.unescape)}
    return {reading for each in meanings for reading in _forms(each)}


def _unescaped(text: str) -> str:
    def meant(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        return chr(int(code, 16)) if code else " " if found[3] in "nrt" else found[3]

    # JSON writes what is beyond 16 bits as two.
    return _ESCAPED.sub(meant, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _texts(value: Json) -> Iterator[str]:
    """Every text and number in a value."""
    if isinstance(value, str):
        inside = _object(value)  # our records, and JSON that a program wrote itself
        yield from _readings(value) if inside is None else _texts(inside)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts([each] if key.replace("-", "_").isidentifier() else [key, each])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from {str(value), f"{value:.15g}"}  # Pulumi carries 30 as 30.0
    elif isinstance(value, Iterable):
        for each in value:
            yield from _texts(each)


def _object(text: str) -> Json:
    try:
        return json.loads(text) if text.startswith(("{", "[")) else None
    except (ValueError, RecursionError):
        return None

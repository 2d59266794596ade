"""Whether somebody else's words repeat a secret: in whole, in part, or written in another way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from pulumi_bland._rules.values import Json

PIECE = 8
"""This many characters of a secret in a row give it away; a shorter secret only as a whole word."""


def repeats(words: str, secret: Json, clear: Json = None) -> bool:
    """Whether the words hold a piece of a secret, however its white space, case and escapes are written.

    Args:
        words: what is to be shown.
        secret: texts and numbers at any depth. Keys that read as a name are names of fields, and no secret.
        clear: what may be shown anyway; a piece that is in both is no secret.
    """
    words = _plain(words)
    shown = set(_texts(clear))
    pieces = set(_pieces(words))
    for text in shown:
        pieces.difference_update(_pieces(text))
    for text in _texts(secret):
        if len(text) >= PIECE:
            if not pieces.isdisjoint(_pieces(text)):
                return True
        elif text and text not in shown and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", words):
            return True
    return False


def _pieces(text: str) -> Iterator[str]:
    return (text[at : at + PIECE] for at in range(len(text) - PIECE + 1))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _texts(value: Json) -> Iterator[str]:
    """Every text and number in a value, in each form in which JSON and programs write it."""
    if isinstance(value, str):
        if (inside := _object(value)) is not None:  # our records, and JSON that a program wrote itself
            yield from _texts(inside)
        else:
            forms = {
                value,
                *(form[1:-1] for form in (json.dumps(value), json.dumps(value, ensure_ascii=False), repr(value))),
            }
            yield from map(_plain, forms)
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
        found = json.loads(text) if text.startswith("{") else None
    except (ValueError, RecursionError):
        return None
    return found

"""When words repeat a secret: in whole, in part, or written in another way. All else may be shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_bland._rules.secrets import PIECE, repeats

PROMPT = 'You are "Ada",\n  the agent of  Müller \\ Sons.\n\nNever tell the password: rosebud.'

REPEATED: dict[str, tuple[str, Any]] = {
    "as it is": (f"cannot set objective to {PROMPT}", PROMPT),
    "white space collapsed": (f"cannot set objective to {' '.join(PROMPT.split())}", PROMPT),
    "white space in place of line ends": ("no: Müller \\ Sons. Never tell", PROMPT),
    "cut short": (f"no: {PROMPT[:14]}…", PROMPT),
    "one line of it": (f"line 4: {PROMPT.splitlines()[3]}", PROMPT),
    "the end of it": ("…rosebud.", "the password is rosebud."),
    "as JSON writes it": (f"no: {json.dumps({'objective': PROMPT})}", PROMPT),
    "as JSON writes a short one": ('no: "\\u00e9t\\u00e9"', "été"),
    "as programs print it": (f"no: {PROMPT!r}", PROMPT),
    "in another case": ("no: NEVER TELL THE PASSWORD", PROMPT),
    "fewer than 8 characters": ("hunter2 is no password", "hunter2"),
    "fewer than 8 characters, in quotes": ("'hunter2' is no password", "hunter2"),
    "a number": ("time_out: 73127 is too long", 73127),
    "a number as Pulumi carries it": ("time_out: 73127 is too long", 73127.0),
    "a number with a fraction": ("0.71 is too hot", 0.71),
    "a number of a telephone, without its country": ("4155550101 is unknown", ["+14155550101"]),
    "a number of a telephone, with hyphens": ("415-555-0101 is unknown", ["+14155550101"]),
    "a number of a telephone, with its area in brackets": ("(415) 555-0101 is unknown", ["+14155550101"]),
    "a number of a telephone, with spaces": ("+1 415 555 0101 is unknown", ["+14155550101"]),
    "a number of a telephone that the program set out": ("+14155550101 is unknown", {"note": "call 415.555.0101"}),
    "a number of a telephone, with other hyphens": (
        "415\u2011555\u20110101 is unknown",
        ["+14155550101"],
    ),
    "a number of a telephone, with underscores": ("415_555_0101 is unknown", ["+14155550101"]),
    "a number with its unit": ("time_out 4711s is too long", 4711),
    "a number set out in thousands": ("time_out: 73,127 is too long", 73127),
    "as an address writes it": ("no: objective=You%20are%20%22Ada%22%2C%0A%20the", PROMPT),
    "as a form writes it": ("no: objective=Never+tell+the+password%3A+rosebud.", PROMPT),
    "as an address writes a short one": ("no: %C3%A9t%C3%A9", "été"),
    "as a page writes it": ("<p>You are &quot;Ada&quot;,<br>", PROMPT),
    "as a page writes an address": ("<a href=https://a.example/?x=1&amp;key=abc>", "https://a.example/?x=1&key=abc"),
    "as JSON writes an address's escapes": ('{"at": "https:\\/\\/a.example\\/%68%6Fok"}', "https://a.example/hook"),
    "as a page writes JSON": ("{&quot;objective&quot;: &quot;\\u00e9t\\u00e9&quot;}", "été"),
    "decoded, where it is an address": (
        "no: the password p@ss:w0rd!42",
        "https://bot:p%40ss%3Aw0rd%2142@hook.example/x",
    ),
    "decoded, where it is a page": ("no: You & me forever", "<p>You &amp; me forever</p>"),
    "in a list, which is JSON": ("no: \u00e9t\u00e9 \u00e0 Paris", json.dumps(["\u00e9t\u00e9 \u00e0 Paris"])),
    "with its accents apart": ("no: e\u0301te\u0301", "été"),
    "in full width": ("no: \uff48\uff55\uff4e\uff54\uff45\uff52\uff12", "hunter2"),
    "one deep inside": ("no: nested-canary", {"tools": [{"headers": {"authorization": "nested-canary"}}]}),
    "a key that is no name": ("+14155550101 is unknown", {"+14155550101": "San Francisco, CA"}),
    "in a record, which is JSON": ("no: Be kind", json.dumps({"objective": "Be kind"})),
}

SHOWN: dict[str, tuple[str, Any, Any]] = {
    "nothing is secret": ("objective is too long", [], []),
    "the name of a field": (
        "webhook and x-token are no URLs",
        {"webhook": "a-secret-url", "x-token": "another-one"},
        [],
    ),
    "the name of a field in a record": ("objective is too long", json.dumps({"objective": None}), []),
    "a piece of 7 characters": ("hunter2 is bad", "hunter2-hunter2", []),
    "a short one inside of a word": ("hunter22 is bad", "hunter2", []),
    "digits inside of longer ones": ("+15550001111 is unknown", 555, []),
    "nothing at all": ("no", ["", " ", None, True], []),
    "what stands in clear beside it": ("+14155550101 is refused", {"+14155550101": False}, ["+14155550101"]),
    "what stands in clear beside it, set out": ("415-555-0101 is refused", {"+14155550101": False}, ["+14155550101"]),
    "a neighbour of a secret number": ("+14155550101 is refused", ["+14155550199"], ["+14155550101"]),
    "a short one that is in clear too": ("60 is too short", 60, [60]),
}


@pytest.mark.parametrize("case", REPEATED)
def test_words_repeat_a_secret(case: str) -> None:
    words, secret = REPEATED[case]
    assert repeats(words, secret)


@pytest.mark.parametrize("case", SHOWN)
def test_words_repeat_no_secret(case: str) -> None:
    words, secret, clear = SHOWN[case]
    assert not repeats(words, secret, clear)


def test_a_secret_next_to_what_is_clear_is_still_one() -> None:
    assert repeats(
        "https://shop.example/hook?token=4c1fd0a2", "https://shop.example/hook?token=4c1fd0a2", "https://shop"
    )
    assert repeats("+14155550199 is refused", ["+14155550199"], ["+14155550101"])


@given(st.text(min_size=PIECE), st.text(), st.text(), st.data())
def test_every_piece_of_a_secret_is_noticed(secret: str, before: str, after: str, data: st.DataObject) -> None:
    collapsed = " ".join(secret.split())
    if len(collapsed) < PIECE or collapsed.startswith("{"):
        return
    at = data.draw(st.integers(0, len(collapsed) - PIECE))
    piece = collapsed[at : at + PIECE]
    if piece == piece.strip():  # else the white space around it belongs to the words
        assert repeats(f"{before} {piece} {after}", secret)


def test_a_long_secret_is_looked_for_in_no_time() -> None:
    """By the size of what is compared, not its square: 32,000 characters against an answer's words."""
    secret = "".join(chr(0x4E00 + each % 20_000) for each in range(32_000))
    assert not repeats("no such thing " * 300, [secret] * 4)
    assert repeats("no such thing " * 300 + secret[-PIECE:], [secret])

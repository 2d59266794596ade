"""Previews made by hand and by chance, of the form that the recorded ones have."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

POOL = "pulumi-python:dynamic/bland:CustomDialingPool"
AGENT = "pulumi-python:dynamic/bland:SmsNumberConfig"
STACK = "pulumi:pulumi:Stack"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE = "4dabf18193072939515e22adb298388d"
LEAK = "LEAKED"
"""Part of every secret that is generated here."""


def step(op: str, kind: str, name: str, old: Any = None, new: Any = None, **more: Any) -> dict[str, Any]:
    """A step; `old` and `new` are inputs. `outputs`, `state` (more of the old state) and `detail` may be given."""
    urn = f"urn:pulumi:dev::try::{kind}::{name}"
    made: dict[str, Any] = {"op": op, "urn": urn, "detailedDiff": more.get("detail")}
    for side, inputs in (("oldState", old), ("newState", new)):
        if inputs is not None:
            made[side] = {"urn": urn, "type": kind, "inputs": inputs}
    if old is not None:
        made["oldState"] |= {"id": more.get("id", f"id-of-{name}"), "outputs": more.get("outputs", old)}
        made["oldState"] |= more.get("state", {})
    return made


def document(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    stack = {"op": "same", "urn": f"urn:pulumi:dev::try::{STACK}::try-dev", "newState": {"type": STACK}}
    return {"config": {}, "steps": [stack, *steps], "changeSummary": {}, **more}


def members(*numbers: str) -> dict[str, Any]:
    return {"phone_numbers": sorted(numbers), "members": dict.fromkeys(sorted(numbers), "Somewhere")}


FIVE = members(*(f"+1415555010{n}" for n in range(5)))
AGENT_INPUTS = {"phone_number": "+15550001111", "channel": "sms"}


def changed(before: dict[str, Any], after: dict[str, Any], kind: str = AGENT) -> str:
    """A preview in which one resource changes its inputs."""
    common = AGENT_INPUTS if kind == AGENT else {}
    detail = {key: {"kind": "update"} for key in {**before, **after} if before.get(key) != after.get(key)}
    return json.dumps(document(step("update", kind, "it", {**common, **before}, {**common, **after}, detail=detail)))


def options(before: dict[str, Any], after: dict[str, Any], op: str = "same") -> str:
    """A preview in which one agent changes its options, as the engine prints it with --show-sames."""
    made = step(op, AGENT, "it", AGENT_INPUTS, AGENT_INPUTS, state=before)
    made["newState"] |= after
    return json.dumps(document(made))


TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="`|<>#@*_[]()\\-+ \n\r\t\u200b\u202e~", max_size=60),
    st.sampled_from(["```\n# heading\n@everyone", "a | b", "`" * 90, "<!-- -->", "", " ", "x" * 900, "\n" * 30]),
    st.integers(1, 60).map(lambda n: "\n".join(f"{i}. Say something about {i}." for i in range(n))),
)
NAMES = st.one_of(st.text(min_size=1, max_size=30), st.sampled_from(["a::b", "`" * 90, "@team", "n" * 500]))
NUMBERS = st.lists(st.integers(0, 9999).map(lambda n: f"+1415555{n:04d}"), max_size=12, unique=True)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-10, 10**6), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=5,
)
SECRETS = st.one_of(
    st.just("[secret]"),
    st.text(max_size=5).map(
        lambda text: {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "plaintext": f'"{LEAK}{text}"'}
    ),
)


@st.composite
def pools(draw: st.DrawFn) -> dict[str, Any]:
    """Inputs of a pool."""
    inputs: dict[str, Any] = members(*draw(NUMBERS))
    shape = draw(st.sampled_from(["plain", "plain", "secret", "unblinded", "unknown", "half"]))
    if shape == "secret":
        inputs = {"phone_numbers": "[secret]", "members": "[secret]", "secret_inputs": ["phone_numbers", "members"]}
    elif shape == "unblinded":
        inputs = {"phone_numbers": [LEAK], "members": {LEAK: LEAK}, "secret_inputs": ["phone_numbers", "members"]}
    elif shape == "unknown":
        inputs = {"phone_numbers": UNKNOWN, "members": UNKNOWN}
    elif shape == "half":
        inputs |= {"phone_numbers": [*inputs["phone_numbers"], UNKNOWN], "members": UNKNOWN}
    optional = {
        "encrypted_key": draw(st.sampled_from([None, "[secret]", LEAK])),  # a preview made with secrets shown
        "pool_id": draw(st.sampled_from([None, UNKNOWN, "550e8400-e29b-41d4-a716-446655440001"])),
        "on_delete": draw(st.sampled_from([None, "delete", "restore", "retain"])),
        "on_drift": draw(st.sampled_from([None, "refuse", "overwrite"])),
    }
    return inputs | {key: value for key, value in optional.items() if value is not None}


@st.composite
def agents(draw: st.DrawFn) -> dict[str, Any]:
    """Inputs of an agent."""
    optional = {
        "objective": draw(st.one_of(st.none(), TEXTS, st.just(UNKNOWN))),
        "webhook": draw(st.sampled_from([None, UNKNOWN, "https://example.com/a", "https://example.com/|`b`"])),
        "request_data": draw(st.one_of(VALUES, SECRETS, SECRETS.map(lambda secret: {"token": secret}))),
        "tools": draw(st.one_of(st.none(), st.lists(VALUES, max_size=3))),
        "summary_prompt": draw(st.sampled_from([None, LEAK])),
        "time_out": draw(st.sampled_from([None, 600, 600.0, 30])),
        "authoritative": draw(st.sampled_from([None, True])),
    }
    if optional["summary_prompt"]:
        optional["secret_inputs"] = ["summary_prompt"]
    number = draw(st.sampled_from(["+15550001111", "+15550002222", UNKNOWN, "[secret]"]))
    inputs = {"phone_number": number, "channel": draw(st.sampled_from(["sms", "whatsapp"]))}
    return inputs | {key: value for key, value in optional.items() if value is not None}


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from([POOL, AGENT, "aws:s3/bucket:Bucket"]))
    inputs = pools() if kind == POOL else agents()
    op = draw(
        st.sampled_from(["same", "create", "update", "update", "replace", "delete", "read", "refresh", "discard"])
    )
    old = draw(inputs) if op != "create" else None
    new = draw(inputs) if op != "delete" else None
    detail = draw(st.one_of(st.none(), st.just({key: {"kind": "update"} for key in [*(old or {}), *(new or {})]})))
    records = draw(st.sampled_from([{}, {"baseline": "[secret]"}, {"baseline": LEAK, "written": LEAK}]))
    made = step(op, kind, draw(NAMES), old, new, detail=detail, outputs={**(old or {}), **records})
    if old is not None:
        made["oldState"] |= draw(st.sampled_from([{}, {"retainOnDelete": True}, {"initErrors": ["x"]}]))
    return made


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    diagnostics = st.fixed_dictionaries(
        {
            "message": st.one_of(TEXTS, st.just("error: Traceback (most recent call last):\n  File\nValueError: no")),
            "severity": st.sampled_from(["error", "warning", "info"]),
            "urn": st.sampled_from(["", *(f"urn:pulumi:dev::try::{POOL}::{name}" for name in ("west", "east"))]),
        }
    )
    errors = draw(st.lists(diagnostics, max_size=3))
    return document(*draw(st.lists(steps(), max_size=7)), diagnostics=errors)

"""Any account, both generations, every switch: the program that is exported asks for nothing that is not there.

The program is run as it is printed, with resource classes that keep what they are given; what they got goes through
the life of a resource, as Pulumi would take it.
"""

from __future__ import annotations

import ast
import builtins
import json
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from bland_sandbox import Sandbox
from bland_sandbox import Settings as Switches
from pulumi_bland._http.access import Settings
from pulumi_bland._http.client import Client
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.travel import travelling
from pulumi_bland._sms.inputs import NUMBERS
from pulumi_bland.cli._kinds.agent import KIND as AGENT
from pulumi_bland.cli._kinds.pool import KIND as POOL
from pulumi_bland.cli.export.holdings import Chosen, Holdings, read_holdings
from pulumi_bland.cli.export.literals import item, text
from pulumi_bland.cli.export.naming import name_all
from pulumi_bland.cli.export.program import render_one
from pulumi_bland.cli.export.secrets import find_secrets
from tests.unit.stack import Stack

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from pulumi_bland.cli._kind import Kind

characters = st.characters(exclude_categories=["Cs"])
lines = st.text(characters, max_size=120) | st.text(st.sampled_from("ab \"'\\\n\r\t\x00{}é東"), max_size=200)
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
json_values: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers | lines,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(lines, inner, max_size=4),
    max_leaves=12,
)
seconds = st.integers(0, 4000) | st.floats(0, 4000)
FIELDS: dict[str, SearchStrategy[Any]] = {
    **dict.fromkeys(
        (
            "objective",
            "webhook",
            "pathway_id",
            "start_node_id",
            "timeout_action",
            "timeout_message",
            "warning_message",
            "timezone",
            "summary_prompt",
            "messaging_service_sid",
        ),
        lines | st.sampled_from(["Shared by several.", "https://hooks.example.com/x?token=0123456789"]),
    ),
    **dict.fromkeys(("request_data", "response_data"), st.dictionaries(lines, json_values) | st.lists(json_values)),
    "tools": st.lists(json_values, max_size=3),
    "temperature": st.sampled_from([0, 0.2, 1, 2.0]),
    "use_candidate_model": st.booleans(),
    "restart_after_end_call": st.booleans(),
    "time_out": seconds,
    "warning_time": seconds,
    "disposition_ids": st.lists(lines, max_size=3),
    "citation_schema_ids": st.lists(lines, max_size=3),
    "pathway_version": st.integers(0, 99) | st.sampled_from(["latest", "3"]),
}
MEMBERS = ["+14155550101", "+12065550102", "+13035550123", "+442079460123", "+15005550006", "+33123456789"]


@st.composite
def boxes(draw: DrawFn) -> tuple[dict[str, Any], list[Any], list[Any]]:
    """The switches of a sandbox, its pools, and its numbers with their settings."""
    fields = {name: get_args(field.annotation) for name, field in Switches.model_fields.items()}
    fields = {name: choices for name, choices in fields.items() if choices and type(None) not in choices}
    switches = {name: draw(st.sampled_from(choices)) for name, choices in fields.items()}
    pools = draw(st.lists(st.tuples(st.sets(st.sampled_from(MEMBERS)), st.booleans()), max_size=3))
    channels = ["sms"] if switches["generation"] == "old" else ["sms", "whatsapp"]
    agents = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["+15550001111", "+15550002222", "+13035550123"]),
                st.sampled_from(channels),
                st.none() | lines,
                st.fixed_dictionaries({}, optional=FIELDS),
            ),
            max_size=4,
            unique_by=lambda each: (each[0], each[1]),
        )
    )
    return switches, pools, agents


def fill(box: Sandbox, pools: list[Any], agents: list[Any]) -> None:
    (key,) = box.org().credentials
    for members, with_key in pools:
        box.add_pool(*sorted(members), encrypted_key=key if with_key else None)
    for number, channel, label, fields in agents:
        box.org().numbers[number].label = label
        box.edit_sms(number, channel, **fields)


def read(box: Sandbox) -> Holdings:
    account = Account(Client(Settings(api_key=box.key, base_url=box.url)))
    return read_holdings(account, Chosen(), lambda _: None)


def printed(found: Holdings) -> tuple[str, dict[str, Any]]:
    """The program, and its configuration."""
    named = name_all(found.found, {}, ())
    secrets = find_secrets(named)
    return render_one(named, secrets), {each.key: each.value for each in secrets.values()}


def declared(program: str, config: dict[str, Any]) -> list[tuple[Kind, dict[str, Any]]]:
    """What the resources of a program are given when it runs."""
    given: list[tuple[Kind, dict[str, Any]]] = []
    bland = SimpleNamespace(
        CustomDialingPool=lambda _, **inputs: given.append((POOL, inputs)),
        SmsNumberConfig=lambda _, **inputs: given.append((AGENT, inputs)),
    )
    values = SimpleNamespace(require_secret=config.__getitem__, require_secret_object=config.__getitem__)
    modules = {"pulumi_bland": bland, "pulumi": SimpleNamespace(Config=lambda: values)}
    code = compile(program, "__main__.py", "exec")
    exec(code, {"__builtins__": vars(builtins) | {"__import__": lambda name, *_: modules[name]}})  # noqa: S102
    return given


@given(boxes())
@settings(max_examples=60, deadline=None)
def test_an_exported_account_is_brought_up_without_a_write_and_stays_quiet(drawn: Any) -> None:
    switches, pools, agents = drawn
    with Sandbox(**switches) as box:
        fill(box, pools, agents)
        found = read(box)
        program, config = printed(found)
        resources = declared(program, config)
        assert len(resources) == len(found.found)
        before = box.state.shown()
        for kind, inputs in resources:
            stack = Stack(kind.lifecycle, box)
            wanted = {key: travelling(each) for key, each in inputs.items()}
            assert stack.up(wanted).text == ""
            assert stack.preview(wanted) == {}
            assert stack.refresh().error is None
            assert stack.preview(wanted) == {}
            assert stack.destroy().error is None
        assert box.calls("POST") + box.calls("DELETE") == 0
        assert box.state.shown() == before
        assert printed(read(box)) == (program, config)


@given(boxes())
@settings(max_examples=40, deadline=None)
def test_nothing_is_left_out_without_a_word(drawn: Any) -> None:
    switches, pools, agents = drawn
    with Sandbox(**switches) as box:
        fill(box, pools, agents)
        found = read(box)
        ids = [*box.org().pools, *(f"{number}/{channel}" for number, channel, _, _ in agents)]
    exported = {each.id: each for each in found.found}
    notes = "\n".join(found.notes)
    for each in ids:
        assert each in exported or each in notes
    for number, channel, _, fields in agents:
        agent = exported.get(f"{number}/{channel}")
        for key, value in fields.items() if agent else ():
            empty = value in (None, "", [], {}) or (key in NUMBERS and value == 0)
            assert key in agent.inputs or empty or key in notes  # type: ignore[union-attr]


@given(st.lists(st.tuples(lines, json_values), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_any_value_is_written_as_the_formatter_would_and_read_as_it_was(values: list[tuple[str, Any]]) -> None:
    body = [line for head, value in values for line in item(f"{text(head)}: ", value, 1)]
    source = "\n".join(["values = {", *body, "}", ""])
    assert json.dumps(ast.literal_eval(source.partition(" = ")[2])) == json.dumps(dict(values))
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "-"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == source

"""What the constructors register, seen by Pulumi's own mocks: no engine, no provider process."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks

import pulumi_bland as bland
from pulumi_bland._engine import resource as _resource
from pulumi_bland._pool.inputs import CustomDialingPoolInputs
from pulumi_bland._rules.inputs import validate
from pulumi_bland._sms.inputs import SmsNumberConfigInputs
from tests.reference import CREDENTIALS, POOL_ID

ONE, TWO, NUMBER = "+12065550102", "+14155550101", "+15550001111"


class Recorder(pulumi.runtime.Mocks):
    """Answers a registration with its own inputs, and a look-up with what is said to be there."""

    def __init__(self) -> None:
        self.made: dict[str, mocks.MockResourceArgs] = {}
        self.live: dict[str, Any] = {}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.made[args.name] = args
        return args.resource_id or f"{args.name}-id", {**args.inputs, **(self.live if args.resource_id else {})}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:  # noqa: ARG002
        return {}, []

    def inputs(self, name: str) -> dict[str, Any]:
        """What was registered, without the reference to the provider."""
        given = dict(self.made[name].inputs)
        assert given.pop("__provider")
        return given


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    mocks.set_mocks(recorder, preview=False)
    yield recorder
    mocks.set_mocks(Recorder(), preview=False)


def run(program: Callable[[], Any]) -> Any:
    """Run a program to its end; the value of the output that it returns."""
    seen: list[Any] = []
    pulumi.runtime.test(lambda: pulumi.Output.from_input(program()).apply(seen.append))()  # type: ignore[no-untyped-call]
    return seen[0] if seen else None


def test_a_pool_registers_what_was_declared_and_room_for_members(recorder: Recorder) -> None:
    run(lambda: bland.CustomDialingPool("west", phone_numbers=[ONE, TWO], on_delete="retain").id)
    assert recorder.made["west"].typ == "pulumi-python:dynamic/bland:CustomDialingPool"
    assert recorder.inputs("west") == {"phone_numbers": [ONE, TWO], "on_delete": "retain", "members": {}}


def test_settings_register_what_was_declared_and_nothing_else(recorder: Recorder) -> None:
    declared: dict[str, Any] = {"objective": "", "time_out": 0, "tools": [], "restart_after_end_call": False}
    run(lambda: bland.SmsNumberConfig("support", phone_number=NUMBER, **declared).id)
    assert recorder.made["support"].typ == "pulumi-python:dynamic/bland:SmsNumberConfig"
    assert recorder.inputs("support") == {"phone_number": NUMBER, "channel": "sms", **declared}


def test_every_field_of_the_tables_is_an_argument_and_an_output(recorder: Recorder) -> None:
    pairs = ((bland.CustomDialingPool, CustomDialingPoolInputs), (bland.SmsNumberConfig, SmsNumberConfigInputs))
    for kind, model in pairs:
        typed = set(model.model_fields) - {"secret_inputs"}
        assert typed <= {name for base in kind.__mro__ for name in inspect.get_annotations(base)}
        assert typed - {"members"} <= set(kind.__init__.__annotations__)
        for doc in (kind.__doc__, kind.__init__.__doc__):
            assert all(f"{name}: " in str(doc) for name in typed - {"members"})
    assert recorder.made == {}


def test_an_output_that_is_nothing_is_known_to_be_nothing(recorder: Recorder) -> None:
    def program() -> Any:
        agent = bland.SmsNumberConfig("support", phone_number=NUMBER, objective="Be kind.")
        return pulumi.Output.all(agent.objective, agent.webhook, agent.webhook.is_known(), agent.id)

    assert run(program) == ["Be kind.", None, True, "support-id"]
    assert "webhook" not in recorder.inputs("support")


def test_an_output_that_no_resource_has_is_pythons_own_error(recorder: Recorder) -> None:
    made = []
    run(lambda: made.append(bland.SmsNumberConfig("support", phone_number=NUMBER)))
    with pytest.raises(AttributeError, match="webhok"):
        _ = made[0].webhok  # type: ignore[attr-defined]
    assert "support" in recorder.made


def test_credentials_are_secret_whatever_the_program_says(recorder: Recorder) -> None:
    def program() -> Any:
        pool = bland.CustomDialingPool("west", phone_numbers=[ONE], encrypted_key=CREDENTIALS)
        return pulumi.Output.all(pool.encrypted_key.is_secret(), pool.phone_numbers.is_secret())

    assert run(program) == [True, False]
    assert "secret_inputs" not in recorder.inputs("west")


def test_what_the_program_made_secret_is_named_because_the_process_cannot_tell(recorder: Recorder) -> None:
    def program() -> Any:
        hidden = pulumi.Output.secret("hidden")
        plain = pulumi.Output.from_input("plain")
        bland.SmsNumberConfig(
            "support", phone_number=NUMBER, objective=hidden, webhook=plain, tools=[{"headers": {"x": hidden}}]
        )
        return bland.CustomDialingPool("west", phone_numbers=[ONE, pulumi.Output.secret(TWO)]).members.is_secret()

    assert run(program) is True
    assert recorder.inputs("support")["secret_inputs"] == ["objective", "tools"]
    assert recorder.inputs("west")["secret_inputs"] == ["members", "phone_numbers"]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"a": None}, "request_data.a: None inside an object"),
        ({"a": 2**60}, "request_data.a: an integer beyond 2**53"),
        ({"a": {1, 2}}, "request_data.a: a set is not a JSON value"),
    ],
)
def test_what_would_be_lost_on_the_way_arrives_as_a_problem(value: Any, problem: str, recorder: Recorder) -> None:
    run(lambda: bland.SmsNumberConfig("support", phone_number=NUMBER, request_data=value).id)
    found = validate(SmsNumberConfigInputs, recorder.inputs("support")).problems
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_a_misspelt_name_is_pythons_own_error(recorder: Recorder) -> None:
    misspelt: dict[str, Any] = {"timeout": 30}
    with pytest.raises(TypeError, match="timeout"):
        run(lambda: bland.SmsNumberConfig("support", phone_number=NUMBER, **misspelt))
    with pytest.raises(TypeError, match="phone_numbers"):
        run(lambda: bland.CustomDialingPool("west"))  # type: ignore[call-arg]
    assert recorder.made == {}


@pytest.mark.parametrize(
    ("make", "instead"),
    [
        (lambda opts: bland.CustomDialingPool("west", opts, phone_numbers=[ONE]), "pool_id"),
        (lambda opts: bland.SmsNumberConfig("support", opts, phone_number=NUMBER), "takes over what is there"),
    ],
)
def test_an_import_is_refused_with_the_way_that_works(make: Any, instead: str, recorder: Recorder) -> None:
    with pytest.raises(pulumi.RunError) as caught:
        run(lambda: make(pulumi.ResourceOptions(import_="some-id")))
    assert "cannot be imported" in str(caught.value)
    assert instead in str(caught.value)
    assert recorder.made == {}


@pytest.fixture
def root(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """As in a real run, where there is a stack around all resources."""
    made: list[pulumi.Resource] = []
    monkeypatch.setattr(_resource, "get_root_resource", lambda: made[0])
    monkeypatch.setattr(_resource, "MockMonitor", ())  # as under a real engine
    run(lambda: made.append(pulumi.ComponentResource("test:stack", "root")))
    return recorder


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda name: bland.SmsNumberConfig(name, phone_number="+1 555 000 1111"), f"{NUMBER}/sms"),
        (lambda name: bland.SmsNumberConfig(name, phone_number=NUMBER, channel="whatsapp"), f"{NUMBER}/whatsapp"),
        (lambda name: bland.CustomDialingPool(name, phone_numbers=[], pool_id=POOL_ID.upper()), POOL_ID),
    ],
)
def test_two_resources_on_one_object_are_refused_by_both_names(make: Any, what: str, root: Recorder) -> None:
    with pytest.raises(pulumi.RunError) as caught:
        run(lambda: [make("first"), make("second")])
    text = str(caught.value)
    assert "'first'" in text
    assert "'second'" in text
    assert what in text
    assert "second" not in root.made


def test_what_is_not_one_object_is_not_taken_for_one(root: Recorder) -> None:
    def program() -> Any:
        other = bland.Account("other", api_key="k")
        parent = pulumi.ComponentResource("test:parent", "parent", opts=pulumi.ResourceOptions(providers=[other]))
        made = [
            bland.SmsNumberConfig("sms", phone_number=NUMBER),
            bland.SmsNumberConfig("whatsapp", phone_number=NUMBER, channel="whatsapp"),
            bland.SmsNumberConfig("elsewhere", pulumi.ResourceOptions(provider=other), phone_number=NUMBER),
            bland.SmsNumberConfig("unknown", phone_number=pulumi.Output.from_input(NUMBER)),
            bland.SmsNumberConfig.get("looked-up", NUMBER),
            bland.CustomDialingPool("one", phone_numbers=[ONE]),
            bland.CustomDialingPool("two", phone_numbers=[ONE]),
            bland.CustomDialingPool("three", pulumi.ResourceOptions(parent=parent), phone_numbers=[ONE]),
        ]
        return pulumi.Output.all(*(each.id for each in made))

    assert len(run(program)) == 8
    assert {"sms", "whatsapp", "elsewhere", "unknown", "looked-up", "one", "two", "three"} <= root.made.keys()


@pytest.mark.parametrize(
    ("look_up", "id_"),
    [
        (lambda: bland.CustomDialingPool.get("found", POOL_ID), POOL_ID),
        (lambda: bland.SmsNumberConfig.get("found", "+1 (555) 000-1111"), f"{NUMBER}/sms"),
        (lambda: bland.SmsNumberConfig.get("found", NUMBER, "imessage"), f"{NUMBER}/imessage"),
        (lambda: bland.SmsNumberConfig.get("found", pulumi.Output.from_input(NUMBER)), f"{NUMBER}/sms"),
    ],
)
def test_a_look_up_is_by_id_and_manages_nothing(look_up: Any, id_: str, recorder: Recorder) -> None:
    assert run(lambda: look_up().id) == id_
    assert recorder.made["found"].resource_id == id_
    assert recorder.inputs("found") == {}


def test_a_look_up_of_what_is_no_number_names_the_property() -> None:
    with pytest.raises(pulumi.RunError, match=r"^phone_number: must begin with"):
        bland.SmsNumberConfig.get("found", "5550001111")


def test_what_a_look_up_found_is_there_and_what_it_did_not_find_is_nothing(recorder: Recorder) -> None:
    recorder.live = {"objective": "Theirs"}

    def program() -> Any:
        found = bland.SmsNumberConfig.get("found", NUMBER)
        return pulumi.Output.all(found.objective, found.webhook, found.webhook.is_known())

    assert run(program) == ["Theirs", None, True]


def test_another_account_is_a_provider_whose_key_is_a_secret(recorder: Recorder) -> None:
    run(lambda: bland.Account("other", api_key="k", base_url="https://b.example", deadline=2.5, max_requests=3).id)
    made = recorder.made["other"]
    assert made.typ == "pulumi:providers:pulumi-python"
    assert made.inputs["bland:baseUrl"] == "https://b.example"
    assert (made.inputs["bland:deadline"], made.inputs["bland:maxRequests"]) == (2.5, 3)

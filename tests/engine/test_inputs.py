"""What a program declares: unknown in a preview, nested, wrong, or impossible to carry; and what credentials do."""

from __future__ import annotations

import json

import pytest

from bland_sandbox import Sandbox
from tests.engine.project import DENVER, POOLS, SF, SMS_UPDATE, SUPPORT, Project

SECRET = "a secret that nobody may read"
NESTED = {
    "shop": {"id": 7, "ratio": 0.25, "open": True, "big": 2**53, "tags": ["a", None, 1, 1.5, {"deep": [-3, []]}]},
    "empty": {"object": {}, "list": [], "text": ""},
    "numeric text": "30",
}
HOOK = """
from pulumi import dynamic

class HookProvider(dynamic.ResourceProvider):
    def create(self, props):
        found = {"url": "https://made.example/hook", "numbers": ["+14155550101"], "bought": "+15550002222"}
        return dynamic.CreateResult("hook", found)

class Hook(dynamic.Resource):
    url: pulumi.Output[str]
    numbers: pulumi.Output[list]
    bought: pulumi.Output[str]

    def __init__(self, name):
        super().__init__(HookProvider(), name, {"url": None, "numbers": None, "bought": None})

hook = Hook("hook")
"""


def test_outputs_of_other_resources_work_in_a_preview_and_arrive(project: Project, box: Sandbox) -> None:
    project.program(
        HOOK
        + f"""
bland.CustomDialingPool("west", phone_numbers=hook.numbers)
bland.CustomDialingPool("east", phone_numbers=[hook.numbers[0], {DENVER!r}])
bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, webhook=hook.url, objective="Ours",
                      request_data={{"callback": hook.url, "n": 1}}, tools=[{{"url": hook.url}}])
bland.SmsNumberConfig("bought", phone_number=hook.bought, objective="Ours")
"""
    )
    shown = project.preview().expect("+ 6 to create", "webhook", "[unknown]").hides("made.example")
    shown.hides("Traceback", "Unknown object")
    assert box.calls("POST") == 0
    project.up().expect("+ 6 created")
    assert {tuple(pool.phone_numbers) for pool in box.org().pools.values()} == {(SF,), (DENVER, SF)}
    assert box.sms(SUPPORT) == {
        "objective": "Ours",
        "webhook": "https://made.example/hook",
        "request_data": {"callback": "https://made.example/hook", "n": 1},
        "tools": [{"url": "https://made.example/hook"}],
    }
    project.expect_quiet()


def test_nested_json_arrives_unchanged(project: Project, box: Sandbox) -> None:
    tools = [NESTED, None, 3, "three"]
    project.program(f"""
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, request_data={NESTED!r}, tools={tools!r},
                              response_data=[1, None, {{"a": 2.0}}], temperature=1, time_out=30.0)
    """)
    project.up().expect()
    (body,) = box.bodies("POST", SMS_UPDATE)
    assert isinstance(body, dict)
    assert (body["request_data"], body["tools"]) == (NESTED, tools)
    assert body["response_data"] == [1, None, {"a": 2}]
    # 30 and 30.0 are equal in Python and not in JSON: the text tells.
    arrived = json.dumps([body["request_data"], body["tools"]], sort_keys=True)
    assert arrived == json.dumps([NESTED, tools], sort_keys=True)
    assert (repr(body["temperature"]), repr(body["time_out"])) == ("1", "30")
    project.expect_quiet()
    project.refresh("--expect-no-changes").expect()


WRONG_POOL = f"""
bland.CustomDialingPool("wrong", pool_id="west-coast", on_delete="keep", encrypted_key={SECRET!r},
    phone_numbers=[{SF!r}, "415 555 0101", "+4915112345678", pulumi.Output.secret({SECRET!r})])
"""
WRONG_NUMBER = f"""
bland.SmsNumberConfig("wrong", phone_number="5550001111", channel="telegram", temperature="hot",
    objective=pulumi.Output.secret([{SECRET!r}]), disposition_ids=["a", 7], use_candidate_model="yes",
    request_data={{"a": {{"b": [1, {{"gone": None}}]}}, "big": 2**53 + 1}}, tools={{"name": "x"}},
    response_data={{"token": pulumi.Output.secret({SECRET!r}), "when": float("inf")}}, time_out=10, warning_time=30)
"""


@pytest.mark.parametrize(
    ("program", "problems"),
    [
        (
            WRONG_POOL,
            [
                "phone_numbers[1]: must begin with +",
                "phone_numbers[2]: must be a US (+1) or UK (+44) number",
                "phone_numbers[3]: must begin with +",
                "pool_id: must be a UUID",
                "on_delete: must be 'delete', 'restore' or 'retain'",
            ],
        ),
        (
            WRONG_NUMBER,
            [
                "phone_number: must begin with +",
                "channel: must be 'sms', 'whatsapp' or 'imessage'",
                "temperature: must be a number",
                "objective: must be a text",
                "disposition_ids[1]: must be a text",
                "use_candidate_model: must be true or false",
                "request_data.a.b[1].gone: None inside an object is dropped by Pulumi",
                "request_data.big: an integer beyond 2**53 loses digits in Pulumi",
                "tools: must be a list",
                "response_data.when: JSON has no such number",
                "warning_time: must be below time_out, where less than 30 s counts as 30",
            ],
        ),
    ],
    ids=["pool", "number"],
)
def test_all_that_is_wrong_is_said_at_preview_with_its_path(
    program: str, problems: list[str], project: Project, box: Sandbox
) -> None:
    del project.environment["BLAND_API_KEY"]
    shown = project.program(program).preview().refuses(*problems)
    shown.hides(SECRET, "+4915112345678", "hot", "west-coast", "value {")
    assert shown.text.count("has a problem") == len(problems)
    assert box.calls("POST") == 0


def test_an_unknown_field_is_pythons_own_error(project: Project) -> None:
    project.program(f'bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objektive="Typed in a hurry")')
    project.preview().expect("TypeError", "unexpected keyword argument 'objektive'", fails=True)


def test_an_import_is_refused_with_advice(project: Project, box: Sandbox) -> None:
    project.program(f"""
        imported = pulumi.ResourceOptions(import_="550e8400-e29b-41d4-a716-446655440001")
        try:
            bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, opts=imported)
        except pulumi.RunError as refused:
            pulumi.log.info(str(refused))
        bland.CustomDialingPool("west", phone_numbers=[{SF!r}], opts=imported)
    """)
    project.preview().refuses("create takes over what is there", "cannot be imported; give the pool's id as pool_id")
    assert box.calls("POST") == 0


def test_each_problem_with_credentials_is_one_sentence_and_nothing_is_written(project: Project, box: Sandbox) -> None:
    key = project.environment.pop("BLAND_API_KEY")
    project.program(f"""
        bland.CustomDialingPool("west", phone_numbers=[{SF!r}])
        bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours")
    """)
    project.preview().expect("+ 3 to create")
    everything = ("--continue-on-error",)
    project.up(*everything).refuses("no Bland API key", "pulumi config set --secret bland:apiKey", "BLAND_API_KEY")
    project.environment["BLAND_API_KEY"] = "a-wrong-key-of-the-user"
    project.up(*everything).refuses("HTTP 401", "the API key was not accepted").hides("a-wrong-key-of-the-user")
    project.environment |= {"BLAND_API_KEY": key, "BLAND_BASE_URL": "http://127.0.0.1:9"}
    project.config("bland:deadline", "1")
    project.up(*everything).refuses("127.0.0.1", "cannot be reached", "bland:baseUrl").hides(key)
    project.environment["BLAND_BASE_URL"] = "http://bland.example"
    project.up(*everything).refuses("must be an https address").hides(key)
    assert project.state() == {}
    assert box.calls("POST") == 0

    # A key in the configuration wins over the environment's, and the two are never told.
    project.environment |= {"BLAND_BASE_URL": box.url, "BLAND_API_KEY": "a-wrong-key-of-the-user"}
    project.config("bland:apiKey", key, secret=True)
    project.up().expect("hold different keys").hides(key, "a-wrong-key-of-the-user")
    assert box.calls("POST", POOLS) == 1


def test_a_key_that_is_kept_in_clear_text_is_warned_of(project: Project, box: Sandbox) -> None:
    project.config("bland:apiKey", box.key)
    project.program(f"""
        for number in ({SF!r}, {DENVER!r}):
            bland.CustomDialingPool(number, phone_numbers=[number])
    """)
    shown = project.preview().expect("bland:apiKey is kept in clear text", "pulumi config set --secret bland:apiKey")
    assert shown.text.count("kept in clear text") == 1

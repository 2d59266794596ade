"""Typical edits of a program: what the gallery shows, and the previews that the tests of the review read.

All edits are made in one stack, each on resources of its own, so that a few commands of the engine show them all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bland_sandbox import Sandbox

CREDENTIALS = "550e8400-e29b-41d4-a716-446655440000"
OTHER_CREDENTIALS = "550e8400-e29b-41d4-a716-446655440009"
TAKEN, MOVED_FROM, MOVED_TO, HANDED_BACK = "TAKEN", "MOVED_FROM", "MOVED_TO", "HANDED_BACK"
"""Pools that are at Bland already; their ids are put in the place of these words."""
EXISTING = {
    TAKEN: ["+13035550123", "+13035550177"],
    MOVED_FROM: ["+13035550123"],
    MOVED_TO: ["+13035550123"],
    HANDED_BACK: ["+16505550199"],
}

PROGRAM = """\
from other import Function

config = pulumi.Config()
token = config.require_secret("token")
four_hundred = [f"+1212555{n}" for n in range(1000, 1400)]
rules = "\\n".join(f"{n}. Asked about topic {n}, answer in two sentences and offer more help." for n in range(1, 201))
one_line = (
    "You are the front desk of a dental practice. Greet the caller by name if it is known! Offer the next free slot; "
    "never promise a price. If somebody is in pain, offer a slot today and pass the call on to a person."
)

"""

OTHER = '''\
"""Something of another provider: a function whose URL is known after it is made."""

import pulumi
from pulumi import dynamic


class FunctionProvider(dynamic.ResourceProvider):
    def create(self, props):
        return dynamic.CreateResult(props["path"], {"path": props["path"], "url": f"https://example.com{props['path']}"})


class Function(dynamic.Resource, module="cloud", name="Function"):
    url: pulumi.Output[str]

    def __init__(self, name, path):
        super().__init__(FunctionProvider(), name, {"path": path, "url": None})
'''


@dataclass(frozen=True)
class Edit:
    """One edit: the program before and after it, and the resources that it is about.

    `meanwhile` is what somebody does in the dashboard before it; with `look` the account is looked at too, and with
    `both` the edit is also made in a program that uses the plugin.
    """

    title: str
    names: Sequence[str]
    before: str
    after: str
    look: bool = False
    both: bool = False
    meanwhile: Callable[[Sandbox], None] = lambda _: None


@dataclass(frozen=True)
class Drift:
    """One change made at Bland, not in the program."""

    title: str
    names: Sequence[str]
    make: Callable[[Sandbox, Callable[[str], str]], None]


def pool(name: str, arguments: str) -> str:
    return f'bland.CustomDialingPool("{name}", {arguments})'


def agent(name: str, number: int, arguments: str) -> str:
    return f'bland.SmsNumberConfig("{name}", phone_number="{agent_number(number)}", {arguments})'


def agent_number(number: int) -> str:
    return f"+1555000{number:04d}"


def _options(arguments: str) -> str:
    return f"opts=pulumi.ResourceOptions({arguments})"


THREE = 'phone_numbers=["+14155550101", "+12065550102", "+13035550123"]'
EDITS = [
    Edit("A new pool", ["east"], "", pool("east", 'phone_numbers=["+12125550101", "+16175550102", "+13055550103"]')),
    Edit(
        "One number more among 400",
        ["large"],
        pool("large", "phone_numbers=four_hundred"),
        pool("large", 'phone_numbers=[*four_hundred, "+14155550101"]'),
        both=True,
    ),
    Edit(
        "One number for another",
        ["west"],
        pool("west", THREE),
        pool("west", THREE.replace("+13035550123", "+13035550177")),
    ),
    Edit("Most numbers leave", ["small"], pool("small", THREE), pool("small", 'phone_numbers=["+14155550101"]')),
    Edit(
        "Another order and spelling",
        ["tidy"],
        pool("tidy", THREE),
        pool("tidy", 'phone_numbers=["+1 (303) 555-0123", "+1 206 555 0102", "+14155550101", "+14155550101"]'),
    ),
    Edit(
        "A pool is taken over",
        ["taken"],
        "",
        pool("taken", f'pool_id="{TAKEN}", phone_numbers=["+13035550123"]'),
        look=True,
    ),
    Edit(
        "Another pool_id",
        ["moved"],
        pool("moved", f'pool_id="{MOVED_FROM}", phone_numbers=["+13035550123"]'),
        pool("moved", f'pool_id="{MOVED_TO}", phone_numbers=["+13035550123"]'),
    ),
    Edit(
        "Other Twilio credentials, and none any more",
        ["rotated", "freed"],
        pool("rotated", f'{THREE}, encrypted_key="{CREDENTIALS}"')
        + "\n"
        + pool("freed", f'{THREE}, encrypted_key="{CREDENTIALS}"'),
        pool("rotated", f'{THREE}, encrypted_key="{OTHER_CREDENTIALS}"') + "\n" + pool("freed", THREE),
    ),
    Edit(
        "Pools leave the program: one made here, one taken over, one to stay",
        ["old", "borrowed", "kept"],
        pool("old", THREE)
        + "\n"
        + pool("borrowed", f'pool_id="{HANDED_BACK}", {THREE}')
        + "\n"
        + pool("kept", f'{THREE}, on_delete="retain"'),
        "",
    ),
    Edit(
        "Numbers that are secret",
        ["private"],
        pool("private", 'phone_numbers=["+14155550101", token]'),
        pool("private", 'phone_numbers=["+12065550102", token]'),
    ),
    Edit(
        "A new agent",
        ["sales"],
        "",
        agent("sales", 1, 'objective="Sell politely.", webhook="https://example.com/sales", time_out=600'),
    ),
    Edit(
        "One word of a prompt of 200 lines",
        ["desk"],
        agent("desk", 2, "objective=rules"),
        agent("desk", 2, 'objective=rules.replace("topic 120, answer", "topic 120, reply")'),
    ),
    Edit(
        "One word of a prompt that is one long line",
        ["dentist"],
        agent("dentist", 3, "objective=one_line"),
        agent("dentist", 3, 'objective=one_line.replace("a slot today", "the next slot")'),
    ),
    Edit(
        "A character that nobody can see",
        ["quiet"],
        agent("quiet", 4, 'objective="Answer politely.\\nNever give discounts."'),
        agent("quiet", 4, 'objective="Answer politely.\\nNever give dis\\u200bcounts."'),
    ),
    Edit(
        "A letter of another alphabet",
        ["lookalike"],
        agent("lookalike", 14, 'objective="Payments: send people to paypal.com only."'),
        agent("lookalike", 14, 'objective="Payments: send people to p\\u0430ypal.com only."'),
    ),
    Edit(
        "A prompt that is emptied",
        ["mute"],
        agent("mute", 15, 'objective="Answer politely.", time_out=600'),
        agent("mute", 15, 'objective="", time_out=600'),
    ),
    Edit(
        "A webhook, for the first time",
        ["notified"],
        agent("notified", 16, 'objective="Answer politely."'),
        agent("notified", 16, 'objective="Answer politely.", webhook="https://example.com/notify"'),
        look=True,
        meanwhile=lambda box: box.edit_sms(agent_number(16), webhook="https://example.org/theirs"),
    ),
    Edit(
        "A number that somebody has set up already",
        ["inherited"],
        "",
        agent("inherited", 19, 'objective="Be polite.\\nOffer a call back.", time_out=600'),
        look=True,
        meanwhile=lambda box: box.edit_sms(agent_number(19), objective="Be polite.\nSell nothing.", time_out=600),
    ),
    Edit(
        "A prompt that somebody has edited meanwhile",
        ["edited"],
        agent("edited", 20, 'objective="Answer politely."'),
        agent("edited", 20, 'objective="Answer at once."'),
        look=True,
        meanwhile=lambda box: box.edit_sms(agent_number(20), objective="Answer politely, and never sell."),
    ),
    Edit(
        "Another webhook, which a function made by the same program gets",
        ["hooked", "replies"],
        agent("hooked", 5, 'webhook="https://example.com/replies"'),
        'function = Function("replies", "/v2/replies")\n' + agent("hooked", 5, "webhook=function.url"),
    ),
    Edit(
        "Time-outs and tools",
        ["timed"],
        agent(
            "timed",
            6,
            'time_out=600, warning_time=300, tools=[{"name": "lookup", "url": "https://example.com/lookup"}]',
        ),
        agent(
            "timed",
            6,
            'time_out=900, warning_time=300, warning_message="Are you still there?", '
            'tools=[{"name": "lookup", "url": "https://example.com/lookup"}, {"name": "transfer", "to": "desk"}]',
        ),
    ),
    Edit(
        "A field leaves the program",
        ["plain"],
        agent("plain", 7, 'objective="Answer politely.", summary_prompt="Sum up in one line."'),
        agent("plain", 7, 'objective="Answer politely."'),
    ),
    Edit(
        "A secret inside the request data",
        ["signed"],
        agent("signed", 8, 'request_data={"plan": "gold", "token": token}'),
        agent("signed", 8, 'request_data={"plan": "gold", "token": pulumi.Output.secret("another")}'),
    ),
    Edit(
        "Another number",
        ["ported"],
        agent("ported", 9, 'objective="Answer politely."'),
        agent("ported", 10, 'objective="Answer politely."'),
    ),
    Edit(
        "An agent leaves the program",
        ["seasonal"],
        agent("seasonal", 11, 'objective="Happy holidays!", webhook="https://example.com/holidays"'),
        "",
        look=True,
    ),
    Edit(
        "Another name in the program",
        ["after", "before"],
        agent("before", 12, 'objective="Answer politely."'),
        agent("after", 12, 'objective="Answer politely."'),
    ),
    Edit(
        "How it is managed",
        ["strict"],
        agent("strict", 13, 'objective="Answer politely."'),
        agent(
            "strict", 13, 'objective="Answer politely.", authoritative=True, on_drift="overwrite", on_delete="clear"'
        ),
        look=True,
        meanwhile=lambda box: box.edit_sms(agent_number(13), timezone="Europe/Rome"),
    ),
    Edit(
        "Protection is taken away",
        ["guarded", "reserve"],
        agent("guarded", 17, f'objective="Answer politely.", {_options("protect=True")}')
        + "\n"
        + pool("reserve", f"{THREE}, {_options('retain_on_delete=True')}"),
        agent("guarded", 17, 'objective="Answer politely."') + "\n" + pool("reserve", THREE),
    ),
    Edit(
        "Changes of the prompt are ignored",
        ["tuned"],
        agent("tuned", 18, 'objective="Answer politely."'),
        agent("tuned", 18, f'objective="Answer at once.", {_options("""ignore_changes=["objective"]""")}'),
    ),
]


def _numbers(box: Sandbox, id_of: Callable[[str], str]) -> None:
    box.edit_pool(id_of("west"), add=["+14155550166"], remove=["+12065550102"])


def _prompt(box: Sandbox, _: Callable[[str], str]) -> None:
    box.edit_sms(agent_number(7), objective="Answer at once.", summary_prompt=None)


def _gone(box: Sandbox, id_of: Callable[[str], str]) -> None:
    box.drop_pool(id_of("old"))


DRIFTS = [
    Drift("A pool edited in the dashboard", ["west"], _numbers),
    Drift("A prompt edited, and a field emptied, in the dashboard", ["plain"], _prompt),
    Drift("A pool deleted in the dashboard", ["old"], _gone),
]
DESTROYED = ["west", "borrowed", "kept", "desk"]
MISTAKE = pool("typo", 'phone_numbers=["4155550101", "+12065550102", "+33142685300"]')

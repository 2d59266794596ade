"""Accounts to export: a small one with every oddity, and a large one."""

from __future__ import annotations

import random
import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bland_sandbox import Sandbox
    from bland_sandbox.fields import Channel

PROMPT = "You answer text messages for Northside Dental.\n\n- Offer the next free appointment.\n- Be brief.\n"
SHORT = "Say that we are closed."
HOOK = "https://hooks.example.com/bland"
TOKEN_HOOK = "https://hooks.example.com/bland?token=0123456789abcdef"
AREAS = (415, 206, 303, 312, 212, 713, 305, 617, 702, 503)


def number(area: int, index: int) -> str:
    return f"+1{area}{200 + index // 10000:03d}{index % 10000:04d}"


def small(box: Sandbox) -> None:
    """Two pools, one with credentials; agents with labels, shared texts, secrets, unicode, several channels."""
    (key,) = box.org().credentials
    box.add_pool("+14155550101", "+12065550102", encrypted_key=key)
    box.add_pool("+442079460123")
    for each, label in {
        "+15550001111": "Front Desk",
        "+15550002222": "Büro 東京 \N{HOT BEVERAGE}",
        "+14155550101": "",
    }.items():
        box.org().numbers[each].label = label or None
    box.edit_sms("+15550001111", objective=PROMPT, webhook=HOOK, time_out=600, temperature=0.2, tools=[{"name": "a"}])
    box.edit_sms("+15550002222", objective=PROMPT, webhook=HOOK, request_data={"password": "hunter2hunter2"})
    box.edit_sms("+15550001111", "whatsapp", objective=SHORT, webhook=TOKEN_HOOK, temperature=0)
    box.edit_sms(
        "+14155550101", objective='Say "hi" \N{EN DASH} it\'s fine \\o/', request_data={"shop": {"id": 7, "gone": None}}
    )
    box.edit_sms("+16505550199", "imessage", objective=SHORT, disposition_ids=["b", "a"])
    box.edit_sms("+12065550102")


def large(box: Sandbox, pools: int = 40, members: int = 100, agents: int = 200) -> None:
    """Pools of a hundred numbers, some with credentials, and agents on three channels."""
    chance = random.Random(7)  # noqa: S311 - the same account each time
    org = box.org()
    (key,) = org.credentials
    second = "550e8400-e29b-41d4-a716-4466554400ff"
    org.credentials[second] = "AC00000000000000000000000000000002"
    for index in range(pools):
        area = AREAS[index % len(AREAS)]
        numbers = [number(area, index * members + each) for each in range(members)]
        box.add_pool(*numbers, encrypted_key=chance.choice([None, None, key, second]))
    prompts = [
        PROMPT,
        SHORT,
        "Answer in the language of the message. " * 20,
        "Zürich: grüezi \N{EN DASH} 你好 \N{WAVING HAND SIGN}\n" * 4,
    ]
    labels = ["Front Desk", "Front Desk", "  ", "Büro — Zürich", "東京", "a/b:c*d?", None, "\N{HOT BEVERAGE}"]
    channels: list[Channel] = ["sms", "sms", "whatsapp", "imessage"]
    for index in range(agents):
        each = f"+1555{1000000 + index}"
        channel = channels[index % 4]
        box.add_number(each, "imessage" if channel == "imessage" else "sms")
        org.numbers[each].label = chance.choice(labels)
        box.edit_sms(each, channel, **_settings(chance, prompts))


def _settings(chance: random.Random, prompts: list[str]) -> dict[str, Any]:
    choices: dict[str, Any] = {
        "webhook": chance.choice([HOOK, f"{HOOK}/{uuid.UUID(int=chance.getrandbits(128))}", TOKEN_HOOK]),
        "time_out": chance.choice([30, 600, 3600.5]),
        "temperature": chance.choice([0, 0.2, 1]),
        "timezone": "Europe/Zurich",
        "tools": [
            {"name": "look_up", "arguments": {"query": "text", "limit": 5, "deep": [1, [2, {"x": None, "y": "z"}]]}}
        ],
        "request_data": chance.choice([{"shop": "Zürich"}, {"api_key": "k-0123456789"}, ["a", 1, True, None]]),
        "disposition_ids": ["b", "a"],
        "restart_after_end_call": chance.choice([True, False]),
        "summary_prompt": "Sum up.\nIn two lines.",
        "pathway_version": 3,
    }
    return {"objective": chance.choice(prompts)} | {key: each for key, each in choices.items() if chance.random() < 0.6}

"""Whole programs through the real engine: up, empty preview, refresh, empty preview, edit, destroy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bland_sandbox import Sandbox
from tests.engine.project import CHICAGO, DENVER, SALES, SEATTLE, SF, SUPPORT, Project

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("generation", ["old", "new"])
def test_a_pool_and_a_number_live_from_up_to_destroy(generation: str, start: Callable[[Sandbox], Project]) -> None:
    with Sandbox(generation=generation, order="shuffled") as box:
        project = start(box)
        before: dict[str, Any] = {"objective": "Before", "timezone": "America/Denver"}
        box.edit_sms(SUPPORT, **before)
        version = "3" if generation == "old" else 3
        project.program(f"""
            pool = bland.CustomDialingPool("west", phone_numbers=["+1 (415) 555-0101", {SEATTLE!r}, {SEATTLE!r}])
            bland.SmsNumberConfig("support", phone_number="+1 (555) 000-1111", objective="Answer politely.",
                                  webhook="https://ours.example/hook", pathway_version={version!r}, time_out=10,
                                  timeout_message="Bye", disposition_ids=["b", "a", "b"])
            pulumi.export("pool_id", pool.pool_id)
        """)
        project.preview().expect("+ 3 to create", project.member("", SF, "San Francisco, CA"))
        assert box.calls("POST") == 0
        project.up().expect("+ 3 created", "timeout_message", "takes over", "replaces objective")
        (pool_id,) = box.org().pools
        assert box.pool(pool_id).phone_numbers == [SEATTLE, SF]
        assert project.outputs() == {"pool_id": pool_id}
        project.expect_quiet()
        project.refresh("--expect-no-changes").expect()
        project.expect_quiet()

        project.program(f"""
            bland.CustomDialingPool("west", phone_numbers=[{DENVER!r}, {SF!r}])
            bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Answer politely.",
                                  webhook="https://ours.example/hook/2")
        """)
        shown = project.preview().expect(
            project.member("-", SEATTLE, "Washington State"), project.member("+", DENVER, "Colorado")
        )
        shown.expect('"https://ours.example/hook" => "https://ours.example/hook/2"', "- time_out", "- timeout_message")
        shown.hides("objective", "timezone")
        project.up().expect("~ 2 updated")
        assert set(box.pool(pool_id).phone_numbers) == {DENVER, SF}
        assert {key: value for key, value in (box.sms(SUPPORT) or {}).items() if value} == {
            "objective": "Answer politely.",
            "webhook": "https://ours.example/hook/2",
            "timezone": "America/Denver",
        }
        project.expect_quiet()

        if generation == "new":
            project.destroy().expect()
            assert not box.org().pools
        else:
            project.destroy("--continue-on-error").refuses('set on_delete="retain"')
            assert len(box.org().pools) == 1
        assert {key: value for key, value in (box.sms(SUPPORT) or {}).items() if value} == before


def test_an_authoritative_number_holds_the_other_fields_empty_too(project: Project, box: Sandbox) -> None:
    def program(more: str) -> str:
        return f'bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, objective="Ours"{more})'

    before: dict[str, Any] = {"timezone": "America/Denver", "summary_prompt": "Sum up", "messaging_service_sid": "MG01"}
    box.edit_sms(SUPPORT, **before)
    project.program(program(", authoritative=True")).up().expect("timezone", "summary_prompt")
    assert box.sms(SUPPORT) == {"objective": "Ours", "messaging_service_sid": "MG01"}
    project.expect_quiet()
    box.edit_sms(SUPPORT, webhook="https://theirs.example/hook", messaging_service_sid="MG02")
    project.preview("--refresh").expect('- webhook: "https://theirs.example/hook"').hides("MG01", "MG02")
    project.up("--refresh").expect("~ 1 updated")
    assert box.sms(SUPPORT) == {"objective": "Ours", "messaging_service_sid": "MG02"}
    project.expect_quiet()

    box.edit_sms(SUPPORT, timezone="Europe/Paris")
    project.refresh().expect()
    project.program(program("")).up().expect()
    assert (box.sms(SUPPORT) or {})["timezone"] == "Europe/Paris"
    project.expect_quiet()
    project.destroy().expect()
    # The time zone is somebody else's by now; the summary prompt and the webhook, that we took away, come back.
    assert box.sms(SUPPORT) == {
        **before,
        "timezone": "Europe/Paris",
        "messaging_service_sid": "MG02",
        "webhook": "https://theirs.example/hook",
    }


def test_another_channel_or_pool_id_replaces_and_hands_back(project: Project, box: Sandbox) -> None:
    first, second = box.add_pool(SF), box.add_pool(CHICAGO)
    box.edit_sms(SUPPORT, objective="Before")

    def program(channel: str, pool_id: str) -> str:
        return f"""
            bland.CustomDialingPool("west", pool_id={pool_id!r}, phone_numbers=[{DENVER!r}])
            bland.SmsNumberConfig("support", phone_number={SUPPORT!r}, channel={channel!r}, objective="Ours")
        """

    project.program(program("sms", first)).up().expect()
    project.program(program("whatsapp", second))
    project.preview().expect('"sms" => "whatsapp"', f'"{first}" => "{second}"', "+-2 to replace")
    project.up().expect("+-2 replaced")
    assert (box.pool(first).phone_numbers, box.pool(second).phone_numbers) == ([SF], [DENVER])
    assert (box.sms(SUPPORT), box.sms(SUPPORT, "whatsapp")) == ({"objective": "Before"}, {"objective": "Ours"})
    project.expect_quiet()
    # The id of a pool that is under management already may go, or come.
    project.program(f'bland.CustomDialingPool("west", phone_numbers=[{DENVER!r}])').up().expect(
        "2 unchanged", "- 1 del"
    )
    project.destroy().expect()
    assert (box.pool(second).phone_numbers, box.sms(SUPPORT, "whatsapp")) == ([CHICAGO], {})


def test_get_reads_without_managing(project: Project, box: Sandbox) -> None:
    (key,) = box.org().credentials
    pool_id = box.add_pool(SF, DENVER, encrypted_key=key)
    box.edit_sms(SALES, objective="Theirs", time_out=60, request_data={"shop": 7})
    read = f"""
        pool = bland.CustomDialingPool.get("pool", {{!r}})
        sales = bland.SmsNumberConfig.get("sales", {SALES!r})
        pulumi.export("numbers", pool.phone_numbers)
        pulumi.export("key", pool.encrypted_key)
        pulumi.export("sales", [sales.objective, sales.time_out, sales.request_data, sales.webhook])
    """
    project.program(read.format(pool_id)).up().expect().hides(key)
    assert project.outputs() == {"numbers": [DENVER, SF], "key": key, "sales": ["Theirs", 60, {"shop": 7}, None]}
    assert key not in project.export()
    project.expect_quiet()
    box.edit_pool(pool_id, add=[CHICAGO])
    project.up("--refresh").expect()
    assert project.outputs()["numbers"] == [DENVER, CHICAGO, SF]
    project.destroy().expect()
    assert set(box.pool(pool_id).phone_numbers) == {SF, DENVER, CHICAGO}
    assert box.calls("POST") + box.calls("DELETE") == 0

    missing = "550e8400-e29b-41d4-a716-446655440009"
    project.program(read.format(missing)).preview().refuses(missing, "bland:apiKey")

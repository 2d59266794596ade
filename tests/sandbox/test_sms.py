"""The update of a number's messaging configuration. Pages are those of Bland's reference under api-v1/."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.reference import NUMBER, UPDATED_NUMBER

from .api import EXAMPLE, ONLY_NEW, SMS_UPDATE, Api, all_fields, config, data, error

Start = Callable[..., Api]


def test_the_sample_update_gets_the_sample_answer(api: Api) -> None:
    """post/sms-update: response example. SMS answers never had a `status`."""
    answer = api.sms(objective="Chat with the user")
    assert answer.status_code == 200
    assert answer.json().keys() == {"data", "errors"}
    assert data(answer)["message"] == UPDATED_NUMBER["message"]
    assert config(answer).items() >= UPDATED_NUMBER["sms_config"].items()


def test_the_example_body_is_taken_as_it_stands(old: Api) -> None:
    """post/sms-update, OLD: request example."""
    assert config(old.sms(**EXAMPLE)).items() >= EXAMPLE.items()


def test_every_documented_field_is_taken_and_kept(api: Api, generation: str) -> None:
    """post/sms-update: the table of the body."""
    sent = all_fields(generation)
    answer = config(api.sms(**sent))
    assert answer == {name: value for name, value in sent.items() if name != "use_candidate_model"}
    assert api.box.sms(NUMBER) == sent


def test_fields_that_only_new_lists_are_ignored_by_old(old: Api) -> None:
    """post/sms-update: response_data, use_candidate_model and channel are NEW."""
    old.sms(objective="x", **ONLY_NEW)
    assert old.box.sms(NUMBER) == {"objective": "x"}
    assert old.box.journal.entries()[-1].ignored == ["response_data", "use_candidate_model"]


@pytest.mark.parametrize("name", ["persona_id", "persona_version", "ignore_keywords", "label", "objektive"])
def test_unlisted_fields_are_ignored_and_the_journal_says_so(api: Api, name: str) -> None:
    """post/sms-update, NEW: "Fields not listed here are ignored"."""
    api.sms(objective="x", **{name: "y"})
    assert api.box.sms(NUMBER) == {"objective": "x"}
    assert api.box.journal.entries()[-1].ignored == [name]


def test_without_strict_the_journal_keeps_quiet_about_ignored_fields(start: Start) -> None:
    """The sandbox's own: switch `strict`."""
    api = start(strict=False)
    api.sms(persona_id="y")
    assert api.box.journal.entries()[-1].ignored == []


@pytest.mark.parametrize("alias", ["prompt", "task"])
def test_aliases_are_stored_as_objective_in_new_only(old: Api, new: Api, alias: str) -> None:
    """post/sms-update, NEW: `prompt` and `task` accepted as aliases."""
    assert config(new.sms(**{alias: "Be kind."}))["objective"] == "Be kind."
    assert config(old.sms(**{alias: "Be kind."}))["objective"] is None


def test_objective_wins_over_its_aliases(new: Api) -> None:
    """Undocumented; the name of the field itself is the safest reading."""
    assert config(new.sms(task="a", objective="b", prompt="c"))["objective"] == "b"


@pytest.mark.parametrize(("sent", "stored"), [(1, 30), (10, 30), (29.9, 30), (30, 30), (600, 600), (0, 0)])
def test_short_timeouts_are_raised_and_zero_is_stored(api: Api, sent: float, stored: float) -> None:
    """post/sms-update, NEW (PR #386): positive below 30 becomes 30; 0 disables and is stored as it is."""
    assert config(api.sms(time_out=sent))["time_out"] == stored


@pytest.mark.parametrize("nulls", ["honoured", "ignored"])
def test_a_null_timeout_always_clears_it(start: Start, generation: str, nulls: str) -> None:
    """post/sms-update (PR #386): null disables the timeout."""
    api = start(generation=generation, nulls=nulls)
    api.box.edit_sms(NUMBER, time_out=600)
    assert config(api.sms(time_out=None))["time_out"] is None


@pytest.mark.parametrize(
    ("speaks", "channel", "expected"),
    [
        ("old", "sms", (400, "ERROR_UPDATING_SMS_CONFIG")),
        ("new", "sms", (500, "ERROR_UPDATING_SMS_CONFIG")),
        ("new", "whatsapp", (500, "ERROR_UPDATING_WHATSAPP_CONFIG")),
        ("new", "imessage", (500, "ERROR_UPDATING_IMESSAGE_CONFIG")),
    ],
)
def test_a_warning_that_is_not_before_the_timeout_is_refused(
    start: Start, speaks: str, channel: str, expected: tuple[int, str]
) -> None:
    """post/sms-update: must be less than time_out; OLD "rejected", NEW 500."""
    api = start(generation=speaks)
    assert error(api.sms(channel=channel, time_out=60, warning_time=60)) == expected
    assert error(api.sms(channel=channel, time_out=10, warning_time=30)) == expected, "compared with the raised timeout"
    assert api.box.sms(NUMBER, "sms" if speaks == "old" else channel) is None  # type: ignore[arg-type]
    assert data(api.sms(channel=channel, time_out=10, warning_time=29))


def test_a_warning_is_compared_with_the_timeout_that_is_kept(api: Api) -> None:
    """post/sms-update: the rule is about the configuration, not about the request."""
    api.box.edit_sms(NUMBER, time_out=60)
    assert api.sms(warning_time=60).json()["errors"]
    api.box.edit_sms(NUMBER, time_out=0)
    assert data(api.sms(warning_time=60)), "without a timeout there is nothing to be before"


@pytest.mark.parametrize(
    ("write", "left"), [("merge", {"webhook": "w", "objective": "x"}), ("replace", {"objective": "x"})]
)
def test_fields_that_an_update_does_not_name_are_kept_or_wiped(
    start: Start, generation: str, write: str, left: dict[str, Any]
) -> None:
    """Undocumented: switch `write`."""
    api = start(generation=generation, write=write)
    api.box.edit_sms(NUMBER, webhook="w")
    api.sms(objective="x")
    assert api.box.sms(NUMBER) == left


@pytest.mark.parametrize(
    ("nulls", "left"), [("honoured", {"objective": "x"}), ("ignored", {"objective": "x", "webhook": "w"})]
)
def test_null_clears_a_field_or_is_ignored(start: Start, generation: str, nulls: str, left: dict[str, Any]) -> None:
    """Undocumented: switch `nulls`."""
    api = start(generation=generation, nulls=nulls)
    api.box.edit_sms(NUMBER, webhook="w", objective="x")
    api.sms(webhook=None)
    assert api.box.sms(NUMBER) == left


def test_an_empty_list_is_a_value(api: Api) -> None:
    """post/sms-update: the sample answer shows `[]`."""
    api.box.edit_sms(NUMBER, tools=[{}])
    assert config(api.sms(tools=[]))["tools"] == []


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("webhook", 1),
        ("request_data", "x"),
        ("time_out", "600"),
        ("time_out", True),
        ("time_out", -1),
        ("messaging_service_sid", []),
        ("objective", {}),
        ("tools", {}),
        ("temperature", "0"),
        ("pathway_id", 7),
        ("start_node_id", False),
        ("restart_after_end_call", "yes"),
        ("timezone", 0),
        ("citation_schema_ids", ["a", 1]),
        ("disposition_ids", "a"),
        ("summary_prompt", 1.5),
        ("timeout_action", []),
        ("timeout_message", 1),
        ("warning_time", "60"),
        ("warning_message", True),
    ],
)
def test_a_value_of_another_type_is_refused_by_name(api: Api, generation: str, name: str, wrong: Any) -> None:
    """post/sms-update: types of the table; NEW: validation errors carry `field`."""
    answer = api.sms(**{name: wrong})
    assert error(answer) == (400, "INVALID_BODY")
    (problem,) = answer.json()["errors"]
    assert problem["message"].startswith(name)
    assert problem.get("field") == (name if generation == "new" else None)
    assert api.box.sms(NUMBER) is None


def test_the_pathway_version_is_a_string_in_old_and_a_number_in_new(old: Api, new: Api) -> None:
    """post/sms-update: "latest" in OLD's sample, 3 in NEW's."""
    assert config(old.sms(pathway_version="latest"))["pathway_version"] == "latest"
    assert config(new.sms(pathway_version=3))["pathway_version"] == 3
    assert error(old.sms(pathway_version=3)) == (400, "INVALID_BODY")
    assert error(new.sms(pathway_version="3")) == (400, "INVALID_BODY")


@pytest.mark.parametrize("body", [{}, {"phone_number": None}, {"phone_number": ""}, {"phone_number": 15550001111}])
def test_the_number_is_required(api: Api, body: dict[str, Any]) -> None:
    """post/sms-update, NEW: 400 PHONE_NUMBER_REQUIRED."""
    assert error(api.post(SMS_UPDATE, body)) == (400, "PHONE_NUMBER_REQUIRED")


@pytest.mark.parametrize("number", ["+14155559999", "15550001111", "+1 555 000 1111"])
def test_a_number_that_is_not_the_organisations_is_not_found(api: Api, number: str) -> None:
    """post/sms-update: "must belong to the authenticated user"; NEW: 404 INBOUND_NUMBER_NOT_FOUND."""
    api.box.add_org("other-key", numbers={"+14155559999": {}})
    assert error(api.sms(number, objective="x")) == (404, "INBOUND_NUMBER_NOT_FOUND")


def test_updating_needs_the_enterprise_plan_and_listing_does_not(start: Start, generation: str) -> None:
    """post/sms-update, NEW: 403 ENTERPRISE_REQUIRED; get/sms-numbers, NEW: "not plan-gated"."""
    api = start(generation=generation, plan="standard")
    assert error(api.sms(objective="x")) == (403, "ENTERPRISE_REQUIRED")
    assert data(api.numbers()) == []

"""The messaging configuration of a number. Pages are those of Bland's reference under api-v1/."""

from collections.abc import Callable
from typing import Any

import pytest

from .api import IMESSAGE_NUMBER, NUMBER, SMS_UPDATE, Api, config, data, error

Start = Callable[..., Api]

# post/sms-update: the request example, with values of the types that it names.
EXAMPLE: dict[str, Any] = {
    "webhook": "https://example.com/hook",
    "request_data": [{}],
    "time_out": 123,
    "messaging_service_sid": "MG00000000000000000000000000000001",
    "objective": "Chat with the user",
    "tools": [{}],
    "temperature": 123,
    "pathway_id": "pathway",
    "pathway_version": "latest",
    "start_node_id": "node",
}

# The fields that the page's table has in both generations, with a value of the right type each.
BOTH: dict[str, Any] = {
    **{name: value for name, value in EXAMPLE.items() if name != "pathway_version"},
    "restart_after_end_call": True,
    "timezone": "America/New_York",
    "citation_schema_ids": ["c"],
    "disposition_ids": ["d"],
    "summary_prompt": "Summarise.",
    "timeout_action": "send_sms",
    "timeout_message": "Still there?",
    "warning_time": 60,
    "warning_message": "Soon.",
}
ONLY_NEW: dict[str, Any] = {"response_data": {"a": 1}, "use_candidate_model": True}
VERSION = {"old": "latest", "new": 3}
NOT_READ = {"timeout_action", "timeout_message", "warning_time", "warning_message", "response_data"}


def all_fields(generation: str) -> dict[str, Any]:
    return {**BOTH, "pathway_version": VERSION[generation], **(ONLY_NEW if generation == "new" else {})}


def listed(api: Api, channel: str | None = None) -> Any:
    """The only configuration of a channel, as the list reports it."""
    (row,) = data(api.numbers(channel))
    return row[f"{channel or 'sms'}_config"]


def test_the_sample_update_gets_the_sample_answer(api: Api) -> None:
    """post/sms-update: response example. SMS answers never had a `status`."""
    answer = api.sms(objective="Chat with the user")
    sample: dict[str, Any] = {
        "webhook": None,
        "request_data": [],
        "time_out": None,
        "messaging_service_sid": None,
        "objective": "Chat with the user",
        "tools": [],
        "temperature": 0,
        "pathway_id": None,
        "pathway_version": None,
        "start_node_id": None,
    }
    assert answer.status_code == 200
    assert answer.json().keys() == {"data", "errors"}
    assert data(answer)["message"] == "SMS config updated for number +15550001111"
    assert config(answer).items() >= sample.items()


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


def test_only_configured_numbers_are_listed(api: Api) -> None:
    """get/sms-numbers, NEW: "only numbers that have a config for that channel are returned"."""
    assert data(api.numbers()) == []
    api.sms(objective="x")
    (row,) = data(api.numbers())
    assert row["phone_number"] == NUMBER


def test_a_number_stays_listed_when_all_its_fields_are_cleared(api: Api) -> None:
    """No way to delete a configuration is documented."""
    api.sms(objective="x")
    api.sms(objective=None)
    assert listed(api)["objective"] is None


def test_the_row_of_a_number_has_the_documented_keys(old: Api, new: Api) -> None:
    """get/sms-numbers: NEW adds `label` and `messaging_service`, "linq" for iMessage."""
    old.sms(objective="x")
    assert data(old.numbers())[0].keys() == {"phone_number", "sms_config", "conversation_count"}
    new.box.org().numbers[IMESSAGE_NUMBER].label = "front desk"
    new.sms(objective="x")
    new.sms(IMESSAGE_NUMBER, objective="x")
    (sms,), (imessage,) = data(new.numbers()), data(new.numbers("imessage"))
    assert sms.items() >= {"conversation_count": 0, "label": None, "messaging_service": None}.items()
    assert imessage.items() >= {"label": "front desk", "messaging_service": "linq"}.items()


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "imessage"])
def test_each_channel_has_a_configuration_and_an_answer_key_of_its_own(new: Api, channel: str) -> None:
    """get/sms-numbers and post/sms-update, NEW: the key follows the channel, which is sms unless given."""
    assert config(new.sms(channel=channel, objective=channel), channel)["objective"] == channel
    assert listed(new, channel)["objective"] == channel
    for other in {"sms", "whatsapp", "imessage"} - {channel}:
        assert data(new.numbers(other)) == []


@pytest.mark.parametrize("channel", ["rcs", "SMS", "", 7, None])
def test_an_unknown_channel_is_refused_by_new(new: Api, channel: Any) -> None:
    """post/sms-update and get/sms-numbers, NEW: 400 INVALID_CHANNEL."""
    assert error(new.sms(channel=channel)) == (400, "INVALID_CHANNEL")
    if isinstance(channel, str):
        assert error(new.numbers(channel)) == (400, "INVALID_CHANNEL")


def test_old_knows_no_channels_and_ignores_them(old: Api) -> None:
    """post/sms-update, OLD: the table has no `channel`."""
    assert config(old.sms(channel="whatsapp", objective="x"))["objective"] == "x"
    assert listed(old)["objective"] == "x"
    assert data(old.numbers("whatsapp")) == data(old.numbers())
    assert old.box.journal.entries("POST")[-1].ignored == ["channel"]


@pytest.mark.parametrize(
    ("asked", "updated"), [(None, "imessage"), ("sms", "imessage"), ("imessage", "imessage"), ("whatsapp", "whatsapp")]
)
def test_a_number_provisioned_for_imessage_is_updated_as_such(new: Api, asked: str | None, updated: str) -> None:
    """post/sms-update, NEW: "updated as imessage unless whatsapp is passed"."""
    answer = new.sms(IMESSAGE_NUMBER, objective="x", **({} if asked is None else {"channel": asked}))
    assert config(answer, updated)["objective"] == "x"
    assert list(new.box.org().configs[IMESSAGE_NUMBER]) == [updated]


def test_imessage_has_no_messaging_service_sid(new: Api) -> None:
    """post/sms-update: ignored for imessage; get/sms-numbers: absent on imessage_config."""
    answer = new.sms(channel="imessage", messaging_service_sid="MG00000000000000000000000000000001")
    assert "messaging_service_sid" not in config(answer, "imessage")
    assert "messaging_service_sid" not in listed(new, "imessage")
    assert new.box.sms(NUMBER, "imessage") == {}
    assert new.box.journal.entries("POST")[-1].ignored == ["messaging_service_sid"]


@pytest.mark.parametrize("reads", ["documented", "update-echo", "all"])
def test_the_list_reports_the_fields_that_the_switch_says(start: Start, generation: str, reads: str) -> None:
    """get/sms-numbers documents 15 fields, the sample of post/sms-update more, and more can be set: switch `reads`."""
    api = start(generation=generation, reads=reads)
    sent = all_fields(generation)
    echo = config(api.sms(**sent))
    silent = {"documented": NOT_READ | {"use_candidate_model"}, "update-echo": {"use_candidate_model"}, "all": set()}
    assert listed(api) == {name: value for name, value in sent.items() if name not in silent[reads]}
    assert ("use_candidate_model" in echo) is (reads == "all" and generation == "new")


@pytest.mark.parametrize(
    ("unset", "expected"),
    [
        ("sample", {"webhook": None, "tools": [], "request_data": [], "temperature": 0, "disposition_ids": None}),
        ("null", {"webhook": None, "tools": None, "request_data": None, "temperature": None, "disposition_ids": None}),
        ("empty", {"webhook": "", "tools": [], "request_data": [], "temperature": None, "disposition_ids": []}),
        ("absent", {}),
    ],
)
def test_fields_without_a_value_look_as_the_switch_says(
    start: Start, generation: str, unset: str, expected: dict[str, Any]
) -> None:
    """post/sms-update shows them in one sample only: switch `unset`."""
    api = start(generation=generation, unset=unset)
    for shown in (config(api.sms(objective="x")), listed(api)):
        assert shown["objective"] == "x"
        assert shown.items() >= expected.items()
        assert len(shown) == 1 or unset != "absent"


def test_an_empty_pathway_version_is_of_its_generations_type(start: Start) -> None:
    """Switch `unset`: a string in OLD, where `""` can be; a number in NEW."""
    versions = [config(start(generation=g, unset="empty").sms())["pathway_version"] for g in ("old", "new")]
    assert versions == ["", None]


def test_numbers_may_come_back_as_strings(start: Start) -> None:
    """Undocumented: switch `numbers_as`. OLD's version, a string, comes back as a number."""
    sent: dict[str, Any] = {"time_out": 600, "temperature": 0.7, "warning_time": 60}
    old = start(generation="old", numbers_as="strings")
    new = start(generation="new", numbers_as="strings")
    as_strings = {"time_out": "600", "temperature": "0.7", "warning_time": "60"}
    assert config(new.sms(**sent, pathway_version=3)).items() >= {**as_strings, "pathway_version": "3"}.items()
    assert config(old.sms(**sent, pathway_version="3")).items() >= {**as_strings, "pathway_version": 3}.items()
    assert config(old.sms(pathway_version="latest"))["pathway_version"] == "latest"
    assert listed(old)["time_out"] == "600"


def test_the_answer_to_an_update_may_lack_the_configuration(start: Start, generation: str) -> None:
    """Switch `echo`: the configuration in the answer is documented, and may be missing all the same."""
    api = start(generation=generation, echo="absent")
    assert data(api.sms(objective="x")).keys() == {"message"}
    assert api.box.sms(NUMBER) == {"objective": "x"}

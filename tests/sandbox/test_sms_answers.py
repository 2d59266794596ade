"""What is told of messaging configurations, and by which channel. Pages are those of the reference under api-v1/."""

from collections.abc import Callable
from typing import Any

import pytest

from bland_sandbox.fields import Channel
from tests.reference import NUMBER

from .api import IMESSAGE_NUMBER, Api, all_fields, config, data, error, listed

Start = Callable[..., Api]
NOT_READ = {"timeout_action", "timeout_message", "warning_time", "warning_message", "response_data"}


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


def test_an_update_of_old_knows_no_channels_and_ignores_them(old: Api) -> None:
    """post/sms-update, OLD: the table has no `channel`."""
    assert config(old.sms(channel="whatsapp", objective="x"))["objective"] == "x"
    assert listed(old)["objective"] == "x"
    assert data(old.numbers("whatsapp")) == []
    assert old.box.journal.entries("POST")[-1].ignored == ["channel"]


@pytest.mark.parametrize("channel", ["whatsapp", "imessage"])
def test_the_list_of_old_takes_a_channel_all_the_same(old: Api, channel: Channel) -> None:
    """get/sms-numbers, OLD: a description names whatsapp and imessage; the row's key follows the channel."""
    old.box.edit_sms(NUMBER, channel, objective="x")
    (row,) = data(old.numbers(channel))
    assert [*row] == ["phone_number", f"{channel}_config", "conversation_count"]
    assert row[f"{channel}_config"]["objective"] == "x"
    assert data(old.numbers("fax")) == data(old.numbers()) == []


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
        ("defaults", {"webhook": None, "restart_after_end_call": False, "timezone": "America/Los_Angeles"}),
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


def test_values_may_be_tidied_up(start: Start, generation: str) -> None:
    """Undocumented: switch `values`."""
    api = start(generation=generation, values="tidied")
    sent = config(api.sms(objective=" Be kind.\n", tools=[{"name": "look"}, "book"]))
    assert sent["objective"] == "Be kind."
    assert sent["tools"] == [{"name": "look", "timeout": 10}, "book"]
    assert listed(api).items() >= {"objective": "Be kind.", "tools": sent["tools"]}.items()


def test_the_answer_to_an_update_may_lack_the_configuration(start: Start, generation: str) -> None:
    """Switch `echo`: the configuration in the answer is documented, and may be missing all the same."""
    api = start(generation=generation, echo="absent")
    assert data(api.sms(objective="x")).keys() == {"message"}
    assert api.box.sms(NUMBER) == {"objective": "x"}

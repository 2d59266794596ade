"""What a service, a network or another person might do to a run, and nothing of the account is lost for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bland_sandbox import Sandbox
from pulumi_bland._http.access import Settings as Access
from pulumi_bland._http.client import Client
from pulumi_bland._rules.errors import BlandError
from pulumi_bland.cli.contract import questions
from pulumi_bland.cli.contract.exchange import Service
from pulumi_bland.cli.contract.fields import lost
from pulumi_bland.cli.contract.journal import FILE, Journal, SmsSettings, opened
from pulumi_bland.cli.contract.run import Run, Wanted, recover
from tests.contract.accounts import CREDENTIALS, MEMBERS, NAMED, NUMBER, SEED, SETTINGS, UNUSED, ask, reset, state

POOLS, POOL = "/v1/custom-dialing-pools", "/v1/custom-dialing-pools/{pool_id}"
NUMBERS, SMS_UPDATE = "/v1/sms/numbers", "/v1/sms/number/update"
READABLE = {name: value for name, value in SETTINGS.items() if name != "timeout_message"}


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def fill(box: Sandbox, settings: dict[str, Any] = READABLE, channel: str = "sms", **switches: Any) -> str:
    [org] = SEED["orgs"]
    reset(box, {"orgs": [{**org, "configs": {NUMBER: {channel: settings}}}]}, switches)
    return state(box)


def shown(box: Sandbox, path: str) -> Any:
    """What the service answers to a read just now."""
    client = Client(Access(box.key, box.url))
    if path == NUMBERS:
        data = client.list_sms("sms")
    else:
        data = client.list_pools() if path == POOLS else client.get_pool(NAMED)
    return {"status": "success", "data": data, "errors": None}


class Later(Client):
    """Some time passes: what the service does meanwhile is given."""

    meanwhile: Callable[[], object]

    def pause(self, seconds: float) -> None:
        del seconds
        self.meanwhile()


def ask_with(box: Sandbox, folder: Path, meanwhile: Callable[[], object], **wanted: Any) -> Run:
    """A run with little patience for each answer."""
    access = Access(box.key, box.url, deadline=1)
    client = Later(access)
    client.meanwhile = meanwhile
    run = Run(Service(client), Wanted(**wanted))
    with opened(folder, access) as journal:
        run.look()
        run.announced()
        run.change(journal)
    return run


# What reads show


@pytest.mark.parametrize("switches", [{}, {"write": "replace"}, {"nulls": "ignored"}, {"echo": "absent"}])
def test_a_list_that_shows_what_was_before_hides_no_change(
    box: Sandbox, tmp_path: Path, switches: dict[str, Any]
) -> None:
    before = fill(box, **switches)
    box.fault("GET", NUMBERS, status=200, body=shown(box, NUMBERS))
    run = ask(box, tmp_path, number=NUMBER)
    assert (run.problems, state(box)) == ([], before)
    told = run.answers.value("write") or run.answers.value("nulls")
    if "echo" not in switches and switches.get("nulls") != "ignored":
        assert run.answers.value("write" if "write" in switches else "nulls") is None, told


def test_a_pool_that_is_shown_as_it_was_before_is_written_back_all_the_same(box: Sandbox, tmp_path: Path) -> None:
    before = fill(box, generation="old", omitted_key="cleared")
    box.fault("GET", POOL, calls="2-", status=200, body=shown(box, POOL))
    run = ask(box, tmp_path, pool_id=NAMED)
    assert (run.problems, state(box)) == ([], before)


def test_a_pool_of_ones_own_that_is_in_no_list_is_deleted(box: Sandbox, tmp_path: Path) -> None:
    before = fill(box)
    box.fault("GET", POOLS, status=200, body=shown(box, POOLS))
    run = ask(box, tmp_path, numbers=MEMBERS)
    assert (run.problems, state(box)) == ([], before)


def test_a_pool_that_is_deleted_and_still_answers_is_said(box: Sandbox, tmp_path: Path) -> None:
    fill(box)
    box.fault("DELETE", POOL, calls="2-", status=200, body={"data": {"message": "deleted"}, "errors": None})
    run = ask(box, tmp_path, leaves=(FILE,), numbers=MEMBERS)
    [problem] = run.problems
    assert problem.endswith("was deleted, and is still there")


def test_what_no_update_can_set_is_said_when_it_is_gone() -> None:
    """A service may show more than the reference says, and wipe it."""
    before = {"persona_id": "p", "updated_at": 1, "voice": "", "objective": "Answer."}
    assert lost(before, {"updated_at": 2}) == ["persona_id"]


@pytest.mark.parametrize("unset", ["null", "absent", "empty", "defaults"])
def test_zero_is_a_value_where_it_is_not_how_an_empty_field_is_shown(box: Sandbox, tmp_path: Path, unset: str) -> None:
    for settings in ({**READABLE, "temperature": 0}, {"temperature": 0}):
        before = fill(box, settings, write="replace", unset=unset)
        run = ask(box, tmp_path, number=NUMBER)
        assert (run.problems, state(box)) == ([], before)


# What is not ours


def test_a_service_that_answers_a_create_with_a_pool_that_was_there_keeps_it(box: Sandbox, tmp_path: Path) -> None:
    before = fill(box)
    box.fault("POST", POOLS, phase="before", status=200, body=shown(box, POOL))
    run = ask(box, tmp_path, numbers=MEMBERS)
    assert state(box) == before
    assert box.calls("POST", f"{POOL}/update") == 0
    assert run.answers.found["order"].why == questions.UNLIKE


@pytest.mark.parametrize("both", [True, False])
def test_a_number_with_settings_for_imessage_is_left_alone(box: Sandbox, tmp_path: Path, both: bool) -> None:  # noqa: FBT001 - a column of the table
    """An update for SMS would go to those, whatever the list for SMS shows."""
    [org] = SEED["orgs"]
    configs = {"imessage": {"objective": "Hi.", "time_out": 300}, **({"sms": READABLE} if both else {})}
    numbers = {NUMBER: {"channel": "imessage"}}
    reset(box, {"orgs": [{**org, "numbers": numbers, "configs": {NUMBER: configs}}]}, {"generation": "new"})
    before = state(box)
    run = ask(box, tmp_path, number=NUMBER)
    assert (box.calls("POST"), state(box)) == (0, before)
    assert run.answers.found["write"].why == questions.HAS_IMESSAGE


def test_what_somebody_changed_since_a_kill_is_left_and_said(box: Sandbox, tmp_path: Path) -> None:
    """The rest is put back; the file keeps what was there, so that a person can decide."""
    before = fill(box, generation="old", omitted_key="cleared")
    with opened(tmp_path, Access(box.key, box.url)) as journal:
        run = Run(Service(Client(Access(box.key, box.url))), Wanted(number=NUMBER, pool_id=NAMED))
        run.look()
        run.announced()
        box.fault("POST", SMS_UPDATE, calls="3-", status=500)
        run.change(journal)
    assert run.problems
    assert (tmp_path / FILE).exists()
    box.faults.clear()
    box.edit_sms(NUMBER, objective="Newer words.")
    expected = json.loads(before)
    expected["orgs"][0]["configs"][NUMBER]["sms"]["objective"] = "Newer words."
    access = Access(box.key, box.url)
    with opened(tmp_path, access) as journal, pytest.raises(BlandError) as said:
        recover(Service(Client(access)), journal, read_only=False)
    assert f"objective of {NUMBER} is neither as before nor as this left it" in str(said.value)
    assert "Newer words" not in str(said.value)
    assert json.loads(state(box)) == expected


@pytest.mark.parametrize("options", [{"pool_id": NAMED}, {"number": NUMBER}, {"number": UNUSED}])
def test_where_no_write_is_taken_there_is_nothing_to_put_back(
    box: Sandbox, tmp_path: Path, options: dict[str, Any]
) -> None:
    before = fill(box, generation="old", read_only=True)
    run = ask(box, tmp_path, **options)
    box.settings.read_only = False
    assert (run.problems, state(box)) == ([], before)
    assert "HTTP 403" in run.stopped


def test_members_that_somebody_gave_a_pool_since_a_kill_stay(box: Sandbox, tmp_path: Path) -> None:
    fill(box, generation="old")
    access = Access(box.key, box.url)
    box.fault("POST", f"{POOL}/update", calls="2-", status=500)
    ask(box, tmp_path, leaves=(FILE,), pool_id=NAMED)
    box.faults.clear()
    box.edit_pool(NAMED, add=["+12125550100"])
    edited = state(box)
    with opened(tmp_path, access) as journal, pytest.raises(BlandError, match="phone_numbers of dialing pool"):
        recover(Service(Client(access)), journal, read_only=False)
    assert state(box) == edited


def test_a_number_that_got_settings_while_somebody_was_asked_is_left_alone(box: Sandbox, tmp_path: Path) -> None:
    fill(box)
    access = Access(box.key, box.url)
    run = Run(Service(Client(access)), Wanted(number=UNUSED))
    with opened(tmp_path, access) as journal:
        run.look()
        assert run.announced()[1] is False
        box.edit_sms(UNUSED, objective="Mine.", time_out=60)
        run.change(journal)
    assert run.stopped.endswith("has SMS settings by now, so nothing was asked of it: run it again")
    assert (box.calls("POST"), box.sms(UNUSED)) == (0, {"objective": "Mine.", "time_out": 60})


# What comes late


def test_an_update_that_is_carried_out_after_all_is_put_back(box: Sandbox, tmp_path: Path) -> None:
    """It got no answer, and was not carried out when everything was read again."""
    before = fill(box)
    box.fault("POST", SMS_UPDATE, phase="before", action="drop")

    def meanwhile() -> None:
        box.faults.clear()
        box.edit_sms(NUMBER, summary_prompt=None, temperature=None)

    run = ask_with(box, tmp_path, meanwhile, number=NUMBER)
    assert run.stopped
    assert (run.problems, state(box), list(tmp_path.iterdir())) == ([], before, [])


def test_a_pool_that_is_made_after_all_is_deleted(box: Sandbox, tmp_path: Path) -> None:
    before = fill(box)
    box.fault("POST", POOLS, phase="before", action="drop")
    run = ask_with(box, tmp_path, lambda: box.add_pool(*MEMBERS, encrypted_key=CREDENTIALS), numbers=MEMBERS)
    assert run.stopped
    assert (run.problems, state(box), list(tmp_path.iterdir())) == ([], before, [])


@pytest.mark.parametrize(
    ("options", "switches"),
    [({"pool_id": NAMED}, {"generation": "old"}), ({"number": NUMBER}, {}), ({"numbers": MEMBERS}, {})],
)
def test_what_a_limit_keeps_from_being_put_back_is_said_and_left_to_the_next_run(
    box: Sandbox, tmp_path: Path, options: dict[str, Any], switches: dict[str, Any]
) -> None:
    """From the second update on the account has no requests left for an hour, and pools cannot be deleted."""
    before = fill(box, **switches)
    box.fault("POST", "*", calls="3-", status=429, headers={"retry-after": "3600"})
    box.fault("DELETE", POOL, calls="2-", status=500, body=coded("POOL_DELETE_FAILURE"))
    run = ask_with(box, tmp_path, lambda: None, **options)
    assert (bool(run.stopped), len(run.problems), state(box) == before) == (True, 1, False)
    box.faults.clear()
    access = Access(box.key, box.url)
    with opened(tmp_path, access) as journal:
        assert recover(Service(Client(access)), journal, read_only=False)
    assert (state(box), list(tmp_path.iterdir())) == (before, [])


def coded(code: str) -> Any:
    return {"data": None, "errors": [{"error": code, "message": "no"}]}


def test_what_is_kept_of_one_address_is_not_put_back_at_another(box: Sandbox, tmp_path: Path) -> None:
    fill(box)
    box.fault("POST", SMS_UPDATE, calls="2-", status=500)
    ask(box, tmp_path, leaves=(FILE,), number=NUMBER)
    with (
        pytest.raises(BlandError, match="in another account, at another address or with another key"),
        opened(tmp_path, Access(box.key, "https://bland.example.com")),
    ):
        pass


# What is kept


def test_a_text_that_was_cut_in_the_middle_of_a_character_is_kept_too(tmp_path: Path) -> None:
    access = Access(tmp_path.name)
    before = {"objective": "Hello \ud83d", "temperature": 0.1, "tools": [{"n": 1}]}
    with opened(tmp_path, access) as journal:
        journal.owe(SmsSettings(number=NUMBER, before=before))
    with opened(tmp_path, access) as journal:
        assert _settings(journal).before == before


def _settings(journal: Journal) -> SmsSettings:
    [debt] = journal.debts
    assert isinstance(debt, SmsSettings)
    return debt


def test_what_a_kill_left_half_written_goes_with_the_next_run(tmp_path: Path) -> None:
    (tmp_path / f"{FILE}.new").write_text("half of what was th")
    with opened(tmp_path, Access(tmp_path.name)):
        assert not (tmp_path / f"{FILE}.new").exists()

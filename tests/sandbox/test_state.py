"""What the sandbox has: seeds, the data file, and changes from the outside."""

import ast
import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bland_sandbox import Accounts, Sandbox, SeedError, read_accounts
from tests.reference import CREDENTIALS, NUMBER, OWNER_ID

from .api import IMESSAGE_NUMBER, NOBODYS_ID, POOLS, Api, data, error

ORG_SEED: dict[str, Any] = {"id": OWNER_ID, "key": "k"}


def test_the_seed_in_the_documentation_is_a_seed() -> None:
    """The docstring of `Accounts`."""
    text = (Accounts.__doc__ or "").partition("\n\n")[2]
    accounts = read_accounts(ast.literal_eval(text.strip()))
    assert accounts.orgs[0].configs[NUMBER]["sms"] == {"objective": "Chat with the user", "time_out": 600}
    assert accounts.orgs[0].numbers[IMESSAGE_NUMBER].channel == "imessage"


def test_a_seed_comes_from_a_file_a_mapping_or_a_value(tmp_path: Path) -> None:
    """`--seed FILE`."""
    seed = {"orgs": [ORG_SEED]}
    file = tmp_path / "seed.json"
    file.write_text(json.dumps(seed))
    for given in (seed, file, str(file), read_accounts(seed)):
        with Sandbox(seed=given) as box:
            assert box.key == "k"
            assert data(Api(box).get(POOLS)) == []


def test_what_state_answers_is_a_seed(new: Api, tmp_path: Path) -> None:
    """It has no keys: the organisations get the default key, and that key with their place in the list."""
    new.box.add_org("other-key", numbers={NUMBER: {}})
    pool_id = new.box.add_pool("+14155550101")
    file = tmp_path / "seed.json"
    file.write_text(new.get("/_sandbox/state").text)
    with Sandbox(seed=file) as box:
        assert [org.key for org in box.state.orgs] == ["sandbox-key", "sandbox-key-2"]
        assert box.state.shown() == new.box.state.shown()
        assert [each["id"] for each in data(Api(box).get(POOLS))] == [pool_id]


def test_keys_that_a_seed_has_stay() -> None:
    """Only what is missing is made up."""
    orgs = [{"id": OWNER_ID, "key": "k"}, {"id": NOBODYS_ID}, {"id": CREDENTIALS}]
    assert [org.key for org in Sandbox(seed={"orgs": orgs}).state.orgs] == ["k", "sandbox-key-2", "sandbox-key-3"]


def test_the_seed_demo_has_what_there_is_to_look_at() -> None:
    """`--seed demo`: pools with and without credentials, settings for several channels, two organisations."""
    for given in ("demo", Path("demo")):
        first, second = Sandbox(seed=given).state.orgs
        assert {pool.encrypted_key for pool in first.pools.values()} == {None, *first.credentials}
        assert {channel for channels in first.configs.values() for channel in channels} == {"sms", "whatsapp"}
        assert (first.key, second.key) == ("sandbox-key", "rehearsal-key")


def test_a_seed_is_not_changed_by_the_sandbox_that_used_it() -> None:
    """Two sandboxes of one seed have nothing in common."""
    seed = read_accounts({"orgs": [ORG_SEED]})
    Sandbox(seed=seed).add_pool("+14155550101")
    assert seed.orgs[0].pools == {}


def test_key_and_plan_are_the_first_organisations() -> None:
    """`--key` and `--plan`."""
    box = Sandbox(seed={"orgs": [ORG_SEED]}, key="mine", plan="standard")
    assert (box.key, box.org("mine").plan) == ("mine", "standard")


@pytest.mark.parametrize(
    ("org", "problem"),
    [
        ({"id": "x"}, "orgs.0.id: must be a UUID"),
        ({"key": ""}, "orgs.0.key: String should have at least 1 character"),
        ({"plan": "free"}, "orgs.0.plan: Input should be 'enterprise' or 'standard'"),
        ({"numbers": {"415": {}}}, "orgs.0.numbers.415.[key]: must be a number in E.164 form, like +14155550101"),
        ({"numbers": {NUMBER: {"channel": "fax"}}}, f"orgs.0.numbers.{NUMBER}.channel: Input should be"),
        ({"pools": {"x": {"phone_numbers": []}}}, "orgs.0.pools.x.[key]: must be a UUID"),
        ({"pools": {NOBODYS_ID: {}}}, f"orgs.0.pools.{NOBODYS_ID}.phone_numbers: Field required"),
        (
            {"pools": {NOBODYS_ID: {"phone_numbers": [], "encrypted_key": CREDENTIALS}}},
            "orgs.0: a pool's encrypted_key is none of its organisation's credentials",
        ),
        ({"configs": {NUMBER: {"sms": {}}}}, f"orgs.0: configs.{NUMBER} is none of this organisation's numbers"),
        (
            {"numbers": {NUMBER: {}}, "configs": {NUMBER: {"fax": {}}}},
            f"orgs.0.configs.{NUMBER}.fax.[key]: Input should",
        ),
        ({"numbers": {NUMBER: {}}, "configs": {NUMBER: {"sms": {"tools": 1}}}}, f"orgs.0.configs.{NUMBER}.sms.tools: "),
        (
            {"numbers": {NUMBER: {}}, "configs": {NUMBER: {"sms": {"persona": 1}}}},
            f"orgs.0.configs.{NUMBER}.sms.persona: ",
        ),
        ({"pool": {}}, "orgs.0.pool: Extra inputs are not permitted"),
    ],
)
def test_what_is_wrong_in_a_seed_is_said_with_its_path(tmp_path: Path, org: dict[str, Any], problem: str) -> None:
    """One line for each problem, beginning with the file."""
    file = tmp_path / "seed.json"
    file.write_text(json.dumps({"orgs": [ORG_SEED | org]}))
    with pytest.raises(SeedError) as raised:
        Sandbox(seed=file)
    assert str(raised.value).startswith(f"{file}: {problem}")


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        ({"id": OWNER_ID, "key": "other"}, "two organisations have the same id"),
        ({"id": NOBODYS_ID, "key": "k"}, "two organisations have the same key"),
        (
            {"id": NOBODYS_ID, "key": "other", "pools": {CREDENTIALS: {"phone_numbers": []}}},
            "two organisations have the same pool id",
        ),
    ],
)
def test_organisations_share_nothing(second: dict[str, Any], problem: str) -> None:
    """Ids and keys are one organisation's."""
    first = ORG_SEED | {"pools": {CREDENTIALS: {"phone_numbers": []}}}
    with pytest.raises(SeedError, match=problem):
        Sandbox(seed={"orgs": [first, second]})


def test_an_unreadable_seed_is_said_so(tmp_path: Path) -> None:
    """No traceback for a file that is not there, or no JSON."""
    with pytest.raises(SeedError, match=r"none\.json: No such file"):
        Sandbox(seed=tmp_path / "none.json")
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(SeedError, match=r"bad\.json: not JSON"):
        Sandbox(seed=tmp_path / "bad.json")


def test_a_data_file_brings_everything_back(tmp_path: Path) -> None:
    """`--data FILE`: it wins over the seed once it is there."""
    file = tmp_path / "data.json"
    with Sandbox(data=file, seed={"orgs": [ORG_SEED | {"numbers": {NUMBER: {}}}]}) as box:
        api = Api(box)
        pool = data(api.create())
        api.sms(objective="x")
    with Sandbox(data=file) as box:
        api = Api(box)
        assert data(api.pool(pool["id"])).items() >= pool.items()
        assert data(api.numbers())[0]["sms_config"]["objective"] == "x"


def test_the_data_file_is_whole_after_every_change(tmp_path: Path) -> None:
    """Through the API, behind its back and over /_sandbox/state; and nothing else is left in the folder."""
    file = tmp_path / "data.json"
    with Sandbox(data=file) as box:
        api = Api(box)
        api.create()
        assert read_accounts(file) == box.state.accounts
        pool_id = box.add_pool("+14155550101")
        assert pool_id in read_accounts(file).orgs[0].pools
        api.delete(pool_id)
        box.edit_sms(NUMBER, objective="x")
        assert read_accounts(file) == box.state.accounts
        api.request("PUT", "/_sandbox/state", {"orgs": [{"id": OWNER_ID}]})
        assert read_accounts(file).orgs[0].pools == {}
    assert list(tmp_path.iterdir()) == [file]


def test_without_a_data_file_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In memory by default."""
    monkeypatch.chdir(tmp_path)
    with Sandbox() as box:
        Api(box).create()
    assert list(tmp_path.iterdir()) == []


def test_pools_are_made_at_the_time_of_the_clock() -> None:
    """Tests give their own."""
    with Sandbox(clock=lambda: datetime(2024, 1, 15, 10, 30, tzinfo=UTC)) as box:
        assert data(Api(box).create())["created_at"] == "2024-01-15T10:30:00Z"


def test_pools_can_be_edited_behind_the_apis_back(api: Api) -> None:
    """`add_pool`, `edit_pool`, `drop_pool`."""
    pool_id = api.box.add_pool("+14155550101", "+12065550102", encrypted_key=CREDENTIALS)
    api.box.edit_pool(pool_id, add=["+13035550123"], remove=["+14155550101"])
    shown = data(api.pool(pool_id))
    assert (shown["phone_numbers"], shown["encrypted_key"]) == (["+12065550102", "+13035550123"], CREDENTIALS)
    api.box.edit_pool(pool_id, encrypted_key=None)
    assert data(api.pool(pool_id))["encrypted_key"] is None
    with pytest.raises(ValueError, match="credentials"):
        api.box.edit_pool(pool_id, encrypted_key=NOBODYS_ID)
    api.box.drop_pool(pool_id)
    assert error(api.pool(pool_id)) == (404, "POOL_NOT_FOUND")


def test_configurations_can_be_edited_behind_the_apis_back(new: Api) -> None:
    """`edit_sms`, `drop_sms`."""
    assert new.box.sms(NUMBER) is None
    new.box.edit_sms(NUMBER, objective="x", webhook="w")
    new.box.edit_sms(NUMBER, "whatsapp", objective="y")
    new.box.edit_sms(NUMBER, webhook=None)
    assert (new.box.sms(NUMBER), new.box.sms(NUMBER, "whatsapp")) == ({"objective": "x"}, {"objective": "y"})
    with pytest.raises(ValidationError):
        new.box.edit_sms(NUMBER, objektive="x")
    new.box.drop_sms(NUMBER)
    assert new.box.sms(NUMBER) is None
    assert data(new.numbers()) == []


def test_numbers_can_be_given_and_released_behind_the_apis_back(new: Api) -> None:
    """`add_number`, `drop_number`: a number that is gone takes its configuration along."""
    new.box.add_number("+14155559999", "imessage")
    assert "imessage_config" in data(new.sms("+14155559999", objective="x"))
    new.box.drop_number("+14155559999")
    assert error(new.sms("+14155559999")) == (404, "INBOUND_NUMBER_NOT_FOUND")
    assert data(new.numbers("imessage")) == []


def test_what_is_not_there_cannot_be_edited(new: Api) -> None:
    """A mistake in a test, said by name."""
    for edit in (
        lambda: new.box.edit_pool(NOBODYS_ID, add=["+14155550101"]),
        lambda: new.box.edit_sms("+14155559999", objective="x"),
        lambda: new.box.add_pool("+14155550101", key="nobody's key"),
    ):
        with pytest.raises(KeyError, match="the sandbox has no"):
            edit()


def test_many_threads_lose_nothing(new: Api) -> None:
    """Requests and changes from the outside at the same time."""
    pool_id = new.box.add_pool()
    numbers = [f"+1415555{n:04}" for n in range(40)]

    def work(part: list[str]) -> None:
        api = Api(new.box)
        for number in part:
            api.create([number])
            new.box.edit_pool(pool_id, add=[number])

    threads = [threading.Thread(target=work, args=(numbers[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new.box.pool(pool_id).phone_numbers) == numbers
    assert len(new.box.org().pools) == len(numbers) + 1
    assert sorted(entry.sequence for entry in new.box.journal.entries()) == list(range(1, len(numbers) + 1))

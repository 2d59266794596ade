"""`pulumi-bland review --account`: what it says of a stack whose account somebody has looked at."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from bland_sandbox import Sandbox
from pulumi_bland._rules.account import Account, Api
from pulumi_bland._rules.rehearsal import Request, rehearsed
from pulumi_bland.cli._kinds import KINDS
from pulumi_bland.cli._kinds.agent import KIND as AGENT
from pulumi_bland.cli._kinds.pool import KIND as POOL

from .command import Ran, run
from .programs import Engine, Later, Program

NUMBER, OTHER = "+15550001111", "+15550002222"
SF, SEATTLE, DENVER = "+14155550101", "+12065550102", "+13035550123"
TOKEN = "a-token-that-nobody-may-see"
KEY = "550e8400-e29b-41d4-a716-446655440000"
Look = Callable[..., Ran]
command = importlib.import_module("pulumi_bland.cli.review")


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    for name in ("BLAND_API_KEY", "BLAND_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with Sandbox() as running:
        yield running


@pytest.fixture
def engine(box: Sandbox) -> Engine:
    return Engine(box)


@pytest.fixture
def look(box: Sandbox, engine: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Look:
    """Review a program with a look at the account, whose key may only read."""

    def looked(program: Program, *options: str) -> Ran:
        steps = engine.plan(program)
        assert steps is not None
        monkeypatch.setattr(command, "read_stack", lambda _: engine.stack())
        faults = [box.fault(method, "*", status=403, body="read only") for method in ("POST", "DELETE")]
        writes = box.calls("POST") + box.calls("DELETE")
        ran = run(capsys, "review", "--account", *options, stdin=engine.preview(steps))
        assert box.calls("POST") + box.calls("DELETE") == writes
        assert len(faults) == 2
        box.faults.clear()
        return ran

    return looked


def up(engine: Engine, program: Program) -> None:
    steps = engine.plan(program)
    assert steps is not None
    assert not [each.error for each in engine.up(steps) if each.error]


def agent(number: str = NUMBER, **inputs: Any) -> tuple[Any, dict[str, Any]]:
    return AGENT, {"phone_number": number, **inputs}


def pool(*numbers: str, **inputs: Any) -> tuple[Any, dict[str, Any]]:
    return POOL, {"phone_numbers": [*numbers], **inputs}


def test_a_take_over_of_a_pool_shows_the_numbers_that_it_replaces(box: Sandbox, look: Look) -> None:
    pool_id = box.add_pool(SF, SEATTLE)
    ran = look({"west": pool(SF, DENVER, pool_id=pool_id)}, "--fail-on", "takeover")
    assert ran.code == 2
    assert ran.out.startswith("**1 pool is taken over, with 2 numbers · what 1 pool holds is replaced · nothing")
    assert "- `west`: takes over what exists, and replaces its numbers; destroy hands back what was there" in ran.out
    assert f"writes: `POST /v1/custom-dialing-pools/{pool_id}/update: phone_numbers`" in ran.out
    assert f"numbers: 2 → 2\n```diff\n- {SEATTLE}  Washington State\n+ {DENVER}  Colorado\n```" in ran.out


def test_a_take_over_that_changes_nothing_does_not_count(box: Sandbox, look: Look) -> None:
    pool_id = box.add_pool(SF, SEATTLE)
    box.edit_sms(NUMBER, objective="Answer.")
    program = {"west": pool(SEATTLE, SF, pool_id=pool_id), "desk": agent(objective="Answer.")}
    ran = look(program, "--fail-on", "takeover")
    assert ran.code == 0
    assert ran.out.count("*already so: nothing is written*") == 2
    assert "replace" not in ran.out


def test_a_take_over_of_a_number_shows_its_prompt_as_a_text_that_changes(box: Sandbox, look: Look) -> None:
    box.edit_sms(NUMBER, objective="Be polite.\nSell nothing.", timezone="UTC", time_out=60)
    ran = look({"desk": agent(objective="Be polite.\nOffer help.", webhook="https://example.com", time_out=60)})
    assert "- `desk`: takes over what exists, and replaces objective; destroy" in ran.out
    assert "writes: `POST /v1/sms/number/update: phone_number, objective, webhook, time_out`" in ran.out
    assert "```diff\n  Be polite.\n- Sell nothing.\n+ Offer help.\n```" in ran.out
    assert (
        "| field | account has | becomes |\n|---|---|---|\n| webhook | *not set* | `https://example.com` |" in ran.out
    )
    assert "timezone" not in ran.out


def test_a_webhook_declared_for_the_first_time_shows_the_one_that_it_replaces(
    box: Sandbox, engine: Engine, look: Look
) -> None:
    up(engine, {"desk": agent(objective="Answer.")})
    box.edit_sms(NUMBER, webhook="https://example.org/theirs")
    ran = look({"desk": agent(objective="Answer.", webhook="https://example.com/ours")}, "--fail-on", "takeover")
    assert ran.code == 2
    assert "| webhook | `https://example.org/theirs` | `https://example.com/ours` |" in ran.out


def test_an_update_that_would_be_refused_says_so(box: Sandbox, engine: Engine, look: Look) -> None:
    up(engine, {"desk": agent(objective="One."), "west": pool(SF, SEATTLE)})
    box.edit_sms(NUMBER, objective="By hand.")
    box.edit_pool(engine.kept["west"].id, add=[DENVER])
    ran = look({"desk": agent(objective="Two."), "west": pool(SF)}, "--fail-on", "refused")
    assert ran.code == 2
    assert "1 pool and 1 agent would be refused" in ran.out.splitlines()[0]
    assert f"would be refused: ``{NUMBER}/sms was changed outside Pulumi (objective), and this update" in ran.out
    assert f"was changed outside Pulumi ({DENVER}" in ran.out
    assert "writes" not in ran.out


def test_what_authoritative_empties_is_named_with_its_value(box: Sandbox, engine: Engine, look: Look) -> None:
    up(engine, {"desk": agent(objective="Answer.")})
    box.edit_sms(NUMBER, timezone="Europe/Rome")
    ran = look({"desk": agent(objective="Answer.", authoritative=True)}, "--fail-on", "empties")
    assert ran.code == 2
    assert "settings of 1 agent that nobody declares are emptied" in ran.out.splitlines()[0]
    assert "- `desk`: empties timezone, which the program does not name" in ran.out
    assert "| timezone | `Europe/Rome` | *not set* |" in ran.out
    assert "| authoritative | *not set* | `true` |" in ran.out


def test_what_destroy_hands_back_is_shown_exactly(box: Sandbox, engine: Engine, look: Look) -> None:
    box.edit_sms(NUMBER, objective="Before us.")
    pool_id = box.add_pool(SF, SEATTLE)
    up(engine, {"desk": agent(objective="Ours.", webhook="https://example.com"), "west": pool(SF, pool_id=pool_id)})
    box.edit_pool(pool_id, add=[DENVER])
    ran = look({})
    assert "lets go with: `POST /v1/sms/number/update: phone_number, objective, webhook`" in ran.out
    assert "| objective | `Ours.` | `Before us.` |\n| webhook | `https://example.com` | *not set* |" in ran.out
    assert f"numbers: 2 → 3\n```diff\n+ {SEATTLE}  Washington State\n```" in ran.out, "what was added by hand stays"


def test_a_pool_that_is_deleted_is_shown_with_the_numbers_added_by_hand(
    box: Sandbox, engine: Engine, look: Look
) -> None:
    up(engine, {"west": pool(SF)})
    pool_id = engine.kept["west"].id
    box.edit_pool(pool_id, add=[DENVER])
    ran = look({})
    assert f"lets go with: `DELETE /v1/custom-dialing-pools/{pool_id}`" in ran.out
    assert f"- {DENVER}  Colorado\n- {SF}  San Francisco, CA" in ran.out


def test_both_sides_of_a_replacement_are_foretold(box: Sandbox, engine: Engine, look: Look) -> None:
    box.edit_sms(OTHER, objective="Theirs.")
    up(engine, {"desk": agent(objective="Ours.")})
    ran = look({"desk": agent(OTHER, objective="Ours.")}, "-f", "json")
    [change] = json.loads(ran.out)["changes"]
    first, second = change["account"]["requests"]
    assert (first["lets_go"], first["fields"]["phone_number"]) == (False, {"value": OTHER})
    assert first["changes"] == [{"name": "objective", "before": {"value": "Theirs."}, "after": {"value": "Ours."}}]
    assert (second["lets_go"], second["fields"]) == (True, {"phone_number": {"value": NUMBER}, "objective": None})
    assert change["account"]["replaces"] == ["objective"]


def test_a_rename_undoes_nothing(box: Sandbox, engine: Engine, look: Look) -> None:
    up(engine, {"old": agent(objective="Answer.")})
    ran = look({"new": agent(objective="Answer.")})
    assert "1 agent is renamed" in ran.out
    assert "*already so: nothing is written*" in ran.out
    assert box.sms(NUMBER) == {"objective": "Answer."}


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_secrets_and_values_not_known_yet_stay_opaque(format_: str, box: Sandbox, engine: Engine, look: Look) -> None:
    """A secret that stays, one that changes, one that the service repeats elsewhere, and credentials."""
    secret: dict[str, Any] = {"secret_inputs": ["request_data"]}
    up(engine, {"desk": agent(request_data={"token": TOKEN}, **secret), "west": pool(SF, encrypted_key=KEY)})
    box.edit_sms(NUMBER, objective=f"Say {TOKEN}.", timezone="UTC")
    changed = {"request_data": {"token": TOKEN + "-2"}, **secret}
    program = {
        "desk": agent(objective="Hi.", webhook=Later("https://example.com"), **changed),
        "west": pool(SF, DENVER, encrypted_key=KEY),
    }
    out = look(program, "-f", format_).out
    for each in (TOKEN, KEY, box.key, "04da6b54"):
        assert each not in out
    if format_ == "json":
        [desk] = [each for each in json.loads(out)["changes"] if each["name"] == "desk"]
        assert desk["account"]["requests"][0]["fields"] == {
            "phone_number": {"value": NUMBER},
            "objective": {"hidden": "secret"},
            "webhook": {"hidden": "known after up"},
            "request_data": {"hidden": "secret"},
        }


def test_a_number_that_is_not_known_yet_cannot_be_looked_at(look: Look) -> None:
    ran = look({"desk": (AGENT, {"phone_number": Later(NUMBER), "objective": "Hi."})}, "--fail-on", "takeover")
    assert "the account was not looked at for it: `its phone_number is known after `up` only`" in ran.out.replace(
        "``", "`"
    )
    assert ran.code == 2


def test_an_account_that_cannot_be_read_is_an_error(box: Sandbox, engine: Engine, look: Look) -> None:
    up(engine, {"desk": agent(objective="One.")})
    box.fault("GET", "/v1/sms/numbers*", status=401, body={"errors": [{"error": "UNAUTHORIZED", "message": "no"}]})
    ran = look({"desk": agent(objective="Two.")})
    assert ran.code == 1
    assert "UNAUTHORIZED" in ran.out
    assert ran.err == "pulumi-bland: the account could not be read: this is not all that would happen\n"


def test_nothing_to_do_asks_the_account_nothing(box: Sandbox, engine: Engine, look: Look) -> None:
    up(engine, {"desk": agent(objective="One."), "west": pool(SF)})
    calls = box.calls()
    assert look({"desk": agent(objective="One."), "west": pool(SF)}, "-f", "text").out == "Nothing changes at Bland\n"
    assert box.calls() == calls


def test_many_resources_cost_one_list_for_each_kind_and_channel(box: Sandbox, look: Look) -> None:
    ids = [box.add_pool(SF) for _ in range(20)]
    program = {f"pool-{each}": pool(SF, DENVER, pool_id=each) for each in ids}
    calls = box.calls()
    look({**program, "one": agent(objective="Hi."), "two": agent(OTHER, objective="Hi.")})
    assert box.calls() - calls <= 3, "pools, sms, and imessage for numbers that are in no list"


def test_the_client_of_a_dry_run_has_no_method_that_writes() -> None:
    """What it is built from has none either: only the methods that read are taken out of a client."""

    class OnlyReads:
        def __getattr__(self, name: str) -> Any:
            assert name in {"list_pools", "get_pool", "list_sms"}
            return lambda *_: []

    requests: list[Request] = []
    answers = [kind.lifecycle.answers for kind in KINDS]
    account = rehearsed(Account(cast("Api", OnlyReads())), answers, requests.append)
    account.client.create_pool({"phone_numbers": [SF]})
    account.client.update_sms({"phone_number": NUMBER, "objective": "Hi."})
    account.client.delete_pool("550e8400-e29b-41d4-a716-446655440001")
    assert [each.method for each in requests] == ["POST", "POST", "DELETE"]
    assert account.client.list_sms("sms")[0]["sms_config"]["objective"] == "Hi."


def test_a_refresh_has_no_dry_run(capsys: pytest.CaptureFixture[str], engine: Engine, monkeypatch: Any) -> None:
    monkeypatch.setattr(command, "read_stack", lambda _: engine.stack())
    refresh = {"op": "refresh", "urn": "urn:pulumi:dev::try::pulumi:pulumi:Stack::s"}
    state = {"type": "pulumi:pulumi:Stack"}
    ran = run(capsys, "review", "--account", stdin=json.dumps({"steps": [{**refresh, "newState": state}]}))
    assert (ran.code, ran.err) == (
        1,
        "pulumi-bland: a refresh writes nothing to the account: review it without --account\n",
    )

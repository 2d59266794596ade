"""Whatever the switches of the sandbox, what is answered is what was switched, and the account is as it was.

The ordinary tests take a covering set: any two values of any two switches come together. `make contract` takes the
full product, of the switches about pools and of those about SMS settings.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from allpairspy import AllPairs

from bland_sandbox import Sandbox, Settings
from pulumi_bland.cli.contract import questions
from pulumi_bland.cli.contract.run import Run
from tests.contract.accounts import (
    CREDENTIALS,
    EVERYTHING,
    MEMBERS,
    NAMED,
    NUMBER,
    SEED,
    SETTINGS,
    UNUSED,
    ask,
    reset,
    state,
)

SHARED = ("generation", "error_status", "echo")
ABOUT_POOLS = (*SHARED, "omitted_key", "null_key", "empty_pool", "order")
ABOUT_SMS = (*SHARED, "write", "nulls", "reads", "numbers_as", "values", "unset")
Switches = Mapping[str, str]


def combinations(names: Iterable[str]) -> list[dict[str, str]]:
    values = [get_args(Settings.model_fields[name].annotation) for name in names]
    rows = itertools.product(*values) if EVERYTHING else AllPairs(values)
    return [dict(zip(names, row, strict=True)) for row in rows]


def in_eight(names: Iterable[str]) -> list[list[dict[str, str]]]:
    """The combinations in eight parts, so that several processes share them."""
    every = combinations(names)
    return [every[part::8] for part in range(8)]


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def answers(run: Run, names: Iterable[str]) -> dict[str, str]:
    """The answers, and for an open question why it is."""
    return {name: run.answers.value(name) or run.answers.found[name].why for name in names}


def behaviour(switches: Switches) -> dict[str, str]:
    """The switches by what they do: the older reference lacks the field that tells two of them apart."""
    same = switches["generation"] == "old" and switches.get("reads") == "all"
    return {**switches, "reads": "update-echo"} if same else dict(switches)


def open_for_a_number(switches: Switches) -> dict[str, str]:
    """What a number with settings cannot answer: docs/contract.md says so, too."""
    merges, hides = switches["write"] == "merge", switches["unset"] == "absent"
    open_: dict[str, str] = {}
    if not merges:
        open_["nulls"] = questions.REPLACES
    elif switches["nulls"] == "ignored" and switches["unset"] in ("sample", "empty", "defaults"):
        open_["unset"] = questions.UNREAD
    if merges and hides:
        shown_by_echo = switches["reads"] == "documented" and switches["echo"] == "object"
        shown_by_list = switches["reads"] != "documented" and switches["generation"] == "old"
        if not (shown_by_echo or shown_by_list):
            open_["reads"] = questions.UNREAD
    return open_


def open_for_an_unused_number(switches: Switches) -> dict[str, str]:
    """What a number without settings cannot answer."""
    if switches["write"] == "replace":
        return {"nulls": questions.REPLACES}
    open_ = {"nulls": questions.NO_ROOM, "values": questions.NO_ROOM}
    shown_by_list = switches["reads"] != "documented" and switches["generation"] == "old"  # of another number
    hides = switches["unset"] == "absent" and not shown_by_list
    return {**open_, "reads": questions.UNREAD} if hides else open_


def seen(seed: Mapping[str, Any], switches: Switches) -> dict[str, Any]:
    """The account without what a replacing service wipes and no read shows."""
    hidden = switches["write"] == "replace" and switches["reads"] == "documented"
    settings = {name: value for name, value in SETTINGS.items() if not (hidden and name == "timeout_message")}
    [org] = seed["orgs"]
    return {"orgs": [{**org, "configs": {NUMBER: {"sms": settings}}}]}


@pytest.mark.parametrize("part", in_eight(ABOUT_SMS), ids=range(8))
def test_a_number_with_settings_answers_as_switched(box: Sandbox, tmp_path: Path, part: list[Switches]) -> None:
    for switches in part:
        reset(box, SEED, switches)
        run = ask(box, tmp_path, number=NUMBER)
        assert answers(run, switches) == behaviour(switches) | open_for_a_number(switches)
        assert (run.problems, run.stopped) == ([], "")
        left = state(box)
        reset(box, seen(SEED, switches), {})
        assert left == state(box)
        lost = switches["write"] == "replace" and switches["reads"] == "documented"
        assert any("timeout_message" in remark for remark in run.remarks) is lost


@pytest.mark.parametrize("part", in_eight(ABOUT_SMS), ids=range(8))
def test_a_number_without_settings_answers_as_switched(box: Sandbox, tmp_path: Path, part: list[Switches]) -> None:
    """An empty configuration stays, and nothing else."""
    for switches in part:
        reset(box, SEED, switches)
        before = state(box)
        run = ask(box, tmp_path, number=UNUSED)
        assert answers(run, switches) == behaviour(switches) | open_for_an_unused_number(switches)
        assert (run.problems, run.stopped) == ([], "")
        assert box.sms(UNUSED) == {}
        assert run.remarks == ["an empty configuration stays on the number, which had none"]
        box.drop_sms(UNUSED)
        assert state(box).replace(f', "{UNUSED}": {{}}', "", 1) == before


@pytest.mark.parametrize("part", in_eight(ABOUT_POOLS), ids=range(8))
def test_a_pool_answers_as_switched(box: Sandbox, tmp_path: Path, part: list[Switches]) -> None:
    """One of its own where pools can be deleted, else the one that is named."""
    for switches in part:
        reset(box, SEED, switches)
        before = state(box)
        run = ask(box, tmp_path, numbers=MEMBERS, pool_id=NAMED)
        assert answers(run, switches) == switches
        assert run.answers.value("delete_route") == {"new": "yes", "old": "no"}[switches["generation"]]
        assert (run.problems, run.stopped) == ([], "")
        if switches["generation"] == "old" and switches["order"] != "kept":
            box.pool(NAMED).phone_numbers = SEED["orgs"][0]["pools"][NAMED]["phone_numbers"]  # type: ignore[index]
        assert state(box) == before


@pytest.mark.parametrize("null_key", ["honoured", "ignored", "refused"])
def test_without_credentials_only_a_refusal_tells(box: Sandbox, tmp_path: Path, null_key: str) -> None:
    [org] = SEED["orgs"]
    reset(box, {"orgs": [{**org, "pools": {}, "configs": {}}]}, {"generation": "new", "null_key": null_key})
    box.settings.order = "kept"
    run = ask(box, tmp_path, numbers=MEMBERS)
    told = null_key if null_key == "refused" else questions.NO_CREDENTIALS
    assert answers(run, ["omitted_key", "null_key"]) == {"omitted_key": questions.NO_CREDENTIALS, "null_key": told}
    assert box.org().pools == {}


@pytest.mark.parametrize("part", in_eight(ABOUT_SMS), ids=range(8))
def test_what_reads_answer_is_as_switched(box: Sandbox, tmp_path: Path, part: list[Switches]) -> None:
    for switches in part:
        reset(box, SEED, switches)
        box.journal.clear()
        run = ask(box, tmp_path, read_only=True)
        told = {name: value for name, value in answers(run, switches).items() if run.answers.value(name)}
        assert told.items() <= behaviour(switches).items()
        assert {"generation", "error_status", "numbers_as"} <= told.keys()
        assert {entry.method for entry in box.journal.entries("*", "/v1/*")} == {"GET"}


def test_a_default_that_is_shown_is_not_made_a_setting(box: Sandbox, tmp_path: Path) -> None:
    reset(box, SEED, {"write": "replace", "reads": "all", "unset": "defaults"})
    before = state(box)
    ask(box, tmp_path, number=NUMBER)
    assert state(box) == before


def test_every_reason_is_one_of_those_that_are_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "contract.md").read_text()
    assert [reason for reason in questions.OPEN_REASONS if reason not in page] == []


def test_credentials_are_borrowed_from_a_pool_of_the_account(box: Sandbox, tmp_path: Path) -> None:
    reset(box, SEED, {"generation": "new"})
    box.journal.clear()
    ask(box, tmp_path, numbers=MEMBERS)
    assert box.bodies("POST", "/v1/custom-dialing-pools") == [
        {"phone_numbers": list(MEMBERS), "encrypted_key": CREDENTIALS}
    ]

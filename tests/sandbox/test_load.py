"""Many clients at once: 1,000 numbers, 50 clients, and no write is lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from bland_sandbox import Accounts, Sandbox
from tests.reference import OWNER_ID

from .api import POOLS, Api, data

CLIENTS, NUMBERS = 50, 1_000
EVERY = [f"+1212{5550000 + each}" for each in range(NUMBERS)]
SEED = {"orgs": [{"id": OWNER_ID, "key": "k", "numbers": {number: {} for number in EVERY}}]}


def all_at_once(box: Sandbox, work: Callable[[Api, int], None]) -> None:
    """Each client does its work on a connection of its own, and none begins before all are there."""
    ready = threading.Barrier(CLIENTS)

    def client(place: int) -> None:
        with closing(Api(box)) as api:
            api.get("/v1/sms/numbers")
            ready.wait()
            work(api, place)

    with ThreadPoolExecutor(CLIENTS) as pool:
        for done in [pool.submit(client, place) for place in range(CLIENTS)]:
            done.result()


def test_each_of_a_thousand_numbers_keeps_what_was_written_to_it() -> None:
    """Two writes to each number, of different fields, by different clients: 2,000 writes."""

    def work(api: Api, place: int) -> None:
        for each in range(place, NUMBERS, CLIENTS):
            data(api.sms(EVERY[each], objective=f"Words of {each}."))
            data(api.sms(EVERY[-1 - each], time_out=100 + each))

    with Sandbox(seed=SEED) as box:
        all_at_once(box, work)
        for each, number in enumerate(EVERY):
            assert box.sms(number) == {"objective": f"Words of {each}.", "time_out": 100 + NUMBERS - 1 - each}
        assert box.calls("POST") == 2 * NUMBERS
        entries = box.journal.entries("POST")
        assert {len(entry.changed) for entry in entries} == {1}, "each write changed one thing, and says so"
        assert len({entry.sequence for entry in entries}) == 2 * NUMBERS


def test_every_pool_that_was_made_is_there_and_on_disk(tmp_path: Path) -> None:
    """Pools made over HTTP and behind its back, one number edited by all: 500 writes, each saved."""
    file = tmp_path / "data.json"

    def work(api: Api, place: int) -> None:
        for turn in range(4):
            data(api.create([f"+1312{5550000 + place * 4 + turn}"]))
        for turn in range(4):
            api.box.add_pool(f"+1773{5550000 + place * 4 + turn}")
        data(api.sms(EVERY[0], objective=f"Words of {place}."))
        api.box.edit_sms(EVERY[0], "whatsapp", objective=f"Words of {place}.")

    small = {"orgs": [{**SEED["orgs"][0], "numbers": {EVERY[0]: {}}}]}
    with Sandbox(seed=small, data=file) as box:
        all_at_once(box, work)
        members = sorted(number for pool in box.org().pools.values() for number in pool.phone_numbers)
        assert members == sorted(f"+1{area}{5550000 + each}" for area in (312, 773) for each in range(CLIENTS * 4))
        assert len(data(Api(box).get(POOLS))) == CLIENTS * 8
        assert Accounts.model_validate(json.loads(file.read_text())) == box.state.accounts

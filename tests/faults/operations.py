"""The operations: what is there before each, what it does, and what must be there when it has been done."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tests.faults.operation import (
    BEFORE,
    FIRST,
    HAND,
    NUMBER,
    POOLS,
    SECOND,
    WEBHOOK,
    A,
    Account,
    B,
    C,
    D,
    Operation,
    with_pool,
    with_sms,
)
from tests.reference import CREDENTIALS

if TYPE_CHECKING:
    from tests.faults.stack import Door, Outcome


class CreatePool(Operation):
    """Beside a pool of somebody else that has the same numbers."""

    name, kind, write = "create a pool", "pool", ("POST", POOLS)
    second: ClassVar = {"phone_numbers": [A, B], "encrypted_key": CREDENTIALS}

    def prepare(self) -> None:
        self.box.add_pool(A, B, encrypted_key=CREDENTIALS)

    def made(self, before: Account) -> list[str]:
        """The pools that are there now and were not before."""
        return sorted(self.account()["pools"].keys() - before["pools"].keys())

    def wanted(self, before: Account) -> Account:
        return with_pool(before, next(iter(self.made(before)), "one more"), A, B, key=CREDENTIALS)


class UpdatePool(Operation):
    name, kind, write = "update a pool", "pool", ("POST", f"{POOLS}/{{pool_id}}/update")
    first: ClassVar = {"phone_numbers": [A, B], "encrypted_key": CREDENTIALS}
    second: ClassVar = {"phone_numbers": [B, C], "encrypted_key": CREDENTIALS}

    def wanted(self, before: Account) -> Account:
        return with_pool(before, next(iter(before["pools"])), B, C, key=CREDENTIALS)


class RefreshPool(Operation):
    """After somebody added a number."""

    name, kind, first = "refresh a pool", "pool", UpdatePool.first

    def disturb(self) -> None:
        self.box.edit_pool(next(iter(self.box.org().pools)), add=[C])

    def act(self, door: Door, config: dict[str, str]) -> Outcome:
        return self.stack.refresh(door, config)


class DeletePool(Operation):
    name, kind, first = "delete a pool", "pool", UpdatePool.first
    write, destroys = ("DELETE", f"{POOLS}/{{pool_id}}"), True

    def wanted(self, before: Account) -> Account:
        return {**before, "pools": {}}


class TakeOverPool(Operation):
    name, kind, write = "take over a pool", "pool", UpdatePool.write
    second: ClassVar = {"phone_numbers": [B, C], "encrypted_key": CREDENTIALS}

    def prepare(self) -> None:
        self.pool_id = self.box.add_pool(A, B)

    def wanted(self, before: Account) -> Account:
        return with_pool(before, self.pool_id, B, C, key=CREDENTIALS)


class RestorePool(TakeOverPool):
    """One that was taken over, and to which somebody added a number since."""

    name, destroys = "restore a pool", True
    first: ClassVar = TakeOverPool.second

    def disturb(self) -> None:
        self.box.edit_pool(self.pool_id, add=[D])

    def wanted(self, before: Account) -> Account:
        return with_pool(before, self.pool_id, A, B, D)


class LookUpPool(Operation):
    name, kind = "look up a pool (`.get`)", "pool"

    def prepare(self) -> None:
        self.pool_id = self.box.add_pool(A, B)

    def act(self, door: Door, config: dict[str, str]) -> Outcome:
        outcome, self.found = self.stack.look_up(door, config, self.pool_id)
        return outcome


class TakeOverSms(Operation):
    """On a number that has settings already, one of which the program does not name."""

    name, kind, write = "take over a number", "sms", ("POST", "/v1/sms/number/update")
    second: ClassVar = {"phone_number": NUMBER, "objective": FIRST, "time_out": 600}

    def prepare(self) -> None:
        self.box.edit_sms(NUMBER, objective=BEFORE, webhook=WEBHOOK)

    def wanted(self, before: Account) -> Account:
        return with_sms(before, objective=FIRST, time_out=600)


class UpdateSms(TakeOverSms):
    name = "update a number"
    first: ClassVar = TakeOverSms.second
    second: ClassVar = {"phone_number": NUMBER, "objective": SECOND, "time_out": 900}

    def wanted(self, before: Account) -> Account:
        return with_sms(before, objective=SECOND, time_out=900)


class ClearSms(UpdateSms):
    """A field that the program no longer names."""

    name = "clear a field of a number"
    second: ClassVar = {"phone_number": NUMBER, "objective": FIRST}

    def wanted(self, before: Account) -> Account:
        return with_sms(before, time_out=None)


class RestoreSms(UpdateSms):
    name, destroys = "restore a number", True

    def wanted(self, before: Account) -> Account:
        return with_sms(before, objective=BEFORE, time_out=None)


class RefreshSms(Operation):
    """After somebody edited the prompt."""

    name, kind, first = "refresh a number", "sms", UpdateSms.first

    def disturb(self) -> None:
        self.box.edit_sms(NUMBER, objective=HAND)

    def act(self, door: Door, config: dict[str, str]) -> Outcome:
        return self.stack.refresh(door, config)


class LookUpSms(Operation):
    name, kind = "look up a number (`.get`)", "sms"

    def prepare(self) -> None:
        self.box.edit_sms(NUMBER, objective=BEFORE, webhook=WEBHOOK)

    def act(self, door: Door, config: dict[str, str]) -> Outcome:
        outcome, self.found = self.stack.look_up(door, config, f"{NUMBER}/sms")
        return outcome


OPERATIONS: list[type[Operation]] = [
    CreatePool,
    TakeOverPool,
    UpdatePool,
    RefreshPool,
    DeletePool,
    RestorePool,
    LookUpPool,
    TakeOverSms,
    UpdateSms,
    ClearSms,
    RefreshSms,
    RestoreSms,
    LookUpSms,
]

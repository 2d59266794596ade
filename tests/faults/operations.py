"""The operations: what is there before each, what it does, and what must be there when it has been done."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, ClassVar

from bland_sandbox import Sandbox
from tests.faults.stack import Outcome, Stack

if TYPE_CHECKING:
    from tests.faults.host import Host

POOLS = "/v1/custom-dialing-pools"
A, B, C, D = "+12065550102", "+13035550123", "+14155550101", "+442079460123"
NUMBER = "+15550001111"
KEY = "canary-key-5ca1ab1e"
CREDENTIALS = "550e8400-e29b-41d4-a716-446655440000"
BEFORE, FIRST, SECOND, HAND = (f"canary {word}: answer as you see fit" for word in ("was", "one", "two", "hand"))
WEBHOOK = "https://canary.example/hook-c0ffee"
SECRETS = (KEY, CREDENTIALS, *(f"canary {word}" for word in ("was", "one", "two", "hand")), "c0ffee")

Account = dict[str, Any]


class Operation:
    """One thing that Pulumi does, on an account of its own. Subclasses say which.

    Attributes:
        name: as the table has it.
        kind: of the resource.
        write: the route of the request that does it; None where nothing is written.
        destroys: it is what `pulumi destroy` does.
    """

    name: ClassVar[str]
    kind: ClassVar[str]
    write: ClassVar[tuple[str, str] | None] = None
    destroys: ClassVar[bool] = False
    first: ClassVar[dict[str, Any]]
    """The program before."""
    second: ClassVar[dict[str, Any]]
    """The program that is applied."""

    def __init__(self, box: Sandbox, urn: str) -> None:
        self.box, self.stack, self.pool_id = box, Stack(self.kind, urn), ""
        self.original: Account | None = None
        """The account before any of it was managed."""

    @property
    def read(self) -> str:
        """What the looks of this operation are asked for."""
        return f"{POOLS}*" if self.kind == "pool" else "/v1/sms/numbers"

    def arrange(self, host: Host, config: dict[str, str]) -> None:
        """Bring about what is there before."""

    def act(self, host: Host, config: dict[str, str]) -> Outcome:
        """Do it."""
        return self.stack.up(host, config, self.program(self.second))

    def program(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Inputs with the id of the pool that is taken over."""
        return {**inputs, "pool_id": self.pool_id} if "pool_id" in inputs else inputs

    def account(self) -> Account:
        """All that the account holds."""
        org = self.box.org()
        pools = {id_: pool(*each.phone_numbers, key=each.encrypted_key) for id_, each in org.pools.items()}
        return deepcopy({"pools": pools, "sms": {number: self.box.sms(number) for number in org.numbers}})

    def wanted(self, before: Account) -> Account:
        """What the account must hold when it is done."""
        raise NotImplementedError

    def seen(self) -> Account:
        """What the state says of the account, of that which it manages."""
        assert self.stack.kept
        outputs = self.stack.kept.outputs
        if self.kind == "pool":
            return {"pools": {self.stack.kept.id: pool(*outputs["phone_numbers"], key=outputs.get("encrypted_key"))}}
        names = self.first.keys() | self.second.keys()
        return {"sms": {NUMBER: {name: outputs[name] for name in names if name in outputs and name != "phone_number"}}}

    def up(self, host: Host, config: dict[str, str], inputs: dict[str, Any]) -> None:
        self.original = self.account()
        outcome = self.stack.up(host, config, self.program(inputs))
        assert not outcome.message, outcome.message


def pool(*numbers: str, key: str | None = None) -> dict[str, Any]:
    return {"numbers": sorted(numbers), "key": key}


def with_pool(before: Account, pool_id: str, *numbers: str, key: str | None = None) -> Account:
    return {**before, "pools": {**before["pools"], pool_id: pool(*numbers, key=key)}}


def with_sms(before: Account, **fields: Any) -> Account:
    config = {key: value for key, value in {**(before["sms"][NUMBER] or {}), **fields}.items() if value is not None}
    return {**before, "sms": {**before["sms"], NUMBER: config}}


class CreatePool(Operation):
    """Beside a pool of somebody else that has the same numbers."""

    name, kind, write = "create a pool", "pool", ("POST", POOLS)
    first: ClassVar = {}
    second: ClassVar = {"phone_numbers": [A, B], "encrypted_key": CREDENTIALS}

    def arrange(self, host: Host, config: dict[str, str]) -> None:
        self.box.add_pool(A, B, encrypted_key=CREDENTIALS)

    def wanted(self, before: Account) -> Account:
        made = self.account()["pools"].keys() - before["pools"].keys()
        return with_pool(before, next(iter(made), "one more"), A, B, key=CREDENTIALS)


class TakeOverPool(Operation):
    name, kind, write = "take over a pool", "pool", ("POST", f"{POOLS}/{{pool_id}}/update")
    first: ClassVar = {}
    second: ClassVar = {"pool_id": "", "phone_numbers": [B, C], "encrypted_key": CREDENTIALS}

    def arrange(self, host: Host, config: dict[str, str]) -> None:
        self.pool_id = self.box.add_pool(A, B)

    def wanted(self, before: Account) -> Account:
        return with_pool(before, self.pool_id, B, C, key=CREDENTIALS)


class UpdatePool(Operation):
    name, kind, write = "update a pool", "pool", ("POST", f"{POOLS}/{{pool_id}}/update")
    first: ClassVar = {"phone_numbers": [A, B], "encrypted_key": CREDENTIALS}
    second: ClassVar = {"phone_numbers": [B, C], "encrypted_key": CREDENTIALS}

    def arrange(self, host: Host, config: dict[str, str]) -> None:
        self.up(host, config, self.first)
        assert self.stack.kept
        self.pool_id = self.stack.kept.id

    def wanted(self, before: Account) -> Account:
        return with_pool(before, self.pool_id, B, C, key=CREDENTIALS)


class RefreshPool(UpdatePool):
    """After somebody added a number."""

    name, write = "refresh a pool", None

    def arrange(self, host: Host, config: dict[str, str]) -> None:
        super().arrange(host, config)
        self.box.edit_pool(self.pool_id, add=[C])

    def act(self, host: Host, config: dict[str, str]) -> Outcome:
        return self.stack.refresh(host, config)

    def wanted(self, before: Account) -> Account:
        return before


class DeletePool(UpdatePool):
    name, write, destroys = "delete a pool", ("DELETE", f"{POOLS}/{{pool_id}}"), True

    def act(self, host: Host, config: dict[str, str]) -> Outcome:
        return self.stack.destroy(host, config)

    def wanted(self, before: Account) -> Account:
        return {**before, "pools": {}}


class RestorePool(Operation):
    """One that was taken over, and to which somebody added a number since."""

    name, kind, write, destroys = "restore a pool", "pool", ("POST", f"{POOLS}/{{pool_id}}/update"), True
    first: ClassVar = {"pool_id": "", "phone_numbers": [B, C], "encrypted_key": CREDENTIALS}
    second: ClassVar = {}

    def arrange(self, host: Host, config: dict[str, str]) -> None:
        self.pool_id = self.box.add_pool(A, B)
        self.up(host, config, self.first)
        self.box.edit_pool(self.pool_id, add=[D])

    def act(self, host: Host, config: dict[str, str]) -> Outcome:
        return self.stack.destroy(host, config)

    def wanted(self, before: Account) -> Account:
        return with_pool(before, self.pool_id, A, B, D)


class LookUpPool(TakeOverPool):
    name, write = "look up a pool (`.get`)", None

    def act(self, host: Host, config: dict[str, str]) -> Outcome:
        return self.stack.look_up(host, config, self.pool_id)

    def wanted(self, before: Account) -> Account:
        return before


class CreateSms(Operation):
    """On a number that has settings already, one of which the program does not name."""

    name, kind, write = "take over a number", "sms", ("POST", "/v1/sms/number/update")
    first: ClassVar = {}
    second: ClassVar = {"phone_number": NUMBER, "objective": FIRST, "time_out": 600}

    def arrange(self, host: Host, config: dict[str, str]) -> None:
        self.box.edit_sms(NUMBER, objective=BEFORE, webhook=WEBHOOK)

    def wanted(self, before: Account) -> Account:
        return with_sms(before, objective=FIRST, time_out=600)


class UpdateSms(CreateSms):
    name = "update a number"
    first: ClassVar = {"phone_number": NUMBER, "objective": FIRST, "time_out": 600}
    second: ClassVar = {"phone_number": NUMBER, "objective": SECOND, "time_out": 900}

    def arrange(self, host: Host, config: dict[str, str]) -> None:
        super().arrange(host, config)
        self.up(host, config, self.first)

    def wanted(self, before: Account) -> Account:
        return with_sms(before, objective=SECOND, time_out=900)


class ClearSms(UpdateSms):
    """A field that the program no longer names."""

    name = "clear a field of a number"
    second: ClassVar = {"phone_number": NUMBER, "objective": FIRST}

    def wanted(self, before: Account) -> Account:
        return with_sms(before, time_out=None)


class RefreshSms(UpdateSms):
    """After somebody edited the prompt."""

    name, write = "refresh a number", None

    def arrange(self, host: Host, config: dict[str, str]) -> None:
        super().arrange(host, config)
        self.box.edit_sms(NUMBER, objective=HAND)

    def act(self, host: Host, config: dict[str, str]) -> Outcome:
        return self.stack.refresh(host, config)

    def wanted(self, before: Account) -> Account:
        return before


class RestoreSms(UpdateSms):
    name, destroys = "restore a number", True

    def act(self, host: Host, config: dict[str, str]) -> Outcome:
        return self.stack.destroy(host, config)

    def wanted(self, before: Account) -> Account:
        return with_sms(before, objective=BEFORE, time_out=None)


class LookUpSms(CreateSms):
    name, write = "look up a number (`.get`)", None

    def act(self, host: Host, config: dict[str, str]) -> Outcome:
        return self.stack.look_up(host, config, f"{NUMBER}/sms")

    def wanted(self, before: Account) -> Account:
        return before


OPERATIONS: list[type[Operation]] = [
    CreatePool,
    TakeOverPool,
    UpdatePool,
    RefreshPool,
    DeletePool,
    RestorePool,
    LookUpPool,
    CreateSms,
    UpdateSms,
    ClearSms,
    RefreshSms,
    RestoreSms,
    LookUpSms,
]

"""What every operation of the matrix has: an account, a stack with one resource, and what must be there in the end."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, ClassVar

from bland_sandbox import Sandbox
from tests.faults.stack import Outcome, Stack
from tests.reference import CREDENTIALS

if TYPE_CHECKING:
    from tests.faults.stack import Door

POOLS = "/v1/custom-dialing-pools"
A, B, C, D = "+12065550102", "+13035550123", "+14155550101", "+442079460123"
NUMBER = "+15550001111"
KEY = "canary-key-5ca1ab1e"
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
        first: the program before; empty where there is none.
        second: the program that is applied.
    """

    name: ClassVar[str]
    kind: ClassVar[str]
    write: ClassVar[tuple[str, str] | None] = None
    destroys: ClassVar[bool] = False
    first: ClassVar[dict[str, Any]] = {}
    second: ClassVar[dict[str, Any]] = {}

    def __init__(self, box: Sandbox, urn: str) -> None:
        self.box, self.stack, self.pool_id = box, Stack(self.kind, urn), ""
        self.original: Account = {}
        """The account before any of it was managed."""
        self.found: dict[str, Any] | None = None
        """What a look-up found."""

    @property
    def read(self) -> str:
        """What the looks of this operation are asked for."""
        return f"{POOLS}*" if self.kind == "pool" else "/v1/sms/numbers"

    def arrange(self, door: Door, config: dict[str, str]) -> None:
        """Bring about what is there before."""
        self.prepare()
        self.original = self.account()
        if self.first:
            outcome = self.stack.up(door, config, self.program(self.first))
            assert not outcome.message, outcome.message
        self.disturb()

    def prepare(self) -> None:
        """What the account holds before any of it is managed."""

    def disturb(self) -> None:
        """What somebody changes afterwards."""

    def act(self, door: Door, config: dict[str, str]) -> Outcome:
        """Do it."""
        if self.destroys:
            return self.stack.destroy(door, config)
        return self.stack.up(door, config, self.program(self.second))

    def program(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Inputs with the id of the pool that is taken over."""
        return {**inputs, "pool_id": self.pool_id} if self.pool_id else inputs

    def account(self) -> Account:
        """All that the account holds."""
        org = self.box.org()
        pools = {id_: pool(*each.phone_numbers, key=each.encrypted_key) for id_, each in org.pools.items()}
        return deepcopy({"pools": pools, "sms": {number: self.box.sms(number) for number in org.numbers}})

    def wanted(self, before: Account) -> Account:
        """What the account must hold when it is done: by default, what it holds."""
        return before

    def seen(self) -> Account:
        """What the state (or a look-up) says of the account."""
        outputs = self.stack.outputs or self.found
        if outputs is None:
            return {}
        if self.kind == "pool":
            seen = pool(*outputs["phone_numbers"], key=outputs.get("encrypted_key"))
            return {"pools": {outputs["pool_id"]: seen}}
        names = (self.first | self.second).keys() & outputs.keys() - {"phone_number"} or {"objective", "webhook"}
        return {"sms": {outputs["phone_number"]: {name: outputs[name] for name in names}}}


def pool(*numbers: str, key: str | None = None) -> dict[str, Any]:
    return {"numbers": sorted(numbers), "key": key}


def with_pool(before: Account, pool_id: str, *numbers: str, key: str | None = None) -> Account:
    return {**before, "pools": {**before["pools"], pool_id: pool(*numbers, key=key)}}


def with_sms(before: Account, **fields: Any) -> Account:
    config = {key: value for key, value in {**(before["sms"][NUMBER] or {}), **fields}.items() if value is not None}
    return {**before, "sms": {**before["sms"], NUMBER: config}}

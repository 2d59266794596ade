"""Dialing pools."""

from __future__ import annotations

from typing import Final

from pulumi_bland._pool.inputs import KEY
from pulumi_bland._pool.lifecycle import CustomDialingPoolLifecycle
from pulumi_bland.cli._kind import Kind

KIND: Final = Kind(
    rank=1,
    word="pool",
    words="pools",
    formal="dialing pool",
    name="CustomDialingPool",
    lifecycle=CustomDialingPoolLifecycle(),
    identity=("pool_id",),
    begins="made",
    takes_over=lambda inputs: inputs.get("pool_id") is not None,
    called=str,
    listed=lambda account, _all: sorted(account.pools.rows()),
    has_members=True,
    credentials=frozenset({KEY}),
    always_secret=frozenset({KEY}),
)

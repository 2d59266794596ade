"""A provider as the documentation of dynamic providers teaches it."""

from typing import Any

from bare import AgentProvider, PoolProvider, Provider
from pulumi import dynamic
from wanted import agents, pools


class Resource(dynamic.Resource, module="bench", name="Bare"):
    """A resource of either kind."""

    def __init__(self, provider: Provider, name: str, **inputs: Any) -> None:
        super().__init__(provider, name, inputs)


for name, members in pools():
    Resource(PoolProvider(), name, phone_numbers=members)
for name, number, objective, time_out in agents():
    Resource(AgentProvider(), name, phone_number=number, objective=objective, time_out=time_out)

"""Dynamic resources that do nothing: what the engine, the SDK and two Python processes cost at least."""

from typing import Any

from nothing import Nothing
from pulumi import dynamic
from wanted import agents, pools


class Resource(dynamic.Resource, module="bench", name="Nothing"):
    """Inputs that go nowhere."""

    def __init__(self, name: str, **inputs: Any) -> None:
        super().__init__(Nothing(), name, inputs)


for name, members in pools():
    Resource(name, phone_numbers=members)
for name, number, objective, time_out in agents():
    Resource(name, phone_number=number, objective=objective, time_out=time_out)

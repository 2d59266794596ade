"""This provider through its plugin, `pulumi-resource-bland`."""

from typing import Any

import pulumi
from wanted import agents, pools


class Resource(pulumi.CustomResource):
    """What a generated SDK would have a class for."""

    def __init__(self, kind: str, name: str, **inputs: Any) -> None:
        super().__init__(f"bland:index:{kind}", name, inputs)


for name, members in pools():
    Resource("CustomDialingPool", name, phone_numbers=members)
for name, number, objective, time_out in agents():
    Resource("SmsNumberConfig", name, phone_number=number, objective=objective, time_out=time_out)

"""This provider through its dynamic resources."""

from wanted import agents, pools

import pulumi_bland as bland

for name, members in pools():
    bland.CustomDialingPool(name, phone_numbers=members)
for name, number, objective, time_out in agents():
    bland.SmsNumberConfig(name, phone_number=number, objective=objective, time_out=time_out)

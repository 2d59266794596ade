"""A pool of numbers that calls go out from, and an agent that answers SMS.

Name two numbers and a prompt of your own, then:

    pulumi config set --secret bland:apiKey
    pulumi up
"""

import pulumi
import pulumi_bland as bland

west_coast = bland.CustomDialingPool(
    "west-coast",
    phone_numbers=[
        "+14155550101",
        "+12065550102",
    ],
)

support = bland.SmsNumberConfig(
    "support",
    phone_number="+15550001111",
    objective="Answer questions about opening hours. Be brief and polite.",
    time_out=600,
)

pulumi.export("pool_id", west_coast.pool_id)

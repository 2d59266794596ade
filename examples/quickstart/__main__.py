"""A pool of numbers that calls go out from, and an agent that answers SMS.

Name numbers of your own, then:

    pulumi config set --secret bland:apiKey
    pulumi up
"""

import pulumi
import pulumi_bland as bland

pool = bland.CustomDialingPool(
    "west-coast",
    phone_numbers=["+14155550101", "+12065550102"],
)
agent = bland.SmsNumberConfig(
    "support",
    phone_number="+15550001111",
    objective="Answer questions about opening hours. Be brief.",
)
pulumi.export("pool_id", pool.pool_id)

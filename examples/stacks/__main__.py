"""One program for development and production: what differs stands in `Pulumi.<stack>.yaml`, the keys are secrets there.

Name numbers of your own in both files, then, once for each stack:

    pulumi stack init dev
    pulumi config set --secret bland:apiKey --stack dev
    pulumi up --stack dev
"""

import pulumi
import pulumi_bland as bland

config = pulumi.Config()

pool = bland.CustomDialingPool(
    "calls",
    phone_numbers=config.require_object("pool"),
    opts=pulumi.ResourceOptions(protect=config.get_bool("protect")),
)

for name, number in config.require_object("agents").items():
    bland.SmsNumberConfig(
        name,
        phone_number=number,
        objective=f"Answer questions about opening hours. {config.require('greeting')}",
        timezone="America/Denver",
    )

pulumi.export("pool_id", pool.pool_id)

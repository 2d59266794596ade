"""Rehearse in a second Bland account what production does: its prompt on a test number, calls from a test pool.

Configure and deploy:

    pulumi config set --secret bland:apiKey   # production
    pulumi config set --secret rehearsalKey   # the account to rehearse in
    pulumi config set productionNumber +15550001111
    pulumi config set productionPool 550e8400-e29b-41d4-a716-446655440001
    pulumi config set rehearsalNumber +15550003333
    pulumi up
"""

import pulumi
import pulumi_bland as bland

config = pulumi.Config()

# Read, not managed: nothing in production changes, whatever happens here.
production = bland.SmsNumberConfig.get("production", config.require("productionNumber"))
production_pool = bland.CustomDialingPool.get("production-pool", config.require("productionPool"))

rehearsal = bland.Account("rehearsal", api_key=config.require_secret("rehearsalKey"))
in_rehearsal = pulumi.ResourceOptions(provider=rehearsal)

agent = bland.SmsNumberConfig(
    "agent",
    phone_number=config.require("rehearsalNumber"),
    objective=production.objective,
    temperature=production.temperature,
    opts=in_rehearsal,
)

pool = bland.CustomDialingPool("pool", phone_numbers=[config.require("rehearsalNumber")], opts=in_rehearsal)

pulumi.export("production_members", production_pool.members)
pulumi.export("pool_id", pool.pool_id)

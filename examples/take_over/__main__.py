"""Take over what was set up in Bland's dashboard: an existing pool, and a number that has settings already.

Configure and deploy:

    pulumi config set poolId 550e8400-e29b-41d4-a716-446655440001
    pulumi config set number +15550002222
    pulumi config set --secret twilioKey  # only if the numbers belong to a Twilio account of your own
    pulumi up       # says what it replaced
    pulumi destroy  # hands back what was there before
"""

from pathlib import Path

import pulumi
import pulumi_bland as bland

config = pulumi.Config()

front_desk = bland.CustomDialingPool(
    "front-desk",
    pool_id=config.require("poolId"),
    phone_numbers=[
        "+13035550123",
        "+12065550102",
    ],
    encrypted_key=config.get_secret("twilioKey"),
)

# Fields without a line here stay as they are.
appointments = bland.SmsNumberConfig(
    "appointments",
    phone_number=config.require("number"),
    objective=Path(__file__).with_name("prompt.md").read_text(),
    temperature=0.2,
    timezone="America/Denver",
)

pulumi.export("pool_id", front_desk.pool_id)

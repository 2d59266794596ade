"""Use what somebody set up by hand: a pool is found by one of its numbers, a number by its label.

Nothing that is only looked up is managed: it is in no state, and `destroy` does not know of it. Configure and deploy:

    pulumi config set --secret bland:apiKey
    pulumi config set poolNumber +14155550101
    pulumi config set label "Front desk"
    pulumi config set --secret archiveKey  # of another account
    pulumi up
"""

import pulumi
import pulumi_bland as bland

config = pulumi.Config()

# The pool's id is what a call takes: POST /v1/calls with this body, and the number and the task of the call.
pool = bland.get_custom_dialing_pool(phone_number=config.require("poolNumber"))
pulumi.export("call", {"dialing_strategy": {"type": "custom_pooling", "pool_id": pool.pool_id}})

# A number is known by its label to the people at the desk; its settings are kept from here on.
labelled = [each for each in bland.list_sms_numbers() if each.label == config.require("label")]
for number in labelled:
    bland.SmsNumberConfig(
        "front-desk",
        phone_number=number.phone_number,
        objective="Answer questions about opening hours. Be brief.",
    )

# Everything in no pool's Twilio account, for whoever looks at the outputs of the stack.
pulumi.export("own", [each.pool_id for each in bland.list_custom_dialing_pools() if not each.credentials_name])

# With outputs as arguments, or an account whose key is one: the same functions with `_output`.
archive = pulumi.InvokeOptions(provider=bland.Account("archive", api_key=config.require_secret("archiveKey")))
same_pool = bland.get_custom_dialing_pool_output(pulumi.Output.from_input(pool.pool_id))
pulumi.export("members", same_pool.phone_numbers)
pulumi.export("archived", bland.list_custom_dialing_pools_output(opts=archive).apply(len))
pulumi.export("answering", bland.list_sms_numbers_output(channel="whatsapp").apply(len))

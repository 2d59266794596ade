"""SMS agent settings: how a phone number of the account answers messages.

At Bland a number has one configuration per channel (sms, whatsapp, imessage): prompt, webhook, pathway, time-outs.
Endpoints (https://docs.bland.ai/api-v1/post/sms-update, https://docs.bland.ai/api-v1/get/sms-numbers):

- create, update, delete: `POST /v1/sms/number/update`; there is no other way to write, and none to delete
- read: `GET /v1/sms/numbers?channel=…`, one list for all resources; a number that it lacks has nothing configured

What the program declares is set; what it stops declaring is cleared; what it never declared is left alone. The number
itself is not ours: create and destroy never buy or release it. Another number or channel replaces the resource.
"""

"""Custom dialing pools: the numbers that calls go out from.

At Bland a pool is a UUID with a set of phone numbers and, for numbers of one's own Twilio account, the credentials they
belong to. It has no name. Endpoints (https://docs.bland.ai/api-v1/post/custom-dialing-pools and its neighbours):

- create:  `POST /v1/custom-dialing-pools`; with `pool_id` an existing pool is taken over instead
- read:    `GET /v1/custom-dialing-pools`, one list for all resources; a missing pool is confirmed by `GET …/{pool_id}`
- update:  `POST /v1/custom-dialing-pools/{pool_id}/update`, which replaces the whole membership
- delete:  `DELETE /v1/custom-dialing-pools/{pool_id}`, or the membership as it was before a take-over

Another `pool_id` is another pool, so changing it replaces the resource.
"""

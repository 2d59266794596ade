"""Bland AI dialing pools and SMS agent settings as Pulumi resources."""

from pulumi_bland._engine.resource import Account
from pulumi_bland.dialing_pool import CustomDialingPool
from pulumi_bland.lookups import (
    get_custom_dialing_pool,
    get_custom_dialing_pool_output,
    list_custom_dialing_pools,
    list_custom_dialing_pools_output,
    list_sms_numbers,
    list_sms_numbers_output,
)
from pulumi_bland.sms_number import SmsNumberConfig

__all__ = [
    "Account",
    "CustomDialingPool",
    "SmsNumberConfig",
    "get_custom_dialing_pool",
    "get_custom_dialing_pool_output",
    "list_custom_dialing_pools",
    "list_custom_dialing_pools_output",
    "list_sms_numbers",
    "list_sms_numbers_output",
]

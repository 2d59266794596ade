"""Bland AI dialing pools and SMS agent settings as Pulumi resources."""

from pulumi_bland._engine.resource import Account
from pulumi_bland.dialing_pool import CustomDialingPool
from pulumi_bland.sms_number import SmsNumberConfig

__all__ = ["Account", "CustomDialingPool", "SmsNumberConfig"]

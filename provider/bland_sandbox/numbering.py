"""Which telephone numbers Bland takes: by their shape, and by rules of our own, as an independent witness has to."""

import re

from bland_sandbox.settings import Generation

# An area code never begins with 0 or 1; the OLD pages ask for "+1 followed by 10 digits", exactly 12 characters.
_US = re.compile(r"\+1[2-9][0-9]{9}")
# Ten digits after +44, and the few ranges that have nine (01 areas, 0500 and 0800). A trunk 0 is not part of a number.
_UK = re.compile(r"\+44(?:[1235789][0-9]{9}|1[0-9]{8}|[58]00[0-9]{6})")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")

DIALABLE: dict[Generation, str] = {"old": f"^{_US.pattern}$", "new": f"^(?:{_US.pattern}|{_UK.pattern})$"}
"""The same as a pattern, for whoever reads the API's description."""


def is_dialable(number: str, generation: Generation) -> bool:
    """Whether a custom dialing pool takes the number: OLD only US numbers, NEW also UK (custom-dialing-pool-update)."""
    return bool(_US.fullmatch(number) or (generation == "new" and _UK.fullmatch(number)))


def is_e164(number: str) -> bool:
    """Whether it has the form in which an account's numbers are known: `+` and 7 to 15 digits."""
    return bool(_E164.fullmatch(number))

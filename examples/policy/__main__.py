"""A policy pack for Bland AI: `pulumi preview --policy-pack PATH` starts it and asks it about each resource.

Each rule gets the inputs of one resource and yields what is wrong with them. A value that a preview does not know yet
is `UNKNOWN` here and skipped: the update, which knows it, checks it again.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

DOORS = ("pulumi-python:dynamic/bland", "bland:index")
"""Resources of a program in Python, and those of the plugin: for YAML, TypeScript and imports."""
POOL = {f"{door}:CustomDialingPool" for door in DOORS}
AGENT = {f"{door}:SmsNumberConfig" for door in DOORS}
UNKNOWN = object()

Props = dict[str, Any]
Check = Callable[[Props, ResourceValidationArgs], Iterable[str]]

SECRETS = {
    "an AWS access key": r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\b(gh[oprsu]_[A-Za-z0-9]{36,}|github_pat_\w{22,})",
    "a Slack token": r"\bxox[abeprs]-[A-Za-z0-9-]{10,}",
    "a Google API key": r"\bAIza[0-9A-Za-z_-]{35}",
    "a Stripe key": r"\b[rs]k_(live|test)_[0-9A-Za-z]{16,}",
    "an OpenAI key": r"\bsk-[A-Za-z0-9_-]{20,}",
    "a bearer token": r"(?i)\bbearer\s+[a-z0-9._~+/-]{20,}",
    "a password in a URL": r"(?i)\bhttps?://[^/\s:@]+:[^/\s:@]+@",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a password by its name": r"""(?i)\b(api[_-]?key|auth[_-]?token|password|secret)["']?\s*[:=]\s*["']?[^\s"']{8,}""",
}
"""What a secret looks like in a prompt or a tool. A rule of this kind finds what people paste, not what they hide."""


def plain(value: Any) -> Any:
    """Inputs as plain data, `UNKNOWN` where a preview does not know them."""
    if isinstance(value, Mapping):
        return {name: _known(value, name) for name in value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_known(value, index) for index in range(len(value))]
    return value


def _known(bag: Any, key: Any) -> Any:
    try:
        return plain(bag[key])
    except UnknownValueError:
        return UNKNOWN


def pool_size(props: Props, args: ResourceValidationArgs) -> Iterator[str]:
    least = int(args.get_config().get("least", 2))
    if (count := _count(props)) is not None and count < least:
        yield f"the pool has {count} numbers; when a carrier blocks one, few are left: at least {least}"


def pool_shrink(props: Props, args: ResourceValidationArgs) -> Iterator[str]:
    """Pulumi does not tell a policy what was there before, so the sizes to keep are in the pack's configuration."""
    size = int(args.get_config().get("sizes", {}).get(args.name, 0))
    share = float(args.get_config().get("share", 0.3))
    if (count := _count(props)) is not None and size - count > share * size:
        yield f"the pool has {count} numbers, and {size} are on record: more than {share:.0%} fewer"


def pool_protect(props: Props, args: ResourceValidationArgs) -> Iterator[str]:
    # With `retain`, destroying the resource leaves the pool; with `restore`, it is handed back.
    if not args.opts.protect and props.get("on_delete") not in ("retain", "restore", UNKNOWN):
        yield "destroying this pool deletes it with all its numbers: add ResourceOptions(protect=True)"


def number_in_two_pools(args: StackValidationArgs, report: ReportViolation) -> None:
    pools = defaultdict(list)
    for pool in (each for each in args.resources if each.resource_type in POOL):
        numbers = plain(pool.props).get("phone_numbers", [])
        for number in numbers if isinstance(numbers, list) else []:
            pools[number].append(pool)
    for number, found in pools.items():
        if len(found) > 1 and number is not UNKNOWN:
            names = " and ".join(sorted(each.name for each in found))
            report(f"{number} is in {names}: its calls cannot be told apart", found[-1].urn)


def webhook_https(props: Props, _args: ResourceValidationArgs) -> Iterator[str]:
    webhook = props.get("webhook")
    if isinstance(webhook, str) and not webhook.lower().startswith("https://"):
        yield "webhook is not https: conversations would be sent in the clear"


def pathway_pinned(props: Props, _args: ResourceValidationArgs) -> Iterator[str]:
    if props.get("pathway_id") not in (None, "", UNKNOWN) and props.get("pathway_version") in (None, "", "latest"):
        yield "pathway_version is not pinned: an edit of the pathway changes this agent without a review"


def time_out_message(props: Props, _args: ResourceValidationArgs) -> Iterator[str]:
    time_out = props.get("time_out")
    if isinstance(time_out, int | float) and time_out > 0 and not props.get("timeout_message"):
        yield "time_out without timeout_message: the conversation ends without a word"


def no_secrets_in_texts(props: Props, _args: ResourceValidationArgs) -> Iterator[str]:
    marked = props.get("secret_inputs", [])
    for name in sorted(props.keys() - {"phone_number", "webhook", "__provider", *marked}):
        for path, text in texts(props[name], name):
            for what, pattern in SECRETS.items():
                if re.search(pattern, text):
                    yield f"{path} seems to hold {what}: use a secret of the stack's configuration"


def texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text in a value with its path. A key and its text belong together: {"password": "…"}."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from [(f"{path}.{key}", f"{key}: {each}")] if isinstance(each, str) else texts(each, f"{path}.{key}")
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from texts(each, f"{path}[{index}]")


def _count(props: Props) -> int | None:
    """How many numbers a pool has; None while one of them is not known."""
    numbers = props.get("phone_numbers")
    return len(numbers) if isinstance(numbers, list) and UNKNOWN not in numbers else None


def _rule(kind: set[str], name: str, says: str, check: Check, **config: dict[str, Any]) -> Policy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if args.resource_type in kind:
            for problem in check(plain(args.props), args):
                report(problem, None)

    schema = PolicyConfigSchema(config) if config else None
    return ResourceValidationPolicy(name=name, description=says, validate=validate, config_schema=schema)


POLICIES: list[Policy] = [
    _rule(POOL, "pool-size", "A pool has several numbers.", pool_size, least={"type": "integer", "default": 2}),
    _rule(
        POOL,
        "pool-shrink",
        "A pool keeps most of the numbers that are on record for it.",
        pool_shrink,
        sizes={"type": "object", "default": {}},
        share={"type": "number", "default": 0.3},
    ),
    _rule(POOL, "pool-protect", "A pool that destroy would delete is protected.", pool_protect),
    StackValidationPolicy("number-in-two-pools", "A number is in one pool only.", number_in_two_pools),
    _rule(AGENT, "webhook-https", "Webhooks are https.", webhook_https),
    _rule(AGENT, "pathway-pinned", "The version of a pathway is pinned.", pathway_pinned),
    _rule(AGENT, "time-out-message", "A time-out says good-bye.", time_out_message),
    _rule(AGENT, "no-secrets-in-texts", "Prompts, tools and data hold no secrets.", no_secrets_in_texts),
]

PolicyPack(name="bland", policies=POLICIES, enforcement_level=EnforcementLevel.MANDATORY)

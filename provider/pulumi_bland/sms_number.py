"""SMS agent settings: how a phone number of the account answers messages.

At Bland a number has one configuration per channel (sms, whatsapp, imessage): prompt, webhook, pathway, time-outs.
Endpoints (https://docs.bland.ai/api-v1/post/sms-update, https://docs.bland.ai/api-v1/get/sms-numbers):

- create, update, delete: `POST /v1/sms/number/update`; there is no other way to write, and none to delete
- read: `GET /v1/sms/numbers?channel=…`, one list for all resources; a number that it lacks has nothing configured

What the program declares is set; what it stops declaring is cleared; what it never declared is left alone. The number
itself is not ours: create and destroy never buy or release it. Another number or channel replaces the resource.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

import pulumi
from pydantic import AfterValidator, Field, WrapValidator

from pulumi_bland import _dynamic, _sms
from pulumi_bland._account import Account
from pulumi_bland._errors import BlandError, PartialFailure, ServiceError, drifted, listed
from pulumi_bland._inputs import Checked, Inputs, JsonList, Number, NumberOrText, ObjectOrList, OnDrift, validate
from pulumi_bland._lifecycle import LOOKED_UP, SECRET_INPUTS, Difference, Found, Lifecycle, Reach, State, Warn
from pulumi_bland._ownership import Held, Ownership, Plan, Settled, View, plan, settle, untouched
from pulumi_bland._phone import e164
from pulumi_bland._resource import BlandResource, documented
from pulumi_bland._sms import FIELDS
from pulumi_bland._values import UNKNOWN, Json, has_unknown, is_empty, normalises, same, spelt_like

Channel = Literal["sms", "whatsapp", "imessage"]
SHORTEST_TIME_OUT = 30
_Text = Annotated[str, WrapValidator(lambda value, check: value if value is UNKNOWN else check(value))]
_Set = Annotated[list[_Text], AfterValidator(lambda value: value if has_unknown(value) else sorted(set(value)))]


class SmsNumberConfigInputs(Inputs):
    """The field table of `SmsNumberConfig`."""

    phone_number: Annotated[str, AfterValidator(e164)] = Field(
        description="The number, in E.164; it must be on the account."
    )
    channel: Channel = Field("sms", description="`sms` (default), `whatsapp` or `imessage`: each has its own settings.")
    objective: str | None = Field(None, description="The system prompt of the agent, or the goal of the conversation.")
    webhook: str | None = Field(None, description="URL that each reply of the agent is POSTed to, with the history.")
    pathway_id: str | None = Field(
        None, description="The conversational pathway to follow. `objective` rests while set."
    )
    pathway_version: NumberOrText | None = Field(None, description="Its version: a number, or `latest`.")
    start_node_id: str | None = Field(None, description="The node of the pathway to begin at.")
    request_data: ObjectOrList | None = Field(None, description="Variables for the pathway or the prompt (JSON).")
    response_data: ObjectOrList | None = Field(None, description="Data kept and sent along to the webhook (JSON).")
    tools: JsonList | None = Field(None, description="The tools that the agent may use (JSON).")
    temperature: Number | None = Field(None, description="The model's temperature: 0 is the least creative.")
    use_candidate_model: bool | None = Field(None, description="Use Bland's candidate model.")
    time_out: Number | None = Field(
        None, description="Seconds without an answer until the conversation ends; below 30 counts as 30, 0 is never."
    )
    timeout_action: str | None = Field(None, description="What to do at the time-out, such as `send_sms`.")
    timeout_message: str | None = Field(None, description="The message to send at the time-out.")
    warning_time: Number | None = Field(None, description="Seconds until a warning; must be below `time_out`.")
    warning_message: str | None = Field(None, description="The message to send as a warning.")
    restart_after_end_call: bool | None = Field(
        None, description="Whether a message after the end begins a new conversation; else it is kept without a reply."
    )
    timezone: str | None = Field(None, description="IANA name, such as `America/New_York`.")
    summary_prompt: str | None = Field(None, description="How to summarise a conversation; setting it turns this on.")
    disposition_ids: _Set | None = Field(None, description="The outcomes that a conversation may get (a set).")
    citation_schema_ids: _Set | None = Field(None, description="The citation schemas to extract by (a set).")
    messaging_service_sid: str | None = Field(
        None, description="SID of the Twilio Messaging Service; needed for numbers of one's own Twilio account only."
    )
    authoritative: bool | None = Field(
        None, description="Hold the fields that the program does not name empty too. Default: leave them alone."
    )
    on_delete: Literal["restore", "clear", "retain"] | None = Field(
        None,
        description="What destroy does: `restore` (default) what was there before, `clear` every field set here, or "
        "`retain` the settings as they are.",
    )
    on_drift: OnDrift | None = Field(
        None,
        description="What an update does when somebody changed a field that it would overwrite: `refuse` (default), "
        "naming the field, or `overwrite`.",
    )


SETTINGS = ("authoritative", "on_delete", "on_drift", SECRET_INPUTS)
"""Inputs that say how to manage, and never reach the API."""
_LINKED_BY_BLAND = "messaging_service_sid"
_NO_STATED_DEFAULT = ("restart_after_end_call", "timezone")
"""Fields that may have a default: the reference of POST /v1/sms/number/update does not say which."""


class SmsNumberConfigLifecycle(Lifecycle):
    """How the settings of a number are taken over, read, changed and let go."""

    model = SmsNumberConfigInputs

    def check(self, old: Mapping[str, Json], new: Mapping[str, Json]) -> Checked:
        checked = validate(self.model, {"channel": "sms", **new})
        inputs = checked.inputs
        checked.problems += _time_problems(inputs)
        sid = inputs.get(_LINKED_BY_BLAND)
        if sid is not None and inputs.get("channel") == "imessage":
            checked.warnings.append(f"{_LINKED_BY_BLAND}: ignored by the service for imessage")
        return checked

    def identity(self, inputs: Mapping[str, Json]) -> str | None:
        number, channel = inputs.get("phone_number"), inputs.get("channel")
        return f"{number}/{channel}" if isinstance(number, str) and isinstance(channel, str) else None

    def diff(self, state: State, inputs: Mapping[str, Json]) -> Difference:
        known = ("phone_number", "channel")
        replaces = [key for key in known if inputs.get(key) not in (UNKNOWN, state.get(key))]
        if any(has_unknown(each) for each in inputs.values()):
            return Difference(changes=True, replaces=replaces)
        own, declared = _load(state), _declared(inputs)
        changes = bool(
            replaces
            or any(own.changes(key, value, _stored) for key, value in declared.items())
            or _to_clear(own, declared, inputs)
            or any((inputs.get(key) or None) != (state.get(key) or None) for key in SETTINGS)
        )
        return Difference(changes, replaces, beyond_inputs=bool(_owed(state)))

    def create(self, reach: Reach, inputs: Mapping[str, Json], earlier: State, warn: Warn) -> tuple[str, State]:
        id_ = f"{inputs['phone_number']}/{inputs['channel']}"
        if earlier:
            return id_, self.update(reach, id_, earlier, inputs, warn)
        account = reach()
        live = _sms.live(account, inputs["phone_number"], inputs["channel"])
        _sms.refuse_imessage(account, inputs)
        declared = _declared(inputs)
        others = _others(live, inputs)
        made = plan(Ownership(), declared, others, live, adopt=others, stored=_stored)
        unknown = [key for key in declared if key not in live]
        if unknown:
            warn(f"{id_}: the service does not report {listed(unknown)}, so what was there before cannot be restored")
        return id_, self._write(account, id_, Ownership(), made, live, inputs, {}, warn)

    def read(self, reach: Reach, id_: str, state: State, warn: Warn) -> Found | None:
        number, _, channel = id_.partition("/")
        live = _sms.live(reach(), number, channel)
        looked_up = "phone_number" not in state or LOOKED_UP in state
        own = Ownership() if looked_up else _load(state)
        if looked_up and all(map(is_empty, live.values())):
            warn(f"{id_} has no settings, or is not on this account")
        elif _is_bare(own, live):
            warn(_BARE.format(id_))
        shown = [key for key in live if key in own.held or looked_up or key != _LINKED_BY_BLAND]
        everything = looked_up or bool(state.get("authoritative"))
        own = own.observe({key: live[key] for key in shown}, everything=everything, stored=_stored)
        inputs = {"phone_number": number, "channel": channel, **{key: state[key] for key in SETTINGS if key in state}}
        # What is there was not wiped after all.
        found = _state(inputs, own, {key: each for key, each in _owed(state).items() if is_empty(live.get(key))})
        if looked_up:
            return Found(_as_inputs(found) | {LOOKED_UP: True}, None)
        return Found(found, _as_inputs(found))

    def update(self, reach: Reach, id_: str, state: State, inputs: Mapping[str, Json], warn: Warn) -> State:
        own, declared, owed = _load(state), _declared(inputs), _owed(state)
        adopting = bool(inputs.get("authoritative")) and not state.get("authoritative")
        same_settings = {key: state.get(key) for key in SETTINGS}
        if not owed and not adopting and not self.diff(state, {**inputs, **same_settings}).changes:
            return _state(inputs, own, owed)
        account = reach()
        live = _sms.live(account, inputs["phone_number"], inputs["channel"])
        adopt = [key for key in _others(live, inputs) if not own.touched(key)] if adopting else []
        clear = _to_clear(own, declared, inputs)
        own = replace(
            own, held={k: each for k, each in own.held.items() if k in {*declared, *clear} or _held_empty(k, inputs)}
        )
        made = plan(own, declared, [*clear, *adopt], live, adopt=adopt, stored=_stored)
        for key, value in owed.items():
            # What we wiped before is what was there before, also where it is not put back any more.
            managed = key in declared or _held_empty(key, inputs)
            if managed and not own.touched(key) and is_empty(live.get(key)):
                made.taken[key] = value
        if made.conflicts and inputs.get("on_drift") != "overwrite":
            raise drifted(id_, made.conflicts)
        if made.left:
            warn(
                f"{id_}: {listed(made.left)} was changed outside Pulumi and is left as it is, because this update does "
                "not change it; `pulumi refresh` shows it"
            )
        return self._write(account, id_, own, made, live, inputs, owed, warn, state.get(SECRET_INPUTS) or ())

    def delete(self, reach: Reach, id_: str, state: State, warn: Warn) -> None:
        mode = state.get("on_delete") or "restore"
        if mode == "retain":
            return
        account, own = reach(), _load(state)
        live = _sms.live(account, state["phone_number"], state["channel"])
        if mode == "clear":
            back: dict[str, Json] = {key: None for key, each in own.held.items() if each.declared is not None}
            back = {key: None for key in back if key not in live or not is_empty(live[key])}
        else:
            back = own.undo(live, _stored)
        back |= {key: value for key, value in _owed(state).items() if is_empty(live.get(key))}
        if not back:
            if mode == "restore" and _is_bare(own, live):
                warn(f"{_BARE.format(id_)}; nothing was handed back")
            return
        kept = {
            key: _as_taken(each, live[key])
            for key, each in own.held.items()
            if key in live and key not in back and each.view is not None
        }
        try:
            after, doubt, lost = _sms.exchange(account, id_, kept | back, live)
        except ServiceError as error:
            if _not_on_the_account(error):
                return
            text = f"{error}. The resource stays in the state; {_WAY_OUT}"
            raise BlandError(text) from None
        if doubt is not None and _not_on_the_account(doubt):
            return
        left = [
            key
            for key, value in back.items()
            if after is None
            or (not _restored(key, value, after[key], live.get(key)) if key in after else doubt is not None)
        ]
        left = sorted({*left, *lost})
        if left:
            why = f" ({doubt.fact})" if doubt else ""
            text = f"could not hand back {id_}{why}: {listed(left)} not as before; {_WAY_OUT}"
            raise BlandError(text)

    def _write(
        self,
        account: Account,
        id_: str,
        own: Ownership,
        made: Plan,
        live: View,
        inputs: Mapping[str, Json],
        owed: Mapping[str, Json],
        warn: Warn,
        secret: Sequence[str] = (),
    ) -> State:
        """Send what was planned, put back what that wiped, compare what came of it, and account for it."""
        back = [key for key in owed if key not in made.declared and not _held_empty(key, inputs)]
        owed = {key: owed[key] for key in back if is_empty(live.get(key))}
        after: dict[str, Json] | None = dict(live)
        doubt: ServiceError | None = None
        lost: dict[str, Json] = {}
        if made.needed or owed:
            after, doubt, lost = _sms.exchange(account, id_, made.send | owed, live)
            lost |= {key: each for key, each in owed.items() if after is None or not normalises(each, after.get(key))}
        late = doubt is not None and doubt.late
        if doubt and not late and after is not None and not (lost or owed) and untouched(made, after, _stored):
            raise doubt
        settled = settle(own, made, after or {}, acknowledged=doubt is None, late=late, stored=_stored)
        defaults = _defaults(own, made, live, after or {}, inputs) if doubt is None else {}
        if replaced := [key for key in made.replaced if key not in settled.failed]:
            warn(_taken_over(id_, replaced, made, inputs))
        if overwrote := [key for key in made.conflicts if key not in settled.failed]:
            warn(f'{id_}: overwrote what was changed outside Pulumi (on_drift="overwrite"): {listed(overwrote)}')
        if stay := [key for key in defaults if key in made.send]:
            warn(f"{id_}: {listed(stay)} cannot be emptied, and is taken for a default of Bland's")
        settled = replace(
            settled,
            own=replace(settled.own, held={**settled.own.held, **defaults}),
            stayed=[key for key in settled.stayed if key not in defaults],
        )
        state = _state(inputs, settled.own, lost)
        if settled.as_wanted and not lost:
            return state
        state |= _still_secret(secret, state, inputs)
        raise _partial(id_, settled, state, lost, doubt)


def _to_clear(own: Ownership, declared: View, inputs: Mapping[str, Json]) -> list[str]:
    """Fields that the program stopped declaring and, with `authoritative`, what a refresh found beside the declared."""
    return [
        key
        for key, each in own.held.items()
        if key not in declared and (each.declared is not None or (_held_empty(key, inputs) and not is_empty(each.view)))
    ]


def _defaults(own: Ownership, made: Plan, live: View, after: View, inputs: Mapping[str, Json]) -> dict[str, Held]:
    """Fields that hold a default of the service's, which nobody set and nobody can empty.

    It came with a write that did not name it, or it stayed where it was never ours and the reference states no default.
    """
    sprung = [key for key in after if key not in made.send and key in live and is_empty(live[key])]
    stayed = [
        key
        for key in _NO_STATED_DEFAULT
        if key in made.send and key not in own.held and key in live and same(after.get(key), live[key])
    ]
    found = [key for key in [*sprung, *stayed] if _held_empty(key, inputs) and key not in made.declared]
    return {key: Held(None, after[key], after[key]) for key in found if not is_empty(after[key])}


def _as_taken(each: Held, live: Json) -> Json:
    """A live value as it can be sent again: in our spelling, which the service took, as long as it is still ours."""
    return each.written if same(live, each.written) else spelt_like(live, each.declared)


def _is_bare(own: Ownership, live: View) -> bool:
    """Whether nothing is left of settings that we wrote."""
    ours = any(not is_empty(each.written) for each in own.held.values())
    return ours and all(map(is_empty, live.values()))


def _not_on_the_account(error: ServiceError) -> bool:
    return error.code == "INBOUND_NUMBER_NOT_FOUND" and error.enveloped


_BARE = (
    "{} has no settings at all any more: somebody cleared them, the number left this account, or the API key is "
    "another organisation's"
)
_WAY_OUT = (
    'run `pulumi destroy` again, or set on_delete="retain" and run `pulumi up` first to leave the settings as they are'
)


def _time_problems(inputs: Mapping[str, Json]) -> list[str]:
    """Source: POST /v1/sms/number/update, `warning_time` "must be less than time_out"; a small one is raised."""
    warning, time_out = inputs.get("warning_time"), inputs.get("time_out")
    if not isinstance(warning, int | float) or not isinstance(time_out, int | float) or time_out <= 0:
        return []
    limit = _stored("time_out", time_out)
    if warning < limit:
        return []
    raised = f", to which the service raises {time_out}" if limit != time_out else ""
    return [f"warning_time: must be below time_out ({limit} s{raised})"]


def _stored(key: str, value: Json) -> Json:
    """The service's form of a value, where it is documented: a positive time_out below 30 is raised to 30."""
    if key == "time_out" and isinstance(value, int | float) and 0 < value < SHORTEST_TIME_OUT:
        return SHORTEST_TIME_OUT
    return value


def _declared(inputs: Mapping[str, Json]) -> dict[str, Json]:
    return {key: inputs[key] for key in FIELDS if inputs.get(key) is not None}


def _held_empty(key: str, inputs: Mapping[str, Json]) -> bool:
    """Whether a field is held empty where the program does not name it."""
    return bool(inputs.get("authoritative")) and key != _LINKED_BY_BLAND


def _others(live: View, inputs: Mapping[str, Json]) -> list[str]:
    """Fields with a value, among those to be held empty."""
    return [
        key
        for key, value in live.items()
        if inputs.get(key) is None and _held_empty(key, inputs) and not is_empty(value)
    ]


# State


def _no_baseline(_key: str, _declared: Json) -> Json:
    """A declared field without a baseline entry was empty before."""
    return None


def _load(state: State) -> Ownership:
    views = {key: state[key] for key in FIELDS if key in state}
    return Ownership.load(views, state.get("written"), state.get("baseline"), _no_baseline)


def _owed(state: State) -> dict[str, Json]:
    """Undeclared fields that a write of ours wiped and that could not be put back yet."""
    owed: dict[str, Json] = json.loads(state["owed"]) if state.get("owed") else {}
    return owed


def _state(inputs: Mapping[str, Json], own: Ownership, owed: Mapping[str, Json]) -> State:
    views, written, baseline = own.dump(_no_baseline)
    state = {key: inputs.get(key) for key in ("phone_number", "channel", *SETTINGS)}
    state |= views | {"written": written, "baseline": baseline, "owed": json.dumps(owed) if owed else None}
    return {key: value for key, value in state.items() if value is not None}


def _still_secret(secret: Sequence[str], state: State, inputs: Mapping[str, Json]) -> dict[str, Json]:
    """The names of secrets, with those that the program dropped while their values could not be cleared yet."""
    dropped = [key for key in secret if key in state and inputs.get(key) is None]
    return {SECRET_INPUTS: sorted({*(inputs.get(SECRET_INPUTS) or []), *dropped})} if dropped else {}


def _as_inputs(state: State) -> dict[str, Json]:
    return {key: state[key] for key in ("phone_number", "channel", *FIELDS, *SETTINGS) if key in state}


# Messages


def _restored(key: str, value: Json, found: Json, before: Json) -> bool:
    """Whether a field is back. A default that the service puts in place of nothing is what was there."""
    cleared = is_empty(value) and (is_empty(found) or not same(found, before))
    return cleared or same(found, value) or same(found, _stored(key, value))


def _taken_over(id_: str, keys: Sequence[str], made: Plan, inputs: Mapping[str, Json]) -> str:
    replaced = [key for key in keys if key in made.declared]
    emptied = [key for key in keys if key not in made.declared]
    parts = [f"{verb} {listed(each)}" for verb, each in (("replaced", replaced), ("emptied", emptied)) if each]
    mode = inputs.get("on_delete")
    then = f'with on_delete="{mode}"' if mode else "destroy hands back what was there first"
    return f"took over {id_}: {', '.join(parts)}; {then}"


def _partial(
    id_: str, settled: Settled, state: State, lost: Mapping[str, Json], doubt: ServiceError | None
) -> PartialFailure:
    parts = []
    if settled.refused:
        parts.append(f"{listed(sorted(settled.refused))} did not take")
    if settled.unconfirmed:
        parts.append(f"whether {listed(sorted(settled.unconfirmed))} took cannot be told")
    if settled.stayed:
        parts.append(
            f"{listed(settled.stayed)} could not be cleared (where Bland takes no null or has a default, keep it in "
            "the program, as an empty value or as it is)"
        )
    if lost:
        parts.append(f"the write may have emptied {listed(sorted(lost))}, which the program does not declare")
    why = f" ({doubt.fact})" if doubt else ""
    reason = (
        f"{id_} was updated in part{why}: {'; '.join(parts)}; `pulumi preview --refresh` shows it, `pulumi up` goes on"
    )
    return PartialFailure(reason, id_=id_, state=state, inputs=_as_inputs(state))


# Pulumi


class SmsNumberConfigProvider(_dynamic.DynamicProvider):
    """Written into every user's state by module and class name: neither may ever change without an alias."""

    lifecycle = SmsNumberConfigLifecycle()


class SmsNumberConfig(BlandResource, module="bland", name="SmsNumberConfig"):
    """The SMS agent settings of a phone number of a Bland account."""

    phone_number: pulumi.Output[str]
    channel: pulumi.Output[str]
    objective: pulumi.Output[str | None]
    webhook: pulumi.Output[str | None]
    pathway_id: pulumi.Output[str | None]
    pathway_version: pulumi.Output[Any]
    start_node_id: pulumi.Output[str | None]
    request_data: pulumi.Output[Any]
    response_data: pulumi.Output[Any]
    tools: pulumi.Output[list[Any] | None]
    temperature: pulumi.Output[float | None]
    use_candidate_model: pulumi.Output[bool | None]
    time_out: pulumi.Output[float | None]
    timeout_action: pulumi.Output[str | None]
    timeout_message: pulumi.Output[str | None]
    warning_time: pulumi.Output[float | None]
    warning_message: pulumi.Output[str | None]
    restart_after_end_call: pulumi.Output[bool | None]
    timezone: pulumi.Output[str | None]
    summary_prompt: pulumi.Output[str | None]
    disposition_ids: pulumi.Output[list[str] | None]
    citation_schema_ids: pulumi.Output[list[str] | None]
    messaging_service_sid: pulumi.Output[str | None]
    authoritative: pulumi.Output[bool | None]
    on_delete: pulumi.Output[str | None]
    on_drift: pulumi.Output[str | None]

    _instead_of_import = "create takes over what is there and keeps it for destroy"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        phone_number: pulumi.Input[str],
        channel: pulumi.Input[Channel] = "sms",
        objective: pulumi.Input[str | None] | None = None,
        webhook: pulumi.Input[str | None] | None = None,
        pathway_id: pulumi.Input[str | None] | None = None,
        pathway_version: pulumi.Input[str | float | None] | None = None,
        start_node_id: pulumi.Input[str | None] | None = None,
        request_data: pulumi.Input[Mapping[str, Any] | Sequence[Any] | None] | None = None,
        response_data: pulumi.Input[Mapping[str, Any] | Sequence[Any] | None] | None = None,
        tools: pulumi.Input[Sequence[Any] | None] | None = None,
        temperature: pulumi.Input[float | None] | None = None,
        use_candidate_model: pulumi.Input[bool | None] | None = None,
        time_out: pulumi.Input[float | None] | None = None,
        timeout_action: pulumi.Input[str | None] | None = None,
        timeout_message: pulumi.Input[str | None] | None = None,
        warning_time: pulumi.Input[float | None] | None = None,
        warning_message: pulumi.Input[str | None] | None = None,
        restart_after_end_call: pulumi.Input[bool | None] | None = None,
        timezone: pulumi.Input[str | None] | None = None,
        summary_prompt: pulumi.Input[str | None] | None = None,
        disposition_ids: pulumi.Input[Sequence[pulumi.Input[str]] | None] | None = None,
        citation_schema_ids: pulumi.Input[Sequence[pulumi.Input[str]] | None] | None = None,
        messaging_service_sid: pulumi.Input[str | None] | None = None,
        authoritative: pulumi.Input[bool | None] | None = None,
        on_delete: pulumi.Input[Literal["restore", "clear", "retain"] | None] | None = None,
        on_drift: pulumi.Input[OnDrift | None] | None = None,
    ) -> None:
        given = locals()
        inputs = {name: given[name] for name in self._names()}
        super().__init__(SmsNumberConfigProvider(), resource_name, inputs, opts, _identity(phone_number, channel))

    @classmethod
    def get(
        cls,
        resource_name: str,
        phone_number: pulumi.Input[str],
        channel: pulumi.Input[Channel] = "sms",
        opts: pulumi.ResourceOptions | None = None,
    ) -> SmsNumberConfig:
        """Read the settings of a number without managing them.

        Args:
            resource_name: the name in the program.
            phone_number: the number, in E.164.
            channel: `sms`, `whatsapp` or `imessage`.
            opts: options, such as an explicit provider.

        Raises:
            pulumi.RunError: `phone_number` is not one; where it is an output, the program fails so later.
        """
        if isinstance(phone_number, str):
            phone_number = _e164(phone_number)  # at once, at the line of the program
        id_ = pulumi.Output.concat(pulumi.Output.from_input(phone_number).apply(_e164), "/", channel)
        return cls._look_up(SmsNumberConfigProvider(), resource_name, id_, opts)


def _e164(phone_number: str) -> str:
    try:
        return e164(phone_number)
    except ValueError as error:
        text = f"phone_number: {error}"
        raise pulumi.RunError(text) from None


def _identity(phone_number: object, channel: object) -> str | None:
    """The object that the arguments of the constructor name, where they do so in plain text."""
    if not isinstance(phone_number, str) or not isinstance(channel, str):
        return None
    try:
        return f"{e164(phone_number)}/{channel}"
    except ValueError:
        return None  # check says it better, with all other problems


SmsNumberConfig.__doc__ = documented(SmsNumberConfig, SmsNumberConfigInputs)

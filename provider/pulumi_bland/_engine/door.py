"""What every door does with a call of the engine: the lifecycle, and what this run knows of its object.

A door brings the call into plain data (`Call`) and takes the answer, or the error, back to Pulumi in its own way.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pulumi_bland._engine.look import LONGEST_LOOK, foreseen
from pulumi_bland._engine.run import Record, Run
from pulumi_bland._http.access import keys_differ, settings
from pulumi_bland._rules.account import Account
from pulumi_bland._rules.errors import UNDO_EACH_OTHER, BlandError, NoApiKey, PartialFailure, ServiceError, hide, listed
from pulumi_bland._rules.inputs import Checked
from pulumi_bland._rules.lifecycle import Difference, Found, Lifecycle, State
from pulumi_bland._rules.rehearsal import refuse, rehearsed
from pulumi_bland._rules.travel import LOOK, SECRET_INPUTS
from pulumi_bland._rules.values import UNKNOWN, Json

CONFIGURATION = ("bland:account", "bland:apiKey", "bland:baseUrl", "bland:deadline", "bland:maxRequests")
"""What a provider may be given."""
_DEFAULT = re.compile(r"default(_(\d|http|git).*)?")


def is_default(provider: str) -> bool:
    """Whether a provider's name is the engine's own for resources that name none: with a version, or its source."""
    return _DEFAULT.fullmatch(provider) is not None


def configuration(provider: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a provider of the plugin is given, by the names of `CONFIGURATION`.

    An explicit provider is another account, which never falls back on the stack's key.
    """
    named = {f"bland:{name}": value for name, value in given.items()}
    explicit = {} if is_default(provider) else {"bland:account": provider}
    return {name: named.get(name) for name in CONFIGURATION} | explicit


@dataclass(frozen=True)
class Call:
    """One call of the engine, about one resource.

    Attributes:
        lifecycle: of the resource's kind.
        urn: the resource.
        config: the provider's configuration, by the names of `CONFIGURATION`.
        run: what this run knows.
        warn: shows a warning at the resource.
        warn_once: shows a warning about the whole process.
        ignored: the paths of inputs that the resource's `ignore_changes` names.
    """

    lifecycle: Lifecycle
    urn: str
    config: Mapping[str, Any]
    run: Run
    warn: Callable[[str], None]
    warn_once: Callable[[str], None]
    ignored: Collection[str] = ()

    def check(self, old: Mapping[str, Json], new: Mapping[str, Json]) -> Checked:
        """Bring inputs into their one spelling, or report all that is wrong with them."""
        if new.get(LOOK):
            self.run.looking.add(self.urn)
        checked = self.lifecycle.check(old, {key: value for key, value in new.items() if key != LOOK})
        if not checked.problems:
            identity = self.lifecycle.identity(checked.inputs)
            if other := self.run.declare(self._key(identity), self.urn):
                checked.problems.append(f"{identity} is managed by {_name(other)!r} too, {UNDO_EACH_OTHER}")
            for text in checked.warnings:
                self.warn(text)
            if not old and self.urn in self.run.looking:
                self.foresee("", {}, checked.inputs)
        return checked

    def diff(self, state: State, inputs: Mapping[str, Json], id_: str = "") -> Difference:
        """Say whether anything changes. Only what belongs to an update is noted: a refresh calls diff too."""
        inputs = _remembering(state, inputs, self._ignored())
        found = self.lifecycle.diff(state, inputs, self._ignored())
        if self.run.is_declared(self.urn):
            key = self._key(self.lifecycle.identity(state))
            if not found.replaces:
                self.run.manage(key, self.urn, state)
            else:
                self.run.show(key, self.urn, state)
            # What it is replaced with is checked once more, by itself.
            if found.changes and not found.replaces and self.urn in self.run.looking:
                self.foresee(id_, state, inputs)
        return found

    def foresee(self, id_: str, state: State, inputs: Mapping[str, Json]) -> None:
        """In a preview, say what `up` would do to the account; see `look`."""
        if self.lifecycle.identity(state or inputs) is None:
            return
        try:
            account = connected(self.run, self.config, LONGEST_LOOK)
            said = list(foreseen(self.lifecycle, account, id_, state, self._past(inputs), inputs, self._ignored()))
        except (ServiceError, NoApiKey) as error:
            self.warn_once(f"the account was not looked at, so what is replaced there does not show: {error}")
        else:
            for text in said:
                self.warn(text)

    def _past(self, inputs: Mapping[str, Json]) -> State:
        """The last state that this run was shown of the object that these inputs name. Its secrets are secrets here."""
        record = self.run.record(self._key(self.lifecycle.identity(inputs)))
        past = record.state
        hide([past.get(name) for name in self.lifecycle.secrets(past)])
        return past if record.holder == self.urn else self.lifecycle.handed_on(past)

    def create(self, inputs: Mapping[str, Json]) -> tuple[str, State]:
        """Make the object, or take it over."""
        record = self.run.record(self._key(self.lifecycle.identity(inputs)))
        with record.writing:
            past = self._past(inputs)
            record.inherited = bool(record.state)
            try:
                wanted = _remembering(past, inputs)
                id_, state = self.lifecycle.create(self.account, wanted, past, self.warn)
            except PartialFailure as failure:
                _keep_secret(failure, past, inputs)
                self._manage(failure.state)
                failure.inputs = _named(failure.state, inputs) | failure.inputs
                raise
            except BlandError as error:
                if not (record.let_go and past):
                    raise
                # The engine has deleted what this one replaces, and would forget what was there before it.
                kept = _named(past, inputs) | self.lifecycle.inputs_of(past)
                raise PartialFailure(str(error), id_=record.let_go, state=past, inputs=kept) from None
            self._manage(state)
            return id_, state

    def adopt(self, id_: str) -> Found:
        """What an import keeps: what a take-over would that finds everything as it wants it. Nobody claims the object.

        Raises:
            BlandError: it is not there, cannot be read, or is such that no program could declare it.
        """
        there = self.lifecycle.read(self.account, id_, {}, self.warn)
        found = {} if there is None else there.state
        # Pulumi prints what is imported as a program, secrets too: what always is one stays as it is, undeclared.
        names = [each for each in self.lifecycle.model.model_fields if each not in self.lifecycle.secrets({})]
        checked = self.lifecycle.check({}, {key: found[key] for key in names if key in found})
        if checked.problems:
            raise BlandError(f"{id_} cannot be imported: {listed(checked.problems)}")
        if (spelt := self.lifecycle.identity(checked.inputs)) != self.lifecycle.identity(found):
            raise BlandError(f"{id_} cannot be imported: write it as {spelt}")
        reading = rehearsed(self.account(), [self.lifecycle.answers], refuse)
        _, state = self.lifecycle.create(lambda: reading, checked.inputs, {}, self.warn)
        return Found(state, checked.inputs)

    def read(self, id_: str, state: State, given: Collection[str] = ()) -> Found | None:
        """Look at the object; None when it is gone. `given` are the inputs that the program gave."""
        found = self.lifecycle.read(self.account, id_, state, self.warn)
        if found is None or found.inputs is None:
            return found
        self.run.show(self._key(self.lifecycle.identity(found.state)), self.urn, found.state)
        return Found(found.state, _named(found.state, given) | found.inputs)

    def update(self, id_: str, state: State, inputs: Mapping[str, Json]) -> State:
        """Make the object as wanted."""
        record = self.run.record(self._key(self.lifecycle.identity(state)))
        with record.writing:
            try:
                wanted = _remembering(state, inputs, self._ignored())
                made = self.lifecycle.update(self.account, id_, state, wanted, self.warn, self._ignored())
            except PartialFailure as failure:
                _keep_secret(failure, state, inputs)
                failure.inputs = _named(failure.state, inputs) | failure.inputs
                record.state = failure.state
                raise
            record.state = made
            return made

    def delete(self, id_: str, state: State) -> None:
        """Delete the object, hand it back, or leave it; see `run`."""
        identity = self.lifecycle.identity(state)
        record = self.run.record(self._key(identity))
        with record.writing:
            if record.declarer and (record.created or record.manager not in ("", self.urn)):
                self._say_what_became(str(identity), state, record)
            elif record.declarer and (record.manager or self.lifecycle.removes(state)):
                # Who creates on it next goes on from here: what the program names is never removed.
                self.run.show(self._key(identity), self.urn, state)
                record.let_go = id_
                if self.urn not in (record.declarer, record.manager):
                    self.warn(f"{identity} is left as it is, because the program names it")
            else:
                self.lifecycle.delete(self.account, id_, state, self.warn)
                # Undone, so there is nothing to go on from; what was retained is as its last state says.
                record.state = state if state.get("on_delete") == "retain" else {}

    def account(self) -> Account:
        """The account of this call's provider, got at when it is needed: what needs no call needs no key either.

        Raises:
            BlandError: there is no key, or the configuration is wrong.
        """
        if not self.config.get("bland:account") and keys_differ(self.config, os.environ):
            self.warn_once("bland:apiKey and BLAND_API_KEY hold different keys; the one in the configuration is used")
        return connected(self.run, self.config)

    def _manage(self, state: State) -> None:
        self.run.manage(self._key(self.lifecycle.identity(state)), self.urn, state, created=True)

    def _say_what_became(self, identity: str, state: State, record: Record) -> None:
        """Say what became of the past of an object that another resource manages now, or the same one anew."""
        anew, renamed = record.manager == self.urn, not self.run.is_declared(self.urn)
        here = f"{identity} was created anew" if anew else f"{identity} is managed by {_name(record.manager)!r} now"
        # After a failed `up` the delete comes in the next one, and only the two states can tell.
        if forgotten := [] if record.inherited else self.lifecycle.forgotten(state, record.state):
            self.warn(
                f"{here}, so nothing was undone. What was there before Pulumi managed it is forgotten "
                f"({listed(forgotten)}), because the engine told of it too late. Where a resource is renamed, swapped "
                "or replaced, `pulumi up --refresh` tells in time, and `aliases` in the options keep it in a rename"
            )
        elif self.lifecycle.removes(state) and not self.lifecycle.removes(record.state):
            self.warn(f'{here}, which takes it over: destroy leaves it there, unless on_delete is "delete"')
        elif not record.created and self.lifecycle.diff(record.state, self.lifecycle.inputs_of(state)).changes:
            self.warn(
                f"{here}, so nothing was undone, and what {_name(self.urn)!r} set may still be there; `pulumi up "
                "--refresh` sets what the program declares"
            )
        elif renamed:
            self.warn(
                f"{here}, so nothing was undone, and destroy still hands back what was there before; with `aliases` in "
                "the options a rename is no change at all"
            )

    def _ignored(self) -> set[str]:
        """The inputs that are ignored, in whole or in part."""
        names = {re.split(r"[.\[]", path, maxsplit=1)[0] for path in self.ignored}
        return {*self.lifecycle.model.model_fields} if "*" in names else names

    def _key(self, identity: str | None) -> Hashable | None:
        """An object of this account."""
        if identity is None:
            return None
        try:
            made = settings(self.config, os.environ)
        except BlandError:
            return type(self.lifecycle), identity  # nothing can be done to it
        return type(self.lifecycle), identity, made.api_key, made.base_url


def connected(run: Run, config: Mapping[str, Any], longest: float = float("inf")) -> Account:
    """The account of a provider's configuration: one for the whole run, so that its lists are fetched once.

    Args:
        run: what it is for.
        config: by the names of `CONFIGURATION`.
        longest: seconds that one operation may take at most, whatever the configuration says.

    Raises:
        BlandError: there is no key, or the configuration is wrong.
    """
    made = settings(config, os.environ)
    made = replace(made, deadline=min(made.deadline, longest))
    from pulumi_bland._http.client import Client  # noqa: PLC0415 - a preview needs no HTTP

    return run.account(made, lambda: Client(made, run.cancelled))


def _named(state: State, given: Collection[str]) -> State:
    """What the state has of these inputs: whether the program names the id of a pool that it made is in no output."""
    return {key: state[key] for key in given if key in state}


def _remembering(state: State, inputs: Mapping[str, Json], ignored: Collection[str] = ()) -> dict[str, Json]:
    """Inputs that name what was secret until now too: it stays so until the program itself declares it in the clear."""
    named, known = inputs.get(SECRET_INPUTS) or (), state.get(SECRET_INPUTS) or ()
    if named is UNKNOWN:
        return dict(inputs)
    names = {*named, *(each for each in known if inputs.get(each) is None or each in ignored)}
    return {**inputs, SECRET_INPUTS: sorted(names)} if names else dict(inputs)


def _keep_secret(failure: PartialFailure, *known: Mapping[str, Json]) -> None:
    """What is there of a value that was a secret in any of these stays one."""
    if names := sorted({name for each in known for name in each.get(SECRET_INPUTS) or ()}):
        for values in (failure.state, failure.inputs):
            values[SECRET_INPUTS] = names


def _name(urn: str) -> str:
    return urn.split("::", 3)[-1]

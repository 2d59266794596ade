"""The questions about SMS settings, asked of one number that the user named.

Until it is known that an update keeps what it does not name, every update names all else that the service surely keeps
as it is: of a number in use as little as possible is wiped, and for as short as possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pulumi_bland._rules.errors import BlandError, ServiceError
from pulumi_bland.cli.contract.conclude import Observed
from pulumi_bland.cli.contract.exchange import Service, refused
from pulumi_bland.cli.contract.fields import (
    ALL_ONLY,
    ECHO_ONLY,
    MISSING,
    NUMERIC,
    PROBES,
    PROSE,
    READ,
    Config,
    carried,
    differences,
    has_value,
    may_be_set,
    sendable,
    settles,
)
from pulumi_bland.cli.contract.journal import Journal, SmsSettings
from pulumi_bland.cli.contract.questions import IMESSAGE, NO_ROOM, NO_VALUE, REFUSED, REPLACES, UNLIKE, Answers
from pulumi_bland.cli.contract.undo import restore_settings

ABOUT_SETTINGS = ("write", "nulls", "values")
_SECONDS = 600
"""A time-out that is set for a question: ten minutes, so that no conversation ends because of it."""


@dataclass
class _Number:
    """The number that is asked about.

    Attributes:
        replaces: whether an update wipes what it does not name, once that is known.
        echo: the settings in the answer to the last update, if they were in it.
    """

    service: Service
    answers: Answers
    observed: Observed
    journal: Journal
    debt: SmsSettings
    replaces: bool | None = None
    echo: Config | None = None

    @property
    def before(self) -> Config:
        return self.debt.before or {}

    def update(self, touched: Config, *, without: tuple[str, ...] = ()) -> None:
        """Write the touched fields and, unless the service is known to keep them, all others but those left out."""
        others = {} if self.replaces is False else carried(self.before)
        if self.replaces:
            wiped = (name for name in self.debt.sent if may_be_set(self.before.get(name)))
            others |= {name: sendable(name, self.before[name]) for name in wiped}
        kept = {name: value for name, value in others.items() if name not in without}
        earlier = self.debt.sent
        self.owe(touched, *without)
        try:
            self.echo = self.service.update_sms(self.debt.number, {**kept, **touched})
        except ServiceError as error:
            if refused(error):
                self.debt.sent = earlier  # nothing was done
            raise
        self.answers.settle("echo", "absent" if self.echo is None else "object", self.service.lines[-1:])
        if self.echo is not None:
            self.observed.answered.append(self.echo)
            self.observed.valued |= {name for name in (*ECHO_ONLY, *ALL_ONLY) if has_value(self.echo.get(name))}

    def read(self, *watched: str, sent: Config | None = None) -> Config | None:
        config = self.service.config(self.debt.number, *watched, before=self.before, sent=sent)
        if config is not None:
            self.observed.listed.append(config)
        return config

    def owe(self, touched: Config, *wiped: str) -> None:
        """Note what will be given a value or taken away, before it is."""
        self.debt.sent = {**self.debt.sent, **dict.fromkeys(wiped), **touched}
        self.journal.owe(self.debt)

    def restore(self) -> None:
        restore_settings(self.service, self.debt, just_asked=True)
        self.service.taken()

    def agrees(self, shown: Config, name: str) -> bool:
        """Whether the answer to the last update says the same: a list may show what was before it."""
        return self.echo is None or has_value(self.echo.get(name)) is has_value(shown.get(name))

    def has_room(self, name: str) -> bool:
        """Whether a field has surely no value, so that it may be given one."""
        shown = self.before.get(name, MISSING)
        return shown is None or (shown is MISSING and (self.debt.before is None or not self._shows_unset(name)))

    def _shows_unset(self, name: str) -> bool:
        """Whether a missing key may mean that the field is not reported at all."""
        return name not in READ or any(shown is None for shown in self.before.values())


def ask_about_settings(
    service: Service, answers: Answers, observed: Observed, journal: Journal, number: str, *, bare: bool
) -> None:
    """Ask all that one number can answer; where it is said to be `bare`, nobody agreed to a change of settings.

    Raises:
        BlandError: a number that was without settings has some.
    """
    config = service.config(number, before={})
    service.taken()
    if bare and config is not None:
        text = f"{number} has SMS settings by now, so nothing was asked of it: run it again"
        raise BlandError(text)
    debt = SmsSettings(number=number, before=None if config is None else dict(config))
    journal.owe(debt)
    subject = _Number(service, answers, observed, journal, debt)
    try:
        if any(has_value(shown) for shown in subject.before.values()):
            _ask_with_values(subject)
        else:
            _ask_without_values(subject)
    except ServiceError as error:
        if not refused(error):
            raise
        answers.leave(REFUSED, *ABOUT_SETTINGS, evidence=service.taken())


def _ask_with_values(subject: _Number) -> None:
    probe = next((name for name in PROBES if settles(name, subject.before.get(name))), None)
    if probe is None:
        subject.answers.leave(NO_VALUE, *ABOUT_SETTINGS)
        return
    away = (probe, *(name for name in ("temperature",) if settles(name, subject.before.get(name))))
    subject.update({}, without=away)
    shown = subject.read(*away) or {}
    subject.owe({}, *differences(subject.before, shown), *differences(subject.before, subject.echo or shown))
    if not subject.echo and subject.service.is_imessage(subject.debt.number):
        subject.answers.leave(IMESSAGE, *ABOUT_SETTINGS, evidence=subject.service.taken())
        return
    if _same(subject, shown, probe):
        subject.answers.settle("write", "merge", subject.service.taken())
        subject.replaces = False
    elif not has_value(shown.get(probe)) and subject.agrees(shown, probe):
        subject.answers.settle("write", "replace", subject.service.taken())
        subject.replaces = True
        wiped = [name for name in subject.before if name in READ and not settles(name, subject.before[name])]
        subject.observed.cleared([*away, *wiped], subject.before, shown)
        subject.restore()
    else:
        subject.answers.leave(UNLIKE, *ABOUT_SETTINGS, evidence=subject.service.taken())
        return
    _ask_nulls(subject, away)
    _ask_the_rest(subject)


def _ask_without_values(subject: _Number) -> None:
    """Nothing but a time-out, which null clears in any case, is set before it is known how to unset a field."""
    subject.update({"time_out": None})
    empty = subject.read("time_out")
    if empty is None:
        subject.answers.leave(IMESSAGE, *ABOUT_SETTINGS, evidence=subject.service.taken())
        return
    if subject.debt.before is None:
        subject.observed.unset += [(name, empty.get(name, MISSING)) for name in READ]
    subject.service.taken()
    lent = {"time_out": _SECONDS}
    subject.update(lent)
    if not has_value((subject.read("time_out", sent=lent) or {}).get("time_out")):
        subject.answers.leave(UNLIKE, *ABOUT_SETTINGS, evidence=subject.service.taken())
        return
    subject.update({"summary_prompt": None})
    shown = subject.read("time_out", sent=lent) or {}
    kept = has_value(shown.get("time_out"))
    if not subject.agrees(shown, "time_out"):
        subject.answers.leave(UNLIKE, *ABOUT_SETTINGS, evidence=subject.service.taken())
        return
    subject.answers.settle("write", "merge" if kept else "replace", subject.service.taken())
    subject.replaces = not kept
    subject.restore()
    if kept:
        subject.answers.leave(NO_ROOM, "nulls", "values")
    else:
        subject.answers.leave(REPLACES, "nulls")
        _ask_the_rest(subject)


def _ask_nulls(subject: _Number, away: tuple[str, ...]) -> None:
    if subject.replaces:
        subject.answers.leave(REPLACES, "nulls")
        return
    zone = tuple(name for name in ("timezone",) if has_value(subject.before.get(name)))
    names = (*away, *zone)
    try:
        subject.update(dict.fromkeys(names))
    except ServiceError as error:
        if not refused(error):
            raise
        subject.answers.leave(REFUSED, "nulls", evidence=subject.service.taken())
        return
    shown = subject.read(*names) or {}
    if _same(subject, shown, names[0]):
        subject.answers.settle("nulls", "ignored", subject.service.taken())
    elif not has_value(shown.get(names[0])) and subject.agrees(shown, names[0]):
        subject.answers.settle("nulls", "honoured", subject.service.taken())
        subject.observed.cleared(list(names), subject.before, shown)
    else:
        subject.answers.leave(UNLIKE, "nulls", evidence=subject.service.taken())
    subject.restore()


def _ask_the_rest(subject: _Number) -> None:
    """What can be asked once it is known how a field is unset."""
    _ask_values(subject)
    undoable = subject.replaces or subject.answers.value("nulls") == "honoured"
    if undoable and subject.has_room("time_out") and not any(has_value(subject.before.get(each)) for each in NUMERIC):
        _lend(subject, {"time_out": _SECONDS})
    if subject.replaces:
        # What no read shows is unset now, whatever it was: the first update wiped it.
        lent = {"timeout_message": "contract", "use_candidate_model": True}
        _lend(subject, {name: value for name, value in lent.items() if name not in subject.before})


def _lend(subject: _Number, fields: dict[str, Any]) -> None:
    """Give fields a value, look whether and how the list shows it, and take it away."""
    if not fields:
        return
    try:
        subject.update(fields)
    except ServiceError as error:
        if not refused(error):
            raise
    else:
        subject.observed.valued |= set(fields)
        subject.read()
    subject.restore()


def _ask_values(subject: _Number) -> None:
    """Whether white space at the end of a text is kept."""
    name = next((each for each in PROSE if settles(each, subject.before.get(each))), None)
    undoable = subject.replaces or subject.answers.value("nulls") == "honoured"
    if name is None and undoable and subject.has_room("summary_prompt"):
        name = "summary_prompt"
    if name is None:
        subject.answers.leave(NO_VALUE if undoable else NO_ROOM, "values")
        return
    text = str(subject.before.get(name) or "contract")
    sent = {name: f"{text} "}
    subject.service.taken()
    try:
        subject.update(sent)
    except ServiceError as error:
        if not refused(error):
            raise
        subject.answers.leave(REFUSED, "values", evidence=subject.service.taken())
    else:
        shown = (subject.read(name, sent=sent) or {}).get(name)
        told_twice = subject.echo is None or subject.echo.get(name) == shown
        if told_twice and shown in (sent[name], text):
            kept = shown == sent[name]
            subject.answers.settle("values", "as-sent" if kept else "tidied", subject.service.taken())
        else:
            subject.answers.leave(UNLIKE, "values", evidence=subject.service.taken())
    subject.restore()


def _same(subject: _Number, shown: Config, name: str) -> bool:
    """Whether a field is shown as before, and the answer to the update says nothing else."""
    return bool(shown.get(name) == subject.before.get(name)) and subject.agrees(shown, name)

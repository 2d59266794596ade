"""What a person with a notebook would say is true of every object at Bland: the promises, and nothing of the provider.

One page per object. The witness is shown each call of the provider with both accounts before and after it, and what
people could read. The rules are design's promises, in its words:

- nothing is lost that no preview showed: a change replaces what is ours, what the state showed, what is named for the
  first time and said in the output; or it is refused;
- what was there before comes back: when an object leaves the program, what still has the value that we gave it returns
  to what it was when it was first managed, and nothing else changes; a pool that we made is deleted;
- what the program declares is ours from the next `up` on, however it came to be there;
- the past belongs to the object, whichever resource manages it; where it is forgotten, the output says so, and only
  where no call of that run had shown the old state to who creates;
- no message holds a secret, nor the value of a field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.programs.world import ACCOUNTS, CREDENTIALS, KEY, MEMBERS, Object, View, alike, as_kept, changed, unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.programs.engine import Engine
    from tests.programs.records import Call, Outcome

IDENTITY = {"phone_number", "channel", "pool_id", "phone_numbers", "members", "on_delete", "on_drift"}
SECRETS = [*ACCOUNTS.values(), *CREDENTIALS, "canary"]
FORGOTTEN = "forgotten"
CHANGED_OUTSIDE = "changed outside"


def declared_of(kind: str, inputs: Mapping[str, Any]) -> View:
    """What inputs say of an object: every member and, where named, the credentials; or the named fields."""
    if kind == "pool":
        members = {number: True if number in inputs["phone_numbers"] else None for number in MEMBERS}
        return members | ({KEY: inputs[KEY]} if KEY in inputs else {})
    return {key: as_kept(key, value) for key, value in inputs.items() if key not in IDENTITY}


@dataclass
class Page:
    """The history of one object, from its first management to the end of it.

    Attributes:
        made: it is a pool of our making.
        before: what was there when each thing was first managed.
        ours: what our last write, or an `up` that found it so, made of it.
        perhaps: what a write did of which the state was never told, because Pulumi was killed.
        refreshed: what the last refresh showed to people; None before the first.
        fresh: the page as it would be if it began with the last create, for when the past is forgotten.
        shown: before that create, this run had been shown the state of who managed the object until then.
    """

    made: bool = False
    before: View = field(default_factory=dict)
    ours: View = field(default_factory=dict)
    perhaps: View = field(default_factory=dict)
    refreshed: View | None = None
    fresh: Page | None = None
    shown: bool = False

    def is_ours(self, key: str, value: Any) -> bool:
        return (key in self.ours and alike(value, self.ours[key])) or (
            key in self.perhaps and alike(value, self.perhaps[key])
        )

    def wrote(self, before: View, after: View, declared: View, dropped: set[str]) -> None:
        """Note a write that was kept: what it changed, and what it found as wanted, is ours.

        The members of a pool are managed as a whole, those that are not named included.
        """
        for key in declared.keys() | changed(before, after):
            self.before.setdefault(key, before.get(key))
        as_wanted = {key for key, value in declared.items() if alike(after.get(key), value)}
        as_wanted |= {key for key in dropped if unset(after.get(key))}
        for key in as_wanted | changed(before, after):
            self.ours[key] = after.get(key)
            self.perhaps.pop(key, None)

    def forget(self, key: str) -> None:
        """From now on it is as the last create found it; what that did not declare is nobody's."""
        assert self.fresh
        for mine, of_fresh in ((self.before, self.fresh.before), (self.ours, self.fresh.ours)):
            mine.pop(key, None)
            mine.update({each: value for each, value in of_fresh.items() if each == key})

    def handed_back(self, now: View) -> dict[str, list[Any]]:
        """What may be there after the object has been handed back."""
        allowed: dict[str, list[Any]] = {}
        for key in now.keys() | self.before.keys():
            value = now.get(key)
            allowed[key] = [value]
            if key in self.before:
                if key in self.ours and alike(value, self.ours[key]):
                    allowed[key] = [self.before[key]]
                elif key in self.perhaps and alike(value, self.perhaps[key]):
                    # Promises, "What remains": Pulumi was killed, and the state does not say that this was us.
                    allowed[key] = [self.before[key], value]
        return allowed


class Witness:
    """All pages, and what is judged by them."""

    def __init__(self) -> None:
        self.pages: dict[Object, Page] = {}

    def judge(self, outcome: Outcome, engine: Engine, program: Mapping[Object, str]) -> None:
        """Fail where a command broke a promise. `program` names the resource that declares each object."""
        shown: set[Object] = set()
        for call in outcome.calls:
            self._secrets(call)
            if call.method in {"check", "diff", "read"}:
                assert call.before == call.after, f"{call.method} of {call.name} wrote"
                self._refreshed(call)
            elif call.method == "create":
                self._created(call, shown)
            elif call.method == "update":
                self._updated(call)
            else:
                self._deleted(call, engine, program, outcome)
            if call.olds is not None and call.method != "check":
                shown.add(call.olds.object)
            self._forgets(call)
        if outcome.ok and program:
            self._as_declared(engine)
        self._nothing_left_behind(engine, outcome)

    # Calls

    def _created(self, call: Call, shown: set[Object]) -> None:
        assert call.inputs is not None
        if not call.id:
            assert call.before == call.after, f"{call.name} failed and left something"
            if CHANGED_OUTSIDE in call.answer.error:
                self._refused_to_take_over(call)
            return
        where = Object(call.account, call.kind, call.id)  # type: ignore[arg-type] # one of the two
        self._nothing_else(call, where)
        before, after = call.before.get(where, {}), call.after[where]
        declared = declared_of(call.kind, call.inputs)
        if where not in call.before:
            if not call.killed:  # else: promises, "What remains": it may stay behind, unknown to the state
                self.pages[where] = Page(made=True)
                self.pages[where].wrote({}, after, declared, set())
            return
        page = self.pages.get(where)
        for key in changed(before, after):
            ours = page is not None and page.is_ours(key, before.get(key))
            seen = any(alike(before.get(key), showed.get(key)) for showed in shown_of(where, call))
            known = unset(before.get(key)) or ours or seen or named(key, call)
            assert known, f"{call.name}: {key} was replaced in silence"
            assert key in declared or ours, f"{call.name}: {key} is not declared and was changed"
        self._holds(call, declared, after)
        if page is None:
            if not call.killed:  # else: Limits: what a killed update wrote for the first time is not undone
                self.pages[where] = page = Page()
                page.wrote(before, after, declared, set())
        elif call.killed:
            page.perhaps |= {key: after.get(key) for key in changed(before, after)}
        else:
            page.fresh, page.shown = Page(), where in shown
            page.fresh.wrote(before, after, declared, set())
            page.wrote(before, after, declared, set())

    def _refreshed(self, call: Call) -> None:
        if call.method == "read" and call.olds and not call.answer.error and call.olds.object in self.pages:
            self.pages[call.olds.object].refreshed = call.after.get(call.olds.object)

    def _updated(self, call: Call) -> None:
        assert call.inputs is not None
        assert call.olds is not None
        where = call.olds.object
        self._nothing_else(call, where)
        before, after = call.before.get(where, {}), call.after.get(where, {})
        declared, showed = declared_of(call.kind, call.inputs), declared_of(call.kind, call.olds.inputs)
        page = self.pages.setdefault(where, Page())
        if call.answer.error and call.answer.kept is None:
            assert before == after, f"{call.name} failed and changed something"
            if CHANGED_OUTSIDE in call.answer.error:
                self._conflict(call, before, declared, showed, page)
            return
        for key in changed(before, after):
            first = key not in showed and (unset(before.get(key)) or named(key, call))
            seen = key in showed and alike(before.get(key), showed[key])
            # An update that failed in part leaves inputs in the state that hide what the refresh before it showed.
            seen = seen or (page.refreshed is not None and alike(before.get(key), page.refreshed.get(key)))
            ours = page.is_ours(key, before.get(key))
            assert first or seen or ours, f"{call.name}: {key} was overwritten"
            assert key in declared or key in showed or ours, f"{call.name}: {key} is not declared and was changed"
        if call.killed:
            page.perhaps |= {key: after.get(key) for key in changed(before, after)}
            return
        drifted = {key for key in showed if not alike(before.get(key), showed[key])}
        untouched = {key for key in declared.keys() & drifted if alike(declared[key], showed[key])}
        left = {key for key in untouched if named(key, call)}
        if not call.answer.error:
            self._holds(call, {key: value for key, value in declared.items() if key not in left}, after)
            for key in showed.keys() - declared.keys():
                assert unset(after.get(key)), f"{call.name}: {key} was not cleared"
        page.wrote(before, after, declared, set(showed) - set(declared))
        if page.fresh:
            page.fresh.wrote(before, after, declared, set(showed) - set(declared))

    def _deleted(self, call: Call, engine: Engine, program: Mapping[Object, str], outcome: Outcome) -> None:
        assert call.olds is not None
        where = call.olds.object
        self._nothing_else(call, where)
        before, after = call.before.get(where), call.after.get(where)
        page = self.pages.get(where)
        if call.answer.error:
            assert before == after, f"{call.name} failed and changed something"
            return
        if before is None or page is None:
            assert before == after, f"{call.name} was nobody's"
            self.pages.pop(where, None)
            return
        if self._managed(where, call, engine, outcome, program):
            assert before == after, f"{where.id} is in the program, and was undone with {call.name}"
            # Another resource took it over; and the same one could not know that it made it, where it was not shown.
            if page.made and page.fresh and not (page.shown and program.get(where) == call.name):
                self.pages[where] = page.fresh
            return
        if any(each is not call.olds and each.object == where for each in call.held):
            self._deleted_in_part(call, page, before, after)
            return
        if call.replacing and program.get(where) == call.name and before == after:
            return  # the same resource is about to create on it
        self._handed_back(call, page, before, after)
        if not call.killed:
            del self.pages[where]

    def _handed_back(self, call: Call, page: Page, before: View, after: View | None) -> None:
        if call.olds and call.olds.outputs.get("on_delete") == "retain":
            assert before == after, f"{call.name} was to be retained"
        elif page.made:
            assert after is None, f"{call.name} made a pool, and it stays"
        else:
            assert after is not None, f"{call.name} took over a pool, and it was deleted"
            for key, allowed in page.handed_back(before).items():
                text = f"{call.name}: {key} is {after.get(key)!r} and was {allowed!r} before us"
                assert any(alike(after.get(key), value) for value in allowed), text

    def _deleted_in_part(self, call: Call, page: Page, before: View, after: View | None) -> None:
        """Another resource of the state has the object too, because Pulumi ended too early: the last one counts."""
        for key in changed(before, after or {}):
            assert page.is_ours(key, before.get(key)) or (page.made and after is None), f"{call.name}: {key} was lost"
            page.ours[key] = (after or {}).get(key)

    def _forgets(self, call: Call) -> None:
        """A message says what of an object's past is forgotten: then it is, and it had to be."""
        for line in [call.answer.error, *call.answer.warnings]:
            if FORGOTTEN in line:
                for where, page in self.pages.items():
                    if where.account == call.account and where.id in line and page.fresh:
                        keys = [key for key in page.before if key in line]
                        assert not page.shown, f"{where.id}: {keys} forgotten although the old state was shown"
                        for key in keys:
                            page.forget(key)

    # What must be true

    def _holds(self, call: Call, declared: View, after: View) -> None:
        if call.answer.error:
            return
        for key, value in declared.items():
            assert alike(after.get(key), value), f"{call.name}: {key} is {after.get(key)!r}, not {value!r}"

    def _refused_to_take_over(self, call: Call) -> None:
        """It goes on from what another resource of the state has, and somebody has changed that."""
        (where,) = {each.object for each in call.held if each.object.id in call.answer.error}
        before, declared = call.before.get(where, {}), declared_of(call.kind, call.inputs or {})
        for showed in shown_of(where, call):
            self._conflict(call, before, declared, showed, self.pages[where])

    def _conflict(self, call: Call, before: View, declared: View, showed: View, page: Page) -> None:
        """Somebody else must have changed something of what is named."""
        theirs = [
            key
            for key in {**showed, **declared}
            if named(key, call)
            and not alike(before.get(key), showed.get(key))
            and not alike(before.get(key), declared.get(key))
        ]
        assert theirs, f"{call.name} was refused, and nobody had changed anything"
        ours = [key for key in theirs if key in page.ours and alike(page.ours[key], before.get(key))]
        assert len(ours) < len(theirs), f"{call.name} was refused for {ours}, which we wrote"

    def _managed(
        self, where: Object, call: Call, engine: Engine, outcome: Outcome, program: Mapping[Object, str]
    ) -> bool:
        """Whether the program declares the object, and a resource of it had it when this call was made."""
        name = program.get(where)
        if name is None or (call.replacing and name == call.name):
            return False
        made = [
            each for each in outcome.calls[: outcome.calls.index(call)] if each.method == "create" and each.name == name
        ]
        if made:
            return bool(made[-1].id)
        return any(each.name == name and each.object == where and not each.condemned for each in engine.state)

    def _as_declared(self, engine: Engine) -> None:
        """After an `up`: what is there as declared is ours; what is not as declared is somebody else's doing."""
        now = engine.world.views()
        for kept in engine.state:
            page, view = self.pages.get(kept.object), now.get(kept.object, {})
            if page is None or kept.object not in now:
                continue
            for key, value in declared_of(kept.kind, kept.inputs).items():
                live = view.get(key)
                if alike(live, value):
                    page.before.setdefault(key, live)
                    page.ours[key] = live
                    page.perhaps.pop(key, None)
                    if page.fresh:
                        page.fresh.ours[key] = live
                else:
                    ours = key in page.ours and alike(page.ours[key], live)
                    assert not ours, f"{kept.name}: {key} is not as declared, and nobody else has changed it"

    def _nothing_left_behind(self, engine: Engine, outcome: Outcome) -> None:
        """What we changed is in the state, or has been handed back, or a message said that it is forgotten."""
        held = {each.object for each in engine.state}
        for where in set(self.pages) - held:
            assert where not in engine.world.views() or outcome.killed, f"{where.id} left the state, not handed back"
            del self.pages[where]

    def _nothing_else(self, call: Call, where: Object) -> None:
        for other in call.before.keys() | call.after.keys():
            same = other == where or call.before.get(other) == call.after.get(other)
            assert same, f"{call.method} of {call.name} changed {other.id}"

    def _secrets(self, call: Call) -> None:
        for secret in SECRETS:
            assert secret not in call.text, f"{call.name} told a secret: {call.text}"


def shown_of(where: Object, call: Call) -> list[View]:
    """What a preview shows of an object: the inputs in the state, of whatever resource."""
    return [declared_of(each.kind, each.inputs) for each in call.held if each.object == where]


def named(key: str, call: Call) -> bool:
    """Whether the output names it: credentials by the field's name, members by number."""
    return key in call.text

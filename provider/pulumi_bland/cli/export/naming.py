"""Names for what is exported: from what people call it where the service tells, else from the number or the place."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from pulumi_bland._rules.errors import BlandError
from pulumi_bland.cli.export.holdings import Holding

_ID_DIGITS, _NUMBER_DIGITS = 8, 4


def read_names(path: Path) -> dict[str, str]:
    """The file of `--names`: a JSON object from a pool's id, a number, or number/channel to the name of the resource.

    Raises:
        BlandError: it cannot be read, or is something else.
    """
    try:
        names = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        text = f"{path}: {error.strerror}"
        raise BlandError(text) from None
    except ValueError:
        text = f"{path} is not JSON"
        raise BlandError(text) from None
    if not isinstance(names, dict) or not all(isinstance(each, str) and each.strip() for each in names.values()):
        text = f'{path} must be an object of names: {{"+15550001111": "support"}}'
        raise BlandError(text)
    return {key: each.strip() for key, each in names.items()}


def name_all(found: Iterable[Holding], chosen: Mapping[str, str], taken: Collection[str]) -> dict[str, Holding]:
    """Each object by its name, in the order of the names.

    A name depends on its own object and on nothing else, so that another pool or number leaves it as it is; only where
    two would be the same, both are spelt out.

    Raises:
        BlandError: two objects are to have one name.
    """
    objects = list(found)
    names = {each.id: _given(each, chosen) or _short(each) for each in objects}
    often = Counter(names.values())
    for each in objects:
        if not _given(each, chosen) and (often[names[each.id]] > 1 or names[each.id] in taken):
            names[each.id] = _long(each)
    named: dict[str, Holding] = {}
    for each in sorted(objects, key=lambda each: names[each.id]):
        name = names[each.id]
        if name in named or name in taken:
            text = f"{each.id} and another resource would both be called {name!r}; name one of them with --names"
            raise BlandError(text)
        named[name] = each
    return named


def slug(text: str) -> str:
    """A text as part of a name: words of letters and digits of whatever script, lower case, joined by hyphens."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", plain)).strip("-")[:60].strip("-")


def _given(holding: Holding, chosen: Mapping[str, str]) -> str | None:
    number, _, channel = holding.id.partition("/")
    return chosen.get(holding.id) or (chosen.get(number) if channel == "sms" else None)


def _short(holding: Holding) -> str:
    if holding.kind.has_members:
        return _joined(_area(holding), holding.id[:_ID_DIGITS])
    number, _, channel = holding.id.partition("/")
    label = slug(holding.label)
    known_as = _joined(label, number[-_NUMBER_DIGITS:]) if label else number.removeprefix("+")
    return _joined(known_as, "" if channel == "sms" else channel)


def _long(holding: Holding) -> str:
    if holding.kind.has_members:
        return _joined(_area(holding), holding.id)
    number, _, channel = holding.id.partition("/")
    return _joined(slug(holding.label), number.removeprefix("+"), "" if channel == "sms" else channel)


def _area(holding: Holding) -> str:
    """Where most members belong to; the word for it where that is nowhere."""
    counted = Counter(slug(place) for place in holding.places.values())
    areas = sorted(counted, key=lambda each: (-counted[each], each))
    return next(filter(None, areas), holding.kind.word)


def _joined(*parts: str) -> str:
    return "-".join(filter(None, parts))

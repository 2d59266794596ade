"""What must be put back: a file in the folder that only its owner can read.

It is there from before the first write until everything is put back, so that a run after a kill can begin with that.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import filelock
from pydantic import BaseModel, Field

from pulumi_bland._http.access import Settings
from pulumi_bland._rules.errors import BlandError, hide

FILE = ".bland-contract.json"


class OwnPool(BaseModel):
    """A pool that was made for the questions, or was about to be: its id comes with the answer, which may be lost."""

    kind: Literal["own pool"] = "own pool"
    pool_id: str | None = None
    phone_numbers: list[str]
    encrypted_key: str | None
    others: list[str]
    asked_at: datetime


class NamedPool(BaseModel):
    """A pool that the user named, as it was."""

    kind: Literal["named pool"] = "named pool"
    pool_id: str
    phone_numbers: list[str]
    encrypted_key: str | None


class SmsSettings(BaseModel):
    """The settings of a number, as they were shown; `before` is None where the number was not listed.

    `sent` are the fields that were changed: the value that each was given last, None where it was taken away.
    """

    kind: Literal["SMS settings"] = "SMS settings"
    number: str
    before: dict[str, Any] | None
    sent: dict[str, Any] = {}


Debt = Annotated[OwnPool | NamedPool | SmsSettings, Field(discriminator="kind")]


class _Content(BaseModel):
    """Of which account it is can be checked, and not read: the key is not in it."""

    salt: str
    account: str
    debts: list[Debt] = []


class Journal:
    """The file, and what it holds."""

    def __init__(self, path: Path, content: _Content) -> None:
        self.path, self._content = path, content

    @property
    def debts(self) -> list[OwnPool | NamedPool | SmsSettings]:
        """What is to be put back, oldest first."""
        return list(self._content.debts)

    def secrets(self) -> list[Any]:
        """What is kept of the account's credentials and settings: no message may repeat it."""
        return [_secret(each) for each in self.debts]

    def owe(self, debt: OwnPool | NamedPool | SmsSettings) -> None:
        """Note what is to be put back, before it is changed, and what more of it; from now on no message repeats it."""
        hide([_secret(debt)])
        if not any(each is debt for each in self._content.debts):
            self._content.debts.append(debt)
        self.save()

    def settle(self, debt: OwnPool | NamedPool | SmsSettings) -> None:
        """Strike it out; the last one takes the file with it."""
        self._content.debts = [each for each in self._content.debts if each is not debt]
        self.save()

    def save(self) -> None:
        """Write under another name, then move it there: a kill leaves the old file or the new one."""
        if not self._content.debts:
            self.path.unlink(missing_ok=True)
            return
        beside = _beside(self.path)
        beside.unlink(missing_ok=True)
        # Escaped: a text that was cut in the middle of a character is no UTF-8.
        text = json.dumps(self._content.model_dump(), indent=2, default=datetime.isoformat)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)


@contextmanager
def opened(folder: Path, settings: Settings) -> Iterator[Journal]:
    """The journal of a folder, for one run at a time in the folder, and on this machine of the account.

    Raises:
        BlandError: another run has it; it is of another account; it cannot be read or written.
    """
    path = folder / FILE
    try:
        with _alone(f"{path}.lock"), _alone(_lock_of(settings)):
            _beside(path).unlink(missing_ok=True)  # of a run that was killed while it wrote
            yield _read(path, settings)
    except filelock.Timeout:
        raise BlandError("another `pulumi-bland contract` is at work in this folder, or on this account") from None
    except OSError as error:
        text = f"{error.filename or path}: {error.strerror}; what must be put back is kept there, so nothing is asked"
        raise BlandError(text) from None


@contextmanager
def _alone(file: str) -> Iterator[None]:
    with filelock.FileLock(file, timeout=0):
        try:
            yield
        finally:
            Path(file).unlink(missing_ok=True)


def _lock_of(settings: Settings) -> str:
    """A file that all runs of this person on this account know; others' files cannot be locked."""
    name = _account(os.path.expanduser("~"), settings)[:32]  # noqa: PTH111 - pathlib fails where there is no home
    return os.path.join(tempfile.gettempdir(), f"pulumi-bland-contract-{name}.lock")  # noqa: PTH118 - a name


def _secret(debt: OwnPool | NamedPool | SmsSettings) -> Any:
    return debt.model_dump(include={"encrypted_key", "before", "sent"})


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def now() -> datetime:
    """The time, to be compared with the service's."""
    return datetime.now(UTC)


def _read(path: Path, settings: Settings) -> Journal:
    try:
        content = _Content.model_validate(json.loads(path.read_bytes()))
    except FileNotFoundError:
        salt = secrets.token_hex(16)
        return Journal(path, _Content(salt=salt, account=_account(salt, settings)))
    except ValueError:  # pydantic's too
        text = f"{path} is no file of `pulumi-bland contract`: move it away"
        raise BlandError(text) from None
    if not hmac.compare_digest(content.account, _account(content.salt, settings)):
        text = (
            f"{path} holds what an interrupted run has to put back, in another account, at another address or with "
            "another key: run it with those"
        )
        raise BlandError(text)
    return Journal(path, content)


def _account(salt: str, settings: Settings) -> str:
    text = f"{settings.base_url or ''}\n{settings.api_key}"
    return hashlib.scrypt(text.encode(), salt=salt.encode(), n=2**12, r=8, p=1).hex()

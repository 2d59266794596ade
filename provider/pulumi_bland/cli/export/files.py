"""Files written all or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from pulumi_bland._rules.errors import BlandError, listed


@contextmanager
def written(folder: Path, files: Mapping[str, str], *, force: bool) -> Iterator[None]:
    """Write files by their path under a folder; when the block fails, everything is as it was.

    All of them are on disk under another name before the first takes its place, so a full disk leaves nothing behind.

    Raises:
        BlandError: a file is there with another content, and `force` does not say to replace it; or it cannot be
            written.
    """
    before = {path: _read(folder / path) for path in files}
    others = [path for path, old in before.items() if old not in (None, files[path].encode())]
    if others and not force:
        text = f"{folder} has {listed(others)} already; nothing was written (--force replaces them)"
        raise BlandError(text)
    made = [each for each in _folders(folder, files) if not each.exists()]
    try:
        for each in made:
            each.mkdir()
        with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as beside:
            staged = {path: Path(beside) / str(count) for count, path in enumerate(files)}
            for path, place in staged.items():
                place.write_bytes(files[path].encode())
            for path, place in staged.items():
                place.replace(folder / path)
        yield
    except BaseException as error:
        _restore(folder, before, made)
        if isinstance(error, OSError):
            text = f"{error.filename or folder}: {error.strerror}; nothing was written"
            raise BlandError(text) from None
        raise


def _folders(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """The folders that the files need, outermost first."""
    needed = {folder, *folder.parents}
    for path in files:
        needed |= {each for each in (folder / path).parents if each.is_relative_to(folder)}
    return sorted(needed, key=lambda each: len(each.parts))


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        text = f"{path}: {error.strerror}; nothing was written"
        raise BlandError(text) from None


def _restore(folder: Path, before: Mapping[str, bytes | None], made: list[Path]) -> None:
    for path, old in before.items():
        if old is None:
            (folder / path).unlink(missing_ok=True)
        elif (folder / path).read_bytes() != old:
            (folder / path).write_bytes(old)
    for each in reversed(made):
        with suppress(OSError):  # something of somebody else's is in it by now
            each.rmdir()

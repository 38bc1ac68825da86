"""Where the journal of a books folder is, and its key: `journal/journal.db`, with `journal.db.checkpoint` and `key`.

The key is the variable `SALESSUPPORT_JOURNAL_KEY` where that is set; else it is made with the journal, in a file that
only its owner can read. Whoever has file, checkpoint and key can rewrite all three: who fears that sets the variable
and keeps its value elsewhere. Source: decision 12; reliability.md 3.2, 3.8.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from salessupport.domain.values.errors import StoreError
from salessupport.runtime.clock import SystemClock
from salessupport.runtime.journal.store import SqliteJournal
from salessupport.runtime.secrets import SecretReference, SecretSources
from salessupport.spi.environment import Clock
from salessupport.spi.secret import Secret
from salessupport.tabular.atomic import make_folder

VARIABLE: Final = "SALESSUPPORT_JOURNAL_KEY"
FOLDER: Final = "journal"
_FILE, _KEY = "journal.db", "key"


def journal_path(books: Path) -> Path:
    """The journal's file of a books folder."""
    return books / FOLDER / _FILE


def open_journal(books: Path, *, clock: Clock | None = None, begin: bool = False) -> SqliteJournal:
    """Open the journal of a books folder; with `begin`, begin one where there is none.

    Raises `StoreError` (`store.none`) where there is none, `ConfigError` for a key that is missing or open to others,
    and what `SqliteJournal` raises for a journal that is not what was written into it.
    """
    path = journal_path(books)
    there = path.exists() or path.with_name(f"{_FILE}.checkpoint").exists()
    if not there:
        if not begin:
            raise StoreError("store.none", path=str(path))
        make_folder(path.parent)
    return SqliteJournal(path, key=_key(path.parent, new=not there), clock=clock or SystemClock())


def _key(folder: Path, *, new: bool) -> Secret:
    sources = SecretSources(folder=folder)
    if VARIABLE in sources.environ:
        return sources.resolve(SecretReference("env", VARIABLE))
    if new and not (folder / _KEY).exists():
        _make_key(folder / _KEY)
    return sources.resolve(SecretReference("file", _KEY))


def _make_key(path: Path) -> None:
    """Make a key that nobody else reads; another process may have been first."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise StoreError("store.access", path=str(path), reason=error.strerror or type(error).__name__) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())

"""SQLite as the journal uses it: how a file is recognised and opened, and its errors as ours.

Laws: a file is looked at before SQLite may touch it; what is not ours or newer is left as it was, byte for byte.
WAL below 3.51.3 (3.50.7, 3.44.6) can lose what was committed when two connections meet, so it is refused there unless
one connection has the file for itself. Source: reliability.md 0 (1), 3.2; B104-B108.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Final

from salessupport.domain.values.errors import StoreError, StoreFull
from salessupport.runtime.journal.schema import APPLICATION_ID, VERSION
from salessupport.spi.errors import NotOurFile, SchemaTooNew, StoreBusy, StoreCorrupt, UnsafeEngine

Version = tuple[int, int, int]
_MAGIC: Final = b"SQLite format 3\x00"
_HEADER: Final = 100
_FIXED: Final[tuple[Version, ...]] = ((3, 44, 6), (3, 50, 7))
"""Releases into which the repair of 3.51.3 was taken back, each with those behind it of the same minor number."""


class Mode(Enum):
    """How SQLite makes commits durable. ROLLBACK is safe on every version and the default.

    WAL lets others read while one writes, on versions without the fault; WAL_ALONE gives the file to one connection.
    """

    ROLLBACK = "rollback"
    WAL = "wal"
    WAL_ALONE = "wal_alone"


def wal_is_safe(version: Version, /) -> bool:
    """Whether this version of SQLite may be used in WAL mode by several connections."""
    return version >= (3, 51, 3) or any(version[:2] == fixed[:2] and version >= fixed for fixed in _FIXED)


def check_engine(mode: Mode, version: Version, /) -> None:
    """`UnsafeEngine` if this version has a known fault in this mode (B107)."""
    if mode is Mode.WAL and not wal_is_safe(version):
        raise UnsafeEngine("store.engine", version=".".join(map(str, version)))


def is_new(path: Path) -> bool:
    """Whether there is no journal yet (no file, or an empty one); `NotOurFile`, `SchemaTooNew` for what is none."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER)
    except FileNotFoundError:
        return True
    except OSError as error:
        raise StoreError("store.access", path=str(path), reason=error.strerror or type(error).__name__) from error
    if not head:
        return True
    if not head.startswith(_MAGIC) or len(head) < _HEADER or int.from_bytes(head[68:72]) != APPLICATION_ID:
        raise NotOurFile("store.not_ours", path=str(path))
    found = int.from_bytes(head[60:64])
    if found > VERSION:
        raise SchemaTooNew("store.too_new", path=str(path), found=found, known=VERSION)
    return False


def connect(path: Path, mode: Mode, patience: timedelta) -> sqlite3.Connection:
    """Open the file for reading and writing, and make it if it is not there.

    It begins as SQLite makes it, with a rollback journal: so a process that is killed leaves it empty or whole.
    """
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rwc", uri=True, isolation_level=None, timeout=patience.total_seconds()
    )
    try:
        connection.execute(f"PRAGMA locking_mode = {'EXCLUSIVE' if mode is Mode.WAL_ALONE else 'NORMAL'}")
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def set_mode(connection: sqlite3.Connection, mode: Mode) -> None:
    """Make commits durable in this way from now on."""
    connection.execute(f"PRAGMA journal_mode = {'DELETE' if mode is Mode.ROLLBACK else 'WAL'}")


@contextmanager
def typed(path: Path, patience: timedelta) -> Iterator[None]:
    """Turn SQLite's errors into ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise _ours(error, path, patience) from error


@contextmanager
def opening(path: Path, patience: timedelta) -> Iterator[None]:
    """The same, for a file that may be damaged: SQLite quotes a damaged schema in its message."""
    try:
        with typed(path, patience):
            yield
    except UnicodeDecodeError as error:
        raise StoreCorrupt("store.corrupt", path=str(path), reason=error.reason) from error


def _ours(error: sqlite3.Error, path: Path, patience: timedelta) -> StoreError:
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    where, reason = str(path), str(error)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusy("store.busy", path=where, seconds=patience.total_seconds())
    if code == sqlite3.SQLITE_FULL:
        return StoreFull("store.full", path=where)
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR}:
        return StoreError("store.access", path=where, reason=reason)
    if isinstance(error, sqlite3.ProgrammingError) and "closed" in reason:
        return StoreError("store.closed", path=where)
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB} or "UTF-8" in reason:
        return StoreCorrupt("store.corrupt", path=where, reason=reason)
    return StoreError("store.failed", path=where, reason=reason)

"""Journals for tests: in memory-backed files where there are any, with a clock that the test moves."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from salessupport.runtime.journal import SqliteJournal
from salessupport.spi.ports.journal import Draft, Json, Slot
from salessupport.testing.simulated import SimulatedClock

KEY = b"a key of the tests, not a secret"
_FAST = Path("/dev/shm")


@contextmanager
def fast_folder() -> Iterator[Path]:
    """A folder that is gone at the end: in memory if the system has such a place, for syncing costs nothing there."""
    folder = Path(tempfile.mkdtemp(prefix="salessupport-", dir=_FAST if _FAST.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def opened(path: Path, clock: SimulatedClock | None = None, **options: Any) -> SqliteJournal:
    """The journal in this file."""
    return SqliteJournal(path, key=options.pop("key", KEY), clock=clock or SimulatedClock(), **options)


def draft(number: int, *, live: bool = True, lane: str = "", due: Any = None) -> Draft:
    """A draft with a slot of its own."""
    body: Mapping[str, Json] = {"number": number, "text": f"金额 {number}.00"}
    slot = Slot("things", f"T{number}", body, lane or f"T{number}", live, due)
    return Draft("thing.noted", f"T{number}", "clerk", {"note": "项目 " * 8 + str(number)}, slot=slot)


def filled(path: Path, entries: int, **options: Any) -> None:
    """Make a journal with this many entries besides that of its creation, and close it."""
    with opened(path, **options) as journal, journal.transaction() as transaction:
        for number in range(1, entries + 1):
            transaction.append(draft(number))

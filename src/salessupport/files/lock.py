"""One writer at a time: a lock of the operating system on a file in the folder, gone with the process that held it.

Law: nobody waits here: who does not get it is told that nothing happened, and may come again. People who edit with a
spreadsheet program do not ask for this lock; their own lock files are looked at before a promise (`rehearsal`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from salessupport.spi.errors import Unreachable

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock; `Unreachable` if another session holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            _take(handle)
        except OSError:
            raise Unreachable(path=path.name, remote_code="locked", remote_text="another session is writing") from None
        yield
    finally:
        os.close(handle)

"""Where a desk's facts are kept: a books folder, or memory. A store only ever appends (decision 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from attrs import define

from salessupport.domain.facts import Fact

Rows = Mapping[str, Sequence[Fact]]
"""Facts to append, by table."""


class FactStore(Protocol):
    """Keeps facts."""

    def append(self, rows: Rows, *, at: datetime) -> Path | None:
        """Append rows, all or none; gives the backup that was made before the first write of this store, if any."""
        ...


class MemoryStore:
    """Keeps nothing beyond the desk itself: for applications that keep the facts themselves, and for tests."""

    def append(self, rows: Rows, *, at: datetime) -> Path | None:  # noqa: ARG002 - the protocol's signature
        """Do nothing: the desk holds the facts."""
        return None


@define
class FolderStore:
    """A books folder. Before its first write the whole folder's tables are copied to `backup/<time>`."""

    folder: Path
    backup: Path | None = None

    def append(self, rows: Rows, *, at: datetime) -> Path | None:
        """Append to the files of the tables; a table that cannot be written leaves the backup to go back to."""
        from salessupport.books.append import append_rows
        from salessupport.books.writer import backup

        if self.backup is None:
            self.backup = backup(self.folder, self._free_stamp(at))
        for table, added in rows.items():
            if added:
                append_rows(self.folder, table, added)
        return self.backup

    def _free_stamp(self, at: datetime) -> str:
        """The time, with a number where two commands fall into one second."""
        stamp = free = at.strftime("%Y%m%dT%H%M%S")
        number = 1
        while (self.folder / "backup" / free).exists():
            number += 1
            free = f"{stamp}-{number}"
        return free

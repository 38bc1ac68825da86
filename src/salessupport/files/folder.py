"""`Folder`: a folder of spreadsheets to which commands are given, once for their key, whole or not at all.

    look the key up → rehearse on a copy → promise in the journal → add the rows, file by file → note that they stand

Laws: from the promise on the document is there, before it nothing is; who reads in between reads the promise too; what
a process that died left promised is written by the next command, or when the folder is opened. One session writes at a
time. Parts go before their head: who reads the tables half way through finds no document yet, never half of one.
Source: ports.md 3.5; reliability.md 3.3, B52, B53, B99.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from salessupport.books.append import append_rows
from salessupport.books.company import read_settings
from salessupport.domain.facts import Fact
from salessupport.domain.values.errors import SalesSupportError
from salessupport.domain.values.policies import Company
from salessupport.files.journal import SIDE, Entry, Journal
from salessupport.files.lock import held
from salessupport.files.papers import digest_of
from salessupport.files.rehearsal import Rehearsed, rehearse
from salessupport.files.snapshot import Snapshot, read_whole, state_of
from salessupport.spi.errors import IdempotencyMismatch, NotPermitted, OutcomeUnknown
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref
from salessupport.tabular.atomic import make_folder, write_atomically


@frozen
class Plan:
    """What a command would do: its document, the rows to be added, and what is to be kept about it.

    `there` says that the document stands as the command wants it already.
    """

    ref: Ref
    rows: Mapping[str, tuple[Fact, ...]]
    about: Mapping[str, str]
    there: bool = False


class Folder:
    """A folder; `quiet` is how long a file has to rest before a fault in it is believed."""

    def __init__(self, path: Path, *, now: Callable[[], datetime], quiet: timedelta = timedelta(0)) -> None:
        self.path = path
        self.company: Company = read_settings(path).company
        self.journal = Journal(path, self.company.currency)
        self._now = now
        self._quiet = quiet
        self._last: Snapshot | None = None

    @property
    def today(self) -> date:
        """The day in the company's time zone; in China's, where the system knows no zones."""
        try:
            zone = ZoneInfo(self.company.timezone)
        except (LookupError, ValueError, OSError):
            return self._now().astimezone(timezone(timedelta(hours=8))).date()
        return self._now().astimezone(zone).date()

    def snapshot(self) -> Snapshot:
        """The folder as it stands, with what is promised."""
        self.journal.refresh()
        promised, snapshot = self.journal.promised, self._written()
        return snapshot.with_rows(snapshot.missing(promised)) if promised else snapshot

    def _written(self) -> Snapshot:
        self._last = read_whole(self.path, now=self._now, quiet=self._quiet, last=self._last)
        return self._last

    def find(self, key: Key) -> Entry | None:
        """What the command with this key left."""
        self.journal.refresh()
        return self.journal.entry(key)

    def accept(self, verb: str, key: Key, payload: object, plan: Callable[[Snapshot], Plan]) -> tuple[Entry, bool]:
        """Do a command, once for its key; gives what it left, and whether that was there before."""
        digest = digest_of(verb, payload)
        with self._writing():
            earlier = self.journal.entry(key)
            if earlier is not None:
                if earlier.digest != digest:
                    raise IdempotencyMismatch(path=key.text, key=key.text, remote_text=f"made {earlier.ref}")
                return earlier, True
            snapshot = self._written()
            planned = plan(snapshot)
            rows = {table: tuple(map(self._recorded, facts)) for table, facts in planned.rows.items() if facts}
            rehearsed = rehearse(self.path, snapshot, rows) if rows else None
            entry = Entry(key, verb, digest, planned.ref, rows, planned.about)
            self.journal.promise(entry)
            if rehearsed is not None:
                self._keep(entry, rehearsed, unchanged_since=snapshot)
                self._last = rehearsed.after
            return entry, planned.there

    def settle(self) -> None:
        """Write what was promised and is not written, if it can be written now."""
        self.journal.refresh()
        if self.journal.promised is not None:
            with suppress(SalesSupportError, OSError), self._writing():
                return

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the one that writes; what others left promised is written first."""
        if self.path.is_dir() and not os.access(self.path, os.W_OK):
            raise NotPermitted(path=self.path.name, remote_text="the folder may only be read")
        read_settings(self.path)  # a share that is not there now gets no side folder
        side = self.path / SIDE
        make_folder(side)
        with held(side / "lock"):
            self.journal.refresh()
            if self.journal.promised is not None:
                self._add(self.journal.promised, self._written().missing(self.journal.promised))
            yield

    def _keep(self, entry: Entry, rehearsed: Rehearsed, *, unchanged_since: Snapshot) -> None:
        """Keep a promise; where that fails, it stands and is kept later.

        The files of the rehearsal take their places, unless somebody has saved one meanwhile: then the rows are added
        to what that one saved.
        """
        try:
            if state_of(self.path) == unchanged_since.state:
                for name, data in reversed(tuple(rehearsed.files.items())):
                    write_atomically(self.path / name, data)
                self.journal.written(entry)
            else:
                self._add(entry, entry.rows)
        except (SalesSupportError, OSError) as error:
            text = error.message() if isinstance(error, SalesSupportError) else str(error)
            raise OutcomeUnknown(path=entry.key.text, remote_code="promised", remote_text=text) from error

    def _add(self, entry: Entry, rows: Mapping[str, tuple[Fact, ...]]) -> None:
        for table, facts in reversed(tuple(rows.items())):
            append_rows(self.path, table, facts)
        self.journal.written(entry)

    def _recorded(self, fact: Fact) -> Fact:
        """A row says when it was entered, where that is another day than that from which it holds (decision 2)."""
        if fact.recorded_on is None and fact.effective not in (None, self.today):
            return evolve(fact, recorded_on=self.today)
        return fact

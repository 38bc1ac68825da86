"""A folder as it stands at one moment: its rows by table, the faults of each table, its documents.

Laws: what is read was not changed while it was read; a table with a fault is never read in part, its documents are
refused with the fault; a file that is young and has a fault, or whose last row has no line end, is taken to be half
written and asked for again later. Rows that were promised and are not written yet are read as written.
Source: reliability.md 3.4, B76, F27; architecture "What bad input gets".
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

from attrs import evolve, field, frozen

from salessupport.books.company import FILE, read_settings
from salessupport.books.comparison import key_of
from salessupport.books.currency import reading_order
from salessupport.books.files import sources, table_files
from salessupport.books.in_memory import findings_of
from salessupport.books.reader import Reading
from salessupport.books.tables import TABLES
from salessupport.domain.facts import Fact, Facts
from salessupport.domain.history import History
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.policies import Company
from salessupport.files.journal import Entry
from salessupport.files.papers import Paper, needed, papers
from salessupport.spi.errors import ContractViolation, Unreachable
from salessupport.spi.outcomes import Ref

_TRIES: Final = 4
_TOLD: Final = 3
_GIVE_CURRENCY: Final = frozenset(name for name in TABLES if reading_order(name) < reading_order(""))
"""Tables whose rows say in which currency others are."""
Faults = Mapping[str, tuple[str, ...]]
"""What is wrong with a table, by its name."""


@frozen(eq=False, slots=False)
class Snapshot:
    """The rows of a folder; `state` tells one content of its files from another."""

    company: Company
    tables: Mapping[str, tuple[Fact, ...]]
    faults: Faults
    state: str = ""
    _papers: dict[str, tuple[Paper, ...]] = field(factory=dict, init=False)

    def papers(self, kind: str) -> tuple[Paper, ...]:
        """The documents of a kind, in the order of the table; `ContractViolation` where one of its tables is wrong."""
        self.refuse_faulty(needed(kind))
        if kind not in self._papers:
            self._papers[kind] = papers(self.tables, kind)
        return self._papers[kind]

    def paper(self, ref: Ref) -> Paper | None:
        """One document."""
        return next((paper for paper in self.papers(ref.kind) if paper.ref == ref), None)

    def refuse_faulty(self, names: tuple[str, ...]) -> None:
        """Refuse to say anything of tables with a fault, or of amounts whose currency hangs on one."""
        for name in sorted({*names, *_GIVE_CURRENCY} & set(self.faults)):
            told = self.faults[name]
            text = "; ".join(told[:_TOLD]) + f" ({len(told)} faults)" * (len(told) > _TOLD)
            raise ContractViolation(path=name, remote_code="rows", remote_text=text)

    @cached_property
    def facts(self) -> Facts:
        """All rows as facts."""
        return Facts().appended(self.tables)

    @cached_property
    def history(self) -> History:
        """The facts with their indexes."""
        return History(self.company, self.facts)

    @cached_property
    def findings(self) -> Counter[tuple[str, str, str]]:
        """What the rows say against each other: code, place and text of each error."""
        found = (one for one in findings_of(self.facts, self.company) if one.level == "error")
        return Counter((one.code, str(one.place), one.message()) for one in found)

    def missing(self, entry: Entry) -> dict[str, tuple[Fact, ...]]:
        """The rows of a promise that are not there, by the keys of their tables: all that are written have one."""
        rows = {table: tuple(self._missing(table, facts)) for table, facts in entry.rows.items()}
        return {table: facts for table, facts in rows.items() if facts}

    def _missing(self, table: str, facts: tuple[Fact, ...]) -> Iterator[Fact]:
        number = key_of(TABLES[table])
        keys = {number(fact) for fact in self.tables.get(table, ())}
        return (fact for fact in facts if number(fact) not in keys)

    def with_rows(self, rows: Mapping[str, tuple[Fact, ...]]) -> Snapshot:
        """The folder with further rows."""
        return evolve(self, tables={**self.tables, **{t: (*self.tables.get(t, ()), *new) for t, new in rows.items()}})


def read_snapshot(folder: Path) -> Snapshot:
    """Read a folder that nobody is writing to."""
    settings = read_settings(folder)
    reading = Reading(settings.company)
    reading.read(sources(folder, encoding=settings.encoding))
    tables = {name: tuple(loaded.facts) for name, loaded in reading.tables.items()}
    return Snapshot(settings.company, tables, _faults(reading))


def read_whole(folder: Path, *, now: Callable[[], datetime], quiet: timedelta, last: Snapshot | None) -> Snapshot:
    """Read a folder while others may write to it; `last` is given back if nothing has changed since.

    `Unreachable` if it does not come to rest, or a file that is younger than `quiet` looks half written.
    """
    for _ in range(_TRIES):
        before = state_of(folder)
        if last is not None and last.state == before:
            return last
        snapshot = evolve(read_snapshot(folder), state=before)
        if state_of(folder) == before:
            _refuse_young(folder, snapshot, now=now, quiet=quiet)
            return snapshot
    raise Unreachable(path=folder.name, remote_code="busy", remote_text="the files change while they are read")


def state_of(folder: Path) -> str:
    """What tells one content of a folder from another: names and bytes, not times, which tie."""
    state = hashlib.sha256()
    for path in (folder / FILE, *table_files(folder)):
        state.update(f"{path.name}\n".encode())
        state.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"")
    return state.hexdigest()


def _refuse_young(folder: Path, snapshot: Snapshot, *, now: Callable[[], datetime], quiet: timedelta) -> None:
    if not quiet:
        return
    for path in table_files(folder):
        age = now().timestamp() - path.stat().st_mtime
        if abs(age) < quiet.total_seconds() and (snapshot.faults or _cut_off(path)):
            raise Unreachable(path=path.name, remote_code="young", remote_text="perhaps half written: changed just now")


def _cut_off(path: Path) -> bool:
    """Whether the last row of a text has no line end."""
    if path.suffix.lower() != ".csv":
        return False
    end = path.read_bytes()[-4:].replace(b"\0", b"")
    return bool(end) and not end.endswith((b"\n", b"\r"))


def _faults(reading: Reading) -> Faults:
    """Every error, by the table that it is in; one of a whole file is an error of each table that it may hold."""
    found: dict[str, list[str]] = {}
    for name, loaded in reading.tables.items():
        found[name] = [_said(one) for one in loaded.findings if one.level == "error"]
    for finding in reading.findings:
        if finding.level == "error":
            found.setdefault(str(finding.context.get("table", "")), []).append(_said(finding))
    unreadable = [error.message() for error in reading.unreadable]
    for name in reading.unseen if unreadable else ():
        found.setdefault(name, []).extend(unreadable)
    return {name: tuple(texts) for name, texts in found.items() if texts}


def _said(finding: Finding) -> str:
    return f"{finding.place} [{finding.code}] {finding.message()}"

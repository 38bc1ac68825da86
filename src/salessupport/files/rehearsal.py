"""A command tried out on a copy of the folder, before it is promised: what cannot be read back is never promised.

Laws: after the rehearsal the rows can be written and read as they are, to the last unit, whatever the form of the file;
nothing else in the tables changes; the rows contradict nothing that the books say. A file that is open in a spreadsheet
program, or that may not be written, is found here. Source: reliability.md 3.10; ports.md 4.2 fidelity; B73-B76.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from attrs import evolve, fields, frozen

from salessupport.books.append import append_rows
from salessupport.books.company import FILE
from salessupport.books.files import table_files
from salessupport.domain.facts import Fact
from salessupport.files.journal import SIDE
from salessupport.files.snapshot import Snapshot, read_snapshot, state_of
from salessupport.spi.errors import InvalidRemoteInput, RemoteNotFound, RemotePeriodClosed, Unreachable

_LOCKS: Final = ("~${name}", ".~lock.{name}#")
"""What spreadsheet programs put beside a file that they have open."""
_COPY: Final = "rehearsal-"
_UNKNOWN: Final = "reference.unknown"

Rows = Mapping[str, tuple[Fact, ...]]


@frozen(eq=False)
class Rehearsed:
    """The folder as it reads with the rows, and the bytes of each file that they are added to, in the rows' order."""

    after: Snapshot
    files: Mapping[str, bytes]


def rehearse(folder: Path, before: Snapshot, rows: Rows) -> Rehearsed:
    """Add the rows to a copy and read it; raises what keeps them from being added."""
    before.refuse_faulty(tuple(rows))
    _refuse_closed(before, rows)
    for left in (folder / SIDE).glob(f"{_COPY}*"):
        shutil.rmtree(left, ignore_errors=True)  # of a process that died
    with TemporaryDirectory(prefix=_COPY, dir=folder / SIDE, ignore_cleanup_errors=True) as place:
        copy = Path(place)
        for path in (folder / FILE, *table_files(folder)):
            shutil.copyfile(path, copy / path.name)
        names = [append_rows(copy, table, facts).name for table, facts in rows.items()]
        for name in names:
            _refuse_in_use(folder / name)
        files = {name: (copy / name).read_bytes() for name in names}
        after = evolve(read_snapshot(copy), state=state_of(copy))
    for table, texts in after.faults.items():
        for text in texts[: 0 if before.faults.get(table) == texts else 1]:
            raise InvalidRemoteInput(path=table, remote_code="rows", remote_text=text)
    for table, facts in rows.items():
        _refuse_unlike(table, before.tables.get(table, ()), facts, after.tables.get(table, ()))
    for code, place, text in after.findings - before.findings:
        kind = RemoteNotFound if code == _UNKNOWN else InvalidRemoteInput
        raise kind(path=place, remote_code=code, remote_text=text)
    return Rehearsed(after, files)


def _refuse_closed(before: Snapshot, rows: Rows) -> None:
    """Refuse a row of a month that the books have closed (LD-02)."""
    for facts in rows.values():
        for fact in facts:
            closing = fact.effective and before.history.closed_on(fact.effective)
            if closing:
                raise RemotePeriodClosed(path=str(fact.effective), remote_text=f"{closing.month} is closed")


def _refuse_in_use(path: Path) -> None:
    for lock in _LOCKS:
        if path.with_name(lock.format(name=path.name)).exists():
            raise Unreachable(path=path.name, remote_code="open", remote_text="open in a spreadsheet program: close it")
    if path.exists():
        with path.open("r+b"):
            """Windows refuses this while another program has the file open."""


def _refuse_unlike(table: str, before: Sequence[Fact], new: Sequence[Fact], after: Sequence[Fact]) -> None:
    if tuple(after[: len(before)]) != tuple(before) or len(after) != len(before) + len(new):
        raise InvalidRemoteInput(path=table, remote_code="rows", remote_text="the rows that are there would change")
    for wanted, read in zip(new, after[len(before) :], strict=True):
        for name in _differing(wanted, read):
            was = f"{getattr(wanted, name)!r} would be read back as {getattr(read, name)!r}"
            raise InvalidRemoteInput(path=f"{table}:{name}", remote_code="unlike", remote_text=was)


def _differing(wanted: Fact, read: Fact) -> Iterator[str]:
    pairs = ((one.name, getattr(wanted, one.name), getattr(read, one.name)) for one in fields(type(wanted)))
    return (name for name, left, right in pairs if left != right and not (left in ("", ()) and right in (None, ())))

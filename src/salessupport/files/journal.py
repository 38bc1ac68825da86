"""The side journal of a folder: which command left what, and what was promised and is perhaps not written yet.

One line for a promise (key, digest of the content, document, its rows as texts), one when its rows stand in the tables;
each behind the beginning of its SHA-256. Laws: a line stands whole or does not count: one cut off at the end was never
acknowledged and is cut away; damage before that is refused by name. Rows as texts are read back as the facts that they
were. Source: ports.md 3.5 "intent before send"; reliability.md 3.2, B99-B103.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import field, fields, frozen

from salessupport.books.cells import cell_text
from salessupport.books.convert import FAILS, RowConverter
from salessupport.books.tables import TABLES
from salessupport.domain.facts import Fact
from salessupport.domain.values.money import Money
from salessupport.spi.errors import ContractViolation, OutcomeUnknown
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref

SIDE: Final = ".salessupport"
"""The folder within the folder that is the adapter's own."""
NAME: Final = "journal.jsonl"
_MARK: Final = 16


@frozen
class Entry:
    """What a command left: its document, the rows that it adds by table, and what else is to be kept about it."""

    key: Key
    verb: str
    digest: str
    ref: Ref
    rows: Mapping[str, tuple[Fact, ...]] = field(factory=dict, hash=False)
    about: Mapping[str, str] = field(factory=dict, hash=False)


class Journal:
    """The journal of one folder; `refresh` reads what was added since."""

    def __init__(self, folder: Path, currency: str) -> None:
        self.path = folder / SIDE / NAME
        self._currency = currency
        self._forget()

    def _forget(self) -> None:
        self._end = 0
        self._file: tuple[int, int] | None = None
        self._by_key: dict[Key, Entry] = {}
        self.promised: Entry | None = None

    def entry(self, key: Key) -> Entry | None:
        """What the command with this key left."""
        return self._by_key.get(key)

    def of(self, ref: Ref) -> Iterator[Entry]:
        """What was done with a document, in order."""
        return (entry for entry in self._by_key.values() if entry.ref == ref)

    def refresh(self) -> None:
        """Read on; from the beginning, if it is another file now or a shorter one."""
        try:
            with self.path.open("rb") as file:
                state = os.fstat(file.fileno())
                if self._file != (state.st_dev, state.st_ino) or state.st_size < self._end:
                    self._forget()
                    self._file = state.st_dev, state.st_ino
                file.seek(self._end)
                data = file.read()
        except FileNotFoundError:
            self._forget()
            return
        self._take(data)

    def _take(self, data: bytes) -> None:
        lines = data.split(b"\n")
        for number, line in enumerate(lines[:-1]):
            text = _checked(line)
            if text is None:
                if any(_checked(later) is not None for later in lines[number + 1 : -1]):
                    raise ContractViolation(path=NAME, remote_text=f"damaged at byte {self._end}: move it away")
                return
            self._note(json.loads(text))
            self._end += len(line) + 1

    def _note(self, told: Mapping[str, Any]) -> None:
        key = Key.parse(told["key"])
        if told["what"] == "written":
            self.promised = None
            return
        rows = {table: tuple(_facts(table, texts)) for table, texts in told["rows"].items()}
        entry = Entry(key, told["verb"], told["digest"], Ref(*told["ref"]), rows, told["about"])
        self._by_key[key] = entry
        self.promised = entry if rows else None

    def promise(self, entry: Entry) -> None:
        """Write what a command does; from here on it is done, whatever happens."""
        rows = {table: [_texts(table, row, self._currency) for row in facts] for table, facts in entry.rows.items()}
        self._append(
            {
                "what": "promised",
                "key": entry.key.text,
                "verb": entry.verb,
                "digest": entry.digest,
                "ref": [entry.ref.kind, entry.ref.id],
                "rows": rows,
                "about": dict(entry.about),
            }
        )

    def written(self, entry: Entry) -> None:
        """Note that the rows of a promise stand in their tables."""
        self._append({"what": "written", "key": entry.key.text})

    def _append(self, told: Mapping[str, object]) -> None:
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        line = _mark(text) + b" " + text + b"\n"
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        try:
            os.ftruncate(handle, self._end)  # what is behind it was cut off in the middle and never acknowledged
            os.lseek(handle, self._end, os.SEEK_SET)
            try:
                _write(handle, line)
                os.fsync(handle)
            except OSError:
                self._take_back(handle)
                raise
        finally:
            os.close(handle)
        self.refresh()

    def _take_back(self, handle: int) -> None:
        """Cut away a line that may not be on the disk; where even that fails, nobody knows."""
        try:
            os.ftruncate(handle, self._end)
        except OSError as error:
            raise OutcomeUnknown(path=NAME, remote_code="os", remote_text=error.strerror or "") from error


def _write(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _mark(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:_MARK].encode()


def _checked(line: bytes) -> bytes | None:
    """The text of a line, None if it is not what its mark says."""
    mark, text = line[:_MARK], line[_MARK + 1 :]
    return text if mark == _mark(text) else None


def _texts(table: str, row: Fact, currency: str) -> dict[str, str]:
    """A row as its cells, and under no name the currency that its amounts are in."""
    amounts = (getattr(row, one.name) for one in fields(type(row)))
    money = next((amount for amount in amounts if isinstance(amount, Money)), None)
    cells = {column.name: cell_text(column, getattr(row, column.attribute), "en") for column in TABLES[table].columns}
    return {"": money.currency if money else currency, **{name: cell for name, cell in cells.items() if cell}}


def _facts(table: str, rows: Sequence[Mapping[str, str]]) -> Iterator[Fact]:
    declared = TABLES[table]
    converter = RowConverter(declared)
    for cells in rows:
        record = {declared.column(name).attribute: cell for name, cell in cells.items() if name}
        try:
            yield converter.structure(cells[""])(record, declared.fact)
        except FAILS as error:
            raise ContractViolation(path=NAME, remote_text=f"a row of {table} that is none: {error}") from error

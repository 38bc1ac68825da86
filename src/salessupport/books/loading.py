"""Reading the rows of tables into facts, noting every fault at its place; nothing is decided here about what to keep.

A row is one dictionary and one call: its cells are joined once, and that one text tells whether it is blank, whether it
holds a character that no record may hold, and whether it needs a closer look at all. Source: books.md "Form"; P3.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter

from attrs import define, evolve, field

from salessupport.books.convert import FAILS, RowConverter
from salessupport.books.currency import Currencies, CurrencyRule
from salessupport.books.files import Source
from salessupport.books.header import HeaderRow, read_header
from salessupport.books.records import Origin
from salessupport.books.schema import Kind, Table
from salessupport.domain.facts import Fact, RegisterEntry
from salessupport.domain.values.errors import SalesSupportError
from salessupport.domain.values.findings import Finding, Level, Place
from salessupport.domain.values.text import check_text, is_ordinary, mojibake_sample
from salessupport.tabular.csvio import plain
from salessupport.tabular.grid import Fault, Row, is_blank

_TEXTUAL = (Kind.TEXT, Kind.TEXTS)


@define
class Loaded:
    """One table as far as it is read: its facts, the row of each, the ids of all rows, and its unknown columns.

    `ids` (id → row) holds the rows that failed too, so that what refers to them is not blamed as well; `failed` keeps
    the cells of these rows, so that their ids and references are looked at like any other's.
    """

    table: Table
    origin: Origin
    readable: bool = True
    dropped: bool = False
    facts: list[Fact] = field(factory=list)
    rows: array[int] = field(factory=lambda: array("L"))
    ids: dict[object, int] = field(factory=dict)
    failed: list[tuple[int, Mapping[str, str]]] = field(factory=list)
    extras: dict[str, dict[int, str]] = field(factory=dict)
    findings: list[Finding] = field(factory=list)

    @property
    def has_ids(self) -> bool:
        """Whether rows of other tables can refer to these."""
        return self.table.has_ids

    def name_ids(self) -> None:
        """Leave of the keys that were read the ids alone, by which other rows refer to these."""
        if len(self.table.key) > 1 or not self.has_ids:
            keys = self.ids.items() if self.has_ids else ()
            self.ids = {key[0] if isinstance(key, tuple) else key: row for key, row in keys}

    def note(self, code: str, row: int | None, column: str = "", value: str = "", /, **context: object) -> None:
        """Note an error at a row and column (English name)."""
        self._note("error", code, row, column, value, context)

    def warn(self, code: str, row: int | None, column: str = "", value: str = "", /, **context: object) -> None:
        """Note a warning at a row and column (English name)."""
        self._note("warning", code, row, column, value, context)

    def _note(
        self, level: Level, code: str, row: int | None, column: str, value: str, context: Mapping[str, object]
    ) -> None:
        place = Place(self.origin.file, row, self.origin.headers.get(column, column), self.origin.sheet)
        self.findings.append(Finding(code, place, level, value, context))

    def drop(self, indexes: Iterable[int]) -> None:
        """Take facts out again, by index."""
        dropped = set(indexes)
        self.dropped |= bool(dropped)
        kept = [index for index in range(len(self.facts)) if index not in dropped]
        self.facts = [self.facts[index] for index in kept]
        self.rows = array("L", (self.rows[index] for index in kept))

    def refused(self, attribute: str, accepts: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
        """Give index and text of every fact whose text in a column is not accepted."""
        for index, value in enumerate(map(attrgetter(attribute), self.facts)):
            if value is not None and not accepts(value):
                yield index, value

    def refused_before(self, attribute: str, accepts: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
        """Give row number and text of every failed row whose text in a column is not accepted."""
        for number, record in self.failed:
            if attribute in record and not accepts(record[attribute]):
                yield number, record[attribute]

    def extras_by_index(self) -> dict[str, dict[int, str]]:
        """Give the cells of unknown columns by the index of their fact."""
        index = {row: index for index, row in enumerate(self.rows)} if self.extras else {}
        return {
            header: {index[row]: cell for row, cell in cells.items() if row in index}
            for header, cells in self.extras.items()
        }

    def settled_origin(self) -> Origin:
        """Give the origin with the rows of the facts, as a range where they follow each other."""
        rows = self.rows
        whole = bool(rows) and rows[-1] - rows[0] == len(rows) - 1
        return evolve(self.origin, rows=range(rows[0], rows[-1] + 1) if whole else rows)


def load(source: Source, currencies: Currencies) -> Loaded | None:
    """Read a table; None if it has no rows at all, not even a header."""
    rows = source.rows()
    first = next((row for row in rows if not is_blank(row)), None)
    if first is None:
        return None
    header = read_header(source.table, first[1])
    loaded = Loaded(source.table, Origin(source.file, source.sheet, (), header.headers))
    for code, column in header.problems:
        loaded.note(code, first[0], column, column=column)
        loaded.readable = False
    if source.table.fact is not RegisterEntry:
        for column in header.unknown.values():
            loaded.warn("column.unknown", first[0], column, column=column)
    reader = _Rows(loaded, header, currencies.rule(source.table), neutralised=source.neutralised)
    reader.read(rows)
    loaded.name_ids()
    return loaded


class _Rows:
    """Reads the rows of one table under one header."""

    def __init__(self, loaded: Loaded, header: HeaderRow, rule: CurrencyRule, *, neutralised: bool) -> None:
        self.loaded = loaded
        self.header = header
        self.rule = rule
        self.quote = "'" if neutralised else "\0"  # where it stands, a text may have been neutralised
        self.neutralised = neutralised
        self.converter = RowConverter(loaded.table)
        self.key = _key(loaded.table)
        self.textual = {name for name, column in header.columns.items() if column.kind in _TEXTUAL}

    def read(self, rows: Iterable[Row]) -> None:
        """Read rows: one in which nothing stands out takes the short way, every other one the long way."""
        names, rule, quote, kind = self.header.attributes, self.rule, self.quote, self.loaded.table.fact
        width = len(names) if self.loaded.readable and not self.header.unknown else -1
        home, is_constant = rule.home, rule.is_constant
        structure = self.converter.structure(home)
        for number, cells, faults in rows:
            text = "".join(cells)
            if not text and not faults:
                continue
            if len(cells) > width or faults or quote in text or not is_ordinary(text):
                self._read_closely(number, cells, faults)
                continue
            record = {name: cell for name, cell in zip(names, cells, strict=False) if cell and name}
            currency = home if is_constant else rule(record)
            try:
                fact = (structure if currency == home else self.converter.structure(currency))(record, kind)
            except FAILS:
                self._refuse(number, record, currency, faults)
            else:
                self._take(fact, number, record)

    def _read_closely(self, number: int, cells: list[str], faults: Mapping[int, Fault]) -> None:
        """Read a row that is longer than its header, has unknown columns, or holds more than plain text."""
        record = {name: cell for name, cell in zip(self.header.attributes, cells, strict=False) if cell and name}
        if self.neutralised:
            record = {name: plain(cell) if name in self.textual else cell for name, cell in record.items()}
        sound = self._has_sound_width(number, cells) & self._has_sound_texts(number, cells)
        currency = self.rule(record)
        if not self.loaded.readable:
            self._give_up(number, record)
            return
        try:
            fact = self.converter.structure(currency)(record, self.loaded.table.fact)
        except FAILS:
            self._refuse(number, record, currency, faults)
            return
        if sound and not faults:
            self._take(self._with_extras(fact, number, cells), number, record)
        else:
            self._refuse(number, record, currency, faults)

    def _take(self, fact: Fact, number: int, record: Mapping[str, str]) -> None:
        """Take a fact whose key is new; a row says only once what it says."""
        if self.key is None or self._is_new(self.key(fact), number):
            self.loaded.facts.append(fact)
            self.loaded.rows.append(number)
        else:
            self.loaded.failed.append((number, record))

    def _refuse(self, number: int, record: Mapping[str, str], currency: str, faults: Mapping[int, Fault]) -> None:
        """Note every fault of a row; a cell that its file spoiled is not blamed a second time for being empty."""
        names = tuple(self._names())
        spoiled = {names[index] if index < len(names) else "": fault for index, fault in faults.items()}
        for name, (code, stored) in spoiled.items():
            self.loaded.note(code, number, name, stored)
        for problem in self.converter.problems(record, currency):
            column = self.header.columns.get(problem.attribute)
            name = column.name if column else problem.attribute
            if name not in spoiled:
                self.loaded.note(problem.code, number, name, record.get(problem.attribute, ""), **problem.context)
        self._give_up(number, record)

    def _give_up(self, number: int, record: Mapping[str, str]) -> None:
        """Keep what a failed row says of ids, so that the rows that refer to it are not blamed as well."""
        self.loaded.failed.append((number, record))
        if "id" not in record:
            return
        if len(self.loaded.table.key) > 1:
            self.loaded.ids.setdefault(record["id"], number)
        elif self.loaded.has_ids:
            self._is_new(record["id"], number)

    def _has_sound_width(self, number: int, cells: list[str]) -> bool:
        width = len(self.header.attributes)
        if len(cells) <= width or not any(cells[width:]):
            return True
        self.loaded.note("row.width", number, cells=len(cells), columns=width)
        return False

    def _has_sound_texts(self, number: int, cells: list[str]) -> bool:
        sound = True
        for name, cell in zip(self._names(), cells, strict=False):
            try:
                check_text(cell)
            except SalesSupportError as error:
                self.loaded.note(error.code, number, name, **error.context)
                sound = False
            if sample := mojibake_sample(cell):
                self.loaded.warn("text.mojibake_suspected", number, name, cell, sample=sample)
        return sound

    def _names(self) -> Iterator[str]:
        """Give the English names of the cells' columns, or the headers as written."""
        for attribute, written in zip(self.header.attributes, self.header.written, strict=True):
            yield self.header.columns[attribute].name if attribute else written

    def _with_extras(self, fact: Fact, number: int, cells: list[str]) -> Fact:
        """Keep the cells of unknown columns: those of a register belong to the fact."""
        if not self.header.unknown:
            return fact
        extras = {name: cells[i] for i, name in self.header.unknown.items() if i < len(cells) and cells[i]}
        if isinstance(fact, RegisterEntry):
            return evolve(
                fact, values={name: plain(cell) if self.neutralised else cell for name, cell in extras.items()}
            )
        for name, cell in extras.items():
            self.loaded.extras.setdefault(name, {})[number] = plain(cell) if self.neutralised else cell
        return fact

    def _is_new(self, key: object, number: int) -> bool:
        """Whether a key stands here for the first time; noted if not."""
        first = self.loaded.ids.setdefault(key, number)
        if first != number:
            parts = key if isinstance(key, tuple) else (key,)
            shown = ", ".join("" if part is None else str(part) for part in parts)
            self.loaded.note("id.duplicate", number, self.loaded.table.key[-1], shown, id=shown, row=first)
        return first == number


def _key(table: Table) -> Callable[[Fact], object] | None:
    columns = {column.name: column.attribute for column in table.columns}
    return attrgetter(*(columns[name] for name in table.key)) if table.key else None

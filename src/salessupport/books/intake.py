"""Rows that come in, checked against the books that they come into: new, there already, or in conflict with them.

Laws: a row that is there already with the same content is skipped, whatever day it was recorded on; a row with a key
that is there with other content is a conflict and never taken (a receipt taken in twice counts once). Ids stay unique
over all documents, and every reference is known among the books and the new rows together. All faults of all rows are
found at once; what a faulty row is missed by is not blamed as well. Source: books.md "Form"; reliability B41-B45.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path

from attrs import define, evolve, field, frozen

from salessupport.books import checks
from salessupport.books.cells import cell_text
from salessupport.books.comparison import Keyed, Keyless, differing, document_column, key_of
from salessupport.books.currency import Currencies, reading_order
from salessupport.books.delivered import Found, delivered
from salessupport.books.files import Source
from salessupport.books.foreign import Foreign, layout_of, read_foreign
from salessupport.books.loading import Loaded, load
from salessupport.books.records import Origin
from salessupport.books.schema import Table
from salessupport.books.tables import TABLES
from salessupport.domain.facts import Fact, Facts
from salessupport.domain.values.errors import SalesSupportError
from salessupport.domain.values.findings import Finding, Place
from salessupport.domain.values.policies import Company


@frozen(eq=False)
class Arrival:
    """One new row: its table, its fact, and where it stands."""

    table: Table
    fact: Fact
    origin: Origin
    row: int

    def place(self, column: str = "") -> Place:
        """Give the place of a cell by the English name of its column."""
        return Place(self.origin.file, self.row, self.origin.headers.get(column, column), self.origin.sheet)


@define
class Parcel:
    """What came in: the rows that are new, how many were there already, everything found, every file not readable.

    Where there are errors, `new` holds the rows that are in order and do not rest on one that is not.
    """

    new: list[Arrival] = field(factory=list)
    skipped: int = 0
    findings: list[Finding] = field(factory=list)
    unreadable: list[SalesSupportError] = field(factory=list)


def read_parcel(path: Path, *, profile: str | Path | None, company: Company, facts: Facts) -> Parcel:
    """Read a file, or the files of a folder, in the form of the books or through a layout.

    Raises what a layout itself is refused for; everything else is in the parcel.
    """
    foreign = None if profile is None else read_foreign(path, layout_of(profile))
    found: Iterable[Found] = delivered(path) if foreign is None else [*foreign.errors, *foreign.sources]
    reading = _Reading(company, facts, foreign)
    reading.load(found)
    reading.check()
    reading.compare()
    reading.tell()
    reading.drop_followers()
    return reading.parcel()


class _Reading:
    """The tables that come in while they are read, beside the facts that are there."""

    def __init__(self, company: Company, facts: Facts, foreign: Foreign | None) -> None:
        self.company = company
        self.facts = facts
        self.foreign = foreign
        self.loaded: list[Loaded] = []
        self.unseen: set[str] = set()
        self.result = Parcel()
        named = (table for table in TABLES.values() if table.has_ids)
        self.ids = {table.name: dict.fromkeys(map(_ID, facts.rows(table.name)), 0) for table in named}

    def load(self, found: Iterable[Found]) -> None:
        """Read every table, documents before the rows that take their currency from them."""
        sources: list[Source] = []
        for one in found:
            if isinstance(one, Finding):
                self.result.findings.append(one)
            elif isinstance(one, SalesSupportError):
                self._note_unreadable(one, TABLES)
            else:
                sources.append(one)
        currencies = self._currencies()
        for source in sorted(sources, key=lambda source: reading_order(source.table.name)):
            self._load(source, currencies)

    def _load(self, source: Source, currencies: Currencies) -> None:
        try:
            loaded = load(source, currencies)
        except SalesSupportError as error:
            self._note_unreadable(error, {source.table.name})
            return
        if loaded is None:
            self.result.findings.append(Finding("file.empty", Place(source.file, sheet=source.sheet)))
            return
        if self.foreign is not None:
            self.foreign.settle(loaded)
        self.loaded.append(loaded)
        if not loaded.readable:
            self.unseen.add(loaded.table.name)

    def _note_unreadable(self, error: SalesSupportError, tables: Iterable[str]) -> None:
        """Keep the error of a file; nothing is said of references to the tables that it may hold."""
        self.result.unreadable.append(error)
        self.unseen.update(tables)

    def _currencies(self) -> Currencies:
        """Give the currencies of the documents that are there, so that new rows may follow them."""
        currencies = Currencies(self.company.currency)
        for table in sorted(TABLES.values(), key=lambda table: reading_order(table.name)):
            rule = currencies.rule(table)
            if rule.remembered is None:
                continue
            names = [one.attribute for one in table.columns if one.refers_to or one.name in ("id", "currency")]
            for fact in self.facts.rows(table.name):
                rule({name: text for name in names if (text := getattr(fact, name)) is not None})
        return currencies

    def check(self) -> None:
        """Look at what the new rows say of ids: their own beside those of the books, and those that they refer to."""
        there = [_there(TABLES[name], ids) for name, ids in self.ids.items()]
        known = {name: {**ids} for name, ids in self.ids.items()}
        for loaded in self.loaded:
            if loaded.has_ids:
                known.setdefault(loaded.table.name, {}).update(loaded.ids)
        for index, loaded in enumerate(self.loaded):
            wrong = self._unknown(loaded, known, checks.UNKNOWN)
            for other in (*there, *self.loaded[:index]):
                if other.table.name != loaded.table.name:
                    wrong.update(at for _, at in checks.ambiguous_ids({"there": other, "new": loaded}))
            loaded.drop(wrong)

    def _unknown(self, loaded: Loaded, known: checks.Ids, code: str) -> set[int]:
        """Note every reference of a table that nothing has, under a code; gives the rows."""
        tables = {loaded.table.name: loaded}
        if loaded.table.name == "allocations":
            tables |= {name: self._all(name) for name in ("contracts", "instalments")}
        wrong = checks.unknown_references(tables, self.company, known, self.unseen, code=code)
        return {index for name, index in wrong if name == loaded.table.name}

    def _all(self, name: str) -> Loaded:
        """Give the rows of a table that are there together with those that come in."""
        new = (fact for loaded in self.loaded if loaded.table.name == name for fact in loaded.facts)
        facts = [*self.facts.rows(name), *new]
        return Loaded(TABLES[name], _NOWHERE, facts=facts, rows=array("L", range(len(facts))))

    def compare(self) -> None:
        """Count the rows that are there already, and note those whose key is there with other content."""
        there: dict[str, Keyed | Keyless] = {}
        for loaded in self.loaded:
            table = loaded.table
            if table.name not in there:
                there[table.name] = (Keyed if table.key else Keyless)(table, self.facts.rows(table.name))
            known = there[table.name]
            judged = [known.judge(fact) for fact in loaded.facts]
            known.settle()
            for index, (verdict, other) in enumerate(judged):
                if verdict == "other":
                    _note_conflict(loaded, index, other)
            self.result.skipped += sum(verdict == "same" for verdict, _ in judged)
            loaded.drop(index for index, (verdict, _) in enumerate(judged) if verdict != "new")

    def tell(self) -> None:
        """Keep what was found so far; columns that the books do not have are not taken over, and that is said."""
        for loaded in self.loaded:
            for finding in loaded.findings:
                code = "column.not_taken" if finding.code == "column.unknown" else finding.code
                self.result.findings.append(evolve(finding, code=code))
        self.result.findings.extend(() if self.foreign is None else self.foreign.findings)

    def drop_followers(self) -> None:
        """Leave out the rows that rest on faulty ones, so that what is checked next finds nothing that is only missing.

        These are documents of which a line is faulty, and rows that refer to a row that was left out, to the end.
        """
        if not any(loaded.failed for loaded in self.loaded) and not self.result.findings:
            return
        torn = {*self._torn()}
        for loaded in self.loaded:
            if loaded.has_ids:
                name = loaded.table.name
                loaded.drop(index for index, fact in enumerate(loaded.facts) if (name, _ID(fact)) in torn)
        while True:
            live = {name: {**ids} for name, ids in self.ids.items()}
            for loaded in self.loaded:
                if loaded.has_ids:
                    live.setdefault(loaded.table.name, {}).update(dict.fromkeys(map(_ID, loaded.facts), 0))
            wrong = [self._unknown(loaded, live, _FOLLOWS) for loaded in self.loaded]
            if not any(wrong):
                return
            for loaded, indexes in zip(self.loaded, wrong, strict=True):
                loaded.drop(indexes)

    def _torn(self) -> Iterator[tuple[str, str]]:
        """Give table and id of each document of which a line has failed."""
        for loaded in self.loaded:
            column = document_column(loaded.table)
            for name in column.refers_to if column is not None else ():
                for _, record in loaded.failed:
                    yield name, record.get(column.attribute, "") if column is not None else ""

    def parcel(self) -> Parcel:
        """Give what came in."""
        for loaded in self.loaded:
            rows = zip(loaded.facts, loaded.rows, strict=True)
            self.result.new.extend(Arrival(loaded.table, fact, loaded.origin, row) for fact, row in rows)
        return self.result


_ID = attrgetter("id")
_FOLLOWS = "reference.left_out"
"""The code of a row that rests on one that is left out: it is not told, the other one is."""
_NOWHERE = Origin("", "", ())


def _there(table: Table, ids: dict[object, int]) -> Loaded:
    return Loaded(table, _NOWHERE, ids=ids)


def _note_conflict(loaded: Loaded, index: int, other: Fact | None) -> None:
    """Note a row whose key is there with other content, at the first cell that differs."""
    table, fact = loaded.table, loaded.facts[index]
    column = differing(table, fact, other) if other is not None else table.columns[0]
    key = key_of(table)(fact) if table.key else (getattr(fact, table.columns[0].attribute),)
    shown = ", ".join("" if part is None else str(part) for part in key)
    value = "" if column is None else cell_text(column, getattr(fact, column.attribute), "en")
    loaded.note("id.conflict", loaded.rows[index], "" if column is None else column.name, value, id=shown)

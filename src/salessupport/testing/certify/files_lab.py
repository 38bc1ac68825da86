"""The laboratory of the adapter `files`: a fresh folder for every trial, its truth read by the books' own reader."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from salessupport.books.append import append_rows
from salessupport.books.cells import field_of, rows_of_cells
from salessupport.books.company import FILE
from salessupport.books.comparison import key_of
from salessupport.books.files import table_files
from salessupport.books.reader import read_books
from salessupport.books.schema import Table
from salessupport.books.sheets import BookWriter
from salessupport.books.tables import TABLES
from salessupport.books.writer import Form, write_books
from salessupport.domain.facts import Fact, Facts, Order
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.files.access import Access, PlainAccess
from salessupport.files.documents import KIND
from salessupport.files.folder import Folder
from salessupport.files.papers import needed
from salessupport.spi.outcomes import Ref
from salessupport.spi.ports import PORTS
from salessupport.tabular.atomic import make_folder
from salessupport.testing.certify.lab import Seen, Site, World
from salessupport.testing.certify.worth import rounded_worth
from salessupport.testing.weather import Weather

T = TypeVar("T")
_MEMORY = Path("/dev/shm")  # noqa: S108 - folders of their own under it
_SHEETS = ("customers", "products", *dict.fromkeys(table for kind in PORTS["sales"].kinds for table in needed(kind)))
_HEADS = ("customers", "contracts", "orders", "invoices", "receipts")


@frozen(eq=False)
class StormyAccess(Access):
    """The file system under weather."""

    weather: Weather

    def call(self, operation: str, work: Callable[[], T], *, effect: bool) -> T:
        """Do the work under the next entry of the plan."""
        return self.weather.call(operation, lambda: PlainAccess().call(operation, work, effect=effect), effect=effect)


@frozen(eq=False)
class FilesSite:
    """A fresh folder, whose truth is what the books' reader says."""

    folder: Path
    connect: Callable[[Folder, Access], Any]
    world: World
    form: Form

    @contextmanager
    def open(self, weather: Weather) -> Iterator[Any]:
        """Open the adapter on the folder under the weather."""

        def now() -> datetime:
            return weather.clock.now()

        yield self.connect(Folder(self.folder, now=now), StormyAccess(weather))

    def seen(self) -> Sequence[Seen]:
        """Every document that stands in the tables and was not there from the beginning, and every file."""
        facts = read_books(self.folder).facts
        known = {customer.id for customer in self.world.customers}
        found = [
            Seen(kind, row.id, row.id, self._total(facts, row))  # type: ignore[attr-defined]
            for kind in _HEADS
            for row in facts.rows(kind)
            if row.id not in known  # type: ignore[attr-defined]
        ]
        files = sorted((self.folder / KIND).glob("*")) if (self.folder / KIND).is_dir() else []
        return [*found, *(Seen(KIND, file.name, file.stem.rpartition("-")[0]) for file in files)]

    def _total(self, facts: Facts, row: Fact) -> Money | None:
        """What a document is worth; of an order, by its lines."""
        if isinstance(row, Order):
            return rounded_worth((line for line in facts.order_lines if line.order == row.id), self.world.currency)
        amounts = (getattr(row, name, None) for name in ("gross", "amount"))
        return next((amount for amount in amounts if isinstance(amount, Money)), None)

    @property
    def enters(self) -> Collection[str]:
        """The kinds that a feed of the folder hands over."""
        return ("customers", "products", *PORTS["sales"].kinds)

    def enter(self, kind: str, rows: Mapping[str, tuple[Fact, ...]]) -> Ref:
        """Have a person write rows behind those that are there."""
        for table, facts in rows.items():
            append_rows(self.folder, table, facts)
        return Ref(kind, str(getattr(rows[kind][0], "id", "")))

    def change(self, ref: Ref, rows: Mapping[str, tuple[Fact, ...]]) -> None:  # noqa: ARG002 - the Protocol's
        """Have a person write over the rows that are there with the same key, and others behind them."""
        books = read_books(self.folder)
        changed: dict[str, Any] = {
            table: changed_rows(TABLES[table], books.facts.rows(table), new) for table, new in rows.items()
        }
        write_tables(self.folder, books.company, evolve(books.facts, **changed), self.form)

    def secrets(self) -> Sequence[str]:
        """None: whoever may open the folder is signed in."""
        return ()


@frozen(eq=False)
class FilesLab:
    """Makes fresh folders in this form; `connect` makes the adapter of a folder and the way to it.

    `where` they are made: in memory, where the system has a place for that, else where temporary files are.
    """

    connect: Callable[[Folder, Access], Any]
    form: Form = "csv"
    world: World = field(factory=World)
    where: Path | None = field(factory=lambda: _MEMORY if _MEMORY.is_dir() else None)

    @contextmanager
    def fresh(self) -> Iterator[Site]:
        """A folder whose books know the customers and products of the world."""
        with TemporaryDirectory(prefix="salessupport-lab-", dir=self.where) as name:
            folder = Path(name) / "books"
            company = Company(name="青岛某某测控有限公司", currency=self.world.currency)
            make_books(folder, company, Facts(customers=self.world.customers, products=self.world.products), self.form)
            yield FilesSite(folder, self.connect, self.world, self.form)


def make_books(folder: Path, company: Company, facts: Facts, form: Form) -> None:
    """Write books in CSV files, or in one workbook with a sheet for every table that the ports write.

    `company.toml` is short: without the policies, which take time to read.
    """
    make_folder(folder)
    write_tables(folder, company, facts, form)
    settings = f'name = "{company.name}"\ncurrency = "{company.currency}"\n'
    (folder / FILE).write_text(settings, encoding="utf-8")


def write_tables(folder: Path, company: Company, facts: Facts, form: Form) -> None:
    """Write the tables anew."""
    for name, data in (_texts if form == "csv" else _workbook)(company, facts).items():
        (folder / name).write_bytes(data)


def changed_rows(table: Table, rows: Iterable[Fact], new: Iterable[Fact]) -> tuple[Fact, ...]:
    """Rows with those in their places that have the same key, and the others behind them."""
    key = key_of(table)
    changed = {key(row): row for row in new}
    stand = [(row, changed.pop(key(row), row)) for row in rows]
    return (*(evolve(now, recorded_on=before.recorded_on) for before, now in stand), *changed.values())


@lru_cache(maxsize=8)
def _texts(company: Company, facts: Facts) -> Mapping[str, bytes]:
    with TemporaryDirectory() as name:
        write_books(Path(name), company, facts)
        return {path.name: path.read_bytes() for path in table_files(Path(name))}


@lru_cache(maxsize=8)
def _workbook(company: Company, facts: Facts) -> Mapping[str, bytes]:
    book = BookWriter(company.currency)
    for name in _SHEETS:
        table = TABLES[name]
        fields = [field_of(column, "zh_CN") for column in table.columns]
        book.table(table.zh, fields, rows_of_cells(table, facts.rows(name), fields), "zh_CN")
    return {"books.xlsx": book.close()}

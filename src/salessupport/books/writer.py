"""Writing books: a whole folder at once, or rows behind those that a folder has; and the backup before either.

Laws: reading what was written gives equal facts; writing them again gives the same bytes; a file is replaced whole or
not at all, and what stood in it before stays as it was. Source: books.md "Form"; reliability §3.10, B73-B76, M13.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from salessupport.books.append import append_rows
from salessupport.books.cells import csv_cells, fields_of, rows_of_cells
from salessupport.books.company import FILE, Settings, company_toml
from salessupport.books.currency import Currencies, reading_order
from salessupport.books.files import table_files, table_named
from salessupport.books.records import Extras
from salessupport.books.schema import Kind, Table
from salessupport.books.sheets import BookWriter, add_drop_down
from salessupport.books.tables import TABLES
from salessupport.domain.facts import Fact, Facts
from salessupport.domain.values.errors import ConfigError, CurrencyMismatch, StoreError, StoreFull
from salessupport.domain.values.messages import Language
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.tabular.atomic import write_atomically
from salessupport.tabular.csvio import csv_bytes

__all__ = ["Form", "append_rows", "backup", "write_books"]

Form = Literal["csv", "xlsx"]
_STAMP = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,63}\Z")


def write_books(
    folder: Path,
    company: Company,
    facts: Facts,
    *,
    form: Form = "csv",
    language: Language = "zh_CN",
    extras: Extras | None = None,
) -> None:
    """Write whole books into a new or empty folder: CSV files or one `books.xlsx`, headers and words in `language`.

    Tables without rows are left out. `company.toml` comes last, so that a folder that was not finished is no books
    folder. Raises `ConfigError` `folder.not_empty`; an `InputError` for a cell that no file can hold, with its place,
    before anything is written; `StoreFull`.
    """
    check_empty(folder)
    tables = {table.name: (table, facts.rows(table.name)) for table in _tables(facts)}
    _check_currencies(company, tables)
    files = (_csv_files if form == "csv" else _xlsx_file)(tables, language, extras or {}, company)
    make_folder(folder)
    for name, data in files.items():
        write_atomically(folder / name, data)
    write_atomically(folder / FILE, company_toml(Settings(company)).encode())


def backup(folder: Path, stamp: str) -> Path:
    """Copy `company.toml` and every table file to `backup/STAMP` in the folder; a stamp that was used is refused.

    The copy appears under its name only when it is complete. Gives the path of the copy.
    """
    target = folder / "backup" / stamp
    if not _STAMP.match(stamp) or target.exists():
        raise StoreError("backup.exists", path=str(target), stamp=stamp)
    temporary = target.with_name(f".{stamp}.tmp")
    try:
        temporary.mkdir(parents=True)
        for path in (folder / FILE, *table_files(folder)):
            shutil.copy2(path, temporary / path.name)
        temporary.rename(target)
    except OSError as error:
        shutil.rmtree(temporary, ignore_errors=True)
        raise StoreFull("store.write", path=str(target), reason=error.strerror or type(error).__name__) from error
    return target


def check_empty(folder: Path) -> None:
    """Refuse a folder that holds anything: books are never written over others."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError("folder.not_empty", path=str(folder))


def make_folder(folder: Path) -> None:
    """Make a folder and those above it; `StoreFull` if the system refuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreFull("store.write", path=str(folder), reason=error.strerror or type(error).__name__) from error


def _tables(facts: Facts) -> Iterator[Table]:
    for name in (*TABLES, *sorted(facts.registers)):
        table = table_named(name)
        if table is not None and facts.rows(name):
            yield table


_Tables = Mapping[str, tuple[Table, Sequence[Fact]]]


def _csv_files(tables: _Tables, language: Language, extras: Extras, _: Company) -> dict[str, bytes]:
    files = {}
    for name, (table, facts) in tables.items():
        fields = fields_of(table, facts, language, extras.get(name, {}))
        rows = csv_cells(fields, rows_of_cells(table, facts, fields))
        files[f"{name}.csv"] = csv_bytes([[field.header for field in fields], *rows])
    return files


def _xlsx_file(tables: _Tables, language: Language, extras: Extras, company: Company) -> dict[str, bytes]:
    if not tables:
        return {}
    book = BookWriter(company.currency)
    for name, (table, facts) in tables.items():
        fields = fields_of(table, facts, language, extras.get(name, {}))
        sheet = book.table(
            table.zh if language == "zh_CN" else name, fields, rows_of_cells(table, facts, fields), language
        )
        for index, field in enumerate(fields):
            if field.kind in (Kind.CHOICE, Kind.BOOLEAN):
                add_drop_down(sheet, index, table.column(field.header), language)
    return {"books.xlsx": book.close()}


_DECIDING = frozenset({"id", "currency", "kind"})
"""Columns that a row's currency may hang on, besides its references."""


def _check_currencies(company: Company, tables: _Tables) -> None:
    """Refuse an amount whose row would be read in another currency: its own column or its document does not say it."""
    currencies = Currencies(company.currency)
    for table, facts in sorted(tables.values(), key=lambda item: reading_order(item[0].name)):
        rule = currencies.rule(table)
        amounts = [column for column in table.columns if column.kind in (Kind.MONEY, Kind.SIGNED_MONEY)]
        names = [column.attribute for column in table.columns if column.refers_to or column.name in _DECIDING]
        for fact in facts:
            currency = rule({name: text for name in names if (text := getattr(fact, name)) is not None})
            for column in amounts:
                amount = getattr(fact, column.attribute)
                if isinstance(amount, Money) and amount.currency != currency:
                    where = f"{table.name}/{getattr(fact, 'id', '')}:{column.name}"
                    raise CurrencyMismatch("currency.mismatch", path=where, left=amount.currency, right=currency)

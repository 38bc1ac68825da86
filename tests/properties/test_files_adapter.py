"""Laws of the adapter `files`: feeds miss nothing whatever people do, texts stay or are refused, nobody sees a half."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salessupport.books.reader import read_books
from salessupport.domain.facts import Customer
from salessupport.domain.values.quantity import parse_quantity
from salessupport.files.papers import digest_of
from salessupport.spi.errors import AdapterError, Transient
from salessupport.spi.feed import Change, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref
from salessupport.testing.certify.files_lab import make_books
from support.sheets_folder import CUSTOMERS, Sheets, invoice, made, order, read

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
ACTS = st.tuples(st.sampled_from(["add", "edit", "delete", "swap", "rename", "read", "forget"]), st.integers(0, 3))


class Person:
    """Edits the customers of a folder as people do, in whatever the file is called by then."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.added = 0

    @property
    def file(self) -> str:
        """The file's name now."""
        return next(path.name for path in self.sheets.path.glob("*.csv") if path.stem in ("customers", "客户"))

    def act(self, what: str, which: int) -> None:
        """Do one of the things that people and programs do."""
        if what == "add":
            self.added += 1
            row = Customer(id=f"N{self.added}", name="新")
            self.sheets.customers().upsert(row, key=Key.of("u", self.added))
        elif what == "rename":
            other = {"customers": "客户", "客户": "customers"}[Path(self.file).stem]
            (self.sheets.path / self.file).rename(self.sheets.path / f"{other}.csv")
        elif what == "forget":
            (self.sheets.path / ".salessupport" / "journal.jsonl").unlink(missing_ok=True)
        else:
            self.sheets.edit(self.file, lambda text: self._edited(text, what, which))

    def _edited(self, text: str, what: str, which: int) -> str:
        header, *rows = text.splitlines()
        if rows:
            at = which % len(rows)
            if what == "edit":
                rows[at] += "改"
            elif what == "delete":
                del rows[at]
            else:
                rows.append(rows.pop(at))
        return "".join(f"{line}\r\n" for line in (header, *rows))


def some(sheets: Sheets, mirror: dict[Ref, Change], cursor: Cursor | None, batches: int | None) -> Cursor | None:
    """Apply some batches, or all, and give the cursor behind them as a journal would."""
    for number, batch in enumerate(sheets.customers().changes(cursor, kinds=["customers"])):
        if number == batches:
            break
        mirror.update({change.ref: change for change in batch.items})
        cursor = Cursor.parse(batch.cursor.text)
    return cursor


class TestFeeds:
    @given(st.lists(ACTS, max_size=12), st.integers(1, 3))
    @settings(max_examples=60)
    def test_from_any_cursor_on_nothing_is_missed(self, acts: list[tuple[str, int]], page: int) -> None:
        """However rows were added, edited, moved or deleted between readings: what stands was handed over so."""
        with TemporaryDirectory(dir=MEMORY) as name:
            sheets = made(Path(name) / "books", page=page)
            person, mirror = Person(sheets), dict[Ref, Change]()
            cursor: Cursor | None = None
            for what, which in acts:
                if what == "read":
                    cursor = some(sheets, mirror, cursor, which)
                else:
                    person.act(what, which)
            cursor = some(sheets, mirror, cursor, None)
            standing = {row.id: row for row in read_books(sheets.path).facts.customers}
            told = {change.ref.id: change.rows["customers"][0] for change in mirror.values()}
            assert {number: told[number] for number in standing} == standing
            rest: dict[Ref, Change] = {}
            assert some(sheets, rest, cursor, None) == cursor
            assert not rest

    @given(st.lists(st.integers(0, 2), max_size=8))
    @settings(max_examples=20)
    def test_a_row_that_is_added_costs_only_itself(self, reads: list[int]) -> None:
        """Where rows are only added, every document is handed over once in all readings together."""
        with TemporaryDirectory(dir=MEMORY) as name:
            sheets = made(Path(name) / "books", page=1)
            person, cursor, count = Person(sheets), None, 0
            for batches in [*reads, None]:
                person.act("add", 0)
                mirror: dict[Ref, Change] = {}
                cursor = some(sheets, mirror, cursor, batches)
                count += len(mirror)
            assert count == len(CUSTOMERS) + len(reads) + 1


class TestTexts:
    @given(st.text(min_size=1, max_size=12) | st.sampled_from(["=1+1", "'=x", "＝x", "@a", "1e5", "007", "TRUE"]))
    @settings(max_examples=60)
    def test_a_name_is_kept_whole_or_refused(self, name: str) -> None:
        """What was taken reads back as it was, in both forms of file; what was refused left nothing."""
        with TemporaryDirectory(dir=MEMORY) as folder:
            for form in ("csv", "xlsx") if len(name) % 4 == 0 else ("csv",):
                sheets = made(Path(folder) / form, form=form)
                try:
                    sheets.customers().upsert(Customer(id="C9", name=name), key=Key.of("u", 9))
                except AdapterError:
                    assert set(read(sheets.customers(), kinds=["customers"])) == {"C1", "C2"}
                else:
                    (row,) = read(sheets.customers(), kinds=["customers"])["C9"].rows["customers"]
                    assert isinstance(row, Customer)
                    assert row.name == name

    @given(st.integers(0, 10**6), st.integers(0, 4))
    def test_equal_numbers_are_equal_content(self, number: int, zeros: int) -> None:
        """`2` and `2.00` make one digest, another number another."""
        one, other = parse_quantity(f"{number}.5"), parse_quantity(f"{number}.5{'0' * zeros}")
        assert digest_of(one) == digest_of(other) != digest_of(parse_quantity(f"{number}.51"))


class Probe:
    """Stands before a function of the system and has somebody else read first."""

    def __init__(self, real: Any, look: Any) -> None:
        self.real, self.look = real, look

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.look()
        return self.real(*args, **kwargs)


class TestOthersAtTheSameTime:
    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_who_reads_in_between_sees_no_half(self, form: Any, tmp_path: Path) -> None:
        """Before every step of a command another session reads: no document, or the whole, and never none again."""
        sheets = made(tmp_path / "books", form=form)
        writer, reader = sheets.sales(), sheets.sales(settle=False)
        seen: list[int] = []
        busy = False

        def look() -> None:
            nonlocal busy
            if not busy:
                busy = True
                rows = read(reader, kinds=["orders"]).get("SO-1")
                seen.append(len(rows.rows["order_lines"]) if rows else 0)
                busy = False

        with ExitStack() as stack:
            for name in ("write", "fsync", "replace"):
                stack.enter_context(patch.object(os, name, Probe(getattr(os, name), look)))
            writer.post_order(order(), key=Key.of("o", 1))
        look()
        assert set(seen) == {0, 2}
        assert seen == sorted(seen)

    def test_threads_with_the_same_keys_make_one_document_each(self, tmp_path: Path) -> None:
        """Sessions that collide are told that nothing happened; coming again they end with one document a key."""
        sheets = made(tmp_path / "books")

        def work(_: int) -> None:
            sales = sheets.sales()
            for number in range(4):
                for _ in range(2_000):
                    try:
                        sales.post_invoice(invoice(f"FP-{number}"), key=Key.of("i", number))
                    except Transient:
                        continue
                    break

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(work, range(3)))
        facts = read_books(sheets.path).facts
        assert sorted(row.id for row in facts.invoices) == [f"FP-{number}" for number in range(4)]
        assert len(facts.invoice_lines) == 4


def test_the_lab_makes_books_that_their_own_reader_takes(tmp_path: Path) -> None:
    """Both forms of the laboratory's folder hold the same facts."""
    sheets = made(tmp_path / "csv")
    facts = read_books(sheets.path).facts
    make_books(tmp_path / "xlsx", read_books(sheets.path).company, facts, "xlsx")
    assert read_books(tmp_path / "xlsx").facts == facts

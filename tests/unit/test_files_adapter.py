"""The adapter `files`: what a folder of spreadsheets answers, whatever people and programs do to it meanwhile."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from attrs import evolve

from salessupport.books.files import table_files
from salessupport.books.reader import read_books
from salessupport.books.writer import Form
from salessupport.domain.facts import (
    AgreedPrice,
    Closing,
    Customer,
    Delivery,
    DeliveryLine,
    Facts,
    OrderEvent,
    Product,
    Return,
    ReturnLine,
)
from salessupport.domain.values.errors import ConfigError, InvalidIdentifier
from salessupport.domain.values.quantity import Price, Quantity
from salessupport.files.adapters import register_adapters
from salessupport.files.journal import SIDE
from salessupport.files.lock import held
from salessupport.files.opening import FilesConfig, open_customers, open_documents, open_sales
from salessupport.files.rehearsal import rehearse
from salessupport.runtime.converter import StrictConverter
from salessupport.spi.documents import Blob
from salessupport.spi.errors import (
    AdapterError,
    ContractViolation,
    IdempotencyMismatch,
    InvalidRemoteInput,
    LimitExceeded,
    NotPermitted,
    RemoteNotFound,
    RemotePeriodClosed,
    Unreachable,
    Unsupported,
    VersionConflict,
)
from salessupport.spi.feed import Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Ref, Version
from salessupport.testing.simulated import SimulatedClock, simulated_environment
from support.sheets_folder import (
    CUSTOMERS,
    DAY,
    NOW,
    Sheets,
    contract,
    invoice,
    made,
    order,
    read,
    settlement,
    yuan,
)

ORDER_REF = Ref("orders", "SO-1")


@pytest.fixture(params=["csv", "xlsx"])
def sheets(request: pytest.FixtureRequest, tmp_path: Path) -> Sheets:
    """A folder in each form."""
    form: Form = request.param
    return made(tmp_path / "books", form=form)


@pytest.fixture
def texts(tmp_path: Path) -> Sheets:
    """A folder of CSV files, which a test can edit."""
    return made(tmp_path / "books")


def version_of(sheets: Sheets, number: str = "SO-1") -> Version:
    """The version of an order as the feed tells it."""
    return read(sheets.sales(), kinds=["orders"])[number].version


class TestCommands:
    def test_documents_stand_in_the_tables_that_people_read(self, sheets: Sheets) -> None:
        """A contract, an order, an invoice and its settlement are rows of ordinary books afterwards."""
        sales = sheets.sales()
        sales.post_contract(contract(), key=Key.of("c", 1))
        sales.post_order(order(), key=Key.of("o", 1))
        sales.post_invoice(invoice(), key=Key.of("i", 1))
        sales.post_settlement(settlement(), key=Key.of("s", 1))
        facts = read_books(sheets.path).facts
        assert facts.contracts == (contract().contract,)
        assert facts.instalments == contract().instalments
        assert facts.order_lines == order().lines
        assert facts.invoices == (invoice().invoice,)
        assert facts.allocations == settlement().allocations

    def test_a_key_is_answered_by_its_first_document_in_every_session(self, sheets: Sheets) -> None:
        """Sent again it is replayed; with other content it is refused; both in a later session too."""
        key = Key.of("o", 1)
        first = sheets.sales().post_order(order(), key=key)
        assert first == Done(ORDER_REF, ORDER_REF, replayed=False)
        assert sheets.sales().post_order(order(), key=key) == Done(ORDER_REF, ORDER_REF, replayed=True)
        with pytest.raises(IdempotencyMismatch):
            sheets.sales().post_order(order(qty="3"), key=key)
        assert sheets.sales().find(key) == Done(ORDER_REF, ORDER_REF, replayed=True)
        assert sheets.sales().find(Key.of("o", 2)) is None

    def test_without_its_journal_a_folder_doubles_nothing(self, sheets: Sheets) -> None:
        """Copied without the side folder: the same document is recognised by its number, another one refused."""
        sheets.sales().post_order(order(), key=Key.of("o", 1))
        shutil.rmtree(sheets.path / SIDE)
        again = sheets.sales().post_order(order(), key=Key.of("o", 1))
        assert isinstance(again, Done)
        assert again.replayed
        with pytest.raises(InvalidRemoteInput, match="another"):
            sheets.sales().post_order(order(qty="5"), key=Key.of("o", 2))
        assert len(read_books(sheets.path).facts.orders) == 1

    def test_what_the_books_do_not_know_is_refused(self, sheets: Sheets) -> None:
        """An unknown customer, a number that is another document's, money beyond the invoice: nothing is written."""
        sales = sheets.sales()
        sales.post_invoice(invoice(), key=Key.of("i", 1))
        unknown = evolve(order(), order=evolve(order().order, customer="C9"))
        with pytest.raises(RemoteNotFound):
            sales.post_order(unknown, key=Key.of("o", 1))
        with pytest.raises(InvalidRemoteInput):
            sales.post_order(order("FP-1"), key=Key.of("o", 2))
        with pytest.raises(InvalidRemoteInput):
            sales.post_invoice(evolve(invoice(), invoice=evolve(invoice().invoice, status="draft")), key=Key.of("i", 2))
        sales.post_settlement(settlement(), key=Key.of("s", 1))
        with pytest.raises(InvalidRemoteInput):
            sales.post_settlement(settlement("SK-2"), key=Key.of("s", 2))
        facts = read_books(sheets.path).facts
        assert (len(facts.orders), len(facts.invoices), len(facts.receipts)) == (0, 1, 1)

    def test_a_document_whose_rows_contradict_each_other_is_refused_by_name(self, sheets: Sheets) -> None:
        """Two lines of one number: the fault that reading would find is told before anything is written."""
        lines = (order().lines[0], order().lines[0])
        with pytest.raises(InvalidRemoteInput, match="stands twice"):
            sheets.sales().post_order(evolve(order(), lines=lines), key=Key.of("o", 1))
        assert not read_books(sheets.path).facts.order_lines

    @pytest.mark.parametrize("name", [" 青岛", "甲\r乙", "甲\x00乙", "甲\ud800"])
    def test_a_text_that_no_cell_can_hold_is_refused_not_mended(self, sheets: Sheets, name: str) -> None:
        """Blanks at the ends, carriage returns, control characters, halves of characters: refused by the column."""
        with pytest.raises(AdapterError):
            sheets.customers().upsert(Customer(id="C9", name=name), key=Key.of("u", 9))
        assert len(read_books(sheets.path).facts.customers) == len(CUSTOMERS)

    def test_a_row_says_when_it_was_entered(self, texts: Sheets) -> None:
        """An order of another day carries the day of recording, so that what was known when stays true."""
        past = evolve(order(), order=evolve(order().order, ordered_on=DAY - timedelta(days=3)))
        texts.sales().post_order(past, key=Key.of("o", 1))
        assert read_books(texts.path).facts.orders[0].recorded_on == DAY

    def test_a_closed_month_takes_nothing(self, tmp_path: Path) -> None:
        """A document of a month that the books have closed is refused; one of the next month is taken."""
        closing = Closing(month="2026-02", closed_on=date(2026, 3, 1), known_at=date(2026, 3, 1))
        facts = Facts(customers=CUSTOMERS, products=(Product(id="P1", name="流量计"),), closings=(closing,))
        sheets = made(tmp_path / "books", facts=facts)
        late = evolve(invoice(), invoice=evolve(invoice().invoice, issued_on=date(2026, 2, 27)))
        with pytest.raises(RemotePeriodClosed):
            sheets.sales().post_invoice(late, key=Key.of("i", 1))
        sheets.sales().post_invoice(invoice(), key=Key.of("i", 1))

    def test_what_people_wrote_in_the_file_stays(self, texts: Sheets) -> None:
        """Their columns, their order of columns and their encoding stay byte by byte; the row comes behind."""
        own = '备注2,客户名称,客户编码\r\n"老客户, 北区",甲,C7\r\n'.encode("gb18030")
        (texts.path / "customers.csv").write_bytes(own)
        (texts.path / "company.toml").write_text('name = "青岛"\nencoding = "gb18030"\n', "utf-8")
        texts.customers().upsert(Customer(id="C8", name="乙"), key=Key.of("u", 8))
        assert (texts.path / "customers.csv").read_bytes() == own + ",乙,C8\r\n".encode("gb18030")


class TestVersions:
    def test_an_order_is_amended_as_it_was_read(self, sheets: Sheets) -> None:
        """Quantities and prices change by a later row; the rows as written stay; a passed version is refused."""
        sales = sheets.sales()
        sales.post_order(order(), key=Key.of("o", 1))
        version = version_of(sheets)
        wanted = order(qty="7", price="9.50")
        sales.amend_order(ORDER_REF, wanted, key=Key.of("a", 1), expect=version)
        assert read(sheets.sales())["SO-1"].rows["order_lines"] == wanted.lines
        assert read_books(sheets.path).facts.order_lines == order().lines
        with pytest.raises(VersionConflict) as caught:
            sales.amend_order(ORDER_REF, order(qty="8"), key=Key.of("a", 2), expect=version)
        assert caught.value.context["current"] == version_of(sheets).mark
        sales.amend_order(ORDER_REF, order(qty="8"), key=Key.of("a", 2), expect=version_of(sheets))
        assert read(sheets.sales())["SO-1"].rows["order_lines"] == order(qty="8").lines

    def test_an_amendment_comes_behind_what_people_entered_that_day(self, texts: Sheets) -> None:
        """The events of one day hold in the order of their ids: a new one stands behind them all."""
        texts.sales().post_order(order(lines=1), key=Key.of("o", 1))
        events = "id,order,effective_on,event,line,qty\r\nZZ-1,SO-1,2026-03-02,amended,1,4\r\n"
        (texts.path / "order_events.csv").write_bytes(events.encode())
        wanted = order(qty="9", lines=1)
        texts.sales().amend_order(ORDER_REF, wanted, key=Key.of("a", 1), expect=version_of(texts))
        assert read(texts.sales())["SO-1"].rows["order_lines"] == wanted.lines

    @pytest.mark.parametrize(
        "other",
        [
            order(lines=3),
            evolve(order(), order=evolve(order().order, customer="C2")),
            evolve(order(), order=evolve(order().order, status="cancelled")),
            evolve(order(), lines=(evolve(order().lines[0], product="P2"), order().lines[1])),
        ],
    )
    def test_other_changes_are_beyond_rows_that_are_added(self, texts: Sheets, other: object) -> None:
        """Another customer, product or number of lines is refused, and nothing changes."""
        texts.sales().post_order(order(), key=Key.of("o", 1))
        version = version_of(texts)
        with pytest.raises(LimitExceeded):
            texts.sales().amend_order(ORDER_REF, other, key=Key.of("a", 1), expect=version)  # type: ignore[arg-type]
        assert version_of(texts) == version

    def test_an_order_is_cancelled_once(self, sheets: Sheets) -> None:
        """It stands as cancelled from then on, by an event; neither cancelled again nor amended."""
        sales = sheets.sales()
        sales.post_order(order(), key=Key.of("o", 1))
        sales.cancel_order(ORDER_REF, key=Key.of("x", 1), reason="客户取消", expect=version_of(sheets))
        (row,) = read(sheets.sales())["SO-1"].rows["orders"]
        assert row == evolve(order().order, status="cancelled")
        (event,) = read_books(sheets.path).facts.order_events
        assert isinstance(event, OrderEvent)
        assert (event.event, event.effective_on) == ("cancelled", DAY)
        for key in (Key.of("x", 2), Key.of("x", 3)):
            with pytest.raises(InvalidRemoteInput, match="cancelled"):
                sales.cancel_order(ORDER_REF, key=key, reason="", expect=version_of(sheets))
        with pytest.raises(RemoteNotFound):
            sales.cancel_order(Ref("orders", "SO-9"), key=Key.of("x", 4), reason="", expect=Version("1"))

    def test_a_customer_is_added_and_never_edited(self, sheets: Sheets) -> None:
        """Set again to the same it is there; set to something else it is refused, as its row is a person's."""
        customers = sheets.customers()
        row = Customer(id="C9", name="丙", aliases=("丙方", "C公司"))
        customers.upsert(row, key=Key.of("u", 1))
        got, version = customers.get(Ref("customers", "C9"))
        assert got == row
        again = customers.upsert(row, key=Key.of("u", 2), expect=version)
        assert isinstance(again, Done)
        assert again.replayed
        with pytest.raises(LimitExceeded):
            customers.upsert(evolve(row, name="丁"), key=Key.of("u", 3))
        with pytest.raises(VersionConflict):
            customers.upsert(row, key=Key.of("u", 4), expect=Version("passed"))
        with pytest.raises(RemoteNotFound):
            customers.upsert(evolve(row, id="C10"), key=Key.of("u", 5), expect=version)
        with pytest.raises(RemoteNotFound):
            customers.get(Ref("products", "P1"))


class TestReading:
    def cursor(self, sheets: Sheets) -> Cursor:
        """Where reading all customers ends, through the text that a journal keeps."""
        *_, last = sheets.customers().changes(kinds=["customers"])
        return Cursor.parse(last.cursor.text)

    def since(self, sheets: Sheets, cursor: Cursor) -> list[str]:
        """What a later session reads from a cursor on."""
        return list(read(sheets.customers(), since=cursor, kinds=["customers"]))

    def test_every_kind_comes_with_what_belongs_to_it(self, tmp_path: Path) -> None:
        """Deliveries and returns with their lines, contracts with their changes, prices by their whole key."""
        known = Facts(
            customers=CUSTOMERS,
            products=(Product(id="P1", name="流量计"),),
            prices=(AgreedPrice(customer="C1", product="P1", net_price=Price(Decimal(9)), valid_from=DAY),),
            orders=(order().order,),
            order_lines=order().lines,
            deliveries=(Delivery(id="FH-1", order="SO-1", shipped_on=DAY, delivered_on=DAY),),
            delivery_lines=(DeliveryLine(delivery="FH-1", order_line=1, qty=Quantity(Decimal(1))),),
            returns=(Return(id="TH-1", order="SO-1", returned_on=DAY),),
            return_lines=(ReturnLine(return_="TH-1", order_line=1, qty=Quantity(Decimal(1))),),
        )
        sheets = made(tmp_path / "books", facts=known)
        sales, customers = read(sheets.sales()), read(sheets.customers())
        assert sales["FH-1"].rows == {"deliveries": known.deliveries, "delivery_lines": known.delivery_lines}
        assert sales["TH-1"].rows == {"returns": known.returns, "return_lines": known.return_lines}
        assert customers["C1|P1||||2026-03-02"].rows == {"prices": known.prices}

    def test_only_what_was_added_is_read_on(self, sheets: Sheets) -> None:
        """Behind a cursor nothing comes again, and a row that was added does."""
        cursor = self.cursor(sheets)
        assert self.since(sheets, cursor) == []
        sheets.customers().upsert(Customer(id="C9", name="丙"), key=Key.of("u", 1))
        assert self.since(sheets, cursor) == ["C9"]

    def test_an_edited_row_is_read_again(self, texts: Sheets) -> None:
        """A person corrects a name: the table is handed over anew, that row under another version."""
        cursor, before = self.cursor(texts), read(texts.customers())
        texts.edit("customers.csv", lambda text: text.replace("海川", "海河"))
        after = read(texts.customers(), since=cursor, kinds=["customers"])
        assert after["C1"].version == before["C1"].version
        assert after["C2"].version != before["C2"].version

    def test_renamed_files_other_columns_and_forms_are_no_change(self, texts: Sheets) -> None:
        """Content counts, not where and how it stands."""
        cursor = self.cursor(texts)
        (texts.path / "customers.csv").rename(texts.path / "客户.csv")
        assert self.since(texts, cursor) == []
        texts.edit("客户.csv", lambda text: "".join(f"{line},x\r\n" for line in text.splitlines()))
        assert self.since(texts, cursor) == []

    def test_a_deleted_row_or_file_is_not_told_and_loses_nothing_else(self, texts: Sheets) -> None:
        """What is left comes again; a file that comes back is read from its beginning."""
        cursor = self.cursor(texts)
        path = texts.path / "customers.csv"
        whole = path.read_bytes()
        texts.edit("customers.csv", lambda text: "\r\n".join([*text.split("\r\n")[:1], *text.split("\r\n")[2:]]))
        assert self.since(texts, cursor) == ["C2"]
        path.unlink()
        (batch,) = texts.customers().changes(cursor, kinds=["customers"])
        assert batch.items == ()
        path.write_bytes(whole)
        assert self.since(texts, batch.cursor) == ["C1", "C2"]

    def test_cursors_of_others_are_refused_by_name(self, texts: Sheets) -> None:
        """Another adapter, another stream, another format, no cursor at all."""
        good = self.cursor(texts)
        for wrong in (
            evolve(good, adapter="memory"),
            evolve(good, stream="changes:products"),
            evolve(good, format=2),
            evolve(good, position="[]"),
            evolve(good, position='{"customers":[-1,""]}'),
            evolve(good, position='{"customers":["1",""]}'),
            evolve(good, position="x"),
        ):
            with pytest.raises(InvalidIdentifier):
                texts.customers().changes(wrong, kinds=["customers"])

    def test_kinds_of_other_ports_are_refused(self, texts: Sheets) -> None:
        """What the port does not read is named, not left out."""
        with pytest.raises(Unsupported, match="not possible"):
            texts.customers().changes(kinds=["orders"])

    def test_a_row_with_a_fault_is_told_not_left_out(self, texts: Sheets) -> None:
        """The feed stops with file, row and column, the cursor stays; other kinds are still read."""
        (texts.path / "products.csv").write_text("id,name,tax_rate\r\nP1,流量计,abc\r\n", "utf-8")
        with pytest.raises(ContractViolation, match=r"products.csv:2"):
            read(texts.customers(), kinds=["products"])
        assert set(read(texts.customers(), kinds=["customers"])) == {"C1", "C2"}
        health = texts.customers().ping()
        assert not health.well
        assert "products.csv:2" in health.detail

    def test_two_files_of_one_table_and_files_that_are_none_are_told(self, texts: Sheets) -> None:
        """Which of two is meant nobody knows, and what cannot be opened may hold anything: the feed stops."""
        copy = texts.path / "客户.csv"
        shutil.copyfile(texts.path / "customers.csv", copy)
        with pytest.raises(ContractViolation, match="客户"):
            read(texts.customers())
        copy.unlink()
        (texts.path / "books.xlsx").write_bytes(b"PK\3\4 cut off")
        with pytest.raises(ContractViolation, match=r"books\.xlsx"):
            read(texts.customers())

    def test_amounts_whose_currency_hangs_on_a_faulty_table_are_not_read(self, texts: Sheets) -> None:
        """Orders take their currency from customers: with customers unreadable, orders are refused."""
        texts.sales().post_order(order(), key=Key.of("o", 1))
        texts.edit("customers.csv", lambda text: text + "C1,twice\r\n")
        with pytest.raises(ContractViolation, match="customers"):
            read(texts.sales(), kinds=["orders"])

    def test_open_items_follow_from_the_rows(self, sheets: Sheets) -> None:
        """What was invoiced less what was placed, on each day, by customer."""
        sales = sheets.sales()
        sales.post_invoice(invoice(), key=Key.of("i", 1))
        sales.post_settlement(settlement(amount="100.00"), key=Key.of("s", 1))
        (item,) = sales.open_items(as_of=DAY)
        assert (item.ref, item.gross, item.open) == ("FP-1", yuan("113.00"), yuan("13.00"))
        assert not list(sales.open_items(as_of=DAY, customer="C2"))
        assert not list(sales.open_items(as_of=DAY - timedelta(days=1)))
        with pytest.raises(Unsupported):
            sales.stock(["P1"])


class TestOtherPrograms:
    def test_lock_and_temporary_files_are_no_tables(self, texts: Sheets) -> None:
        """What spreadsheet programs leave beside a file is passed over."""
        for name in ("~$customers.xlsx", ".~lock.customers.csv#", ".customers.csv.12ab.tmp"):
            (texts.path / name).write_bytes(b"\0\1")
        assert set(read(texts.customers(), kinds=["customers"])) == {"C1", "C2"}

    @pytest.mark.parametrize("lock", ["~$books.xlsx", ".~lock.books.xlsx#"])
    def test_a_workbook_that_is_open_is_not_written(self, tmp_path: Path, lock: str) -> None:
        """It is read; a command is told that nothing happened, and works once it is closed."""
        sheets = made(tmp_path / "books", form="xlsx")
        (sheets.path / lock).write_bytes(b"clerk")
        with pytest.raises(Unreachable, match="reached"):
            sheets.customers().upsert(Customer(id="C9", name="丙"), key=Key.of("u", 1))
        assert set(read(sheets.customers(), kinds=["customers"])) == {"C1", "C2"}
        assert sheets.customers().find(Key.of("u", 1)) is None
        (sheets.path / lock).unlink()
        sheets.customers().upsert(Customer(id="C9", name="丙"), key=Key.of("u", 1))

    def test_another_session_that_writes_is_waited_for_elsewhere(self, texts: Sheets) -> None:
        """While one session holds the lock another is told that nothing happened; reading goes on."""
        customers = texts.customers()
        (texts.path / SIDE).mkdir()
        with held(texts.path / SIDE / "lock"):
            with pytest.raises(Unreachable):
                customers.upsert(Customer(id="C9", name="丙"), key=Key.of("u", 1))
            assert set(read(customers, kinds=["customers"])) == {"C1", "C2"}
        customers.upsert(Customer(id="C9", name="丙"), key=Key.of("u", 1))

    def test_what_a_person_saves_meanwhile_is_kept(self, sheets: Sheets, monkeypatch: pytest.MonkeyPatch) -> None:
        """Saved between the rehearsal and the writing: the row is added to what was saved, nobody's work is lost."""
        other = made(sheets.path.parent / "other", form="xlsx" if (sheets.path / "books.xlsx").exists() else "csv")
        other.customers().upsert(Customer(id="C7", name="某人"), key=Key.of("u", 7))

        def rehearsed(*given: Any) -> Any:
            done = rehearse(*given)
            for path in table_files(other.path):
                shutil.copyfile(path, sheets.path / path.name)
            return done

        monkeypatch.setattr("salessupport.files.folder.rehearse", rehearsed)
        sheets.customers().upsert(Customer(id="C9", name="丙"), key=Key.of("u", 1))
        assert [row.id for row in read_books(sheets.path).facts.customers] == ["C1", "C2", "C7", "C9"]

    def test_a_workbook_that_is_half_copied_is_asked_for_again(self, tmp_path: Path) -> None:
        """Cut off and young it is waited for; whole and young it is read."""
        sheets = made(tmp_path / "books", form="xlsx", quiet=timedelta(seconds=5))
        path = sheets.path / "books.xlsx"
        whole = path.read_bytes()
        for data, error in ((whole[:-99], Unreachable), (whole, None)):
            path.write_bytes(data)
            os.utime(path, (NOW.timestamp(), NOW.timestamp()))
            if error is None:
                assert set(read(sheets.customers(), kinds=["customers"])) == {"C1", "C2"}
                continue
            with pytest.raises(error):
                read(sheets.customers())

    def test_what_a_dead_session_left_of_its_rehearsal_is_taken_away(self, texts: Sheets) -> None:
        """The next command leaves only the journal and the lock in the side folder."""
        left = texts.path / SIDE / "rehearsal-x1"
        left.mkdir(parents=True)
        (left / "customers.csv").write_bytes(b"")
        texts.customers().upsert(Customer(id="C9", name="丙"), key=Key.of("u", 1))
        assert sorted(path.name for path in (texts.path / SIDE).iterdir()) == ["journal.jsonl", "lock"]

    @pytest.mark.parametrize("end", ["C9,", "C9,丙", "C9,丙,CN"])
    def test_a_file_that_is_half_written_is_asked_for_again(self, tmp_path: Path, end: str) -> None:
        """Young and cut off or faulty it is not believed; after a while of rest it is, or its fault is told."""
        sheets = made(tmp_path / "books", quiet=timedelta(seconds=5))
        path = sheets.path / "customers.csv"
        path.write_text(f"id,name,currency\r\nC1,甲,CNY\r\n{end}", "utf-8")
        for age, believed in ((1, False), (-1, False), (60, True)):
            written = NOW.timestamp() - age
            os.utime(path, (written, written))
            if believed and end == "C9,丙":
                assert set(read(sheets.customers(), kinds=["customers"])) == {"C1", "C9"}
                continue
            with pytest.raises(ContractViolation if believed else Unreachable):
                read(sheets.customers(), kinds=["customers"])

    def test_a_folder_that_never_rests_is_not_read(self, texts: Sheets, monkeypatch: pytest.MonkeyPatch) -> None:
        """Changed during each of several readings, it is left alone for now."""
        from salessupport.files import snapshot

        states = iter(range(99))
        monkeypatch.setattr(snapshot, "state_of", lambda _: str(next(states)))
        with pytest.raises(Unreachable):
            read(texts.customers())

    def test_a_folder_that_is_gone_is_unreachable_and_comes_back(self, texts: Sheets, tmp_path: Path) -> None:
        """A share that is not mounted: nothing happened, and nothing is lost."""
        customers = texts.customers()
        texts.path.rename(tmp_path / "away")
        with pytest.raises(Unreachable):
            read(customers)
        with pytest.raises(Unreachable):
            customers.upsert(Customer(id="C9", name="丙"), key=Key.of("u", 1))
        assert not customers.ping().well
        assert not texts.path.exists()
        (tmp_path / "away").rename(texts.path)
        assert set(read(customers, kinds=["customers"])) == {"C1", "C2"}

    def test_a_folder_that_may_only_be_read_is_read(self, texts: Sheets) -> None:
        """Reading leaves nothing behind in the folder."""
        before = sorted(texts.path.iterdir())
        read(texts.customers())
        texts.sales().find(Key.of("o", 1))
        with patch.object(os, "access", lambda *_: False), pytest.raises(NotPermitted):
            texts.sales().post_order(order(), key=Key.of("o", 1))
        assert sorted(texts.path.iterdir()) == before


class TestDocuments:
    @pytest.mark.parametrize(
        "name", ["合同 1.PDF", "../../etc/passwd", "", "CON", "a" * 300, "x.tar.gz", "e\u0301\ud800"]
    )
    def test_a_file_is_kept_under_a_safe_name_and_given_back_as_it_was(self, texts: Sheets, name: str) -> None:
        """Bytes, media type and name are the same; the file lies in the folder's own `documents`."""
        blob = Blob(b"\x00\xff%PDF", "application/pdf", name)
        if "\ud800" in name:
            with pytest.raises(AdapterError):
                texts.documents().put(blob, key=Key.of("put", 1))
            return
        answer = texts.documents().put(blob, key=Key.of("put", 1))
        assert isinstance(answer, Done)
        assert texts.documents().get(answer.value) == blob
        (file,) = (texts.path / "documents").iterdir()
        assert file.read_bytes() == blob.content
        assert len(file.name.encode()) < 255

    def test_a_file_that_was_changed_or_taken_away_is_not_given(self, texts: Sheets) -> None:
        """Other bytes are refused, and so is what the journal does not know."""
        documents = texts.documents()
        answer = documents.put(Blob(b"1", "text/plain", "a.txt"), key=Key.of("put", 1))
        assert isinstance(answer, Done)
        (file,) = (texts.path / "documents").iterdir()
        file.write_bytes(b"2")
        with pytest.raises(ContractViolation):
            documents.get(answer.value)
        file.unlink()
        for ref in (answer.value, Ref("documents", "../company.toml"), Ref("files", answer.value.id)):
            with pytest.raises(RemoteNotFound):
                documents.get(ref)


class TestOpening:
    def test_each_port_opens_by_its_configuration(self, texts: Sheets) -> None:
        """The openers give adapters that say whose books these are."""
        clock = SimulatedClock()
        environment = simulated_environment(clock, converter=StrictConverter())
        config = FilesConfig(str(texts.path))
        for opener in (open_customers, open_sales, open_documents):
            with opener(config, environment) as port:
                assert port.identify().tenant == "青岛某某测控有限公司"
                assert port.ping().well
        assert [one.port.name for one in register_adapters()] == ["customers", "sales", "documents"]

    def test_the_day_is_that_of_the_company(self, tmp_path: Path) -> None:
        """Late in the evening of UTC it is the next day in China; there too where the system knows no zones."""
        sheets = made(tmp_path / "books", now=datetime(2026, 3, 1, 23, tzinfo=UTC))
        opened = sheets.folder()
        assert opened.today == DAY
        opened.company = evolve(opened.company, timezone="Mars/Olympus")
        assert opened.today == DAY

    def test_a_folder_that_is_no_books_folder_is_refused(self, tmp_path: Path) -> None:
        """Without `company.toml` the configuration is wrong."""
        environment = simulated_environment(SimulatedClock(), converter=StrictConverter())
        with pytest.raises(ConfigError), open_sales(FilesConfig(str(tmp_path)), environment):
            pass

"""Many at once: one key twice in a batch, 32 threads on one receipt, a version that has passed (B54, B55, B56)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from time import sleep
from typing import Any

import pytest

from salessupport.books.reader import read_books
from salessupport.desk import Desk
from salessupport.domain.facts import Customer, Facts, Invoice, Receipt
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.errors import OverApplied, SalesSupportError
from salessupport.domain.values.money import total
from salessupport.domain.values.policies import Company, Policies
from salessupport.memory.remote import Remote
from salessupport.memory.sales import MemorySales
from salessupport.runtime.calls import Call
from salessupport.runtime.outbox import Intent
from salessupport.spi.errors import IdempotencyMismatch, LimitExceeded, Rejected, Transient, VersionConflict
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Version
from salessupport.spi.ports.sales import SALES
from support.outboxes import scene
from support.sheets_folder import CUSTOMERS, invoice, made, order, settlement, yuan
from support.writes import WRITES

THREADS = 32
DAY = date(2026, 3, 2)
INVOICE = next(write for write in WRITES if write.verb == "post_invoice")
RECEIPT = yuan("113.00")


def at_once(work: Callable[[int], Any], *, interval: float = 1e-6) -> list[Any]:
    """What the threads came back with, a result or the library's error; they start together and change often."""
    start, often = Barrier(THREADS), sys.getswitchinterval()

    def each(number: int) -> Any:
        start.wait()
        try:
            return work(number)
        except SalesSupportError as error:
            return error

    sys.setswitchinterval(interval)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(each, range(THREADS)))
    finally:
        sys.setswitchinterval(often)


class TestOneKeyTwiceInABatch:
    def test_has_one_effect(self) -> None:
        """B54: one row, given back twice, and one document, also if another connection's row stands between."""
        with scene(SALES) as here:
            call = INVOICE.call(here.remote, 1)
            intent = Intent("it", INVOICE.key(1), call, "clerk")
            other = Intent("it", INVOICE.key(2), INVOICE.call(here.remote, 2), "clerk")
            first, _, again = here.outbox.put_all([intent, other, intent])
            assert first == again
            assert len(list(here.outbox.rows())) == 2
            here.settle()
            assert (here.remote.effects(intent.key), here.remote.effects(other.key)) == (1, 1)
            assert len(here.remote.documents(("invoices",))) == 2

    def test_with_another_content_nothing_of_the_batch_stands(self) -> None:
        """B53 within B54: neither the first nor the second goes out."""
        with scene(SALES) as here:
            intent = Intent("it", INVOICE.key(1), INVOICE.call(here.remote, 1), "clerk")
            changed = Call.of(SALES, "post_invoice", invoice("FP-1", "99.00"))
            with pytest.raises(IdempotencyMismatch):
                here.outbox.put_all([intent, Intent("it", INVOICE.key(1), changed, "clerk")])
            here.settle()
            assert list(here.outbox.rows()) == []
            assert here.remote.effects(intent.key) == 0


class TestOneReceiptFromManyThreads:
    def test_memory(self) -> None:
        """B55: one places the money, the others are told that nothing is open; the items tell the same."""
        remote = Remote()
        MemorySales(remote).post_invoice(invoice("FP-1", "113.00"), key=Key.of("i", 1))
        answers = at_once(
            lambda n: MemorySales(remote).post_settlement(settlement("SK-1", "113.00", "FP-1"), key=Key.of("s", n))
        )
        assert sum(isinstance(one, Done) for one in answers) == 1
        assert sum(isinstance(one, LimitExceeded) for one in answers) == THREADS - 1
        assert list(MemorySales(remote).open_items(as_of=DAY)) == []

    def test_memory_by_one_key(self) -> None:
        """The same command from all of them is one effect, told to all."""
        remote = Remote()
        MemorySales(remote).post_invoice(invoice("FP-1", "999.00"), key=Key.of("i", 1))
        answers = at_once(lambda _: MemorySales(remote).post_settlement(settlement(), key=Key.of("s", 1)))
        assert len({one.remote_ref for one in answers}) == 1
        assert sum(not one.replayed for one in answers) == remote.effects(Key.of("s", 1)) == 1
        assert [item.open for item in MemorySales(remote).open_items(as_of=DAY)] == [yuan("886.00")]

    def test_files(self, tmp_path: Path) -> None:
        """B55: a receipt on 32 invoices is entered once; who comes late is refused, who collides told to come again."""
        invoices = tuple(invoice(f"FP-{number}").invoice for number in range(THREADS))
        sheets = made(tmp_path / "books", facts=Facts(customers=CUSTOMERS, invoices=invoices))

        def work(number: int) -> Any:
            port = sheets.sales(settle=False)
            for _ in range(2_000):
                try:
                    return port.post_settlement(settlement("SK-1", "113.00", f"FP-{number}"), key=Key.of("s", number))
                except Transient:
                    sleep(0.005)
            return None

        answers = at_once(work, interval=sys.getswitchinterval())
        assert sum(isinstance(one, Done) for one in answers) == 1
        assert sum(isinstance(one, Rejected) for one in answers) == THREADS - 1
        facts = read_books(sheets.path).facts
        assert [row.amount for row in facts.allocations] == [RECEIPT]
        assert [row.id for row in facts.receipts] == ["SK-1"]

    def test_desk(self) -> None:
        """Whatever rows the threads that share a desk leave, the fold never places more than the receipt (I2)."""
        desk, _ = _allocated_at_once()
        placed = place(desk.history, DAY).placed_by_row()
        assert sum(placed.values()) <= RECEIPT.minor

    def test_desk_refuses(self) -> None:
        """B55: one of the threads that share a desk places the money, the others are refused as `OverApplied`."""
        desk, answers = _allocated_at_once()
        rows = desk.history.facts.allocations
        assert total((row.amount for row in rows if row.amount), "CNY") == RECEIPT
        assert sum(isinstance(one, OverApplied) for one in answers) == THREADS - 1


def _allocated_at_once() -> tuple[Desk, list[Any]]:
    """A desk whose one receipt 32 threads placed in full, each on an invoice of its own, and their answers."""
    invoices = tuple(
        Invoice(id=f"FP-{n}", kind="invoice", customer="C1", issued_on=DAY, gross=RECEIPT, status="issued")
        for n in range(THREADS)
    )
    facts = Facts(
        customers=(Customer(id="C1", name="青岛某某测控有限公司"),),
        invoices=invoices,
        receipts=(Receipt(id="SK-1", customer="C1", received_on=DAY, amount=RECEIPT),),
    )
    company = Company(name="上海某某贸易有限公司", policies=Policies(allocation="explicit"))
    desk = Desk.from_records(facts, company=company)
    return desk, at_once(lambda n: desk.allocate("SK-1", f"FP-{n}", amount=RECEIPT, on=DAY))


class TestVersionThatHasPassed:
    def test_the_conflict_names_the_current_version(self, tmp_path: Path) -> None:
        """B56: in memory and in a folder, `current` is the version with which the same command is taken."""
        sheets = made(tmp_path / "books")
        for port in (MemorySales(Remote()), sheets.sales()):
            ref = port.post_order(order(), key=Key.of("o", 1)).remote_ref  # type: ignore[union-attr] # done at once
            with pytest.raises(VersionConflict) as caught:
                port.cancel_order(ref, key=Key.of("c", 1), reason="x", expect=Version("passed"))
            current = Version(str(caught.value.context["current"]))
            assert isinstance(port.cancel_order(ref, key=Key.of("c", 1), reason="x", expect=current), Done)

    def test_of_32_changes_of_one_version_one_is_made(self) -> None:
        """The others conflict with it, and the order is changed once."""
        remote = Remote()
        ref = MemorySales(remote).post_order(order(), key=Key.of("o", 1)).remote_ref  # type: ignore[union-attr] # done
        version = remote.require(ref).mark
        answers = at_once(
            lambda n: MemorySales(remote).cancel_order(ref, key=Key.of("c", n), reason=str(n), expect=version)
        )
        assert sum(isinstance(one, Done) for one in answers) == 1
        assert sum(isinstance(one, VersionConflict) for one in answers) == THREADS - 1
        assert remote.require(ref).version == 2

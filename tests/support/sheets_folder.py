"""A folder of spreadsheets for tests of the adapter `files`: made, opened, edited by a person, broken."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

from attrs import frozen

from salessupport.books.writer import Form
from salessupport.domain.facts import (
    Allocation,
    Contract,
    Customer,
    Facts,
    Instalment,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Product,
    Receipt,
)
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from salessupport.files.customers import FilesCustomers
from salessupport.files.documents import FilesDocuments
from salessupport.files.folder import Folder
from salessupport.files.sales import FilesSales
from salessupport.spi.documents import ContractDocument, InvoiceDocument, OrderDocument, Settlement
from salessupport.spi.feed import Change
from salessupport.testing.certify.files_lab import make_books

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = date(2026, 3, 2)
CUSTOMERS = (Customer(id="C1", name="青岛某某测控有限公司"), Customer(id="C2", name="上海海川机电有限公司"))


@frozen
class Sheets:
    """A folder that any number of sessions may be opened on."""

    path: Path
    now: datetime = NOW
    quiet: timedelta = timedelta(0)
    page: int = 2

    def folder(self, *, settle: bool = True) -> Folder:
        """Open the folder as an opener does, or without writing what is left promised."""
        folder = Folder(self.path, now=lambda: self.now, quiet=self.quiet)
        if settle:
            folder.settle()
        return folder

    def sales(self, *, settle: bool = True) -> FilesSales:
        """A session of the port `sales`."""
        return FilesSales(self.folder(settle=settle), page=self.page)

    def customers(self) -> FilesCustomers:
        """A session of the port `customers`."""
        return FilesCustomers(self.folder(), page=self.page)

    def documents(self) -> FilesDocuments:
        """A session of the port `documents`."""
        return FilesDocuments(self.folder())

    def edit(self, name: str, change: Callable[[str], str]) -> None:
        """Edit a text file as a person does."""
        path = self.path / name
        path.write_bytes(change(path.read_bytes().decode("utf-8-sig")).encode("utf-8-sig"))


def made(path: Path, *, form: Form = "csv", facts: Facts | None = None, **how: Any) -> Sheets:
    """Make a folder with two customers, a product and these facts."""
    known = facts or Facts(customers=CUSTOMERS, products=(Product(id="P1", name="流量计"),))
    make_books(path, Company(name="青岛某某测控有限公司"), known, form)
    return Sheets(path, **how)


def yuan(text: str) -> Money:
    """An amount in CNY."""
    return Money.parse(text, "CNY")


def order(number: str = "SO-1", *, qty: str = "2", price: str = "10.00", lines: int = 2) -> OrderDocument:
    """An order of equal lines."""
    row = {"order": number, "product": "P1", "qty": Quantity(Decimal(qty)), "price": Price(Decimal(price))}
    made_lines = tuple(OrderLine(line=line, **row) for line in range(1, lines + 1))  # type: ignore[arg-type]
    return OrderDocument(Order(id=number, customer="C1", ordered_on=DAY, status="confirmed"), made_lines)


def invoice(number: str = "FP-1", gross: str = "113.00") -> InvoiceDocument:
    """An invoice of one line at 13 %."""
    whole = yuan(gross)
    net = Money(whole.minor * 100 // 113, "CNY")
    head = Invoice(
        id=number, kind="invoice", customer="C1", issued_on=DAY, gross=whole, net=net, tax=whole - net, status="issued"
    )
    line = InvoiceLine(
        invoice=number, line=1, product="P1", net=net, tax_rate=Ratio(Decimal("0.13")), tax=whole - net, gross=whole
    )
    return InvoiceDocument(head, (line,))


def contract(number: str = "HT-1") -> ContractDocument:
    """A contract of two instalments."""
    head = Contract(id=number, customer="C1", signed_on=DAY, amount=yuan("1000.00"))
    parts = (("signing", "0.30"), ("delivery", "0.70"))
    terms = tuple(
        Instalment(contract=number, no=no, trigger=trigger, share=Ratio(Decimal(share)))  # type: ignore[arg-type]
        for no, (trigger, share) in enumerate(parts, 1)
    )
    return ContractDocument(head, (), terms)


def settlement(number: str = "SK-1", amount: str = "113.00", target: str | None = "FP-1") -> Settlement:
    """A receipt, placed on an invoice if one is named."""
    receipt = Receipt(id=number, customer="C1", received_on=DAY, amount=yuan(amount), method="bank")
    if target is None:
        return Settlement(receipt)
    row = Allocation(id=f"HX-{number}", source=number, target=target, effective_on=DAY, amount=yuan(amount))
    return Settlement(receipt, (row,))


def read(port: FilesSales | FilesCustomers, **how: Any) -> dict[str, Change]:
    """The last change of each document, by its id."""
    return {change.ref.id: change for batch in port.changes(**how) for change in batch.items}


class Killed(BaseException):
    """Stands for the end of a process: nothing after it runs but what every program's end runs."""


_STEPS = ("write", "fsync", "replace", "ftruncate", "open")


@contextmanager
def breaking(at: int, *, late: bool = False, full: bool = False) -> Iterator[list[str]]:
    """Break the `at`-th step that touches the disk, `late`: after it was done; a write is done by half before.

    The process ends there, or with `full` the disk is full from there on. Gives the steps as they are done.
    """
    done: list[str] = []
    with ExitStack() as stack:
        for name in _STEPS:
            stack.enter_context(patch.object(os, name, _Step(name, done, at, late=late, full=full)))
        yield done


class _Step:
    def __init__(self, name: str, done: list[str], at: int, *, late: bool, full: bool) -> None:
        self.name, self.done, self.at, self.late, self.full = name, done, at, late, full
        self.real = getattr(os, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.name == "open" and not args[1] & os.O_CREAT:
            return self.real(*args, **kwargs)
        self.done.append(self.name)
        if len(self.done) < self.at or (len(self.done) > self.at and not self.full):
            return self.real(*args, **kwargs)
        if self.name == "write" and not self.late:
            self.real(args[0], args[1][: len(args[1]) // 2])
        elif self.late:
            self.real(*args, **kwargs)
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        raise Killed

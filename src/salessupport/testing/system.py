"""The small protocol through which any system of receivables is put to the test, and the answers that it gives.

Amounts are whole minor units of one currency and above zero; an id is used once, whatever it names. Money is placed by
hand only: a system that places by itself is asked with that switched off. The days of successive commands never go
back, and a command that the system will not carry out raises `Refused` and leaves everything as it was.
Source: reliability.md 5.2, 5.6.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from attrs import frozen


class Refused(Exception):
    """The system will not carry out a command; nothing has changed."""


@frozen
class OpenItem:
    """What is open of an invoice; `bucket` is 0 up to the due date, then rises with age in the system's own steps."""

    customer: str
    open: int
    bucket: int


@frozen
class Line:
    """One document on a statement; what the customer owes is positive, what it paid or was credited negative."""

    on: date
    id: str
    amount: int


@frozen
class Account:
    """A statement of account: opening + the lines = closing; placing and taking back show no line."""

    opening: int
    lines: tuple[Line, ...]
    closing: int


class ReceivablesSystem(Protocol):
    """What a system under test does and answers; a day's answers are those of its evening."""

    def issue(self, invoice: str, *, customer: str, amount: int, on: date, due_on: date) -> None:
        """Issue an invoice, due on that day or later."""
        ...

    def receive(self, receipt: str, *, customer: str, amount: int, on: date) -> None:
        """Take money of a customer; nothing of it is placed yet."""
        ...

    def credit(self, note: str, *, invoice: str, amount: int, on: date) -> None:
        """Credit an invoice; refused beyond what is open of it."""
        ...

    def place(self, placement: str, *, receipt: str, invoice: str, amount: int, on: date) -> None:
        """Place money; refused beyond what the receipt has left or the invoice has open, and between two customers."""
        ...

    def take_back(self, placement: str, *, on: date) -> None:
        """Undo a placement in full, from that day on; refused a second time."""
        ...

    def refund(self, refund: str, *, receipt: str, amount: int, on: date) -> None:
        """Pay money back; refused beyond what the receipt has left."""
        ...

    def open_items(self, as_of: date) -> Mapping[str, OpenItem]:
        """Answer with every invoice that has something open on a day, by its id."""
        ...

    def unapplied(self, as_of: date) -> Mapping[str, int]:
        """Answer with every receipt that has money left on a day, by its id."""
        ...

    def statement(self, customer: str, *, first: date, last: date) -> Account:
        """Answer with a customer's account from `first` to `last`, both included; lines in any order."""
        ...


Make = Callable[[], ReceivablesSystem]
"""Gives a system without any document; each test starts from a fresh one."""

"""Bank statements in memory: accounts with an opening balance and the lines that the bank booked (AR-02).

Law: opening + lines = closing, for every account and day. A line is what arrived: its fee was kept from it before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from attrs import frozen

from salessupport.domain.values.money import SignedMoney, total
from salessupport.memory.connection import Connection
from salessupport.memory.record import Record, View
from salessupport.memory.remote import Remote
from salessupport.spi.errors import InvalidRemoteInput, RemoteNotFound
from salessupport.spi.feed import Batch, Cursor
from salessupport.spi.outcomes import Ref
from salessupport.spi.ports.bank_statements import BankAccount, BankLine

ACCOUNTS: Final = "accounts"
LINES: Final = "bank_lines"


@frozen
class Opened:
    """An account and what stood on it when it was opened here."""

    account: BankAccount
    opening: SignedMoney


def open_account(remote: Remote, account: BankAccount, opening: SignedMoney) -> None:
    """Open an account at the bank, with what stands on it."""
    if opening.currency != account.currency:
        raise InvalidRemoteInput(path=account.number, remote_text=f"{opening.currency} on a {account.currency} account")
    remote.add(ACCOUNTS, value=Opened(account, opening), id=account.number)


def book(remote: Remote, line: BankLine) -> None:
    """Have the bank book a line on one of its accounts."""
    account = remote.require(Ref(ACCOUNTS, line.account)).valued(Opened).account
    if line.amount.currency != account.currency:
        raise InvalidRemoteInput(path=line.id, remote_text=f"{line.amount.currency} on a {account.currency} account")
    remote.add(LINES, value=line, id=f"{line.account}/{line.id}")


class MemoryBankStatements(Connection):
    """`BankStatements` of a remote."""

    def accounts(self) -> Sequence[BankAccount]:
        """The accounts that can be read, in the order of their opening."""
        return self._ask("accounts", lambda view: tuple(record.valued(Opened).account for record in view.of(ACCOUNTS)))

    def lines(self, account: str, since: Cursor | None = None) -> Iterator[Batch[BankLine]]:
        """Hand over the bookings of an account in the order in which the bank booked them."""
        self._ask("lines", lambda view: _opened(view, account))

        def of_account(record: Record) -> bool:
            return _line(record).account == account

        return self._read("lines", f"lines:{account}", (LINES,), since, _line, which=of_account)

    def balance(self, account: str, /, *, on: date) -> SignedMoney:
        """The booked balance at the end of a day: opening + lines = closing can be checked."""

        def question(view: View) -> SignedMoney:
            opening = _opened(view, account).opening
            lines = (_line(record) for record in view.of(LINES))
            booked = (line.amount for line in lines if line.account == account and line.booked_on <= on)
            return SignedMoney(opening + total(booked, opening.currency))

        return self._ask("balance", question)


def _opened(view: View, account: str) -> Opened:
    record = view.get(Ref(ACCOUNTS, account))
    if record is None:
        raise RemoteNotFound(path=account, remote_text=f"no account {account}")
    return record.valued(Opened)


def _line(record: Record) -> BankLine:
    return record.valued(BankLine)

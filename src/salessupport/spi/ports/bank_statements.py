"""Bank statements: accounts, their lines and balances, only read (AR-02)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, Protocol

from attrs import frozen

from salessupport.domain.values.money import Money, SignedMoney
from salessupport.spi.feed import Batch, Cursor
from salessupport.spi.port import Port, port
from salessupport.spi.ports.shared import Answers


@frozen
class BankAccount:
    """An account of ours at a bank."""

    number: str
    bank: str
    currency: str


@frozen
class BankLine:
    """One booking: `id` is the bank's, `amount` positive for money in; `fee` is what the bank kept of it."""

    id: str
    account: str
    booked_on: date
    amount: SignedMoney
    payer_name: str = ""
    payer_account: str = ""
    remittance: str = ""
    fee: Money | None = None


class BankStatements(Answers, Protocol):
    """Statements of a bank."""

    def accounts(self) -> Sequence[BankAccount]:
        """The accounts that can be read."""
        ...

    def lines(self, account: str, since: Cursor | None = None) -> Iterator[Batch[BankLine]]:
        """Hand over the bookings of an account in the order in which the bank booked them."""
        ...

    def balance(self, account: str, /, *, on: date) -> SignedMoney:
        """The booked balance at the end of a day: opening + lines = closing can be checked."""
        ...


BANK_STATEMENTS: Final[Port[BankStatements]] = port("bank_statements", "1.0", reads="accounts lines balance")

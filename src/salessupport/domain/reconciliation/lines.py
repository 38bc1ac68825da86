"""What stands on the two sides of a reconciliation: signed lines, and the names under which a document is known.

Amounts are signed as Conventions 14 says: what the customer owes is positive, on both sides. A number is compared
without white space, width and case, and where that finds nothing by its letters and digits alone. Source: books.md
Conventions 14 and 15; DN-02.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.values.errors import CurrencyMismatch
from salessupport.domain.values.money import Money

TheirKind = Literal["invoice", "credit_note", "advance", "payment_in_transit"]
"""What a line of the customer's list is (Conventions 15)."""
Family = Literal["debt", "note", "money", "transit"]
"""What lines are like each other: what is owed, credit notes, money that has come, money on its way."""

FAMILIES: dict[TheirKind, Family] = {
    "invoice": "debt",
    "credit_note": "note",
    "advance": "money",
    "payment_in_transit": "transit",
}


@frozen
class TheirLine:
    """A line of the customer's list: `amount` is what they say they owe, so credits and payments are below zero.

    `id` is our number or theirs; `line` is the line of our statement that it answers, where it is a reply.
    """

    id: str | None
    kind: TheirKind
    amount: Money
    on: date | None = None
    line: int | None = None
    remark: str = ""


@frozen
class Line:
    """A line of either side; `names` are the numbers that it is known by, `amount` signed minor units."""

    id: str | None
    names: tuple[str, ...]
    kind: str
    family: Family
    on: date | None
    amount: int
    line: int | None = None
    disputed: bool = False

    @property
    def order(self) -> tuple[object, ...]:
        """Orders lines by what they say, so that the order of rows decides nothing."""
        place = -1 if self.line is None else self.line
        day, name = self.on or date.min, self.id or ""
        return place, day, self.on is None, name, self.kind, self.amount, self.family, self.names, self.disputed

    @property
    def is_debt(self) -> bool:
        """Whether it is something owed; a number of a debt never names a credit."""
        return self.family == "debt"


def exact_name(text: str) -> str:
    """Give the form in which two spellings of a number are equal: no white space, half width, no case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def loose_name(text: str) -> str:
    """Give a number's letters and digits alone: `FP-71` and `fp 71` are one."""
    return "".join(character for character in exact_name(text) if character.isalnum())


def known_as(*texts: str | None) -> Iterator[str]:
    """Every name, strict and loose, of a document with these numbers."""
    for text in texts:
        if text:
            yield f"={exact_name(text)}"
            if loose := loose_name(text):
                yield f"~{loose}"


def their_lines(theirs: Iterable[TheirLine], *, currency: str) -> list[Line]:
    """Their list as lines to be paired; `CurrencyMismatch` where one is not of the account's currency."""
    lines = []
    for number, one in enumerate(theirs, 1):
        if one.amount.currency != currency:
            raise CurrencyMismatch(
                "currency.mismatch", path=one.id or f"#{number}", left=currency, right=one.amount.currency
            )
        names = (one.id,) if one.id else ()
        lines.append(Line(one.id, names, one.kind, FAMILIES[one.kind], one.on, one.amount.minor, one.line))
    return lines


def open_items(rows: Iterable[tuple[str, Money]]) -> tuple[TheirLine, ...]:
    """The open items of another system, by id and signed amount, as the other side: below zero they are credits."""
    return tuple(
        TheirLine(row_id or None, "invoice" if amount.minor >= 0 else "advance", amount) for row_id, amount in rows
    )

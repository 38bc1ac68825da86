"""A naive model of receivables to hold any system against: a list of immutable events, every answer by a full rescan.

It imports nothing that computes: no index, no balance, no date arithmetic but a day loop. It is a `ReceivablesSystem`
itself, so each law and relation can be run on it, too. Placing is by hand alone, in one currency; what the books'
conventions place by themselves (exact sets, interest, bills, contracts) it does not know.
Source: reliability.md 5.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeVar

from salessupport.testing.events import Credit, Event, Issue, Place, Receive, Refund, TakeBack, event_id
from salessupport.testing.oracles import bucket_of
from salessupport.testing.system import Account, Line, OpenItem, Refused

Kind = TypeVar("Kind", Issue, Receive, Credit, Place, Refund)
Document = Issue | Receive | Credit | Refund
"""What stands on a statement."""


class NaiveModel:
    """Remembers what happened and adds it up when asked; `bounds` are the ends of the ageing's buckets, in days."""

    bounds: tuple[int, ...] = (30, 60, 90)

    def __init__(self) -> None:
        """Start without any document."""
        self.events: list[Event] = []

    # --- what happens ---

    def issue(self, invoice: str, *, customer: str, amount: int, on: date, due_on: date) -> None:
        """Issue an invoice."""
        self._new(invoice, amount, on)
        _refuse(due_on < on, f"{invoice} would be due before it is issued")
        self.events.append(Issue(invoice, customer, amount, on, due_on))

    def receive(self, receipt: str, *, customer: str, amount: int, on: date) -> None:
        """Take money."""
        self._new(receipt, amount, on)
        self.events.append(Receive(receipt, customer, amount, on))

    def credit(self, note: str, *, invoice: str, amount: int, on: date) -> None:
        """Credit an invoice."""
        self._new(note, amount, on)
        _refuse(amount > self.open(invoice, on), f"{invoice} has not that much open")
        self.events.append(Credit(note, invoice, amount, on))

    def place(self, placement: str, *, receipt: str, invoice: str, amount: int, on: date) -> None:
        """Place money."""
        self._new(placement, amount, on)
        _refuse(amount > self.left(receipt, on), f"{receipt} has not that much left")
        _refuse(amount > self.open(invoice, on), f"{invoice} has not that much open")
        _refuse(self.owner(receipt) != self.owner(invoice), f"{receipt} and {invoice} are of two customers")
        self.events.append(Place(placement, receipt, invoice, amount, on))

    def take_back(self, placement: str, *, on: date) -> None:
        """Undo a placement."""
        standing = [place.placement for place in self.standing(on)]
        _refuse(placement not in standing, f"{placement} does not stand")
        self.events.append(TakeBack(placement, on))

    def refund(self, refund: str, *, receipt: str, amount: int, on: date) -> None:
        """Pay back."""
        self._new(refund, amount, on)
        _refuse(amount > self.left(receipt, on), f"{receipt} has not that much left")
        self.events.append(Refund(refund, receipt, amount, on))

    def _new(self, name: str, amount: int, on: date) -> None:
        _refuse(amount <= 0, f"{name}: an amount is above zero")
        _refuse(name in self.names(), f"{name} is used already")
        _refuse(any(event.on > on for event in self.events), f"{name}: days do not go back")

    # --- what follows ---

    def seen(self, kind: type[Kind], as_of: date) -> Iterator[Kind]:
        """Give the events of a kind up to a day."""
        for event in self.events:
            if isinstance(event, kind) and event.on <= as_of:
                yield event

    def names(self) -> set[str]:
        """Give every id that is used."""
        return {event_id(event) for event in self.events if not isinstance(event, TakeBack)}

    def standing(self, as_of: date) -> list[Place]:
        """List the placements that are not taken back by that day."""
        back = {event.placement for event in self.events if isinstance(event, TakeBack) and event.on <= as_of}
        return [place for place in self.seen(Place, as_of) if place.placement not in back]

    def owner(self, document: str) -> str | None:
        """Name the customer of an invoice or receipt."""
        named = [event for event in self.events if isinstance(event, Issue | Receive) and event_id(event) == document]
        return named[0].customer if named else None

    def open(self, invoice: str, as_of: date) -> int:
        """Say what is open of an invoice; of an unknown one nothing."""
        gross = sum(event.amount for event in self.seen(Issue, as_of) if event.invoice == invoice)
        credited = sum(event.amount for event in self.seen(Credit, as_of) if event.invoice == invoice)
        placed = sum(event.amount for event in self.standing(as_of) if event.invoice == invoice)
        return gross - credited - placed

    def left(self, receipt: str, as_of: date) -> int:
        """Say what a receipt has left; an unknown one nothing."""
        money = sum(event.amount for event in self.seen(Receive, as_of) if event.receipt == receipt)
        refunded = sum(event.amount for event in self.seen(Refund, as_of) if event.receipt == receipt)
        placed = sum(event.amount for event in self.standing(as_of) if event.receipt == receipt)
        return money - refunded - placed

    def open_items(self, as_of: date) -> Mapping[str, OpenItem]:
        """Answer with what is open."""
        return {
            event.invoice: OpenItem(
                event.customer, self.open(event.invoice, as_of), bucket_of(event.due_on, as_of, self.bounds)
            )
            for event in self.seen(Issue, as_of)
            if self.open(event.invoice, as_of)
        }

    def unapplied(self, as_of: date) -> Mapping[str, int]:
        """Answer with the money left."""
        left = {event.receipt: self.left(event.receipt, as_of) for event in self.seen(Receive, as_of)}
        return {receipt: amount for receipt, amount in left.items() if amount}

    def statement(self, customer: str, *, first: date, last: date) -> Account:
        """Answer with an account."""
        mine = [event for event in self._documents(last) if self.owner(_about(event)) == customer]
        lines = [Line(event.on, event_id(event), self.sign(event) * event.amount) for event in mine]
        opening = sum(line.amount for line in lines if line.on < first)
        shown = tuple(line for line in lines if line.on >= first)
        return Account(opening, shown, opening + sum(line.amount for line in shown))

    def sign(self, event: Document) -> int:
        """Say whether a document adds to what the customer owes, or takes from it."""
        return 1 if isinstance(event, Issue | Refund) else -1

    def _documents(self, last: date) -> Iterator[Document]:
        for event in self.events:
            if not isinstance(event, Place | TakeBack) and event.on <= last:
                yield event


def _about(event: Document) -> str:
    return event.invoice if isinstance(event, Issue | Credit) else event.receipt


def _refuse(wrong: bool, reason: str) -> None:  # noqa: FBT001 - reads as a sentence
    if wrong:
        raise Refused(reason)

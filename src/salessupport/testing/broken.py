"""Systems with one defect each, so that a suite can prove that it would notice (reliability.md 5.6, G11).

Every class is the naive model with one mistake that bookkeeping programs have made. Run your own laws on `DEFECTS`:
each must break at least one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from attrs import evolve

from salessupport.testing.events import Credit, Issue, Place, Receive, Refund, TakeBack
from salessupport.testing.model import Document, NaiveModel
from salessupport.testing.system import Account, OpenItem, Refused


class PlacesOneTooMuch(NaiveModel):
    """Lets one unit more than an invoice has open be placed: `<=` where `<` was meant."""

    def place(self, placement: str, *, receipt: str, invoice: str, amount: int, on: date) -> None:
        """Place, if it fits, or nearly."""
        if amount == self.open(invoice, on) + 1 and amount <= self.left(receipt, on):
            self.events.append(Place(placement, receipt, invoice, amount, on))
        else:
            super().place(placement, receipt=receipt, invoice=invoice, amount=amount, on=on)


class ForgetsOneLeg(NaiveModel):
    """Gives the money back to the receipt when a placement is undone, and forgets that the invoice is open again."""

    def open(self, invoice: str, as_of: date) -> int:
        """Say what is open, as if nothing had been taken back."""
        back = {event.placement for event in self.events if isinstance(event, TakeBack) and event.on <= as_of}
        lost = [event for event in self.seen(Place, as_of) if event.invoice == invoice and event.placement in back]
        return max(0, super().open(invoice, as_of) - sum(event.amount for event in lost))


class RewritesThePast(NaiveModel):
    """Undoes a placement by deleting it, so that an earlier day's answers change."""

    def take_back(self, placement: str, *, on: date) -> None:
        """Delete the placement."""
        if placement not in [event.placement for event in self.standing(on)]:
            raise Refused(placement)
        gone = (Place, TakeBack)
        self.events = [one for one in self.events if not (isinstance(one, gone) and one.placement == placement)]


class SpendsARefundAgain(NaiveModel):
    """Forgets refunds when it says what a receipt has left."""

    def left(self, receipt: str, as_of: date) -> int:
        """Say what is left, refunds included."""
        refunded = sum(event.amount for event in self.seen(Refund, as_of) if event.receipt == receipt)
        return super().left(receipt, as_of) + refunded


class AgesFromIssue(NaiveModel):
    """Counts days overdue from the day of issue."""

    def open_items(self, as_of: date) -> Mapping[str, OpenItem]:
        """Answer with buckets by the age of the invoice."""
        issued = {event.invoice: event.on for event in self.seen(Issue, as_of)}
        items = super().open_items(as_of)
        return {name: evolve(item, bucket=int(as_of > issued[name])) for name, item in items.items()}


class LosesTheEdge(NaiveModel):
    """Puts an item that is exactly 60 days overdue into the youngest bucket: a gap between two spans."""

    def open_items(self, as_of: date) -> Mapping[str, OpenItem]:
        """Answer with a gap in the buckets."""
        due = {event.invoice: event.due_on for event in self.seen(Issue, as_of)}
        items = super().open_items(as_of)
        return {
            name: evolve(item, bucket=1) if (as_of - due[name]).days == 60 else item for name, item in items.items()
        }


class HidesRefunds(NaiveModel):
    """Leaves refunds out of the statement."""

    def statement(self, customer: str, *, first: date, last: date) -> Account:
        """Answer without refunds."""
        answer = super().statement(customer, first=first, last=last)
        hidden = {event.refund for event in self.events if isinstance(event, Refund)}
        lines = tuple(line for line in answer.lines if line.id not in hidden)
        return Account(answer.opening, lines, answer.opening + sum(line.amount for line in lines))


class CreditsTwice(NaiveModel):
    """Shows a credit note on the statement with the sign of an invoice."""

    def sign(self, event: Document) -> int:
        """Take a credit note for a debit."""
        return 1 if isinstance(event, Credit) else super().sign(event)


class RefusesTheLastUnit(NaiveModel):
    """Refuses to place all that a receipt has left."""

    def place(self, placement: str, *, receipt: str, invoice: str, amount: int, on: date) -> None:
        """Place less than all."""
        if amount == self.left(receipt, on):
            raise Refused(f"{receipt} would be used up")
        super().place(placement, receipt=receipt, invoice=invoice, amount=amount, on=on)


class ForgetsOthers(NaiveModel):
    """Answers with the money left of the first customer alone."""

    def unapplied(self, as_of: date) -> Mapping[str, int]:
        """Answer for one customer."""
        return {name: left for name, left in super().unapplied(as_of).items() if self.owner(name) == self._first()}

    def _first(self) -> str | None:
        owners: Iterator[str] = (event.customer for event in self.events if isinstance(event, Issue | Receive))
        return next(owners, None)


DEFECTS: Mapping[str, type[NaiveModel]] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            PlacesOneTooMuch,
            ForgetsOneLeg,
            RewritesThePast,
            SpendsARefundAgain,
            AgesFromIssue,
            LosesTheEdge,
            HidesRefunds,
            CreditsTwice,
            RefusesTheLastUnit,
            ForgetsOthers,
        )
    }
)
"""Every defective system by its name."""

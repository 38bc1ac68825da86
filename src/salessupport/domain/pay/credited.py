"""What is credited to whom: money applied, documents issued or orders confirmed, by line and person (PY-02).

One entry says that a line's share went from paid `before` to paid `after`; its base and what it earns are differences
of running sums, each rounded once, so that payments in parts come to what one payment does (rule 7, Conventions 11).
Everything is drawn from one snapshot: the facts effective and recorded by a day. Amounts are minor units of the
company's currency; `before`, `after` and `gross` those of the document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from attrs import define, evolve, field, frozen

from salessupport.domain.facts import Invoice, Order
from salessupport.domain.facts.commission import CommissionBasis, CommissionMeasure
from salessupport.domain.history import History
from salessupport.domain.orders.axes import order_axes
from salessupport.domain.orders.states import status_on
from salessupport.domain.pay.measures import lines_of, of_invoice, of_order
from salessupport.domain.pay.shares import Share, divided, shares_of_invoice, shares_of_order
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Ledger, Posting
from salessupport.domain.receivables.placing import place
from salessupport.domain.receivables.settlement import standing
from salessupport.domain.values.split import exact, rounded, share

Basis = tuple[CommissionBasis, CommissionMeasure]
"""What earns commission, and which amount of it counts."""
Person = str | None
"""A salesperson's id; None for what is nobody's."""


@frozen
class Entry:
    """A stretch of what a person is credited with for a line; `unknown` says that its measure could not be told."""

    on: date
    receipt: str | None
    invoice: str | None
    order: str | None
    line: int | None
    person: Person
    share: Decimal
    rate: Decimal | None
    product: str | None
    class_: str | None
    whole: int
    before: int = 0
    after: int = 1
    gross: int = 1
    unknown: bool = False

    @property
    def base(self) -> int:
        """What it adds to the base."""
        return share(self.whole, self.after, self.gross) - share(self.whole, self.before, self.gross)

    def so_far(self, rate: Decimal, paid: int) -> int:
        """What the line earns at a rate once `paid` of the gross is in, rounded once."""
        numerator, denominator = exact(rate).as_integer_ratio()
        return rounded(self.whole * numerator * paid, denominator * self.gross)

    @property
    def taken_away(self) -> Entry:
        """The entry that undoes this one."""
        return evolve(self, before=self.after, after=self.before)


@define(eq=False, slots=False)
class Snapshot:
    """What the office knew on a day of all that had happened by then; `history` knows nothing later."""

    history: History
    as_of: date
    _entries: dict[Basis, Mapping[Person, Sequence[Entry]]] = field(factory=dict, init=False)

    @classmethod
    def of(cls, history: History, as_of: date) -> Snapshot:
        """The snapshot of the end of a day."""
        return cls(history.known_by(as_of), as_of)

    @cached_property
    def ledger(self) -> Ledger:
        """The accounts as of the day."""
        return place(self.history, self.as_of)

    def entries(self, basis: Basis) -> Mapping[Person, Sequence[Entry]]:
        """All entries by person, in order of day, receipt, document and line."""
        if basis not in self._entries:
            grouped: defaultdict[Person, list[Entry]] = defaultdict(list)
            for entry in sorted(_SOURCES[basis[0]](self, basis[1]), key=_order):
                grouped[entry.person].append(entry)
            self._entries[basis] = dict(grouped)
        return self._entries[basis]


def _order(entry: Entry) -> tuple[object, ...]:
    return entry.on, entry.receipt or "", entry.invoice or "", entry.order or "", entry.line or 0, entry.person or ""


def _collected(snapshot: Snapshot, measure: CommissionMeasure) -> Iterator[Entry]:
    """Money of receipts that stands on invoices; of a bill only once it is honoured, from that day."""
    for item in snapshot.ledger.items.values():
        invoice = snapshot.history.invoices.get(item.id)
        if invoice is None or not item.gross:
            continue
        payments = _payments(snapshot, snapshot.ledger.postings_by_target.get(item.id, ()))
        if not payments:
            continue
        lines = [*_invoice_entries(snapshot.history, invoice, measure)]
        paid = 0
        for (on, receipt), amount in sorted(payments.items()):
            for entry in lines:
                yield evolve(entry, on=on, receipt=receipt, before=paid, after=paid + amount, gross=item.gross)
            paid += amount


def _payments(snapshot: Snapshot, postings: Sequence[Posting]) -> Mapping[tuple[date, str], int]:
    sums: defaultdict[tuple[date, str], int] = defaultdict(int)
    for posting in standing([one for one in postings if one.kind == "principal" and one.rule not in WRITTEN_OFF]):
        good_on = _good_on(snapshot, posting)
        if good_on is not None:
            sums[good_on, posting.source] += posting.amount
    return sums


def _good_on(snapshot: Snapshot, posting: Posting) -> date | None:
    """The day from which a posting counts as money collected; None: not yet, or it is a credit note's."""
    receipt = snapshot.history.receipts.get(posting.source)
    if receipt is None:
        return None
    if receipt.paid_by != "bill" and receipt.bill is None:
        return posting.on
    events = snapshot.history.bill_events.get(receipt.bill or "", ())
    honoured = [event.effective_on for event in events if event.event == "honoured"]
    return max(posting.on, honoured[-1]) if honoured and honoured[-1] <= snapshot.as_of else None


def _invoiced(snapshot: Snapshot, measure: CommissionMeasure) -> Iterator[Entry]:
    """Documents issued; a credit note counts against the day of the invoice that it corrects.

    Issued later it is a later fact about that invoice's period, as an allocation taken back is, so that an invoice and
    its full credit note come to nothing under any tiers (I12); one without an original counts on its own day.
    """
    for invoice in snapshot.history.facts.invoices:
        if invoice.status == "issued" and invoice.issued_on <= snapshot.as_of and invoice.kind != "opening":
            original = snapshot.history.invoices.get(invoice.original or "")
            on = original.issued_on if original is not None else invoice.issued_on
            for entry in _invoice_entries(snapshot.history, invoice, measure):
                yield evolve(entry, on=on, whole=-entry.whole if invoice.kind == "credit_note" else entry.whole)


def _invoice_entries(history: History, invoice: Invoice, measure: CommissionMeasure) -> Iterator[Entry]:
    """A document's lines by person, as if paid at once on its day."""
    client = history.customers.get(invoice.customer)
    for line in lines_of(history, invoice):
        amount = of_invoice(history, invoice, line, measure)
        entry = Entry(
            on=invoice.issued_on,
            receipt=None,
            invoice=invoice.id,
            order=None,
            line=line.line if line is not None else None,
            person=None,
            share=Decimal(0),
            rate=None,
            product=line.product if line is not None else None,
            class_=client.class_ if client is not None else None,
            whole=0,
            unknown=amount is None,
        )
        yield from _shared(entry, amount, shares_of_invoice(history, invoice, line))


def _ordered(snapshot: Snapshot, measure: CommissionMeasure) -> Iterator[Entry]:
    """Orders on the day of their first confirmation, as they stand now: amended, cut short or cancelled."""
    history = snapshot.history
    for order in history.facts.orders:
        if status_on(history, order, as_of=snapshot.as_of) == "draft":
            continue
        axes = order_axes(history, order.id, as_of=snapshot.as_of)
        client = history.customers.get(order.customer)
        for line in axes.lines:
            amount = of_order(history, axes, line, measure)
            entry = Entry(
                on=_confirmed_on(history, order),
                receipt=None,
                invoice=None,
                order=order.id,
                line=line.line,
                person=None,
                share=Decimal(0),
                rate=None,
                product=line.product,
                class_=client.class_ if client is not None else None,
                whole=0,
                unknown=amount is None,
            )
            yield from _shared(entry, amount, shares_of_order(history, order, line.line, line.product))


def _confirmed_on(history: History, order: Order) -> date:
    events = history.order_events_of.get(order.id, ())
    told = next((event.effective_on for event in events if event.event == "confirmed"), None)
    return max(order.ordered_on, told or order.confirmed_on or order.ordered_on)


def _shared(entry: Entry, amount: int | None, shares: Sequence[Share]) -> Iterator[Entry]:
    for one, part in divided(amount or 0, shares):
        yield evolve(entry, person=one.salesperson, share=one.share, rate=one.rate, whole=part)


_SOURCES: Mapping[CommissionBasis, Callable[[Snapshot, CommissionMeasure], Iterator[Entry]]] = {
    "collected": _collected,
    "invoiced": _invoiced,
    "ordered": _ordered,
}

"""What is credited to whom: money applied, documents issued or orders confirmed, by line and person (PY-02).

One entry says that a line's share went from paid `before` to paid `after`; its base and what it earns are differences
of running sums, each rounded once, so that payments in parts come to what one payment does (rule 7, Conventions 11).
Everything is drawn from one snapshot, document by document: the facts effective and recorded by a day. Amounts are
minor units of the company's currency; `before`, `after` and `gross` those of the document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from attrs import Factory, define, field, frozen

from salessupport.domain.facts import Invoice, Order
from salessupport.domain.facts.commission import CommissionBasis, CommissionMeasure
from salessupport.domain.history import History
from salessupport.domain.orders.axes import order_axes
from salessupport.domain.orders.states import status_on
from salessupport.domain.pay.measures import lines_of, of_invoice, of_order
from salessupport.domain.pay.shares import contract_of, divided, shares_of_invoice, shares_of_order
from salessupport.domain.pay.tiers import ratio_of
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Ledger, Posting
from salessupport.domain.receivables.placing import place
from salessupport.domain.receivables.settlement import standing
from salessupport.domain.values.split import rounded

Basis = tuple[CommissionBasis, CommissionMeasure]
"""What earns commission, and which amount of it counts."""
Person = str | None
"""A salesperson's id; None for what is nobody's."""


@frozen
class Part:
    """A person's share of a document's line: `whole` of its measure; `unknown` says that it could not be told.

    `contract` is what the document belongs to; it decides what is held back, not what counts.
    """

    invoice: str | None
    order: str | None
    line: int | None
    person: Person
    share: Decimal
    rate: Decimal | None
    product: str | None
    class_: str | None
    whole: int
    unknown: bool = False
    contract: str | None = field(default=None, eq=False)
    place: tuple[str, str, int, str] = field(
        init=False,
        eq=False,
        repr=False,
        default=Factory(
            lambda self: (self.invoice or "", self.order or "", self.line or 0, self.person or ""), takes_self=True
        ),
    )


class Entry(NamedTuple):
    """A stretch of what a person is credited with. A named tuple, as there is one for every share of every payment."""

    on: date
    receipt: str | None
    part: Part
    before: int = 0
    after: int = 1
    gross: int = 1

    @property
    def base(self) -> int:
        """What it adds to the base."""
        _, _, part, before, after, gross = self
        reached = part.whole if after == gross else rounded(part.whole * after, gross)
        return reached - rounded(part.whole * before, gross) if before else reached

    def so_far(self, rate: Decimal, paid: int) -> int:
        """What the line earns at a rate once `paid` of the gross is in, rounded once."""
        numerator, denominator = ratio_of(rate)
        return rounded(self.part.whole * numerator * paid, denominator * self.gross)

    @property
    def invoice(self) -> str | None:
        """The document, where it is an invoice."""
        return self.part.invoice

    @property
    def order(self) -> str | None:
        """The document, where it is an order."""
        return self.part.order

    @property
    def line(self) -> int | None:
        """The document's line; None where the books give no lines."""
        return self.part.line

    @property
    def share(self) -> Decimal:
        """The person's share of the line."""
        return self.part.share

    @property
    def whole(self) -> int:
        """The person's share of the line's measure, all of it."""
        return self.part.whole

    @property
    def taken_away(self) -> Entry:
        """The entry that undoes this one."""
        return self._replace(before=self.after, after=self.before)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Entries in order of day, receipt, document and line."""
    days: defaultdict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        days[entry.on].append(entry)  # many entries lie on few days: so the days are put in order once
    return [entry for day in sorted(days) for entry in sorted(days[day], key=_within_a_day)]


def _within_a_day(entry: Entry) -> tuple[str, tuple[str, str, int, str]]:
    return entry.receipt or "", entry.part.place


@define(eq=False, slots=False)
class Snapshot:
    """What the office knew on a day of all that had happened by then; `history` knows nothing later.

    The ledger of a fold that is handed over may go on beyond the day: its postings up to the day are the day's own.
    """

    history: History
    as_of: date
    _fold: Callable[[], Ledger] | None = None

    @classmethod
    def of(cls, history: History, as_of: date) -> Snapshot:
        """The snapshot of the end of a day."""
        return cls(history.known_by(as_of), as_of)

    @cached_property
    def ledger(self) -> Ledger:
        """The accounts, at least up to the day."""
        return place(self.history, self.as_of) if self._fold is None else self._fold()

    @cached_property
    def closed(self) -> Ledger:
        """The accounts of the day itself, which say what stands where; those of `ledger` may go on beyond it."""
        return self.ledger if self.ledger.as_of == self.as_of else place(self.history, self.as_of)

    def documents(self, basis: Basis) -> Iterable[str]:
        """Ids of all documents that entries may be of."""
        return self.history.orders if basis[0] == "ordered" else self.history.invoices

    def entries_of(self, basis: Basis, document: str) -> list[Entry]:
        """The entries of one document; none where it is not known or does not count yet."""
        return [*_SOURCES[basis[0]](self, basis[1], document)]

    def entries(self, basis: Basis) -> Mapping[Person, Sequence[Entry]]:
        """All entries by person, in order."""
        grouped: defaultdict[Person, list[Entry]] = defaultdict(list)
        for entry in in_order(one for name in self.documents(basis) for one in self.entries_of(basis, name)):
            grouped[entry.part.person].append(entry)
        return dict(grouped)


def _collected(snapshot: Snapshot, measure: CommissionMeasure, document: str) -> Iterator[Entry]:
    """Money of receipts that stands on invoices; of a bill only once it is honoured, from that day."""
    postings = snapshot.ledger.postings_by_target.get(document, ())
    invoice = snapshot.history.invoices.get(document)
    if not postings or invoice is None or not invoice.gross.minor:
        return
    payments = _payments(snapshot, postings)
    if not payments:
        return
    gross, parts = invoice.gross.minor, [*_invoice_parts(snapshot.history, invoice, measure)]
    paid = 0
    for (on, receipt), amount in sorted(payments.items()):
        for part in parts:
            yield Entry(on, receipt, part, paid, paid + amount, gross)
        paid += amount


def _payments(snapshot: Snapshot, postings: Sequence[Posting]) -> Mapping[tuple[date, str], int]:
    sums: defaultdict[tuple[date, str], int] = defaultdict(int)
    counting = [
        one for one in postings if one.on <= snapshot.as_of and one.kind == "principal" and one.rule not in WRITTEN_OFF
    ]
    for posting in standing(counting):
        on = good_on(snapshot, posting.source, posting.on)
        if on is not None:
            sums[on, posting.source] += posting.amount
    return sums


def good_on(snapshot: Snapshot, source: str, on: date) -> date | None:
    """The day from which money of a source placed `on` a day counts as collected; None: not yet, or it is no money."""
    receipt = snapshot.history.receipts.get(source)
    if receipt is None:
        return None
    if receipt.paid_by != "bill" and receipt.bill is None:
        return on
    events = snapshot.history.bill_events.get(receipt.bill or "", ())
    honoured = [event.effective_on for event in events if event.event == "honoured"]
    return max(on, honoured[-1]) if honoured and honoured[-1] <= snapshot.as_of else None


def _invoiced(snapshot: Snapshot, measure: CommissionMeasure, document: str) -> Iterator[Entry]:
    """Documents issued; a credit note counts against the day of the invoice that it corrects.

    Issued later it is a later fact about that invoice's period, as an allocation taken back is, so that an invoice and
    its full credit note come to nothing under any tiers (I12); one without an original counts on its own day.
    """
    invoice = snapshot.history.invoices.get(document)
    if invoice is None or invoice.status != "issued" or invoice.issued_on > snapshot.as_of or invoice.kind == "opening":
        return
    original = snapshot.history.invoices.get(invoice.original or "")
    on = original.issued_on if original is not None else invoice.issued_on
    sign = -1 if invoice.kind == "credit_note" else 1
    for part in _invoice_parts(snapshot.history, invoice, measure, sign):
        yield Entry(on, None, part)


def _invoice_parts(history: History, invoice: Invoice, measure: CommissionMeasure, sign: int = 1) -> Iterator[Part]:
    """A document's lines by person."""
    client = history.customers.get(invoice.customer)
    class_ = client.class_ if client is not None else None
    contract = contract_of(history, invoice)
    for line in lines_of(history, invoice):
        amount = of_invoice(history, invoice, line, measure)
        number, product = (line.line, line.product) if line is not None else (None, None)
        for one, whole in divided(amount or 0, shares_of_invoice(history, invoice, line)):
            person, rate = one.salesperson, one.rate
            mine = sign * whole
            yield Part(
                invoice.id, None, number, person, one.share, rate, product, class_, mine, amount is None, contract
            )


def _ordered(snapshot: Snapshot, measure: CommissionMeasure, document: str) -> Iterator[Entry]:
    """Orders on the day of their first confirmation, as they stand now: amended, cut short or cancelled."""
    history = snapshot.history
    order = history.orders.get(document)
    if order is None or status_on(history, order, as_of=snapshot.as_of) == "draft":
        return
    axes = order_axes(history, order.id, as_of=snapshot.as_of)
    client = history.customers.get(order.customer)
    class_ = client.class_ if client is not None else None
    for line in axes.lines:
        amount = of_order(history, axes, line, measure)
        for one, whole in divided(amount or 0, shares_of_order(history, order, line.line, line.product)):
            number, product, person, rate = line.line, line.product, one.salesperson, one.rate
            unknown, contract = amount is None, order.contract
            part = Part(None, order.id, number, person, one.share, rate, product, class_, whole, unknown, contract)
            yield Entry(_confirmed_on(history, order), None, part)


def _confirmed_on(history: History, order: Order) -> date:
    events = history.order_events_of.get(order.id, ())
    told = next((event.effective_on for event in events if event.event == "confirmed"), None)
    return max(order.ordered_on, told or order.confirmed_on or order.ordered_on)


_SOURCES: Mapping[CommissionBasis, Callable[[Snapshot, CommissionMeasure, str], Iterator[Entry]]] = {
    "collected": _collected,
    "invoiced": _invoiced,
    "ordered": _ordered,
}
